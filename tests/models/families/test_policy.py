"""Families ban and cap."""

from __future__ import annotations

import pytest

from tests.given.licences import CAPACITY, grant, several
from tests.tiny import Changed, Row, day, rows_of, tiny_model, tiny_plan
from tests.workbooks import Cell

INFINITE = float("inf")
HEADER: list[Cell] = ["rule", "type", "from", "value", "unit", "start", "end", "window", "applies at", "hard"]


def rule(lanes: Changed | None = None, **row: Cell) -> Changed:
    """Return sheets with one rule R from 2027-01-01 on; `lanes` replaces sheets."""
    cells: dict[str, Cell] = {"rule": "R", "start": day("2027-01-01")}
    cells.update({name.rstrip("_").replace("_", " "): value for name, value in row.items()})
    return {**(lanes or {}), "Rules": [HEADER, [cells.get(str(name)) for name in HEADER]]}


LATE: Changed = {"Lanes": [["from", "to", "lead time [periods]"], ["Mine", "User", 1]]}


def test_ban_stops_a_flow_in_every_period_that_it_covers() -> None:
    rows = rows_of(tiny_model(rule(type="ban", start=day("2027-04-01"))), "ban")
    assert rows == {
        "R Mine User oxide Q2": Row(-INFINITE, 0.0, {"ship Mine User oxide Q2": 1.0}),
        "R Mine User oxide Q3": Row(-INFINITE, 0.0, {"ship Mine User oxide Q3": 1.0}),
    }


def test_ban_inside_a_period_leaves_the_open_share_of_the_flows_own_capacity() -> None:
    rows = rows_of(tiny_model(rule(CAPACITY, type="ban", start=day("2027-03-01"), end=day("2027-03-31"))), "ban")
    assert list(rows) == ["R Mine User oxide Q1"]
    assert rows["R Mine User oxide Q1"].upper == pytest.approx(6.0 * 59 / 90)


@pytest.mark.parametrize(("start", "banned"), [("2027-02-15", True), ("2027-02-16", False)])
def test_ban_of_a_flow_without_a_capacity_counts_when_at_least_half_of_the_period_is_banned(
    start: str, banned: bool
) -> None:
    # 2027-02-15 to 2027-03-31 are 45 of 90 days.
    rows = rows_of(tiny_model(rule(type="ban", start=day(start), end=day("2027-03-31"))), "ban")
    assert [row.upper for row in rows.values()] == ([0.0] if banned else [])


def test_ban_at_arrival_counts_the_period_of_arrival() -> None:
    sheets = rule(LATE, type="ban", start=day("2027-07-01"), applies_at="arrival")
    assert list(rows_of(tiny_model(sheets), "ban")) == ["R Mine User oxide Q2"]


def test_a_soft_ban_has_a_violation_for_each_flow() -> None:
    rows = rows_of(tiny_model(rule(CAPACITY, type="ban", start=day("2027-07-01"), hard="no")), "ban")
    assert rows == {"R Mine User oxide Q3": Row(-INFINITE, 0.0, {"ship Mine User oxide Q3": 1.0, "soft R 2": -1.0})}


def test_cap_over_its_own_dates_is_one_row_with_shares_of_days() -> None:
    sheets = rule(type="cap", value=7, unit="t", start=day("2027-03-01"), end=day("2027-04-30"))
    rows = rows_of(tiny_model(sheets), "cap")
    assert rows == {
        "R 0": Row(
            -INFINITE,
            7.0,
            {"ship Mine User oxide Q1": pytest.approx(31 / 90), "ship Mine User oxide Q2": pytest.approx(30 / 91)},
        )
    }


def test_cap_by_period_is_one_row_each_and_its_value_is_never_converted() -> None:
    sheets = rule(type="cap", value=7, unit="t", start=day("2027-03-01"), window="period")
    rows = rows_of(tiny_model(sheets), "cap")
    assert [row.upper for row in rows.values()] == [7.0, 7.0, 7.0]
    assert rows["R 0"].terms == {"ship Mine User oxide Q1": pytest.approx(31 / 90)}
    assert rows["R 1"].terms == {"ship Mine User oxide Q2": 1.0}


def test_cap_at_arrival_counts_the_period_of_arrival() -> None:
    sheets = rule(LATE, type="cap", value=7, unit="t", end=day("2027-06-30"), applies_at="arrival")
    assert set(rows_of(tiny_model(sheets), "cap")["R 0"].terms) == {"ship Mine User oxide Q1"}
    departing = rule(LATE, type="cap", value=7, unit="t", end=day("2027-06-30"))
    assert set(rows_of(tiny_model(departing), "cap")["R 0"].terms) == {
        "ship Mine User oxide Q1", "ship Mine User oxide Q2",
    }  # fmt: skip


