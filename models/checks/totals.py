"""Rows of sheet Demand that add up others: what they ask for would be asked for twice."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from models.issues import Findings
from models.names import is_total
from models.problem import Problem

# Of two rows that are equal each is the sum of all others.
LEAST_OTHERS = 2
ROUNDING = 1e-9


def check_totals(problem: Problem, issues: Findings) -> None:
    """Warn of each demand that is called a total, or has no end use and is the sum of all others of its customer.

    By its end use a row is known to be no total: half of a demand may well be as much as two quarters of it.
    """
    demands, records = problem.demands, problem.tables.records["Demand"]
    alike: dict[tuple[int, int], list[int]] = defaultdict(list)
    for demand, key in enumerate(zip(demands.customer.tolist(), demands.commodity.tolist(), strict=True)):
        if demands.quantity[demand].any():
            alike[key].append(demand)
    for rows in alike.values():
        asked = demands.quantity[rows]
        others = asked.sum(axis=0) - asked
        is_sum = (np.abs(asked - others) <= ROUNDING * others).all(axis=1)
        for demand, adds_up in zip(rows, is_sum.tolist(), strict=True):
            line = int(demands.line[demand])
            word = str(records.text["end use"][line])
            is_known = bool(word) or len(rows) <= LEAST_OTHERS
            if not is_total(word) and (is_known or not adds_up):
                continue
            what = (
                f"'{word}' is read as an end use, whose demand counts beside all others"
                if word
                else "this demand is the sum of all others of its customer and commodity"
            )
            issues.warning(
                "total-row", records.cell(line, "end use"), what,
                "delete the row where it is a total, which is asked for twice so",
            )  # fmt: skip
