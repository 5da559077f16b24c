"""Families ban and cap."""

from __future__ import annotations

import pytest

from tests.tiny import Changed, Row, day, rows_of, tiny_model
from tests.workbooks import Cell

INFINITE = float("inf")
HEADER: list[Cell] = ["rule", "type", "from", "value", "unit", "start", "end", "window", "applies at", "hard"]


def rule(lanes: Changed | None = None, **row: Cell) -> Changed:
    """Return sheets with one rule R from 2027-01-01 on; `lanes` replaces sheets."""
    cells: dict[str, Cell] = {"rule": "R", "start": day("2027-01-01")}
    cells.update({name.rstrip("_").replace("_", " "): value for name, value in row.items()})
    return {**(lanes or {}), "Rules": [HEADER, [cells.get(str(name)) for name in HEADER]]}


CAPACITY: Changed = {"Lanes": [["from", "to", "capacity [t/period]"], ["Mine", "User", 6]]}
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
