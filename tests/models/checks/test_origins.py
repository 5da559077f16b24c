"""Every finding about origins and end uses, with its code and the cell that it points to."""

from __future__ import annotations

import pytest

from models.issues import Severity
from tests.given.end_uses import BASE, banned
from tests.tiny import Changed, cells, day, findings, found
from tests.workbooks import Cell

HEADER: tuple[str, ...] = (
    "rule", "type", "start", "mined in", "elements", "from", "to", "commodity", "end use", "applies at", "value",
    "unit",
)  # fmt: skip
STOCK: list[Cell] = ["site", "commodity", "opening [t]", "end stock [t]", "origin", "released for"]


def ruled(kind: str = "end_use_ban", /, **filled: Cell) -> Changed:
    """Return the problem with one rule; filled: column (`_` for a space) -> cell."""
    given: dict[str, Cell] = {"rule": "Rule", "type": kind, "start": day("2027-01-01")}
    given |= {name.rstrip("_").replace("_", " "): cell for name, cell in filled.items()}
    return {**BASE, "Rules": [list(HEADER), [given.get(name) for name in HEADER]]}


def cell(column: str) -> str:
    return f"Rules!{chr(ord('A') + HEADER.index(column))}2"


@pytest.mark.parametrize(
    ("code", "changed", "column"),
    [
        ("end-use-ban-without-origin", ruled(end_use="jets"), "mined in"),
        ("elements-without-origin", ruled("ban", to="User", elements="Dy"), "elements"),
        ("share-of-an-origin", ruled("share_max", from_="China", to="User", commodity="oxide", mined_in="China",
                                     value=50, unit="%"), "from"),
        ("end-use-of-a-flow", ruled("ban", to="User", end_use="jets"), "end use"),
        ("end-use-ban-with-sender", ruled(from_="Pit", mined_in="China", end_use="jets"), "from"),
        ("end-use-ban-elsewhere", ruled(mined_in="China", end_use="jets", applies_at="arrival"), "applies at"),
        ("unknown-name", ruled(mined_in="China", end_use="tanks"), "end use"),
    ],
)  # fmt: skip
def test_a_rule_that_asks_what_cannot_be_answered_is_an_error_at_its_cell(
    code: str, changed: Changed, column: str
) -> None:
    assert cells(changed, code) == [cell(column)]
    assert {issue.severity for issue in found(changed, code)} == {Severity.ERROR}


def test_a_rule_that_is_well_formed_has_no_error() -> None:
    for changed in (
        ruled(mined_in="China", end_use="jets", applies_at="delivery", to="User", elements="Dy; Tb"),
        ruled("ban", to="User", mined_in="China", elements="Dy"),
        ruled("tariff", to="User", mined_in="China", value=5, unit="USD/t"),
        ruled(mined_in="China"),
    ):
        assert not [str(issue) for issue in findings(changed) if issue.severity == Severity.ERROR]


def test_an_end_use_that_no_demand_names_is_told_with_those_that_exist() -> None:
    (issue,) = found(ruled(mined_in="China", end_use="tanks"), "unknown-name")
    assert "'tanks'" in issue.message
    assert "jets, toys" in issue.remedy


def test_a_stage_that_is_none_is_an_error_in_column_clears() -> None:
    processes: list[list[Cell]] = [[*row, None] for row in BASE["Processes"] or []]
    processes[0][-1], processes[1][-1] = "clears", "mined; polished"
    assert cells({**ruled(mined_in="China"), "Processes": processes}, "unknown-stage") == ["Processes!G2"]
    for right in ("mined; Separated", "all", "*"):
        processes[1][-1] = right
        assert not cells({**ruled(mined_in="China"), "Processes": processes}, "unknown-stage")


def test_a_stock_released_for_a_use_that_no_demand_has_is_an_error() -> None:
    changed: Changed = {**BASE, "Inventory": [STOCK, ["User", "oxide", 3, 0, "Malaysia", "jets; tanks"]]}
    (issue,) = found(changed, "unknown-name")
    assert (issue.where, issue.severity) == ("Inventory!F2", Severity.ERROR)
    assert "'tanks'" in issue.message


def test_a_place_in_which_no_site_lies_is_warned_of_once_a_sheet_and_column() -> None:
    changed = ruled(mined_in="Chnia", end_use="jets")
    assert cells(changed, "unknown-place") == [cell("mined in")]
    stock: Changed = {**ruled(mined_in="China", end_use="jets"),
             "Inventory": [STOCK, ["User", "oxide", 3, 0, "Malasia", None],
                           ["Mine", "oxide", 1, 0, "Malasia", None]]}  # fmt: skip
    assert cells(stock, "unknown-place") == ["Inventory!E2"]
    known: Changed = {**stock, "Inventory": [STOCK, ["User", "oxide", 3, 0, "allies", None]]}
    assert not cells(known, "unknown-place")


