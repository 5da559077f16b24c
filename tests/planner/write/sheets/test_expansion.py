"""Sheet Expansion of the output, and what the output says of whole-number decisions that are proven or not."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from models.linear.solution import Decisions
from planner.certify import verify_files
from planner.report import result_document, result_sentences
from planner.run import Solved, integer_line, solve_input
from planner.solve.session import silent
from planner.write.workbook import write_solved
from tests.cases import reference, workbook


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Solved:
    return solve_input(workbook(reference("expansion"), tmp_path_factory.mktemp("expansion")), "highs", None, silent)


@pytest.fixture(scope="module")
def written(solved: Solved, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_solved(tmp_path_factory.mktemp("plan") / "plan.xlsx", solved)


@cache
def rows(path: Path, sheet: str, formulas: bool = False) -> list[list[object]]:
    book = openpyxl.load_workbook(path, data_only=not formulas)
    return [list(row) for row in book[sheet].iter_rows(values_only=True)]


def texts(path: Path, sheet: str) -> list[str]:
    return [cell for row in rows(path, sheet) for cell in row if isinstance(cell, str)]


def test_the_sheet_says_what_is_built_when_and_what_it_costs(solved: Solved, written: Path) -> None:
    header = [str(cell) for cell in rows(written, "Expansion")[4]]
    cheap, dear = (dict(zip(header, row, strict=True)) for row in rows(written, "Expansion")[5:7])
    expand = solved.plan.tables["expand"].set_index("site")
    assert cheap["decided in"] == expand.loc["Cheap", "period"]
    assert cheap["ready in"] == expand.loc["Cheap", "ready_period"]
    assert cheap["added [t/yr]"] == pytest.approx(20.0)
    assert cheap["capital cost of what is added [USD]"] == pytest.approx(60_000.0)
    assert cheap["annuity [USD/yr]"] == pytest.approx(20 * 3_000 * 0.129504575, rel=1e-6)
    assert cheap["2031"] == pytest.approx(20.0)
    assert cheap["input row"] == "Expansion!C2"
    assert (dear["state"] == "not built") == ("Dear" not in expand.index)


def test_its_numbers_follow_from_sheet_flows(written: Path) -> None:
    formulas = rows(written, "Expansion", formulas=True)[5]
    assert str(formulas[7]).startswith("=Flows!")
    standing = [row for row in rows(written, "Flows", formulas=True) if row[0] == "standing"]
    place = rows(written, "Flows")[4].index("quantity")
    assert standing
    assert all(str(row[place]).startswith("=") for row in standing)


def test_what_is_added_is_found_again_in_the_workbook_and_verified(tmp_path: Path, written: Path) -> None:
    certified = verify_files(written, workbook(reference("expansion"), tmp_path))
    assert certified.verification.accepted, certified.verification.faults


def test_the_summary_and_the_costs_speak_of_it(written: Path) -> None:
    assert any("Capacity is added: make at Cheap by 20" in text for text in texts(written, "Summary"))
    assert "capital cost" in texts(written, "Costs")


def test_a_plan_without_options_has_no_such_sheet(tmp_path: Path) -> None:
    plain = solve_input(workbook(reference("start_up"), tmp_path), "highs", None, silent)
    assert "Expansion" not in openpyxl.load_workbook(write_solved(tmp_path / "p.xlsx", plain)).sheetnames
    assert any("none: a linear program" in text for text in texts(tmp_path / "p.xlsx", "Run"))


def test_rows_that_made_it_an_integer_problem_are_named_in_log_run_and_json(
    tmp_path: Path, solved: Solved, written: Path
) -> None:
    lines: list[str] = []
    solve_input(workbook(reference("expansion"), tmp_path), "highs", None, lines.append)
    cells = ["Expansion!H2", "Expansion!H3"]
    assert f"whole numbers are asked for by {', '.join(cells)}" in lines
    named = [row[2] for row in rows(written, "Run") if row[0] == "whole numbers are asked for by"]
    assert named == cells
    document = result_document(solved, written)
    assert document["proven"] is True
    assert document["whole_numbers"] == {"count": 9, "gap": 0.0, "rows": cells}


def test_a_long_list_of_rows_is_cut_in_the_log() -> None:
    line = integer_line([f"Capacity!E{row}" for row in range(2, 22)])
    assert line.endswith("Capacity!E11 and 10 more, which sheet Run names")


def test_a_stopped_search_is_never_shown_as_optimal(tmp_path: Path, solved: Solved) -> None:
    cost = next(value for name, _, value in solved.plan.objectives if name == "cost")
    decisions = Decisions(9, (cost * 0.9,), (cost,))
    solution = replace(solved.plan.solution, stopped_in="cost", decisions=decisions)
    stopped = replace(solved, plan=replace(solved.plan, solution=solution))
    said = (
        "NOT PROVEN OPTIMAL: the time limit stopped the solver in tier 'cost'; its 9 whole-number decisions are within"
    )
    assert result_sentences(stopped)[0].startswith(f"{said} 10.00% of the best")
    path = write_solved(tmp_path / "stopped.xlsx", stopped)
    assert any(text.startswith(f"• {said}") for text in texts(path, "Summary"))
    assert any(text.startswith(said) for text in texts(path, "Run"))
    assert "10.0000%" in texts(path, "Run")
    document = result_document(stopped, path)
    assert (document["proven"], document["stopped_in"]) == (False, "cost")
    assert document["whole_numbers"]["gap"] == pytest.approx(0.1)
