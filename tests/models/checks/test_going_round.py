"""A minimum take, or of a lane, that goods can keep which only go round is warned of."""

from __future__ import annotations

import pytest

from models.issues import Severity
from tests.tiny import Changed, found, tiny_plan
from tests.workbooks import Cell


def with_a_way_back(lead: Cell = 0, *, back: bool = True, minimum: float = 10) -> Changed:
    """Return a mine of 8 t a quarter that promises more, and lanes that lead back to it from the user by a store."""
    lanes: list[list[Cell]] = [["from", "to", "commodity", "lead time [months]"], ["Mine", "User", "oxide", 0],
                               ["User", "Store", "oxide", lead]]  # fmt: skip
    if back:
        lanes.append(["Store", "Mine", "oxide", 0])
    return {
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["User", "Japan", "customer"],
                  ["Store", "Japan", "depot"]],
        "Lanes": lanes,
        "Contracts": [["contract", "supplier", "buyer", "commodity", "minimum take", "window"],
                      ["Deal", "Mine", "User", "oxide", minimum, "period"]],
    }  # fmt: skip


def test_a_minimum_that_what_goes_round_can_keep_is_warned_of() -> None:
    (issue,) = found(with_a_way_back(), "minimum-by-going-round")
    assert (issue.where, issue.severity) == ("Contracts!E2", Severity.WARNING)
    assert "'oxide' can go from 'User' back to 'Mine' in the same period" in issue.message
    # What the warning is about: 8 t are dug, 10 t are sent, and 5 t are asked for.
    ship = tiny_plan(with_a_way_back()).tables["ship"]
    sent = ship[(ship["from"] == "Mine") & (ship["period"] == "Q1")]["sent_t"].sum()
    assert sent == pytest.approx(10.0)


@pytest.mark.parametrize(
    "changed", [with_a_way_back(3), with_a_way_back(back=False, minimum=8), with_a_way_back(minimum=0)],
    ids=["a quarter later", "no way back", "no minimum"],
)  # fmt: skip
def test_where_nothing_can_go_round_at_once_or_nothing_is_promised_there_is_no_warning(changed: Changed) -> None:
    assert not found(changed, "minimum-by-going-round")


def lane_with_a_minimum(lead: Cell = 0, *, minimum: Cell = 10) -> Changed:
    """Return the same with the minimum on the lane, of which a second row has none."""
    changed = with_a_way_back(lead)
    lanes = changed["Lanes"]
    assert lanes is not None
    header, *rows = lanes
    of_lane = [minimum, None, None]
    return {
        "Sites": changed["Sites"],
        "Lanes": [[*header, "minimum [t/period]"], *([*row, least] for row, least in zip(rows, of_lane, strict=True))],
    }


def test_a_minimum_of_a_lane_that_what_goes_round_can_keep_is_warned_of_too() -> None:
    (issue,) = found(lane_with_a_minimum(), "minimum-by-going-round")
    assert (issue.where, issue.severity) == ("Lanes!E2", Severity.WARNING)
    ship = tiny_plan(lane_with_a_minimum()).tables["ship"]
    assert ship[(ship["from"] == "Mine") & (ship["period"] == "Q1")]["sent_t"].sum() == pytest.approx(10.0)


@pytest.mark.parametrize("changed", [lane_with_a_minimum(3), lane_with_a_minimum(minimum=0)])
def test_a_lane_without_a_way_back_at_once_or_a_minimum_is_not(changed: Changed) -> None:
    assert not found(changed, "minimum-by-going-round")
