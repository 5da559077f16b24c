"""Dates that are most likely slips: of periods whose names say when they are, of sites years from the plan."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np

from models.days import FAR, LONG_AGO
from models.issues import Findings
from models.nouns import counted
from models.problem import Problem

# 2027, 2027Q1, 2027-H2, 2027-03.
NAMED = re.compile(r"(\d{4})(?:[-/ ]?(?:Q([1-4])|H([12])|(0[1-9]|1[0-2])))?", re.ASCII | re.IGNORECASE)
# Quarters of weeks begin and end some days beside those of months.
LEEWAY = 7


def check_site_dates(problem: Problem, issues: Findings) -> None:
    """Warn of a site that opens long behind the plan or closed long before it: a year typed wrongly, most likely."""
    sites, calendar = problem.sites, problem.calendar
    late = sites.start > calendar.end[-1] + FAR
    early = (sites.end >= 0) & (sites.end < calendar.start[0] - LONG_AGO)
    for site in np.flatnonzero(late | early).tolist():
        column = "start" if late[site] else "end"
        issues.warning(
            "site-outside",
            problem.cell("Sites", int(sites.line[site]), column),
            f"'{problem.site_names.names[site]}' "
            + ("opens long after the plan ends" if late[site] else "closed years before the plan")
            + ", so that nothing runs there",
            "check the year, or write `no` in column `active`",
        )


def check_period_names(problem: Problem, issues: Findings) -> None:
    """Warn where a period lies elsewhere than its name says: its dates, or its name, may be another period's."""
    calendar = problem.calendar
    wrong = []
    for period, name in enumerate(calendar.names):
        span = _span(name)
        start, end = int(calendar.start[period]), int(calendar.end[period])
        if span is not None and (start < span[0] - LEEWAY or end > span[1] + LEEWAY):
            wrong.append((period, name, start, end))
    if not wrong:
        return
    period, name, start, end = wrong[0]
    more = f"; so it is with {counted(len(wrong) - 1, 'more period')}" if len(wrong) > 1 else ""
    first, last = (dt.date.fromordinal(day).isoformat() for day in (start, end))
    issues.warning(
        "period-beside-its-name",
        problem.cell("Periods", int(period), "start"),
        f"the period is called '{name}' and is from {first} to {last}{more}",
        "correct the dates, or call it otherwise",
    )


def _span(name: str) -> tuple[int, int] | None:
    """Return the first and last day of which a name speaks, as ordinals; None where it speaks of none."""
    found = NAMED.fullmatch(name.strip())
    if found is None or not dt.MINYEAR < int(found[1]) < dt.MAXYEAR:
        return None
    year, quarter, half, month = (int(part) if part else 0 for part in found.groups())
    first = 3 * quarter - 2 if quarter else 6 * half - 5 if half else month or 1
    months = 3 if quarter else 6 if half else 1 if month else 12
    year_behind, month_behind = divmod(first - 1 + months, 12)
    return dt.date(year, first, 1).toordinal(), dt.date(year + year_behind, month_behind + 1, 1).toordinal() - 1
