"""Families plant_capacity, minimum_run, lane_capacity and lane_minimum."""

from __future__ import annotations

import pytest

from tests.tiny import Changed, Row, rows_of, tiny_model
from tests.workbooks import Cell


def test_plant_capacity_counts_the_named_line_of_each_run() -> None:
    rows = rows_of(tiny_model(), "plant_capacity")
    assert list(rows) == ["row 2 Q1", "row 2 Q2", "row 2 Q3"]
    assert rows["row 2 Q1"] == Row(-float("inf"), 8.0, {"run Mine dig Q1": 1.0})


def test_plant_capacity_counts_an_output_after_its_yield() -> None:
    sheets: Changed = {
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "yield Q1 [%]", "yield Q2 [%]"],
            ["Mine", "dig", "out", "oxide", 2, 50, 25],
        ]
    }
    rows = rows_of(tiny_model(sheets), "plant_capacity")
    assert rows["row 2 Q1"].terms == {"run Mine dig Q1": 1.0}
    assert rows["row 2 Q2"].terms == {"run Mine dig Q2": 0.5}
    assert rows["row 2 Q3"].terms == {"run Mine dig Q3": 2.0}


def capacity(header: list[Cell], *rows: list[Cell]) -> Changed:
    return {"Capacity": [["site", "process", "basis", "commodity", *header], *rows]}


def test_a_rate_a_year_is_a_quarter_of_it_in_a_quarter_and_availability_takes_its_share() -> None:
    sheets = capacity(["unit", "all", "availability Q2 [%]"], ["Mine", "dig", "out", "oxide", "t/yr", 48, 50])
    rows = rows_of(tiny_model(sheets), "plant_capacity")
    assert [row.upper for row in rows.values()] == [12.0, 6.0, 12.0]


def test_a_period_without_a_limit_has_no_row() -> None:
    sheets = capacity(["unit", "all", "Q2"], ["Mine", "dig", "out", "oxide", "t/period", 8, "no limit"])
    assert list(rows_of(tiny_model(sheets), "plant_capacity")) == ["row 2 Q1", "row 2 Q3"]


def test_several_recipes_of_a_site_share_its_capacity() -> None:
    sheets: Changed = {
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]"],
            ["Mine", "dig", "out", "oxide", 1],
            ["Mine", "wash", "out", "oxide", 2],
        ],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", None, "out", "oxide", "t/period", 8]],
    }  # fmt: skip
    rows = rows_of(tiny_model(sheets), "plant_capacity")
    assert rows["row 2 Q1"].terms == {"run Mine dig Q1": 1.0, "run Mine wash Q1": 2.0}


def test_throughput_counts_what_arrives_in_the_period_of_arrival_after_its_loss() -> None:
    sheets = capacity(["unit", "all"], ["User", None, "throughput", None, "t/period", 4])
    sheets["Lanes"] = [["from", "to", "loss [%]", "lead time [periods]"], ["Mine", "User", 10, 1]]
    rows = rows_of(tiny_model(sheets), "plant_capacity")
    assert rows["row 2 Q1"] == Row(-float("inf"), 4.0, {})
    assert rows["row 2 Q2"].terms == {"ship Mine User oxide Q1": pytest.approx(0.9)}


def minimum_run(lead: int) -> Changed:
    return {
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "minimum run [t/yr]",
             "lead time [periods]"],
            ["Mine", "dig", "out", "oxide", 2, 12, lead],
        ]
    }  # fmt: skip


def test_minimum_run_is_on_the_drivers_line() -> None:
    rows = rows_of(tiny_model(minimum_run(0)), "minimum_run")
    assert rows["dig Q1"] == Row(3.0, float("inf"), {"run Mine dig Q1": 2.0})
    assert len(rows) == 3


def test_minimum_run_asks_for_nothing_whose_output_would_land_behind_the_horizon() -> None:
    assert list(rows_of(tiny_model(minimum_run(1)), "minimum_run")) == ["dig Q1", "dig Q2"]


def test_lane_capacity_limits_what_is_sent_in_a_period() -> None:
    rows = rows_of(tiny_model({"Lanes": [["from", "to", "capacity [t/yr]"], ["Mine", "User", 16]]}), "lane_capacity")
    assert rows["Mine User oxide Q1"] == Row(-float("inf"), 4.0, {"ship Mine User oxide Q1": 1.0})
    assert len(rows) == 3
    assert rows_of(tiny_model(), "lane_capacity") == {}


def test_lane_minimum_asks_for_what_still_arrives_inside_the_horizon() -> None:
    sheets: Changed = {
        "Lanes": [["from", "to", "minimum [t/period]", "lead time [periods]"], ["Mine", "User", 2, 1]]
    }  # fmt: skip
    rows = rows_of(tiny_model(sheets), "lane_minimum")
    assert list(rows) == ["Mine User oxide Q1", "Mine User oxide Q2"]
    assert rows["Mine User oxide Q1"] == Row(2.0, float("inf"), {"ship Mine User oxide Q1": 1.0})


def test_two_modes_have_a_limit_each() -> None:
    sheets: Changed = {
        "Lanes": [["from", "to", "mode", "capacity [t/period]"], ["Mine", "User", "sea", 3], ["Mine", "User", "air", 4]]
    }
    model = tiny_model(sheets)
    matrix, block = model.program.matrix(), model.program.row_blocks["lane_capacity"]
    assert matrix.row_upper[block.index].tolist() == [4.0] * 3 + [3.0] * 3
    assert [matrix.start[row + 1] - matrix.start[row] for row in block.index] == [1] * 6
