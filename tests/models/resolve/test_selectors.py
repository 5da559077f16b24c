"""Selectors of rows that create or describe: what they match, and which row replaces which."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.issues import Findings, Severity
from models.names import Exactness, Match, make_namespace
from models.records import Records
from models.resolve import make_problem
from models.resolve.selectors import SUGGESTED, combined, expand, look_up, most_exact
from tests.drawn.problems import tables_of
from tests.tiny import Changed, cells, found, tiny, tiny_problem
from tests.workbooks import Cell

SITES: list[list[Cell]] = [
    ["site", "operator", "country", "bloc", "kind"],
    ["Mine", "Miner", "Malaysia", "Allies", "mine"],
    ["Pit", "Digger", "Japan", "Allies", "mine"],
    ["User", "Maker", "United States", "US", "customer"],
]
GROUPS: list[list[Cell]] = [["group", "member"], ["Mines", "Mine"], ["Mines", "Pit"]]


def lanes(*rows: list[Cell]) -> Changed:
    """Return sheets with these lanes: from, to, commodity, cost."""
    return {"Sites": SITES, "Groups": GROUPS, "Lanes": [["from", "to", "commodity", "cost [USD/t]"], *rows]}


def cost(*rows: list[Cell]) -> dict[tuple[str, str], float]:
    """Return the cost of each lane by its ends."""
    problem = tiny_problem(lanes(*rows))
    names = problem.site_names.names
    return {
        (names[origin], names[destination]): value
        for origin, destination, value in zip(
            problem.lanes.origin, problem.lanes.destination, problem.lanes.cost[:, 0].tolist(), strict=True
        )
    }


@pytest.mark.parametrize("selector", ["Mines", "Allies"])
def test_a_selector_makes_a_lane_for_each_match(selector: str) -> None:
    assert cost([selector, "User", "oxide", 3]) == {("Mine", "User"): 3.0, ("Pit", "User"): 3.0}


def test_a_lane_for_all_goes_between_any_two_sites_and_from_none_to_itself() -> None:
    every = cost(["*", "*", None, 3])
    assert len(every) == 6
    assert all(origin != destination for origin, destination in every)


@pytest.mark.parametrize("exact", ["Mine", "Miner", "Malaysia"])
def test_a_name_an_operator_and_a_country_replace_the_bloc(exact: str) -> None:
    assert cost(["Allies", "User", "oxide", 3], [exact, "User", "oxide", 4]) == {
        ("Mine", "User"): 4.0,
        ("Pit", "User"): 3.0,
    }


def test_the_more_exact_row_wins_whatever_the_order_of_rows() -> None:
    rows: list[list[Cell]] = [["*", "User", "oxide", 1], ["Allies", "User", "oxide", 2], ["Mines", "User", "oxide", 3],
                              ["Pit", "User", "oxide", 4]]  # fmt: skip
    expected = {("Mine", "User"): 3.0, ("Pit", "User"): 4.0}
    assert cost(*rows) == cost(*rows[::-1]) == expected


def test_two_rows_equally_exact_are_an_error_that_names_both_cells() -> None:
    (issue,) = found(lanes(["Mines", "User", "oxide", 3], ["Malaysia", "User", "oxide", 4]), "equal-match")
    assert issue.where == "Lanes!A3"
    assert "Lanes!A2" in issue.message


def test_rows_that_are_each_more_exact_in_one_column_are_an_error() -> None:
    rows = lanes(["Mine", "*", "oxide", 3], ["*", "User", "oxide", 4])
    (issue,) = found(rows, "equal-match")
    assert {issue.where, *(word.strip(",") for word in issue.message.split())} >= {"Lanes!A2", "Lanes!A3"}


def test_a_third_row_exact_in_both_columns_settles_it() -> None:
    sheets = lanes(["Mine", "*", "oxide", 3], ["Allies", "User", "oxide", 4], ["Mine", "User", "oxide", 5])
    assert found(sheets, "equal-match") == []
    problem = tiny_problem(sheets)
    chosen = problem.lanes.cost[:, 0].tolist()
    assert sorted(chosen) == [3.0, 4.0, 5.0]


def test_an_unknown_name_is_an_error_with_its_cell_and_a_suggestion() -> None:
    (issue,) = found(lanes(["Mien", "User", "oxide", 3]), "unknown-name")
    assert issue.where == "Lanes!A2"
    assert "did you mean 'Mine'" in issue.message


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("all", "write `*` for all"), ("Everyone", "write `*` for all"),
        ("Mine; User", "write one name in a cell: a row for each, or a group of sheet Groups that has them"),
        ("Mine, User", "write one name in a cell: a row for each, or a group of sheet Groups that has them"),
        ("Total", "delete the row where it adds up others"),
        ("Mine, Perth", "correct the name, or add it to sheet Sites or Groups"),
    ],
)  # fmt: skip
def test_words_for_all_and_lists_and_totals_are_told_what_to_write_instead(name: str, remedy: str) -> None:
    (issue,) = found(lanes([name, "User", "oxide", 3]), "unknown-name")
    assert issue.remedy == remedy
    assert "did you mean" not in issue.message or remedy.startswith("correct")


def test_where_one_thing_is_asked_for_nobody_is_told_to_write_all_or_a_group() -> None:
    sheets: Changed = {"Demand": [["customer", "commodity", "unit", "all"], ["User; Mine", "oxide", "t/period", 5]]}
    (issue,) = found(sheets, "unknown-name")
    assert issue.remedy == "write one name in a cell: a row for each"
    sheets = {"Demand": [["customer", "commodity", "unit", "all"], ["all", "oxide", "t/period", 5]]}
    (issue,) = found(sheets, "unknown-name")
    assert issue.remedy == "correct the name, or add it to sheet Sites"


def test_the_first_unknown_names_get_a_suggestion_and_all_are_named() -> None:
    rows: list[list[Cell]] = [[f"Mine {way}", "User", "oxide", 3] for way in range(60)]
    issues = found(lanes(*rows), "unknown-name")
    assert len(issues) == 60
    assert sum("did you mean 'Mine'" in issue.message for issue in issues) == SUGGESTED


def test_a_country_is_not_its_only_site_where_one_site_is_asked_for() -> None:
    sheets: Changed = {"Demand": [["customer", "commodity", "unit", "all"], ["United States", "oxide", "t/period", 5]]}
    (issue,) = found(sheets, "unknown-name")
    assert issue.where == "Demand!A2"
    assert "one is needed" in issue.message


def test_a_name_with_two_meanings_is_an_error_where_it_is_used_and_only_there() -> None:
    sites: list[list[Cell]] = [*SITES, ["Miner", "Maker", "Japan", None, "plant"]]
    assert cells({**lanes(["Pit", "User", "oxide", 3]), "Sites": sites}, "name-clash") == []
    assert cells({**lanes(["Miner", "User", "oxide", 3]), "Sites": sites}, "name-clash") == ["Lanes!A2"]


def test_a_name_with_two_meanings_is_told_once_however_many_rows_name_it() -> None:
    sites: list[list[Cell]] = [*SITES, ["Miner", "Maker", "Japan", None, "plant"]]
    rows: list[list[Cell]] = [["Miner", "User", "oxide", 3], ["Miner", "Mine", "oxide", 4]]
    assert cells({**lanes(*rows), "Sites": sites}, "name-clash") == ["Lanes!A2"]


def test_a_member_of_a_group_with_two_meanings_is_an_error() -> None:
    sites: list[list[Cell]] = [*SITES, ["Miner", "Maker", "Japan", None, "plant"]]
    groups: list[list[Cell]] = [["group", "member"], ["Outer", "Inner"], ["Inner", "Miner"]]
    assert cells({"Sites": sites, "Groups": groups}, "name-clash") == ["Groups!B3"]


def test_the_product_of_two_selectors_is_every_pair() -> None:
    def match(*codes: int) -> Match:
        return Match(np.array(codes, dtype=np.int64), Exactness.SET)

    every = expand([[match(0, 1), match(5), match()], [match(2, 3), match(6), match(1)]])
    assert every.codes.tolist() == [[0, 2], [0, 3], [1, 2], [1, 3], [5, 6]]
    assert every.record.tolist() == [0, 0, 0, 0, 1]


def test_codes_combined_are_equal_exactly_where_the_rows_are_even_beyond_64_bits() -> None:
    large = np.iinfo(np.int64).max // 4
    rows = np.array([[large, large, 0], [large, large, 0], [large, 0, large], [0, large, large]], dtype=np.int64)
    codes = combined(rows)
    assert codes[0] == codes[1]
    assert np.unique(codes).size == 3


def test_the_chosen_rows_stand_in_the_order_of_their_keys() -> None:
    every = expand(
        [[Match(np.array([2, 0], dtype=np.int64), Exactness.SET), Match(np.array([1], np.int64), Exactness.NAME)]]
    )
    best, pairs = most_exact(every, np.empty((3, 0), dtype=np.int64))
    assert every.codes[best, 0].tolist() == [0, 1, 2]
    assert pairs == []


def test_names_that_differ_only_in_case_are_duplicates_and_break_nothing() -> None:
    """The reader reports the duplicate; the resolver still has to give its own findings."""
    tables = tables_of(tiny())
    tables.records["Sites"].text["site"][1] = "MINE"
    problem, _ = make_problem(tables)
    assert problem.site_names.names == ("Mine",)


@pytest.mark.parametrize(("column", "matched"), [("from", [0, 1]), ("commodity", [2, 1])])
def test_a_blank_cell_that_must_be_filled_matches_nothing_where_another_means_all(
    column: str, matched: list[int]
) -> None:
    """Else a hundred broken rows of lanes would stand for every pair of sites, a hundred times."""
    cells = {column: np.array(["", "Mine"], dtype=object)}
    records = Records("Lanes", np.array([2, 3]), cells, required=frozenset({"from"}))
    found_names = look_up(records, column, make_namespace(["Mine", "Pit"]), "Sites", tables_of(tiny()), Findings())
    assert [match.codes.size for match in found_names] == matched


def test_sheets_that_the_file_spells_otherwise_make_the_same_problem() -> None:
    tables = tables_of(tiny())
    spelt = {name: replace(records, sheet=f"{name.upper()}\xa0") for name, records in tables.records.items()}
    problem, issues = make_problem(replace(tables, records=spelt))
    assert [issue for issue in issues if issue.severity is Severity.ERROR] == []
    assert problem.site_names.names == make_problem(tables)[0].site_names.names
