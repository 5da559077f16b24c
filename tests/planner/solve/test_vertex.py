"""From a point of a program and its duals a vertex is found beside it, from which the optimum is few steps away."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from models.linear.matrix import Matrix
from models.linear.program import Tier
from planner.explain.outcomes import COST
from planner.solve import highs
from planner.solve.session import Outcome, make_highs, pass_program, require, run_highs
from planner.solve.vertex import Point, point_of, vertex_near
from planner.solve.warm import LAST, Basis
from planner.solve.ways import NEAR_PRIMAL
from tests.programs import INF, program, random_programs
from tests.seeds import graded


def optimum_from(basis: Basis, matrix: Matrix, objective: np.ndarray, steps: int) -> tuple[Outcome, float, np.ndarray]:
    """Return outcome, value and point where the simplex method ends that starts at a basis, in so many steps."""
    solver = make_highs()
    pass_program(solver, matrix, objective)
    NEAR_PRIMAL.choose(solver)
    require(solver.setBasis(basis.noted), "a known basis")
    require(solver.setOptionValue("simplex_iteration_limit", steps), "a limit")
    outcome = run_highs(solver)
    return outcome, solver.getInfo().objective_function_value, np.array(solver.getSolution().col_value)


@pytest.mark.parametrize("count", graded([10, 60], 1))
def test_beside_an_optimum_stands_an_optimal_vertex_and_beside_no_point_at_all_some_vertex(count: int) -> None:
    """Moved, the point breaks rows and bounds: what is found is a start, and leads to the same."""
    for seed, matrix in random_programs(count):
        chance = np.random.default_rng(seed)
        objective = chance.integers(0, 9, matrix.columns).astype(float)
        solution = highs.solve(matrix, [Tier(LAST, COST, objective)])
        result = solution.tiers[0]
        at = vertex_near(matrix, objective, Point(solution.values, result.row_dual), None)
        assert at is not None
        best = pytest.approx(result.objective, rel=1e-9, abs=1e-7)
        outcome, value, _ = optimum_from(at, matrix, objective, 0)
        assert outcome is Outcome.OPTIMAL, seed
        assert value == best, seed
        moved = Point(solution.values + chance.normal(0.0, 3.0, matrix.columns), -2.0 * result.row_dual)
        for costs in (objective, None):
            off = vertex_near(matrix, costs, moved, None)
            assert off is not None
            outcome, value, _ = optimum_from(off, matrix, objective, 100_000)
            assert outcome is Outcome.OPTIMAL, seed
            assert value == best, seed


def test_the_point_of_a_solution_is_its_least_cost_before_the_tie_break_and_rests_behind() -> None:
    """Both columns cost the same, and the tie-break chooses the second: the point is the vertex that cost came to."""
    matrix = program([(0, 4), (0, 4)], [(4, {0: 1, 1: 1}, INF)])
    tiers = [Tier(LAST, COST, np.ones(2)), Tier("tie-break", "tie-break", np.array([1.0, 0.0]))]
    solution = highs.solve(matrix, tiers)
    wide = matrix.grown(
        (np.array([0, 1]), np.array([2, 3]), np.ones(2)), (np.array([-INF, 2.0]), np.array([INF, 5.0])),
        (np.array([-INF]), np.array([INF])),
    )  # fmt: skip
    point = point_of(solution, wide)
    assert point is not None
    _, _, vertex = optimum_from(solution.bases[LAST], matrix, np.zeros(2), 0)
    assert point.values.tolist() == [*vertex.tolist(), 0.0, 2.0]
    assert point.row_dual.tolist() == [1.0, 0.0]
    some = point.of(np.array([1]), np.array([1, 3]))
    assert (some.values.tolist(), some.row_dual.tolist()) == ([vertex[1], 2.0], [0.0])


def test_no_point_is_known_of_a_solution_without_a_basis_or_in_another_unit() -> None:
    matrix = program([(0, 4)], [(1, {0: 1}, INF)])
    solution = highs.solve(matrix, [Tier(LAST, COST, np.ones(1))])
    assert point_of(replace(solution, bases={}), matrix) is None
    assert point_of(replace(solution, matrix=replace(matrix, unit=2.0)), matrix) is None
    assert point_of(highs.solve(matrix, [Tier("any", "soft", np.ones(1))]), matrix) is None
    assert point_of(solution, matrix) is not None


@pytest.mark.parametrize(
    "matrix",
    [
        program([(0, INF)] * 3, [(-INF, {0: 1, 1: 2, 2: 3}, INF)]), program([(0, INF)], [(0, {}, INF)]),
    ],
    ids=["a row without limits", "a row without entries"],
)  # fmt: skip
def test_where_nothing_limits_anything_there_is_no_vertex_to_be_found(matrix: Matrix) -> None:
    point = Point(np.full(matrix.columns, 0.5), np.zeros(matrix.rows))
    assert vertex_near(matrix, None, point, None) is None


def test_a_process_in_which_the_solver_never_ran_is_not_ended() -> None:
    """Crossover looks at what a run leaves in its thread, if the program is large enough for it to look."""
    words = (
        "import numpy as np\n"
        "from models.linear.matrix import Matrix\n"
        "from planner.solve.vertex import Point, vertex_near\n"
        "n = 30_000\n"
        "column = np.repeat(np.arange(n), 2)[1:-1]\n"
        "matrix = Matrix(np.zeros(n), np.ones(n), np.ones(n - 1), np.ones(n - 1), np.arange(0, 2 * n - 1, 2), column,\n"
        "    np.ones(column.size))\n"
        "half = Point(np.full(n, 0.5), np.zeros(n - 1))\n"
        "print(vertex_near(matrix, None, half, None) is not None)\n"
    )
    ran = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=False, timeout=120)
    assert (ran.returncode, ran.stdout) == (0, "True\n"), ran.stderr
