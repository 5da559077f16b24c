"""A way of solving that has no answer, or a wrong one, ends no run: another has it; no plan hangs on the tie-break."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import highspy
import numpy as np
import pulp as pulp_package
import pytest

from models.linear.program import Tier
from planner.errors import UnsolvedError
from planner.report import result_document, result_sentences
from planner.run import Solved, solve_input
from planner.solve import highs, pulp
from planner.solve.methods import Run
from planner.solve.session import Outcome, make_highs, pass_program, run_highs, silent
from planner.solve.ways import DUAL, INTERIOR_POINT, LAST_WAYS, PRIMAL, WHOLE_WAYS, Way, first_answer, has_end
from planner.write.workbook import write_solved
from tests.cases import Case, put, reference, workbook
from tests.drawn.problems import random_model
from tests.given.programs import dense, matrix, tier
from tests.given.verified import rich_sheets
from tests.places import INPUTS
from tests.seeds import graded
from tests.workbooks import write_workbook

STATUS = highspy.HighsModelStatus
# Two units of the first two columns, which cost the same; the tie-break would rather have the first one.
PROGRAM = matrix([[1.0, 1.0, 1.0]], [2.0], [np.inf], most=9.0)
TIERS = [
    tier("short", 0.0, 0.0, 1.0, kind="unmet"),
    tier("cost", 3.0, 3.0, 0.0),
    tier("tie-break", 1.0, 2.0, 0.0, kind="tie-break"),
]


def small(folder: Path) -> Solved:
    return solve_input(workbook(Case(INPUTS / "small_example"), folder), "highs", None, silent)


def answering(monkeypatch: pytest.MonkeyPatch, status: highspy.HighsModelStatus, when: Callable[[int], bool]) -> None:
    """Let HiGHS call its answer something else in the runs for which that is so, counted from 1."""
    plain, plain_run, runs = highspy.Highs.getModelStatus, highspy.Highs.run, [0]

    def run(solver: highspy.Highs) -> highspy.HighsStatus:
        runs[0] += 1
        return plain_run(solver)

    def said(solver: highspy.Highs) -> highspy.HighsModelStatus:
        return status if when(runs[0]) else plain(solver)

    monkeypatch.setattr(highspy.Highs, "run", run)
    monkeypatch.setattr(highspy.Highs, "getModelStatus", said)


def test_a_demand_of_grams_beside_stocks_of_tonnes_is_planned_to_the_last_tier(tmp_path: Path) -> None:
    """HiGHS 1.16 ends the tie-break with `Unknown`; without presolve the same method calls it infeasible."""
    case = workbook(reference("food_manufacture_blends"), tmp_path, put("Demand", "demand [t/period]", 1.7e-5))
    solved = solve_input(case, "highs", None, silent)
    assert solved.plan.solution.unproven is None
    assert solved.plan.solution.tiers[-1].tier.kind == "tie-break"


def test_a_run_of_grams_beside_runs_of_tonnes_is_planned_to_the_last_tier(tmp_path: Path) -> None:
    """HiGHS 1.16 ends the tie-break with `Postsolve error` in whatever way it solves what presolve leaves."""
    sheets = rich_sheets()
    sheets["Processes"][1][sheets["Processes"][0].index("quantity per run [t]")] = 1.7e-5
    solved = solve_input(write_workbook(tmp_path / "rich.xlsx", sheets), "highs", None, silent)
    assert solved.plan.solution.unproven is None
    assert solved.plan.solution.tiers[-1].tier.kind == "tie-break"


@pytest.mark.parametrize("way", [DUAL, PRIMAL, INTERIOR_POINT, *LAST_WAYS], ids=str)
def test_every_way_comes_to_the_same_optimum(way: Way) -> None:
    for seed in range(3):
        program = random_model(seed).program
        solver = make_highs()
        pass_program(solver, program.matrix(), program.tiers[0].objective)
        way.choose(solver)
        run_highs(solver)
        assert solver.getInfo().objective_function_value == pytest.approx(
            highs.solve(program.matrix(), program.tiers[:1]).tiers[0].objective, abs=1e-6
        )


@pytest.mark.parametrize("status", [STATUS.kUnknown, STATUS.kPostsolveError, STATUS.kInfeasible, STATUS.kUnbounded])
@pytest.mark.parametrize("first", [2, 3])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_status_without_an_answer_changes_no_plan(
    status: highspy.HighsModelStatus, first: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind the first plan that there is none is no answer, nor that nothing ends what the bounds end."""
    plain = highs.solve(PROGRAM, TIERS)
    answering(monkeypatch, status, lambda run: first <= run < first + count)
    found = highs.solve(PROGRAM, TIERS)
    assert found.values.tolist() == plain.values.tolist() == [2.0, 0.0, 0.0]
    assert [one.objective for one in found.tiers] == [one.objective for one in plain.tiers]
    assert found.unproven is None


def test_the_first_tier_is_asked_in_another_way_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, STATUS.kUnknown, lambda run: run <= len(LAST_WAYS))
    assert highs.solve(PROGRAM, TIERS).values.sum() == pytest.approx(2.0)


