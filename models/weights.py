"""What a missing tonne counts within its priority."""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray
from models.problem import Problem


def unmet_weights(problem: Problem) -> FloatArray:
    """Return (demands, periods) what a missing tonne counts: its weight, as the setting `unmet measure` has it.

    Unit: 1 / t of the weighted unmet: the weight; weight / t of the stream's whole demand; or weight x USD/t.
    """
    demands = problem.demands
    weight = np.repeat(demands.weight[:, None], problem.calendar.size, axis=1)
    match problem.options.unmet_measure:
        case "share of demand":
            whole = demands.quantity.sum(axis=1, keepdims=True)
            return np.asarray(np.divide(weight, whole, out=np.zeros_like(weight), where=whole > 0.0))
        case "value":
            return np.asarray(weight * np.nan_to_num(problem.commodities.value[demands.commodity]))
    return weight
