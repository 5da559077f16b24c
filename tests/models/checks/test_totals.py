"""Rows that add up others, which would be asked for twice."""

from __future__ import annotations

import pytest

from tests.tiny import Changed, cells
from tests.workbooks import Cell

HEADER: list[Cell] = ["customer", "commodity", "end use", "priority", "Q1 [t/period]", "Q2 [t/period]"]


def demand(*rows: tuple[str | None, float, float]) -> Changed:
    made: list[list[Cell]] = [["User", "oxide", use, 1, first, second] for use, first, second in rows]
    return {"Demand": [HEADER, *made]}


PARTS = (("motors", 6, 5), ("phones", 2, 0))


@pytest.mark.parametrize("word", ["Total", "TOTAL:", "Grand total", "Subtotal", "sum"])
def test_a_row_that_is_called_a_total_is_warned_of(word: str) -> None:
    assert cells(demand(*PARTS, (word, 9, 9)), "total-row") == ["Demand!C4"]


def test_a_row_without_an_end_use_that_adds_up_all_others_is_warned_of() -> None:
    assert cells(demand(*PARTS, (None, 8, 5)), "total-row") == ["Demand!C4"]
    assert cells(demand((None, 8, 5), *PARTS), "total-row") == ["Demand!C2"]


@pytest.mark.parametrize("rows", [
    (*PARTS, ("other", 8, 5)), (*PARTS, (None, 8, 6)), ((None, 6, 5), ("motors", 6, 5)), (*PARTS, ("total loss", 1, 1)),
])  # fmt: skip
def test_other_rows_are_demands(rows: tuple[tuple[str | None, float, float], ...]) -> None:
    assert not cells(demand(*rows), "total-row")
