"""What is left of deliveries that bans of end uses touch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.arrays import FloatArray, IntArray
from models.problem import Problem


@dataclass(frozen=True, eq=False)
class BannedUses:
    """Rows of the rules of type end_use_ban: one for each rule, demand stream, period of the demand and of delivery.

    rule, demand, demanded, period  (rows,), by rule
    limit    (rows,) t asked for: the open share of the days of the period of delivery, of the demand
    """

    rule: IntArray
    demand: IntArray
    demanded: IntArray
    period: IntArray
    limit: FloatArray

    @property
    def number(self) -> IntArray:
        """Return (rows,) the running number of each among those of its rule: other rules do not shift it."""
        return np.asarray(np.arange(self.rule.size) - np.searchsorted(self.rule, self.rule))


def banned_uses(problem: Problem) -> BannedUses:
    """Return what each ban by itself leaves of the demand that it touches."""
    rules = problem.rules
    pairs = np.unique(np.stack([rules.use_rule, rules.use_demand], axis=1), axis=0)
    found = [
        (rule, demand, demanded, period)
        for rule, demand in pairs.tolist()
        for demanded, period in deliveries_in_time(problem, demand)
        if rules.share[rule, period] > 0.0
    ]
    rule, demand, demanded, period = np.array(found, dtype=np.int64).reshape(-1, 4).T
    limit = (1.0 - rules.share[rule, period]) * problem.demands.quantity[demand, demanded]
    return BannedUses(rule, demand, demanded, period, limit)


def deliveries_in_time(problem: Problem, demand: int) -> Iterator[tuple[int, int]]:
    """Yield every period of a stream's demand with every period in which it may be delivered."""
    demands = problem.demands
    for demanded in np.flatnonzero(demands.quantity[demand] > 0.0).tolist():
        for period in range(demanded, int(demands.last_delivery[demand, demanded]) + 1):
            yield demanded, period
