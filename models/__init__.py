"""The problem: what valid data is and what a valid plan is, on numpy and pandas alone."""
