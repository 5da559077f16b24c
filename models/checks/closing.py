"""Limits of nothing that begin or end inside a period: they close all of it, where a ban closes its own days.

A cap, a share and a grant of a part of a period count that part of all that flows in it: of nothing, nothing may flow.
"""

from __future__ import annotations

import datetime as dt

import numpy as np

from models.arrays import FloatArray
from models.carriers import carriers, possible_flows
from models.checks.rules import same_flows
from models.days import joined, share
from models.issues import Findings
from models.problem import HALF, Problem
from models.rule_types import BAN, CAP, LICENCE, SHARE_MAX

SHEET = "Rules"


def check_closing(problem: Problem, issues: Findings) -> None:
    """Warn of the first period that a cap, a most share or a grant of nothing closes for some of its days."""
    rules, calendar = problem.rules, problem.calendar
    days = list(zip(calendar.start.tolist(), calendar.end.tolist(), strict=True))
    closes = rules.of_type(BAN) | rules.of_type(CAP, SHARE_MAX) & (rules.value == 0.0)
    for own in same_flows(rules, np.flatnonzero(closes & rules.hard).tolist()):
        spans = joined((int(rules.start[rule]), int(rules.end[rule])) for rule in own)
        covered = np.array([share(spans, first, last) for first, last in days])
        for rule in own:
            period = None if rules.type[rule] == BAN else _left_by_a_ban(problem, rule, rules.share[rule], covered)
            if period is not None:
                what = "share" if rules.type[rule] == SHARE_MAX else "cap"
                row = int(rules.line[rule]), int(rules.end[rule])
                _report(problem, row, period, f"the {what} of nothing", 1.0 - covered[period], issues)
    grants = rules.grants
    for rule in np.flatnonzero(rules.of_type(LICENCE) & rules.hard).tolist():
        own_grants = np.flatnonzero(grants.rule == rule)
        usable, volume = grants.usable[own_grants], grants.volume[own_grants]
        nothing = usable.any(axis=0) & ~usable[volume > 0.0].any(axis=0)
        period = _left_by_a_ban(problem, rule, nothing * rules.share[rule], rules.share[rule])
        if period is not None:
            row = int(grants.line[own_grants[np.argmax(usable[:, period])]]), -1
            _report(problem, row, period, "the grant of nothing", 1.0 - rules.share[rule, period], issues)


def _left_by_a_ban(problem: Problem, rule: int, own: FloatArray, covered: FloatArray) -> int | None:
    """Return the first period of which a rule covers a part and a ban would leave another one open.

    own, covered  (periods,) the share of the days of the rule, and of all that closes the same flows
    """
    partly = (own > 0.0) & (covered < 1.0)
    if not partly.any():
        return None
    flows = possible_flows(carriers(problem), problem.rules, np.arange(problem.rules.size) == rule)
    limited = np.isin(np.arange(own.size), flows.counted[np.isfinite(flows.capacity)])
    # Of what has no capacity of which a part could be left a ban closes all as well, from half of the days on.
    partly &= limited | (covered < HALF)
    return int(partly.argmax()) if partly.any() else None


def _report(
    problem: Problem, row: tuple[int, int], period: int, what: str, left: float, issues: Findings
) -> None:  # fmt: skip
    """Add the warning at the day on which the row begins or ends inside the period.

    row  its line, and its last day, -1 for none;  left  share of the days that it does not cover
    """
    line, end = row
    calendar, dates = problem.calendar, problem.tables.records[SHEET].date
    begins = dates["start"][line] > calendar.start[period]
    column = "start" if begins else "end" if end == dates["end"][line] else "review date"
    name, day = calendar.names[period], int(dates["start"][line]) if begins else end
    issues.warning(
        "nothing-inside-period",
        problem.cell(SHEET, line, column),
        f"{what} {'begins' if begins else 'ends'} on {dt.date.fromordinal(day)}, inside of {name}, and closes all of "
        f"{name}, of which a ban would leave {left:.0%} open: nothing may flow of which a part would count",
        f"write a rule of type ban, which closes its own days, or split {name} there in sheet Periods",
    )
