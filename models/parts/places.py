"""Commodities and sites."""

from __future__ import annotations

from dataclasses import dataclass

from models.arrays import FloatArray, IntArray

# Contents are typed with two or three digits: an element may come out in excess by this share of what goes in, and
# the elements of a tonne may weigh so much more than a tonne.
CONTENTS_ROUNDING = 1e-3


@dataclass(frozen=True, eq=False)
class Commodities:
    """Material forms.

    stage          (commodities,) words
    value          (commodities, periods) USD/t, NaN where none is given
    surplus_price  (commodities, periods) USD/t, NaN where surplus is not sold
    surplus_limit  (commodities, periods) t per period over all sites, inf where there is none
    disposal_cost  (commodities,) USD/t
    line           (commodities,) index into the records of sheet Commodities
    """

    stage: tuple[str, ...]
    contents: tuple[dict[str, float], ...]
    value: FloatArray
    surplus_price: FloatArray
    surplus_limit: FloatArray
    disposal_cost: FloatArray
    line: IntArray


@dataclass(frozen=True, eq=False)
class Sites:
    """Places, with the sets they belong to; `line` as in Commodities.

    start, end  (sites,) ordinals of the first and last day on which processes run, -1 where there is none
    """

    operator: tuple[str, ...]
    country: tuple[str, ...]
    bloc: tuple[str, ...]
    kind: tuple[str, ...]
    start: IntArray
    end: IntArray
    line: IntArray
