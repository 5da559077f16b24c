"""Grants of licences that hardly belong as they stand: one of another name or size, and periods without any."""

from __future__ import annotations

import numpy as np

from models.checks.apart import odd_one
from models.checks.rules import same_flows
from models.issues import Findings
from models.nouns import counted
from models.problem import Problem
from models.rule_types import LICENCE

SHEET = "Rules"
NO_END = float("inf")
# A tenth, or ten times, of what all others allow a day, who lie within so much of each other, and are so many.
FAR, ALIKE, LEAST_OTHERS = 8.0, 2.5, 3


def check_grants(problem: Problem, issues: Findings) -> None:
    """Add what is odd about grants, none of which is an error: all of it may be meant."""
    renamed = _renamed(problem, issues)
    _without_grant(problem, renamed, issues)
    _odd(problem, issues)


def _renamed(problem: Problem, issues: Findings) -> set[int]:
    """Warn of grants in a row that have two names: each name is a licence, and what flows needs a grant of both.

    Returns the codes of both.
    """
    rules = problem.rules
    told: set[int] = set()
    for own in same_flows(rules, np.flatnonzero(rules.of_type(LICENCE)).tolist()):
        for place, later in enumerate(own):
            before = next((one for one in own[:place] if not _overlap(problem, one, later)), None)
            if before is None or rules.name[before].casefold() == rules.name[later].casefold():
                continue
            told |= {before, later}
            issues.warning(
                "licence-names", problem.cell(SHEET, int(rules.line[later]), "rule"),
                f"this row and {problem.cell(SHEET, int(rules.line[before]), 'rule')} are about the same flows on days "
                "that do not meet, and have two names: each name is a licence of its own, and what they are about "
                "needs a grant of both",
                "write the same name where they are grants of one licence",
            )  # fmt: skip
    return told


def _overlap(problem: Problem, one: int, other: int) -> bool:
    """Tell whether grants of two licences are valid on the same day."""
    return any(
        first <= other_last and other_first <= last
        for first, last in _spans(problem, one)
        for other_first, other_last in _spans(problem, other)
    )


def _spans(problem: Problem, rule: int) -> list[tuple[float, float]]:
    grants = problem.rules.grants
    own = np.flatnonzero(grants.rule == rule)
    return [(int(grants.start[one]), NO_END if grants.end[one] < 0 else int(grants.end[one])) for one in own]


def _without_grant(problem: Problem, renamed: set[int], issues: Findings) -> None:
    """Warn of the first whole period in which a licence has no valid grant, be it between two or behind the last.

    A grant that ends on its review date does so because the setting `reviews` says it.
    """
    rules, calendar, records = problem.rules, problem.calendar, problem.tables.records[SHEET]
    grants = rules.grants
    for rule in np.flatnonzero((rules.unlicensed == 1.0).any(axis=1)).tolist():
        shut = np.flatnonzero(rules.unlicensed[rule] == 1.0)
        period = int(shut[0])
        own = np.flatnonzero((grants.rule == rule) & (grants.end >= 0) & (grants.end < calendar.start[period]))
        last = int(own[np.argmax(grants.end[own])])
        line = int(grants.line[last])
        if rule in renamed or grants.end[last] != records.date["end"][line]:
            continue
        more = f", nor in {counted(shut.size - 1, 'more period')}" if shut.size > 1 else ""
        flows = (
            "nothing that the licence is about may flow" if rules.hard[rule] else "all that flows breaks the licence"
        )
        issues.warning(
            "period-without-grant", problem.cell(SHEET, line, "end"),
            f"behind this day no grant of '{rules.name[rule]}' is valid in {calendar.names[period]}{more}: "
            f"{flows}",
            "nothing, if that is meant; else add the grants of those days, one without a value where none is needed",
        )  # fmt: skip


def _odd(problem: Problem, issues: Findings) -> None:
    """Warn of a grant of many times what the others of its licence allow a day, or of as small a part of it.

    A grant beside others may well be a small one more.
    """
    grants = problem.rules.grants
    days = np.where(grants.end >= 0, grants.end - grants.start + 1, 0)
    a_day = np.divide(grants.volume, days, out=np.zeros(days.shape), where=(days > 0) & np.isfinite(grants.volume))
    for rule in np.unique(grants.rule).tolist():
        own = np.flatnonzero((grants.rule == rule) & (a_day > 0.0))
        own = own[np.argsort(grants.start[own], kind="stable")]
        if own.size <= 1 or (grants.start[own][1:] <= np.maximum.accumulate(grants.end[own])[:-1]).any():
            continue
        place = odd_one(a_day[own], FAR, ALIKE) if own.size > LEAST_OTHERS else None
        place = odd_one(a_day[own]) if place is None else place
        if place is None:
            continue
        others = np.delete(own, place)
        least, most = grants.volume[others].min(), grants.volume[others].max()
        span = f"{least:,.6g} t" if least == most else f"{least:,.6g} t to {most:,.6g} t"
        issues.warning(
            "odd-grant", problem.cell(SHEET, int(grants.line[own[place]]), "value"),
            f"this grant is of {grants.volume[own[place]]:,.6g} t, and {counted(others.size, 'other')} of "
            f"'{problem.rules.name[rule]}' of {span}: by the day it is far from all of them",
            "check the number, its unit and the dates of the row",
        )  # fmt: skip
