"""Damaged and malicious workbooks made from any valid one, each with what must become of it.

    python -m tests.hostile [WORKBOOK] [--case NAME] [--command check] [--keep FOLDER]

makes them, gives each to the planner in a process of its own with a limit on time and memory, and reports exit code,
traceback, sheet and cell named, time, memory, input unchanged, output whole. One module a topic; `corpus.py` lists
them. A damage that was not thought of becomes one more case in its topic.
"""