def test_a_place_one_letter_off_is_an_error_since_its_material_would_count_as_clean() -> None:
    (slip,) = found(ruled(mined_in="Chnia", end_use="jets"), "unknown-place")
    assert (slip.severity, slip.where) == (Severity.ERROR, cell("mined in"))
    assert "'China'" in str(slip)
    (far,) = found(ruled(mined_in="Chile", end_use="jets"), "unknown-place")
    assert far.severity is Severity.WARNING


def test_a_place_that_material_comes_from_may_be_asked_for_though_no_site_lies_there() -> None:
    changed: Changed = {**ruled(mined_in="Brazil", end_use="jets"),
               "Inventory": [STOCK, ["User", "oxide", 3, 0, "Brazil", None]]}  # fmt: skip
    assert not cells(changed, "unknown-place")


def test_an_origin_that_no_rule_asks_for_is_noted() -> None:
    changed: Changed = {**BASE, "Inventory": [STOCK, ["User", "oxide", 3, 0, "Malaysia", None]]}
    (issue,) = found(changed, "origin-not-tested")
    assert (issue.where, issue.severity) == ("Inventory!E2", Severity.NOTE)
    assert not cells({**ruled(mined_in="China"), "Inventory": changed["Inventory"]}, "origin-not-tested")


def test_something_of_unknown_origin_on_the_way_to_a_rule_that_asks_is_a_warning() -> None:
    asked: Changed = {
        **ruled(mined_in="China", end_use="jets"),
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["slag", "scrap"]],
        "Processes": [
            *(BASE["Processes"] or []),
            ["User", "melt", "in", "slag", 1, 1],
            ["User", "melt", "out", "oxide", 1, None],
        ],
    }
    cases: list[tuple[str, list[list[Cell]], str]] = [
        ("Inventory", [STOCK, ["User", "oxide", 3, 0, None, None]], "Inventory!E2"),
        ("Pipeline", [["to", "commodity", "period", "quantity [t]", "origin"], ["User", "oxide", "Q1", 1, None]],
         "Pipeline!E2"),
        # Scrap of sales before the plan, in one period alone.
        ("Recycling", [["customer", "product", "scrap", "unit", "Q2", "origin"],
                       ["User", "oxide", "slag", "t/period", 1, None]], "Recycling!F2"),
    ]  # fmt: skip
    for sheet, rows, where in cases:
        changed: Changed = {**asked, sheet: rows}
        assert cells(changed, "origin-unknown") == [where]
        rows[1][rows[0].index("origin")] = "Malaysia"
        assert not cells(changed, "origin-unknown")


def test_nothing_is_said_of_an_unknown_origin_that_no_rule_can_meet() -> None:
    asked = ruled(mined_in="China", end_use="jets", commodity="oxide")
    stock: list[list[Cell]] = [STOCK, ["Mine", "spare", 3, 0, None, None]]
    empty: list[list[Cell]] = [STOCK, ["User", "oxide", 0, 0, None, None]]
    more: Changed = {"Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["spare", "oxide"]]}
    assert not cells({**asked, **more, "Inventory": stock}, "origin-unknown")
    assert not cells({**asked, "Inventory": empty}, "origin-unknown")


def test_more_origins_than_can_be_told_apart_are_an_error() -> None:
    rows: list[list[Cell]] = [
        [
            f"Rule {number}",
            "tariff",
            day("2027-01-01"),
            f"Land {number}",
            None,
            None,
            "User",
            None,
            None,
            None,
            1,
            "USD/t",
        ]
        for number in range(63)
    ]
    (issue,) = found({**BASE, "Rules": [list(HEADER), *rows]}, "too-many-origins")
    assert (issue.where, issue.severity) == ("Rules", Severity.ERROR)
    assert "63" in issue.message
    assert not found({**BASE, "Rules": [list(HEADER), *rows[:62]]}, "too-many-origins")


def test_another_name_of_a_country_with_a_site_is_an_error_though_other_cells_name_it_so_too() -> None:
    """Else the rule would act on what comes from there by that name alone, and on nothing of the site."""
    changed = banned(("PRC", "2027-01-01", None))
    changed["Inventory"] = [["site", "commodity", "opening [t]", "origin"], ["User", "oxide", 1, "PRC"]]
    issues = [issue for issue in found(changed, "unknown-place") if "PRC" in issue.message]
    assert {issue.where.partition("!")[0] for issue in issues} == {"Rules", "Inventory"}
    assert all(issue.severity is Severity.ERROR and "did you mean 'China'?" in issue.remedy for issue in issues)
