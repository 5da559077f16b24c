"""The input workbook: the empty template, and the same form filled with given rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from models.schema import PERIODS, TABLES, Table
from models.schema import SETTINGS as SETTINGS_SHEET
from models.settings import SETTINGS
from planner.atomic import replace_atomically
from planner.write import styles
from planner.write.input_columns import headings, setting_default, setting_text
from planner.write.input_sheets import InputSheet, define_lists, name_lists, write_sheet
from planner.write.read_me import write_read_me
from planner.write.styles import Value
from planner.write.wording import plain

TEMPLATE_QUARTERS = 8
QUARTERS_PER_YEAR = 4
MONTHS_PER_QUARTER = 3
TEMPLATE_TITLE = "Sourcing plan: input"
TEMPLATE_PURPOSE = "An empty form. Fill it, and plan solve says what to buy, make, ship and store, and when."


def write_template(path: Path, first_day: dt.date | None = None) -> None:
    """Write the empty template: every sheet on which this version acts, and eight quarters as periods.

    first_day  lies in the first of the quarters; today unless given
    Raises OutputError when the file cannot be written.
    """
    replace_atomically(path, template_bytes(first_day or dt.datetime.now(tz=dt.UTC).date()))


def template_bytes(first_day: dt.date) -> bytes:
    """Return the empty template as a file."""
    periods = _quarters(first_day)
    sheets = [
        InputSheet(table, headings(table, [str(period[0]) for period in periods]), _rows(table, periods))
        for table in TABLES
        if not table.later
    ]
    return workbook_bytes(TEMPLATE_TITLE, TEMPLATE_PURPOSE, sheets)


def workbook_bytes(title: str, purpose: str, sheets: Sequence[InputSheet]) -> bytes:
    """Return an input workbook with a Read me sheet and the given sheets, the same bytes for the same content."""
    buffer = BytesIO()
    book = styles.new_book(buffer, title)
    formats = styles.Formats(book)
    write_read_me(book, formats, title, purpose, sheets)
    lists = name_lists(sheets)
    for content in sheets:
        write_sheet(book, formats, content, lists)
    define_lists(book, sheets)
    return styles.finish(book, buffer)


def _quarters(first_day: dt.date) -> list[tuple[Value, ...]]:
    """Return name, first and last day of the quarters from the one in which `first_day` lies."""
    first = first_day.year * QUARTERS_PER_YEAR + (first_day.month - 1) // MONTHS_PER_QUARTER
    found: list[tuple[Value, ...]] = []
    for number in range(first, first + TEMPLATE_QUARTERS):
        last = _first_day_of(number + 1) - dt.timedelta(days=1)
        year, quarter = divmod(number, QUARTERS_PER_YEAR)
        found.append((f"{year}Q{quarter + 1}", _first_day_of(number), last))
    return found


def _first_day_of(number: int) -> dt.date:
    year, quarter = divmod(number, QUARTERS_PER_YEAR)
    return dt.date(year, quarter * MONTHS_PER_QUARTER + 1, 1)


def _rows(table: Table, periods: Sequence[tuple[Value, ...]]) -> tuple[tuple[Value, ...], ...]:
    """Return the rows that the template brings: the periods, and every setting at its default."""
    if table is PERIODS:
        blank = (None,) * (len(headings(table)) - len(periods[0]))
        return tuple((*period, *blank) for period in periods)
    if table is SETTINGS_SHEET:
        return tuple(
            (setting_text(setting), setting_default(setting), plain(setting.help))
            for setting in SETTINGS
            if not setting.later
        )
    return ()
