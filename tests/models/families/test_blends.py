"""Families mixture, blend_least and blend_most."""

from __future__ import annotations

import pytest

from tests.given.material import works
from tests.tiny import Row, costs_of, rows_of, tiny_model, tiny_plan
from tests.workbooks import Cell


def test_mixture_inputs_cover_what_a_run_needs_each_by_what_it_alone_would_need() -> None:
    rows = rows_of(tiny_model(works()), "mixture")
    assert rows["sinter Q1"] == Row(
        0.0, 0.0, {"feed Mine sinter Q1 NdPr": 2.0, "feed Mine sinter Q1 DyFe": 1.0, "run Mine sinter Q1": -1.0}
    )
    assert len(rows) == 3


def test_mixture_inputs_leave_the_balance_as_fed_and_the_others_as_run() -> None:
    rows = rows_of(tiny_model(works()), "balance")
    assert rows["Mine NdPr Q1"].terms["feed Mine sinter Q1 NdPr"] == 1.0
    assert "run Mine sinter Q1" not in rows["Mine NdPr Q1"].terms
    assert rows["Mine boron Q1"].terms["run Mine sinter Q1"] == 0.1


def test_a_run_cost_on_the_output_counts_its_tonnes() -> None:
    assert costs_of(tiny_model(works()), "run cost")["run Mine sinter Q1"] == 14.0


def test_blend_least_counts_an_element_against_all_inputs() -> None:
    rows = rows_of(tiny_model(works([["Mine", "sinter", "Dy", None, 0.25, None]])), "blend_least")
    assert list(rows) == ["Dy in all inputs sinter Q1", "Dy in all inputs sinter Q2", "Dy in all inputs sinter Q3"]
    assert rows["Dy in all inputs sinter Q1"] == Row(
        0.0, float("inf"),
        {"feed Mine sinter Q1 DyFe": pytest.approx(0.8 - 0.25), "feed Mine sinter Q1 NdPr": -0.25,
         "run Mine sinter Q1": pytest.approx(-0.025)},
    )  # fmt: skip


def test_blend_most_counts_an_input_against_an_output() -> None:
    rows = rows_of(tiny_model(works([["Mine", "sinter", "DyFe", "oxide", None, 0.2]])), "blend_most")
    assert rows["DyFe in oxide sinter Q1"] == Row(
        float("-inf"), 0.0, {"feed Mine sinter Q1 DyFe": 1.0, "run Mine sinter Q1": -0.4}
    )


def test_a_blend_may_limit_one_element_of_another() -> None:
    rows = rows_of(tiny_model(works([["Mine", "sinter", "Dy", "Nd", None, 0.2]])), "blend_most")
    assert rows["Dy in Nd sinter Q1"].terms == {
        "feed Mine sinter Q1 DyFe": 0.8, "feed Mine sinter Q1 NdPr": pytest.approx(-0.15),
    }  # fmt: skip


def test_a_blend_may_limit_the_inputs_of_a_fixed_recipe() -> None:
    rows = rows_of(tiny_model(works([["Mine", "sinter", "boron", None, None, 0.2]])), "blend_most")
    assert rows["boron in all inputs sinter Q1"].terms["run Mine sinter Q1"] == pytest.approx(0.1 - 0.02)


def test_a_capacity_on_an_input_of_a_mixture_counts_what_is_fed() -> None:
    capacity: list[list[Cell]] = [["site", "process", "basis", "commodity", "unit", "all"],
                                  ["Mine", "sinter", "in", "DyFe", "t/period", 3]]  # fmt: skip
    rows = rows_of(tiny_model(works(Capacity=capacity)), "plant_capacity")
    assert rows["row 2 Q1"] == Row(float("-inf"), 3.0, {"feed Mine sinter Q1 DyFe": 1.0})


def test_the_cheapest_mixture_within_the_limits_is_made() -> None:
    # 5 t of product are 2.5 runs; 1 t of NdPr covers 2 of them, and DyFe, dear, the rest.
    plan = tiny_plan(works(Lanes=[["from", "to", "commodity"], ["Mine", "User", "oxide"]]))
    fed = plan.tables["feed"].groupby("commodity")["used_t"].sum()
    assert dict(fed) == pytest.approx({"NdPr": 3.0, "DyFe": 1.5})
    assert plan.tables["unmet"]["unmet_t"].sum() == pytest.approx(0.0)


def test_a_mixture_runs_on_the_one_input_that_can_be_had() -> None:
    sheets = works(Lanes=[["from", "to", "commodity"], ["Mine", "User", "oxide"]])
    recipe = sheets["Processes"]
    assert recipe is not None
    sheets["Processes"] = [row for row in recipe if row[1] != "buy DyFe"]
    plan = tiny_plan(sheets)
    assert plan.tables["unmet"]["unmet_t"].tolist() == pytest.approx([1.0, 1.0, 1.0])


def test_each_input_of_a_mixture_has_a_share_of_its_own_and_the_more_exact_row_replaces_its_own_alone() -> None:
    sheets = works([
        ["*", "sinter", "NdPr", None, 0.3, None], ["Mine", "sinter", "NdPr", None, 0.4, None],
        ["*", "sinter", "DyFe", None, None, 0.5], ["Mine", "sinter", "boron", None, 0.01, None],
    ])  # fmt: skip
    model = tiny_model(sheets)
    least, most = rows_of(model, "blend_least"), rows_of(model, "blend_most")
    assert len(least) == 2 * 3
    assert len(most) == 3
    assert any(row.terms["feed Mine sinter Q1 NdPr"] == pytest.approx(0.6) for row in least.values())
