"""The same linear program as one would write it by hand: dictionaries of variables, sums over keys, row by row.

It starts from the Problem, as our own build does, and shares with it only what can be reached (models/network.py).
The families that the rows of SHEETS ask for are here; the objective is that of the best tier. What a modelling layer
adds is how it makes variables and rows and sums them: pulp_peer.py and pyomo_peer.py.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.peers.spans import closed_share, windows_of
from models.network import Reach
from models.problem import HALF, Problem

# What it knows; other sheets of an instance are left out, on both sides.
SHEETS = frozenset({
    "Settings", "Periods", "Commodities", "Sites", "Processes", "Demand", "Capacity", "Lanes", "Inventory", "Pipeline",
    "Rules", "Groups",
})  # fmt: skip

# Of sheet Rules it knows what limits or taxes shipments.
TYPES, PLACES = ("ban", "cap", "tariff"), ("departure", "arrival")

Key = tuple[int, ...]
# A variable of a modelling layer, or a multiple of one; what it makes of a comparison is a row.
Flow = Any
Terms = defaultdict[Key, list[Flow]]


class ByHand(ABC):
    """The program while it is written; each method writes one family."""

    def __init__(self, problem: Problem, reach: Reach) -> None:
        self.problem = problem
        self.soft_rows = 0
        self.months = range(problem.calendar.size)
        self.live = [divmod(int(code), problem.commodity_names.size) for code in reach.live.nonzero()[0]]
        self._variables(reach)
        self._objective()
        self._balance()
        self._demand()
        self._capacity()
        self._lanes()
        self._stocks()
        self._surplus()
        self._rules()

    @abstractmethod
    def add(self, name: str, keys: Sequence[Key]) -> dict[Key, Flow]:
        """Add one variable, at least 0, for each key."""

    @abstractmethod
    def total(self, terms: Iterable[Flow]) -> Flow:
        """Return the sum of some terms."""

    @abstractmethod
    def require(self, row: Flow) -> None:
        """Add a row: a comparison of a sum with a number."""

    @abstractmethod
    def minimise(self, terms: Iterable[Flow]) -> None:
        """Set the objective."""

    def _variables(self, reach: Reach) -> None:
        problem, months = self.problem, self.months
        recipes, lanes, demands = problem.processes, problem.lanes, problem.demands
        self.output = recipes.output_period.tolist()
        self.arrival = lanes.arrival.tolist()
        self.quantity = demands.quantity.tolist()
        last = demands.last_delivery.tolist()
        add = self.add
        self.run = add("run", [(process, month) for process in reach.process.nonzero()[0].tolist() for month in months
                               if self.output[process][month] < len(months)])  # fmt: skip
        self.ship = add("ship", [(lane, month) for lane in reach.lane.nonzero()[0].tolist() for month in months
                                 if self.arrival[lane][month] < len(months)])  # fmt: skip
        self.nodes = set(self.live)
        stocks = problem.inventories
        self.held = [
            place for place in range(stocks.size)
            if (int(stocks.site[place]), int(stocks.commodity[place])) in self.nodes
            or stocks.end_stock[place] > 0.0 or stocks.safety[place].any()
        ]  # fmt: skip
        self.stock = add("stock", [(place, month) for place in self.held for month in months])
        wanted = [(stream, month) for stream in range(demands.size) for month in months
                  if self.quantity[stream][month] > 0.0]  # fmt: skip
        self.unmet = add("unmet", wanted)
        customer, commodity = demands.customer.tolist(), demands.commodity.tolist()
        width = problem.commodity_names.size
        self.deliver = add("deliver", [
            (stream, month, due) for stream, due in wanted
            if reach.supplied[customer[stream] * width + commodity[stream]]
            for month in range(due, last[stream][due] + 1)
        ])  # fmt: skip
        price, limit = problem.commodities.surplus_price.tolist(), problem.commodities.surplus_limit.tolist()
        self.dispose = add("dispose", [(*node, month) for node in self.live for month in months])
        self.sell = add("sell", [
            (*node, month) for node in self.live for month in months
            if not math.isnan(price[node[1]][month]) and not limit[node[1]][month] <= 0.0
        ])  # fmt: skip
        safety, end_stock = stocks.safety.tolist(), stocks.end_stock.tolist()
        self.below_safety = add("below_safety", [(place, month) for place in self.held for month in months
                                                 if safety[place][month] > 0.0])  # fmt: skip
        self.below_end = add("below_end", [(place,) for place in self.held if end_stock[place] > 0.0])

    def _objective(self) -> None:
        demands = self.problem.demands
        best = min(int(priority) for priority in demands.priority if priority > 0)
        value = self.problem.commodities.value
        by_value = self.problem.options.unmet_measure == "value"
        self.minimise(
            float(demands.weight[stream] * (value[demands.commodity[stream], month] if by_value else 1.0)) * unmet
            for (stream, month), unmet in self.unmet.items()
            if demands.priority[stream] == best
        )

    def _balance(self) -> None:
        problem = self.problem
        lanes, demands = problem.lanes, problem.demands
        out: Terms = defaultdict(list)
        sender, receiver, moved = lanes.origin.tolist(), lanes.destination.tolist(), lanes.commodity.tolist()
        loss = lanes.loss.tolist()
        for (lane, month), ship in self.ship.items():
            out[sender[lane], moved[lane], month].append(ship)
            out[receiver[lane], moved[lane], self.arrival[lane][month]].append((loss[lane] - 1.0) * ship)
        self._recipes(out)
        supply: dict[Key, float] = defaultdict(float)
        self._stock_flows(out, supply)
        customer, wanted = demands.customer.tolist(), demands.commodity.tolist()
        for (stream, month, _), deliver in self.deliver.items():
            out[customer[stream], wanted[stream], month].append(deliver)
        for flows in (self.sell, self.dispose):
            for key, flow in flows.items():
                out[key].append(flow)
        for key, terms in out.items():
            self.require(self.total(terms) == supply[key])

    def _recipes(self, out: Terms) -> None:
        recipes = self.problem.processes
        lines = defaultdict(list)
        quantity, place = recipes.line_quantity.tolist(), recipes.site.tolist()
        for line, process in enumerate(recipes.line_process.tolist()):
            made = bool(recipes.line_output[line])
            lines[process].append((int(recipes.line_commodity[line]), made, quantity[line]))
        for (process, month), run in self.run.items():
            for commodity, made, amount in lines[process]:
                if made:
                    out[place[process], commodity, self.output[process][month]].append(-amount[month] * run)
                else:
                    out[place[process], commodity, month].append(amount[month] * run)

    def _stock_flows(self, out: Terms, supply: dict[Key, float]) -> None:
        stocks, order = self.problem.inventories, self.problem.pipeline
        kept, site, held = stocks.kept.tolist(), stocks.site.tolist(), stocks.commodity.tolist()
        for (number, month), stock in self.stock.items():
            out[site[number], held[number], month].append(stock)
            if month > 0:
                before = self.stock[number, month - 1]
                out[site[number], held[number], month].append(-kept[number][month] * before)
            else:
                supply[site[number], held[number], 0] += stocks.opening[number] * kept[number][0]
        for number in range(order.site.size):
            supply[int(order.site[number]), int(order.commodity[number]), int(order.period[number])] += float(
                order.quantity[number]
            )

    def _demand(self) -> None:
        served: Terms = defaultdict(list)
        for (stream, _, due), deliver in self.deliver.items():
            served[stream, due].append(deliver)
        for (stream, due), unmet in self.unmet.items():
            self.require(self.total([*served[stream, due], unmet]) == self.quantity[stream][due])

    def _capacity(self) -> None:
        limits, recipes, lanes = self.problem.capacities, self.problem.processes, self.problem.lanes
        counted: Terms = defaultdict(list)
        quantity = recipes.line_quantity.tolist()
        for limit, line in zip(limits.member_limit.tolist(), limits.member_line.tolist(), strict=True):
            process = int(recipes.line_process[line])
            for month in self.months:
                if (process, month) in self.run:
                    counted[limit, month].append(quantity[line][month] * self.run[process, month])
        members = zip(limits.throughput_limit, limits.throughput_site, limits.throughput_commodity, strict=True)
        for limit, site, commodity in members:
            for (lane, month), ship in self.ship.items():
                if lanes.destination[lane] == site and commodity in (-1, lanes.commodity[lane]):
                    counted[int(limit), self.arrival[lane][month]].append((1.0 - float(lanes.loss[lane])) * ship)
        amount = limits.limit.tolist()
        for (limit, month), terms in counted.items():
            if math.isfinite(amount[limit][month]):
                self.require(self.total(terms) <= amount[limit][month])
        for (process, month), run in self.run.items():
            least = float(recipes.minimum_run[process, month])
            if least > 0.0:
                self.require(quantity[recipes.driver[process]][month] * run >= least)

    def _lanes(self) -> None:
        most, least = self.problem.lanes.capacity.tolist(), self.problem.lanes.minimum.tolist()
        for (lane, month), ship in self.ship.items():
            if math.isfinite(most[lane][month]):
                self.require(ship <= most[lane][month])
            if least[lane][month] > 0.0:
                self.require(ship >= least[lane][month])

    def _stocks(self) -> None:
        stocks = self.problem.inventories
        maximum, safety = stocks.maximum.tolist(), stocks.safety.tolist()
        for (place, month), stock in self.stock.items():
            if math.isfinite(maximum[place]):
                self.require(stock <= maximum[place])
            if safety[place][month] > 0.0:
                self.require(stock + self.below_safety[place, month] >= safety[place][month])
        for (place,), below in self.below_end.items():
            self.require(self.stock[place, self.months[-1]] + below >= float(stocks.end_stock[place]))

    def _surplus(self) -> None:
        sold: Terms = defaultdict(list)
        for (_, commodity, month), sell in self.sell.items():
            sold[commodity, month].append(sell)
        limit = self.problem.commodities.surplus_limit.tolist()
        for (commodity, month), terms in sold.items():
            if math.isfinite(limit[commodity][month]):
                self.require(self.total(terms) <= limit[commodity][month])

    def _rules(self) -> None:
        rules, capacity = self.problem.rules, self.problem.lanes.capacity.tolist()
        matched: defaultdict[int, dict[int, None]] = defaultdict(dict)
        for rule, lane in zip(rules.flow_rule.tolist(), rules.flow_lane.tolist(), strict=True):
            matched[rule][lane] = None
        bans = [rule for rule in range(rules.size) if rules.type[rule] == "ban" and rules.hard[rule]]
        for rule in range(rules.size):
            if rules.type[rule] not in TYPES or rules.at[rule] not in PLACES:
                raise NotImplementedError(f"rule '{rules.name[rule]}': {rules.type[rule]} at {rules.at[rule]}")
            arrives = bool(rules.at_arrival[rule])
            flows = [
                (lane, month, self.ship[lane, month], self.arrival[lane][month] if arrives else month)
                for lane in matched[rule]
                for month in self.months
                if (lane, month) in self.ship
            ]
            share = rules.share[rule].tolist()
            if rules.type[rule] == "ban":
                for lane, month, ship, counts in flows:
                    if share[counts] > 0.0:
                        others = [other for other in bans if other != rule and lane in matched[other]]
                        closed = (
                            closed_share(self.problem, [rule, *others], lane, month, counts)
                            if others
                            else share[counts]
                        )
                        self._ban(rule, ship, capacity[lane][month], closed)
            elif rules.type[rule] == "cap":
                for window in windows_of(self.problem, rule):
                    terms = [window[counts] * ship for _, _, ship, counts in flows if window.get(counts)]
                    if terms or not rules.hard[rule]:
                        self._limit(terms, float(rules.value[rule]), rule)

    def _ban(self, rule: int, ship: Flow, most: float, closed: float) -> None:
        if math.isfinite(most):
            self._limit([ship], (1.0 - closed) * most, rule)
        elif closed >= HALF:
            self._limit([ship], 0.0, rule)

    def _limit(self, terms: Sequence[Flow], value: float, rule: int) -> None:
        if self.problem.rules.hard[rule]:
            self.require(self.total(terms) <= value)
        else:
            soft = self.add(f"soft_{self.soft_rows}", [(0,)])[0,]
            self.soft_rows += 1
            self.require(self.total([*terms, -1.0 * soft]) <= value)
