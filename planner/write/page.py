"""One sheet of the plan: title, sentence, check, header and table, with the manners that all of them share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from planner.read.book import BACK_LINK
from planner.read.grid import letters
from planner.read_back.checks import FAILS, SUMMARY
from planner.write import styles
from planner.write.bulk import BulkSheet, Column, Holds, Item, is_taken
from planner.write.styles import Formats, Style, must
from planner.write.widths import BUTTON, lines_of, width_of

TITLE_ROW, SENTENCE_ROW, CHECK_ROW, TOTAL_ROW, HEADER_ROW, FIRST_ROW = 0, 1, 2, 3, 4, 5

# Signs that stand before the word of a light, so that colour is never alone.
GOOD_SIGN, FAIR_SIGN, BAD_SIGN, EDIT_SIGN = "✔", "▲", "✘", "✎"

COMPARISONS = ("=", "<", ">")
WILDCARDS = "~*?"  # the escape first

# How far two sums of the same rows may differ, as a share of them.
ROUNDING = 0.000_001
# A page of landscape A4 stays readable up to this many characters; wider sheets take more pages.
PAGE_WIDTH = 230.0
MOST_FROZEN_WIDTH = 75.0
# Of several pages the columns that stand on each are so wide that the title above them can be read there.
LEAST_REPEATED = 36.0
# So many rows on a page of landscape A4 can still be read.
PAGE_ROWS = 90
LINE_HEIGHT = 15.0


@dataclass(frozen=True)
class Check:
    """A master check: where its light stands, and what it shows."""

    sheet: str
    cell: str
    shown: str


@dataclass(frozen=True)
class Printed:
    """How a table is printed: widths of its columns, pages side by side, and columns that stand on each of them."""

    widths: Sequence[float]
    pages: int
    repeated: int


@dataclass(eq=False)
class Desk:
    """What is shared by all sheets of one workbook."""

    book: Any
    formats: Formats
    checks: list[Check] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)


@dataclass(eq=False)
class Page:
    """A sheet under construction.

    lit    formula and text of the master check, where it stands in its row
    notes  row -> text and its styles, of texts in the first column; beside  rows with something in other columns
    widths  of the columns that tables have so far
    """

    desk: Desk
    name: str
    sheet: Any
    sentence: str = ""
    last_row: int = 0
    printed: Printed | None = None
    lit: tuple[str, str] | None = None
    notes: dict[int, tuple[str, Style]] = field(default_factory=dict)
    beside: set[int] = field(default_factory=set)
    widths: list[float] = field(default_factory=list)

    def style(self, *parts: Style) -> Any:
        """Return the format that joins styles."""
        return self.desk.formats.of(*parts)

    def text(self, row: int, column: int, value: str, *parts: Style) -> None:
        """Write one text."""
        must(self.sheet.write_string(row, column, value, self.style(styles.TEXT, *parts)))
        if column == 0:
            self.notes[row] = value, {name: look for part in parts for name, look in part.items()}
        self._wrote(row, column)

    def number(self, row: int, column: int, value: float, *parts: Style) -> None:
        """Write one constant."""
        must(self.sheet.write_number(row, column, float(value) + 0.0, self.style(styles.TEXT, *parts)))
        self._wrote(row, column)

    def formula(self, row: int, column: int, formula: str, value: Item, *parts: Style) -> None:
        """Write one live formula, without `=`, and its computed value; that alone where Excel takes no such formula."""
        stored = value if isinstance(value, str) or value is None else float(value) + 0.0
        look = self.style(styles.TEXT, *parts)
        if is_taken(formula):
            must(self.sheet.write_formula(row, column, f"={formula}", look, stored))
        else:
            styles.write_value(self.sheet, row, column, stored, look)
        self._wrote(row, column)

    def link(self, row: int, column: int, target: str, shown: str, *parts: Style) -> None:
        """Write a link to a place in this workbook, such as `'in Demand'!F3`."""
        must(self.sheet.write_url(row, column, f"internal:{target}", self.style(styles.LINK, *parts), shown))
        if column:
            self.beside.add(row)

    def _wrote(self, row: int, column: int) -> None:
        self.last_row = max(self.last_row, row)
        if column:
            self.beside.add(row)

    def check(self, good: str, formula: str, holds: bool = True, bad: str = "look at the cells in red") -> None:
        """Write the sheet's master check: a light that a live condition turns on."""
        words = f"{GOOD_SIGN} OK: {good}", f"{FAILS}: {bad}"
        shown = words[0] if holds else words[1]
        self.light(CHECK_ROW, 0, f'IF({formula},"{words[0]}","{words[1]}")', shown)

    def agree(self, good: str, one: str, other: str, *more: tuple[str, str]) -> None:
        """Write the master check that two live sums are the same, up to rounding, and those of more pairs."""
        pairs = ((one, other), *more)
        same = [f"ABS({one}-({other}))<={constant(ROUNDING)}*(1+ABS({other}))" for one, other in pairs]
        self.check(good, f"AND({','.join(same)})" if more else same[0], holds=True)

    def light(self, row: int, column: int, formula: str, shown: str) -> None:
        """Write a master check by its whole formula, and remember it for the Summary."""
        self.formula(row, column, formula, shown, {"bold": True})
        lights(self, row, column, row, column)
        if (row, column) == (CHECK_ROW, 0):
            self.lit = formula, shown
        self.desk.checks.append(Check(self.name, f"{letters(column)}{row + 1}", shown))

    def table(
        self,
        columns: Sequence[Column],
        *,
        frozen: int = 1,
        printed: int | None = None,
        first: int = FIRST_ROW,
        filters: bool = True,
        alone: bool = True,
    ) -> int:
        """Write header and rows from row `first` (from 0), and return the row below the last one.

        Totals of columns that ask for one stand above the header and follow the filter.
        frozen   columns that stay in sight, and are printed on every page;  printed  those that are, where it is others
        alone    whether the sheet has no other table, so that its header repeats
        """
        rows = len(columns[0].values)
        widths = [width_of(column) for column in columns]
        for place, (column, wide) in enumerate(zip(columns, widths, strict=True)):
            self._widen(place, column, wide)
            must(
                self.sheet.write_string(
                    first - 1, place, column.header, self.style(styles.HEADER_DARK, _beside(column))
                )
            )
            if column.total and rows:
                letter = letters(place)
                total = sum(float(value or 0.0) for value in column.values if not isinstance(value, str))
                span = f"{letter}{first + 1}:{letter}{first + rows}"
                self.formula(first - 2, place, f"SUBTOTAL(9,{span})", total, column.style, {"bold": True})
        lines = max(lines_of(column.header, wide - BUTTON) for column, wide in zip(columns, widths, strict=True))
        must(self.sheet.set_row(first - 1, LINE_HEIGHT * lines + 6.0))
        self.sheet.add_block(
            first, [self.sheet.cells(first, place, column, self._looks(column)) for place, column in enumerate(columns)]
        )
        bottom = first + rows - 1
        self.last_row = max(self.last_row, bottom)
        if filters and rows:
            must(self.sheet.autofilter(first - 1, 0, bottom, len(columns) - 1))
        if first == FIRST_ROW:
            while frozen > 0 and sum(widths[:frozen]) > MOST_FROZEN_WIDTH:
                frozen -= 1
            self.sheet.freeze_panes(first, frozen)
            if alone:
                must(self.sheet.repeat_rows(first - 1))
            self._lay_out(frozen if printed is None else printed)
        elif self.printed is not None and len(self.widths) > len(self.printed.widths):
            self._lay_out(self.printed.repeated)
        return bottom + 1

    def _widen(self, place: int, column: Column, wide: float) -> None:
        """Make a column as wide as the first table that has it asks for, and wider for numbers of a later one.

        A text goes on over what is blank beside it; a number that does not fit is shown by Excel as hash signs.
        """
        if place == len(self.widths):
            self.widths.append(wide)
        elif column.holds in (Holds.NUMBER, Holds.FORMULA) and wide > self.widths[place]:
            self.widths[place] = wide
        else:
            return
        must(self.sheet.set_column(place, place, self.widths[place]))

    def _lay_out(self, repeated: int) -> None:
        """Say on how many pages the columns are printed, and which of them stand on each."""
        pages = max(1, math.ceil(sum(self.widths) / PAGE_WIDTH))
        while pages > 1 and repeated and sum(self.widths[:repeated]) < LEAST_REPEATED:
            repeated += 1
        if repeated:
            must(self.sheet.repeat_columns(0, repeated - 1))
        styles.set_page(self.sheet, pages)
        self.printed = Printed(tuple(self.widths), pages, repeated)

    def keep_whole(self, rows: int) -> None:
        """Print all rows on one page if that can be read, so that no chart is cut; rows: of table and charts."""
        if rows <= PAGE_ROWS:
            self.sheet.fit_to_pages(self.sheet.fit_width, 1)

    def _looks(self, column: Column) -> list[int]:
        """Return the index of the format of each cell of a column."""
        bare = styles.NO_BORDER if self.sheet.bare else {}
        if not column.looks:
            return [self.style(column.style, bare)._get_xf_index()] * len(column.values)
        distinct = {id(look): look for look in column.looks}
        index = {key: self.style(column.style, look, bare)._get_xf_index() for key, look in distinct.items()}
        return [index[id(look)] for look in column.looks]


