"""Rows on shares: what some flows come to, less a share of what all come to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.linear.program import Block, Program


@dataclass(frozen=True, eq=False)
class Members:
    """Shipments that rows on shares add up.

    row, ship   (members,) positions in the block of rows, and in that of shipments
    at_arrival  (members,) true where a shipment counts in the period of its arrival
    """

    row: IntArray
    ship: IntArray
    at_arrival: BoolArray


def share_terms(
    program: Program, rows: Block, ship: Block, members: Members, weight: FloatArray, factor: FloatArray
) -> None:
    """Add factor * weight[t] * ship to every row, for each of its members.

    weight  (rows, periods) share of each period's days that count;  factor  (rows,)
    """
    period = np.where(members.at_arrival, ship.keys["arrival"][members.ship], ship.keys["period"][members.ship])
    value = factor[members.row] * weight[members.row, period]
    inside = value != 0.0
    program.entries(rows.index[members.row[inside]], ship.index[members.ship[inside]], value[inside])