def test_cap_is_one_limit_over_all_flows_that_it_matches() -> None:
    lanes: Changed = {"Lanes": [["from", "to", "mode"], ["Mine", "User", "sea"], ["Mine", "User", "air"]]}
    model = tiny_model(rule(lanes, type="cap", from_="Malaysia", value=7000, unit="kg"))
    (row,) = model.program.row_blocks["cap"].index.tolist()
    matrix = model.program.matrix()
    assert matrix.row_upper[row] == pytest.approx(7.0)
    assert matrix.start[row + 1] - matrix.start[row] == 6


def test_a_soft_cap_has_a_violation_for_each_window() -> None:
    rows = rows_of(tiny_model(rule(type="cap", value=7, unit="t", window="period", hard="no")), "cap")
    assert [row.terms[f"soft R {number}"] for number, row in enumerate(rows.values())] == [-1.0] * 3


def test_what_flows_under_a_licence_uses_grants_that_are_valid_in_the_period() -> None:
    model = tiny_model(several(grant("2027-01-01", "2027-06-30", 7), grant("2027-04-01", None)))
    assert rows_of(model, "licence_flow") == {
        "R Q1": Row(0.0, 0.0, {"use R row 2 Q1": 1.0, "ship Mine User oxide Q1": -1.0}),
        "R Q2": Row(0.0, 0.0, {"use R row 2 Q2": 1.0, "use R row 3 Q2": 1.0, "ship Mine User oxide Q2": -1.0}),
        "R Q3": Row(0.0, 0.0, {"use R row 3 Q3": 1.0, "ship Mine User oxide Q3": -1.0}),
    }
    assert rows_of(model, "licence_volume") == {
        "R row 2": Row(-INFINITE, 7.0, {"use R row 2 Q1": 1.0, "use R row 2 Q2": 1.0})
    }
    assert rows_of(model, "unlicensed") == {}


def test_without_a_valid_grant_nothing_flows_though_none_is_left() -> None:
    model = tiny_model(several(grant("2027-01-01", "2027-03-31", 7)))
    assert rows_of(model, "unlicensed") == {
        "R Mine User oxide Q2": Row(-INFINITE, 0.0, {"ship Mine User oxide Q2": 1.0}),
        "R Mine User oxide Q3": Row(-INFINITE, 0.0, {"ship Mine User oxide Q3": 1.0}),
    }


def test_a_licence_whose_grants_all_ended_before_the_plan_still_asks_for_one() -> None:
    model = tiny_model(several(grant("2026-01-01", "2026-06-30", 7)))
    assert [row.upper for row in rows_of(model, "unlicensed").values()] == [0.0, 0.0, 0.0]
    assert rows_of(model, "licence_flow") == {}


def test_before_a_licence_begins_flows_need_no_grant() -> None:
    model = tiny_model(several(grant("2027-02-15", None, 7)))
    # 45 of the 90 days of the first quarter: half of what flows counts.
    assert rows_of(model, "licence_flow")["R Q1"].terms == {
        "use R row 2 Q1": 1.0, "ship Mine User oxide Q1": pytest.approx(-0.5),
    }  # fmt: skip
    assert rows_of(tiny_model(several(grant("2027-04-01", None, 7))), "licence_flow").keys() == {"R Q2", "R Q3"}


@pytest.mark.parametrize(
    ("stop", "need"),
    [
        ({"start": day("2026-06-01"), "end": day("2027-02-14")}, 1.0),  # nothing flows before the licence begins
        ({"start": day("2027-01-01"), "end": day("2027-01-30")}, 45 / 60),
        ({"start": day("2027-02-15"), "end": day("2027-03-01")}, 0.5),  # a ban makes nothing easier
        ({"start": day("2027-01-01"), "end": day("2027-03-31")}, 1.0),  # all is shut
        ({"start": day("2026-06-01"), "end": day("2027-02-14"), "hard": "no"}, 0.5),
        ({"start": day("2026-06-01"), "end": day("2027-02-14"), "from": "User"}, 0.5),
    ],
)
@pytest.mark.parametrize("hard", ["yes", "no"])
def test_what_flows_on_days_that_a_ban_leaves_open_needs_a_grant_on_those_since_the_licence_began(
    stop: dict[str, Cell], need: float, hard: str
) -> None:
    ban: dict[str, Cell] = {"rule": "Stop", "type": "ban", **stop}
    model = tiny_model(several(grant("2027-02-15", None, 7, hard=hard), ban, lanes=CAPACITY))
    assert rows_of(model, "licence_flow")["R Q1"].terms["ship Mine User oxide Q1"] == pytest.approx(-need)


