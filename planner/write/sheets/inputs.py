"""Sheet Inputs used, and the frozen copies of the input sheets: the same values at the same addresses."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

from models.matches import waiting_rules
from models.records import quoted
from models.schema import TABLE
from planner.read.grid import Cell, Grid
from planner.write import bulk, styles
from planner.write.bulk import BulkSheet, Column, Holds, Item, copy_name, serial
from planner.write.page import FIRST_ROW, PAGE_WIDTH, Desk, open_page
from planner.write.report import Report
from planner.write.styles import must

NAME = "Inputs used"
SENTENCE = "The input as it was read. Each `in` sheet is a frozen copy with the same addresses; links land there."
WIDEST, NARROWEST, PADDING = 34, 8, 2
MEASURED_ROWS = 60


def write(desk: Desk, report: Report) -> None:
    """Write the index, then a copy of every sheet that was read."""
    page = open_page(desk, NAME, SENTENCE, tab=str(styles.Colour.INFORMATION))
    tables = report.problem.tables
    used = [(sheet, tables.records[sheet]) for sheet in TABLE if sheet in tables.present]
    count = len(used)
    waiting = [len(waiting_rules(report.problem)) if sheet == "Rules" else 0 for sheet, _ in used]
    act = [len(records) - wait for (_, records), wait in zip(used, waiting, strict=True)]
    numbers = range(FIRST_ROW + 1, FIRST_ROW + 1 + count)
    page.table(
        [
            bulk.link(
                "sheet", [records.sheet for _, records in used], [f"{quoted(records.sheet)}!A1" for _, records in used]
            ),
            bulk.text("one row is", [TABLE[sheet].row_is for sheet, _ in used]),
            bulk.number("rows read", [records.read for _, records in used], styles.WHOLE, total=True),
            bulk.number("rows that act", act, styles.WHOLE, total=True),
            bulk.formula(
                "rows that do not",
                [f"C{row}-D{row}" for row in numbers],
                [records.read - acting for (_, records), acting in zip(used, act, strict=True)],
                styles.WHOLE,
                total=True,
            ),
            bulk.number("inactive rows", [len(records.ignored) for _, records in used], styles.WHOLE, total=True),
            bulk.number("held back by their status", waiting, styles.WHOLE, total=True),
            bulk.number(
                "hidden rows", [tables.hidden_rows.get(sheet, 0) for sheet, _ in used], styles.WHOLE, total=True
            ),
        ],
        filters=False,
    )
    area = [f"{letter}{FIRST_ROW + 1}:{letter}{FIRST_ROW + count}" for letter in "EFG"]
    holds = all(records.read - len(records) == len(records.ignored) for _, records in used)
    words = "every row that was read acts, is marked inactive or is held back by its status"
    page.check(words, f"SUM({area[0]})=SUM({area[1]})+SUM({area[2]})", holds)
    for _, records in used:
        rows = [*records.row.tolist(), *records.ignored]
        _copy(desk, report.book.grids[records.sheet], min(rows) - 1 if rows else 1)


def _copy(desk: Desk, grid: Grid, header_row: int) -> None:
    """Write the frozen copy of one sheet; its header stands in sheet row `header_row`, counted from 1."""
    sheet = desk.book.add_worksheet(copy_name(grid.name), worksheet_class=BulkSheet)
    sheet.bare = True
    sheet.hide_gridlines(1)
    sheet.set_tab_color(str(styles.Colour.INFORMATION))
    look, head = (desk.formats.of(style)._get_xf_index() for style in (styles.COPY, styles.COPY_HEADER))
    day = desk.formats.of(styles.COPY, styles.DATE)._get_xf_index()
    share = desk.formats.of(styles.COPY, styles.SHARE)._get_xf_index()
    cells, widths = [], []
    for place in range(grid.width):
        values = [row[place] for row in grid.rows]
        items = [_item(value) for value in values]
        looks = [day if isinstance(value, dt.date) else look for value in values]
        for row in range(len(values)) if grid.percent else ():
            # A share that is shown as a percentage is read as one; the copy must be read like the input.
            if (row, place) in grid.percent:
                looks[row] = share
        if not isinstance(values[header_row - 1], dt.date):  # which would be read as a number
            looks[header_row - 1] = head
        cells.append(sheet.cells(0, place, Column("", Holds.TEXT, items, {}), looks))
        widths.append(_width(values[header_row - 1], values[header_row : header_row + MEASURED_ROWS]))
        must(sheet.set_column(place, place, widths[-1]))
    sheet.add_block(0, cells)
    sheet.freeze_panes(header_row, 1)
    must(sheet.repeat_rows(header_row - 1))
    pages = max(1, math.ceil(sum(widths) / PAGE_WIDTH))
    styles.set_page(sheet, pages)
    if pages > 1:
        # On every page stands what a row is of; what is above the table would be cut there, and is not printed.
        must(sheet.repeat_columns(0))
        must(sheet.print_area(header_row - 1, 0, len(grid.rows) - 1, grid.width - 1))


def _width(header: Cell, values: Sequence[Cell]) -> float:
    """Return the width of a column: its header may break between words, its values should not be cut."""
    longest = max((len(word) for word in str(header).split()), default=0)
    shown = max((len(str(value)) for value in values), default=0)
    return float(min(max(NARROWEST, longest + PADDING, shown + PADDING), WIDEST))


def _item(value: Cell) -> Item:
    """Return what a cell of the copy holds: numbers as numbers, days as days, everything else as its text."""
    match value:
        case "":
            return None
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if not math.isfinite(value):
            return str(value)  # a number of a text column that is too large for a cell
        case int() | float() | str():
            return value
        case dt.datetime():
            return serial(value.date()) if value.time() == dt.time() else value.isoformat(" ")
        case dt.date():
            return serial(value)
        case _:
            return str(value)
