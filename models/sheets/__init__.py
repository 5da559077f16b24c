"""The sheets of the input workbook by topic; models/schema.py is their table of contents."""
