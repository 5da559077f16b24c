"""The parts of a Problem by topic: frozen arrays, one line per thing; models/problem.py puts them together."""