def test_a_licence_that_follows_a_ban_inside_a_period_lets_through_no_more_than_it_grants() -> None:
    ban: dict[str, Cell] = {"rule": "Stop", "type": "ban", "start": day("2026-06-01"), "end": day("2027-02-14")}
    plan = tiny_plan(several(grant("2027-02-15", None, 1), ban, lanes=CAPACITY))
    assert plan.tables["ship"]["sent_t"].sum() == pytest.approx(1.0)


@pytest.mark.parametrize(("end", "closed"), [("2027-05-15", True), ("2027-05-16", False)])
def test_a_flow_without_a_capacity_is_closed_when_half_of_the_period_has_no_grant(end: str, closed: bool) -> None:
    # 2027-05-16 to 2027-06-30 are 46 of the 91 days of the second quarter, 2027-05-17 to 2027-06-30 are 45.
    model = tiny_model(several(grant("2027-01-01", end), grant("2027-07-01", None)))
    assert ("R Mine User oxide Q2" in rows_of(model, "unlicensed")) == closed


def test_a_lane_keeps_the_share_of_its_capacity_in_which_a_grant_is_valid() -> None:
    model = tiny_model(several(grant("2027-01-01", "2027-03-01"), grant("2027-04-01", None), lanes=CAPACITY))
    rows = rows_of(model, "unlicensed")
    assert {name: row.upper for name, row in rows.items()} == {"R Mine User oxide Q1": pytest.approx(6.0 * 60 / 90)}
    assert rows_of(model, "licence_flow")["R Q1"].terms["ship Mine User oxide Q1"] == -1.0


def test_days_without_a_grant_add_to_days_of_a_ban() -> None:
    # 30 days without a grant and 30 days of a ban: neither is half of the quarter, both are.
    alone = tiny_model(several(grant("2027-01-01", "2027-01-30"), grant("2027-03-02", None)))
    assert rows_of(alone, "unlicensed") == {}
    stop: dict[str, Cell] = {"rule": "Stop", "type": "ban", "start": day("2027-03-02"), "end": day("2027-03-31")}
    both = tiny_model(several(grant("2027-01-01", "2027-01-30"), grant("2027-03-02", None), stop))
    assert [row.upper for row in rows_of(both, "unlicensed").values()] == [0.0]
    assert [row.upper for row in rows_of(both, "ban").values()] == [0.0]


def test_a_soft_licence_counts_what_flows_without_a_grant() -> None:
    model = tiny_model(several(grant("2027-01-01", "2027-05-01", 7, hard="no")))
    assert rows_of(model, "unlicensed") == {}
    assert rows_of(model, "licence_flow") == {
        "R Q1": Row(0.0, 0.0, {"use R row 2 Q1": 1.0, "soft R 0": 1.0, "ship Mine User oxide Q1": -1.0}),
        "R Q2": Row(0.0, 0.0, {"soft R 1": 1.0, "ship Mine User oxide Q2": -1.0}),
        "R Q3": Row(0.0, 0.0, {"soft R 2": 1.0, "ship Mine User oxide Q3": -1.0}),
    }


def test_two_licences_on_one_flow_both_ask_for_a_grant() -> None:
    model = tiny_model(several(grant("2027-01-01", None, 7), grant("2027-01-01", None, 5, rule="S")))
    rows = rows_of(model, "licence_flow")
    assert rows["R Q1"].terms == {"use R row 2 Q1": 1.0, "ship Mine User oxide Q1": -1.0}
    assert rows["S Q1"].terms == {"use S row 3 Q1": 1.0, "ship Mine User oxide Q1": -1.0}


TWO_MINES: Changed = {
    "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "China", "mine"],
              ["User", "United States", "customer"], ["Store", "United States", "depot"]],
    "Processes": [["site", "process", "direction", "commodity", "quantity per run"], ["Mine", "dig", "out", "oxide", 1],
                  ["Pit", "dig", "out", "oxide", 2]],
    "Lanes": [["from", "to"], ["Mine", "User"], ["Pit", "User"], ["Pit", "Store"], ["Store", "User"]],
}  # fmt: skip


