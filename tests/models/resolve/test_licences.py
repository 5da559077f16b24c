"""Licences of sheet Rules: which rows are grants of one licence, and what is warned of."""

from __future__ import annotations

import pytest

from models.matches import matches
from tests.given.licences import CAPACITY, grant, several
from tests.tiny import Changed, cells, day, found, tiny_problem
from tests.workbooks import Cell


def names(sheets: Changed) -> list[str]:
    return list(tiny_problem(sheets).rules.name)


def test_rows_of_one_name_and_scope_are_grants_of_one_licence_whatever_their_order() -> None:
    rows = [grant("2027-04-01", None, 3), grant("2027-01-01", "2027-03-31", 4)]
    for own in (rows, rows[::-1]):
        rules = tiny_problem(several(*own)).rules
        assert rules.name == ("R",)
        assert rules.start.tolist() == [day("2027-01-01").toordinal()]
        assert rules.grants.volume.tolist() == [4.0, 3.0]
        assert rules.grants.usable.tolist() == [[True, False, False], [False, True, True]]


def test_a_grant_without_a_value_has_no_limit_and_one_in_kilograms_is_read_as_such() -> None:
    rules = tiny_problem(several(grant("2027-01-01", "2027-03-31"), grant("2027-04-01", None, 3000, unit="kg"))).rules
    assert rules.grants.volume.tolist() == [float("inf"), 3.0]


def test_rows_of_one_name_and_another_scope_are_licences_of_their_own_and_warned_of() -> None:
    sheets = several(grant("2027-01-01", None, 3), grant("2027-01-01", None, 3, to="User"))
    assert names(sheets) == ["R", "R"]
    (issue,) = found(sheets, "licence-scopes")
    assert issue.where == "Rules!A3"
    assert "Rules!A2" in issue.message
    assert found(several(grant("2027-01-01", "2027-03-31"), grant("2027-04-01", None, **{"from": "*"})),
                 "licence-scopes") == []  # fmt: skip


def test_grants_of_one_licence_that_are_hard_and_soft_are_an_error() -> None:
    sheets = several(grant("2027-01-01", "2027-03-31", hard="yes"), grant("2027-04-01", None, hard="no"))
    (issue,) = found(sheets, "licence-disagrees")
    assert issue.where == "Rules!K3"
    assert "Rules!K2" in issue.message


def test_a_licence_that_begins_behind_the_horizon_does_not_act() -> None:
    sheets = several(grant("2028-01-01", None, 3))
    assert names(sheets) == []
    assert cells(sheets, "rule-outside") == ["Rules!G2"]


def test_a_grant_that_is_never_valid_in_the_horizon_is_noted_and_its_licence_acts() -> None:
    sheets = several(grant("2026-01-01", "2026-12-31", 3), grant("2027-01-01", None, 4))
    assert names(sheets) == ["R"]
    assert cells(sheets, "grant-outside") == ["Rules!G2"]


def test_a_grant_of_status_suspended_neither_counts_nor_begins_the_licence() -> None:
    sheets = several(grant("2027-01-01", "2027-03-31", 3), grant("2027-04-01", None, 4))
    sheets["Rules"] = [[*sheets["Rules"][0], "status"], [*sheets["Rules"][1], "suspended"], [*sheets["Rules"][2], None]]  # type: ignore[index]
    rules = tiny_problem(sheets).rules
    assert rules.start.tolist() == [day("2027-04-01").toordinal()]
    assert rules.grants.size == 1


def test_what_lapses_with_a_review_is_the_grant_and_not_the_need_for_one() -> None:
    sheets = several(grant("2027-01-01", None, 4))
    sheets["Rules"] = [
        [*sheets["Rules"][0], "review date", "if not renewed"],  # type: ignore[index]
        [*sheets["Rules"][1], day("2027-03-31"), "lapses"],  # type: ignore[index]
    ]
    sheets["Settings"] = [["setting", "value"], ["reviews", "lapse"]]
    rules = tiny_problem(sheets).rules
    assert rules.share.tolist() == [[1.0, 1.0, 1.0]]
    assert rules.unlicensed.tolist() == [[0.0, 1.0, 1.0]]


@pytest.mark.parametrize(("end", "words"), [("2027-05-31", "open"), ("2027-05-01", "closed")])
def test_days_without_a_grant_inside_a_period_warn_with_both_cells(end: str, words: str) -> None:
    sheets = several(grant("2027-01-01", end, 4), grant("2027-07-01", None, 4))
    (issue,) = found(sheets, "licence-inside-period")
    assert issue.where == "Rules!H2"
    assert "Periods!A3" in issue.message
    assert f"count as {words}" in issue.message
    assert "split period Q2" in issue.remedy


