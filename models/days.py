"""Spans of days: how many days several cover together, and what they leave open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

type Span = tuple[int, int]

# Days behind the plan from which on a start is most likely a slip, and before it up to which an end is: five years.
FAR = 1_826
# The last day of a span without end: behind any horizon.
ENDLESS = 10_000_000


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans of first and last day, both included, in order and joined where they touch; an end < 0 is none."""
    found: list[Span] = []
    for begin, end in sorted((begin, ENDLESS if end < 0 else end) for begin, end in spans):
        if end < begin:
            continue
        if found and begin <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def gaps(first: int, spans: Iterable[Span]) -> list[Span]:
    """Return the days from a first one on that no span covers."""
    found: list[Span] = []
    for begin, end in joined(spans):
        if begin > first:
            found.append((first, begin - 1))
        first = max(first, end + 1)
    return [*found, (first, ENDLESS)] if first < ENDLESS else found


def covered(spans: Sequence[Span], first: int, last: int) -> int:
    """Return how many days of a period, from its first to its last, joined spans cover."""
    return sum(max(min(end, last) - max(begin, first) + 1, 0) for begin, end in spans)


def share(spans: Sequence[Span], first: int, last: int) -> float:
    """Return the share of the days of a period that joined spans cover."""
    return covered(spans, first, last) / (last - first + 1)


def apart(spans: Iterable[Span], closed: Sequence[Span], first: int, last: int) -> int:
    """Return how many days of a period spans cover of those that other, joined spans leave."""
    return covered(joined([*spans, *closed]), first, last) - covered(closed, first, last)
