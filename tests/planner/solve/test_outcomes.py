"""Every status of HiGHS has one meaning, and no point is read after any that does not call it a plan."""

from __future__ import annotations

import threading
from collections.abc import Callable

import highspy
import numpy as np
import pulp as pulp_package
import pytest
from pulp.constants import LpSolveStatus

from models.linear.matrix import Matrix
from planner.errors import ContradictionError, EndlessError, InternalError, StoppedError
from planner.run import solve_model
from planner.solve import diagnosis, highs, pulp, settle
from planner.solve.session import OUTCOMES, Outcome, in_thread, make_highs, pass_program, require, run_highs, silent
from tests.given.programs import dense, matrix, tier
from tests.tiny import tiny_model

STATUS = highspy.HighsModelStatus
EVERY = sorted(STATUS.__members__.values(), key=int)
ENDS = {
    Outcome.INFEASIBLE: ContradictionError,
    Outcome.UNBOUNDED: EndlessError,
    Outcome.UNDECIDED: InternalError,
    Outcome.TIME: StoppedError,
    Outcome.MEMORY: MemoryError,
    Outcome.INTERRUPTED: KeyboardInterrupt,
    Outcome.FAILED: InternalError,
}
PROGRAM = matrix([[1.0, 1.0]], [2.0], [np.inf], most=9.0)
WHOLE = dense(np.array([[1.0, 1.0]]), np.array([2.0]), np.array([9.0, 9.0]), integer=1)
TIERS = [tier("short", 1.0, 0.0, kind="unmet"), tier("cost", 2.0, 3.0)]
# Of a program with free columns no bound denies that it has no lower end.
FREE = matrix([[1.0, 1.0]], [2.0], [np.inf])
EARNING = [tier("cost", -1.0, 3.0)]


def named(status: highspy.HighsModelStatus) -> str:
    return str(status.name)


def test_every_status_has_a_meaning() -> None:
    assert set(EVERY) == set(OUTCOMES)
    assert {status for status, outcome in OUTCOMES.items() if outcome is Outcome.OPTIMAL} == {
        STATUS.kOptimal, STATUS.kModelEmpty,
    }  # fmt: skip


def ended(program: Matrix, objective: list[float], **options: float | str) -> tuple[highspy.HighsModelStatus, Outcome]:
    """Return with which status and outcome HiGHS ends a program."""
    solver = make_highs()
    for name, value in options.items():
        require(solver.setOptionValue(name, value), name)
    pass_program(solver, program, np.array(objective))
    outcome = run_highs(solver)
    return solver.getModelStatus(), outcome


def test_the_statuses_that_can_be_provoked_mean_what_they_say() -> None:
    apart = matrix([[1.0], [1.0]], [3.0, -np.inf], [np.inf, 2.0])
    free = matrix([[1.0, -1.0]], [0.0], [0.0])
    off = {"presolve": "off"}
    none, no_place = np.empty(0), np.empty(0, dtype=np.int64)
    empty = Matrix(none, none, none, none, np.zeros(1, dtype=np.int64), no_place, none)
    assert ended(PROGRAM, [1.0, 2.0]) == (STATUS.kOptimal, Outcome.OPTIMAL)
    assert ended(empty, []) == (STATUS.kModelEmpty, Outcome.OPTIMAL)
    assert ended(apart, [1.0]) == (STATUS.kInfeasible, Outcome.INFEASIBLE)
    assert ended(free, [-1.0, -1.0], **off) == (STATUS.kUnbounded, Outcome.UNBOUNDED)
    assert ended(PROGRAM, [1.0, 2.0], time_limit=0.0) == (STATUS.kTimeLimit, Outcome.TIME)
    assert ended(PROGRAM, [1.0, 2.0], simplex_iteration_limit=0, **off) == (STATUS.kIterationLimit, Outcome.FAILED)