def test_a_share_is_of_what_comes_into_the_place_from_outside() -> None:
    share: dict[str, Cell] = {"type": "share_max", "from": "China", "to": "United States", "value": 25, "unit": "%"}
    rows = rows_of(tiny_model(several({**share, "window": "period"}, lanes=TWO_MINES)), "share_max")
    assert list(rows) == ["R oxide 0", "R oxide 1", "R oxide 2"]
    assert rows["R oxide 0"] == Row(
        -INFINITE, 0.0,
        {"ship Mine User oxide Q1": -0.25, "ship Pit User oxide Q1": 0.75, "ship Pit Store oxide Q1": 0.75},
    )  # fmt: skip


def test_a_soft_least_share_over_its_dates_counts_days_and_may_be_missed() -> None:
    share: dict[str, Cell] = {"type": "share_min", "from": "Mine", "to": "User", "value": 0.5, "unit": "fraction",
                              "start": day("2027-03-01"), "end": day("2027-06-30"), "hard": "no"}  # fmt: skip
    rows = rows_of(tiny_model(several(share, lanes=TWO_MINES)), "share_min")
    (row,) = rows.values()
    assert (row.lower, row.upper) == (0.0, INFINITE)
    assert row.terms == {
        "ship Mine User oxide Q1": pytest.approx(0.5 * 31 / 90),
        "ship Pit User oxide Q1": pytest.approx(-0.5 * 31 / 90),
        "ship Store User oxide Q1": pytest.approx(-0.5 * 31 / 90), "ship Mine User oxide Q2": 0.5,
        "ship Pit User oxide Q2": -0.5, "ship Store User oxide Q2": -0.5, "soft R 0": 1.0,
    }  # fmt: skip


def test_a_share_of_several_commodities_is_a_share_of_each() -> None:
    sheets: Changed = {
        **TWO_MINES,
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["metal", "metal"]],
        "Processes": [["site", "process", "direction", "commodity"], ["Mine", "dig", "out", "oxide"],
                      ["Pit", "dig", "out", "metal"]],
        "Demand": [["customer", "commodity", "unit", "all"], ["User", "oxide", "t/period", 5],
                   ["User", "metal", "t/period", 5]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "metal"]],
    }  # fmt: skip
    share: dict[str, Cell] = {"type": "share_max", "from": "China", "to": "User", "value": 0.4, "unit": "fraction"}
    rows = rows_of(tiny_model(several(share, lanes=sheets)), "share_max")
    assert [set(row.terms.values()) for row in rows.values()] == [{0.6}, {-0.4}]


def test_a_cap_at_production_counts_outputs_in_the_period_in_which_they_come() -> None:
    sheets: Changed = {
        "Processes": [["site", "process", "direction", "commodity", "quantity per run", "lead time [periods]"],
                      ["Mine", "dig", "out", "oxide", 2, 1]]
    }  # fmt: skip
    row: dict[str, Cell] = {"type": "cap", "from": "Malaysia", "value": 7, "unit": "t", "end": day("2027-06-30"),
                            "applies at": "production"}  # fmt: skip
    rows = rows_of(tiny_model(several(row, lanes=sheets)), "cap")
    assert rows == {"R 0": Row(-INFINITE, 7.0, {"run Mine dig Q1": 2.0})}


def test_a_ban_at_production_stops_what_is_made_and_not_what_is_sent() -> None:
    row: dict[str, Cell] = {"type": "ban", "from": "Mine", "start": day("2027-07-01"), "applies at": "production"}
    rows = rows_of(tiny_model(several(row, lanes=CAPACITY)), "ban")
    assert rows == {"R Mine dig oxide Q3": Row(-INFINITE, 0.0, {"run Mine dig Q3": 1.0})}


def test_a_ban_at_delivery_leaves_the_open_share_of_the_demand() -> None:
    row: dict[str, Cell] = {"type": "ban", "to": "User", "start": day("2027-06-01"), "end": day("2027-06-30"),
                            "applies at": "delivery"}  # fmt: skip
    rows = rows_of(tiny_model(several(row)), "ban")
    assert list(rows) == ["R motors oxide Q2"]
    assert rows["R motors oxide Q2"].upper == pytest.approx(5.0 * 61 / 91)
    assert rows["R motors oxide Q2"].terms == {"deliver motors User oxide Q2 Q2": 1.0}


def test_a_licence_at_delivery_counts_what_customers_get() -> None:
    model = tiny_model(several(grant("2027-04-01", None, 3, to="US", **{"applies at": "delivery"})))
    assert rows_of(model, "licence_flow")["R Q2"].terms == {
        "use R row 2 Q2": 1.0, "deliver motors User oxide Q2 Q2": -1.0,
    }  # fmt: skip
