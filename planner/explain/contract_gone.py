"""The plan's program without one of its contracts: nothing is taken under it, and nothing is owed.

On days on which it alone is about a lane nothing is sent over that any more. Where these are a part of a period, the
rest of it is left as beside a ban: the open share of the lane's capacity; without one the lane is open in all of the
period where less than half of it is closed, and else shut. Bans and licences of the same lane close their days together
with these. What is sent then is spread over the days that are left; what of it no contract is about has the duty and
the tariffs of the commodity's value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from models.arrays import BoolArray, FloatArray
from models.bans import closed_days, closing_rules, needing
from models.carriers import carriers
from models.costs import tariffs
from models.days import Span, joined, share
from models.linear.matrix import Matrix
from models.prices import outside
from models.problem import HALF, Problem
from models.variables.contracts import lane_spans
from planner.explain.study import Study

# Families of columns of a contract: what is taken and owed, and the decisions that let it.
COLUMNS = ("take", "shortfall", "tier_open", "order", "lots")
# Shares of spans that are all of a period need not add up to 1 in doubles.
WHOLE = 1.0 - 1e-9


def without_contract(study: Study, matrix: Matrix, contract: int) -> tuple[Matrix, FloatArray]:
    """Return the program without a contract, and (columns,) by how much a unit of each costs more then, discounted.

    It has a row more for each period of a lane of which a part is left.
    """
    blocks, rows = study.model.program.column_blocks, study.model.program.row_blocks["minimum_take"]
    lower, upper = matrix.column_lower.copy(), matrix.column_upper.copy()
    frozen = study.model.problem.earlier.frozen
    for family in COLUMNS:
        keys = blocks[family].keys
        own = keys["contract"] == contract
        # What is kept of an earlier plan is decided; of a window of which a part is, its tiers are open as they are.
        own &= keys["period"] >= frozen if "period" in keys else not frozen
        lower[blocks[family].index[own]] = upper[blocks[family].index[own]] = 0.0
    least = matrix.row_lower.copy()
    least[rows.index[rows.keys["contract"] == contract]] = -np.inf
    gone = replace(matrix, column_lower=lower, column_upper=upper, row_lower=least)
    closed, together, is_alone, days = _closed_days(study, contract)
    if not closed.any():
        return gone, np.zeros(matrix.columns)
    gone = _with_grants(study, gone, closed, days)
    return _with_the_rest(study, gone, closed, together, is_alone), _dearer(study, closed)


def _closed_days(
    study: Study, contract: int
) -> tuple[FloatArray, FloatArray, BoolArray, dict[tuple[int, int], list[Span]]]:  # fmt: skip
    """Return (lanes, periods) the share of days that close where some of a period is left, the same with those that
    rules close, (lanes, spans) whether no other contract is about a lane then, and lane and period -> these days.
    """
    problem = study.model.problem
    spans, take, size = problem.contracts.spans, study.model.variables.contracts.take, problem.calendar.size
    own = (take.keys["contract"] == contract) & (take.keys["period"] >= problem.earlier.frozen)
    ours, others = (np.zeros((problem.lanes.size, spans.size), dtype=np.bool_) for _ in range(2))
    ours[take.keys["lane"][own], take.keys["span"][own]] = True
    others[take.keys["lane"][~own], take.keys["span"][~own]] = True
    is_alone = ours & ~others
    closed = np.zeros((problem.lanes.size, size))
    alone = np.where(is_alone, lane_spans(problem), 0.0)
    np.add.at(closed, (np.arange(problem.lanes.size)[:, np.newaxis], spans.period[np.newaxis, :]), alone)
    days = _days(problem, closed, alone)
    together = _with_rules(problem, closed, days)
    limit = np.isfinite(problem.lanes.capacity)
    is_left = (closed > 0.0) & (together < WHOLE) & (limit | (together < HALF))
    return np.where(is_left, closed, 0.0), np.where(is_left, together, 0.0), is_alone, days


def _days(problem: Problem, closed: FloatArray, alone: FloatArray) -> dict[tuple[int, int], list[Span]]:
    """Return lane and period of which a part closes -> the days that do.

    alone  (lanes, spans) the share of its period of the days that begin with a span and close
    """
    calendar, spans = problem.calendar, problem.contracts.spans
    found: dict[tuple[int, int], list[Span]] = {}
    for lane, period in np.argwhere((closed > 0.0) & (closed < WHOLE)).tolist():
        length = int(calendar.end[period] - calendar.start[period]) + 1
        for span in np.flatnonzero((alone[lane] > 0.0) & (spans.period == period)).tolist():
            first = int(spans.first[span])
            last = first + round(float(alone[lane, span]) * length) - 1
            found.setdefault((lane, period), []).append((first, last))
    return found


def _with_rules(problem: Problem, closed: FloatArray, days: Mapping[tuple[int, int], Sequence[Span]]) -> FloatArray:
    """Return (lanes, periods) the share of days that close, with those that hard rules close to the same lane."""
    calendar, rules, found, parts = problem.calendar, problem.rules, closed.copy(), carriers(problem)
    if not days:
        return found
    lane, period = np.array([*days]).T
    flow = parts.shipped(lane, period)
    # What arrives under a rule counts then: its days are others than those of sending.
    others = closing_rules(parts, rules, flow, period)
    for (own, when), code in zip(days, flow.tolist(), strict=True):
        shut = [one for one in others.get((code, when), ()) if not rules.asked[one]]
        every = [*days[own, when], *(span for one in shut for span in closed_days(rules, one))]
        found[own, when] = share(joined(every), int(calendar.start[when]), int(calendar.end[when]))
    return found


def _with_the_rest(
    study: Study, matrix: Matrix, closed: FloatArray, together: FloatArray, is_alone: BoolArray
) -> Matrix:  # fmt: skip
    """Return a program in which what is left of some periods of lanes is open."""
    program, ship = study.model.program, study.model.variables.ship
    row = program.row_blocks["contracted"]
    lane, period = row.keys["lane"], row.keys["period"]
    left = closed[lane, period] > 0.0
    freed = row.index[left & is_alone[lane, row.keys["span"]]]
    lower, upper, value = matrix.row_lower.copy(), matrix.row_upper.copy(), matrix.value.copy()
    lower[freed], upper[freed] = -np.inf, np.inf
    # All that is sent goes on the days that are left, of which the other contracts have a larger share.
    part = np.ones(matrix.rows)
    part[row.index] = 1.0 - closed[lane, period]
    sent = np.isin(matrix.column, ship.index)
    value[sent] /= part[matrix.entry_row[sent]]
    held, when = np.nonzero((closed > 0.0) & np.isfinite(study.model.problem.lanes.capacity))
    place = np.full(closed.shape, -1)
    place[held, when] = np.arange(held.size)
    own = place[ship.keys["lane"], ship.keys["period"]]
    most = study.model.problem.lanes.capacity[held, when] * (1.0 - together[held, when])
    changed = replace(matrix, value=value, row_lower=lower, row_upper=upper)
    entries = (matrix.rows + own[own >= 0], ship.index[own >= 0], np.ones(int((own >= 0).sum())))
    return changed.grown(entries, rows=(np.full(held.size, -np.inf), most))


def _with_grants(
    study: Study, matrix: Matrix, closed: FloatArray, days: Mapping[tuple[int, int], Sequence[Span]]
) -> Matrix:  # fmt: skip
    """Return a program in which what is sent on the days that are left needs as many grants as it does on these."""
    problem, ship, rows = study.model.problem, study.model.variables.ship, study.model.program.row_blocks
    parts, need, place = carriers(problem), rows["licence_flow"], np.full(matrix.columns, -1)
    touched = np.flatnonzero(closed[ship.keys["lane"], ship.keys["period"]] > 0.0)
    place[ship.index[touched]] = touched
    row = np.full(matrix.rows, -1)
    row[need.index] = np.arange(need.size)
    entry = np.flatnonzero((row[matrix.entry_row] >= 0) & (place[matrix.column] >= 0))
    rule, counted = (need.keys[name][row[matrix.entry_row[entry]]] for name in ("rule", "period"))
    own = place[matrix.column[entry]]
    flow = parts.shipped(ship.keys["lane"][own], ship.keys["period"][own])
    also = {
        (code, period): spans
        for ((_, period), spans), code in zip(
            days.items(), parts.shipped(*np.array([*days]).T).tolist(), strict=True
        )
    }  # fmt: skip
    before, after = (needing(parts, problem.rules, rule, flow, counted, more) for more in (None, also))
    value = matrix.value.copy()
    value[entry] *= after / before
    return replace(matrix, value=value)


def _dearer(study: Study, closed: FloatArray) -> FloatArray:
    """Return (columns,) by how much a unit of each costs more, discounted, when all goes on the days that are left.

    A larger share of these is under no contract, so that duty and tariffs of more of it go by the commodity's value.
    """
    problem, v, program = study.model.problem, study.model.variables, study.model.program
    more, found = closed / (1.0 - closed), np.zeros(program.columns)
    found[v.ship.index] = program.cost_vector("duty")[v.ship.index] * more[v.ship.keys["lane"], v.ship.keys["period"]]
    # What does not go by days outside of contracts is the same in both.
    for sign, uncovered in ((1.0, outside(problem) * more), (-1.0, np.zeros_like(more))):
        for _, block, rate in tariffs(problem, v, uncovered):
            np.add.at(found, block.index, sign * rate * problem.discount[block.keys["period"]])
    return found
