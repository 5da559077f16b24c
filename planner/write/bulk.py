"""Fast tables for xlsxwriter: whole columns become the XML of their cells at once.

A plan has some hundred thousand cells, and a call for each costs more than solving; everything that is not a
table's body still goes through xlsxwriter's own calls. Numbers must be finite; text is text, never a formula.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.worksheet import Worksheet

from planner.errors import InternalError, OutputError
from planner.read.grid import letters
from planner.write import styles
from planner.write.styles import Style, must

EXCEL_EPOCH = dt.date(1899, 12, 30).toordinal()
# Excel counts a 29th of February 1900, which never was: days before it have a number less.
MARCH_1900 = dt.date(1900, 3, 1)
# Excel repairs a sheet with more links; the addresses stay as text.
MOST_LINKS = 65_530
# What Excel marks as a likely slip: names that look like numbers, and formulas that are other ones than beside them or
# leave out a number next to what they add. On our sheets all three are meant.
MEANT = ("number_stored_as_text", "formula_differs", "formula_range")
EVERYWHERE = f"A1:XFD{styles.LAST_ROW + 1}"
CUT_MARK = " … (cut: longer than a cell holds)"
# A text in a formula, quotes in it doubled.
QUOTED = re.compile(r'"((?:[^"]|"")*+)"')


class Holds(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    NUMBER = "number"
    FORMULA = "formula"
    LINK = "link"


type Item = str | int | float | None


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a table, from the first row down; None or "" leaves a cell blank.

    values    what a cell shows: text, numbers, the results of its formulas, or the addresses it links to
    formulas  (rows,) formulas without `=`; None leaves the value as a constant
    total     whether the line above the header sums the rows that the filter shows
    looks     (rows,) styles where they differ from row to row
    targets   (rows,) cells of the input that a link leads to, "" for none
    """

    header: str
    holds: Holds
    values: Sequence[Item]
    style: Style
    formulas: Sequence[str | None] = ()
    total: bool = False
    width: float = 0.0
    looks: Sequence[Style] = ()
    targets: Sequence[str] = ()


def text(header: str, values: Sequence[Item], width: float = 0.0) -> Column:
    """Return a column of text."""
    return Column(header, Holds.TEXT, values, styles.CELL_TEXT, width=width)


def wrapped(header: str, values: Sequence[Item], width: float) -> Column:
    """Return a column of sentences, wrapped to a width."""
    return Column(header, Holds.TEXT, values, styles.CELL_WRAPPED, width=width)


def number(
    header: str, values: Sequence[Item], style: Style = styles.TONNES, *, total: bool = False, width: float = 0.0
) -> Column:
    """Return a column of numbers that were computed, not decided."""
    return Column(header, Holds.NUMBER, values, {**styles.CELL, **style}, total=total, width=width)


def formula(
    header: str,
    formulas: Sequence[str | None],
    values: Sequence[Item],
    style: Style = styles.TONNES,
    *,
    total: bool = False,
    width: float = 0.0,
) -> Column:
    """Return a column of live formulas with their computed values beside them."""
    return Column(header, Holds.FORMULA, values, {**styles.CELL, **style}, formulas, total=total, width=width)


def source(header: str, addresses: Sequence[str]) -> Column:
    """Return a column of links to the cells of the input that rows come from."""
    return link(header, addresses, addresses)


def link(header: str, shown: Sequence[str], targets: Sequence[str]) -> Column:
    """Return a column of words that link to cells of the input."""
    return Column(header, Holds.LINK, shown, styles.CELL_LINK, targets=targets)


def copy_of(address: str) -> str:
    """Return where a cell of the input stands in its frozen copy: `Demand!F3` is `'in Demand'!F3`."""
    sheet, _, cell = address.rpartition("!")
    plain = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    return "'" + copy_name(plain).replace("'", "''") + f"'!{cell}"


def copy_name(sheet: str) -> str:
    """Return the name of the frozen copy of an input sheet."""
    return f"in {sheet}"[: styles.LONGEST_SHEET_NAME]


