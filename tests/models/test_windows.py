"""Windows of caps and of releases: years that dates cut, periods that years cut, and how long a violation counts."""

from __future__ import annotations

import numpy as np
import pytest

from models.bans import closed_flows
from models.rule_types import BAN
from models.windows import cap_windows, release_windows, soft_keys, soft_years
from tests.tiny import Changed, day, periods, tiny_problem
from tests.workbooks import Cell

# The middle period crosses the turn of the year: 31 days of 2027, 31 + 29 of 2028.
CROSSING = periods(
    ("P1", "2027-06-01", "2027-11-30"), ("P2", "2027-12-01", "2028-02-29"), ("P3", "2028-03-01", "2028-08-31")
)


def cap(*rows: list[Cell], **sheets: list[list[Cell]]) -> Changed:
    """Return sheets with caps: name, window, start, end, hard, weight."""
    header: list[Cell] = ["rule", "type", "value", "unit", "window", "start", "end", "hard", "weight"]
    return {"Periods": CROSSING, **sheets, "Rules": [header, *([row[0], "cap", 5, "t", *row[1:]] for row in rows)]}


def shares(changed: Changed) -> list[list[float]]:
    """Return the shares of the periods that each window counts."""
    problem = tiny_problem(changed)
    windows = cap_windows(problem)
    table = np.zeros((windows.rule.size, problem.calendar.size))
    table[windows.member_window, windows.member_period] = windows.member_share
    return table.tolist()


def test_a_calendar_year_takes_its_days_of_a_period_that_crosses_the_turn_of_the_year() -> None:
    found = shares(cap(["R", "calendar year", day("2027-01-01"), None, None, None]))
    assert found == [pytest.approx([1.0, 31 / 91, 0.0]), pytest.approx([0.0, 60 / 91, 1.0])]


def test_a_calendar_year_counts_only_days_within_the_rules_dates() -> None:
    found = shares(cap(["R", "calendar year", day("2027-12-17"), day("2028-01-15"), None, None]))
    assert found == [pytest.approx([0.0, 15 / 91, 0.0]), pytest.approx([0.0, 15 / 91, 0.0])]


def test_a_year_that_the_rule_does_not_touch_has_no_window() -> None:
    assert len(shares(cap(["R", "calendar year", day("2028-01-01"), None, None, None]))) == 1
    assert len(shares(cap(["R", "calendar year", day("2020-01-01"), day("2027-12-31"), None, None]))) == 1


def test_own_dates_are_one_window_and_the_default() -> None:
    assert shares(cap(["R", None, day("2027-12-17"), day("2028-05-31"), None, None])) == [
        pytest.approx([0.0, 75 / 91, 92 / 184])
    ]


def test_periods_are_a_window_each_where_the_rule_acts() -> None:
    assert shares(cap(["R", "period", day("2027-12-17"), None, None, None])) == [
        pytest.approx([0.0, 75 / 91, 0.0]), pytest.approx([0.0, 0.0, 1.0]),
    ]  # fmt: skip


def test_a_violation_counts_the_years_that_its_window_covers() -> None:
    problem = tiny_problem(
        cap(["A", None, day("2027-12-17"), None, "no", 3], ["B", "period", day("2028-03-01"), None, "no", None],
            ["C", None, day("2027-01-01"), None, "yes", None])
    )  # fmt: skip
    assert soft_keys(problem)["rule"].tolist() == [0, 1]
    assert soft_years(problem) == pytest.approx([75 / 91 * 0.25 + 0.5, 0.5])


def test_a_banned_flow_counts_the_years_of_its_period() -> None:
    problem = tiny_problem(
        {"Periods": CROSSING,
         "Rules": [["rule", "type", "start", "hard"], ["R", "ban", day("2028-03-01"), "no"]]}
    )  # fmt: skip
    closed = closed_flows(problem, BAN)
    assert closed.flows.period.tolist() == [2]
    assert closed.limit.tolist() == [0.0]
    assert soft_years(problem).tolist() == [0.5]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["period", day("2027-12-17"), None], ("P2", "P3")),
        (["calendar year", day("2027-12-17"), day("2028-01-15")], ("2027", "2028")),
        (["own dates", day("2027-12-17"), day("2028-01-15")], ("2027-12-17 to 2028-01-15",)),
        ([None, day("2027-12-17"), None], ("from 2027-12-17 on",)),
    ],
)
def test_a_window_is_told_as_its_period_its_year_or_its_dates(row: list[Cell], words: tuple[str, ...]) -> None:
    assert cap_windows(tiny_problem(cap(["R", *row, None, None]))).words == words


def release(kind: Cell) -> Changed:
    return {
        "Periods": CROSSING,
        "Inventory": [["site", "commodity", "release per window [t]", "release window"], ["User", "oxide", 5, kind]],
    }


@pytest.mark.parametrize(
    ("kind", "words", "expected"),
    [
        ("period", ("P1", "P2", "P3"), np.eye(3)),
        (None, ("2027", "2028"), [[1.0, 31 / 91, 0.0], [0.0, 60 / 91, 1.0]]),
        ("whole plan", ("the whole plan",), [[1.0, 1.0, 1.0]]),
    ],
)
def test_releases_count_by_period_by_calendar_year_or_over_the_plan(
    kind: Cell, words: tuple[str, ...], expected: list[list[float]]
) -> None:
    windows = release_windows(tiny_problem(release(kind)))
    found = np.zeros((windows.stock.size, 3))
    found[windows.member_window, windows.member_period] = windows.member_share
    assert windows.words == words
    assert found == pytest.approx(np.array(expected))
