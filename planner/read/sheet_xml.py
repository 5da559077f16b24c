"""One pass over a sheet's XML for what a fast reader hides or cannot survive.

Error cells, formulas that were never calculated, merged ranges, hidden rows and columns, cells shown as a percentage,
with a unit or struck through, rows and cells that stand twice, addresses outside a sheet, values far from everything
else. The pass reads the plain form in which Excel writes with regular expressions, several times as fast as a parser;
anything else is first rewritten by planner/read/plain_xml.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape

import numpy as np
from numpy.typing import NDArray

from models.records import quoted
from planner.read.cell_styles import Styles
from planner.read.grid import Area, Fault, Flaw, column_number, letters
from planner.read.guard import SAVE_AS, Caps, refuse
from planner.read.plain_rows import ROW, plain_addresses
from planner.read.plain_xml import MalformedError, WellFormed, plain_form, well_formed
from planner.read.sheet_parts import NotPlainError, Part, sheet_parts
from planner.read.stored_values import dates_pattern, odd_values
from planner.read.usual_form import UsualRows, addresses

LAST_ROW, LAST_COLUMN = 2**20, 2**14
# A sheet whose filled corner is larger than this, and emptier than one cell in a hundred, has a stray value.
STRAY_AREA, STRAY_SPARSENESS = 200_000, 100

HIDDEN = re.compile(rb'<row r="([0-9]{1,7})"[^<>]* hidden="(?:1|true)"')
FORMULA = rb"\s*+<f(?:[^<>]*/>|[^<>]*+>([^<]*+)</f>)\s*+"
ERROR = re.compile(rb'<c r="([A-Z]+[0-9]+)"(?: s="[0-9]+")? t="e"[^<>]*+>(?:' + FORMULA + rb")?\s*+<v>([^<]*+)</v>")
# Of type error, and without one: its value is lost, which is not the same as blank.
LOST = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"(?: s="[0-9]+")? t="e"(?: [cv]m="[0-9]+")*(?:/>|>\s*(<v ?/>|<v></v>)?\s*</c>)'
)
UNCALCULATED = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^<>]*+)>' + FORMULA + rb"(<v ?/>|<v></v>)?\s*+</c>")
# A formula with the value that programs store which calculate none.
ZERO = re.compile(rb'<c r="([A-Z]+[0-9]+)"(?: s="[0-9]+")?(?: t="n")?(?: [cv]m="[0-9]+")*+>' + FORMULA + rb"<v>0</v>")
STYLED = re.compile(rb'<c r="([A-Z]+[0-9]+)" s="([0-9]{1,6})"')
COLUMNS = re.compile(rb"<col\s[^<>]*>")
HIDDEN_COLUMN = re.compile(rb"""\shidden=["'](?:1|true)["']""")
FIRST_AND_LAST = re.compile(rb"""\sm(?:in|ax)=["']([0-9]{1,5})["']""")
MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
ANY_MERGED = re.compile(rb"<(?:[\w.-]+:)?mergeCell[\s/>]")
ADDRESS = re.compile(r"^([A-Z]{1,3})([0-9]{1,7})$")
ROOT = "worksheet"

TEXT_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"(?: s="[0-9]+")? t="(?:s|str|inlineStr)"')

type Place = tuple[int, int]


@dataclass(eq=False)
class Scan:
    """What the pass found; rows and columns from 0.

    filled  (cells,) row * LAST_COLUMN + column of every cell with a value, rising
    text    cells that hold text, where that was asked for
    words   what the number format of a cell shows beside its number
    """

    filled: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    flaws: dict[Place, Flaw] = field(default_factory=dict)
    merged: tuple[Area, ...] = ()
    hidden: frozenset[int] = frozenset()
    percent: frozenset[Place] = frozenset()
    text: frozenset[Place] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    words: Mapping[Place, tuple[str, ...]] = field(default_factory=dict)
    struck: frozenset[Place] = frozenset()


def scan_sheet(
    open_chunks: Callable[[], Iterable[bytes]], sheet: str, styles: Styles, caps: Caps, *, no_zeros: bool = False
) -> Scan:
    """Scan one sheet; `open_chunks` gives its bytes from the start each time. A Refusal when it must not be read.

    no_zeros  whether a formula whose stored value is 0 was never calculated
    """
    return _scan(open_chunks, sheet, lambda: _Scanner(sheet, styles, caps, no_zeros=no_zeros))


def text_cells(open_chunks: Callable[[], Iterable[bytes]], sheet: str, caps: Caps) -> frozenset[Place]:
    """Return the cells of a sheet that hold text, be it empty; a second pass, for the few sheets that need it."""
    return _scan(open_chunks, sheet, lambda: _Scanner(sheet, Styles(), caps, with_text=True)).text


def _scan(open_chunks: Callable[[], Iterable[bytes]], sheet: str, scanner: Callable[[], _Scanner]) -> Scan:
    try:
        try:
            return scanner().scan(open_chunks(), WellFormed(ROOT))
        except NotPlainError:
            return scanner().scan(plain_form(well_formed(open_chunks(), ROOT)))
    except MalformedError as found:
        fault = found if found.cell else _in_the_whole(open_chunks, found)
        message = f"the sheet is cut off or damaged ({fault})"
        where = f"{quoted(sheet)}!{fault.cell}" if fault.cell else sheet
        raise refuse("damaged", where, message, "take an undamaged copy, or " + SAVE_AS) from fault
    except NotPlainError as signal:
        raise refuse("damaged", sheet, f"the sheet has a cell that cannot be: {signal}", SAVE_AS) from signal


def _in_the_whole(open_chunks: Callable[[], Iterable[bytes]], fault: MalformedError) -> MalformedError:
    """Return a fault with its place in the whole part: the parser did not see every row."""
    try:
        for _ in well_formed(open_chunks(), ROOT):
            pass
    except MalformedError as placed:
        return placed
    return fault


def place_of(address: str) -> Place:
    """Return row and column, from 0, of an address such as C7."""
    found = ADDRESS.match(address)
    assert found is not None
    return int(found[2]) - 1, column_number(found[1])


def cells_of(styles: Iterable[int]) -> re.Pattern[bytes] | None:
    """Return what finds the addresses of cells in some styles; None without a style."""
    either = b"|".join(b"0*%d" % style for style in sorted(styles))
    return re.compile(rb'<c r="([A-Z]+[0-9]+)" s="(?:' + either + rb')"') if either else None


class _Scanner:
    """The state of one pass."""

    def __init__(
        self, sheet: str, styles: Styles, caps: Caps, *, with_text: bool = False, no_zeros: bool = False
    ) -> None:
        self.sheet = sheet
        self.caps = caps
        self.codes: list[NDArray[np.int64]] = []
        # Of cells without a value: where one stands beside a filled one of its address, readers take either.
        self.blank: list[NDArray[np.int64]] = []
        self.rows: list[NDArray[np.int64]] = []
        self.flaws: dict[Place, Flaw] = {}
        self.hidden: set[int] = set()
        self.percent: set[Place] = set()
        self.text: set[Place] = set()
        self.with_text = with_text
        self.no_zeros = no_zeros
        self.hidden_columns: list[tuple[int, int]] = []
        self.words: dict[Place, tuple[str, ...]] = {}
        self.words_of_style = styles.words
        self.struck: set[Place] = set()
        self.cells = 0
        self.percent_cell, self.struck_cell = cells_of(styles.percent), cells_of(styles.struck)
        self.dates = dates_pattern(styles.date)
        self.usual = UsualRows(styles.date)

    def scan(self, chunks: Iterable[bytes], whole: WellFormed | None = None) -> Scan:
        """Scan a sheet in plain form; what is not in the usual form is held to be well-formed where that is asked."""
        tail = b""
        for piece, part in sheet_parts(chunks):
            has_zeros = self.no_zeros and b"<f" in piece
            is_usual = part is Part.ROWS and not has_zeros and self.usual.has(piece)
            if whole is not None and not is_usual:
                whole.feed(piece, is_last=part is Part.TAIL)
            if part is Part.HEAD:
                self.usual.begin(piece)
                self._note_columns(piece)
            elif part is Part.ROWS:
                self.rows_of(piece, is_usual=is_usual)
            else:
                tail = piece
        filled = _joined(self.codes)
        self._refuse_twice(_joined(self.rows), lambda row: f"row {row + 1}")
        self._refuse_twice(filled, _cell_of)
        filled = _rising(filled)
        if filled.size:
            blank = _joined(self.blank)
            doubled = blank[filled[np.minimum(np.searchsorted(filled, blank), filled.size - 1)] == blank]
            if doubled.size:
                raise self._twice(_cell_of(int(doubled[0])))
        self._refuse_stray(filled)
        ranges = MERGED.findall(tail)
        if len(ranges) != len(ANY_MERGED.findall(tail)):
            raise NotPlainError("a merged range")
        if b"<sheetData" in tail:
            raise NotPlainError("cells behind the table of cells")
        merged = tuple(
            Area(f"{a}{b}:{c}{d}", int(b) - 1, column_number(a), int(d) - 1, column_number(c))
            for a, b, c, d in ([part.decode() for part in found] for found in ranges)
        )
        return Scan(
            filled, self.flaws, merged, frozenset(self.hidden), frozenset(self.percent), frozenset(self.text),
            tuple(self.hidden_columns), self.words, frozenset(self.struck),
        )  # fmt: skip

    def rows_of(self, block: bytes, *, is_usual: bool) -> None:
        """Scan whole rows."""
        signs, has_value = addresses(block) if is_usual else plain_addresses(block)
        self.cells += int(has_value.sum())
        if self.cells > self.caps.cells:
            message = f"the sheet has more than {self.caps.cells:,} filled cells"
            raise refuse("too-big", self.sheet, message, "use a folder with one CSV file a sheet")
        self._note_cells(signs, has_value)
        rows = ROW.findall(block)
        numbers = np.array(rows, dtype="S7").astype(np.int64) if rows else np.empty(0, dtype=np.int64)
        if numbers.size and numbers.max() > LAST_ROW:
            raise self._outside(f"row {numbers.max()}")
        self.rows.append(numbers - 1)
        self.hidden.update(int(row) - 1 for row in HIDDEN.findall(block))
        if not is_usual:
            self._note_flaws(block)
        for places, cells in ((self.percent, self.percent_cell), (self.struck, self.struck_cell)):
            places.update(place_of(cell.decode()) for cell in (cells.findall(block) if cells is not None else ()))
        for cell, style in STYLED.findall(block) if self.words_of_style else ():
            if words := self.words_of_style.get(int(style)):
                self.words[place_of(cell.decode())] = words
        if self.with_text:
            self.text.update(place_of(cell.decode()) for cell in TEXT_CELL.findall(block))

    def _note_cells(self, signs: NDArray[np.uint8], has_value: NDArray[np.bool_]) -> None:
        """Note cells by (cells, signs) their addresses, with 0 behind each, and (cells,) whether each has a value."""
        if not len(signs):
            return
        row = np.zeros(len(signs), dtype=np.int32)
        column = np.zeros(len(signs), dtype=np.int32)
        for place in range(signs.shape[1]):
            sign = signs[:, place]
            letter, digit = sign >= ord("A"), (sign >= ord("0")) & (sign <= ord("9"))
            column = np.where(letter, column * 26 + sign - (ord("A") - 1), column)
            row = np.where(digit, row * 10 + sign - ord("0"), row)
        wrong = np.flatnonzero(has_value & ((row > LAST_ROW) | (row < 1) | (column > LAST_COLUMN)))
        if wrong.size:
            raise self._outside(f"cell {signs[int(wrong[0])].tobytes().rstrip(b'\0').decode()}")
        code = (row.astype(np.int64) - 1) * LAST_COLUMN + column - 1
        self.codes.append(code[has_value])
        self.blank.append(code[~has_value])

    def _note_flaws(self, block: bytes) -> None:
        for address, flaw in odd_values(block, self.dates, quoted(self.sheet)):
            self.flaws[place_of(address)] = flaw
        if b't="e"' in block:
            for cell, _, shown in ERROR.findall(block):
                self.flaws[place_of(cell.decode())] = Flaw(Fault.ERROR, unescape(shown.decode()))
            for cell, value in LOST.findall(block):
                self.flaws[place_of(cell.decode())] = Flaw(Fault.ERROR, "an error")
                if not value:  # else it counts as filled already
                    row, column = place_of(cell.decode())
                    lost = row * LAST_COLUMN + column
                    self.codes.append(np.array([lost]))
                    self.blank[-1] = self.blank[-1][self.blank[-1] != lost]
        if b"<f" in block:
            for cell, attributes, formula, value in UNCALCULATED.findall(block):
                if b't="str"' in attributes and value:
                    continue  # a formula whose result is an empty text
                text = "=" + unescape(formula.decode()) if formula else "of a shared range"
                self.flaws[place_of(cell.decode())] = Flaw(Fault.UNCALCULATED, text)
            for cell, formula in ZERO.findall(block) if self.no_zeros else ():
                text = "=" + unescape(formula.decode()) if formula else "of a shared range"
                self.flaws[place_of(cell.decode())] = Flaw(Fault.UNCALCULATED, text)

    def _note_columns(self, head: bytes) -> None:
        """Note the hidden columns that a sheet tells of before its rows."""
        for column in COLUMNS.findall(head):
            ends = [int(end) - 1 for end in FIRST_AND_LAST.findall(column)]
            if ends and HIDDEN_COLUMN.search(column):
                self.hidden_columns.append((min(ends), max(ends)))

    def _refuse_twice(self, places: NDArray[np.int64], called: Callable[[int], str]) -> None:
        ordered = _rising(places)
        twins = ordered[1:][np.diff(ordered) == 0]
        if twins.size:
            raise self._twice(called(int(twins[0])))

    def _refuse_stray(self, filled: NDArray[np.int64]) -> None:
        """Refuse a value so far from the others that the corner it spans cannot be held."""
        if not filled.size:
            return
        row, column = np.divmod(filled, LAST_COLUMN)
        area = int(row.max() + 1) * int(column.max() + 1)
        sparse = area > STRAY_AREA and filled.size * STRAY_SPARSENESS < area
        if not sparse and area <= self.caps.area:
            return
        down = (row.max() + 1) / (np.median(row) + 1)
        across = (column.max() + 1) / (np.median(column) + 1)
        place = int(np.argmax(row) if down >= across else np.argmax(column))
        cell = f"{quoted(self.sheet)}!{letters(int(column[place]))}{int(row[place]) + 1}"
        message = f"the value stands far from the table, which makes the sheet {row.max() + 1:,} rows long"
        raise refuse("stray-value", cell, f"{message} and {column.max() + 1:,} columns wide", "delete it")

    def _outside(self, what: str) -> Exception:
        message = f"{what} lies outside a sheet, which ends at {letters(LAST_COLUMN - 1)}{LAST_ROW}"
        return refuse("damaged", self.sheet, message, SAVE_AS)

    def _twice(self, what: str) -> Exception:
        return refuse("damaged", self.sheet, f"{what} stands twice in the file", SAVE_AS)


def _joined(parts: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def _rising(places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return places in order; those of a sheet mostly are."""
    return places if (np.diff(places) >= 0).all() else np.sort(places)


def _cell_of(code: int) -> str:
    row, column = divmod(code, LAST_COLUMN)
    return f"cell {letters(column)}{row + 1}"
