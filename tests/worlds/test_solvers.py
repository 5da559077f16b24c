"""Random problems that use every sheet, against other solvers and against every way to decide the whole numbers."""

from __future__ import annotations

import itertools
import shutil
from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given

from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.solution import Solution
from planner.errors import InternalError, NoPlanError
from planner.solve import highs, pulp
from planner.solve.ordered import reached
from planner.solve.session import silent
from tests.seeds import graded
from tests.solver_agreement import assert_agrees, optima
from tests.worlds.draw import SAME, Outcome, examples, solved, worlds
from tests.worlds.tally import Tally
from tests.worlds.world import World

SOLVERS = {"pulp:HiGHS": None, "pulp:COIN_CMD": "cbc", "pulp:GLPK_CMD": "glpsol"}
# GLPK's simplex may go round in circles where its presolve for whole numbers has been, and then never ends.
ENDLESS = ("pulp:GLPK_CMD", True)
# What GLPK says where its presolve finds no plan between tight locks, and HiGHS finds one in the same program; without
# presolve it finds that one and goes round in circles at the next.
UNDEFINED = "'Undefined'"
# So many ways to decide are still counted through.
MOST_WAYS = 16


@pytest.mark.parametrize(
    ("name", "whole"), [(name, whole) for name in SOLVERS for whole in (False, True) if (name, whole) != ENDLESS]
)
def test_another_solver_agrees_on_every_tier(name: str, *, whole: bool, tally: Tally) -> None:
    program = SOLVERS[name]
    if program is not None and shutil.which(program) is None:
        pytest.skip(f"{program} is not installed; .ci/packages installs it")

    @examples(0.08)
    @given(worlds(whole=whole))
    def agrees(world: World) -> None:
        ours = solved(world)
        tally.add(ours.plan)
        matrix, tiers = program_of(ours)
        try:
            if not whole:
                assert_agrees(matrix, tiers, name, {} if ours.plan is None else ours.vector)
                assert ours.plan is not None
                return
            theirs = pulp.solve(matrix, tiers, name, progress=silent)
        except NoPlanError:
            assert ours.plan is None
            return
        except InternalError as fault:
            if not (name in ENDLESS and UNDEFINED in str(fault)):
                raise
            return
        assert ours.plan is not None
        assert_no_better(matrix, tiers, theirs, ours, searched_once=name == "pulp:HiGHS")

    agrees()


def assert_no_better(
    matrix: Matrix, tiers: list[Tier], theirs: Solution, ours: Outcome, *, searched_once: bool
) -> None:
    """Assert that what another solver decides is no better than ours, and worse only for what a lock let through.

    What they decide is held exactly: the room that they leave in a better tier buys more in the next ones.

    searched_once  whether they are HiGHS again, which loses decisions in presolve: planner/solve/search.py
    """
    exactly = optima(highs.solve(matrix.decided(np.rint(theirs.values[matrix.integer])), tiers))
    found, best = [*exactly.values()], [*ours.vector.values()]
    assert not is_less(found, best), (exactly, ours.vector)
    if is_less(best, found) and not searched_once:
        assert theirs.decisions is not None
        first = next(place for place, _ in enumerate(best) if is_less(best[: place + 1], found[: place + 1]))
        gained = [one - reached for one, reached in zip(best, theirs.decisions.values, strict=True)][:first]
        assert max(gained, default=0.0) > 0.0, (exactly, ours.vector)


def program_of(outcome: Outcome) -> tuple[Matrix, list[Tier]]:
    """Return the program of a problem, without the tie-break: of equally good decisions either may be found."""
    program = outcome.model.program
    return program.matrix(), [tier for tier in program.tiers if tier.kind != "tie-break"]


@pytest.mark.parametrize("share", graded([0.08, 0.25], 1))
def test_no_other_way_to_decide_the_whole_numbers_is_better(tally: Tally, share: float) -> None:
    counts: Counter[str] = Counter()

    @examples(share)
    @given(worlds(whole=True))
    def counted(world: World) -> None:
        outcome = solved(world)
        tally.add(outcome.plan)
        matrix, tiers = program_of(outcome)
        ways = [
            range(int(matrix.column_lower[column]), int(min(matrix.column_upper[column], MOST_WAYS)) + 1)
            for column in matrix.integer
        ]
        number = 1
        for way in ways:
            number *= len(way)
        assume(1 < number <= MOST_WAYS)
        vectors = [vector for decided in itertools.product(*ways) if (vector := decided_vector(matrix, tiers, decided))]
        counts["problems"] += 1
        counts["with a choice"] += len({tuple(round(value, 3) for value in vector) for vector in vectors}) > 1
        if outcome.plan is None:
            assert not vectors
            return
        best = vector_of(matrix, tiers, outcome.plan.solution)
        assert vectors
        for vector in vectors:
            assert not is_less(vector, best), (vector, best)

    counted()
    assert counts["with a choice"] >= 10 * share, counts


def decided_vector(matrix: Matrix, tiers: list[Tier], decided: tuple[int, ...]) -> list[float] | None:
    """Return what each tier comes to with the whole numbers given; None where there is no plan with them."""
    try:
        solution = highs.solve(matrix.decided(np.array(decided, dtype=np.float64)), tiers)
    except NoPlanError:
        return None
    return vector_of(matrix, tiers, solution)


def vector_of(matrix: Matrix, tiers: list[Tier], solution: Solution) -> list[float]:
    """Return the optimum of each tier, for a fair share every share, worst first."""
    return [float(value) for part in reached(matrix, tiers, solution) for value in part]


def is_less(one: list[float], other: list[float]) -> bool:
    """Tell whether a vector is lexicographically less than another."""
    for mine, yours in zip(one, other, strict=True):
        if abs(mine - yours) > SAME * max(1.0, abs(yours)):
            return mine < yours
    return False
