"""Since when each element is independent of the withholding country, in words: for the sheets and the terminal."""

from __future__ import annotations

import numpy as np

from planner.explain.stress.stops import Leverage
from planner.write.element_shares import EQUAL, traced_shares, unknown_shares
from planner.write.phrases import joined, percent
from planner.write.report import Report

# Of an element of which all that is wanted stays short.
NONE_DELIVERED = "none is delivered"


def nothing_stops(report: Report, found: Leverage) -> str:
    """Return why there is no stop to tell of."""
    if found.country not in report.problem.sites.country:
        return f"no site lies in {found.country} (setting `withholding country`): what a stop would do is not told"
    return f"{found.country} has no lane to other countries: a stop would change nothing"


def element_sentences(report: Report, found: Leverage, most: int) -> list[str]:
    """Return since when each element is independent, the latest first, and how many are not named, in one sentence."""
    if not found.stops:
        return []
    if found.stops[-1].surprised.why:
        return []
    share, _ = traced_shares(report, found.elements, found.country)
    unknown = unknown_shares(report, found.elements, found.country)
    last = len(report.periods)
    since = [(found.independent_of(place), place) for place in range(len(found.elements.names))]
    ordered = sorted(since, key=lambda pair: (-(last if pair[0] is None else pair[0]), pair[1]))
    words = []
    for one, place in ordered:
        known = np.flatnonzero(~np.isnan(share[place]))
        through = ""
        if known.size:
            own, rest = float(share[place, known[0]]), float(unknown[place, known[0]])
            # What has no origin may have come through it, too.
            more = f", {percent(rest)} unknown" if rest > EQUAL else ""
            through = f" ({percent(own)} through {found.country} at first{more})"
        when = "not in this plan" if one is None else f"from {report.periods[one]} on"
        if one is not None and found.gets_nothing(place, one):
            through = f" ({NONE_DELIVERED})"
        words.append(f"{found.elements.names[place]} {when}{through}")
    return [f"independent by element: {joined(words, most)}"] if words else []
