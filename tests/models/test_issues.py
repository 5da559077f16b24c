"""Findings that are about whole rows, since a column is missing, are told once."""

from __future__ import annotations

import pytest

from models.issues import Issue, Severity, error, told_once, warning


def rows(count: int, *, column: str = "", code: str = "one", report: object = error) -> list[Issue]:
    """Return findings in so many rows of sheet Capacity, of whole rows or in a column."""
    assert callable(report)
    places = (f"{column}{row}" if column else f"{row}:{row}" for row in range(2, 2 + count))
    return [report(code, f"Capacity!{place}", f"row {place} lacks something", "fill it in") for place in places]


def test_many_of_a_kind_about_whole_rows_are_one_that_counts_the_others() -> None:
    [issue] = told_once(rows(9))
    assert (issue.where, issue.message) == (
        "Capacity!2:2", "row 2:2 lacks something (so it is in 8 more rows: 3, 4, 5, 6, 7, ...)"
    )  # fmt: skip


@pytest.mark.parametrize("issues", [
    rows(3), rows(9, column="C"), [*rows(3), *rows(3, code="other")], [*rows(3), *rows(3, report=warning)],
    [error("one", f"Capacity!{row}:{row + 1}", "an area", "") for row in range(9)],
    [error("one", f"Sheet{row}!2:2", "of many sheets", "") for row in range(9)],
])  # fmt: skip
def test_a_few_and_those_in_cells_are_told_each_in_their_order(issues: list[Issue]) -> None:
    assert told_once(issues) == issues


def test_errors_stay_errors_and_others_stay_where_they_are() -> None:
    told = told_once([*rows(2, column="C"), *rows(5, report=warning), *rows(5), *rows(1, column="D")])
    assert [one.severity for one in told] == [Severity.ERROR] * 2 + [Severity.WARNING] + [Severity.ERROR] * 2
