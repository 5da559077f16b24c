"""Families expansion_limit, whole_expansion and standing_capacity, additions to plant_capacity, and capital cost."""

from __future__ import annotations

import pytest

from models.resolve.expansions import annuity
from models.variables.timing import largest_capacity
from tests.given.expansion import option
from tests.tiny import Row, cells, costs_of, day, rows_of, tiny_model, tiny_plan, tiny_problem


def test_the_largest_capacity_counts_expansions_from_when_they_are_ready_by_the_length_of_a_period() -> None:
    sheets = option()
    sheets["Capacity"] = [["site", "process", "basis", "commodity", "unit", "all", "availability [%]"],
                          ["Mine", "dig", "out", "oxide", "t/period", 4, 50]]  # fmt: skip
    problem = tiny_problem(sheets)
    # 16 t/yr are 4 t a quarter, ready a quarter after they are decided, and half of each is available.
    assert largest_capacity(problem).tolist() == [[2.0, 4.0, 4.0]]


def test_all_decisions_together_add_no_more_than_the_option() -> None:
    # What is decided in the third quarter would be ready behind the horizon.
    assert rows_of(tiny_model(option()), "expansion_limit") == {
        "Mine dig": Row(-float("inf"), 16.0, {"expand Mine dig Q1": 1.0, "expand Mine dig Q2": 1.0})
    }


def test_what_is_added_runs_from_the_period_in_which_it_is_ready() -> None:
    rows = rows_of(tiny_model(option()), "plant_capacity")
    assert rows["row 2 Q1"].terms == {"run Mine dig Q1": 1.0}
    assert rows["row 2 Q2"].terms == {"run Mine dig Q2": 1.0, "expand Mine dig Q1": -0.25}
    assert rows["row 2 Q3"].terms == {
        "run Mine dig Q3": 1.0, "expand Mine dig Q1": -0.25, "expand Mine dig Q2": -0.25
    }  # fmt: skip
    assert rows["row 2 Q3"].upper == 3.0


def test_what_is_added_has_the_availability_of_its_limit_and_a_curve_of_its_own_age() -> None:
    sheets = option()
    sheets["Capacity"][1][6] = 50  # type: ignore[index]
    sheets["Ramp"] = [["site", "process", "percent by age"], ["Mine", "dig", "0 50; 3 100"]]
    rows = rows_of(tiny_model(sheets), "plant_capacity")
    assert rows["row 2 Q2"].terms["expand Mine dig Q1"] == pytest.approx(-0.25 * 0.5)
    assert rows["row 2 Q3"].terms["expand Mine dig Q1"] == pytest.approx(-0.25 * 0.5)
    assert rows["row 2 Q3"].terms["expand Mine dig Q2"] == pytest.approx(-0.25 * 0.5 * 0.5)
    # The curve is that of new capacity alone: the mine that stands is all there.
    assert [row.upper for row in rows.values()] == [3.0, 3.0, 1.5]


def test_what_is_added_at_a_site_that_opens_and_closes_inside_periods_has_the_days_of_both_and_of_its_curve() -> None:
    sheets = option(lead=None, life=0.375)
    sheets["Ramp"] = [["site", "process", "start", "percent by age"], ["Mine", "dig", day("2026-01-01"), "0 50; 1 100"]]
    sheets["Sites"] = [
        ["site", "country", "kind", "start", "end"],
        ["Mine", "Malaysia", "mine", day("2027-01-16"), day("2027-05-01")],
        ["User", "United States", "customer", None, None],
    ]
    rows = rows_of(tiny_model(sheets), "plant_capacity")
    # From 1 January half, from 1 February all, but nothing before the 16th: 16 days of half, 59 of all. It stands for
    # 137 days, of which the site is shut on the last 16: 31 of the second quarter are left.
    assert rows["row 2 Q1"].terms["expand Mine dig Q1"] == pytest.approx(-0.25 * (16 * 0.5 + 59) / 90)
    assert rows["row 2 Q2"].terms["expand Mine dig Q1"] == pytest.approx(-0.25 * 31 / 91)


def test_nothing_is_decided_after_the_latest_start() -> None:
    model = tiny_model(option(lead=None, latest=day("2027-04-01")))
    assert model.variables.timing.expand.keys["period"].tolist() == [0, 1]


def test_what_stands_ends_with_its_life() -> None:
    rows = rows_of(tiny_model(option(lead=None, life=0.375)), "standing_capacity")
    # From 1 January for 4.5 months, in days: 137 of them, the last 47 in the second quarter.
    assert rows["Mine dig Q1"].terms == {"standing Mine dig Q1": 1.0, "expand Mine dig Q1": -1.0}
    assert rows["Mine dig Q2"].terms == {
        "standing Mine dig Q2": 1.0, "expand Mine dig Q1": pytest.approx(-47 / 91), "expand Mine dig Q2": -1.0
    }  # fmt: skip


def test_a_whole_option_is_built_at_once_or_not_at_all() -> None:
    model = tiny_model(option(whole="yes"))
    assert rows_of(model, "whole_expansion") == {
        "Mine dig Q1": Row(0.0, 0.0, {"expand Mine dig Q1": 1.0, "build Mine dig Q1": -16.0}),
        "Mine dig Q2": Row(0.0, 0.0, {"expand Mine dig Q2": 1.0, "build Mine dig Q2": -16.0}),
    }
    assert model.program.integer_reasons == ["Expansion!H2"]


def test_an_annuity_is_worth_its_cost_over_the_life() -> None:
    # 1,000 USD over 10 years at 8 %: the annuity of every table of interest.
    assert annuity(1000.0, 10.0, 0.08) == pytest.approx(149.0294887)
    assert sum(149.0294887 / 1.08**year for year in range(1, 11)) == pytest.approx(1000.0)
    assert annuity(1000.0, 10.0, 0.0) == 100.0


def test_the_capital_cost_is_the_part_of_the_annuity_inside_the_horizon() -> None:
    costs = costs_of(tiny_model(option()), "capital cost")
    assert costs == pytest.approx({"standing Mine dig Q2": 25.0, "standing Mine dig Q3": 25.0})


def test_no_more_is_added_than_is_short() -> None:
    plan = tiny_plan(option())
    assert plan.tables["expand"].to_numpy().tolist() == [["Mine", "dig", "Q1", "Q2", 8.0]]
    assert plan.costs["capital cost"] == pytest.approx(8.0 * 50.0)


def test_all_of_a_whole_option_is_paid() -> None:
    plan = tiny_plan(option(whole="yes"))
    assert plan.tables["expand"]["added_t_per_yr"].tolist() == [16.0]
    assert plan.costs["capital cost"] == pytest.approx(16.0 * 50.0)


def test_a_row_that_names_the_process_grows_and_the_limit_on_the_whole_site_stands() -> None:
    sheets = option()
    sheets["Capacity"] += [["Mine", None, "out", "oxide", "t/period", 4, 100]]  # type: ignore[operator]
    rows = rows_of(tiny_model(sheets), "plant_capacity")
    assert set(rows["row 3 Q2"].terms) == {"run Mine dig Q2"}
    assert rows["row 2 Q2"].terms["expand Mine dig Q1"] == -0.25


def test_an_option_whose_last_day_lies_before_the_plan_is_warned_of() -> None:
    assert cells(option(latest=day("2026-12-31")), "expansion-outside") == ["Expansion!G2"]
    assert cells(option(latest=day("2027-01-01")), "expansion-outside") == []
