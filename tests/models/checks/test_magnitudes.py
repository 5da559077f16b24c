"""What is said of numbers that are too large or too small shows in what they are more than a limit."""

from __future__ import annotations

import pytest

from tests.tiny import Changed, found
from tests.workbooks import Cell

DUG: list[Cell] = ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"]


def dug(quantity: float, cost: float) -> Changed:
    return {"Processes": [DUG, ["Mine", "dig", "out", "oxide", quantity, cost]]}


def weights(first: float, second: float) -> Changed:
    """Return demand of two weights in one priority."""
    head: list[Cell] = ["customer", "commodity", "end use", "weight", "unit", "all"]
    return {
        "Demand": [head, ["User", "oxide", "x", first, "t/period", 5], ["User", "oxide", "y", second, "t/period", 5]]
    }


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        (dug(1, 10_000_000_001), "run cost 10,000,000,001 is more than 10,000,000,000, too large"),
        (dug(1, -10_000_000_001), "run cost -10,000,000,001 is more than 10,000,000,000, too large"),
        (dug(1, 2e10), "run cost 2e+10 is more than 1e+10, too large"),
        (dug(1_000_000, 1), "1,000,000 t a run, yield included, is too large to be solved with"),
        (dug(1e-9, 1), "1e-09 t a run, yield included, is too small to be solved with"),
        (weights(1, 100_000_001), "1 here is more than 100,000,000 times less than 100,000,001 of Demand!D3"),
        (weights(1, 2e8), "1 here is more than 100,000,000 times less than 2e+08 of Demand!D3"),
    ],
)
def test_a_number_is_shown_in_enough_digits_to_be_told_from_its_limit(sheets: Changed, said: str) -> None:
    (issue,) = found(sheets, "extreme-number")
    assert said in issue.message
