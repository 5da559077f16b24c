"""The last day on which something can be decided that has to work from a period on."""

from __future__ import annotations

import numpy as np

from models.limits.levers import OPENING, Lever
from models.problem import Problem
from models.records import Records
from models.resolve.timing import later_day
from models.units import DAYS_PER_MONTH, Counted

# A lead time that is this near to whole months is of whole months.
SAME = 1e-9


def decided_by(problem: Problem, lever: Lever, place: int, period: int) -> int:
    """Return the ordinal of the last day on which a move of a lever can be decided to work from a period on.

    More capacity takes the lead time of an option of sheet Expansion for the same process, stock at the start the
    shortest lead time of a lane to it; where there is none, nothing, and what can be added has its own in the plan.
    """
    if lever.family == "plant_capacity":
        limits = np.flatnonzero(problem.capacities.line == lever.line[place])
        options = problem.expansions.grown_option[np.isin(problem.expansions.grown_limit, limits)]
        records, lines = problem.tables.records["Expansion"], problem.expansions.line[options]
    elif lever.family == OPENING:
        stock = np.flatnonzero(problem.inventories.line == lever.line[place])
        lanes = np.flatnonzero(
            np.isin(problem.lanes.destination, problem.inventories.site[stock])
            & np.isin(problem.lanes.commodity, problem.inventories.commodity[stock])
            & (problem.lanes.line >= 0)
        )
        records, lines = problem.tables.records["Lanes"], problem.lanes.line[lanes]
    else:
        return int(problem.calendar.start[period])
    days = [day_before(problem, records, int(line), period) for line in np.unique(lines)]
    return max(days, default=int(problem.calendar.start[period]))


def day_before(problem: Problem, records: Records, line: int, period: int) -> int:
    """Return the first day of a period less the lead time of a row."""
    calendar, lead = problem.calendar, float(np.nan_to_num(records.number["lead time"][line]))
    first = int(calendar.start[period])
    if records.counts("lead time") is not Counted.PERIODS:
        whole, days = round(lead), records.counts("lead time") is Counted.DAYS
        is_whole = abs(lead - whole) < SAME and not days
        return later_day(first, -whole) if is_whole else first - round(lead * DAYS_PER_MONTH)
    back = period - round(lead)
    if back >= 0:
        return int(calendar.start[back])
    # Periods before the first are as long as the first.
    return int(calendar.start[0]) + back * int(calendar.end[0] - calendar.start[0] + 1)
