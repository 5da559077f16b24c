"""What each pin causes: the plan's tiers with it, less those of the best plan without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.variants import without_rows
from planner.explain.study import Study, change
from planner.solve.session import Progress


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


def _effect(study: Study, lines: Sequence[int]) -> PinEffect:
    """Return by how much each tier of the plan is larger than without these rows of sheet Pins."""
    if study.base.why:
        return PinEffect((), study.base.why)
    without = study.of(without_rows(study.model.problem.tables, "Pins", lines))
    found = change(study.base, without)
    return PinEffect(tuple(found.of[name] for name in study.base.optima) if not found.why else (), found.why)
