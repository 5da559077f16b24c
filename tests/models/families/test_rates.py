"""Families ramp, minimum_load and load_when_on, and what start, end and start-up leave of a capacity."""

from __future__ import annotations

import pytest

from tests.given.rates import capacity, mine, ramp
from tests.tiny import Changed, Row, day, rows_of, solve_sheets, tiny, tiny_model, tiny_plan

INFINITE = float("inf")


def limits_of(changed: Changed) -> list[float]:
    return [row.upper for row in rows_of(tiny_model(changed), "plant_capacity").values()]


def test_a_site_that_opens_inside_a_period_has_the_share_of_its_days() -> None:
    # 45 of the 90 days of the first quarter lie before 15 February, 30 of the 92 of the third behind 31 August.
    assert limits_of(mine(day("2027-02-15"), day("2027-08-31"))) == pytest.approx([4.0, 8.0, 8.0 * 62 / 92])


def test_a_site_that_is_shut_has_no_run_in_the_period() -> None:
    model = tiny_model(mine(day("2027-04-01")))
    assert model.variables.run.keys["period"].tolist() == [1, 2]


@pytest.mark.parametrize(("start", "runs"), [("2027-02-01", [0, 1, 2]), ("2027-03-01", [1, 2])])
def test_without_a_capacity_the_greater_part_of_a_period_counts_as_all_of_it(start: str, runs: list[int]) -> None:
    model = tiny_model({**mine(day(start)), "Capacity": None})
    assert model.variables.run.keys["period"].tolist() == runs


def test_what_must_run_must_do_so_on_the_days_on_which_the_site_is_open() -> None:
    sheets = mine(day("2027-02-15"))
    sheets["Processes"] = [
        ["site", "process", "direction", "commodity", "minimum run [t/period]"],
        ["Mine", "dig", "out", "oxide", 4],
    ]
    assert [row.lower for row in rows_of(tiny_model(sheets), "minimum_run").values()] == pytest.approx([2.0, 4.0, 4.0])


def test_one_limit_over_several_sites_has_the_share_of_the_one_that_is_open_longest() -> None:
    sheets = mine(day("2027-04-01"))
    sheets["Sites"] += [["Pit", "Malaysia", "mine", day("2027-02-15"), None]]  # type: ignore[operator]
    sheets["Processes"] = [["site", "process", "direction", "commodity"], ["Malaysia", "dig", "out", "oxide"]]
    sheets["Capacity"] = [["site", "process", "basis", "commodity", "unit", "all"],
                          ["{Malaysia}", "dig", "out", "oxide", "t/period", 8]]  # fmt: skip
    sheets["Lanes"] = [["from", "to", "commodity"], ["Malaysia", "User", "oxide"]]
    rows = rows_of(tiny_model(sheets), "plant_capacity")
    assert [row.upper for row in rows.values()] == pytest.approx([4.0, 8.0, 8.0])
    assert set(rows["row 2 Q2"].terms) == {"run Mine dig Q2", "run Pit dig Q2"}


def test_a_start_up_curve_leaves_the_share_of_each_age_by_days() -> None:
    # From 1 February 25 %, from 1 May 50 %, from 1 July all.
    assert limits_of(ramp(day("2027-02-01"), "0 25; 3 50; 5 100", None)) == pytest.approx(
        [8.0 * 0.25 * 59 / 90, 8.0 * (0.25 * 30 + 0.5 * 61) / 91, 8.0]
    )


def test_a_start_up_curve_counts_from_the_start_of_the_site_where_it_has_none() -> None:
    sheets = {**mine(day("2027-04-01")), **ramp(None, "0 50; 3 100", None)}
    assert limits_of(sheets) == pytest.approx([0.0, 4.0, 8.0])


def test_days_before_a_site_opens_inside_a_period_are_taken_off_its_start_up_curve_once() -> None:
    # From 15 February 25 % for 45 of the 90 days; from 15 May, after 44 of 91 days, 50 %.
    sheets = {**mine(day("2027-02-15"), day("2027-08-31")), **ramp(None, "0 25; 3 50", None)}
    assert limits_of(sheets) == pytest.approx(
        [8.0 * 0.25 * 45 / 90, 8.0 * (0.25 * 44 + 0.5 * 47) / 91, 8.0 * 0.5 * 62 / 92]
    )


def test_a_curve_that_begins_before_its_site_leaves_the_days_that_both_have() -> None:
    # The age counts from 1 January: 25 % until 28 February, 50 % from 1 March; the site opens on 15 February.
    sheets = {**mine(day("2027-02-15")), **ramp(day("2027-01-01"), "0 25; 2 50", None)}
    assert limits_of(sheets)[0] == pytest.approx(8.0 * (0.25 * 14 + 0.5 * 31) / 90)


@pytest.mark.parametrize(("own", "days"), [("2027-02-01", 45), ("2027-03-01", 31)])
def test_a_process_that_starts_inside_the_period_in_which_its_site_opens_has_the_days_of_the_later(
    own: str, days: int
) -> None:
    assert limits_of({**mine(day("2027-02-15")), **ramp(day(own), None, None)})[0] == pytest.approx(8.0 * days / 90)


def test_an_age_that_no_month_has_a_day_for_is_reached_on_the_months_last_day() -> None:
    # A month after 31 January is 28 February.
    assert limits_of(ramp(day("2027-01-31"), "1 100", None))[0] == pytest.approx(8.0 * 32 / 90)


