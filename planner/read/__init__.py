"""The guarded door: from a workbook or a folder of tables to Tables, with every finding and its address."""

from planner.read.book import Reading, read_book, read_input

__all__ = ["Reading", "read_book", "read_input"]
