"""The first sheet of an input workbook: what to fill, in which order, what the colours mean, links to each sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.schema import READ_ME
from planner.write import styles
from planner.write.input_sheets import InputSheet
from planner.write.styles import Formats, must

COLUMN_WIDTHS = (7.0, 20.0, 46.0, 12.0, 46.0)
TEXT_COLUMN = 1

LEGEND = (
    (styles.HEADER_DARK, "dark header", "Must be filled in every row."),
    (styles.HEADER_OPTIONAL, "light header", "May be left blank; the note on the header says what blank means."),
    (styles.HEADER_INFORMATION, "grey header", "Where the row comes from, for you and your reader."),
    (styles.INPUT, "blue on yellow", "A cell for you to fill."),
)

HOW_TO_FILL = (
    "Fill the sheets from top to bottom: the dropdowns of a sheet offer the names of the sheets before it.",
    "Rest the mouse on a header to read its note: help, unit, what is allowed, what a blank cell means.",
    "A unit stands in square brackets in the header, as cost [USD/t], and may be changed there: cost [USD/kg].",
    "A column that is headed by the name of a period holds the values of that period; all holds those of the others.",
    "When you rename a period on sheet Periods, rename the columns that it heads on the other sheets.",
    "Type new rows directly below the last one; the table grows. A row with active = no is kept and does not act.",
    "A column or sheet of your own is passed over when its name begins with #.",
)

AFTERWARDS = (
    ("plan check FILE", "reads and checks everything, and names each cell to mend"),
    ("plan solve FILE", "makes the plan and writes it to a workbook of its own; this one is never changed"),
)


def write_read_me(book: Any, formats: Formats, title: str, purpose: str, sheets: Sequence[InputSheet]) -> None:
    """Write the sheet at the front of the workbook."""
    sheet = book.add_worksheet(READ_ME)
    sheet.hide_gridlines(2)
    sheet.set_tab_color(str(styles.Colour.INK))
    for index, wide in enumerate(COLUMN_WIDTHS):
        must(sheet.set_column(index, index, wide))
    text = formats.of(styles.TEXT, styles.INDENT)
    must(sheet.set_row(0, 30))
    must(sheet.write_string(0, 0, title, formats.of(styles.TITLE)))
    must(sheet.write_string(1, 0, purpose, formats.of(styles.QUIET)))
    row = _write_sheets(sheet, formats, sheets, 3)
    row = _section(sheet, formats, row, "What the colours mean")
    for style, sample, meaning in LEGEND:
        must(sheet.write_string(row, TEXT_COLUMN, sample, formats.of(style, styles.INDENT)))
        must(sheet.write_string(row, TEXT_COLUMN + 1, meaning, text))
        row += 1
    row = _section(sheet, formats, row + 1, "How to fill")
    for line in HOW_TO_FILL:
        must(sheet.write_string(row, TEXT_COLUMN, line, text))
        row += 1
    row = _section(sheet, formats, row + 1, "Then")
    for command, does in AFTERWARDS:
        must(
            sheet.write_string(
                row, TEXT_COLUMN, command, formats.of(styles.TEXT, styles.INDENT, {"font_name": "Consolas"})
            )
        )
        must(sheet.write_string(row, TEXT_COLUMN + 1, does, text))
        row += 1
    styles.set_page(sheet)


def _section(sheet: Any, formats: Formats, row: int, title: str) -> int:
    must(sheet.write_string(row, 0, title, formats.of(styles.SECTION)))
    return row + 1


def _write_sheets(sheet: Any, formats: Formats, sheets: Sequence[InputSheet], row: int) -> int:
    """Write the list of sheets in the order in which they are filled, and return the row after the gap below it."""
    row = _section(sheet, formats, row, "What to fill, in this order")
    heads = ("step", "sheet", "one row is", "needed", "must be filled in every row")
    for index, head in enumerate(heads):
        must(sheet.write_string(row, index, head, formats.of(styles.HEADER_INFORMATION, styles.INDENT)))
    cell = formats.of(styles.FONT, styles.BORDER, styles.INDENT)
    link = formats.of(styles.LINK, styles.BORDER, styles.INDENT)
    for step, content in enumerate(sheets, start=1):
        row += 1
        required = [heading.column.name for heading in content.headings if heading.column and heading.column.required]
        must(sheet.write_number(row, 0, step, formats.of(styles.FONT, styles.BORDER, {"align": "center"})))
        must(sheet.write_url(row, 1, f"internal:'{content.table.name}'!A1", link, content.table.name))
        must(sheet.write_string(row, 2, content.table.row_is, cell))
        must(sheet.write_string(row, 3, "yes" if content.table.required else "if it applies", cell))
        must(sheet.write_string(row, 4, ", ".join(dict.fromkeys(required)), cell))
    return row + 2
