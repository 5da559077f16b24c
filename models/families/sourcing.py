"""Sourcing: shares of suppliers, awards, and how many suppliers there are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.families.shares import Members, share_terms
from models.linear.joins import join
from models.linear.program import Block, Program, never_nothing
from models.problem import Problem
from models.variables import Variables

# An award lets through this share more than the real limits do, so that it is they that bind and not the award.
ROOM = 1e-3


@dataclass(frozen=True, eq=False)
class ShareRows:
    """One line for each limit on a share and span over which it counts.

    share   (rows,) code of the limit;  words  the span, such as `2027`
    weight  (rows, periods) share of each period's days that lie in the span
    """

    share: IntArray
    words: tuple[str, ...]
    weight: FloatArray


def share_rows(problem: Problem) -> ShareRows:
    """Return the spans of every limit on a share."""
    spans = {kind: problem.calendar.whole_windows(kind) for kind in set(problem.sourcing.share_window)}
    rows = [
        (share, words, weight)
        for share, kind in enumerate(problem.sourcing.share_window)
        for words, weight in spans[kind]
    ]
    return ShareRows(
        np.array([row[0] for row in rows], dtype=np.int64),
        tuple(row[1] for row in rows),
        np.array([row[2] for row in rows], dtype=np.float64).reshape(len(rows), problem.calendar.size),
    )


def supplier_most_share(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum of ship[the suppliers' lanes, t] - most share * sum of ship[all lanes into the buyer, t] <= 0

    for each limit and span: each period, each calendar year, or the whole plan; t counts with the share of its days in
    the span; shipments between sites of the buyer do not count; sums over classes
    Unit:          t sent in the span
    Shadow price:  <= 0; change of the objective per tonne above the share
    Rows:          one per limit and span
    """
    return _share(program, problem, v, "supplier_most_share", ~problem.sourcing.share_least)


