"""What bans and licences leave of what a plan moves; what closes the same flow is joined day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.verify.ledger import BoolArray, FloatArray, IntArray
from planner.verify.moves import Moves
from planner.verify.time import Time

# A flow without a capacity counts as banned when at least this share of its period is.
BANNED_SHARE = 0.5
NOT_TOUCHED = -1

type Rows = tuple[FloatArray, FloatArray, FloatArray, FloatArray, list[str]]


@dataclass(frozen=True, eq=False)
class Flows:
    """The moves on which a rule acts.

    line     row of sheet Rules
    flow     (flows,) positions of the moves
    sent     (flows,) t of each on which it acts: all, or what is of an origin that it asks for
    counted  (flows,) the period in which each counts
    share    (periods,) share of each period's days on which the rule acts, or a licence closes what it is about
    days     (days of the horizon,) whether it does on that day
    """

    line: int
    flow: IntArray
    sent: FloatArray
    counted: IntArray
    share: FloatArray
    days: BoolArray


def banned(flows: Flows, closing: Sequence[Flows], moves: Moves, time: Time) -> Rows:
    """Return used, limit, largest term, years and words for each move that a ban or licence touches.

    closing  the hard bans and licences that act on all on which this one does; their days are closed for whatever they
             match
    """
    touched = np.flatnonzero(flows.share[flows.counted] > 0.0)
    flow, counted = flows.flow[touched], flows.counted[touched]
    share = _closed(flows, closing, flow, counted, time)
    capacity = moves.capacity[flow]
    free = np.isinf(capacity)
    limit = np.where(free, np.where(share >= BANNED_SHARE, 0.0, np.inf), (1.0 - share) * np.where(free, 0.0, capacity))
    kept = np.flatnonzero(np.isfinite(limit))
    flow, limit, sent = flow[kept], limit[kept], flows.sent[touched[kept]]
    return sent, limit, sent, time.years[moves.period[flow]], [moves.words(one) for one in flow.tolist()]


def _closed(flows: Flows, closing: Sequence[Flows], flow: IntArray, counted: IntArray, time: Time) -> FloatArray:
    """Return (flows,) the share of days of the counted period that are closed to each shipment."""
    if not flow.size:
        return np.empty(0)
    size = int(flow.max()) + 1
    meets = np.zeros((len(closing), flow.size), dtype=np.bool_)
    for number, other in enumerate(closing):
        when = np.full(max(size, int(other.flow.max(initial=-1)) + 1), NOT_TOUCHED, dtype=np.int64)
        when[other.flow] = other.counted
        meets[number] = when[flow] == counted
    cases, case = np.unique(np.vstack([meets, counted]), axis=1, return_inverse=True)
    shares = np.empty(cases.shape[1])
    for column in range(cases.shape[1]):
        closed = flows.days.copy()
        for number in np.flatnonzero(cases[:-1, column]).tolist():
            closed |= closing[number].days
        period = int(cases[-1, column])
        begin = time.first[period] - time.first[0]
        shares[column] = closed[begin : begin + time.last[period] - time.first[period] + 1].mean()
    return np.asarray(shares[case.ravel()])
