"""The Problem: what the tables mean, in base units, with an integer code for every name.

Frozen arrays, one line per thing: sites, recipes, limits, lanes, stocks, demand streams, rules. Each line keeps
the row of the sheet it came from, so that every error, limit and explanation can point to a cell.
Knows neither files nor solvers; models/resolve.py makes it, the families read it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.calendar import Calendar
from models.names import Namespace
from models.records import Tables
from models.units import FloatArray

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

# Origin classes: one until rules test where material was mined, separated or made.
CLASSES = 1

# A ban that covers at least this share of a period stops, in all of it, flows that have no capacity to scale.
HALF = 0.5


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
    """Places, with the sets they belong to; `line` as in Commodities."""

    operator: tuple[str, ...]
    country: tuple[str, ...]
    bloc: tuple[str, ...]
    kind: tuple[str, ...]
    line: IntArray


@dataclass(frozen=True, eq=False)
class Processes:
    """Recipes at sites, and their lines.

    site, name        (processes,) site code; name as typed
    run_cost          (processes, periods) USD per tonne of the driver's line
    driver            (processes,) index of the line that drives it, into line_*
    output_period     (processes, periods) period in which a run's outputs appear; `size` behind the horizon
    minimum_run       (processes, periods) t of the driver's line per period
    line_process      (lines,) process code
    line_commodity    (lines,)
    line_output       (lines,) true for an output
    line_quantity     (lines, periods) tonnes per run, yield included for outputs
    line_record       (lines,) index into the records of sheet Processes
    """

    site: IntArray
    name: tuple[str, ...]
    run_cost: FloatArray
    driver: IntArray
    output_period: IntArray
    minimum_run: FloatArray
    line_process: IntArray
    line_commodity: IntArray
    line_output: BoolArray
    line_quantity: FloatArray
    line_record: IntArray

    @property
    def size(self) -> int:
        """Return the number of processes."""
        return int(self.site.size)

    @property
    def is_source(self) -> BoolArray:
        """Return (processes,) true where nothing goes in."""
        inputs = np.zeros(self.size, dtype=np.bool_)
        inputs[self.line_process[~self.line_output]] = True
        return ~inputs

    @property
    def driver_quantity(self) -> FloatArray:
        """Return (processes, periods) tonnes of the driver's line per run."""
        return np.asarray(self.line_quantity[self.driver])


@dataclass(frozen=True, eq=False)
class Capacities:
    """Limits on runs or arrivals, each a sum over members.

    limit             (limits, periods) t per period, availability included, inf where there is none
    member_*          (members,) what is summed: the limit, and a line of a recipe, or for throughput
    throughput_*      a site and a commodity (-1: all) whose arrivals are summed
    line              (limits,) index into the records of sheet Capacity
    """

    limit: FloatArray
    member_limit: IntArray
    member_line: IntArray
    throughput_limit: IntArray
    throughput_site: IntArray
    throughput_commodity: IntArray
    line: IntArray


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
    holding_cost  (stocks, periods) USD/t on the stock at the end of the period
    kept          (stocks, periods) share of the stock that survives the period
    """

    site: IntArray
    commodity: IntArray
    opening: FloatArray
    maximum: FloatArray
    safety: FloatArray
    end_stock: FloatArray
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


@dataclass(frozen=True, eq=False)
class Demands:
    """Demand streams.

    priority       (demands,) 1 is first; 0 for priced demand
    shortage_cost  (demands,) USD/t, NaN for demand with a priority
    last_delivery  (demands, periods) last period in which the demand of a period may be delivered
    quantity       (demands, periods) t
    """

    customer: IntArray
    commodity: IntArray
    end_use: tuple[str, ...]
    priority: IntArray
    shortage_cost: FloatArray
    weight: FloatArray
    last_delivery: IntArray
    quantity: FloatArray
    line: IntArray

    @property
    def size(self) -> int:
        """Return the number of demand streams."""
        return int(self.customer.size)


@dataclass(frozen=True, eq=False)
class Rules:
    """Rows of sheet Rules that act.

    share      (rules, periods) share of the period's days on which the rule acts
    value      (rules,) t of a cap; USD/t or a share of the value of a tariff; NaN for a ban
    ad_valorem (rules,) true where a tariff is a share of the commodity's value
    at_arrival (rules,) true where a flow counts in the period of its arrival
    flow_rule, flow_lane  (flows,) which lanes each rule matches
    """

    name: tuple[str, ...]
    type: tuple[str, ...]
    start: IntArray
    end: IntArray
    share: FloatArray
    value: FloatArray
    ad_valorem: BoolArray
    window: tuple[str, ...]
    at_arrival: BoolArray
    hard: BoolArray
    weight: FloatArray
    flow_rule: IntArray
    flow_lane: IntArray
    line: IntArray

    @property
    def size(self) -> int:
        """Return the number of rules that act."""
        return len(self.name)


@dataclass(frozen=True, eq=False)
class Options:
    """Settings as models/settings.py declares them; title and countries change words only, all others numbers.

    home_country, withholding_country  spelled as sheet Sites does, where a site has them
    """

    title: str
    home_country: str
    withholding_country: str
    announced_rules: bool
    leave_out_weak_data: bool
    unmet_measure: str
    soft_in_order: bool
    discount_rate: float
    round_lead_times_up: bool
    time_limit: float | None


@dataclass(frozen=True, eq=False)
class Problem:
    """All of it. `tables` is what was read, for addresses."""

    tables: Tables
    options: Options
    calendar: Calendar
    commodity_names: Namespace
    site_names: Namespace
    commodities: Commodities
    sites: Sites
    processes: Processes
    capacities: Capacities
    lanes: Lanes
    inventories: Inventories
    pipeline: Pipeline
    demands: Demands
    rules: Rules

    def cell(self, sheet: str, line: int, column: str, period: int | None = None) -> str:
        """Return the address of the value behind a line, such as `Capacity!F12`; "" where there is no row."""
        if line < 0:
            return ""
        name = None if period is None else self.calendar.names[period]
        return self.tables.records[sheet].cell(line, column, name, period)

    @property
    def discount(self) -> FloatArray:
        """Return (periods,) the factor by which a cost in each period counts."""
        return np.asarray((1.0 + self.options.discount_rate) ** -self.calendar.years_from_start)
