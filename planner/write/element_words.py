"""Since when each element is independent of the withholding country, in words: for the sheets and the terminal."""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray
from planner.explain.stress.elements import elements_of
from planner.explain.stress.stops import Customers, Leverage
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
    share = report.once(_through)
    own = share[:, first:] if element is None else share[element, first:]
    return bool((np.nan_to_num(own) > EQUAL).any())


def _through(report: Report) -> FloatArray:
    """Return (elements, periods) the part of each element that went through the withholding country."""
    problem = report.problem
    return traced_shares(report, elements_of(problem), problem.options.withholding_country)[0]


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
    share, unknown = report.once(_through), unknown_shares(report, found.elements, found.country)
    words = []
    for one, place in _latest_first(report, found.outside):
        known = np.flatnonzero(~np.isnan(share[place]))
        through = ""
        if known.size:
            own, rest = float(share[place, known[0]]), float(unknown[place, known[0]])
            # What has no origin may have come through it, too.
            more = f", {percent(rest)} unknown" if rest > EQUAL else ""
            through = f" ({percent(own)} through {found.country} at first{more})"
        nothing = one is not None and found.outside.gets_nothing(place, one)
        words.append(f"{_since(report, found, found.outside, place, one)}{'' if nothing else through}")
    said = [f"independent by element: {joined(words, most)}"] if words else []
    if (home := found.at_home) is not None:
        words = [_since(report, found, home, place, one) for one, place in _latest_first(report, home)]
        said.append(f"of customers in {report.problem.options.home_country} alone: {joined(words, most)}")
    return said


def _latest_first(report: Report, customers: Customers) -> list[tuple[int | None, int]]:
    """Return since when each element that some customers want is independent, and its place: the latest first."""
    wanted = [place for place in range(len(customers.wanted)) if customers.want(place)]
    since = [(customers.independent_of(place), place) for place in wanted]
    last = len(report.periods)
    return sorted(since, key=lambda pair: (last if pair[0] is None else pair[0], -pair[1]), reverse=True)


def _since(report: Report, found: Leverage, customers: Customers, place: int, one: int | None) -> str:
    """Return since when an element is independent, or that none of it is delivered, or what it lives on."""
    name = found.elements.names[place]
    if one is None:
        return f"{name} not in this plan"
    if customers.gets_nothing(place, one):
        return f"{name} from {report.periods[one]} on ({NONE_DELIVERED})"
    lives = f", {SENT_BEFORE}" if is_sent_before(report, found, one, place) else ""
    return f"{name} from {report.periods[one]} on{lives}"