class BulkSheet(Worksheet):  # type: ignore[misc]
    """A worksheet of xlsxwriter with blocks of rows whose XML is made column by column.

    A block owns its rows: nothing else is written into them. In a bare sheet blank cells are left out; it shows
    gridlines instead of borders.
    """

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[tuple[range, str]] = []
        self.links: list[str] = []
        self.bare = False
        must(self.ignore_errors(dict.fromkeys(MEANT, EVERYWHERE)))

    def cells(self, first: int, place: int, column: Column, style: Sequence[int]) -> list[str]:
        """Return the XML of a column's cells, from row `first` (counted from 0) down; (rows,) indices of formats."""
        letter = letters(place)
        rows = range(first + 1, first + 1 + len(column.values))
        if column.holds is Holds.LINK:
            links = [
                f'<hyperlink ref="{letter}{row}" location="{_attribute(copy_of(target))}"/>'
                for row, target in zip(rows, column.targets, strict=True)
                if target
            ]
            self.links += links[: MOST_LINKS - len(self.links)]
        values = column.values
        if not any(column.formulas):
            return self._constants(letter, rows, style, values)
        words = self._strings(values)
        blank = "" if self.bare else "/>"
        return [
            f'<c r="{letter}{row}" s="{look}"{end}' if (end := _content(value, formula, words) or blank) else ""
            for row, look, formula, value in zip(rows, style, column.formulas, values, strict=True)
        ]

    def _constants(self, letter: str, rows: range, style: Sequence[int], values: Sequence[Item]) -> list[str]:
        """Return the XML of cells without formulas; each distinct value is made into text once."""
        words = self._strings(values)
        content = {value: _content(value, None, words) for value in dict.fromkeys(values)}
        if not self.bare:
            content = {value: end or "/>" for value, end in content.items()}
        return [
            f'<c r="{letter}{row}" s="{look}"{end}' if (end := content[value]) else ""
            for row, look, value in zip(rows, style, values, strict=True)
        ]

    def _strings(self, values: Sequence[Item]) -> dict[Item, int]:
        """Return the place of each distinct text in the workbook's table of texts."""
        table = self.str_table
        return {
            value: int(table._get_shared_string_index(fitting(value)))
            for value in dict.fromkeys(values)
            if value and isinstance(value, str)
        }

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Return a formula as it is stored: ours use no function that is newer than the file's format."""
        del expand_future_functions
        return formula.removeprefix("=")

    def add_block(self, first: int, columns: Sequence[list[str]]) -> None:
        """Add rows, each column given as the XML of its cells, all in order from the left."""
        if not columns or not columns[0]:
            return
        last = first + len(columns[0]) - 1
        if last > styles.LAST_ROW:
            rows = f"{last + 1:,} rows, more than Excel holds"
            raise OutputError(f"sheet {self.name} would have {rows}; plan fewer periods, sites or commodities")
        block = range(first, last + 1)
        xml = "".join(
            [
                f'<row r="{row + 1}">{"".join(cells)}</row>' if any(cells) else f'<row r="{row + 1}"/>'
                for row, cells in zip(block, zip(*columns, strict=True), strict=True)
            ]
        )
        self.blocks.append((block, xml))
        self._check_dimensions(first, 0)
        self._check_dimensions(last, len(columns) - 1)

    def _write_rows(self) -> None:
        """Write single cells and blocks in the order of the rows."""
        top, bottom = self.dim_rowmin, self.dim_rowmax
        for rows, xml in sorted(self.blocks, key=lambda block: block[0].start):
            self._write_between(top, rows.start - 1)
            self.fh.write(xml)
            top = rows.stop
        self._write_between(top, bottom)

    def _write_between(self, top: int, bottom: int) -> None:
        if top <= bottom:
            self.dim_rowmin, self.dim_rowmax = top, bottom
            super()._write_rows()

    def _write_hyperlinks(self) -> None:
        """Write the links of single cells and of blocks as one element."""
        if not self.links:
            super()._write_hyperlinks()
            return
        self.fh.write("<hyperlinks>" + "".join(self.links))
        for row in sorted(self.hyperlinks):
            for column in sorted(self.hyperlinks[row]):
                self._write_hyperlink_internal(row, column, self.hyperlinks[row][column])
        self.fh.write("</hyperlinks>")


def fitting(value: str) -> str:
    """Return a text that fits a cell; what is cut off is said."""
    return value if len(value) * 2 <= styles.LONGEST_TEXT else _cut(value)


def _cut(value: str) -> str:
    if len(value.encode("utf-16-le")) // 2 <= styles.LONGEST_TEXT:
        return value
    return value[: styles.LONGEST_TEXT // 2] + CUT_MARK


def _number(value: Any) -> str:
    if not math.isfinite(value):
        raise InternalError(f"the number {value} cannot stand in a cell")
    return repr(float(value) + 0.0)


def is_taken(formula: str) -> bool:
    """Return whether Excel takes a formula, given without `=`: with a longer one, or text in it, the file is damaged.

    Wildcards in a name have a sign before them, so that the text of a formula can be longer than the name.
    """
    if len(formula) >= styles.LONGEST_FORMULA:
        return False
    quoted = QUOTED.findall(formula) if len(formula) > styles.LONGEST_QUOTED else ()
    return all(len(text.replace('""', '"')) <= styles.LONGEST_QUOTED for text in quoted)


def _content(value: Item, formula: str | None, index: Mapping[Item, int]) -> str:
    """Return what follows the opening of a cell; "" for a blank cell.

    A formula that Excel does not take gives way to its value.
    """
    if formula and is_taken(formula):
        if isinstance(value, str):
            return f' t="str"><f>{escape(formula)}</f><v>{escape(value)}</v></c>'
        return f"><f>{escape(formula)}</f><v>{_number(value)}</v></c>"
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return f' t="s"><v>{index[value]}</v></c>'
    return f"><v>{_number(value)}</v></c>"


def _attribute(value: str) -> str:
    return escape(value, {'"': "&quot;"})


def serial(day: dt.date) -> int:
    """Return the number by which Excel stores a day."""
    return day.toordinal() - EXCEL_EPOCH - (day < MARCH_1900)
