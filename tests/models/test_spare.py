"""Columns that a solve may first go without: no tier but the tie-break needs them, and a solver takes them in again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given

from models.formulation import Model, build
from models.linear.matrix import Matrix
from models.linear.program import Tier
from planner.errors import NoPlanError
from planner.solve import highs
from tests.drawn.origins import Case, draw, draw_allowed, sheets_of
from tests.drawn.problems import problem_of
from tests.seeds import graded
from tests.worlds.draw import examples, solved, worlds
from tests.worlds.world import World

NEEDED = "tie-break"  # it wants clean material counted as clean


def optima(matrix: Matrix, tiers: list[Tier]) -> list[float]:
    """Return the optimum of every tier but the tie-break."""
    solution = highs.solve(matrix, [tier for tier in tiers if tier.kind != NEEDED])
    return [result.objective for result in solution.tiers]


def without_spare(matrix: Matrix) -> Matrix:
    """Return the program with its spare columns at 0."""
    upper = matrix.column_upper.copy()
    upper[matrix.spare] = 0.0
    return replace(matrix, column_upper=upper, spare=matrix.spare[:0])


def with_spare(matrix: Matrix, spare: np.ndarray) -> Matrix:
    """Return the program with other columns said to be spare."""
    return replace(matrix, spare=np.asarray(spare, dtype=np.int64))


def model_of(case: Case, *, soft: bool = False) -> Model:
    """Return the program of a random problem with origins; `soft`: every other ban of an end use is soft."""
    sheets = sheets_of(case)
    header, *rules = sheets["Rules"]
    kind = header.index("type")
    hard = ["no" if soft and number % 2 and rule[kind] == "end_use_ban" else None for number, rule in enumerate(rules)]
    sheets["Rules"] = [[*header, "hard"], *([*rule, cell] for rule, cell in zip(rules, hard, strict=True))]
    return build(problem_of(sheets))


@pytest.mark.parametrize("count", graded([50, 90, 200], 1, 2))
@pytest.mark.parametrize(("drawn", "soft"), [(draw, False), (draw, True), (draw_allowed, False)])
def test_without_its_spare_columns_a_problem_has_the_same_optima(
    drawn: Callable[[int], Case], count: int, *, soft: bool
) -> None:
    spare = 0
    for seed in range(count):
        program = model_of(drawn(seed), soft=soft).program
        matrix = program.matrix()
        if not matrix.spare.size:
            continue
        spare += 1
        assert optima(without_spare(matrix), program.tiers) == pytest.approx(optima(matrix, program.tiers), abs=1e-6)
    assert spare >= 0.15 * count


@pytest.mark.parametrize("share", graded([0.06, 0.12, 0.3], 1, 2))
def test_random_problems_of_every_sheet_do_not_need_them_either(share: float) -> None:
    seen: list[int] = []

    @examples(share)
    @given(worlds())
    def needs_none(world: World) -> None:
        program = solved(world).model.program
        matrix = program.matrix()
        assume(matrix.spare.size)
        try:
            expected = optima(with_spare(matrix, matrix.spare[:0]), program.tiers)
        except NoPlanError:
            with pytest.raises(NoPlanError):
                optima(without_spare(matrix), program.tiers)
            return
        seen.append(matrix.spare.size)
        assert optima(without_spare(matrix), program.tiers) == pytest.approx(expected, rel=1e-6, abs=1e-6)

    needs_none()
    assert len(seen) >= 15 * share


@pytest.mark.parametrize("seed", range(8))
def test_columns_that_are_needed_after_all_are_taken_in_again(seed: int) -> None:
    program = model_of(draw(seed)).program
    matrix = program.matrix()
    expected = optima(with_spare(matrix, matrix.spare[:0]), program.tiers)
    chance = np.random.default_rng(seed)
    for share in (0.2, 0.6, 1.0):
        chosen = np.flatnonzero(chance.random(matrix.columns) < share)
        assert optima(with_spare(matrix, chosen), program.tiers) == pytest.approx(expected, abs=1e-6)
