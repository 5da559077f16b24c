"""Linear programs as arrays, whatever they are about: how they are built, solved tier by tier, and made smaller."""
