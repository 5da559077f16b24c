"""A rule that counts a part of a period by its days is warned of where a ban closes some of them, and only there."""

from __future__ import annotations

import pytest

from tests.given.licences import CAPACITY, grant, several
from tests.tiny import cells, day, found
from tests.workbooks import Cell

BAN: dict[str, Cell] = {"rule": "Stop", "type": "ban", "start": day("2026-06-01"), "end": day("2027-02-14")}
CAP: dict[str, Cell] = {"type": "cap", "start": day("2027-02-15"), "value": 1, "unit": "t"}


@pytest.mark.parametrize(
    "rule",
    [
        CAP,
        {**CAP, "window": "calendar year"},
        {"type": "tariff", "start": day("2027-02-15"), "value": 5, "unit": "USD/t"},
        {"type": "share_max", "start": day("2027-02-15"), "value": 50, "unit": "%", "from": "Mine", "to": "User"},
    ],
)
def test_what_begins_where_a_ban_ends_inside_a_period_counts_by_all_of_its_days(rule: dict[str, Cell]) -> None:
    (issue,) = found(several(BAN, rule, lanes=CAPACITY), "uneven-days")
    assert issue.where == "Rules!G3"
    assert "counts 50% of what flows in period Q1 (Periods!A2)" in issue.message
    assert "of those that Rules!A2 leaves open it is 100%" in issue.message


@pytest.mark.parametrize(
    "ban",
    [
        {**BAN, "hard": "no"},
        {**BAN, "from": "User"},
        {**BAN, "end": day("2027-03-31")},
        {**BAN, "start": day("2027-04-10"), "end": day("2027-04-20")},
    ],
)
def test_a_ban_that_closes_no_day_or_all_of_the_period_to_the_flow_is_not_warned_of(ban: dict[str, Cell]) -> None:
    assert cells(several(ban, CAP, lanes=CAPACITY), "uneven-days") == []


def test_days_without_a_grant_are_closed_too() -> None:
    licence = [grant("2026-01-01", "2026-12-31", rule="L"), grant("2027-02-15", None, rule="L")]
    assert cells(several(*licence, CAP, lanes=CAPACITY), "uneven-days") == ["Rules!G4"]
