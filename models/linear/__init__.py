"""Linear programs as arrays, whatever they are about: how they are built, held to their optima, and made smaller."""
