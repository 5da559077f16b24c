"""What is wrong with the dates of periods, told at the cell that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.issues import Issue, errors
from planner.read import read_input
from tests.tiny import periods, tiny
from tests.workbooks import write_workbook

Span = tuple[str, str, str]
QUARTERS: tuple[Span, ...] = (
    ("2027Q1", "2027-01-01", "2027-03-31"), ("2027Q2", "2027-04-01", "2027-06-30"),
    ("2027Q3", "2027-07-01", "2027-09-30"), ("2027Q4", "2027-10-01", "2027-12-31"),
)  # fmt: skip


def told(folder: Path, *spans: Span) -> list[Issue]:
    """Return the errors about sheet Periods with these rows."""
    path = write_workbook(folder / "a.xlsx", tiny({"Periods": periods(*spans)}))
    return [issue for issue in errors(read_input(path).issues) if issue.where.startswith("Periods")]


@pytest.mark.parametrize("row", range(1, 4))
def test_dates_of_another_period_are_told_where_the_name_says_otherwise(tmp_path: Path, row: int) -> None:
    copied = list(QUARTERS)
    copied[row] = (QUARTERS[row][0], *QUARTERS[row - 1][1:])
    [issue] = told(tmp_path, *copied)
    assert (issue.code, issue.where) == ("period-gap", f"Periods!B{row + 2}")
    assert f"has the same dates as period {QUARTERS[row - 1][0]} (Periods!B{row + 1})" in issue.message
    copied[row - 1 : row + 1] = (QUARTERS[row - 1][0], *QUARTERS[row][1:]), QUARTERS[row]
    assert [one.where for one in told(tmp_path, *copied)] == [f"Periods!B{row + 1}"]


def test_of_names_that_say_nothing_the_later_row_is_told(tmp_path: Path) -> None:
    [issue] = told(tmp_path, ("A", *QUARTERS[0][1:]), ("B", *QUARTERS[0][1:]))
    assert issue.where == "Periods!B3"


def test_ends_that_leave_the_last_day_out_are_one_error_with_the_date_to_write(tmp_path: Path) -> None:
    ends = [*(one[1] for one in QUARTERS[1:]), "2028-01-01"]
    [issue] = told(tmp_path, *((name, start, end) for (name, start, _), end in zip(QUARTERS, ends, strict=True)))
    assert (issue.code, issue.where) == ("period-gap", "Periods!C2")
    assert issue.remedy == "write 2027-03-31 here, and so the day before in every row"


def test_exchanged_columns_are_one_error_and_a_single_row_is_its_own(tmp_path: Path) -> None:
    [issue] = told(tmp_path, *((name, end, start) for name, start, end in QUARTERS))
    assert (issue.code, issue.remedy) == ("period-dates", "exchange the two headers")
    name, start, end = QUARTERS[2]
    [issue] = told(tmp_path, *QUARTERS[:2], (name, end, start), QUARTERS[3])
    assert (issue.code, issue.where) == ("period-dates", "Periods!C4")


def test_a_row_that_is_missing_is_called_so_and_a_short_gap_a_wrong_date(tmp_path: Path) -> None:
    [issue] = told(tmp_path, QUARTERS[0], *QUARTERS[2:])
    assert (issue.where, issue.remedy) == ("Periods!B3", "add its row")
    assert "of 91 days, from 2027-04-01 on: a period is missing" in issue.message
    assert not told(tmp_path, *QUARTERS)
    [issue] = told(tmp_path, QUARTERS[0], ("2027Q2", "2027-04-03", "2027-06-30"), *QUARTERS[2:])
    assert issue.remedy == "start it on 2027-04-01, the day after Periods!C2, if that is right"


@pytest.mark.parametrize("end", ["2027-06-29", "2028-06-30", "2027-07-15"])
def test_where_the_names_tell_that_an_end_is_wrong_the_error_stands_there_with_the_date(
    tmp_path: Path, end: str
) -> None:
    name, start, right = QUARTERS[1]
    [issue] = told(tmp_path, QUARTERS[0], (name, start, end), *QUARTERS[2:])
    assert (issue.where, issue.remedy) == ("Periods!C3", f"write {right} here")
