"""The application: everything that touches files, solvers and the terminal."""

__version__ = "0.1.0"
