"""One sheet of an input workbook: title, header with notes, input cells, dropdowns, Excel Table, page set-up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.schema import READ_ME, SETTINGS, Table
from planner.read.grid import letters
from planner.write import styles
from planner.write.input_columns import (
    BUTTON,
    NAME_LISTS,
    Heading,
    NameList,
    cell_style,
    header_style,
    note,
    setting_of,
    setting_validation,
    validation,
    width,
)
from planner.write.styles import Formats, Value, must

# Above the header stand the sheet's title and one sentence; all counted from 0.
TITLE_ROW = 0
SENTENCE_ROW = 1
HEADER_ROW = 2
FIRST_ROW = 3

EMPTY_ROWS = 15  # what an empty table shows; it grows as rows are typed below it
LEAST_TITLE_WIDTH = 18  # the title must not run into the link beside it
LINE_HEIGHT = 16.0
HEADER_PADDING = 8.0
# What stays in sight when scrolling to the right must leave room for the rest.
MOST_FROZEN_WIDTH = 70.0
# A page of landscape A4 stays readable up to this many characters; wider sheets take more pages.
PAGE_WIDTH = 240.0
NOTE_WIDTH = 300
NOTE_LINE = 42
NOTE_LINE_HEIGHT = 17


@dataclass(frozen=True, eq=False)
class InputSheet:
    """What one sheet holds: the table of the schema, its columns, and its rows of as many values."""

    table: Table
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Value, ...], ...]

    def column_values(self, index: int) -> list[Value]:
        """Return the values of one column, from the first row down."""
        return [row[index] for row in self.rows]

    def quantity_values(self, index: int) -> list[Value]:
        """Return the values of all columns that hold the same quantity in the same unit, its periods for instance."""
        own = self.headings[index]
        return [
            value
            for place, heading in enumerate(self.headings)
            if place == index
            or (heading.column is not None and (heading.column, heading.unit) == (own.column, own.unit))
            for value in self.column_values(place)
        ]


def name_lists(sheets: Sequence[InputSheet]) -> tuple[NameList, ...]:
    """Return the named ranges whose owning column is in the workbook."""
    return tuple(source for source in NAME_LISTS if _place(source, sheets) is not None)


def define_lists(book: Any, sheets: Sequence[InputSheet]) -> None:
    """Define the named ranges: from the first name down to the last, so that they grow with their table."""
    for source in name_lists(sheets):
        place = _place(source, sheets)
        assert place is not None
        letter = letters(place)
        column = f"{source.table}!${letter}${FIRST_ROW + 1}:${letter}${styles.LAST_ROW + 1}"
        first = f"{source.table}!${letter}${FIRST_ROW + 1}"
        must(book.define_name(source.name, f"={first}:INDEX({column},MAX(1,COUNTA({column})))"))


def _place(source: NameList, sheets: Sequence[InputSheet]) -> int | None:
    for sheet in sheets:
        if sheet.table.name == source.table:
            for index, heading in enumerate(sheet.headings):
                if heading.column is not None and heading.column.name == source.column:
                    return index
    return None


def write_sheet(book: Any, formats: Formats, content: InputSheet, lists: Sequence[NameList]) -> None:
    """Add a sheet to the workbook and write it whole."""
    sheet = book.add_worksheet(content.table.name)
    sheet.hide_gridlines(2)
    widths = _set_widths(sheet, content)
    _write_top(sheet, formats, content)
    _write_header(sheet, formats, content, widths)
    _write_cells(sheet, formats, content)
    _write_checks(sheet, content, lists)
    frozen = _frozen_columns(content, widths)
    sheet.freeze_panes(FIRST_ROW, frozen)
    sheet.set_tab_color(_tab_colour(content.table))
    styles.set_page(sheet, max(1, math.ceil(sum(widths) / PAGE_WIDTH)))
    must(sheet.repeat_rows(HEADER_ROW))
    if frozen:
        must(sheet.repeat_columns(0, frozen - 1))


def _set_widths(sheet: Any, content: InputSheet) -> list[float]:
    """Set the widths of the columns and return them."""
    widths = []
    for index, heading in enumerate(content.headings):
        values = content.column_values(index)
        wide = max(width(heading, values), LEAST_TITLE_WIDTH if index == 0 else 0.0)
        must(sheet.set_column(index, index, wide))
        widths.append(wide)
    return widths


def _write_top(sheet: Any, formats: Formats, content: InputSheet) -> None:
    must(sheet.set_row(TITLE_ROW, 26))
    must(sheet.write_string(TITLE_ROW, 0, content.table.name, formats.of(styles.TITLE)))
    must(
        sheet.write_url(
            TITLE_ROW, 1, f"internal:'{READ_ME}'!A1", formats.of(styles.LINK), READ_ME, f"Go to sheet {READ_ME}"
        )
    )
    must(sheet.write_string(SENTENCE_ROW, 0, sentence(content), formats.of(styles.QUIET)))


def sentence(content: InputSheet) -> str:
    """Return the line below the title: what a row is, and how periods are given."""
    main = content.table.main
    text = f"One row is {content.table.row_is}."
    if main is None or not main.by_period or all(heading.column is not main for heading in content.headings):
        return text
    return f"{text} A header that is the name of a period gives {main.name} in that period."


def _write_header(sheet: Any, formats: Formats, content: InputSheet, widths: Sequence[float]) -> None:
    bottom = HEADER_ROW + (len(content.rows) or EMPTY_ROWS)
    columns = [
        {"header": heading.text, "header_format": formats.of(header_style(heading))} for heading in content.headings
    ]
    table = {"name": content.table.name, "style": None, "columns": columns}
    must(sheet.add_table(HEADER_ROW, 0, bottom, len(columns) - 1, table))
    lines = 1
    for index, (heading, wide) in enumerate(zip(content.headings, widths, strict=True)):
        text = note(heading)
        high = 1 + sum(max(1, math.ceil(len(line) / NOTE_LINE)) for line in text.split("\n"))
        look = {
            "width": NOTE_WIDTH,
            "height": NOTE_LINE_HEIGHT * high,
            "font_size": 10,
            "color": str(styles.Colour.PAPER),
        }
        must(sheet.write_comment(HEADER_ROW, index, text, look))
        lines = max(lines, math.ceil(len(heading.text) / (wide - BUTTON)))
    must(sheet.set_row(HEADER_ROW, LINE_HEIGHT * lines + HEADER_PADDING))


def _write_cells(sheet: Any, formats: Formats, content: InputSheet) -> None:
    rows = content.rows or tuple((None,) * len(content.headings) for _ in range(EMPTY_ROWS))
    is_settings = content.table is SETTINGS
    for index, heading in enumerate(content.headings):
        style = cell_style(heading, content.quantity_values(index))
        if is_settings:
            style = _settings_style(heading)
        cell_format = formats.of(style)
        for row, values in enumerate(rows):
            styles.write_value(sheet, FIRST_ROW + row, index, values[index], cell_format)


def _settings_style(heading: Heading) -> styles.Style:
    """Return the look of a column of Settings: only its values are input; they stand to the left, whatever they are."""
    if heading.column is SETTINGS.by_name["value"]:
        return {**styles.INPUT, **styles.INDENT}
    return {**styles.WRAP, **styles.FONT, **styles.BORDER, **styles.INDENT}


def _write_checks(sheet: Any, content: InputSheet, lists: Sequence[NameList]) -> None:
    for index, heading in enumerate(content.headings):
        rule = validation(heading, lists)
        if rule is not None:
            must(sheet.data_validation(FIRST_ROW, index, styles.LAST_ROW, index, rule))
    if content.table is not SETTINGS:
        return
    names = [heading.column.name if heading.column else "" for heading in content.headings]
    for row, values in enumerate(content.rows):
        setting = setting_of(str(values[names.index("setting")]))
        rule = setting_validation(setting) if setting is not None else None
        if rule is not None:
            must(sheet.data_validation(FIRST_ROW + row, names.index("value"), FIRST_ROW + row,
                                       names.index("value"), rule))  # fmt: skip


def _frozen_columns(content: InputSheet, widths: Sequence[float]) -> int:
    """Return how many leading key columns stay in sight."""
    count, total = 0, 0.0
    for heading, wide in zip(content.headings, widths, strict=True):
        total += wide
        if heading.column is None or not heading.column.key or total > MOST_FROZEN_WIDTH:
            break
        count += 1
    return count


def _tab_colour(table: Table) -> str:
    return str(styles.Colour.REQUIRED if table.required else styles.Colour.OPTIONAL)
