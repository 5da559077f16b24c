"""An earlier plan: what a new one is to stay near to, and what of it may no longer change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.arrays import BoolArray, FloatArray, IntArray

if TYPE_CHECKING:
    import pandas as pd

# Kinds of decisions that are kept in frozen periods, and those of them whose change is the distance between two plans.
FROZEN = ("ship", "run", "take", "expand", "award")
COMPARED = ("ship", "run")


@dataclass(frozen=True, eq=False)
class EarlierPlan:
    """A plan as its workbook states it.

    name, hash  of the workbook
    where       what named it: a cell of sheet Settings, or an option of the command
    tables      as models/plan/ lists them; `periods`, where it is known: column `period`, the plan's periods, of
                which those in which nothing was asked for or done stand in no other table
    """

    name: str
    hash: str
    where: str
    tables: Mapping[str, pd.DataFrame]


@dataclass(frozen=True, eq=False)
class Figures:
    """Decisions of one kind in the earlier plan, of names that the input still has.

    keys    key of the kind's columns -> (figures,) codes; a lane that is no longer there is -1
    amount  (figures,) in t, runs, t/yr, awards
    words   (figures,) what each is about, in the earlier plan's names
    """

    keys: dict[str, IntArray]
    amount: FloatArray
    words: tuple[str, ...]

    @property
    def size(self) -> int:
        """Return the number of figures."""
        return int(self.amount.size)


@dataclass(frozen=True, eq=False)
class Earlier:
    """The earlier plan in the codes of the problem; of size nothing where there is none.

    plan       None where there is none
    covered    (periods,) whether the earlier plan speaks of it
    frozen     the first so many periods are kept as they were
    frozen_by  the setting that says so
    figures    kind -> Figures, of FROZEN
    """

    plan: EarlierPlan | None
    covered: BoolArray
    frozen: int
    frozen_by: str
    figures: dict[str, Figures]
