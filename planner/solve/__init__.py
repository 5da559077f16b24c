"""Solvers of a Program: HiGHS by arrays, and every solver that PuLP speaks to."""
