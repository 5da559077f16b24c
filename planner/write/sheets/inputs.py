"""Sheet Inputs used, and the frozen copies of the input sheets: the same values at the same addresses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from models.schema import TABLE
from planner.read.grid import Cell, Grid
from planner.write import bulk, styles
from planner.write.bulk import BulkSheet, Column, Holds, Item, copy_name, serial
from planner.write.page import FIRST_ROW, Desk, open_page
from planner.write.report import Report
from planner.write.styles import must

NAME = "Inputs used"
SENTENCE = "The input as it was read. Each `in` sheet is a frozen copy with the same cell addresses; links from other sheets land there."
WIDEST, NARROWEST, PADDING = 34, 8, 2
MEASURED_ROWS = 60


def write(desk: Desk, report: Report) -> None:
    """Write the index, then a copy of every sheet that was read."""
    page = open_page(desk, NAME, SENTENCE, tab=str(styles.Colour.INFORMATION))
    tables = report.problem.tables
    used = [(sheet, tables.records[sheet]) for sheet in TABLE if sheet in tables.present]
    count = len(used)
    numbers = range(FIRST_ROW + 1, FIRST_ROW + 1 + count)
    page.table(
        [
            bulk.source("sheet", [f"{_quoted(records.sheet)}!A1" for _, records in used]),
            bulk.text("one row is", [TABLE[sheet].row_is for sheet, _ in used]),
            bulk.number("rows read", [records.read for _, records in used], styles.WHOLE, total=True),
            bulk.number("rows that act", [len(records) for _, records in used], styles.WHOLE, total=True),
            bulk.formula("rows that do not", [f"C{row}-D{row}" for row in numbers],
                         [records.read - len(records) for _, records in used], styles.WHOLE, total=True),
            bulk.number("inactive rows", [len(records.ignored) for _, records in used], styles.WHOLE, total=True),
            bulk.number("hidden rows", [tables.hidden_rows.get(sheet, 0) for sheet, _ in used], styles.WHOLE, total=True),
        ],
        filters=False,
    )  # fmt: skip
    area = [f"{letter}{FIRST_ROW + 1}:{letter}{FIRST_ROW + count}" for letter in "EF"]
    holds = all(records.read - len(records) == len(records.ignored) for _, records in used)
    page.check("every row that was read either acts or is marked inactive", f"SUM({area[0]})=SUM({area[1]})", holds)
    for _, records in used:
        rows = [*records.row.tolist(), *records.ignored]
        _copy(desk, report.book.grids[records.sheet], min(rows) - 1 if rows else 1)


def _quoted(sheet: str) -> str:
    from models.records import quoted

    return quoted(sheet)


def _copy(desk: Desk, grid: Grid, header_row: int) -> None:
    """Write the frozen copy of one sheet; its header stands in sheet row `header_row`, counted from 1."""
    sheet = desk.book.add_worksheet(copy_name(grid.name), worksheet_class=BulkSheet)
    sheet.hide_gridlines(2)
    sheet.set_tab_color(str(styles.Colour.INFORMATION))
    styles.set_page(sheet)
    plain, header = styles.COPY, styles.HEADER_INFORMATION
    date = {**styles.COPY, **styles.DATE}
    cells = []
    for place in range(grid.width):
        values = [row[place] for row in grid.rows]
        items = [_item(value) for value in values]
        looks = [date if isinstance(value, dt.date) else plain for value in values]
        looks[header_row - 1] = {**header, "bold": True}
        cells.append(_mixed(desk, sheet, place, items, looks))
        wide = max((len(str(item)) for item in items[header_row - 1 : MEASURED_ROWS] if item is not None), default=0)
        must(sheet.set_column(place, place, min(max(wide + PADDING, NARROWEST), WIDEST)))
    sheet.add_block(0, cells)
    sheet.freeze_panes(header_row, 1)
    must(sheet.repeat_rows(header_row - 1))


def _item(value: Cell) -> Item:
    """Return what a cell of the copy holds: numbers as numbers, days as days, everything else as its text."""
    match value:
        case "":
            return None
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float() | str():
            return value
        case dt.datetime():
            return serial(value.date()) if value.time() == dt.time() else value.isoformat(" ")
        case dt.date():
            return serial(value)
        case _:
            return str(value)


def _mixed(desk: Desk, sheet: BulkSheet, place: int, items: Sequence[Item], looks: Sequence[styles.Style]) -> list[str]:
    """Return the XML of a column that holds text and numbers side by side."""
    index = {id(look): desk.formats.of(look)._get_xf_index() for look in looks}
    style = [index[id(look)] for look in looks]
    words = [item if isinstance(item, str) else None for item in items]
    texts = sheet.cells(0, place, Column("", Holds.TEXT, words, {}), style)
    if all(item is None or isinstance(item, str) for item in items):
        return texts
    amounts = [None if isinstance(item, str) else item for item in items]
    numbers = sheet.cells(0, place, Column("", Holds.NUMBER, amounts, {}), style)
    return [text if isinstance(item, str) else number for item, text, number in zip(items, texts, numbers, strict=True)]
