"""Names that are the word for all, or that ask for a sum: rows that name them would mean something else."""

from __future__ import annotations

import pytest

from models.issues import Severity
from tests.tiny import cells, found, tiny
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


@pytest.mark.parametrize("name", ["**", "a * b", "{}", "{a", "a}", "all"])
def test_other_signs_may_stand_in_a_name(name: str) -> None:
    for sheet, column in (("Sites", "site"), ("Demand", "end use")):
        changed: dict[str, list[list[Cell]] | None] = dict(called(sheet, column, name))
        assert not cells(changed, "name-reserved")
