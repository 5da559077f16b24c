"""What each row matched."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.matches import marks, matches
from planner.check import check_input, checked_problem
from planner.report import reading_lines
from tests.cases import Case, Change, put, reference, workbook
from tests.drawn.problems import problem_of
from tests.given.origin_chain import chain, chain_ban
from tests.places import INPUTS
from tests.plan_books import opened, plan_file, table
from tests.tiny import day, tiny, tiny_problem
from tests.workbooks import Cell, Sheets, write_workbook


def test_a_rule_lists_the_lanes_that_its_selectors_match(tmp_path: Path) -> None:
    _, problem = checked_problem(workbook(Case(INPUTS / "small_example"), tmp_path))
    lines = [str(matched) for matched in matches(problem)]
    assert "Rules!A2 matches 1 flow: NdFeB magnet China magnets > Motor plant" in lines


def test_a_row_with_selectors_counts_all_it_matches_and_names_the_first(tmp_path: Path) -> None:
    path = workbook(Case(INPUTS / "small_example"), tmp_path, put("Lanes", "note", "x"), _add_lane("*", "*", "*"))
    _, problem = checked_problem(path)
    by_cell = {matched.cell: matched for matched in matches(problem)}
    wide = by_cell["Lanes!A6"]
    # Five sites have 20 links for each of three commodities; the four exact rows have a mode of their own.
    assert wide.count == 60
    assert len(wide.names) == 5


def _add_lane(origin: str, destination: str, commodity: str) -> Change:
    def change(sheets: Sheets) -> None:
        header = sheets["Lanes"][0]
        row: list[Cell] = [None] * len(header)
        for name, value in (("from", origin), ("to", destination), ("commodity", commodity)):
            row[header.index(name)] = value
        sheets["Lanes"].append(row)

    return change


def test_a_rule_that_its_status_keeps_from_acting_says_so_and_is_not_counted_among_the_rows_that_act(
    tmp_path: Path,
) -> None:
    def sheets(announced: str, status: str) -> Sheets:
        return tiny({
            "Settings": [["setting", "value"], ["announced rules", announced]],
            "Rules": [["rule", "type", "to", "start", "status"], ["Stop", "ban", "User", day("2027-07-01"), status]],
        })  # fmt: skip

    for announced, status in (("no", "announced"), ("no", "suspended"), ("yes", "suspended")):
        own = sheets(announced, status)
        said = [str(one) for one in matches(problem_of(own)) if one.cell == "Rules!A2"]
        assert said == [f"Rules!A2 does not act: its status is {status}"]
    book = opened(plan_file(tmp_path, sheets("no", "announced")))
    (used,) = [row for row in table(book["Inputs used"]) if row["sheet"] == "Rules"]
    names = ("rows read", "rows that act", "rows that do not", "inactive rows", "held back by their status")
    assert [used[name] for name in names] == [1, 0, 1, 0, 1]
    assert book["Inputs used"]["A3"].value.startswith("✔")
    told = list(reading_lines(check_input(write_workbook(tmp_path / "held.xlsx", sheets("no", "announced")))))
    assert "Rules: 1 row read, 1 used, 1 of these held back by their status, 0 inactive" in told
    acts = [str(one) for one in matches(problem_of(sheets("yes", "announced")))]
    assert "Rules!A2 matches 1 flow: oxide Mine > User" in acts


def test_a_ban_of_an_end_use_lists_its_demands_and_marks_tell_what_sets_them() -> None:
    problem = problem_of(chain(chain_ban(), released="defence"))
    assert "Rules!A2 matches 1 flow: magnet to User for defence" in [str(matched) for matched in matches(problem)]
    # Of unknown origin are the magnets in the Store; the Separator's stock is Chinese.
    assert marks(problem) == [
        "origin 'mined, separated in China' is set by 1 recipe at 1 site, 2 opening stocks",
        "origin 'released for defence only' is set by 1 stock that is kept for these",
    ]


@pytest.mark.parametrize(
    ("name", "sheet", "kind"),
    [("food_manufacture_blends", "Blends", "process"), ("grades", "Substitutes", "demand"),
     ("recycling_loop", "Recycling", "return")],
)  # fmt: skip
def test_blends_substitutes_and_return_streams_list_what_they_match(name: str, sheet: str, kind: str) -> None:
    sheets = reference(name).sheets()
    told = [one for one in matches(problem_of(sheets)) if one.cell.startswith(f"{sheet}!")]
    assert len(told) == len(sheets[sheet]) - 1
    assert all(one.count and one.kind == kind for one in told)


def test_a_pin_names_the_flow_that_it_holds_whatever_it_is() -> None:
    header: list[Cell] = ["what", "from", "to", "commodity", "process", "end use", "period", "least", "most"]
    problem = tiny_problem({
        "Commodities": [["commodity", "stage", "surplus price [USD/t]", "surplus limit [t/period]"],
                        ["oxide", "oxide", 4, 10]],
        "Inventory": [["site", "commodity", "maximum [t]"], ["User", "oxide", 20]],
        "Pins": [
            header,
            ["ship", "Mine", "User", "oxide", None, None, "Q1", 1, None],
            ["run", "Mine", None, None, "dig", None, "Q1", 1, None],
            ["stock", "User", None, "oxide", None, None, "Q1", None, 9],
            ["deliver", None, "User", "oxide", None, "motors", "Q1", 1, None],
            ["sell", "User", None, "oxide", None, None, "Q1", None, 3],
        ],
    })  # fmt: skip
    assert [str(matched) for matched in matches(problem) if matched.cell.startswith("Pins")] == [
        "Pins!A2 matches 1 flow: oxide Mine > User",
        "Pins!A3 matches 1 flow: dig at Mine",
        "Pins!A4 matches 1 flow: oxide at User",
        "Pins!A5 matches 1 flow: oxide to User for motors",
        "Pins!A6 matches 1 flow: oxide at User",
    ]


def test_the_row_of_who_supplies_already_matches_that_supplier() -> None:
    """The switching cost stands in the row of all; who is no switch is named in another."""
    sheets = tiny({
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "Malaysia", "mine"],
                  ["User", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]"],
                      ["Mine", "dig", "out", "oxide", 1], ["Pit", "dig", "out", "oxide", 1]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "oxide"]],
        "Sourcing": [["buyer", "commodity", "supplier", "switching cost [USD]", "incumbent"],
                     ["User", "oxide", None, 500, None], ["User", "oxide", "Pit", None, "yes"]],
    })  # fmt: skip
    said = {one.cell.rpartition("!")[2]: one.names for one in matches(problem_of(sheets)) if "Sourcing" in one.cell}
    assert ("Pit",) in said.values()
    assert () not in said.values()


def test_a_process_of_two_lines_in_one_limit_is_counted_once() -> None:
    sheets = tiny({
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["tailings", "mixed"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]"],
                      ["Mine", "dig", "out", "oxide", 1], ["Mine", "dig", "out", "tailings", 1]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "*", "t/period", 8]],
    })  # fmt: skip
    (said,) = [one for one in matches(problem_of(sheets)) if "Capacity" in one.cell]
    assert (said.count, said.names) == (1, ("dig at Mine",))
