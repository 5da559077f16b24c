"""Plan tables as arrays: every name and period known, every number finite and not negative, no key twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real

import numpy as np
import pandas as pd

from planner.verify.ledger import ABSOLUTE_TOLERANCE, FloatArray, IntArray, Ledger
from planner.verify.names import fold


@dataclass(frozen=True)
class Shape:
    """Columns of a plan table: key column -> kind of name, and the columns that hold quantities."""

    keys: Mapping[str, str]
    quantities: tuple[str, ...]


# Column of the origins that material has, as far as rules ask for them.
MARKS = "marks"
_ORIGIN = {MARKS: "origin"}
SHAPES: dict[str, Shape] = {
    "run": Shape(
        {"site": "site", "process": "process", "period": "period", "output_period": "period", **_ORIGIN}, ("runs",)
    ),
    "feed": Shape(
        {"site": "site", "process": "process", "commodity": "commodity", "period": "period", **_ORIGIN}, ("used_t",)
    ),
    "allow": Shape(
        {"site": "site", "process": "process", "commodity": "commodity", "period": "period", **_ORIGIN,
         "material": "origin"}, ("allowed_t",),
    ),
    "ship": Shape(
        {"from": "site", "to": "site", "commodity": "commodity", "mode": "mode", "period": "period",
         "arrival_period": "period", **_ORIGIN}, ("sent_t", "arrived_t"),
    ),
    "stock": Shape({"site": "site", "commodity": "commodity", "period": "period", **_ORIGIN}, ("stock_t",)),
    "deliver": Shape(
        {"customer": "site", "commodity": "commodity", "asked": "commodity", "end_use": "end use",
         "demand_period": "period", "period": "period", **_ORIGIN}, ("delivered_t",),
    ),
    "return": Shape(
        {"site": "site", "product": "commodity", "scrap": "commodity", "delivered_period": "period",
         "period": "period"}, ("returned_t",),
    ),
    "unmet": Shape(
        {"customer": "site", "commodity": "commodity", "end_use": "end use", "period": "period"},
        ("priority", "demand_t", "unmet_t"),
    ),
    "sell": Shape({"site": "site", "commodity": "commodity", "period": "period", **_ORIGIN}, ("quantity_t",)),
    "dispose": Shape({"site": "site", "commodity": "commodity", "period": "period", **_ORIGIN}, ("quantity_t",)),
    "below_safety": Shape({"site": "site", "commodity": "commodity", "period": "period"}, ("missing_t",)),
    "below_end": Shape({"site": "site", "commodity": "commodity", "period": "period"}, ("missing_t",)),
    "award": Shape(
        {"supplier": "site", "buyer": "buyer", "commodity": "bought", "period": "period"}, ("awarded",)
    ),
    "soft": Shape({"rule": "rule"}, ("row", "violation_t")),
    "use": Shape({"rule": "rule", "period": "period"}, ("row", "used_t")),
    "take": Shape(
        {"contract": "contract", "tier": "tier", "from": "site", "to": "site", "commodity": "commodity", "mode": "mode",
         "period": "period"}, ("span", "taken_t"),
    ),
    "shortfall": Shape({"contract": "contract", "period": "period"}, ("span", "shortfall_t")),
    "expand": Shape(
        {"site": "site", "process": "process", "period": "period", "ready_period": "period"}, ("added_t_per_yr",)
    ),
    "standing": Shape({"site": "site", "process": "process", "period": "period"}, ("standing_t_per_yr",)),
}  # fmt: skip
# Several windows of one rule may be broken, and a rule may have several rows; spans and windows tell the others apart.
MAY_REPEAT = ("soft", "use", "take", "shortfall")


@dataclass(frozen=True, eq=False)
class Given:
    """One table of the plan: (rows,) numbers of the names by key column, and its quantities by column."""

    name: str
    code: dict[str, IntArray]
    quantity: dict[str, FloatArray]
    words: dict[str, list[str]]

    @property
    def size(self) -> int:
        """Return the number of rows."""
        return int(next(iter(self.code.values())).size)

    def key(self, row: int) -> str:
        """Return the key of a row in words."""
        return _called(self.name, (column[row] for column in self.words.values()))

    def regardless_of_origin(self) -> tuple[Given, IntArray]:
        """Return the table with the rows that differ by their marks only added up, and (rows,) where each went."""
        keys = [codes for name, codes in self.code.items() if name != MARKS]
        _, first, place = np.unique(np.stack(keys, axis=1), axis=0, return_index=True, return_inverse=True)
        order = np.argsort(first, kind="stable")
        rank = np.empty(order.size, dtype=np.int64)
        rank[order] = np.arange(order.size)
        first, place = first[order], rank[place.reshape(-1)]
        together = Given(
            self.name,
            {name: codes[first] for name, codes in self.code.items() if name != MARKS},
            {name: np.bincount(place, weights=values, minlength=first.size) for name, values in self.quantity.items()},
            {name: [words[row] for row in first] for name, words in self.words.items() if name != MARKS},
        )
        return together, place


def read_given(
    plan: Mapping[str, pd.DataFrame], numbers: Mapping[str, Mapping[str, int]], ledger: Ledger
) -> dict[str, Given]:
    """Return every table of a plan as arrays; rows that cannot be read are faults and left out.

    numbers  kind of name -> folded name -> number
    """
    for name in plan:
        if name not in SHAPES:
            ledger.fault("tables", f"the plan has a table '{name}' that is not known")
    return {name: _read_table(name, shape, plan, numbers, ledger) for name, shape in SHAPES.items()}


def _read_table(
    name: str, shape: Shape, plan: Mapping[str, pd.DataFrame], numbers: Mapping[str, Mapping[str, int]], ledger: Ledger
) -> Given:
    frame = plan.get(name)
    columns = (*shape.keys, *shape.quantities)
    ledger.checks["tables"] += 1
    missing = [column for column in columns if frame is None or column not in frame.columns]
    if frame is None or missing:
        ledger.fault("tables", f"the plan has no {f'table {name}' if frame is None else f'column {missing} in {name}'}")
        frame = pd.DataFrame({column: [] for column in columns})
    good = np.ones(len(frame), dtype=np.bool_)
    # As lists: a plan has many small tables, and each step of pandas costs more than all of their rows.
    words: dict[str, list[object]] = {column: frame[column].tolist() for column in shape.keys}
    called = _caller(name, words)
    code = {column: _numbers_of(called, column, words[column], numbers[kind], kind, good, ledger)
            for column, kind in shape.keys.items()}  # fmt: skip
    quantity = {column: _quantities_of(called, column, frame[column], good, ledger) for column in shape.quantities}
    kept = np.flatnonzero(good)
    given = Given(
        name,
        {column: codes[kept] for column, codes in code.items()},
        {column: values[kept] for column, values in quantity.items()},
        {column: [str(own[row]) for row in kept.tolist()] for column, own in words.items()},
    )
    if name not in MAY_REPEAT:
        _no_key_twice(given, numbers, shape, ledger)
    return given


def _caller(table: str, words: Mapping[str, Sequence[object]]) -> Callable[[int], str]:
    """Return what says which row of a table is meant: by its words, since the rows stand in another order in a file."""
    return lambda row: _called(table, (column[row] for column in words.values()))


def _called(table: str, words: Iterable[object]) -> str:
    return f"{table} ({', '.join(word for word in map(str, words) if word)})"


def _numbers_of(
    called: Callable[[int], str], column: str, words: Sequence[object], numbers: Mapping[str, int], kind: str,
    good: np.ndarray, ledger: Ledger,
) -> IntArray:  # fmt: skip
    """Return the number of each name, and mark rows with an unknown one as bad."""
    code_of = {word: numbers.get(fold(word), -1) for word in set(words)}
    codes = np.fromiter(map(code_of.__getitem__, words), dtype=np.int64, count=len(words))
    ledger.checks["names"] += len(words)
    for row in np.flatnonzero(codes < 0).tolist():
        ledger.fault("names", f"{called(row)}: {column} '{words[row]}' is no known {kind}")
    good &= codes >= 0
    return codes


def _quantities_of(
    called: Callable[[int], str], column: str, cells: pd.Series, good: np.ndarray, ledger: Ledger
) -> FloatArray:
    """Return the numbers, and mark rows as bad whose cell holds none; those below zero stay, each with its fault."""
    if cells.dtype.kind in "iuf":
        values = cells.to_numpy(dtype=np.float64)
    else:
        values = np.array([_number(cell) for cell in cells], dtype=np.float64)
    ledger.checks["quantities"] += int(values.size)
    bad = ~np.isfinite(values)
    for row in np.flatnonzero(bad).tolist():
        ledger.fault("quantities", f"{called(row)}: {column} '{cells.iloc[row]}' is no number")
    negative = values < -ABSOLUTE_TOLERANCE
    for row in np.flatnonzero(negative).tolist():
        ledger.fault("quantities", f"{called(row)}: {column} {values[row]:g} is below 0", -float(values[row]))
    good &= ~bad
    return values


def _number(cell: object) -> float:
    """Return a number; a text that looks like one, or a yes or no, is none."""
    return float(cell) if isinstance(cell, Real) and not isinstance(cell, bool) else float("nan")


def _no_key_twice(given: Given, numbers: Mapping[str, Mapping[str, int]], shape: Shape, ledger: Ledger) -> None:
    ledger.checks["keys"] += given.size
    if given.size < 2:
        return
    key = np.zeros(given.size, dtype=np.int64)
    for column, kind in shape.keys.items():
        key = np.unique(key, return_inverse=True)[1] * (len(numbers[kind]) + 1) + given.code[column]
    order = np.argsort(key, kind="stable")
    for row in order[1:][key[order][1:] == key[order][:-1]].tolist():
        ledger.fault("keys", f"{given.key(row)} stands twice in the plan")
