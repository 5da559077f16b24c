"""Random mutations of valid workbooks: of the file's bytes, of the XML in it, and of its cells.

    python -m tests.fuzz 10000 [--seed 1] [--only NUMBER] [--keep FOLDER]

makes them, gives each to the planner in a process of its own with limits, and reports every end that is not clean. A
mutation is made from the seed and its number alone, so that each can be had again. tests/hostile holds the damages that
somebody thought of; what is found here becomes one more case there, or a test of the code that was wrong.
"""
