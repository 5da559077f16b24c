"""What begins on a day inside the plan: plants, start-up curves, capacities, qualifications, substitutes.

Each can be put to another period: tables of the same input in which it begins then, or never.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from models.problem import Problem
from models.records import Records, Tables
from models.variants import without_rows

PLANT, START_UP, CAPACITY, QUALIFIED, SUBSTITUTE = (
    "plant", "start-up", "capacity", "qualification", "substitute",
)  # fmt: skip


@dataclass(frozen=True)
class Start:
    """Something that begins.

    kind    PLANT, START_UP, CAPACITY, QUALIFIED or SUBSTITUTE
    sheet, column, line  its cell
    words   what it is, in the planner's names
    period  in which it begins; the number of periods where it never does
    day     ordinal of the day on which it begins; None of what begins with a period
    """

    kind: str
    sheet: str
    column: str
    line: int
    words: str
    period: int
    day: int | None = None


def starts(problem: Problem) -> list[Start]:
    """Return what begins behind the first day of the plan, in the order of the sheets."""
    return [*_plants(problem), *_capacities(problem), *_qualifications(problem), *_substitutes(problem)]


def begun(problem: Problem, start: Start, period: int) -> Tables:
    """Return the tables in which something begins on the first day of a period; behind the last one it never does."""
    tables, calendar = problem.tables, problem.calendar
    records, never = tables.records[start.sheet], period >= calendar.size
    day = int(calendar.end[-1]) + 1 if never else int(calendar.start[period])
    match start.kind:
        case "capacity":
            return _with(tables, start, _capacity_from(problem, records, start.line, start.period, period))
        case "qualification":
            words = records.text[start.column].copy()
            words[start.line] = "" if never else calendar.names[period]
            return _with(tables, start, replace(records, text={**records.text, start.column: words}))
        case "substitute" if never:
            return without_rows(tables, start.sheet, [start.line])
        case _:
            days = records.date[start.column].copy()
            days[start.line] = day
            return _with(tables, start, replace(records, date={**records.date, start.column: days}))


def begins_inside(problem: Problem, start: Start) -> bool:
    """Return whether something begins behind the first day of its period, so that it can begin earlier in it, too."""
    calendar = problem.calendar
    return start.day is not None and start.period < calendar.size and start.day > int(calendar.start[start.period])


def earlier_capacity(problem: Problem, line: int, begins: int) -> np.ndarray:
    """Return (periods,) what a row of Capacity would let through before it begins, at the rate of its first period."""
    length = problem.calendar.length_years
    typed = problem.tables.records["Capacity"].number_by_period["capacity"][line]
    found = typed[begins] / length[begins] * length
    found[begins:] = 0.0
    return np.asarray(found)


def _with(tables: Tables, start: Start, records: Records) -> Tables:
    return replace(tables, records={**tables.records, start.sheet: records})


def _capacity_from(problem: Problem, records: Records, line: int, begins: int, period: int) -> Records:
    series = records.number_by_period["capacity"].copy()
    earlier = earlier_capacity(problem, line, begins)
    own = np.arange(problem.calendar.size)
    series[line] = np.where(own < period, 0.0, np.where(own < begins, earlier, series[line]))
    return replace(records, number_by_period={**records.number_by_period, "capacity": series})


def _plants(problem: Problem) -> list[Start]:
    found = []
    making = set(problem.processes.site.tolist())
    sites = {int(line): site for site, line in enumerate(problem.sites.line.tolist()) if site in making}
    for sheet, kind, words in (
        ("Sites", PLANT, lambda line: problem.site_names.names[sites[line]] if line in sites else ""),
        ("Ramp", START_UP, lambda line: _named(problem, "Ramp", line, "site", "process")),
    ):
        named: Callable[[int], str] = words
        for line, day in enumerate(problem.tables.records[sheet].date["start"].tolist()):
            if day > problem.calendar.start[0] and named(line):
                found.append(Start(kind, sheet, "start", line, named(line), _period_of(problem, day), int(day)))
    return found


def _capacities(problem: Problem) -> list[Start]:
    """Return the rows of Capacity that are 0 until a period, of processes that are there all the time."""
    records, capacities = problem.tables.records["Capacity"], problem.capacities
    found = []
    for line in np.unique(capacities.line).tolist():
        typed = records.number_by_period["capacity"][line]
        there = np.flatnonzero(typed > 0.0)
        limits = np.flatnonzero(capacities.line == line)
        own = problem.processes.line_process[capacities.member_line[np.isin(capacities.member_limit, limits)]]
        if there.size and there[0] > 0 and np.isfinite(typed[there[0]]) and (problem.timing.share[own] == 1.0).all():
            words = _named(problem, "Capacity", line, "site", "process")
            found.append(Start(CAPACITY, "Capacity", "capacity", line, words, int(there[0])))
    return found


def _qualifications(problem: Problem) -> list[Start]:
    records, order = problem.tables.records["Qualification"], problem.calendar.names
    found = []
    for line in np.unique(problem.qualifications.line).tolist():
        ready = str(records.text["ready period"][line])
        period = order.index(ready) if ready else problem.calendar.size
        if period > 0:
            words = _named(problem, "Qualification", line, "supplier", "commodity", "customer")
            found.append(Start(QUALIFIED, "Qualification", "ready period", line, words, period))
    return found


def _substitutes(problem: Problem) -> list[Start]:
    records = problem.tables.records["Substitutes"]
    return [
        Start(
            SUBSTITUTE, "Substitutes", "from", line,
            _named(problem, "Substitutes", line, "accepted instead", "commodity", "customer"),
            _period_of(problem, int(records.date["from"][line])), int(records.date["from"][line]),
        )
        for line in np.unique(problem.substitutes.line).tolist()
        if records.date["from"][line] > problem.calendar.start[0]
    ]  # fmt: skip


JOINS = {"process": "; ", "commodity": " of ", "customer": " for "}


def _named(problem: Problem, sheet: str, line: int, *columns: str) -> str:
    """Return a row by some of its columns, such as `Sumter magnets of NdFeB magnets for US defence makers`."""
    text = problem.tables.records[sheet].text
    words = ""
    for column in columns:
        own = str(text[column][line])
        if own:
            join = " in place of " if sheet == "Substitutes" and column == "commodity" else JOINS.get(column, "")
            words += (join if words else "") + own
    return words


def _period_of(problem: Problem, day: int) -> int:
    """Return the period that a day lies in, or the number of periods where it lies behind them."""
    return int(np.searchsorted(problem.calendar.end, day))
