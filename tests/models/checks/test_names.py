"""Names that are the word for all, or that ask for a sum: rows that name them would mean something else."""

from __future__ import annotations

import pytest

from models.checks.names import _forms
from models.issues import Severity
from tests.tiny import Changed, cells, found, tiny
from tests.workbooks import Cell, Sheets


def called(sheet: str, column: str, name: str) -> Sheets:
    """Return the tiny sheets with another name in the first row of a column."""
    sheets = tiny({"Groups": [["group", "member"], ["Places", "Mine"]]})
    sheets[sheet][1][sheets[sheet][0].index(column)] = name
    return sheets


@pytest.mark.parametrize(
    ("sheet", "column", "where"),
    [
        ("Sites", "site", "A2"), ("Commodities", "commodity", "A2"), ("Groups", "group", "A2"),
        ("Sites", "operator", "B2"), ("Sites", "country", "C2"), ("Sites", "bloc", "D2"),
        ("Processes", "process", "B2"), ("Demand", "end use", "C2"),
    ],
)  # fmt: skip
def test_nothing_can_be_called_by_the_word_for_all(sheet: str, column: str, where: str) -> None:
    (issue,) = found(dict(called(sheet, column, "*")), "name-reserved")
    assert (issue.where, issue.severity) == (f"{sheet}!{where}", Severity.ERROR)


@pytest.mark.parametrize("name", ["{Mine}", "{ a, b }"])
def test_what_sheet_capacity_reads_as_a_sum_is_no_name_of_a_site_commodity_or_group(name: str) -> None:
    for sheet, column in (("Sites", "site"), ("Commodities", "commodity"), ("Groups", "group")):
        assert cells(dict(called(sheet, column, name)), "name-reserved") == [f"{sheet}!A2"]
    assert not cells(dict(called("Demand", "end use", name)), "name-reserved")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("7", "007", True), ("100", "1E2", True), ("0.05", "5%", True), ("7", "70", False), ("a7", "a07", False)],
)
def test_names_that_are_one_number_to_a_spreadsheet_are_told(one: str, other: str, same: bool) -> None:
    row: list[Cell] = ["User", "oxide", one, "t/period", 1]
    header: list[Cell] = ["customer", "commodity", "end use", "unit", "all"]
    twin: list[Cell] = ["User", "oxide", other, "t/period", 1]
    issues = found({"Demand": [header, row, twin]}, "names-of-one-number")
    assert [(issue.where, issue.severity) for issue in issues] == ([("Demand!C3", Severity.WARNING)] if same else [])
    assert not cells({"Demand": [header, row, [*row[:1], "oxide", f" {one}x", *row[3:]]]}, "names-of-one-number")


@pytest.mark.parametrize("name", ["**", "a * b", "{}", "{a", "a}", "all"])
def test_other_signs_may_stand_in_a_name(name: str) -> None:
    for sheet, column in (("Sites", "site"), ("Demand", "end use")):
        changed: dict[str, list[list[Cell]] | None] = dict(called(sheet, column, name))
        assert not cells(changed, "name-reserved")


@pytest.mark.parametrize(
    ("one", "other", "warned"),
    [
        ("NdPr oxide", "NdPr-oxide", True), ("NdPr oxide", "ndpr_OXIDE", True), ("Pit 1", "Pit1", True),
        ("grade 1.5", "grade 15", False), ("A+", "A-", False), ("A", "A-", False), ("metal", "metals", False),
        ("NdPr oxide", "NdPr oxide.", True), ("Pit 1", "Pit 1;", True),
    ],
)  # fmt: skip
def test_two_names_that_differ_in_signs_only_are_warned_of(one: str, other: str, warned: bool) -> None:
    names: Changed = {"Commodities": [["commodity", "stage"], ["oxide", "oxide"], [one, "oxide"], [other, "oxide"]]}
    assert cells(names, "names-nearly-alike") == (["Commodities!A4"] if warned else [])


@pytest.mark.parametrize(
    ("one", "other", "warned"),
    [
        ("defence", "defense", True), ("US motors", "US motor", True), ("grid storage", "grid stroage", True),
        ("grade A", "grade B", False), ("users of SH", "users of UH", False), ("phase 2021", "phase 2022", False),
        ("cars", "card", False), ("imports", "exports", False), ("defence 2", "defense 3", False),
        ("defence", "de-fence", False),
    ],
)  # fmt: skip
def test_two_end_uses_that_differ_in_a_letter_of_a_word_are_warned_of(one: str, other: str, warned: bool) -> None:
    header: list[Cell] = ["customer", "commodity", "end use", "unit", "all"]
    rows: list[list[Cell]] = [["User", "oxide", use, "t/period", 1] for use in (one, other)]
    issues = [issue for issue in found({"Demand": [header, *rows]}, "names-nearly-alike") if "letter" in str(issue)]
    assert [(issue.where, issue.severity) for issue in issues] == ([("Demand!C3", Severity.WARNING)] if warned else [])


