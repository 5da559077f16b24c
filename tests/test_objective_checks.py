"""What is asked of the plan as a whole and cannot be kept together with other rows."""

from __future__ import annotations

from tests.tiny import Changed, found
from tests.workbooks import Cell

MINIMUM_LOAD: list[list[Cell]] = [
    ["site", "process", "basis", "commodity", "unit", "all", "minimum load [t/period]"],
    ["Mine", "dig", "out", "oxide", "t/period", 8, 3],
]


def settings(*rows: list[Cell], **sheets: list[list[Cell]]) -> Changed:
    return {"Settings": [["setting", "value"], *rows], **sheets}


def test_a_fair_share_beside_whole_numbers_is_an_error_that_names_the_cells_of_both() -> None:
    (issue,) = found(settings(["fair share", "yes"], Capacity=MINIMUM_LOAD), "fair-share-whole-numbers")
    assert (issue.severity, issue.where) == ("error", "Settings!B2")
    assert "Capacity!G2" in issue.message


def test_a_fair_share_of_a_linear_program_is_no_error() -> None:
    assert not found(settings(["fair share", "yes"]), "fair-share-whole-numbers")
    assert not found(settings(["fair share", "no"], Capacity=MINIMUM_LOAD), "fair-share-whole-numbers")