def test_a_rate_may_change_by_its_limit_times_the_distance_of_the_middles() -> None:
    rows = rows_of(tiny_model(ramp(None, None, 16)), "ramp")
    # Quarters are 0.25 years apart: 16 * 0.25 = 4 t/yr, 1 t in a quarter.
    assert rows == {
        "dig Q2": Row(-INFINITE, 1.0, {"run Mine dig Q1": -1.0, "run Mine dig Q2": 1.0}),
        "dig Q3": Row(-INFINITE, 1.0, {"run Mine dig Q2": -1.0, "run Mine dig Q3": 1.0}),
    }
    assert rows_of(tiny_model(ramp(None, None, 16)), "ramp_down") == {
        "dig Q2": Row(-INFINITE, 1.0, {"run Mine dig Q1": 1.0, "run Mine dig Q2": -1.0}),
        "dig Q3": Row(-INFINITE, 1.0, {"run Mine dig Q2": 1.0, "run Mine dig Q3": -1.0}),
    }


def test_rates_are_compared_not_quantities_of_periods_that_differ_in_length() -> None:
    sheets = ramp(None, None, 16)
    sheets["Periods"] = [["period", "start", "end"], ["Q1", day("2027-01-01"), day("2027-03-31")],
                         ["half", day("2027-04-01"), day("2027-09-30")]]  # fmt: skip
    rows = rows_of(tiny_model(sheets), "ramp")
    # The middles are 4.5 months apart: 6 t/yr, 3 t in the half; twice as long a period makes twice as much.
    assert rows == {"dig half": Row(-INFINITE, 3.0, {"run Mine dig Q1": -2.0, "run Mine dig half": 1.0})}


def test_the_first_period_is_held_by_the_rate_at_the_start_half_of_it_away() -> None:
    sheets = {**ramp(None, None, 16), **capacity(["running at start [t/yr]"], 12)}
    assert rows_of(tiny_model(sheets), "ramp")["dig Q1"] == Row(-INFINITE, 3.5, {"run Mine dig Q1": 1.0})
    assert rows_of(tiny_model(sheets), "ramp_down")["dig Q1"] == Row(-INFINITE, -2.5, {"run Mine dig Q1": -1.0})


def test_no_rate_is_held_into_a_period_with_another_availability_or_start_up() -> None:
    rows = rows_of(tiny_model({**ramp(None, None, 16), **capacity(["availability Q2 [%]"], 50)}), "ramp")
    assert list(rows) == []
    rows = rows_of(tiny_model(ramp(day("2027-01-01"), "0 50; 3 100", 16)), "ramp")
    assert list(rows) == ["dig Q3"]


def test_the_same_availability_in_another_unit_lets_no_rate_jump() -> None:
    shares = capacity(["availability Q1 [%]", "availability Q2 [ppm]", "availability Q3 [fraction]"], 80, 800_000, 0.8)
    assert list(rows_of(tiny_model({**ramp(None, None, 16), **shares}), "ramp")) == ["dig Q2", "dig Q3"]


def test_a_minimum_load_is_kept_or_the_limit_is_off() -> None:
    model = tiny_model(capacity(["minimum load [t/period]"], 6))
    assert rows_of(model, "minimum_load")["row 2 Q1"] == Row(
        0.0, INFINITE, {"run Mine dig Q1": 1.0, "on row 2 Q1": -6.0}
    )
    assert rows_of(model, "load_when_on")["row 2 Q1"] == Row(
        -INFINITE, 0.0, {"run Mine dig Q1": 1.0, "on row 2 Q1": -8.0}
    )
    assert model.program.matrix().integer.size == 3
    assert model.program.integer_reasons == ["Capacity!G2"]


def test_a_minimum_load_starts_up_with_its_capacity() -> None:
    model = tiny_model({**capacity(["minimum load [t/period]"], 6), **ramp(day("2027-01-01"), "0 50; 3 100", None)})
    rows = rows_of(model, "minimum_load")
    assert [rows[f"row 2 {name}"].terms[f"on row 2 {name}"] for name in ("Q1", "Q2", "Q3")] == [-3.0, -6.0, -6.0]


def test_a_minimum_load_of_arrivals_counts_what_arrives() -> None:
    sheets: Changed = {"Capacity": [["site", "basis", "unit", "all", "minimum load [t/period]"],
                                    ["User", "throughput", "t/period", 8, 6]]}  # fmt: skip
    terms = rows_of(tiny_model(sheets), "minimum_load")["row 2 Q1"].terms
    assert terms == {"ship Mine User oxide Q1": 1.0, "on row 2 Q1": -6.0}


def test_without_a_minimum_load_the_problem_stays_linear() -> None:
    model = tiny_model(ramp(day("2027-01-01"), "0 50; 3 100", 16))
    assert model.program.matrix().integer.size == 0
    assert model.program.integer_reasons == []


def test_too_little_to_sell_is_made_at_the_minimum_load_and_the_rest_thrown_away() -> None:
    plan = tiny_plan(capacity(["minimum load [t/period]"], 6))
    assert plan.tables["run"]["runs"].tolist() == [6.0, 6.0, 6.0]
    assert plan.tables["dispose"]["quantity_t"].sum() == pytest.approx(3.0)


def test_what_is_worth_less_than_the_minimum_load_costs_stays_off() -> None:
    sheets = tiny(capacity(["minimum load [t/period]"], 6))
    sheets["Demand"] = [["customer", "commodity", "end use", "shortage cost [USD/t]", "unit", "all"],
                        ["User", "oxide", "motors", 12, "t/period", 5]]  # fmt: skip
    # 6 t cost 60 and freight 5, a shortage of 5 t costs 60; at a minimum load of 5 it would be 55.
    assert solve_sheets(sheets).tables["run"].empty
