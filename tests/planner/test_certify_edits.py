"""What `plan verify` says that an edit costs: to the last digits, in its unit, and within the gap of decisions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.certify import _impossible
from planner.read_back.flows import COLUMNS
from planner.read_back.plan import StatedPlan
from tests.given.edits import edited, from_the_pit, quantities
from tests.given.near import two_mines
from tests.plan_books import plan_file


def test_what_an_edit_costs_is_told_where_it_is_less_than_the_rounding_of_a_solver(tmp_path: Path) -> None:
    """5 t from the pit cost 2 USD/t more, of a plan of 15 million USD: a millionth of that is 15 USD."""
    sheets = two_mines(10, 12)
    for row in sheets["Lanes"][1:]:
        row[3] = 1e6
    plan_file(tmp_path, sheets)
    certified = edited(tmp_path, tmp_path, "Flows", from_the_pit)
    assert certified.verification.accepted, certified.verification.faults
    assert certified.costs == {"cost": pytest.approx(10.0, abs=1e-3)}
    words = certified.sentences()
    assert "the edit changes cost by +10 USD" in words
    assert any("; gap 10" in line for line in words)


def test_what_an_edit_makes_of_stocks_is_told_in_its_unit(tmp_path: Path) -> None:
    """2 t of safety stock, filled in Q1, are thrown away then, and missed in all three quarters."""
    sheets = two_mines(10, 12)
    sheets["Inventory"] = [["site", "commodity", "maximum [t]", "safety [t]"], ["User", "oxide", 9, 2]]
    plan_file(tmp_path, sheets)

    def emptied(sheet: Any) -> None:
        for cell in quantities(sheet, kind="stock"):
            row = [each.value for each in sheet[cell.row]]
            row[len(COLUMNS)] = None
            row[0] = "below_safety"
            sheet.append(row)
            cell.value = 0
        (own,) = quantities(sheet, kind="stock", period="Q3")
        thrown = [each.value for each in sheet[own.row]]
        thrown[0], thrown[COLUMNS.index("quantity")], thrown[len(COLUMNS)] = "dispose", 2, None
        thrown[COLUMNS.index("period")] = "Q1"
        sheet.append(thrown)

    words = edited(tmp_path, tmp_path, "Flows", emptied).sentences()
    (line,) = [one for one in words if "the edit changes soft rules, stocks and lateness by +" in one]
    assert line.endswith(" tonne-years")


def test_an_edit_that_is_better_within_the_gap_of_decisions_is_no_fault() -> None:
    stated = StatedPlan({}, [("cost", 500.0)], hash="", finished=True, made_from="")
    assert [len(_impossible({"cost": -20.0}, stated, gap, broken=False)) for gap in (0.0, 0.03, 0.05)] == [1, 1, 0]


def test_of_an_edit_that_is_refused_it_is_not_said_that_it_costs_nothing(tmp_path: Path) -> None:
    """What is typed to arrive of a shipment is not what was sent: it costs nothing, and is not there."""
    plan_file(tmp_path, two_mines(10, 12))

    def arrives(sheet: Any) -> None:
        quantities(sheet, kind="arrive")[0].value = 1

    certified = edited(tmp_path, tmp_path, "Flows", arrives)
    assert not certified.verification.accepted
    assert not certified.costs
    words = certified.sentences()
    assert "every tier that is stated is as stated" in words
    assert not any("costs nothing" in line for line in words)
