"""Shortages of many millions of tonnes have the cures that they would have in tonnes, in numbers that can be typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.solve.session import silent
from planner.story import tell
from tests.cure_cases import cures_of, short_places
from tests.studies import study_of
from tests.tiny import near, tiny
from tests.workbooks import Sheets, write_workbook


def oxide(size: float) -> Sheets:
    """Return a mine of 8 and a stock of 3 that should stay, for 10 of priority 1 and 3 of 2, so many t each."""
    return tiny({
        "Demand": [
            ["customer", "commodity", "end use", "priority", "unit", "all"],
            ["User", "oxide", "motors", 1, "t/period", 10 * size], ["User", "oxide", "wire", 2, "t/period", 3 * size],
        ],
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "all"],
            ["Mine", "dig", "out", "oxide", "t/period", 8 * size],
        ],
        "Inventory": [["site", "commodity", "opening [t]", "safety [t]"], ["Mine", "oxide", 3 * size, 3 * size]],
    })  # fmt: skip


@pytest.mark.parametrize("size", [1e6, 1e7, 3e7, 1e9])
def test_cures_of_millions_of_tonnes_are_those_of_tonnes(size: float) -> None:
    study, small = study_of(oxide(size)), study_of(oxide(1.0))
    places = short_places(small)
    assert short_places(study) == places
    for place in places:
        found, known = cures_of(study, [place]), cures_of(small, [place])
        assert (found.why, found.left) == ("", near(0.0))
        told = [(cure.levers, cure.tonnes / size, cure.cost / size) for cure in found.each]
        assert told == [(cure.levers, near(cure.tonnes), near(cure.cost)) for cure in known.each]


def test_a_million_tonnes_are_told_in_full(tmp_path: Path) -> None:
    told = "\n".join(tell(write_workbook(tmp_path / "case.xlsx", oxide(1e6)), None, silent, "motors Q1").lines)
    assert "1. 2,000,000 t more capacity of Mine; dig" in told
    assert "e+" not in told
