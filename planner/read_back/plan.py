"""What an output workbook states: the tables of its plan and the objective of each tier, read back from its cells.

`plan verify` holds this against the input, so nothing here comes from anywhere but the workbook.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

import pandas as pd

from models.issues import errors
from models.names import folded
from planner.errors import RefusedError
from planner.read.cells import EXACT_WHOLE, MOST_AMOUNT, flaw_issue, shown
from planner.read.files import name_of
from planner.read.grid import Cell, Flaw, Grid
from planner.read.words import clean
from planner.read.workbook import read_workbook
from planner.read_back.flows import COLUMNS, KINDS, TEXT_COLUMNS, WHOLE_COLUMNS, plan_tables_from_flows

FLOWS, RUN = "Flows", "Run"
# Headers of the table of tiers in sheet Run: the tier's name begins the row, its optimum stands under this word.
TIER, OPTIMUM = "tier", "optimum"
# Above what the verifier found in the plan as it was written: an edit is held against that, to the last digits.
RECOMPUTED = "as the verifier recomputes it"
QUANTITY, UNIT, KIND, PLANNED = "quantity", "unit", "kind", "as planned"
# A change of a quantity smaller than a gram is no edit.
EDIT = 1e-6
HASH, FINISHED, NOT_PROVEN = "hash of the input", "finished", "NOT PROVEN"
# Titles, sentences and lights stand above a header, and never more rows of them than this.
ROWS_ABOVE_HEADER = 20


@dataclass(frozen=True)
class Edit:
    """A quantity of sheet Flows that is not what was planned: its cell, what it is of, and both; None for a new row."""

    cell: str
    what: str
    planned: float | None
    now: float


@dataclass(frozen=True, eq=False)
class StatedPlan:
    """The plan that a workbook states.

    tables      as `Plan.tables`
    objectives  (tier, its optimum), best first
    hash        of the workbook itself
    made_from   hash of the input that the plan says it was made from, "" where it says none
    finished    whether it claims every tier
    edits       what a person has changed since
    recomputed  tier -> what the verifier found in it when the plan was written, where the plan tells
    """

    tables: dict[str, pd.DataFrame]
    objectives: list[tuple[str, float]]
    hash: str
    made_from: str
    finished: bool
    edits: tuple[Edit, ...] = ()
    recomputed: Mapping[str, float] = field(default_factory=dict)


def read_plan(path: Path) -> StatedPlan:
    """Read the plan of an output workbook.

    Raises RefusedError when the file is no workbook, has no sheet Flows or Run, or a cell of them has no value to
    read; it names the cells.
    """
    book, issues = read_workbook(path, lambda name: name in (FLOWS, RUN))
    if errors(issues):
        raise RefusedError(f"{name_of(path)} cannot be read", [str(issue) for issue in errors(issues)])
    missing = [name for name in (FLOWS, RUN) if name not in book.grids or not book.grids[name].is_read]
    if missing:
        raise RefusedError(f"{path.name} is no plan: it has no sheet {' and no sheet '.join(missing)}")
    run = book.grids[RUN]
    said = _said(run, FINISHED)
    return StatedPlan(
        _tables(book.grids[FLOWS]), tiers_of(run), book.source_hash, _said(run, HASH),
        not said.startswith(NOT_PROVEN), _edits(book.grids[FLOWS]), _recomputed(run),
    )  # fmt: skip


def _tables(grid: Grid) -> dict[str, pd.DataFrame]:
    """Return the tables that the rows of sheet Flows make; columns beyond the agreed ones are for the reader."""
    header, place = _header(grid, COLUMNS)
    faults: list[str] = []
    columns: dict[str, list[object]] = {name: [] for name in COLUMNS}
    # A name that somebody typed anew is the name that it was, whatever its capitals: rows find each other by it.
    spelled: dict[tuple[str, str], str] = {}
    for row in range(header + 1, len(grid.rows)):
        cells = grid.rows[row]
        if cells[place[KIND]] == "":
            continue
        kind = _text(cells[place[KIND]])
        for name in COLUMNS:
            value = cells[place[name]]
            number = name == QUANTITY or (name in WHOLE_COLUMNS and value != "")
            wrong = _wrong(value, name, kind, number=number)
            if wrong:
                faults.append(f"{grid.address(row, place[name])}: {wrong}")
            elif isinstance(value, Flaw):
                faults.append(str(flaw_issue(grid.address(row, place[name]), value)))
            word = value if number else _text(value)
            columns[name].append(spelled.setdefault((name, folded(word)), word) if isinstance(word, str) else word)
    if faults:
        raise RefusedError(f"sheet {grid.name} cannot be read", faults)
    try:
        # A blank where a whole number belongs, or a kind that does not exist, is a row that somebody broke.
        return plan_tables_from_flows(pd.DataFrame(columns, dtype=object))
    except ValueError as fault:
        raise RefusedError(f"sheet {grid.name} cannot be read: {fault}") from fault


def _wrong(value: Cell, column: str, kind: str, *, number: bool) -> str:
    """Return what is wrong with a value in a row of some kind; "" where nothing is, or a flaw says it."""
    if isinstance(value, Flaw):
        return ""
    if column == KIND and kind not in KINDS:
        return f"'{kind}' is no kind of flow"
    if number and not _is_number(value, whole=column != QUANTITY):
        what = "text and no number" if isinstance(value, str) and value else "no number"
        return f"'{value}' is {what} in a row of kind '{kind}'"
    if isinstance(value, int | float) and number and abs(value) > (MOST_AMOUNT if column == QUANTITY else EXACT_WHOLE):
        # Costs and balances of it would be no numbers any more.
        return f"{column} {shown(value)} of a row of kind '{kind}' is too large for any plan"
    if column in WHOLE_COLUMNS and value == "" and kind in KINDS and column in KINDS[kind].keys.values():
        return f"the {column} of a row of kind '{kind}' is blank"
    if column == UNIT and kind in KINDS and value != KINDS[kind].unit:
        # Whoever reads the sheet takes the number in the unit beside it, the verifier in that of its kind.
        seen = f"not '{value}'" if value != "" else "it is missing"
        return f"the unit of a row of kind '{kind}' is '{KINDS[kind].unit}', and {seen}"
    return ""


def _edits(grid: Grid) -> tuple[Edit, ...]:
    """Return the quantities that are other than what was planned; none where the sheet does not say what was."""
    header, place = _header(grid, COLUMNS)
    planned = place.get(PLANNED)
    if planned is None:
        return ()
    found = []
    for row in range(header + 1, len(grid.rows)):
        cells = grid.rows[row]
        if cells[place[KIND]] == "":
            continue
        now, before = cells[place[QUANTITY]], cells[planned]
        if not isinstance(now, int | float):
            continue  # said when the tables were made
        known = float(before) if isinstance(before, int | float) else None
        if known is None or abs(float(now) - known) > EDIT:
            names = [_text(cells[place[name]]) for name in (KIND, *TEXT_COLUMNS) if cells[place[name]] != ""]
            found.append(Edit(grid.address(row, place[QUANTITY]), " ".join(names), known, float(now)))
    return tuple(found)


def tiers_of(grid: Grid) -> list[tuple[str, float]]:
    """Return the tiers and their optima from the table at the top of sheet Run."""
    header, column = _tier_header(grid)
    found: list[tuple[str, float]] = []
    for number in range(header + 1, len(grid.rows)):
        name, value = grid.rows[number][0], grid.rows[number][column]
        if name == "":
            break
        if not isinstance(value, int | float) or not _is_number(value, whole=False):
            raise RefusedError(f"{grid.address(number, column)}: '{value}' is no number")
        found.append((str(name), float(value)))
    return found


def _recomputed(grid: Grid) -> dict[str, float]:
    """Return the tiers of which sheet Run says what the verifier found in them."""
    header, _ = _tier_header(grid)
    words = [str(cell).casefold() for cell in grid.rows[header]]
    if RECOMPUTED not in words:
        return {}
    rows = takewhile(lambda cells: cells[0] != "", grid.rows[header + 1 :])
    found = ((str(cells[0]), cells[words.index(RECOMPUTED)]) for cells in rows)
    return {
        name: float(value) for name, value in found if isinstance(value, int | float) and _is_number(value, whole=False)
    }


def _said(grid: Grid, what: str) -> str:
    """Return what sheet Run says of something, such as the hash of the input; "" where it says nothing."""
    return next((str(cells[1]) for cells in grid.rows if len(cells) > 1 and str(cells[0]).startswith(what)), "")


def _tier_header(grid: Grid) -> tuple[int, int]:
    """Return the row of the header of the tiers, and the column of their optima."""
    for row, cells in enumerate(grid.rows[:ROWS_ABOVE_HEADER]):
        words = [str(cell).casefold() for cell in cells]
        if OPTIMUM in words and words[0].startswith(TIER):
            return row, words.index(OPTIMUM)
    raise RefusedError(f"sheet {grid.name} has no table of tiers with a column `{OPTIMUM}`")


def _header(grid: Grid, wanted: tuple[str, ...]) -> tuple[int, dict[str, int]]:
    """Return the row of the header, and the place of each column."""
    closest = list(wanted)
    for row, cells in enumerate(grid.rows[:ROWS_ABOVE_HEADER]):
        place = {str(cell): column for column, cell in reversed(list(enumerate(cells)))}
        missing = [name for name in wanted if name not in place]
        if not missing:
            return row, place
        closest = min(closest, missing, key=len)
    raise RefusedError(f"sheet {grid.name} has no column '{closest[0]}'")


def _is_number(value: Cell, *, whole: bool) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return False
    return not whole or float(value).is_integer()


def _text(value: Cell) -> str:
    """Return a name without needless spaces; a number that a spreadsheet made of one is read as its shortest text."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value))
