"""Random problems of a few sheets, drawn from numbered seeds and held against second formulations and other solvers."""
