"""A period whose name says when it is lies there, or is warned of."""

from __future__ import annotations

import pytest

from tests.tiny import Changed, cells, day, found, periods
from tests.workbooks import Cell


def called(name: str, start: str, end: str) -> Changed:
    return {"Periods": periods((name, start, end))}


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("2027Q1", "2027-01-01", "2027-03-31"),
        ("2027-Q4", "2027-10-01", "2027-12-31"),
        ("2027Q1", "2026-12-28", "2027-03-28"),  # of thirteen weeks
        ("2027 H2", "2027-07-01", "2027-12-31"),
        ("2027-12", "2027-12-01", "2027-12-31"),
        ("2027", "2027-01-01", "2027-12-31"),
        ("2027", "2027-04-01", "2027-12-31"),  # a part of what it says
        ("FY2027", "2026-10-01", "2027-09-30"),
        ("P1", "2027-01-01", "2037-12-31"),
    ],
)
def test_a_period_that_lies_where_its_name_says_is_none_to_warn_of(name: str, start: str, end: str) -> None:
    assert cells(called(name, start, end), "period-beside-its-name") == []


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("2027Q1", "2028-01-01", "2028-03-31"),
        ("2027Q4", "2027-10-01", "2037-12-31"),
        ("2027-02", "2027-01-01", "2027-01-31"),
        ("2028", "2028-01-01", "2030-12-31"),
    ],
)
def test_a_period_that_lies_elsewhere_or_is_longer_is_warned_of(name: str, start: str, end: str) -> None:
    (issue,) = found(called(name, start, end), "period-beside-its-name")
    assert (issue.severity, issue.where) == ("warning", "Periods!B2")
    assert issue.message == f"the period is called '{name}' and is from {start} to {end}"


def test_periods_that_all_end_a_day_too_late_are_warned_of_once() -> None:
    sheets: Changed = {"Periods": periods(
        ("2027Q1", "2027-01-01", "2027-04-01"), ("2027Q2", "2027-04-02", "2027-07-01"),
        ("P3", "2027-07-02", "2027-09-30"),
    )}  # fmt: skip
    (issue,) = found(sheets, "period-beside-its-name")
    assert (issue.where, issue.severity) == ("Periods!C2", "warning")
    assert issue.remedy == "write 2027-03-31 here, and so in every row"


def test_several_are_one_warning() -> None:
    sheets: Changed = {
        "Periods": periods(("2027Q2", "2027-01-01", "2027-03-31"), ("2027Q1", "2027-04-01", "2027-06-30"))
    }
    (issue,) = found(sheets, "period-beside-its-name")
    assert issue.message.endswith("; so it is with 1 more period")


@pytest.mark.parametrize(
    ("start", "end", "where"),
    [("2072-01-01", None, ["Sites!D2"]), (None, "2016-12-31", ["Sites!E2"]), ("2031-01-01", None, []),
     (None, "2025-12-31", []), ("2020-01-01", "2099-12-31", [])],
)  # fmt: skip
def test_a_site_that_is_open_years_from_the_plan_is_warned_of(
    start: str | None, end: str | None, where: list[str]
) -> None:
    pit: list[Cell] = ["Pit", "Malaysia", "mine", start and day(start), end and day(end)]
    issues = found(
        {
            "Sites": [
                ["site", "country", "kind", "start", "end"],
                pit,
                ["Mine", "Malaysia", "mine", None, None],
                ["User", "Japan", "customer", None, None],
            ]
        },
        "site-outside",
    )
    assert where == [one.where for one in issues if one.severity == "warning"]  # fmt: skip


@pytest.mark.parametrize(("column", "date"), [("start", "2028-01-01"), ("end", "2026-03-31")])
def test_a_site_that_is_there_before_or_behind_the_plan_alone_is_noted(column: str, date: str) -> None:
    sites: list[list[Cell]] = [["site", "country", column], ["Mine", "Malaysia", day(date)], ["User", "Japan", None]]
    (issue,) = found({"Sites": sites}, "site-outside")
    assert (issue.severity, issue.where) == ("note", "Sites!C2")


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("2072-12-31", ["the year of 2072-12-31 lies 45 years behind the plan"]),
        ("2099-12-31", []), ("2028-12-31", []), ("2062-12-31", []), ("2027-02-07", []),
    ],
)  # fmt: skip
def test_a_year_of_the_plan_with_its_last_digits_swapped_is_warned_of(end: str, said: list[str]) -> None:
    """The plan is of 2027, so that 2062 is no slip of one of its years."""
    sites: list[list[Cell]] = [
        ["site", "country", "start", "end"], ["Mine", "Malaysia", day("2020-01-01"), day(end)], ["User", "Japan"],
    ]  # fmt: skip
    issues = found({"Sites": sites}, "swapped-year")
    assert [(one.where, one.message) for one in issues] == [("Sites!D2", words) for words in said]
    assert all(one.remedy == "write 2027 where that is meant" for one in issues)


def test_a_start_that_is_told_by_its_own_check_is_told_once() -> None:
    sites: list[list[Cell]] = [["site", "country", "start"], ["Mine", "Malaysia", day("2072-01-01")], ["User", "Japan"]]
    assert found({"Sites": sites}, "swapped-year") == []
    assert len(found({"Sites": sites}, "site-outside")) == 1


def starting(curve: str, start: Cell = None, opens: Cell = None) -> Changed:
    """Return a start-up curve of the mine, in a plan of nine months from January 2027 on."""
    return {
        "Sites": [["site", "country", "start"], ["Mine", "Malaysia", opens], ["User", "Japan", None]],
        "Ramp": [["site", "process", "start", "percent by age"], ["Mine", "dig", start, curve]],
    }


@pytest.mark.parametrize("curve", ["0 25; 180 50; 365 100", "90 50; 180 100", "0 50; 28 100"])
def test_an_age_of_days_is_warned_of_where_it_comes_behind_the_plan(curve: str) -> None:
    (issue,) = found(starting(curve, day("2027-01-01")), "age-behind-the-plan")
    assert (issue.severity, issue.where) == ("warning", "Ramp!D2")
    assert "after the plan ends: ages are in months" in issue.message


def test_the_age_counts_from_the_start_of_the_row_or_of_the_site() -> None:
    curve = "0 25; 36 100"
    assert cells(starting(curve, day("2027-01-01")), "age-behind-the-plan") == ["Ramp!D2"]
    assert cells(starting(curve, None, day("2027-04-01")), "age-behind-the-plan") == ["Ramp!D2"]
    assert cells(starting(curve, day("2024-09-01")), "age-behind-the-plan") == []
    assert cells(starting(curve, None, day("2024-09-01")), "age-behind-the-plan") == []


@pytest.mark.parametrize("curve", ["0 25; 6 50; 180 100", "0 50; 27 100", "0 100", None])
def test_ages_that_may_be_of_months_are_not(curve: Cell) -> None:
    assert cells(starting(str(curve or ""), day("2027-01-01")), "age-behind-the-plan") == []


def test_a_process_that_starts_behind_the_plan_is_told_otherwise() -> None:
    assert cells(starting("0 25; 180 100", day("2028-01-01")), "age-behind-the-plan") == []
