"""A workbook that is begun while its plan is being explained is the one that is written when all is known."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from planner import output
from planner.atomic import replace_atomically
from planner.errors import InternalError, LockedError
from planner.explain import explanations
from planner.explain.explanations import NOT_YET_EXPLAINED, NOTHING_EXPLAINED
from planner.explain.level import Level
from planner.output import Begun
from planner.process import copies
from planner.run import Solved, solve_input
from planner.solve.session import silent
from planner.write import split_pieces
from planner.write.draft import Draft
from planner.write.report import Report
from planner.write.sheets import certificate
from planner.write.workbook import report_of, run_facts, write_report
from tests.cases import reference, workbook
from tests.plan_books import opened
from tests.workbooks import Sheets, small_example, write_workbook

CASES = ("example_small", "pins", "lot_sizing", "traces_used_once")


def explained(folder: Path, sheets: Sheets) -> Solved:
    return solve_input(write_workbook(folder / "case.xlsx", sheets), "highs", None, silent, level=Level.FULL)


def unexplained(solved: Solved) -> Solved:
    return replace(solved, explained=NOTHING_EXPLAINED)


def written(path: Path, report: Report, draft: Draft | None = None) -> bytes:
    return write_report(path, report, draft).read_bytes()


@pytest.mark.parametrize("name", CASES)
def test_it_is_the_same_to_the_last_byte(tmp_path: Path, name: str) -> None:
    solved = explained(tmp_path, reference(name).sheets())
    flags = {"--explain": "full"}
    at_once = written(tmp_path / "plan.xlsx", report_of(solved, flags=flags))
    draft = Draft(report_of(unexplained(solved)))
    assert written(tmp_path / "plan.xlsx", report_of(solved, flags=flags), draft) == at_once


def test_what_is_worked_out_for_its_first_sheets_is_not_worked_out_again(tmp_path: Path) -> None:
    solved = explained(tmp_path, small_example())
    early = report_of(solved).unexplained()
    asked: list[Report] = []
    assert early.once(asked.append) is None
    flows = early.flows
    late = early.explained_by(replace(report_of(solved), meta=run_facts({"--at": "2027"})))
    assert late.once(asked.append) is None
    assert asked == [early]
    assert late.flows is flows
    assert (late.explained, late.meta.flags) == (solved.explained, {"--at": "2027"})


def test_what_takes_long_of_the_plan_alone_is_not_left_to_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    solved, begun = explained(tmp_path, reference("example_small").sheets()), Begun()
    at_once = written(tmp_path / "plan.xlsx", report_of(solved))
    begun.begin(unexplained(solved))

    def late(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(certificate, "_lines", late)
    monkeypatch.setattr(split_pieces, "_places", late)
    assert written(tmp_path / "plan.xlsx", report_of(solved), begun.draft) == at_once


def test_who_asks_for_an_explanation_before_there_is_one_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(InternalError, match=r"before it is there \(rules\)"):
        _ = NOT_YET_EXPLAINED.rules
    early = report_of(explained(tmp_path, small_example())).unexplained()
    with pytest.raises(InternalError, match="before it is there"):
        _ = early.explained.level


def test_a_plan_that_cannot_be_put_in_place_is_written_beside_it_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    solved = explained(tmp_path, small_example())
    path = tmp_path / "plan.xlsx"

    def refuse(target: Path, content: bytes) -> None:
        if target == path:
            raise LockedError(f"{target}: cannot be replaced")
        replace_atomically(target, content)

    monkeypatch.setattr("planner.write.workbook.replace_atomically", refuse)
    beside = write_report(path, report_of(solved), Draft(report_of(unexplained(solved))))
    assert beside.name == "plan (2).xlsx"
    assert "Actions" in opened(beside).sheetnames


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all is done one after the other")
@pytest.mark.parametrize("level", Level)
def test_it_is_begun_where_others_explain_the_plan(
    tmp_path: Path, level: Level, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "at_hand", lambda: 2)
    monkeypatch.setattr(explanations, "MOST_IN_ONE_PROCESS", 0)
    begun, source = Begun(), workbook(reference("example_small"), tmp_path)
    solved = solve_input(source, "highs", None, silent, level=level, meanwhile=begun.begin)
    assert (begun.draft is not None) == (level is not Level.NONE)
    at_once = written(tmp_path / "plan.xlsx", report_of(solved))
    assert written(tmp_path / "plan.xlsx", report_of(solved), begun.draft) == at_once


def test_what_fails_while_it_is_begun_is_told_where_the_whole_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    solved, begun = explained(tmp_path, small_example()), Begun()

    def fails(report: Report) -> Draft:
        raise InternalError("a sheet that fails")

    monkeypatch.setattr("planner.write.draft.Draft", fails)
    begun.begin(solved)
    assert begun.draft is None
    monkeypatch.setattr("planner.write.workbook.Draft", fails)
    with pytest.raises(InternalError, match="a sheet that fails"):
        output.put(tmp_path / "plan.xlsx", report_of(solved), tmp_path / "case.xlsx", None, silent, draft=begun.draft)
    assert not (tmp_path / "plan.xlsx").exists()
