"""What yields where a loss leaves no plan that keeps every limit: promises, and limits that were decided on too early.

What somebody has promised or asked for, as against what can be done, yields where nothing keeps it any more. So does a
share, a cap or a ban over a span in which something was decided before the loss, when what comes after can no longer
put it right; and a rate limit where a plant has to fall faster, since nothing arrives for it to run on. They yield
before all demand. First what was decided too early does, by as little as can be, in t, whatever is promised: nobody
breaks a rule to keep a promise, and nothing is let through because another limit is missed. Then promises and rate
limits do, together by as little as can be, in t. Then the budget does, by as little as can be, in USD: what was to earn
the rest of it may be lost when it is spent.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.arrays import IntArray
from models.families.budget import UNIT
from models.formulation import FAMILIES, Model
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.solution import Solution
from models.roles import MISSED_EARLY, PROMISES
from planner.explain.outcomes import LEAST

# The tiers in which they yield: what was decided too early, promises, and the budget.
EARLY, BROKEN, OVER = "decided too early", "broken promises", "over the budget"
# What has nothing to run on has to stop, however slowly its rate may fall.
FALLING = "ramp_down"


def yielding(model: Model, matrix: Matrix, tiers: list[Tier], decided: IntArray) -> tuple[Matrix, list[Tier]]:
    """Return a program whose early decisions, promises and budget yield, and its tiers: before all others that these
    do, one behind the other, by least, in t, and the budget in USD.

    decided  columns of what was decided before
    """
    blocks = model.program.row_blocks
    promised = np.concatenate([blocks[family].index for family in PROMISES])
    limits = np.concatenate([blocks[family].index for family in MISSED_EARLY])
    limits = limits[np.isin(limits, matrix.entry_row[np.isin(matrix.column, decided)])]
    short = np.concatenate([promised, limits[np.isfinite(matrix.row_lower[limits])]])
    over = np.concatenate([blocks[FALLING].index, limits[np.isfinite(matrix.row_upper[limits])]])
    spent = blocks["budget"].index
    rows = np.concatenate([short, over, spent])
    known, none = matrix.columns, np.zeros(rows.size)
    sign = np.concatenate([np.ones(short.size), -np.ones(over.size + spent.size)])
    in_usd, early = np.isin(rows, spent), np.isin(rows, limits)
    yields = [
        Tier(name, "soft", np.concatenate([np.zeros(known), np.where(own, unit, 0.0)]))
        for name, own, unit in ((EARLY, early, 1.0), (BROKEN, ~early & ~in_usd, 1.0), (OVER, in_usd, UNIT))
        if own.any()
    ]
    others = [replace(tier, objective=np.concatenate([tier.objective, none])) for tier in tiers]
    wide = matrix.grown((rows, known + np.arange(rows.size), sign), (none, np.full(rows.size, np.inf)))
    return wide, [*yields, *others]


def missed(model: Model, solution: Solution) -> tuple[str, ...]:
    """Return what the limits are called that yield in a solution."""
    matrix = solution.matrix
    yields = [result.tier.objective for result in solution.tiers if result.tier.name in (EARLY, BROKEN)]
    if not yields:
        return ()
    columns = np.flatnonzero((np.sum(yields, axis=0) > 0.0) & (solution.values > LEAST))
    rows = matrix.entry_row[np.isin(matrix.column, columns)]
    return tuple(
        family.words for family in FAMILIES if np.isin(model.program.row_blocks[family.name].index, rows).any()
    )
