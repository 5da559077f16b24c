"""Since when each element is independent of the withholding country, in words: for the sheets and the terminal."""

from __future__ import annotations

import numpy as np

from planner.explain.stress.stops import Leverage
from planner.write.element_shares import EQUAL, traced_shares, unknown_shares
from planner.write.phrases import joined, percent
from planner.write.report import Report

# Of an element of which all that is wanted stays short.
NONE_DELIVERED = "none is delivered"
# Of what a stop cannot take any more, since it is there.
SENT_BEFORE = "on what was sent before"


def is_sent_before(report: Report, found: Leverage, first: int, element: int | None = None) -> bool:
    """Return whether nothing is sent from a period on, and what is delivered then still came through the country."""
    if found.sends(first, element):
        return False
    share, _ = traced_shares(report, found.elements, found.country)
    own = share[:, first:] if element is None else share[element, first:]
    return bool((np.nan_to_num(own) > EQUAL).any())


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
        elif one is not None and is_sent_before(report, found, one, place):
            when += f", {SENT_BEFORE}"
        words.append(f"{found.elements.names[place]} {when}{through}")
    said = [f"independent by element: {joined(words, most)}"] if words else []
    return said + _at_home(report, found, most)


def _at_home(report: Report, found: Leverage, most: int) -> list[str]:
    """Return the same of customers in the home country alone, where others want anything too."""
    if not found.is_told_at_home:
        return []
    wanted = found.wanted_at_home.sum(axis=1) > 0.0
    since = [(found.independent_of(place, at_home=True), place) for place in np.flatnonzero(wanted).tolist()]
    last = len(report.periods)
    since.sort(key=lambda pair: (-(last if pair[0] is None else pair[0]), pair[1]))
    words = [
        f"{found.elements.names[place]} {'not in this plan' if one is None else f'from {report.periods[one]} on'}"
        for one, place in since
    ]
    return [f"of customers in {report.problem.options.home_country} alone: {joined(words, most)}"]
