"""Links between sites, stocks at them, and orders on their way."""

from __future__ import annotations

from dataclasses import dataclass

from models.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Lanes:
    """Links.

    origin, destination, commodity  (lanes,) codes
    mode      (lanes,) as typed
    cost      (lanes, periods) USD/t sent, freight and duty apart: duty is a share of the value
    arrival   (lanes, periods) period of arrival, `size` behind the horizon
    capacity  (lanes, periods) t per period, inf where there is none; minimum likewise, 0
    line      (lanes,) index into the records of sheet Lanes; -1 for a lane that exists because there are none
    """

    origin: IntArray
    destination: IntArray
    commodity: IntArray
    mode: tuple[str, ...]
    cost: FloatArray
    duty: FloatArray
    loss: FloatArray
    arrival: IntArray
    capacity: FloatArray
    minimum: FloatArray
    line: IntArray

    @property
    def size(self) -> int:
        """Return the number of lanes."""
        return int(self.origin.size)


@dataclass(frozen=True, eq=False)
class Inventories:
    """Stocks.

    opening, maximum, end_stock  (stocks,) t; maximum inf where there is none
    safety        (stocks, periods) t
    safety_cost   (stocks, periods) USD per t missing in the period, NaN where it is kept whatever it costs
    end_cost      (stocks,) USD/t, likewise
    release       (stocks,) t that may leave in a window, inf where there is no limit
    release_window  (stocks,) as typed, or its default
    sized         (stocks,) whether it is kept as small as it can be
    holding_cost  (stocks, periods) USD/t on the stock at the end of the period
    kept          (stocks, periods) share of the stock that survives the period
    """

    site: IntArray
    commodity: IntArray
    opening: FloatArray
    maximum: FloatArray
    safety: FloatArray
    safety_cost: FloatArray
    end_stock: FloatArray
    end_cost: FloatArray
    release: FloatArray
    release_window: tuple[str, ...]
    sized: BoolArray
    holding_cost: FloatArray
    kept: FloatArray
    line: IntArray

    @property
    def size(self) -> int:
        """Return the number of stocks."""
        return int(self.site.size)


@dataclass(frozen=True, eq=False)
class Pipeline:
    """Orders on their way: (orders,) site, commodity, period of arrival, tonnes."""

    site: IntArray
    commodity: IntArray
    period: IntArray
    quantity: FloatArray
    line: IntArray
