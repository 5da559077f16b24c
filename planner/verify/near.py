"""The distance from an earlier plan, and what of it is kept, computed again from the names in both plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from models.records import Tables
from planner.verify.given import Given
from planner.verify.ledger import Ledger
from planner.verify.names import fold
from planner.verify.recipes import Recipes
from planner.verify.time import Time

NEAR = "distance from the earlier plan"

type Earlier = Mapping[str, pd.DataFrame]
type Numbers = Mapping[str, Mapping[str, int]]
type Key = tuple[object, ...]

# Columns of the tables that are kept in frozen periods: names, and how much. Of a take only the tier is not: it is
# settled when the window ends.
KEPT: dict[str, tuple[tuple[str, ...], str]] = {
    "ship": (("from", "to", "commodity", "mode"), "sent_t"),
    "run": (("site", "process"), "runs"),
    "take": (("contract", "from", "to", "commodity", "mode", "span"), "taken_t"),
    "expand": (("site", "process"), "added_t_per_yr"),
    "award": (("supplier", "buyer", "commodity"), "awarded"),
}


def check_near(
    tables: Tables, earlier: Earlier, given: dict[str, Given], numbers: Numbers, processes: Sequence[str],
    recipes: Recipes, time: Time, ledger: Ledger,
) -> float:  # fmt: skip
    """Return the distance in t, and check that frozen periods are kept.

    numbers    kind of name -> folded name -> number
    processes  folded spelling of each number of a process
    """
    heard = {fold(name) for table in earlier.values() if "period" in table.columns for name in table["period"]}
    covered = [place for name, place in numbers["period"].items() if name in heard]
    _check_kept(tables, earlier, given, time, ledger)
    ledger.checks["distance"] += 1
    return _sent(earlier, given, numbers, covered) + _run(earlier, given, numbers, processes, recipes, covered)


def _sent(earlier: Earlier, given: dict[str, Given], numbers: Numbers, covered: Sequence[int]) -> float:
    """Return the tonnes by which what is sent differs; what the input has no name for does not count."""
    kinds = {"from": "site", "to": "site", "commodity": "commodity", "mode": "mode", "period": "period"}
    before: dict[Key, float] = {}
    for row in earlier["ship"].to_dict("records"):
        key = tuple(numbers[kind].get(fold(row[column]), -1) for column, kind in kinds.items())
        if min(key) >= 0:
            before[key] = before.get(key, 0.0) + float(row["sent_t"])
    ship = given["ship"]
    now: dict[Key, float] = {}
    codes = zip(*(ship.code[column].tolist() for column in kinds), strict=True)
    for tonnes, key in zip(ship.quantity["sent_t"].tolist(), codes, strict=True):
        if key[-1] in covered:
            now[key] = now.get(key, 0.0) + float(tonnes)
    return _apart(before, now)


def _run(
    earlier: Earlier, given: dict[str, Given], numbers: Numbers, processes: Sequence[str], recipes: Recipes,
    covered: Sequence[int],
) -> float:  # fmt: skip
    """Return the tonnes, of the line that drives each process now, by which its runs differ."""
    runs = given["run"]

    def tonnes(site: int, process: str, period: int, count: float) -> tuple[Key, float] | None:
        own = recipes.number.get((site, process))
        if own is None or period < 0:
            return None
        return (own, period), count * float(recipes.line_quantity[recipes.driver[own], period])

    before = _summed(
        tonnes(
            numbers["site"].get(fold(row["site"]), -1), fold(row["process"]),
            numbers["period"].get(fold(row["period"]), -1), float(row["runs"]),
        )
        for row in earlier["run"].to_dict("records")
    )  # fmt: skip
    now = _summed(
        tonnes(site, processes[process], period, float(count))
        for site, process, period, count in zip(
            *(runs.code[column].tolist() for column in ("site", "process", "period")),
            runs.quantity["runs"],
            strict=True,
        )
        if period in covered
    )
    return _apart(before, now)


def _summed(parts: Iterator[tuple[Key, float] | None]) -> dict[Key, float]:
    total: dict[Key, float] = {}
    for part in parts:
        if part is not None:
            total[part[0]] = total.get(part[0], 0.0) + part[1]
    return total


def _apart(before: Mapping[Key, float], now: Mapping[Key, float]) -> float:
    return sum(abs(now.get(key, 0.0) - before.get(key, 0.0)) for key in {**before, **now})


def frozen_names(tables: Tables, time: Time) -> list[str]:
    """Return the folded names of the periods that are kept as the earlier plan has them."""
    names = [fold(name) for name in time.names]
    first = tables.settings["plan from"]
    if first is not None:
        return names[: names.index(fold(first))]
    return names[: int(float(tables.settings["frozen periods"] or 0.0))]


def _check_kept(tables: Tables, earlier: Earlier, given: dict[str, Given], time: Time, ledger: Ledger) -> None:
    frozen = frozen_names(tables, time)
    for kind, (names, amount) in KEPT.items():
        before = _figures(earlier[kind].to_dict("records"), names, amount, frozen)
        now = _figures(_rows(given[kind], names, amount), names, amount, frozen)
        keys = list({**before, **now})
        wanted = np.array([before.get(key, 0.0) for key in keys])
        found = np.array([now.get(key, 0.0) for key in keys])

        def sentence(row: int, gap: float, kind: str = kind, keys: list[Key] = keys) -> str:
            words = ", ".join(str(word) for word in keys[row] if word != "")
            return f"{kind} ({words}): the period is kept as planned, and this is {gap:+g} off the earlier plan"

        ledger.equal("kept as planned", found, wanted, wanted, sentence)


def _rows(table: Given, names: Sequence[str], amount: str) -> Iterator[Mapping[Any, Any]]:
    """Yield the rows of a table of the plan by the names that it states."""
    columns = [*names, "period"]
    words = [table.words[name] if name in table.words else table.quantity[name].tolist() for name in columns]
    for row, cells in enumerate(zip(*words, strict=True)):
        yield {**dict(zip(columns, cells, strict=True)), amount: table.quantity[amount][row]}


def _figures(
    rows: Iterator[Mapping[Any, Any]] | list[dict[Any, Any]], names: Sequence[str], amount: str, frozen: Sequence[str]
) -> dict[Key, float]:
    """Return names and period -> how much, of the rows of frozen periods."""
    found: dict[Key, float] = {}
    for row in rows:
        if fold(row["period"]) in frozen:
            key = (*(int(row[name]) if name == "span" else fold(row[name]) for name in names), fold(row["period"]))
            found[key] = found.get(key, 0.0) + float(row[amount])
    return found
