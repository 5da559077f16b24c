"""Grants of one licence under two names, and whole periods in which no grant is valid: legal, and hardly meant."""

from __future__ import annotations

import pytest

from models.issues import Severity
from tests.given.licences import CAPACITY, grant, several
from tests.tiny import Changed, cells, day, found, tiny_plan
from tests.workbooks import Cell

FIRST, SECOND = ("2027-01-01", "2027-03-31"), ("2027-04-01", "2027-09-30")


def two_names(*spans: tuple[str, str | None], **second: Cell) -> Changed:
    """Return grants of 9 t on so many spans, of which the last is of another name."""
    rows = [grant(*span, 9) for span in spans]
    rows[-1] |= {"rule": "Renamed", **second}
    return several(*rows)


def test_grants_that_follow_one_another_under_two_names_are_warned_of_since_nothing_flows() -> None:
    sheets = two_names(FIRST, SECOND)
    (issue,) = found(sheets, "licence-names")
    assert (issue.severity, issue.where) == (Severity.WARNING, "Rules!A3")
    assert "this row and Rules!A2 are about the same flows" in issue.message
    assert tiny_plan(sheets | CAPACITY).tables["unmet"]["unmet_t"].sum() == pytest.approx(10)
    assert not cells(sheets, "period-without-grant")


def test_a_name_in_the_middle_of_a_series_is_warned_of() -> None:
    rows = [grant("2027-01-01", "2027-03-31", 9), grant("2027-04-01", "2027-06-30", 9, rule="Renamed"),
            grant("2027-07-01", None, 9)]  # fmt: skip
    assert cells(several(*rows), "licence-names") == ["Rules!A3"]


@pytest.mark.parametrize(
    "sheets",
    [
        two_names(FIRST, SECOND, rule="r"),
        two_names(FIRST, ("2027-03-31", None)),
        two_names(("2027-01-01", None), SECOND),
        two_names(FIRST, SECOND, **{"applies at": "production"}),
        two_names(FIRST, SECOND, type="cap"),
        several(grant(*FIRST, 9), grant(*SECOND, 9)),
    ],
    ids=["one name", "a day in common", "without end", "counted elsewhere", "a cap", "one name exactly"],
)
def test_licences_that_are_valid_together_or_of_other_flows_are_not(sheets: Changed) -> None:
    assert cells(sheets, "licence-names") == []


@pytest.mark.parametrize(
    ("spans", "where", "words"),
    [
        ([FIRST, ("2027-07-01", None)], ["Rules!H2"], "no grant of 'R' is valid in Q2: nothing"),
        ([FIRST], ["Rules!H2"], "valid in Q2, nor in 1 more period: nothing"),
        ([FIRST, ("2027-04-01", "2027-06-30")], ["Rules!H3"], "valid in Q3: nothing"),
        ([("2027-04-01", None)], [], ""),
        ([FIRST, ("2027-06-30", None)], [], ""),
        ([("2027-01-01", "2027-07-01")], [], ""),
    ],
    ids=["between", "behind the only one", "behind the last", "before the first", "one day in the period",
         "a part of the last"],
)  # fmt: skip
def test_a_whole_period_without_a_grant_is_warned_of(
    spans: list[tuple[str, str | None]], where: list[str], words: str
) -> None:
    told = found(several(*(grant(*span, 9) for span in spans)), "period-without-grant")
    assert [one.where for one in told] == where
    assert all(words in one.message for one in told)


def test_of_a_licence_that_may_be_broken_it_is_said_that_what_flows_breaks_it() -> None:
    (issue,) = found(several(grant(*FIRST, 9, hard="no")), "period-without-grant")
    assert "all that flows breaks the licence" in issue.message


def test_a_grant_that_ends_on_its_review_date_is_asked_for_by_the_setting() -> None:
    columns: list[Cell] = ["rule", "type", "value", "start", "end", "review date", "if not renewed"]
    row: list[Cell] = ["R", "licence", 9, day("2027-01-01"), None, day("2027-03-31"), "lapses"]
    sheets: Changed = {
        "Settings": [["setting", "value"], ["title", "Tiny"], ["reviews", "lapse"]], "Rules": [columns, row],
    }  # fmt: skip
    assert cells(sheets, "period-without-grant") == []
    row[4], row[5], row[6] = row[5], None, None
    assert cells(sheets, "period-without-grant") == ["Rules!E2"]


def quarters(*tonnes: Cell) -> Changed:
    """Return a licence with a grant of so many tonnes for each quarter from 2026Q2 on."""
    firsts = ["2026-04-01", "2026-07-01", "2026-10-01", "2027-01-01", "2027-04-01", "2027-07-01"]
    lasts = ["2026-06-30", "2026-09-30", "2026-12-31", "2027-03-31", "2027-06-30", "2027-09-30"]
    return several(*(grant(first, last, one) for first, last, one in zip(firsts, lasts, tonnes, strict=False)))


@pytest.mark.parametrize(
    ("tonnes", "where"),
    [
        ((9, 9, 90, 9, 9), ["Rules!E4"]), ((9, 9, 9, 9, 900), ["Rules!E6"]), ((0.09, 15, 9, 9), ["Rules!E2"]),
        ((9, 9000, 12), ["Rules!E3"]), ((9, 9, 40, 9, 9), []), ((1, 3, 9, 27, 81), []), ((9, 90, 9), []),
        ((9, 9, None, 0, 9), []), ((9, 9, 90, 90, 9), []),
    ],
)  # fmt: skip
def test_a_grant_of_many_times_what_all_others_of_its_licence_are_a_day_is_warned_of(
    tonnes: tuple[Cell, ...], where: list[str]
) -> None:
    assert cells(quarters(*tonnes), "odd-grant") == where


def test_grants_are_compared_by_the_day_and_those_beside_others_not_at_all() -> None:
    years = [grant(f"{year}-01-01", f"{year}-12-31", 60) for year in range(2027, 2030)]
    december = grant("2026-12-01", "2026-12-31", 3.3)
    assert not cells(several(december, *years), "odd-grant")
    assert cells(several(december | {"value": 330}, *years), "odd-grant") == ["Rules!E2"]
    assert not cells(several(grant("2027-03-01", "2027-12-31", 0.5), *years), "odd-grant")
