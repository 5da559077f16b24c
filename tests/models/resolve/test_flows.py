"""Lanes, orders on their way and demand streams: defaults, free lanes, waiting."""

from __future__ import annotations

import numpy as np
import pytest

from tests.tiny import Changed, cells, found, periods, tiny_problem
from tests.workbooks import Cell


def sheet(name: str, header: list[Cell], *rows: list[Cell]) -> Changed:
    return {name: [header, *rows]}


def test_blank_cells_of_a_lane_mean_free_at_once_and_without_limit() -> None:
    lanes = tiny_problem(sheet("Lanes", ["from", "to"], ["Mine", "User"])).lanes
    assert lanes.size == 1
    assert not lanes.cost.any()
    assert not lanes.duty.any()
    assert not lanes.loss.any()
    assert not lanes.minimum.any()
    assert np.isinf(lanes.capacity).all()
    assert lanes.arrival.tolist() == [[0, 1, 2]]


def test_two_modes_are_two_lanes() -> None:
    header: list[Cell] = ["from", "to", "mode", "cost [USD/t]"]
    lanes = tiny_problem(sheet("Lanes", header, ["Mine", "User", "sea", 1], ["Mine", "User", "air", 9])).lanes
    assert dict(zip(lanes.mode, lanes.cost[:, 0].tolist(), strict=True)) == {"air": 9.0, "sea": 1.0}


def test_a_lane_to_its_own_site_is_an_error_and_a_selector_leaves_it_out() -> None:
    own = sheet("Lanes", ["from", "to"], ["Mine", "User"], ["Mine", "Malaysia"])
    assert cells(own, "lane-to-itself") == ["Lanes!B3"]
    assert cells(sheet("Lanes", ["from", "to"], ["*", "User"]), "lane-to-itself") == []


def test_rows_that_stand_for_more_lanes_than_a_plan_can_hold_are_an_error_at_the_largest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = sheet("Lanes", ["from", "to", "mode"], ["Mine", "User", ""], ["*", "*", "sea"])
    assert cells(rows, "too-many-lanes") == []
    monkeypatch.setattr("models.resolve.flows.MOST_LANES", 4)
    [issue] = found(rows, "too-many-lanes")
    assert issue.where == "Lanes!A3"
    assert issue.message == "this row stands for 4 lanes, and all rows for 5, more than 4"
    assert cells(rows, "unreachable-demand") == []


@pytest.mark.parametrize(
    ("setting", "lead", "landing"), [("no", 1, [0, 1, 2]), ("no", 2, [1, 2, 3]), ("yes", 1, [1, 2, 3])]
)
def test_the_setting_rounds_lead_times_up(setting: str, lead: int, landing: list[int]) -> None:
    sheets = sheet("Lanes", ["from", "to", "lead time [months]"], ["Mine", "User", lead])
    sheets["Settings"] = [["setting", "value"], ["round lead times up", setting]]
    assert tiny_problem(sheets).lanes.arrival.tolist() == [landing]


def test_without_lanes_everything_ships_free_and_at_once_and_that_is_noted() -> None:
    sheets: Changed = {"Lanes": None, "Inventory": [["site", "commodity"], ["User", "oxide"]]}
    problem = tiny_problem(sheets)
    names = problem.site_names.names
    ends = {(names[a], names[b]) for a, b in zip(problem.lanes.origin, problem.lanes.destination, strict=True)}
    assert ends == {("Mine", "User")}
    assert problem.lanes.arrival.tolist() == [[0, 1, 2]]
    assert not problem.lanes.cost.any()
    assert np.isinf(problem.lanes.capacity).all()
    (note,) = found(sheets, "no-lanes")
    assert "free and at once" in note.message


def test_lanes_that_are_all_inactive_are_no_free_shipping() -> None:
    sheets: Changed = {"Lanes": [["from", "to", "commodity", "active"], ["Mine", "User", "oxide", "no"]]}
    assert found(sheets, "no-lanes") == []
    assert cells(sheets, "unreachable-demand") == ["Demand!B2"]


def test_orders_on_their_way_land_in_their_period() -> None:
    header: list[Cell] = ["to", "commodity", "period", "quantity [t]"]
    pipeline = tiny_problem(sheet("Pipeline", header, ["User", "oxide", "Q3", 2], ["User", "oxide", "Q1", 1])).pipeline
    assert pipeline.period.tolist() == [0, 2]
    assert pipeline.quantity.tolist() == [1.0, 2.0]


def demand(header: list[Cell], *rows: list[Cell]) -> Changed:
    return sheet(
        "Demand", ["customer", "commodity", "end use", *header, "unit", "all"],
        *([*row[:-1], "t/period", row[-1]] for row in rows),
    )  # fmt: skip


