"""Start and end of sites, sheet Ramp and minimum loads: what is wrong with a row, and its cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.issues import errors
from models.resolve.timing import later_day, parse_curve
from planner.check import check_input
from tests.given.rates import capacity, mine, ramp
from tests.tiny import Changed, cells, day, found, tiny, tiny_problem
from tests.workbooks import Cell, write_workbook


def test_a_curve_of_shares_of_one_in_place_of_percent_is_warned_of() -> None:
    assert cells(ramp(day("2027-01-01"), "0 0.25; 3 0.5; 9 1", None), "little-percent") == ["Ramp!D2"]
    assert cells(ramp(day("2027-01-01"), "0 0.5; 9 80", None), "little-percent") == []


def test_an_end_before_the_start_of_a_site_is_an_error() -> None:
    assert cells(mine(day("2027-05-01"), day("2027-04-30")), "dates") == ["Sites!E2"]


@pytest.mark.parametrize("text", ["25", "0 25, 6 50", "6 50; 0 25", "0 -5", "0 120", "0,5 25", "a 25", "0 25; 0 50"])
def test_what_is_no_start_up_curve_is_an_error(text: str) -> None:
    assert parse_curve(text) is None
    assert cells(ramp(day("2027-01-01"), text, None), "percent-by-age") == ["Ramp!D2"]


def test_a_start_up_curve_may_carry_percent_signs_and_blanks() -> None:
    assert parse_curve(" 0 25% ;6 50 ; 12 100%;") == ((0, 0.25), (6, 0.5), (12, 1.0))


def test_ages_end_on_the_last_day_of_short_months() -> None:
    assert later_day(day("2027-01-31").toordinal(), 1) == day("2027-02-28").toordinal()
    assert later_day(day("2028-02-29").toordinal(), 12) == day("2029-02-28").toordinal()


def test_a_row_of_ramp_that_says_nothing_is_an_error() -> None:
    assert cells(ramp(None, None, None), "ramp-without-content") == ["Ramp!D2"]


def test_a_start_up_curve_without_a_day_to_count_from_is_an_error() -> None:
    assert cells(ramp(None, "0 25; 6 100", None), "ramp-without-start") == ["Ramp!C2"]


def test_a_start_up_curve_without_a_capacity_of_its_own_is_an_error() -> None:
    sheets = ramp(day("2027-01-01"), "0 25; 6 100", None)
    assert cells({**sheets, "Capacity": None}, "ramp-without-capacity") == ["Ramp!D2"]
    shared: Changed = {
        "Processes": [["site", "process", "direction", "commodity"], ["Mine", "dig", "out", "oxide"],
                      ["Mine", "wash", "out", "oxide"]],
        "Capacity": [["site", "process", "commodity", "unit", "all"], ["Mine", None, "oxide", "t/period", 8]],
    }  # fmt: skip
    assert cells({**sheets, **shared}, "ramp-without-capacity") == ["Ramp!D2"]


def test_a_process_that_a_site_does_not_have_is_an_error() -> None:
    sheets: Changed = {"Ramp": [["site", "process", "rate limit [t/yr/yr]"], ["Mine", "smelt", 4]]}
    assert cells(sheets, "no-such-process") == ["Ramp!B2"]


def test_a_more_exact_row_of_ramp_replaces_the_other_and_equal_ones_are_an_error() -> None:
    header: list[Cell] = ["site", "process", "rate limit [t/yr/yr]"]
    problem = tiny_problem({"Ramp": [header, ["*", "dig", 4], ["Mine", "dig", 8]]})
    assert problem.timing.rate_limit.tolist() == [8.0]
    assert cells({"Ramp": [header, ["Malaysia", "dig", 4], ["Miner", "dig", 8]]}, "equal-match") == ["Ramp!A3"]


def test_a_rate_limit_needs_a_unit_of_change() -> None:
    limits: Changed = {"Ramp": [["site", "process", "rate limit [t/month/yr]"], ["Mine", "dig", 2]]}
    assert tiny_problem(limits).timing.rate_limit.tolist() == [24.0]


def test_an_opening_inside_a_period_without_a_capacity_is_a_warning_that_says_what_it_counts_as() -> None:
    issues = found({**mine(day("2027-02-01")), "Capacity": None}, "open-inside-period")
    assert [issue.where for issue in issues] == ["Sites!D2"]
    assert "66% of the days of Q1" in issues[0].message
    assert "running in all of it" in issues[0].message
    assert cells({**mine(None, day("2027-07-20")), "Capacity": None}, "open-inside-period") == ["Sites!E2"]


def test_a_rate_at_the_start_that_nothing_uses_is_a_warning() -> None:
    sheets = capacity(["running at start [t/yr]"], 12)
    assert cells(sheets, "unused-start") == ["Capacity!G2"]
    assert cells({**sheets, **ramp(None, None, 16)}, "unused-start") == []


def test_a_minimum_load_without_a_limit_or_above_it_is_an_error() -> None:
    without = capacity(["minimum load [t/period]"], 6)
    without["Capacity"][1][5] = "no limit"  # type: ignore[index]
    assert cells(without, "minimum-load-without-capacity")[0] == "Capacity!G2"
    assert cells(capacity(["minimum load [t/period]"], 9), "minimum-above-maximum")[0] == "Capacity!G2"


def test_what_runs_at_the_start_may_be_above_what_the_rate_limit_lets_it_fall_to() -> None:
    # A mine that runs at 40 t/yr and may fall by 4 t/yr a year cannot stand at a capacity of 2 t a quarter.
    from planner.errors import ContradictionError
    from tests.tiny import tiny_plan

    sheets = {**capacity(["running at start [t/yr]"], 40), **ramp(None, None, 4)}
    sheets["Capacity"][1][5] = 2  # type: ignore[index]
    with pytest.raises(ContradictionError):
        tiny_plan(sheets)


def test_a_capacity_that_cannot_be_read_is_told_once_and_not_as_one_that_is_missing(tmp_path: Path) -> None:
    sheets = {**mine(day("2027-02-15")), **ramp(None, "0 25; 3 100", None), **capacity([])}
    sheets["Capacity"][1][5] = "8 t"  # type: ignore[index]
    checked = check_input(write_workbook(tmp_path / "typo.xlsx", tiny(sheets)))
    assert [issue.where for issue in errors(checked.issues)] == ["Capacity!F2"]