@pytest.mark.parametrize("status", EVERY, ids=named)
@pytest.mark.parametrize("program", [FREE, WHOLE], ids=["continuous", "whole"])
def test_whatever_status_a_run_ends_with_it_is_a_plan_or_an_error_of_its_own(
    program: Matrix, status: highspy.HighsModelStatus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(highspy.Highs, "getModelStatus", lambda solver: status)
    outcome = OUTCOMES[status]
    if outcome is Outcome.OPTIMAL:
        assert highs.solve(program, TIERS).values.sum() == pytest.approx(2.0)
        return
    if program is WHOLE and outcome is Outcome.TIME:
        return  # a point that is feasible is a plan there, marked as not proven best
    with pytest.raises(ENDS[outcome]):
        highs.solve(program, EARNING if outcome is Outcome.UNBOUNDED else TIERS)


@pytest.mark.parametrize("status", [one for one in EVERY if OUTCOMES[one] is not Outcome.OPTIMAL], ids=named)
def test_what_is_solved_beside_a_plan_reads_no_point_without_an_optimum(
    status: highspy.HighsModelStatus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(highspy.Highs, "getModelStatus", lambda solver: status)
    uses: list[Callable[[], object]] = [
        lambda: diagnosis.least_miss(PROGRAM),
        lambda: diagnosis.endless(PROGRAM, TIERS, "cost"),
        lambda: settle.settle(PROGRAM, np.array([1.0, 1.0])),
    ]
    for use in uses:
        with pytest.raises((InternalError, StoppedError, MemoryError, KeyboardInterrupt)):
            use()


def test_a_limit_in_a_later_tier_keeps_the_plan_of_the_better_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first tier is proven in the run; in the second the clock says that the time is over."""
    plain, seen = highspy.Highs.getModelStatus, [0]

    def late(solver: highspy.Highs) -> highspy.HighsModelStatus:
        seen[0] += 1
        return plain(solver) if seen[0] == 1 else STATUS.kTimeLimit

    monkeypatch.setattr(highspy.Highs, "getModelStatus", late)
    found = highs.solve(PROGRAM, TIERS)
    assert (found.stopped_in, [one.tier.name for one in found.tiers]) == ("cost", ["short"])
    assert found.values.sum() >= 2.0
    assert found.values[0] == 0.0
    assert found.unproven is not None


def test_a_call_that_did_something_else_than_asked_is_a_fault_of_ours() -> None:
    require(highspy.HighsStatus.kOk, "it")
    for status in (highspy.HighsStatus.kWarning, highspy.HighsStatus.kError):
        with pytest.raises(InternalError, match="HiGHS refused it"):
            require(status, "it")


def test_a_run_that_highs_gives_up_undecided_has_failed_in_one_way_and_may_be_tried_in_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(highspy.Highs, "run", lambda _: highspy.HighsStatus.kError, raising=False)
    monkeypatch.setattr(highspy.Highs, "getModelStatus", lambda _: STATUS.kUnboundedOrInfeasible)
    assert run_highs(make_highs()) is Outcome.FAILED
    monkeypatch.setattr(highspy.Highs, "getModelStatus", lambda _: STATUS.kOptimal)
    with pytest.raises(InternalError, match="HiGHS refused to run"):
        run_highs(make_highs())


def test_a_coefficient_that_highs_would_drop_is_refused_and_not_dropped() -> None:
    """HiGHS takes 1e-10 for nothing, and says so by a warning only."""
    with pytest.raises(InternalError, match="HiGHS refused the program"):
        pass_program(make_highs(), matrix([[1e-10, 1.0]], [2.0], [np.inf]), np.ones(2))


def test_an_error_in_a_run_is_raised_where_it_is_waited_for_and_not_printed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(solver: highspy.Highs) -> None:
        raise MemoryError("std::bad_alloc")

    monkeypatch.setattr(highspy.Highs, "run", fails, raising=False)
    with pytest.raises(MemoryError, match="bad_alloc"):
        highs.solve(PROGRAM, TIERS)
    assert capsys.readouterr().err == ""
    assert in_thread(threading.current_thread) is not threading.current_thread()


@pytest.mark.parametrize("status", list(LpSolveStatus), ids=lambda status: str(status.name))
def test_whatever_status_pulp_returns_it_is_a_plan_or_an_error_of_its_own(
    status: LpSolveStatus, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = pulp_package.LpProblem.solve

    def answered(problem: pulp_package.LpProblem, solver: pulp_package.LpSolver) -> object:
        result = plain(problem, solver)
        result.status = status
        return result

    monkeypatch.setattr(pulp_package.LpProblem, "solve", answered)
    if status == LpSolveStatus.Optimal:
        assert pulp.solve(PROGRAM, TIERS, "pulp:HiGHS", progress=silent).values.sum() == pytest.approx(2.0)
        return
    if status == LpSolveStatus.Unbounded:
        with pytest.raises(EndlessError):
            pulp.solve(FREE, EARNING, "pulp:HiGHS", progress=silent)
    expected = {
        LpSolveStatus.Infeasible: ContradictionError, LpSolveStatus.Undefined: ContradictionError,
        LpSolveStatus.TimeLimit: StoppedError,
    }.get(status, InternalError)  # fmt: skip
    with pytest.raises(expected):
        pulp.solve(PROGRAM, TIERS, "pulp:HiGHS", progress=silent)


def test_a_solver_that_fails_is_not_taken_at_its_word_that_there_is_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """GLPK calls both undefined, an infeasible program and one that it could not solve."""
    plain = pulp_package.LpProblem.solve

    def answered(problem: pulp_package.LpProblem, solver: pulp_package.LpSolver) -> object:
        result = plain(problem, solver)
        result.status = LpSolveStatus.Undefined
        return result

    monkeypatch.setattr(pulp_package.LpProblem, "solve", answered)
    with pytest.raises(InternalError, match="there is a point that keeps every row"):
        solve_model(tiny_model(), "pulp:HiGHS", None, silent)