def test_a_word_of_many_letters_has_no_form_for_each() -> None:
    assert len(list(_forms("a" * 32_767))) == 1
    assert len(list(_forms(f"users of {'ab' * 10}"))) == 1 + 5 + 20


def test_a_tier_of_a_contract_whose_name_is_misspelled_is_warned_of() -> None:
    """Its supplier, buyer and commodity are blank, so that it would be a contract over everything."""
    rows: list[list[Cell]] = [
        ["contract", "tier", "supplier", "buyer", "commodity", "price [USD/t]", "tier to [t]", "window"],
        ["spot", "a", "Mine", "User", "oxide", 9, 5, "period"],
        ["spott", "b", None, None, None, 8, None, None],
    ]
    assert cells({"Contracts": rows}, "names-nearly-alike") == ["Contracts!A3"]


@pytest.mark.parametrize(
    ("sheet", "column"),
    [("Sites", "operator"), ("Sites", "country"), ("Sites", "bloc"), ("Groups", "group"), ("Processes", "process")],
)
def test_names_that_differ_in_a_letter_are_warned_of_wherever_nothing_owns_them(sheet: str, column: str) -> None:
    sheets = called(sheet, column, "Northern")
    sheets[sheet].append(list(sheets[sheet][1]))
    sheets[sheet][-1][0] = "Pit" if sheet == "Sites" else sheets[sheet][1][0]
    sheets[sheet][-1][sheets[sheet][0].index(column)] = "Norhtern"
    cell = f"{sheet}!{'ABCD'[sheets[sheet][0].index(column)]}{len(sheets[sheet])}"
    assert cells(dict(sheets), "names-nearly-alike") == [cell]


@pytest.mark.parametrize(("one", "other"), [("Iran", "Iraq"), ("Niger", "Nigeria"), ("Austria", "Australia")])
def test_countries_that_are_nearly_alike_by_nature_are_not_warned_of(one: str, other: str) -> None:
    sheets = called("Sites", "country", one)
    sheets["Sites"].append(["Pit", *sheets["Sites"][1][1:]])
    sheets["Sites"][-1][sheets["Sites"][0].index("country")] = other
    assert not cells(dict(sheets), "names-nearly-alike")


def test_codes_that_differ_in_a_letter_by_nature_are_not_warned_of() -> None:
    header: list[Cell] = ["customer", "commodity", "end use", "unit", "all"]
    codes = [f"stream{first}{second}" for first in "abcdef" for second in "abcdef"]
    rows: list[list[Cell]] = [["User", "oxide", code, "t/period", 1] for code in codes]
    assert not cells({"Demand": [header, *rows]}, "names-nearly-alike")
    assert cells({"Demand": [header, *rows[:2]]}, "names-nearly-alike") == ["Demand!C3"]


@pytest.mark.parametrize(("sheet", "name"), [("Sites", "Mine"), ("Commodities", "oxide")])
def test_of_a_name_that_stands_in_a_row_which_does_not_act_it_is_told_where_it_stands(sheet: str, name: str) -> None:
    sheets = tiny()
    header, *rows = sheets[sheet]
    changed: Changed = {sheet: [[*header, "active"], *([*row, "no" if name in row else None] for row in rows)]}
    if sheet == "Commodities":
        changed[sheet] = [[*header, "active"], ["ore", "ore", None], [name, "oxide", "no"]]
    told = found(changed, "unknown-name")
    where = "Sites!A2" if sheet == "Sites" else "Commodities!A3"
    assert told
    assert all(one.message == f"'{name}' stands in {where}, which does not act (active = no)" for one in told)
    assert all("did you mean" not in one.message and where in one.remedy for one in told)


def test_of_a_name_that_is_nowhere_sheet_groups_is_named_too_where_a_group_may_stand() -> None:
    changed: Changed = {"Lanes": [["from", "to", "commodity"], ["Mines", "User", "oxide"]]}
    (told,) = found(changed, "unknown-name")
    assert told.remedy == "correct the name, or add it to sheet Sites or Groups"
