"""Why a plan is as it is, and what would change it: by duality, and by solving again from the plan's own basis."""
