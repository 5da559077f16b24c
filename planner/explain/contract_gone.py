"""The plan's program without one of its contracts: nothing is taken under it, and nothing is owed.

On days on which it alone is about a lane nothing is sent over that any more. Where these are a part of a period, the
rest of it is left as beside a ban: the open share of the lane's capacity; without one the lane is open in all of the
period where less than half of it is closed, and else shut. What is sent then is spread over the days that are left.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.arrays import BoolArray, FloatArray
from models.contract_columns import lane_spans
from models.matrix import Matrix
from models.problem import HALF
from planner.explain.study import Study

# Families of columns of a contract: what is taken and owed, and the decisions that let it.
COLUMNS = ("take", "shortfall", "tier_open", "order", "lots")


def without_contract(study: Study, matrix: Matrix, contract: int) -> Matrix:
    """Return the program without a contract; it has a row more for each period of a lane of which a part is left."""
    blocks, rows = study.model.program.column_blocks, study.model.program.row_blocks["minimum_take"]
    lower, upper = matrix.column_lower.copy(), matrix.column_upper.copy()
    for family in COLUMNS:
        own = blocks[family].index[blocks[family].keys["contract"] == contract]
        lower[own] = upper[own] = 0.0
    least = matrix.row_lower.copy()
    least[rows.index[rows.keys["contract"] == contract]] = -np.inf
    gone = replace(matrix, column_lower=lower, column_upper=upper, row_lower=least)
    closed, is_alone = _closed_days(study, contract)
    return _with_the_rest(study, gone, closed, is_alone) if closed.any() else gone


def _closed_days(study: Study, contract: int) -> tuple[FloatArray, BoolArray]:
    """Return (lanes, periods) the share of days that close where some of a period is left, and (lanes, spans) whether
    no other contract is about a lane then.
    """
    problem = study.model.problem
    spans, take, size = problem.contracts.spans, study.model.variables.contracts.take, problem.calendar.size
    own = take.keys["contract"] == contract
    ours, others = (np.zeros((problem.lanes.size, spans.size), dtype=np.bool_) for _ in range(2))
    ours[take.keys["lane"][own], take.keys["span"][own]] = True
    others[take.keys["lane"][~own], take.keys["span"][~own]] = True
    is_alone = ours & ~others
    closed = np.zeros((problem.lanes.size, size))
    share = np.where(is_alone, lane_spans(problem), 0.0)
    np.add.at(closed, (np.arange(problem.lanes.size)[:, np.newaxis], spans.period[np.newaxis, :]), share)
    limit = np.isfinite(problem.lanes.capacity)
    return np.where((closed < 1.0) & (limit | (closed < HALF)), closed, 0.0), is_alone


def _with_the_rest(study: Study, matrix: Matrix, closed: FloatArray, is_alone: BoolArray) -> Matrix:
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
    most = study.model.problem.lanes.capacity[held, when] * (1.0 - closed[held, when])
    changed = replace(matrix, value=value, row_lower=lower, row_upper=upper)
    entries = (matrix.rows + own[own >= 0], ship.index[own >= 0], np.ones(int((own >= 0).sum())))
    return changed.grown(entries, rows=(np.full(held.size, -np.inf), most))
