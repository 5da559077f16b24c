"""What each pin causes: the plan's tiers with it, less those of the best plan without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.variants import without_rows
from planner.explain.outcomes import Change, change
from planner.explain.study import Study
from planner.solve.session import Progress


@dataclass(frozen=True)
class PinEffects:
    """What every tier is more with a pin than without it: of each pin, in the order of the problem's, and of all.

    The changes of each need not add up to those of all together.
    """

    each: tuple[Change, ...]
    together: Change | None


NO_PINS = PinEffects((), None)


def pin_effects(study: Study, progress: Progress) -> PinEffects:
    """Return what the pins of a plan cause."""
    lines = study.model.problem.pins.line.tolist()
    if not lines:
        return NO_PINS
    each = []
    for number, line in enumerate(lines, start=1):
        progress(f"weighing pin {number} of {len(lines)}")
        each.append(_effect(study, [line]))
    if len(lines) == 1:
        return PinEffects(tuple(each), each[0])
    progress("weighing all pins together")
    return PinEffects(tuple(each), _effect(study, lines))


def _effect(study: Study, lines: Sequence[int]) -> Change:
    """Return by how much each tier of the plan is larger than without these rows of sheet Pins."""
    return change(study.base, study.of(without_rows(study.model.problem.tables, "Pins", lines)))
