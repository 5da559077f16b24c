"""Limits on what nothing can feed: without them nothing changes, whatever else is limited."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from models.limits import limits
from models.limits.unfed import unfed_rows
from planner.errors import NoPlanError
from planner.solve import highs
from tests.seeds import graded
from tests.studies import study_of
from tests.tiny import Changed, near, solve_sheets, tiny
from tests.workbooks import Cell, Sheets
from tests.worlds.draw import drawn
from tests.worlds.world import Choice

# Of the capacities of a world; and so many of the limits that are found are taken away.
MOSTLY, MOST = 0.8, 3
WAITING: Changed = {
    "Qualification": [["customer", "supplier", "commodity", "ready period"], ["User", "Mine", "oxide", "Q3"]]
}


def mined(*tonnes: float, **more: list[list[Cell]]) -> Sheets:
    """Return the tiny problem with these tonnes that the mine can dig in each quarter, and a user who waits to Q3."""
    capacity: list[list[Cell]] = [
        ["site", "process", "basis", "commodity", "unit", "Q1", "Q2", "Q3"],
        ["Mine", "dig", "out", "oxide", "t/period", *tonnes],
    ]
    return tiny({**WAITING, "Capacity": capacity, **more})


def worths(sheets: Sheets, family: str) -> dict[str, float]:
    """Return period -> how much less is short for a tonne more of each limit of a family."""
    table = limits(solve_sheets(sheets))
    own = table[table["family"] == family]
    return dict(zip(own["period"], -own["dual 1"] + 0.0, strict=True))


def test_a_wait_holds_nothing_back_where_the_mine_is_not_open_yet() -> None:
    assert worths(mined(0, 8, 8), "qualification") == {"Q1": 0.0, "Q2": near(1.0)}


def test_a_mine_without_capacity_is_fed_by_its_opening_stock() -> None:
    stock: list[list[Cell]] = [["site", "commodity", "opening [t]"], ["Mine", "oxide", 2]]
    found = worths(mined(0, 0, 8, Inventory=stock), "qualification")
    assert found == {"Q1": near(1.0), "Q2": near(1.0)}


def test_a_mine_that_can_be_built_is_no_mine_without_capacity() -> None:
    option: list[list[Cell]] = [
        ["site", "process", "capacity [t/yr]", "capital cost [USD/t/yr]", "life [yr]"], ["Mine", "dig", 8, 100, 10],
    ]  # fmt: skip
    assert worths(mined(0, 8, 8, Expansion=option), "qualification")["Q1"] == near(1.0)


def test_the_capacity_that_is_missing_keeps_its_worth() -> None:
    sheets = mined(0, 8, 8)
    del sheets["Qualification"]
    assert worths(sheets, "plant_capacity")["Q1"] == near(1.0)


def shut_by_chance(seed: int) -> Sheets:
    """Return a world of chance without options, in which most capacities are 0 in most periods."""
    chance = random.Random(seed)
    sheets = drawn(Choice(chance.randint), whole=False).sheets()
    sheets.pop("Expansion", None)
    header = sheets["Capacity"][0]
    own = [place for place, name in enumerate(header) if name == "all" or str(name).startswith("P")]
    for row in sheets["Capacity"][1:]:
        for place in own:
            if row[place] is not None and chance.random() < MOSTLY:
                row[place] = 0
    return sheets


def unfed_change_nothing(seed: int) -> int:
    """Take limits on what nothing can feed away, one by one; return how many there were."""
    try:
        study = study_of(shut_by_chance(seed))
    except NoPlanError:
        return 0
    matrix, tiers = study.model.program.matrix(), study.model.program.tiers
    found = np.flatnonzero(unfed_rows(study.model.program, matrix))
    for row in found[:MOST].tolist():
        lower, upper = matrix.row_lower.copy(), matrix.row_upper.copy()
        lower[row], upper[row] = -np.inf, np.inf
        free = highs.solve(replace(matrix, row_lower=lower, row_upper=upper), tiers)
        assert [one.objective for one in free.tiers] == near([one.objective for one in study.found.tiers])
    return int(found.size)


@pytest.mark.parametrize("seeds", graded([range(10), range(10, 50), range(50, 100)], 1, 2))
def test_without_a_limit_on_what_nothing_can_feed_nothing_changes_in_a_world_of_chance(seeds: range) -> None:
    assert sum(map(unfed_change_nothing, seeds)) > len(seeds)
