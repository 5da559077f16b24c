"""The calendar of what the plan itself begins: until when each start can wait.

Two dates: the last start with which no priority is shorter than in the plan, and the last with which the plan is
strictly better than without it. A later start is never better, so that two solves prove each: that period helps, and
the next one does not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from models.arrays import FloatArray
from models.describe import WORDS
from models.variants.starts import CAPACITY, PLANT, QUALIFIED, START_UP, Start, begun, starts
from planner.explain.answer import UnansweredError
from planner.explain.cures.due import last_period
from planner.explain.outcomes import STOPPED, UNSOLVED, Change, Outcome, change
from planner.explain.study import Study
from planner.solve.session import Progress

EXPANSION, STOCK = "expansion", "stock building"
# Tonnes from which on something is used.
USED = 1e-3


@dataclass(frozen=True)
class Deadline:
    """Until when something that the plan begins can wait.

    start  what begins, and in which period it does so in the plan
    used   t that the plan makes, sends or holds by it, t/yr of what is added
    full   last period in which it can begin without more being short; None where nothing is shorter even without it
    some   last period in which it can begin for the plan to be better than without it; both of a qualification are
           those in which goods can be sent that it lets in when they come
    why    why neither is known, else ""
    without  what every tier is more in the best plan without it; None where that is not known
    at_full  likewise where it begins in the last period in which nothing more is short, and begins later so
    """

    start: Start
    used: float
    full: int | None
    some: int | None
    why: str = ""
    without: Change | None = None
    at_full: Change | None = None


@dataclass(frozen=True)
class Deadlines:
    """What the plan begins, in the order of the periods; `left_out` is how many smaller ones were not asked about.

    why  why nothing is known of the plan, else ""
    """

    each: tuple[Deadline, ...] = ()
    left_out: int = 0
    why: str = ""


NO_DEADLINES = Deadlines()


@dataclass(frozen=True)
class _Option:
    """Something that begins, what the plan does by it, and what the plan comes to when it begins in a period.

    begins  the period in which it does so in the plan
    """

    start: Start
    used: float
    outcome: Callable[[int], Outcome]
    begins: int


def deadlines(study: Study, most: int, progress: Progress) -> Deadlines:
    """Return until when the largest of what the plan begins can wait."""
    if study.base.why:
        return Deadlines(why=study.base.why)
    every = [option for option in _options(study) if option.used > _least_used(study)] if most else []
    chosen = sorted(every, key=lambda option: (-_short_of(study, option.start), -option.used))[:most]
    found = []
    for number, option in enumerate(chosen, start=1):
        progress(f"asking how long {option.start.words} can wait: {number} of {len(chosen)}")
        one = _deadline(study, option)
        if one is not None:
            found.append(one)
    found.sort(key=lambda one: (one.start.period, one.start.sheet, one.start.line))
    return Deadlines(tuple(found), len(every) - len(chosen))


def _least_used(study: Study) -> float:
    """Return t of which more is used of what begins: a kilogram, or less where all demand is under a tonne."""
    return USED * min(1.0, study.model.program.unit)


def _deadline(study: Study, option: _Option) -> Deadline | None:
    """Return until when an option can wait; None where the plan is as good without it."""
    outcome, size = cache(option.outcome), study.model.problem.calendar.size
    never = outcome(size)
    if never.why:
        return Deadline(option.start, option.used, None, None, never.why)
    if _compared(never, study.base) <= 0:
        return None
    needed = _compared(never, study.base, "unmet", "fair") > 0
    begins = option.begins

    def told(period: int) -> Outcome:
        """Return what a period comes to; raise where that is not known, which is no answer."""
        if outcome(period).why in (STOPPED, UNSOLVED):
            raise UnansweredError(outcome(period).why)
        return outcome(period)

    def helps(period: int) -> bool:
        return not told(period).why and _compared(told(period), never) < 0

    try:
        full, some = _last_days(study, helps, told, begins, needed=needed)
    except UnansweredError as fault:
        return Deadline(option.start, option.used, None, None, str(fault))
    return Deadline(
        option.start, option.used, full if needed else None, some, without=change(never, study.base),
        at_full=change(told(full), study.base) if needed and full > begins else None,
    )  # fmt: skip


def _last_days(
    study: Study, helps: Callable[[int], bool], told: Callable[[int], Outcome], begins: int, *, needed: bool
) -> tuple[int, int]:
    """Return the last period in which a start closes in full, where it is needed, and that in which it helps."""
    size = study.model.problem.calendar.size
    # Most that a plan begins is of use to its end.
    full = some = size - 1 if helps(size - 1) else last_period(helps, begins, size - 1)
    if needed:
        full = last_period(
            lambda period: not told(period).why
            and _compared(told(period), study.base, "unmet", "fair") <= 0,
            begins, some + 1,
        )  # fmt: skip
    return full, some


def _compared(one: Outcome, other: Outcome, *kinds: str) -> int:
    """Return whether one plan is better (-1) or worse (1) than another, in tiers of some kinds, all where none is."""
    for tier, amount in change(one, other).told.items():
        if amount and (not kinds or tier.startswith(kinds)):
            return -1 if amount < 0.0 else 1
    return 0


def _options(study: Study) -> list[_Option]:
    problem = study.model.problem
    dated = [start for start in starts(problem) if start.period < problem.calendar.size]
    return [
        *(
            _Option(start, _used(study, start), _from_tables(study, start), start.period)
            for start in dated
            if start.kind != QUALIFIED
        ),
        *(_qualification(study, start) for start in dated if start.kind == QUALIFIED),
        *_additions(study),
        *_stocks(study),
    ]


def _from_tables(study: Study, start: Start) -> Callable[[int], Outcome]:
    return lambda period: study.of(begun(study.model.problem, start, period))


def _qualification(study: Study, start: Start) -> _Option:
    """Return a qualification by what is sent: it is decided on before goods leave, and asked for when they come."""
    problem, ship = study.model.problem, study.model.variables.ship
    lanes = problem.qualifications.lane[problem.qualifications.line == start.line]
    arrival = problem.lanes.arrival[lanes]
    own = np.isin(ship.keys["lane"], lanes)
    begins = int(np.argmax((arrival >= start.period).any(axis=0)))
    return _Option(
        start, float(study.solution.values[ship.index[own]].sum()),
        _not_before(study, ship.index[own], ship.keys["period"][own]), begins,
    )  # fmt: skip


def _used(study: Study, start: Start) -> float:
    """Return t that the plan makes, sends or delivers by something that begins."""
    problem, v, values = study.model.problem, study.model.variables, study.solution.values
    if start.kind in (PLANT, START_UP):
        lines = problem.sites.line[v.run.keys["site"]] if start.kind == PLANT else (
            problem.timing.line[v.run.keys["process"]])  # fmt: skip
        tonnes = problem.processes.driver_quantity[v.run.keys["process"], v.run.keys["period"]]
        return float((values[v.run.index] * tonnes)[lines == start.line].sum())
    if start.kind == CAPACITY:
        block = study.model.program.row_blocks["plant_capacity"]
        rows = block.index[problem.capacities.line[block.keys["limit"]] == start.line]
        return float(study.solution.matrix.activity(values)[rows].sum())
    options = np.flatnonzero(problem.substitutes.line == start.line)
    return float(values[v.deliver.index[np.isin(v.deliver.keys["option"], options)]].sum())


def _short_of(study: Study, start: Start) -> float:
    """Return what the tonnes of a capacity are worth to what is short, by the duals: it is asked about first."""
    if start.kind != CAPACITY:
        return 0.0
    block = study.model.program.row_blocks["plant_capacity"]
    rows = block.index[study.model.problem.capacities.line[block.keys["limit"]] == start.line]
    limit = study.solution.matrix.row_upper[rows]
    return sum(
        float(-(result.row_dual[rows] * limit).sum())
        for result in study.solution.tiers
        if result.tier.kind == "unmet" and result.row_dual.size
    )


def _additions(study: Study) -> list[_Option]:
    """Return the expansions that the plan decides."""
    problem, expand, values = study.model.problem, study.model.variables.timing.expand, study.solution.values
    found = []
    for option in np.unique(expand.keys["addition"]).tolist():
        own = expand.keys["addition"] == option
        column, period = expand.index[own], expand.keys["period"][own]
        decided = values[column] > _least_used(study)
        if decided.any():
            start = Start(
                EXPANSION, "Expansion", "capacity", int(problem.expansions.line[option]),
                WORDS["addition"](problem, option), int(period[decided].min()),
            )  # fmt: skip
            found.append(_Option(start, float(values[column].sum()), _not_before(study, column, period), start.period))
    return found


def _stocks(study: Study) -> list[_Option]:
    """Return the stocks that the plan builds up: more lies there at the end of a period than at its beginning."""
    problem, stock, values = study.model.problem, study.model.variables.stock, study.solution.values
    stocks, size, found = problem.inventories, problem.calendar.size, []
    for own in np.unique(stock.keys["stock"]).tolist():
        chosen = stock.keys["stock"] == own
        column, period = stock.index[chosen], stock.keys["period"][chosen]
        opening = stock.keys["class"][chosen] == study.model.variables.classes.opening[own]
        # What is left of the opening stock where nothing is added to it.
        left = float(stocks.opening[own]) * np.cumprod(stocks.kept[own])
        level = np.bincount(period, weights=values[column], minlength=size)
        grown = np.flatnonzero(level - np.concatenate([[stocks.opening[own]], level[:-1]]) > _least_used(study))
        if grown.size:
            start = Start(
                STOCK, "Inventory", "site", int(stocks.line[own]), WORDS["stock"](problem, own), int(grown[0])
            )
            before = np.where(opening, left[period], 0.0)
            found.append(_Option(start, float(level.max()), _not_before(study, column, period, before), start.period))
    return found


def _not_before(
    study: Study, column: np.ndarray, period: np.ndarray, before: FloatArray | float = 0.0
) -> Callable[[int], Outcome]:
    """Return what the plan comes to where columns are no more than so much before a period."""

    def outcome(begins: int) -> Outcome:
        upper = np.full(study.model.program.columns, np.inf)
        upper[column] = np.where(period < begins, before, np.inf)
        return study.restricted(upper)

    return outcome
