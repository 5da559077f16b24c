"""What the best plan costs under other limits while no more is served than in the plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.arrays import FloatArray
from models.formulation import Model
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.tiers import FAIR
from models.variants.counterparts import NONE, counterparts
from planner.errors import NoPlanError, StoppedError, UnsolvedError
from planner.explain.held import held_to, room_of
from planner.explain.outcomes import COST, LEAST, ROUNDING, difference
from planner.explain.study import Study
from planner.solve.session import scale_of


def cost_at_old_unmet(study: Study, other: Model | None) -> float | None:
    """Return what another program costs more while no other tier is better than in the plan; None if unknown.

    Every better tier is held to what it is in the plan, or less; each stream of a fair share, too.
    """
    if other is None or study.base.why:
        return None
    tiers, matrix = other.program.tiers, other.program.matrix()
    place = next(number for number, tier in enumerate(tiers) if tier.kind == COST)
    better = [tier for tier in tiers[:place] if tier.kind != FAIR]
    held = held_to(matrix, better, study.base.optima)
    held, loosened = _as_short(study, held, other, [tier for tier in tiers[:place] if tier.kind == FAIR])
    try:
        # The plan's basis is no good start: with these rows it is thousands of iterations from the optimum.
        cost = study.solved(held, [tiers[place]], None).tiers[0]
    except (NoPlanError, StoppedError, UnsolvedError):
        return None
    found = cost.objective
    if cost.row_dual.size:
        # What the room for rounding lets through is worth its dual: of a dear good a gram is dollars.
        room = [room_of(tier, study.base.optima.get(tier.name, 0.0), matrix.unit) for tier in better]
        scale = [scale_of(tier.objective) for tier in better]
        # A stream that costs more when it is shorter rests at its other end, and makes nothing of its room.
        spared = np.minimum(cost.column_dual, 0.0)
        found -= float(cost.row_dual[matrix.rows :] @ np.multiply(scale, room)) + float(spared @ loosened)
    return difference(found, study.base.optima[COST])


def _as_short(study: Study, matrix: Matrix, other: Model, fair: list[Tier]) -> tuple[Matrix, FloatArray]:
    """Return a program of other tables in which no stream of some fair shares is shorter than in the plan.

    What each lacks is the same in all plans that share as fairly. Besides, (columns,) the room that each has above.
    """
    streams = np.flatnonzero(sum((tier.objective for tier in fair), np.zeros(matrix.columns)))
    upper, room = matrix.column_upper.copy(), np.zeros(matrix.columns)
    if not streams.size:
        return matrix, room
    place = counterparts(other, study.model).columns[streams]
    lacks = study.solution.values[place[place != NONE]]
    known = streams[place != NONE]
    room[known] = np.maximum(LEAST, ROUNDING * lacks)
    upper[known] = np.minimum(upper[known], lacks + room[known])
    return replace(matrix, column_upper=upper), room
