"""The PuLP problem: other solvers agree with the default in every tier, and its files say the same program."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import highspy
import numpy as np
import pytest
from pulp.constants import LpSolveStatus

from models.arrays import FloatArray
from models.formulation import Model, build
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.solution import TierResult
from planner.errors import ContradictionError, NoPlanError, StoppedError, UsageError
from planner.solve import highs, pulp, pulp_tier
from planner.solve.diagnosis import least_miss
from planner.solve.export import LONGEST_NAME, export_program
from planner.solve.pulp_problem import make_solver
from planner.solve.session import make_highs, run_highs, silent
from tests.drawn.problems import problem_of, random_model, random_sheets
from tests.given.solvers import ABSOLUTE, SOLVERS, assert_agrees, file_model, require_solver
from tests.places import INPUTS
from tests.seeds import graded
from tests.workbooks import Sheets, small_example

type Answer = tuple[LpSolveStatus, FloatArray]

SMALL_EXAMPLE = INPUTS / "small_example.xlsx"
SEEDS = range(6)
# The files hold 12 significant digits.
FILE_RELATIVE = 1e-9
HOSTILE = {
    "Motor plant": "a b",
    "US separator": "=1",
    "Allied separator": "x\n",
    "US magnet plant": "m" * 250,
    "NdPr oxide": "Прaseodym / 氧化 <= -3 x1",
    "NdPr metal": "m" * 249 + "n",
    "NdFeB magnet": "subject to",
    "China magnets": "2e5",
}
OPTIMUM_OF_GLPSOL = re.compile(r"^Objective:\s+\S+ = (\S+)", re.MULTILINE)
OPTIMUM_OF_CBC = re.compile(r"^Optimal - objective value (\S+)", re.MULTILINE)


def require_program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed; .ci/packages installs it")
    return found


@pytest.mark.parametrize("name", SOLVERS)
def test_another_solver_agrees_on_every_tier_of_the_small_example(name: str) -> None:
    require_solver(name)
    assert_agrees(file_model(SMALL_EXAMPLE), name)


@pytest.mark.parametrize("name", SOLVERS)
@pytest.mark.parametrize("seed", SEEDS)
def test_another_solver_agrees_on_every_tier_of_a_random_problem(name: str, seed: int) -> None:
    require_solver(name)
    assert_agrees(random_model(seed), name)


@pytest.mark.parametrize("name", SOLVERS)
@pytest.mark.parametrize("seed", graded(range(100, 130), 0, 10))
def test_another_solver_agrees_on_many_random_problems(name: str, seed: int) -> None:
    require_solver(name)
    assert_agrees(random_model(seed), name)


def optimum_of_highs(path: Path) -> float:
    solver = make_highs()
    assert solver.readModel(str(path)) == highspy.HighsStatus.kOk
    run_highs(solver)
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(solver.getObjectiveValue())


def optimum_of_glpsol(path: Path) -> float:
    program = require_program("glpsol")
    answer = path.with_suffix(".answer")
    form = "--lp" if path.suffix == ".lp" else "--freemps"
    subprocess.run([program, form, path, "-o", answer], check=True, stdout=subprocess.DEVNULL)
    return _found(OPTIMUM_OF_GLPSOL, answer.read_text())


def optimum_of_cbc(path: Path) -> float:
    program = require_program("cbc")
    answer = path.with_suffix(".answer")
    subprocess.run([program, path, "solve", "solution", answer], check=True, stdout=subprocess.DEVNULL)
    return _found(OPTIMUM_OF_CBC, answer.read_text())


def _found(pattern: re.Pattern[str], answer: str) -> float:
    found = pattern.search(answer)
    assert found is not None, answer
    return float(found[1])


READERS = {"HiGHS": optimum_of_highs, "glpsol": optimum_of_glpsol, "cbc": optimum_of_cbc}


def hostile_sheets() -> Sheets:
    """Return the small example with names that mean something to a reader of .lp files, or break its lines."""
    sheets = small_example()
    return {
        name: [[HOSTILE.get(cell, cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
        for name, rows in sheets.items()
    }


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("suffix", [".lp", ".mps"])
@pytest.mark.parametrize("readable", [True, False])
@pytest.mark.parametrize("seed", [0, 4])
def test_an_exported_file_has_the_same_best_tier(
    tmp_path: Path, seed: int, readable: bool, suffix: str, reader: str
) -> None:
    model = random_model(seed)
    path = tmp_path / f"model{suffix}"
    export_program(model, path, tier=1, readable=readable)
    assert_same_optimum(READERS[reader], path, model, tier=1)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("suffix", [".lp", ".mps"])
def test_hostile_names_make_a_file_that_reads_back(tmp_path: Path, suffix: str, reader: str) -> None:
    model = build(problem_of(hostile_sheets()))
    path = tmp_path / f"model{suffix}"
    export_program(model, path, tier=1, readable=True)
    assert_same_optimum(READERS[reader], path, model, tier=1)


def test_an_exported_file_has_the_objective_of_the_tier_that_was_asked_for(tmp_path: Path) -> None:
    model = random_model(4)
    cost = next(number for number, tier in enumerate(model.program.tiers, 1) if tier.kind == "cost")
    path = tmp_path / "model.mps"
    export_program(model, path, tier=cost, readable=False)
    assert_same_optimum(optimum_of_highs, path, model, tier=cost)


def assert_same_optimum(reader: Callable[[Path], float], path: Path, model: Model, tier: int) -> None:
    """Hold the optimum that a reader of the file finds against our own of that tier alone."""
    alone = highs.solve(model.program.matrix(), [model.program.tiers[tier - 1]])
    assert reader(path) == pytest.approx(alone.tiers[0].objective, rel=FILE_RELATIVE, abs=ABSOLUTE)


def test_exported_names_are_all_different_and_short(tmp_path: Path) -> None:
    model = build(problem_of(hostile_sheets()))
    path = tmp_path / "model.mps"
    export_program(model, path, tier=1, readable=True)
    solver = make_highs()
    assert solver.readModel(str(path)) == highspy.HighsStatus.kOk
    for names in (solver.getLp().col_names_, solver.getLp().row_names_):
        assert len(set(names)) == len(names)
        assert max(map(len, names)) <= LONGEST_NAME + len("_") + len(str(len(names)))
        assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) for name in names)


def test_an_export_of_a_tier_that_is_not_there_names_the_tiers(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--tier 99: there are [0-9]+ tiers: unmet, priority 1"):
        export_program(random_model(0), tmp_path / "model.lp", tier=99, readable=True)
    assert list(tmp_path.iterdir()) == []


def test_an_export_of_a_fair_share_is_refused_since_it_is_no_one_sum(tmp_path: Path) -> None:
    sheets = small_example()
    sheets["Settings"].append(["fair share", "yes"])
    with pytest.raises(UsageError, match="--tier 2: 'fair share, priority 1' is solved in steps"):
        export_program(build(problem_of(sheets)), tmp_path / "model.lp", tier=2, readable=True)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_solver_is_refused_with_those_that_are_there() -> None:
    with pytest.raises(UsageError, match="HiGHS"):
        make_solver("pulp:Best", None)


def tiny(row_lower: float, row_upper: float) -> tuple[Matrix, list[Tier]]:
    """Return x with 0 <= x <= 1 and a row row_lower <= x <= row_upper, and the tier of least x."""
    one = np.ones(1)
    matrix = Matrix(np.zeros(1), one, row_lower * one, row_upper * one, np.array([0, 1]), np.array([0]), one)
    return matrix, [Tier("least", "cost", one)]


@pytest.mark.parametrize("name", SOLVERS)
def test_rows_that_contradict_each_other_are_no_plan(name: str) -> None:
    require_solver(name)
    with pytest.raises(NoPlanError):
        pulp.solve(*tiny(2.0, np.inf), name, progress=silent)


@pytest.mark.parametrize("name", SOLVERS)
def test_a_decision_a_millionth_off_that_alone_keeps_a_better_tier_is_no_fault(name: str) -> None:
    require_solver(name)
    # What is short by ten grams could be had by a switch; its cost is saved by a millionth of it.
    matrix = Matrix(
        np.zeros(3), np.array([np.inf, np.inf, 1.0]), np.array([1e-5, -np.inf]), np.array([np.inf, 0.0]),
        np.array([0, 2, 4]), np.array([0, 1, 1, 2]), np.array([1.0, 1.0, 1.0, -10.0]), np.array([2]),
    )  # fmt: skip
    tiers = [Tier("unmet", "unmet", np.array([1.0, 0.0, 0.0])), Tier("cost", "cost", np.array([0.0, 0.0, 5.0]))]
    found = pulp.solve(matrix, tiers, name, progress=silent)
    assert found.tiers[0].objective == pytest.approx(0.0, abs=ABSOLUTE)
    assert found.tiers[1].objective in (0.0, 5.0)


@pytest.mark.parametrize("name", SOLVERS)
def test_a_time_limit_that_is_not_reached_changes_nothing(name: str) -> None:
    require_solver(name)
    found = pulp.solve(*tiny(0.5, np.inf), name, time_limit=59.5, progress=silent)
    assert found.stopped_in is None
    assert found.tiers[0].objective == pytest.approx(0.5)


@pytest.mark.parametrize("name", SOLVERS)
def test_no_time_at_all_is_a_stop_and_no_fault(name: str) -> None:
    require_solver(name)
    with pytest.raises(StoppedError):
        pulp.solve(*tiny(0.5, np.inf), name, time_limit=0.0, progress=silent)


@pytest.mark.parametrize("answer", ["Stopped", "Undefined", "NotSolved", "TimeLimit"])
def test_what_a_solver_says_at_the_end_of_its_time_is_a_stop_and_keeps_the_tiers_before(
    monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    clock = iter([0.0, 1.0, 3.0, 11.0])
    limits = []

    def solved(
        matrix: Matrix, tier: Tier, better: list[TierResult], name: str, limit: float | None, gap: float
    ) -> Answer:
        limits.append(limit)
        done = LpSolveStatus.Optimal if not better else LpSolveStatus[answer]
        return done, np.array([0.5])

    monkeypatch.setattr(pulp_tier, "_solve_tier", solved)
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    matrix, [tier] = tiny(0.5, np.inf)
    found = pulp.solve(matrix, [tier, tier], "pulp:HiGHS", time_limit=10.0, progress=silent)
    assert found.stopped_in == "least"
    assert len(found.tiers) == 1
    assert limits == [9.0, 7.0]  # the tiers share the limit


@pytest.mark.parametrize("name", SOLVERS)
def test_a_row_with_two_sides_keeps_both(name: str) -> None:
    require_solver(name)
    matrix, tiers = tiny(0.25, 0.75)
    least = pulp.solve(matrix, tiers, name, progress=silent)
    most = pulp.solve(matrix, [Tier("most", "cost", -tiers[0].objective)], name, progress=silent)
    assert [least.values[0], most.values[0]] == pytest.approx([0.25, 0.75])


def test_a_row_without_columns_that_cannot_hold_is_no_plan() -> None:
    matrix = Matrix(np.zeros(1), np.ones(1), np.ones(1), np.ones(1), np.array([0, 0]), np.empty(0, int), np.empty(0))
    with pytest.raises(ContradictionError):
        pulp.solve(matrix, [Tier("least", "cost", np.ones(1))], "pulp:HiGHS", progress=silent)
    assert least_miss(matrix).rows == [(0, 1.0)]


def test_the_sheets_of_a_seed_are_always_the_same() -> None:
    assert random_sheets(3) == random_sheets(3)
    assert random_sheets(3) != random_sheets(4)