def supplier_least_share(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum of ship[the suppliers' lanes, t] - least share * sum of ship[all lanes into the buyer, t] >= 0

    for each limit and span, as of supplier_most_share, that depends on no award
    Unit:          t sent in the span
    Shadow price:  >= 0; change of the objective per tonne more that the suppliers must get
    Rows:          one per limit and span
    """
    s = problem.sourcing
    return _share(program, problem, v, "supplier_least_share", s.share_least & (s.share_award < 0))


def awarded_least_share(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum of ship[the supplier's lanes, t] - least share * sum of ship[all lanes into the buyer, t]
    - least share * M * award >= - least share * M

    for each limit and span of a supplier that may get an award: with it the least share holds, without it nothing is
    asked. M is the most that real limits let all other suppliers send in the span, so the row is no stricter than that,
    and never nothing
    Unit:          t sent in the span
    Shadow price:  >= 0; with the award as it is, change of the objective per tonne more that the supplier must get
    Rows:          one per limit and span
    """
    s = problem.sourcing
    chosen = s.share_least & (s.share_award >= 0)
    rows = _share(program, problem, v, "awarded_least_share", chosen, switched=True)
    spans = share_rows(problem)
    share, weight = rows.keys["share"], spans.weight[rows.keys["span"]]
    most = np.zeros(rows.size)
    for place, code in enumerate(share.tolist()):
        own = np.isin(s.lane, s.member_lane[s.member_share == code])
        others = (s.lane_event == s.share_event[code]) & ~own
        most[place] = float((weight[place] * s.most[others].sum(axis=0)).sum()) if others.any() else 0.0
    room = s.share[share] * never_nothing(most)
    program.set_limits(rows, -room, np.inf)
    column = v.award.index[s.share_award[share]]
    program.entries(rows.index, column, -room)
    return rows


def award(program: Program, problem: Problem, v: Variables) -> Block:
    """Ship[lane, t] - M * award <= 0

    for each lane of a supplier whose award is decided, and each period. M is the most that real limits let through
    there: the lane's capacity, the capacities, opening stocks and orders upstream; a little more, so that they bind
    first, and never nothing: an award is no limit of its own where a real one is raised. Where there is no real limit,
    the checker asks for one. Sum over classes
    Unit:          t sent per period
    Shadow price:  <= 0; with the awards as they are, change of the objective for the first tonne without one
    Rows:          one per lane and period
    """
    s = problem.sourcing
    code, place = join([s.award_event, s.award_site], [s.lane_event, problem.lanes.origin[s.lane]])
    used = np.zeros((problem.lanes.size, problem.calendar.size), dtype=np.bool_)
    used[v.ship.keys["lane"], v.ship.keys["period"]] = True
    row, period = np.nonzero(used[s.lane[place]])
    lane = s.lane[place[row]]
    keys = {"award": code[row], "lane": lane, "period": period}
    rows = program.row_block("award", keys, upper=0.0, switched=True)
    program.terms(rows, v.ship, on=("lane", "period"))
    most = never_nothing(s.most[place[row], period])
    program.entries(rows.index, v.award.index[code[row]], -(1.0 + ROOM) * most)
    return rows


def least_suppliers(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum of award[supplier] >= least suppliers

    for each row of Sourcing with a least number, over the suppliers that it matches
    Unit:          suppliers
    Shadow price:  none: awards are whole numbers, fixed when prices are found
    Rows:          one per row of the sheet
    """
    count = np.flatnonzero(problem.sourcing.count_least > 0.0)
    rows = program.row_block("least_suppliers", {"count": count}, lower=problem.sourcing.count_least[count])
    program.terms(rows, _counted(problem, v), on=("count",))
    return rows


def most_suppliers(program: Program, problem: Problem, v: Variables) -> Block:
    """Sum of award[supplier] <= most suppliers

    for each row of Sourcing with a most number, over the suppliers that it matches
    Unit:          suppliers
    Shadow price:  none: awards are whole numbers, fixed when prices are found
    Rows:          one per row of the sheet
    """
    count = np.flatnonzero(np.isfinite(problem.sourcing.count_most))
    rows = program.row_block("most_suppliers", {"count": count}, upper=problem.sourcing.count_most[count])
    program.terms(rows, _counted(problem, v), on=("count",))
    return rows


def _counted(problem: Problem, v: Variables) -> Block:
    return v.award.pick(problem.sourcing.member_award, count=problem.sourcing.member_count)


def _share(
    program: Program, problem: Problem, v: Variables, family: str, chosen: BoolArray, *, switched: bool = False
) -> Block:
    """Add the rows of some limits: what their suppliers send, less their share of all that is sent."""
    s, spans = problem.sourcing, share_rows(problem)
    span = np.flatnonzero(chosen[spans.share]) if spans.share.size else np.empty(0, dtype=np.int64)
    share = spans.share[span]
    least = family != "supplier_most_share"
    rows = program.row_block(
        family, {"share": share, "span": span}, lower=0.0 if least else -np.inf, upper=np.inf if least else 0.0,
        switched=switched,
    )  # fmt: skip
    for codes, lane, owner, factor in (
        (np.arange(s.share.size), s.member_lane, s.member_share, np.ones(share.size)),
        (s.share_event, s.lane, s.lane_event, -s.share[share]),
    ):
        # row -> limit (or its event) -> lanes -> their columns
        place, member = join([codes[share]], [owner])
        found, ship = join([lane[member]], [v.ship.keys["lane"]])
        members = Members(place[found], ship, np.zeros(found.size, dtype=np.bool_))
        share_terms(program, rows, v.ship, members, spans.weight[span], factor)
    return rows


def unused_awards(problem: Problem, v: Variables, values: FloatArray) -> IntArray:
    """Return the columns of awards that the search left at 1 although they bring nothing, cost nothing, and are not
    needed for a least number: they are no awards. What is kept of an earlier plan stays as it was given.

    values  (columns,)
    """
    s = problem.sourcing
    sent = np.bincount(v.ship.keys["lane"], weights=values[v.ship.index], minlength=problem.lanes.size)
    code, place = join([s.award_event, s.award_site], [s.lane_event, problem.lanes.origin[s.lane]])
    bought = np.bincount(code, weights=sent[s.lane[place]], minlength=s.award_site.size)
    needed = np.full(s.award_site.size, problem.earlier.frozen > 0)
    needed[s.member_award[s.count_least[s.member_count] > 0.0]] = True
    return np.asarray(v.award.index[(bought == 0.0) & (s.award_cost == 0.0) & ~needed])
