"""What each pin causes: the plan's tiers with it, less those of the best plan without it.

A pin whose rows have no value in any tier holds nothing back: the duals that prove the plan best prove it without the
pin too. For every other the program is solved again without its rows, and so it is for all where whole numbers are
decided.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from models.arrays import IntArray
from models.formulation import Model
from models.plan import Plan
from models.program import Matrix
from models.solution import Solution
from planner.deadline import seconds_left
from planner.errors import EndlessError, StoppedError

FAMILIES = ("pin_least", "pin_most")
TIE_BREAK = "tie-break"
# Two solves agree to the solver's tolerance; a smaller change is none.
LEAST, ROUNDING = 1e-6, 1e-9
# What stands instead of changes when there are none.
STOPPED = "not known: a time limit stopped the solver"
ENDLESS = "without it the cost has no lower end"

type Progress = Callable[[str], None]


@dataclass(frozen=True)
class PinEffect:
    """What a pin causes, or all of them together.

    changes  what each tier but the tie-break is more than without the pin, best tier first; a later one may be less
    why      why there are no changes, "" where they are known
    """

    changes: tuple[float, ...]
    why: str = ""


@dataclass(frozen=True)
class PinEffects:
    """The effect of each pin, in the order of the problem's pins, and of all together; they need not add up."""

    each: tuple[PinEffect, ...]
    together: PinEffect | None


NO_PINS = PinEffects((), None)


def pin_effects(plan: Plan, deadline: float | None, progress: Progress, *, exact: bool) -> PinEffects:
    """Return what the pins of a plan cause.

    deadline    when all solves have to be through
    exact       whether the plan comes from HiGHS with its duals; other solvers leave some room in each tier, in which a
                small effect would be lost, so that HiGHS then solves with the pins too
    """
    model = plan.model
    if not model.problem.pins.size:
        return NO_PINS
    study = _Study(model, model.program.matrix(), deadline)
    rows = [_rows(model, pin) for pin in range(model.problem.pins.size)]
    base: Solution | None = None
    if plan.solution.stopped_in is None:
        base = plan.solution if exact else study.solved(np.empty(0, dtype=np.int64))
    if base is None:
        return PinEffects((PinEffect((), STOPPED),) * len(rows), PinEffect((), STOPPED))
    each = []
    for number, own in enumerate(rows, start=1):
        progress(f"weighing pin {number} of {len(rows)}")
        each.append(study.effect(base, own))
    if len(rows) == 1:
        return PinEffects(tuple(each), each[0])
    progress("weighing all pins together")
    return PinEffects(tuple(each), study.effect(base, np.concatenate(rows)))


def _rows(model: Model, pin: int) -> IntArray:
    blocks = [model.program.row_blocks[name] for name in FAMILIES]
    return np.concatenate([block.index[block.keys["pin"] == pin] for block in blocks])


@dataclass(frozen=True, eq=False)
class _Study:
    """The program of the plan, to be solved with some of its rows left out."""

    model: Model
    matrix: Matrix
    deadline: float | None

    def effect(self, base: Solution, rows: IntArray) -> PinEffect:
        """Return by how much each tier of a solution is larger than without these rows."""
        if self._proves_it_without(base, rows):
            return PinEffect((0.0,) * len(_optima(base)))
        try:
            free = self.solved(rows)
        except EndlessError:
            return PinEffect((), ENDLESS)
        if free is None:
            return PinEffect((), STOPPED)
        # Without a pin a fair share may end in fewer steps: then nothing is short that could be shared.
        without = _optima(free)
        return PinEffect(tuple(_change(value, without.get(name, 0.0)) for name, value in _optima(base).items()))

    def solved(self, left_out: IntArray) -> Solution | None:
        """Solve without some rows; None when the time limit comes first."""
        from planner.solve import highs

        if seconds_left(self.deadline) == 0.0:
            return None
        lower, upper = self.matrix.row_lower.copy(), self.matrix.row_upper.copy()
        lower[left_out], upper[left_out] = -np.inf, np.inf
        matrix = replace(self.matrix, row_lower=lower, row_upper=upper)
        tiers = [tier for tier in self.model.program.tiers if tier.kind != TIE_BREAK]
        try:
            solution = highs.solve(matrix, tiers, seconds_left(self.deadline), gap=self.model.problem.options.gap)
        except StoppedError:
            return None
        return solution if solution.stopped_in is None else None

    def _proves_it_without(self, base: Solution, rows: IntArray) -> bool:
        """Tell whether the duals that prove every tier best give these rows no value."""
        # Which streams of a fair share can do no better is proven by more than the duals of its steps.
        if self.matrix.integer.size or any(result.tier.kind == "fair" for result in base.tiers):
            return False
        results = [result for result in base.tiers if result.tier.kind != TIE_BREAK]
        return all(result.row_dual.size and not result.row_dual[rows].any() for result in results)


def _optima(solution: Solution) -> dict[str, float]:
    """Return tier -> its optimum, of each tier but the tie-break."""
    return {result.tier.name: result.objective for result in solution.tiers if result.tier.kind != TIE_BREAK}


def _change(with_pin: float, without: float) -> float:
    change = with_pin - without
    return 0.0 if abs(change) <= max(LEAST, ROUNDING * max(abs(with_pin), abs(without))) else change