def test_a_solver_without_any_answer_is_asked_so_often_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [0]

    def always(run: int) -> bool:
        runs.append(run)
        return True

    answering(monkeypatch, STATUS.kUnknown, always)
    with pytest.raises(UnsolvedError, match="HiGHS ended tier 'short' with status 'Unknown'"):
        highs.solve(PROGRAM, TIERS)
    assert max(runs) == 1 + len(LAST_WAYS)


@pytest.fixture
def without_tie_break(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no way of solving have an answer to the tie-break."""
    whole = highs._solve_tier

    def solve_tier(run: Run, one: Tier) -> object:
        if one.kind == "tie-break":
            raise UnsolvedError("HiGHS ended tier 'tie-break' with status 'Unknown'")
        return whole(run, one)

    monkeypatch.setattr(highs, "_solve_tier", solve_tier)


@pytest.mark.usefixtures("without_tie_break")
def test_without_an_answer_to_the_tie_break_the_plan_is_best_in_all_that_is_weighed_and_says_so(tmp_path: Path) -> None:
    solved = small(tmp_path)
    assert (solved.plan.solution.unsolved, solved.plan.solution.stopped_in) == ("tie-break", None)
    assert solved.verification.accepted
    assert [result.tier.kind for result in solved.plan.solution.tiers] == ["unmet", "unmet", "cost"]
    assert result_sentences(solved)[0] == (
        "NOT PROVEN OPTIMAL: the solver has no answer to tier 'tie-break', so this is any one of the plans that are "
        "best in all tiers before it."
    )
    assert result_document(solved, write_solved(tmp_path / "plan.xlsx", solved))["proven"] is False


def test_what_a_plan_without_a_tie_break_comes_to_and_why_is_that_of_the_whole_one(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    whole = small(tmp_path)
    request.getfixturevalue("without_tie_break")
    left = small(tmp_path)
    assert [one.objective for one in left.plan.solution.tiers] == pytest.approx(
        [one.objective for one in whole.plan.solution.tiers[:-1]]
    )
    assert left.explained.splits.why == ""
    totals = [sum(split.total for _, split in one.explained.splits.priorities) for one in (left, whole)]
    assert totals[0] == pytest.approx(totals[1])
    assert totals[0] > 0.0


def test_another_solver_without_an_answer_to_the_tie_break_keeps_its_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, seen = pulp_package.LpProblem.solve, [0]

    def answered(problem: pulp_package.LpProblem, solver: pulp_package.LpSolver) -> object:
        result = plain(problem, solver)
        seen[0] += 1
        if seen[0] == len(TIERS):
            result.status = pulp_package.constants.LpSolveStatus.NotSolved
        return result

    monkeypatch.setattr(pulp_package.LpProblem, "solve", answered)
    found = pulp.solve(PROGRAM, TIERS, "pulp:HiGHS", progress=silent)
    assert (found.unsolved, [one.tier.name for one in found.tiers]) == ("tie-break", ["short", "cost"])
    assert found.values.sum() == pytest.approx(2.0)
    seen[0] = 1
    with pytest.raises(UnsolvedError, match="cost"):
        pulp.solve(PROGRAM, TIERS, "pulp:HiGHS", progress=silent)


@pytest.mark.parametrize(
    ("objective", "lower", "upper", "ends"),
    [
        ([1.0, 0.0], [0.0, -np.inf], [np.inf, np.inf], True),
        ([1.0, -1.0], [0.0, 0.0], [np.inf, 5.0], True),
        ([1.0, -1.0], [0.0, 0.0], [np.inf, np.inf], False),
        ([1.0, -1.0], [-np.inf, 0.0], [np.inf, 5.0], False),
    ],
)  # fmt: skip
def test_bounds_end_an_objective_where_none_of_its_columns_runs_free(
    objective: list[float], lower: list[float], upper: list[float], ends: bool
) -> None:
    assert has_end(np.array(objective), np.array(lower), np.array(upper)) is ends


@pytest.mark.parametrize("way", WHOLE_WAYS, ids=str)
def test_whole_numbers_are_kept(way: Way) -> None:
    """Half a column would do, and one is needed."""
    solver = make_highs()
    whole = dense(np.array([[2.0, 0.0]]), np.array([1.0]), np.array([9.0, 9.0]), integer=1)
    pass_program(solver, whole, np.array([1.0, 1.0]))
    assert first_answer(solver, [way], None) is Outcome.OPTIMAL
    assert solver.getInfo().objective_function_value == pytest.approx(1.0)


@pytest.mark.parametrize("count", graded([60, 200, 500], 1, 2))
def test_a_tier_that_only_the_last_way_answers_leaves_the_later_ones_right(
    monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """HiGHS 1.16 calls other points optimal where its scaling changes between two runs: no way may change it."""
    plain = Run._usual

    def last(run: Run, columns: int) -> tuple[Way, ...]:
        return plain(run, columns) if run.is_started else (LAST_WAYS[-1],)

    for seed in range(count):
        program = random_model(seed).program
        matrix_ = program.matrix()
        if matrix_.integer.size:
            continue
        expected = [one.objective for one in highs.solve(matrix_, program.tiers).tiers]
        with monkeypatch.context() as only:
            only.setattr(Run, "_usual", last)
            found = [one.objective for one in highs.solve(matrix_, program.tiers).tiers]
        assert found == pytest.approx(expected, rel=1e-6, abs=1e-6), seed