def test_a_blank_priority_is_1_and_a_blank_weight_is_1() -> None:
    demands = tiny_problem(demand([], ["User", "oxide", None, 5])).demands
    assert demands.priority.tolist() == [1]
    assert demands.weight.tolist() == [1.0]
    assert np.isnan(demands.shortage_cost).all()


def test_priced_demand_has_no_priority() -> None:
    demands = tiny_problem(demand(["shortage cost [USD/t]"], ["User", "oxide", None, 90, 5])).demands
    assert demands.priority.tolist() == [0]
    assert demands.shortage_cost.tolist() == [90.0]


def test_a_priority_and_a_shortage_cost_in_one_row_are_an_error() -> None:
    sheets = demand(["priority", "shortage cost [USD/t]"], ["User", "oxide", None, 1, 90, 5])
    assert cells(sheets, "priority-and-cost") == ["Demand!E2"]


def test_a_weight_and_a_shortage_cost_in_one_row_are_an_error() -> None:
    sheets = demand(["weight", "shortage cost [USD/t]"], ["User", "oxide", None, 2, 90, 5])
    assert cells(sheets, "weight-and-cost") == ["Demand!D2"]


def test_a_priority_that_is_no_whole_number_is_an_error() -> None:
    assert cells(demand(["priority"], ["User", "oxide", None, 1.5, 5]), "priority-not-whole") == ["Demand!D2"]


def test_waiting_ends_with_the_horizon() -> None:
    demands = tiny_problem(demand(["may wait [periods]"], ["User", "oxide", None, 1, 5])).demands
    assert demands.last_delivery.tolist() == [[1, 2, 2]]


def test_waiting_in_months_reaches_the_period_that_holds_the_middle_plus_the_wait() -> None:
    sheets = demand(["may wait [months]"], ["User", "oxide", None, 3, 5])
    sheets["Periods"] = periods(
        ("month", "2027-01-01", "2027-01-31"), ("quarter", "2027-02-01", "2027-04-30"),
        ("half", "2027-05-01", "2027-10-31"),
    )  # fmt: skip
    # Middles 0.5, 2.5, 7 months: 3.5, 5.5, 10.
    assert tiny_problem(sheets).demands.last_delivery.tolist() == [[1, 2, 2]]


def test_the_setting_that_rounds_up_makes_nobody_wait_longer() -> None:
    sheets = demand(["may wait [months]"], ["User", "oxide", None, 1, 5])
    sheets["Settings"] = [["setting", "value"], ["round lead times up", "yes"]]
    assert tiny_problem(sheets).demands.last_delivery.tolist() == [[0, 1, 2]]


def test_a_demand_that_pauses_for_one_period_is_warned_of() -> None:
    sheets = sheet("Demand", ["customer", "commodity", "end use", "Q1", "Q2", "Q3"],
                   ["User", "oxide", "pausing", 1, None, 1], ["User", "oxide", "ending", 1, 1, None])  # fmt: skip
    assert [(str(one.severity), one.where) for one in found(sheets, "blank-demand")] == [
        ("warning", "Demand!E2"),
        ("note", "Demand!F3"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "severity"),
    [(("defence", 1), ("toys", 1), "warning"), (("defence", 3), ("toys", 1), "note"), (("", 1), ("toys", 1), "note")],
    ids=["two end uses", "told apart by weights", "one end use"],
)
def test_that_no_row_has_a_priority_is_warned_of_where_nothing_tells_end_uses_apart(
    one: tuple[str, int], other: tuple[str, int], severity: str
) -> None:
    rows: list[list[Cell]] = [["User", "oxide", use, weight, 1] for use, weight in (one, other)]
    header: list[Cell] = ["customer", "commodity", "end use", "weight", "all"]
    (issue,) = found(sheet("Demand", header, *rows), "blank-priority")
    assert (str(issue.severity), issue.where) == (severity, "Demand")
    assert not found(sheet("Demand", header, rows[0]), "blank-priority")


def test_demand_without_any_quantity_is_warned_of_and_a_blank_period_is_noted() -> None:
    demand = sheet(
        "Demand", ["customer", "commodity", "end use", "Q1", "Q2", "Q3"],
        ["User", "oxide", "none", None, None, None], ["User", "oxide", "some", 1, None, None],
        ["User", "oxide", "more", None, 1, 1], ["User", "oxide", "zero", 0, 0, 0],
    )  # fmt: skip
    assert [(str(one.severity), one.where, one.message) for one in found(demand, "blank-demand")] == [
        ("warning", "Demand!D2", "the row has no quantity in any period, so nothing is asked for"),
        (
            "note",
            "Demand!E3",
            "the row is blank in 2 periods, the first of them Q2 (2 rows have such blanks): that counts as 0",
        ),
    ]
