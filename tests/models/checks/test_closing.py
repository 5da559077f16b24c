"""Caps, most shares and grants of nothing that begin or end inside a period close all of it; bans close their days."""

from __future__ import annotations

import pytest

from models.issues import Severity
from tests.given.licences import CAPACITY, grant, several
from tests.tiny import cells, day, found, near, tiny_plan
from tests.workbooks import Cell

CODE = "nothing-inside-period"


def rule(kind: str, start: str, end: str | None = None, value: Cell = 0, **row: Cell) -> dict[str, Cell]:
    """Return a row of a rule on what comes from the mine."""
    unit = {"cap": "t", "licence": "t", "share_max": "%"}.get(kind)
    last = None if end is None else day(end)
    return {
        "type": kind,
        "from": "Mine",
        "to": "User",
        "value": value,
        "unit": unit,
        "start": day(start),
        "end": last,
        **row,
    }


@pytest.mark.parametrize(("kind", "what"), [("cap", "cap"), ("share_max", "share"), ("licence", "grant")])
def test_a_limit_of_nothing_that_begins_inside_a_period_is_warned_of_at_its_first_day(kind: str, what: str) -> None:
    (issue,) = found(several(rule(kind, "2027-05-17")), CODE)
    assert (issue.severity, issue.where) == (Severity.WARNING, "Rules!G2")
    assert "of which a ban would leave 51% open" in issue.message
    assert issue.message.startswith(f"the {what} of nothing begins on 2027-05-17, inside of Q2, and closes all of Q2, ")


@pytest.mark.parametrize("kind", ["cap", "share_max"])
def test_and_one_that_ends_inside_a_period_at_its_last_day(kind: str) -> None:
    (issue,) = found(several(rule(kind, "2027-01-01", "2027-05-14")), CODE)
    assert issue.where == "Rules!H2"
    assert "ends on 2027-05-14, inside of Q2" in issue.message


def test_it_closes_the_whole_period_where_a_ban_leaves_half_of_it_open() -> None:
    """The lane takes 6 t a quarter, of which half are left in the second one; 5 t are wanted in each."""
    short = {
        kind: tiny_plan(several(rule(kind, "2027-05-16", "2027-06-30", value), lanes=CAPACITY)).tables["unmet"]
        for kind, value in (("cap", 0), ("ban", None))
    }
    assert short["cap"]["unmet_t"].sum() == near(5.0)
    assert 1.5 < short["ban"]["unmet_t"].sum() < 2.5


@pytest.mark.parametrize(
    ("start", "free", "limited"), [("2027-05-16", [], ["Rules!G2"]), ("2027-05-17", ["Rules!G2"], ["Rules!G2"])]
)
def test_what_has_no_capacity_a_ban_of_half_of_the_days_would_close_as_well(
    start: str, free: list[str], limited: list[str]
) -> None:
    assert cells(several(rule("cap", start)), CODE) == free
    assert cells(several(rule("cap", start), lanes=CAPACITY), CODE) == limited


@pytest.mark.parametrize(
    "rows",
    [
        [rule("cap", "2027-04-01", "2027-06-30")],
        [rule("cap", "2027-05-16", None, 1)],
        [rule("cap", "2027-05-16", hard="no")],
        [rule("ban", "2027-05-16", None, None)],
        [rule("cap", "2027-04-01", "2027-05-15"), rule("cap", "2027-05-16")],
        [rule("cap", "2027-04-01", "2027-05-15"), rule("ban", "2027-05-16", None, None)],
        [grant("2027-04-01", "2027-05-15", 9), grant("2027-05-16", None, 0)],
        [grant("2027-05-16", "2027-06-30", 0), grant("2027-06-20", None, 9)],
        [rule("cap", "2026-01-01", "2027-12-31")],
    ],
    ids=["whole periods", "a tonne", "may be broken", "a ban", "two caps make a whole", "a cap and a ban do",
         "a grant before it", "another grant in the period", "beyond the horizon"],
)  # fmt: skip
def test_what_closes_no_day_that_it_does_not_cover_is_not_warned_of(rows: list[dict[str, Cell]]) -> None:
    assert cells(several(*rows, lanes=CAPACITY), CODE) == []
