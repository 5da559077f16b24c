"""What was spent upstream on what goes into a run, for the sake of a better tier, and is not in its price.

Where the cost comes behind a tier, a material that is scarce in that tier has the price of what one more of it spares
in money, which is little, or less than nothing: that it had to be dug, made and brought is settled by the better tier.
What that cost is found where the limit stands that makes it scarce, as for a run (planner/explain/baskets.py), and goes
with the tonnes from there on: through lanes, stocks and recipes, onto several outputs as their worth in the tier.
"""

from __future__ import annotations

import numpy as np

from models.arrays import BoolArray, FloatArray
from models.linear.matrix import Matrix
from models.linear.solution import TierResult
from models.plan import Plan
from planner.explain.outcomes import no_worth

# So many steps are followed; in circles less, until what another one adds is less than this share.
MOST_STEPS, LEFT = 1_000, 1e-9


def spent_upstream(plan: Plan, own: TierResult, cost: TierResult) -> FloatArray:
    """Return (rows,) USD for each unit of a material that were spent for the sake of a tier and are in no price."""
    matrix, blocks = plan.solution.matrix, plan.model.program.row_blocks
    row, column = matrix.entry_row, matrix.column
    # What flows into a balance stands below 0 in it, and into a mixture above.
    inflow = np.zeros(matrix.rows)
    inflow[blocks["balance"].index], inflow[blocks["mixture"].index] = -1.0, 1.0
    paid = _paid(matrix, plan.values, own, cost, inflow == 0.0)
    amount = inflow[row] * matrix.value * plan.values[column]
    brings, takes = amount > 0.0, amount < 0.0
    into, bringing, brought = row[brings], column[brings], amount[brings]
    out, taking, taken = row[takes], column[takes], -amount[takes]
    part = _parts(-own.row_dual[into], bringing, brought, matrix.columns)
    # What is there without a flow cost nothing in the plan.
    whole = np.bincount(into, weights=brought, minlength=matrix.rows)
    whole += np.where(inflow < 0.0, np.maximum(matrix.row_lower, 0.0), 0.0)
    whole = np.where(whole > 0.0, whole, 1.0)
    found = np.zeros(matrix.rows)
    for _ in range(MOST_STEPS):
        carried = paid + np.bincount(taking, weights=taken * found[out], minlength=matrix.columns)
        after = np.bincount(into, weights=part * carried[bringing], minlength=matrix.rows) / whole
        change = float(np.abs(after - found).max(initial=0.0))
        found = after
        if change <= LEFT * float(np.abs(found).max(initial=0.0)):
            break
    return found


def _parts(worth: FloatArray, bringing: np.ndarray, brought: FloatArray, columns: int) -> FloatArray:
    """Return (entries,) what part of its cost each output of a flow bears: by worth; by tonnes where none has any."""
    weight = np.maximum(worth, 0.0) * brought
    whole, tonnes = (np.bincount(bringing, weights=each, minlength=columns)[bringing] for each in (weight, brought))
    return np.where(whole > 0.0, weight / np.where(whole > 0.0, whole, 1.0), brought / tonnes)


def _paid(matrix: Matrix, values: FloatArray, own: TierResult, cost: TierResult, is_limit: BoolArray) -> FloatArray:
    """Return (columns,) USD by which each flow costs more than it is worth in money, for the sake of a tier."""
    row = matrix.entry_row
    money = -matrix.value * values[matrix.column] * cost.row_dual[row]
    nothing = no_worth(own.tier)
    scarce = is_limit[row] & (-matrix.value * own.row_dual[row] > nothing) & (money < 0.0)
    paid = np.bincount(matrix.column, weights=np.where(scarce, -money, 0.0), minlength=matrix.columns)
    bound = cost.column_dual * values
    return np.asarray(paid + np.where((-own.column_dual > nothing) & (bound > 0.0), bound, 0.0))