def test_days_without_a_grant_do_not_warn_where_every_flow_has_a_capacity() -> None:
    sheets = several(grant("2027-01-01", "2027-05-31", 4), grant("2027-07-01", None, 4), lanes=CAPACITY)
    assert found(sheets, "licence-inside-period") == []


def test_a_soft_licence_says_how_it_counts_a_period_with_days_without_a_grant() -> None:
    sheets = several(grant("2027-01-01", "2027-05-31", 4, hard="no"), grant("2027-07-01", None, 4, hard="no"))
    (issue,) = found(sheets, "licence-inside-period")
    assert "counts as under a grant" in issue.message


def test_grants_that_meet_inside_a_period_are_noted() -> None:
    sheets = several(grant("2027-01-01", "2027-05-15", 4), grant("2027-05-16", None, 4))
    assert cells(sheets, "grant-inside-period") == ["Rules!H2", "Rules!G3"]
    assert all("part of period Q2 (" in issue.message for issue in found(sheets, "grant-inside-period"))


def test_grants_that_meet_between_two_periods_are_not_noted() -> None:
    sheets = several(grant("2027-01-01", "2027-03-31", 4), grant("2027-04-01", "2027-09-30", 4))
    assert cells(sheets, "grant-inside-period") == []


SHARE: dict[str, Cell] = {"type": "share_max", "from": "Malaysia", "to": "User", "value": 50, "unit": "%"}


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        ({**SHARE, "value": None}, "rule-without-value", "Rules!E2"),
        ({**SHARE, "value": 5, "unit": "t"}, "unit-kind", "Rules!E2"),
        ({**SHARE, "value": 0.5, "unit": None}, "unit-kind", "Rules!E2"),
        ({**SHARE, "value": 101}, "share-above-all", "Rules!E2"),
        ({**SHARE, "to": None}, "share-without-place", "Rules!D2"),
        ({**SHARE, "to": "*"}, "share-without-place", "Rules!D2"),
        ({**SHARE, "from": None}, "share-without-place", "Rules!C2"),
        ({**SHARE, "applies at": "production"}, "share-without-shipments", "Rules!J2"),
        ({**SHARE, "type": "share_min", "applies at": "delivery"}, "share-without-shipments", "Rules!J2"),
        ({"type": "ban", "to": "User", "applies at": "production"}, "scope-not-counted", "Rules!D2"),
        ({"type": "cap", "value": 5, "from": "Mine", "applies at": "delivery"}, "scope-not-counted", "Rules!C2"),
        (grant("2027-01-01", None, 5, window="period"), "licence-with-window", "Rules!I2"),
        (grant("2027-01-01", None, 5, unit="%"), "unit-kind", "Rules!E2"),
    ],
)
def test_a_row_whose_scope_or_value_does_not_fit_is_an_error(row: dict[str, Cell], code: str, cell: str) -> None:
    assert cells(several(row), code) == [cell]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"type": "ban", "from": "User", "applies at": "production"}, "output of a process"),
        ({"type": "ban", "to": "Mine", "applies at": "delivery"}, "demand"),
        ({**SHARE, "from": "United States"}, "lane"),
    ],
)
def test_a_rule_that_counts_nothing_is_warned_of(row: dict[str, Cell], words: str) -> None:
    (issue,) = found(several(row), "rule-matches-nothing")
    assert issue.where == "Rules!A2"
    assert issue.message.endswith(f"matches no {words}")


def test_a_least_share_of_an_origin_without_a_lane_is_an_error() -> None:
    (issue,) = found(several({**SHARE, "type": "share_min", "from": "User", "to": "User"}), "rule-matches-nothing")
    assert issue.severity == "error"


def test_a_volume_below_a_gram_is_an_error() -> None:
    assert cells(several(grant("2027-01-01", None, 1e-8)), "extreme-number") == ["Rules!E2"]


def test_every_grant_and_what_is_made_or_delivered_is_listed_as_matched() -> None:
    sheets = several(
        grant("2027-01-01", "2027-03-31"), grant("2027-04-01", None),
        {"rule": "Made", "type": "ban", "start": day("2027-07-01"), "applies at": "production"},
        {"rule": "Got", "type": "cap", "value": 4, "applies at": "delivery"},
    )  # fmt: skip
    lines = [str(one) for one in matches(tiny_problem(sheets)) if one.cell.startswith("Rules")]
    assert lines == [
        "Rules!A2 matches 1 flow: oxide Mine > User",
        "Rules!A3 matches 1 flow: oxide Mine > User",
        "Rules!A4 matches 1 flow: oxide made at Mine",
        "Rules!A5 matches 1 flow: oxide delivered to User",
    ]


def test_a_tariff_at_production_on_a_commodity_without_value_is_an_error() -> None:
    row: dict[str, Cell] = {"type": "tariff", "value": 5, "unit": "%", "applies at": "production"}
    assert cells(several(row), "value-missing") == ["Rules!E2"]
