"""Cells that hold no value: errors, and formulas that no program has calculated."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.read import read_input
from planner.read.grid import Fault, Flaw
from planner.read.sheet_names import is_known_sheet
from planner.read.workbook import read_workbook
from tests.demand_sheet import SIX, demand, grid_of, refusal_of
from tests.workbooks import Formula, read_part, small_example, tamper, write_workbook


@pytest.mark.parametrize("shown", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"])
def test_an_error_cell_is_a_flaw_at_its_place(tmp_path: Path, shown: str) -> None:
    grid = grid_of(tamper(demand(tmp_path), SIX, f'<c r="C2" t="e"><v>{shown}</v></c>'))
    assert grid.rows[1][2] == Flaw(Fault.ERROR, shown)


def test_an_error_cell_with_a_formula_is_found_too(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"Demand": [["customer"], [Formula("=1/0", "#DIV/0!")]]})
    assert grid_of(path).rows[1][0] == Flaw(Fault.ERROR, "#DIV/0!")


def test_an_error_value_that_the_fast_reader_does_not_know_is_named_with_its_cell(tmp_path: Path) -> None:
    issue = refusal_of(tamper(demand(tmp_path), SIX, '<c r="C2" t="e"><v>#SPILL!</v></c>'))
    assert (issue.code, issue.where) == ("error-cell", "Demand!C2")


@pytest.mark.parametrize(
    "cell", ['t="e"/>', 't="e"></c>', 't="e"><v/></c>', 's="1" t="e"><v></v></c>', 't="e"> <v />\n</c>']
)
def test_an_error_cell_whose_value_is_lost_is_not_blank(tmp_path: Path, cell: str) -> None:
    grid = grid_of(tamper(demand(tmp_path), SIX, f'<c r="C2" {cell}'))
    assert grid.rows[1][2] == Flaw(Fault.ERROR, "an error")


@pytest.mark.parametrize("stored", ["", "<v></v>", "<v/>", "<v />"])
@pytest.mark.parametrize("style", ["", ' s="1"'])
def test_a_formula_that_was_never_calculated_is_a_flaw(tmp_path: Path, stored: str, style: str) -> None:
    cell = f'<c r="C2"{style}><f>SUM(A1:A9)</f>{stored}</c>'
    grid = grid_of(tamper(demand(tmp_path), SIX, cell))
    assert grid.rows[1][2] == Flaw(Fault.UNCALCULATED, "=SUM(A1:A9)")


def test_an_uncalculated_formula_outside_all_values_is_found(tmp_path: Path) -> None:
    grid = grid_of(tamper(demand(tmp_path), SIX, SIX + '<c r="F2"><f>1+1</f></c>'))
    assert grid.rows[1][5] == Flaw(Fault.UNCALCULATED, "=1+1")
    assert grid.rows[0][5] == ""


def test_a_shared_formula_without_its_text_is_found(tmp_path: Path) -> None:
    grid = grid_of(tamper(demand(tmp_path), SIX, '<c r="C2"><f t="shared" si="0"/></c>'))
    assert isinstance(grid.rows[1][2], Flaw)


@pytest.mark.parametrize("formula", ["<f>4*12</f>", '<f t="shared" si="0"/>', '<f t="array" ref="C2:C2">4*12</f>'])
def test_a_zero_that_no_program_has_calculated_is_a_flaw_of_an_input(tmp_path: Path, formula: str) -> None:
    """As scripts write it: the workbook says that it is to be calculated, and stores 0 for each formula."""
    path = tamper(demand(tmp_path), SIX, f'<c r="C2">{formula}<v>0</v></c>')
    assert 'fullCalcOnLoad="1"' in read_part(path, "xl/workbook.xml")
    book, _ = read_workbook(path, is_known_sheet, is_input=True)
    value = book.grids["Demand"].rows[1][2]
    assert isinstance(value, Flaw)
    assert value.fault is Fault.UNCALCULATED
    tamper(path, ' fullCalcOnLoad="1"', "", "xl/workbook.xml")
    book, _ = read_workbook(path, is_known_sheet, is_input=True)
    assert book.grids["Demand"].rows[1][2] == 0


def test_the_zeros_of_our_own_plans_are_calculated(tmp_path: Path) -> None:
    path = tamper(demand(tmp_path), SIX, '<c r="C2"><f>1-1</f><v>0</v></c>')
    assert grid_of(path).rows[1][2] == 0


def test_a_formula_is_read_through_its_stored_value(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"Demand": [["customer"], [Formula("=3*2", 6)], [Formula('="a"', "a")]]})
    assert [row[0] for row in grid_of(path).rows[1:]] == [6, "a"]


def test_a_formula_with_an_empty_text_as_result_is_blank(tmp_path: Path) -> None:
    grid = grid_of(tamper(demand(tmp_path), SIX, '<c r="C2" t="str"><f>""</f><v></v></c>'))
    assert grid.rows[1][2] == ""


def test_a_long_sheet_of_formulas_that_were_never_calculated_is_refused_cell_by_cell(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "plan.xlsx", small_example())
    rows = "".join(f'<row r="{row}"><c r="A{row}"><f>B{row}</f></c></row>' for row in range(4, 50_000))
    tamper(path, "</sheetData>", f"{rows}</sheetData>", "xl/worksheets/sheet6.xml")
    issues = [issue for issue in read_input(path).issues if issue.code == "uncalculated-formula"]
    assert (len(issues), issues[0].where) == (49_996, "Demand!A4")


@pytest.mark.parametrize(("said", "warned"), [("0", True), ("false", True), ("1", False)])
def test_a_file_whose_formulas_were_not_calculated_to_the_end_is_warned_of(
    tmp_path: Path, said: str, warned: bool
) -> None:
    """As Excel saves one in manual mode: formulas keep what they showed before."""
    path = tamper(
        demand(tmp_path), 'fullCalcOnLoad="1"', f'calcMode="manual" calcCompleted="{said}"', "xl/workbook.xml"
    )
    _, issues = read_workbook(path, is_known_sheet, is_input=True)
    assert [issue.severity for issue in issues if issue.code == "half-calculated"] == (["warning"] if warned else [])
    # Of one of our own plans it means nothing: its numbers are no formulas of others.
    assert not read_workbook(path, is_known_sheet)[1]