def open_page(
    desk: Desk, name: str, sentence: str, *, tab: str = str(styles.Colour.OPTIONAL), bare: bool = False
) -> Page:
    """Add a sheet with its title, its sentence, and a link back to the Summary.

    bare  whether it is long: gridlines instead of borders, and blank cells left out
    """
    sheet = desk.book.add_worksheet(name, worksheet_class=BulkSheet)
    page = Page(desk, name, sheet, sentence)
    if name != SUMMARY:
        desk.pages.append(page)
    sheet.bare = bare
    sheet.hide_gridlines(1 if bare else 2)
    sheet.set_tab_color(tab)
    styles.set_page(sheet)
    must(sheet.set_row(TITLE_ROW, 24))
    page.text(TITLE_ROW, 0, name, styles.TITLE)
    page.text(SENTENCE_ROW, 0, sentence, styles.QUIET)
    if name != SUMMARY:
        page.link(TITLE_ROW, 3, f"'{SUMMARY}'!A1", BACK_LINK)
    return page


def lights(page: Page, top: int, left: int, bottom: int, right: int) -> None:
    """Colour the cells of an area by the sign that their text begins with."""
    for sign, style in (
        (GOOD_SIGN, styles.GOOD),
        (FAIR_SIGN, styles.FAIR),
        (BAD_SIGN, styles.BAD),
        (EDIT_SIGN, styles.FAIR),
    ):
        rule = {"type": "text", "criteria": "begins with", "value": sign, "format": page.style(style)}
        must(page.sheet.conditional_format(top, left, bottom, right, rule))


