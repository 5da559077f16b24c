"""The columns of the distance from an earlier plan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.linear.program import Block, Program
from models.parts.earlier import COMPARED
from models.problem import Problem


@dataclass(frozen=True, eq=False)
class NearColumns:
    """A block each.

    above, below  entry (shipments of the earlier plan, then its runs), period; t more and t less than there
    """

    above: Block
    below: Block


def make_near_columns(program: Program, problem: Problem) -> NearColumns:
    """Add the columns to the program; none where there is no earlier plan."""
    period = np.concatenate([problem.earlier.figures[kind].keys["period"] for kind in COMPARED])
    keys = {"entry": np.arange(period.size), "period": period}
    return NearColumns(program.variables("above", keys), program.variables("below", keys))
