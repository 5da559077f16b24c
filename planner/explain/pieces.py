"""Which tiers of a program with a limit moved are those of the plan; a step of a fair share may fall into several.

Demands that have one share in the plan need not have one any more when a limit moves. What the step comes to then is
the worst of their shares: the share of each demand is the only one of its kind, and so moves without a jump.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import FloatArray
from models.linear.solution import Solution, TierResult
from models.tiers import FAIR
from planner.explain.study import results_of

# What tiers of two solutions differ by, and what duals say, agree to so many digits of the larger, or of 1.
AGREES = 1e-6


@dataclass(frozen=True, eq=False)
class Pieces:
    """Where the tiers of a plan stand in another solution of its program.

    place     (tiers of the plan,) place among the tiers of the other;  last  place of its last
    is_apart  whether a step of a fair share fell into several;  is_lost  whether none of its demands is short any more
    """

    plan: Solution
    other: Solution
    place: tuple[int, ...]
    last: int
    is_apart: bool = False
    is_lost: bool = False

    def worths(self, row: int) -> FloatArray:
        """Return (tiers of the plan,) what each changes by for each unit that a row's limit rises in the other."""
        worths = self.other.worths()
        return np.array([worths[place][row] for place in self.place])

    def rises_by(self, amounts: FloatArray) -> bool:
        """Return whether the tiers of the other come to so much more than those of the plan."""
        before, after = results_of(self.plan), results_of(self.other)
        old = np.array([result.objective for result in before])
        new = np.array([after[place].objective for place in self.place])
        return not self.is_lost and bool(np.all(np.abs(new - old - amounts) <= AGREES * np.maximum(1.0, np.abs(new))))


def counterparts_of(plan: Solution, other: Solution) -> Pieces:
    """Return where the tiers of a plan stand in another solution of its program."""
    after = results_of(other)
    named = {result.tier.name: number for number, result in enumerate(after)}
    place, is_apart, is_lost = [], False, False
    for result in results_of(plan):
        steps = _steps(result, after)
        is_apart |= len(steps) > 1
        is_lost |= not steps and result.tier.kind == FAIR
        place.append(steps[0] if steps else named.get(result.tier.name, 0))
    return Pieces(plan, other, tuple(place), len(after) - 1, is_apart, is_lost)


def _steps(result: TierResult, after: Sequence[TierResult]) -> list[int]:
    """Return the places of the steps that hold some of the demands of a step, the worst first; none of another tier."""
    if result.tier.kind != FAIR:
        return []
    return [
        number
        for number, one in enumerate(after)
        if (one.tier.kind, one.tier.priority) == (FAIR, result.tier.priority)
        and np.intersect1d(one.held, result.held).size
    ]