def span(letter: str, rows: tuple[int, int], sheet: str = "") -> str:
    """Return an absolute range of one column, rows counted from 0, both included."""
    place = f"{sheet}!" if sheet else ""
    return f"{place}${letter}${rows[0] + 1}:${letter}${rows[1] + 1}"


def criterion(cell: str, name: str) -> str:
    """Return what SUMIFS looks for to find a name: its cell, or the name spelled out where it would be read as more.

    A leading comparison sign or a wildcard in a name is not meant as one.
    """
    if not name.startswith(COMPARISONS) and not any(sign in name for sign in WILDCARDS):
        return cell
    return literal(name)


def literal(name: str, comparison: str = "=") -> str:
    """Return a name as a criterion of SUMIFS, wildcards and quotes escaped; blank finds blank cells."""
    for sign in WILDCARDS:
        name = name.replace(sign, f"~{sign}")
    return f'"{comparison}' + name.replace('"', '""') + '"'


def constant(value: float) -> str:
    """Return a number as a formula spells it: `1E-06`, never `1e-06`."""
    return repr(float(value)).upper()


def _beside(column: Column) -> Style:
    """Return the alignment of a header: that of its numbers, or of its text; a day stands like a text."""
    is_day = column.style.get("num_format") == styles.DATE["num_format"]
    is_number = column.holds in (Holds.NUMBER, Holds.FORMULA) and not any(isinstance(one, str) for one in column.values)
    return styles.RIGHT if is_number and not is_day else styles.INDENT
