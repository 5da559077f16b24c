"""The days and windows over which contracts count: periods cut at the days on which contracts begin and end."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.calendar import PERIOD, YEAR, Calendar
from models.parts.contracts import Spans, Windows


def make_spans(calendar: Calendar, start: IntArray, end: IntArray, by_year: bool) -> Spans:
    """Return the periods, cut where a contract begins or has ended inside them, and at new year if years count.

    start, end  (contracts,) ordinals, -1 where blank
    """
    cuts = {*start[start >= 0].tolist(), *(end[end >= 0] + 1).tolist()}
    if by_year:
        cuts |= {date(year, 1, 1).toordinal() for year in calendar.years}
    rows: list[tuple[int, int, int, int]] = []
    for period, (opens, closes) in enumerate(zip(calendar.start.tolist(), calendar.end.tolist(), strict=True)):
        edges = [opens, *sorted(cut for cut in cuts if opens < cut <= closes), closes + 1]
        rows += [(period, first - opens, first, after - 1) for first, after in pairwise(edges)]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4)
    of_period = columns[:, 0]
    share = (columns[:, 3] - columns[:, 2] + 1) / (calendar.end - calendar.start + 1)[of_period]
    return Spans(of_period, columns[:, 1], np.asarray(share, dtype=np.float64), columns[:, 2], columns[:, 3])


def make_windows(
    calendar: Calendar, spans: Spans, window: tuple[str, ...], start: IntArray, end: IntArray, minimum: FloatArray,
    can_send: BoolArray,
) -> Windows:  # fmt: skip
    """Return the windows of all contracts that have any day in the horizon.

    The minimum of a window of which the contract, the horizon, and periods in which something can be sent that still
    arrives, cover a part is that part of it, by days.

    start, end  (contracts,) ordinals, -1 where blank
    minimum     (contracts,) t per window
    can_send    (contracts, periods)
    """
    runs = ((start[:, None] < 0) | (start[:, None] <= spans.first[None, :])) & (
        (end[:, None] < 0) | (end[:, None] >= spans.last[None, :])
    )
    of_span = np.full(runs.shape, -1, dtype=np.int64)
    found: list[tuple[int, int, str, float, int]] = []
    for contract, kind in enumerate(window):
        for number, words, inside, days in _windows(calendar, spans, kind, int(start[contract]), int(end[contract])):
            member = runs[contract] & inside
            if not member.any():
                continue
            of_span[contract, member] = len(found)
            counted = member & can_send[contract, spans.period]
            part = int(spans.days[counted].sum()) / days
            last = int(spans.period[counted if counted.any() else member].max())
            found.append((contract, number, words, minimum[contract] * part, last))
    return Windows(
        contract=np.array([row[0] for row in found], dtype=np.int64),
        number=np.array([row[1] for row in found], dtype=np.int64),
        words=tuple(row[2] for row in found),
        minimum=np.array([row[3] for row in found], dtype=np.float64),
        last=np.array([row[4] for row in found], dtype=np.int64),
        of_span=of_span,
    )


def _windows(
    calendar: Calendar, spans: Spans, kind: str, start: int, end: int
) -> list[tuple[int, str, BoolArray, int]]:
    """Return number, words, (spans,) those inside, and the days of each window that the horizon touches."""
    if kind == PERIOD:
        length = (calendar.end - calendar.start + 1).tolist()
        return [(t, name, spans.period == t, length[t]) for t, name in enumerate(calendar.names)]
    if kind == YEAR:
        years = np.array([date.fromordinal(day).year for day in spans.first.tolist()], dtype=np.int64)
        return [
            (place, str(year), years == year, (date(year + 1, 1, 1) - date(year, 1, 1)).days)
            for place, year in enumerate(np.unique(years).tolist())
        ]
    opens = start if start >= 0 else int(calendar.start[0])
    closes = end if end >= 0 else int(calendar.end[-1])
    words = f"{date.fromordinal(opens).isoformat()} to {date.fromordinal(closes).isoformat()}"
    return [(0, words, np.ones(spans.size, dtype=np.bool_), max(closes - opens + 1, 1))]
