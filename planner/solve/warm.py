"""Starts: the bases at which a program was solved, from which one that holds the same columns and rows goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import highspy

from models.linear.matrix import Matrix
from models.linear.solution import TierResult

# Name of the basis of the weighted sum that starts the tiers of unmet demand and of soft limits.
TOGETHER = "start"
# Name of the last tier that a planner weighs, from whose basis most questions start.
LAST = "cost"
# Optima that are nearer than this, absolutely or as a share, are the same.
SAME, SAME_SHARE = 1e-6, 1e-9


@dataclass(frozen=True, eq=False)
class Basis:
    """Where a program was solved, as HiGHS notes it."""

    noted: highspy.HighsBasis

    @cached_property
    def statuses(self) -> tuple[list[highspy.HighsBasisStatus], list[highspy.HighsBasisStatus]]:
        """Return the status of each column, and of each row; to read them takes ten times as long as to write them."""
        return list(self.noted.col_status), list(self.noted.row_status)


@dataclass(frozen=True, eq=False)
class Start:
    """What is known of a program within this one.

    bases      name of a tier, or TOGETHER -> the basis at which it was solved, one that fits this program
    optima     name of a tier -> its optimum
    is_inside  whether the known optimum is a point of this program; else it may break what is new or tighter
    """

    bases: Mapping[str, Basis]
    optima: Mapping[str, float]
    is_inside: bool

    def agrees(self, result: TierResult) -> bool:
        """Return whether a tier came to what it was in the known program."""
        known = self.optima.get(result.tier.name)
        return known is not None and abs(known - result.objective) <= max(SAME, SAME_SHARE * abs(known))


def fitted(bases: Mapping[str, Basis], known: Matrix, whole: Matrix) -> dict[str, Basis]:
    """Return the bases of a program, by name, as bases of one with more columns and rows behind, which rest."""
    status = highspy.HighsBasisStatus
    lower, upper = whole.column_lower[known.columns :], whole.column_upper[known.columns :]
    # A column rests at the bound that is nearest to 0.
    resting = [
        status.kLower if low >= 0.0 or (low > -float("inf") and up > 0.0) else
        status.kUpper if up < float("inf") and up <= 0.0 else status.kZero
        for low, up in zip(lower.tolist(), upper.tolist(), strict=True)
    ]  # fmt: skip
    behind = [status.kBasic] * (whole.rows - known.rows)
    found = {}
    for name, basis in bases.items():
        columns, rows = basis.statuses
        wide = highspy.HighsBasis()
        wide.col_status, wide.row_status, wide.valid = [*columns, *resting], [*rows, *behind], True
        found[name] = Basis(wide)
    return found
