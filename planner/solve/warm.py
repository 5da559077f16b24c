"""Starts: the bases at which a program was solved, from which one that holds the same columns and rows goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import highspy

from models.program import Matrix
from models.solution import TierResult

# Name of the basis of the weighted sum that starts the tiers of unmet demand and of soft limits.
TOGETHER = "start"
# Optima that are nearer than this, absolutely or as a share, are the same.
SAME, SAME_SHARE = 1e-6, 1e-9


@dataclass(frozen=True, eq=False)
class Start:
    """What is known of a program within this one.

    bases      name of a tier, or TOGETHER -> the basis at which it was solved, one that fits this program
    optima     name of a tier -> its optimum
    is_inside  whether the known optimum is a point of this program; else it may break what is new or tighter
    """

    bases: Mapping[str, highspy.HighsBasis]
    optima: Mapping[str, float]
    is_inside: bool

    def agrees(self, result: TierResult) -> bool:
        """Return whether a tier came to what it was in the known program."""
        known = self.optima.get(result.tier.name)
        return known is not None and abs(known - result.objective) <= max(SAME, SAME_SHARE * abs(known))


def fitted(basis: highspy.HighsBasis, matrix: Matrix, known: tuple[int, int]) -> highspy.HighsBasis:
    """Return the basis of a program's first columns and rows as one of the whole: what is behind them rests.

    known  numbers of these columns and rows
    """
    status = highspy.HighsBasisStatus
    columns, rows = known
    lower, upper = matrix.column_lower[columns:], matrix.column_upper[columns:]
    # A column rests at the bound that is nearest to 0.
    resting = [
        status.kLower if low >= 0.0 or (low > -float("inf") and up > 0.0) else
        status.kUpper if up < float("inf") and up <= 0.0 else status.kZero
        for low, up in zip(lower.tolist(), upper.tolist(), strict=True)
    ]  # fmt: skip
    whole = highspy.HighsBasis()
    whole.col_status = [*basis.col_status, *resting]
    whole.row_status = [*basis.row_status, *[status.kBasic] * (matrix.rows - rows)]
    whole.valid = True
    return whole
