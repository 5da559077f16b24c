"""Minimums that goods can keep which go back at once: they are paid for, and nobody has more of them."""

from __future__ import annotations

import numpy as np

from models.arrays import BoolArray, IntArray, mask_of
from models.issues import Findings
from models.network import reached_by
from models.problem import Problem

# Of more buyers and commodities, each of which is followed through all lanes, nobody typed the rows.
MOST_BUYERS = 500


def minimum_by_going_round(problem: Problem, issues: Findings) -> None:
    """Warn of a minimum take of a contract, and of a minimum of a lane, for which a way back is open."""
    contracts, lanes = problem.contracts, problem.lanes
    held = contracts.minimum[contracts.flow_contract] > 0.0
    taken = contracts.flow_lane[held], contracts.line[contracts.flow_contract[held]]
    sent = np.flatnonzero((lanes.minimum > 0.0).any(axis=1) & (lanes.line >= 0))
    for sheet, column, lane, line in (
        ("Contracts", "minimum take", *taken), ("Lanes", "minimum", sent, lanes.line[sent])
    ):  # fmt: skip
        comes_back = _comes_back(problem, lane)
        for line_, first in zip(*np.unique(line[comes_back], return_index=True), strict=True):
            one = lane[comes_back][first]
            there, back = (problem.site_names.names[site[one]] for site in (lanes.destination, lanes.origin))
            period = None if sheet == "Contracts" else int(np.argmax(lanes.minimum[one] > 0.0))
            issues.warning(
                "minimum-by-going-round",
                problem.cell(sheet, int(line_), column, period),
                f"'{problem.commodity_names.names[lanes.commodity[one]]}' can go from '{there}' back to '{back}' "
                "in the same period, so that the minimum may be kept by what only goes round",
                "leave out the way back, or give it a lead time",
            )


def _comes_back(problem: Problem, lane: IntArray) -> BoolArray:
    """Return (some lanes,) whether what they bring at once can go back at once to where it comes from."""
    lanes = problem.lanes
    if not lane.size:
        return np.zeros(0, dtype=np.bool_)
    at_once = (lanes.arrival == np.arange(problem.calendar.size)).any(axis=1)
    found: BoolArray = at_once[lane]
    ends, place = np.unique(
        np.stack([lanes.commodity, lanes.destination], axis=1)[lane[found]], axis=0, return_inverse=True
    )
    if len(ends) > MOST_BUYERS:
        return np.zeros(lane.size, dtype=np.bool_)
    reached = np.zeros((len(ends), problem.site_names.size), dtype=np.bool_)
    for end, (commodity, buyer) in enumerate(ends.tolist()):
        own = np.flatnonzero(at_once & (lanes.commodity == commodity))
        start = mask_of(np.array([buyer]), problem.site_names.size)
        reached[end] = reached_by(lanes.origin[own], lanes.destination[own], start)
    found[found] = reached[place.ravel(), lanes.origin[lane[found]]]
    return found
