"""The straight line: what it hands on, and what it refuses to."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from planner import run
from planner.check import check_input
from planner.errors import InternalError, NoPlanError, StoppedError, UnsolvedError
from planner.explain.level import Level
from planner.report import result_sentences
from planner.solve import diagnosis, highs
from planner.verify import Verification
from planner.write.workbook import report_of, write_solved
from tests.cases import Case, put, workbook
from tests.places import INPUTS
from tests.plan_books import opened, table, texts
from tests.tiny import tiny, tiny_model
from tests.workbooks import Cell, small_example, write_workbook

SMALL = INPUTS / "small_example.xlsx"


def nothing(line: str) -> None:
    """Report nothing."""


def test_a_plan_stopped_in_a_later_tier_is_verified_and_marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = highs._solve_tier
    monkeypatch.setattr(highs, "_solve_tier", lambda state, tier: None if tier.kind == "cost" else whole(state, tier))
    solved = run.solve_input(SMALL, "highs", None, nothing)
    assert solved.plan.solution.stopped_in == "cost"
    assert solved.verification.accepted
    assert [name for name, _, _ in solved.plan.objectives] == ["unmet, priority 1", "unmet, priority 2"]
    assert result_sentences(solved)[0].startswith("NOT PROVEN OPTIMAL")
    written = write_solved(tmp_path / "stopped.xlsx", solved)
    summary = openpyxl.load_workbook(written)["Summary"]
    words = " ".join(str(cell) for row in summary.iter_rows(values_only=True) for cell in row if cell)
    assert "not proven optimal" in words.casefold()


def test_a_plan_stopped_before_a_tier_claims_nothing_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is short with a priority, and the cost was not made least: what limits are worth in it is open."""
    whole, sheets = highs._solve_tier, small_example()
    for row in sheets["Demand"][1:]:
        row[:] = [1 if isinstance(cell, int | float) and head != "priority" else cell
                  for head, cell in zip(sheets["Demand"][0], row, strict=True)]  # fmt: skip
    monkeypatch.setattr(highs, "_solve_tier", lambda state, tier: None if tier.kind == "cost" else whole(state, tier))
    solved = run.solve_input(write_workbook(tmp_path / "case.xlsx", sheets), "highs", None, nothing, level=Level.NONE)
    assert not any(limit.worth for limit in report_of(solved).limits)
    book = opened(write_solved(tmp_path / "stopped.xlsx", solved))
    assert "What a limit is worth is not known: a time limit stopped the solver." in texts(book["Value of limits"])


def test_priced_demand_of_a_stopped_plan_has_no_known_cause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheets = small_example()
    header = [str(cell) for cell in sheets["Demand"][0]]
    sheets["Demand"][0] = [*header, "shortage cost [USD/t]"]
    for number, row in enumerate(sheets["Demand"][1:], start=1):
        priced = number == len(sheets["Demand"]) - 1
        row.append(1.0 if priced else None)
        if priced:
            row[header.index("priority")] = None
    whole = highs._solve_tier
    monkeypatch.setattr(highs, "_solve_tier", lambda state, tier: None if tier.kind == "cost" else whole(state, tier))
    solved = run.solve_input(write_workbook(tmp_path / "case.xlsx", sheets), "highs", None, nothing, level=Level.NONE)
    book = opened(write_solved(tmp_path / "stopped.xlsx", solved))
    priced_rows = [row for row in table(book["Unmet"]) if not row["priority"]]
    assert priced_rows
    assert {row["limits on the ways to it"] for row in priced_rows} == {"not known: a time limit stopped the solver"}


def test_streams_that_are_not_named_in_the_short_result_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    solved = run.solve_input(SMALL, "highs", None, nothing)
    assert not any("more" in sentence for sentence in result_sentences(solved))
    monkeypatch.setattr("planner.report.NAMED_STREAMS", 0)
    assert "  and 1 more stream; sheet Unmet has all" in result_sentences(solved)


def test_what_is_short_by_little_is_not_told_as_covered_in_full(tmp_path: Path) -> None:
    sheets = tiny({
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 8_000]],
        "Demand": [["customer", "commodity", "unit", "Q1"], ["User", "oxide", "t/period", 8_001]],
    })  # fmt: skip
    solved = run.solve_input(write_workbook(tmp_path / "case.xlsx", sheets), "highs", None, nothing, level=Level.NONE)
    assert result_sentences(solved)[0] == "priority 1: short by 1 t of 8,001 t (more than 99.9% covered)"


def test_a_plan_that_the_verifier_refuses_is_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusal:
        accepted = False
        faults = ("balance: 1 t of NdPr oxide appears from nowhere",)

    def refuse(*_: object, **__: object) -> Verification:
        return Refusal()  # type: ignore[return-value]

    monkeypatch.setattr(run, "verify", refuse)
    with pytest.raises(InternalError, match="appears from nowhere"):
        run.solve_input(SMALL, "highs", None, nothing)


def test_findings_of_the_second_wave_come_with_those_of_the_first(tmp_path: Path) -> None:
    path = workbook(
        Case(INPUTS / "small_example"), tmp_path,
        put("Periods", "end", "never", period="2026Q4"), put("Lanes", "from", "Nowhere", mode="truck"),
    )  # fmt: skip
    codes = {issue.code for issue in check_input(path).issues}
    assert "unknown-name" in codes
    assert len(codes) > 1


def test_no_plan_is_told_as_such_where_the_solver_does_not_find_the_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsolved(*_: object, **__: object) -> diagnosis.Miss:
        raise UnsolvedError

    monkeypatch.setattr(diagnosis, "least_miss", unsolved)
    contract: list[list[Cell]] = [
        ["contract", "supplier", "buyer", "commodity", "minimum take [t]", "window"],
        ["Deal", "Mine", "User", "oxide", 1e6, "term"],
    ]  # fmt: skip
    model = tiny_model(
        {"Contracts": contract, "Capacity": [["site", "process", "capacity [t/yr]"], ["Mine", "dig", 1]]}
    )
    with pytest.raises(NoPlanError, match="which cells are the cause could not be found"):
        run.solve_model(model, "highs", None, nothing)


@pytest.mark.parametrize("fault", [ValueError("boom"), UnsolvedError("boom")])
def test_what_fails_in_an_explanation_says_how_to_get_the_plan(
    fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(run, "explain", broken)
    with pytest.raises(InternalError, match=r"the plan is there and verified.*boom.*--explain none writes the plan"):
        run.solve_input(SMALL, "highs", None, nothing)


@pytest.mark.parametrize("fault", [MemoryError(), StoppedError("no time"), KeyboardInterrupt()])
def test_a_limit_met_in_an_explanation_stays_one(fault: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(run, "explain", stopped)
    with pytest.raises(type(fault)):
        run.solve_input(SMALL, "highs", None, nothing)
