"""Whether another solver comes to the same optimum in every tier, whatever the rows that lock its tiers let through.

A lock row leaves some room. What it lets through is worth in a worse tier as much as the two trade for: under a budget
a tonne of magnets for two thousand of concentrate. So what differs is solved again with ten times the room: a linear
program answers to it by a straight line, and where this line ends at no room is what is compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pytest

from models.linear.face import Bounds
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.solution import Solution, TierResult
from planner.solve import pulp, pulp_tier
from planner.solve.session import silent

# Of a tier's optimum, or in its unit.
AGREED = 1e-6
ROOM = 10.0
# Programs answer through a file, where the last digit of a million dollars is more than the room of its lock. What so
# much room is worth is tried in memory; so many times that they may be off, and by the digits of many quantities.
IN_MEMORY, LAST_DIGIT, TIMES, DIGITS = "pulp:HiGHS", 1e-8, 2.0, 1e-5


def optima(solution: Solution) -> dict[str, float]:
    """Return the optimum of each tier."""
    return {result.tier.name: result.objective for result in solution.tiers}


def faces(solution: Solution) -> Iterator[tuple[TierResult, Matrix]]:
    """Yield each tier with the program in which the better tiers are held at their optima, without any room."""
    matrix = solution.matrix
    bounds = Bounds.of(matrix)
    for result in solution.tiers:
        held = Bounds(*(one.copy() for one in (bounds.column_lower, bounds.column_upper, bounds.row_lower,
                                               bounds.row_upper)))  # fmt: skip
        yield result, held.within(matrix)
        bounds.face(result.tier.objective, result.column_dual, result.row_dual)
        bounds.column_lower[result.held] = bounds.column_upper[result.held] = solution.values[result.held]


def assert_proves(name: str, solution: Solution) -> None:
    """Assert that another solver finds the same optimum of every tier on the face of the better ones."""
    found = {
        # A step of a fair share is a sum of its own.
        result.tier.name: pulp.solve(face, [replace(result.tier, kind="cost")], name, progress=silent)
        .tiers[0]
        .objective
        for result, face in faces(solution)
    }
    assert not differing(found, optima(solution))


def with_room(matrix: Matrix, tiers: Sequence[Tier], name: str, relative: float, absolute: float) -> dict[str, float]:
    """Return the optima of another solver, `pulp:NAME`, with so much room behind its locks."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pulp_tier, "LOCK_RELATIVE", relative)
        patched.setattr(pulp_tier, "LOCK_ABSOLUTE", absolute)
        return optima(pulp.solve(matrix, list(tiers), name, progress=silent))


def assert_agrees(matrix: Matrix, tiers: Sequence[Tier], name: str, expected: Mapping[str, float]) -> None:
    """Assert that another solver finds these optima of a program without whole numbers; tier -> optimum."""
    relative, absolute = pulp_tier.LOCK_RELATIVE, pulp_tier.LOCK_ABSOLUTE
    found = with_room(matrix, tiers, name, relative, absolute)
    differ = differing(found, expected)
    if differ and name == IN_MEMORY:
        wider = with_room(matrix, tiers, name, ROOM * relative, ROOM * absolute)
        straight = {tier: value + (value - wider.get(tier, value)) / (ROOM - 1.0) for tier, value in found.items()}
        assert not differing(straight, expected), differ
    elif differ:
        wider = with_room(matrix, tiers, IN_MEMORY, relative + LAST_DIGIT, TIMES * absolute)
        worth = {tier: DIGITS + TIMES * abs(value - expected.get(tier, 0.0)) for tier, value in wider.items()}
        assert not differing(found, expected, worth), differ


def differing(
    found: Mapping[str, float], expected: Mapping[str, float], unknown: Mapping[str, float] | None = None
) -> dict[str, tuple[float, float]]:
    """Return tier -> what was found and expected, for those that differ by more than is not known of them."""
    return {
        tier: (optimum, expected.get(tier, math.inf))
        for tier, optimum in found.items()
        if tier not in expected
        or abs(optimum - expected[tier]) > AGREED * max(1.0, abs(expected[tier])) + (unknown or {}).get(tier, 0.0)
    }
