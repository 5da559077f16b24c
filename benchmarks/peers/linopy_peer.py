"""The same program in linopy: families of variables over tables of keys, rows as sums over groups of keys.

The families of by_hand.py, written with the whole columns of the Problem, as linopy asks for.
"""

from __future__ import annotations

from collections.abc import Sequence

import linopy
import numpy as np
import pandas as pd
import xarray as xr
from linopy.expressions import LinearExpression, merge
from linopy.variables import Variable

from benchmarks.peers.size import Solved
from benchmarks.peers.spans import closed_share, windows_of
from models.arrays import BoolArray, FloatArray, IntArray
from models.network import Reach
from models.problem import HALF, Problem

ROW, ENTRY = "row", "entry"
linopy.options["semantics"] = "v1"  # what does not line up is an error
Terms = tuple[Variable, IntArray, FloatArray | float]


def _along(variable: Variable | LinearExpression, values: FloatArray | float) -> xr.DataArray:
    """Return (entries,) numbers that line up with a variable or a sum over rows."""
    name = next(str(one) for one in variable.dims if not str(one).startswith("_"))
    index = variable.indexes[name]
    return xr.DataArray(np.broadcast_to(values, index.shape), coords={name: index}, dims=name)


class _Peer:
    """The model while it is written; each method writes one family."""

    def __init__(self, problem: Problem, reach: Reach) -> None:
        self.problem, self.months, self.width = problem, problem.calendar.size, problem.commodity_names.size
        self.model = linopy.Model()
        self.keys: dict[str, pd.DataFrame] = {}
        self._variables(reach)
        self._objective()
        self._balance()
        self._demand()
        self._capacity()
        self._limits()
        self._rules()

    def _add(self, name: str, first: str, codes: IntArray, kept: BoolArray, others: Sequence[str] = ("month",)) -> None:
        """Add a family over (codes, months, ...) where it is kept."""
        where = np.nonzero(kept)
        columns = {first: codes[where[0]], **dict(zip(others, where[1:], strict=True))}
        self.keys[name] = pd.DataFrame(columns)
        self.model.add_variables(lower=0, coords=[pd.RangeIndex(where[0].size, name=name)], name=name)

    def _variables(self, reach: Reach) -> None:
        problem, months, add = self.problem, self.months, self._add
        processes, lanes = np.flatnonzero(reach.process), np.flatnonzero(reach.lane)
        add("run", "process", processes, problem.processes.output_period[processes] < months)
        add("ship", "lane", lanes, problem.lanes.arrival[lanes] < months)
        stocks, demands, live = problem.inventories, problem.demands, np.flatnonzero(reach.live)
        node = stocks.site * self.width + stocks.commodity
        held = np.flatnonzero(np.isin(node, live) | (stocks.end_stock > 0.0) | stocks.safety.any(axis=1))
        add("stock", "stock", held, np.ones((held.size, months), dtype=np.bool_))
        streams, wanted = np.arange(demands.size), demands.quantity > 0.0
        add("unmet", "stream", streams, wanted)
        month = np.arange(months)
        open_ = (month >= month[:, None]) & (month <= demands.last_delivery[:, :, None]) & wanted[:, :, None]
        supplied = reach.supplied[demands.customer * self.width + demands.commodity]
        add("deliver", "stream", streams, open_ & supplied[:, None, None], ("due", "month"))
        add("dispose", "node", live, np.ones((live.size, months), dtype=np.bool_))
        price, limit = (values[live % self.width] for values in (problem.commodities.surplus_price,
                                                                 problem.commodities.surplus_limit))  # fmt: skip
        add("sell", "node", live, ~np.isnan(price) & ~(limit <= 0.0))
        add("below_safety", "stock", held, stocks.safety[held] > 0.0)
        add("below_end", "stock", held, stocks.end_stock[held] > 0.0, ())

    def _objective(self) -> None:
        demands, keys = self.problem.demands, self.keys["unmet"]
        stream = keys["stream"].to_numpy()
        best = int(demands.priority[demands.priority > 0].min())
        weight = demands.weight[stream].astype(np.float64)
        if self.problem.options.unmet_measure == "value":
            weight *= self.problem.commodities.value[demands.commodity[stream], keys["month"].to_numpy()]
        weight = weight * (demands.priority[stream] == best)
        self.model.add_objective((_along(self.model["unmet"], weight) * self.model["unmet"]).sum())

    def _grouped(self, terms: Sequence[Terms]) -> LinearExpression:
        """Return the sum of coefficient * variable over each row: (entries,) codes of rows, -1 for none."""
        parts = []
        for variable, row, coefficient in terms:
            kept = np.flatnonzero(row >= 0)
            if kept.size:
                name = str(variable.dims[0])
                chosen = variable.isel({name: kept}).assign_coords({name: np.arange(kept.size)})
                part = chosen * _along(chosen, np.broadcast_to(coefficient, row.shape)[kept])
                parts.append(part.groupby(pd.Series(row[kept], index=chosen.indexes[name], name=ROW)).sum())
        return parts[0] if len(parts) == 1 else merge(parts, dim="_term", join="outer")

    def _codes(self, name: str, *columns: str) -> tuple[IntArray, ...]:
        return tuple(self.keys[name][column].to_numpy() for column in columns)

    def _balance(self) -> None:
        problem, months, model = self.problem, self.months, self.model
        lanes, stocks, demands, orders = problem.lanes, problem.inventories, problem.demands, problem.pipeline

        def row(site: IntArray, commodity: IntArray, month: IntArray) -> IntArray:
            return (site * self.width + commodity) * months + month

        lane, month = self._codes("ship", "lane", "month")
        terms: list[Terms] = [
            (model["ship"], row(lanes.origin[lane], lanes.commodity[lane], month), 1.0),
            (model["ship"], row(lanes.destination[lane], lanes.commodity[lane], lanes.arrival[lane, month]),
             lanes.loss[lane] - 1.0),
        ]  # fmt: skip
        terms += self._recipes()
        stock, month = self._codes("stock", "stock", "month")
        own = row(stocks.site[stock], stocks.commodity[stock], month)
        terms.append((model["stock"], own, 1.0))
        later = np.where(month + 1 < months, own + 1, -1)
        terms.append((model["stock"], later, -stocks.kept[stock, np.minimum(month + 1, months - 1)]))
        stream, month = self._codes("deliver", "stream", "month")
        terms.append((model["deliver"], row(demands.customer[stream], demands.commodity[stream], month), 1.0))
        for name in ("sell", "dispose"):
            node, month = self._codes(name, "node", "month")
            terms.append((model[name], node * months + month, 1.0))
        total = self._grouped(terms)
        supply = np.zeros(problem.site_names.size * self.width * months)
        held = self.keys["stock"]["stock"].unique()
        first = row(stocks.site[held], stocks.commodity[held], np.zeros_like(held))
        np.add.at(supply, first, stocks.opening[held] * stocks.kept[held, 0])
        np.add.at(supply, row(orders.site, orders.commodity, orders.period), orders.quantity)
        model.add_constraints(total == _along(total, supply[total.indexes[ROW]]), name="balance")

    def _recipes(self) -> list[Terms]:
        """Return what each run takes and gives: the variables once for each line of their recipe."""
        recipes, run = self.problem.processes, self.keys["run"].assign(place=np.arange(len(self.keys["run"])))
        lines = pd.DataFrame({"process": recipes.line_process, "line": np.arange(recipes.line_process.size)})
        both = run.merge(lines, on="process")
        process, month, line = (both[name].to_numpy() for name in ("process", "month", "line"))
        made = recipes.line_output[line]
        when = np.where(made, recipes.output_period[process, month], month)
        row = (recipes.site[process] * self.width + recipes.line_commodity[line]) * self.months + when
        amount = np.where(made, -1.0, 1.0) * recipes.line_quantity[line, month]
        return [(self.model["run"].isel(run=both["place"].to_numpy()), row, amount)]

    def _demand(self) -> None:
        stream, due = self._codes("deliver", "stream", "due")
        unmet, month = self._codes("unmet", "stream", "month")
        total = self._grouped([
            (self.model["deliver"], stream * self.months + due, 1.0),
            (self.model["unmet"], unmet * self.months + month, 1.0),
        ])  # fmt: skip
        quantity = self.problem.demands.quantity.ravel()[total.indexes[ROW]]
        self.model.add_constraints(total == _along(total, quantity), name="demand")

    def _capacity(self) -> None:
        limits, recipes, lanes = (self.problem.capacities, self.problem.processes, self.problem.lanes)
        run, ship = (keys.assign(place=np.arange(len(keys))) for keys in (self.keys["run"], self.keys["ship"]))
        members = pd.DataFrame({"limit": limits.member_limit, "line": limits.member_line})
        both = run.merge(members.assign(process=recipes.line_process[limits.member_line]), on="process")
        terms: list[Terms] = [(
            self.model["run"].isel(run=both["place"].to_numpy()),
            self._limited(limits.limit, both["limit"].to_numpy(), both["month"].to_numpy()),
            recipes.line_quantity[both["line"].to_numpy(), both["month"].to_numpy()],
        )]  # fmt: skip
        arrivals = zip(limits.throughput_limit, limits.throughput_site, limits.throughput_commodity, strict=True)
        lane, month = ship["lane"].to_numpy(), ship["month"].to_numpy()
        for limit, site, commodity in arrivals:
            counted = (lanes.destination[lane] == site) & ((commodity == -1) | (lanes.commodity[lane] == commodity))
            row = self._limited(limits.limit, np.full(lane.size, limit), lanes.arrival[lane, month])
            terms.append((self.model["ship"], np.where(counted, row, -1), 1.0 - lanes.loss[lane]))
        if any((row >= 0).any() for _, row, _ in terms):
            total = self._grouped(terms)
            most = limits.limit.ravel()[total.indexes[ROW]]
            self.model.add_constraints(total <= _along(total, most), name="capacity")
        process, month = self._codes("run", "process", "month")
        driven = recipes.line_quantity[recipes.driver[process], month]
        self._bounded("run", recipes.minimum_run[process, month], ">=", driven)

    def _limited(self, limit: FloatArray, line: IntArray, month: IntArray) -> IntArray:
        """Return the row of each entry, -1 where there is no limit."""
        return np.where(np.isfinite(limit[line, month]), line * self.months + month, -1)

    def _bounded(self, name: str, limit: FloatArray, sign: str, coefficient: FloatArray | None = None) -> None:
        """Add a row for each variable of a family that has a limit."""
        chosen = np.flatnonzero(np.isfinite(limit) if sign == "<=" else limit > 0.0)
        if chosen.size:
            variable = self.model[name].isel({name: chosen})
            left = variable if coefficient is None else variable * _along(variable, coefficient[chosen])
            self.model.add_constraints(left, sign, _along(variable, limit[chosen]), name=f"{name} {sign}")

    def _limits(self) -> None:
        problem, model, months = self.problem, self.model, self.months
        lane, month = self._codes("ship", "lane", "month")
        self._bounded("ship", problem.lanes.capacity[lane, month], "<=")
        self._bounded("ship", problem.lanes.minimum[lane, month], ">=")
        stocks, (stock, month) = problem.inventories, self._codes("stock", "stock", "month")
        self._bounded("stock", stocks.maximum[stock], "<=")
        for name, wanted, at in (
            ("below_safety", stocks.safety, None),
            ("below_end", stocks.end_stock[:, None], months - 1),
        ):
            own = self.keys[name]["stock"].to_numpy()
            when = self.keys[name]["month"].to_numpy() if at is None else np.full(own.size, at)
            if own.size:
                place = np.searchsorted(stock * months + month, own * months + when)
                left = model["stock"].isel(stock=place).rename(stock=ENTRY).assign_coords({ENTRY: np.arange(own.size)})
                right = model[name].rename({name: ENTRY}).assign_coords({ENTRY: np.arange(own.size)})
                least = wanted[own, when if at is None else 0]
                model.add_constraints(left + right >= _along(right, least), name=name)
        node, month = self._codes("sell", "node", "month")
        limit = problem.commodities.surplus_limit
        row = self._limited(limit, node % self.width, month)
        if (row >= 0).any():
            total = self._grouped([(model["sell"], row, 1.0)])
            most = limit.ravel()[total.indexes[ROW]]
            model.add_constraints(total <= _along(total, most), name="surplus")

    def _rules(self) -> None:
        rules, lanes = self.problem.rules, self.problem.lanes
        lane, month = self._codes("ship", "lane", "month")
        matched = [np.unique(rules.flow_lane[rules.flow_rule == rule]) for rule in range(rules.size)]
        bans = [rule for rule in range(rules.size) if rules.type[rule] == "ban" and rules.hard[rule]]
        for rule in range(rules.size):
            flows = np.flatnonzero(np.isin(lane, matched[rule]))
            counts = lanes.arrival[lane[flows], month[flows]] if rules.at_arrival[rule] else month[flows]
            if rules.type[rule] == "cap":
                for window in windows_of(self.problem, rule):
                    share = np.array([window.get(int(one), 0.0) for one in counts])
                    self._cap(rule, flows[share > 0.0], share[share > 0.0])
            elif rules.type[rule] == "ban":
                acting = flows[rules.share[rule, counts] > 0.0]
                others = [other for other in bans if other != rule]
                self._ban(rule, acting, others, matched)

    def _ban(self, rule: int, flows: IntArray, others: Sequence[int], matched: Sequence[IntArray]) -> None:
        rules, lanes = self.problem.rules, self.problem.lanes
        lane, month = (codes[flows] for codes in self._codes("ship", "lane", "month"))
        limit = np.full(flows.size, np.inf)
        for place in range(flows.size):
            own, when = int(lane[place]), int(month[place])
            counts = int(lanes.arrival[own, when]) if rules.at_arrival[rule] else when
            closing = [other for other in others if own in matched[other]]
            closed = float(rules.share[rule, counts])
            if closing:
                closed = closed_share(self.problem, [rule, *closing], own, when, counts)
            if np.isfinite(lanes.capacity[own, when]):
                limit[place] = (1.0 - closed) * lanes.capacity[own, when]
            elif closed >= HALF:
                limit[place] = 0.0
        for one in np.flatnonzero(np.isfinite(limit)).tolist() if not rules.hard[rule] else ():
            self._yielding(self.model["ship"].isel(ship=flows[[one]]).sum(), float(limit[one]), rule)
        chosen = np.flatnonzero(np.isfinite(limit)) if rules.hard[rule] else np.empty(0, dtype=np.int64)
        if chosen.size:
            left = self.model["ship"].isel(ship=flows[chosen])
            self.model.add_constraints(left <= _along(left, limit[chosen]), name=f"ban {rule}")

    def _cap(self, rule: int, flows: IntArray, share: FloatArray) -> None:
        if flows.size or not self.problem.rules.hard[rule]:
            sent = self.model["ship"].isel(ship=flows)
            self._yielding((sent * _along(sent, share)).sum(), float(self.problem.rules.value[rule]), rule)

    def _yielding(self, total: LinearExpression, limit: float, rule: int) -> None:
        """Add a row that may be broken where the rule is soft."""
        name = f"rule {len(self.model.constraints)}"
        if not self.problem.rules.hard[rule]:
            total = total - self.model.add_variables(lower=0, name=f"soft {name}")
        self.model.add_constraints(total <= limit, name=name)


def write(problem: Problem, reach: Reach) -> linopy.Model:
    """Return the program of the best tier as a linopy model."""
    return _Peer(problem, reach).model


def solve(program: linopy.Model) -> Solved:
    """Solve it with HiGHS through linopy's direct interface."""
    status, condition = program.solve(solver_name="highs", io_api="direct", log_to_console=False)
    if condition != "optimal":
        raise RuntimeError(f"linopy ended with {status}, {condition}")

    def entries() -> list[int]:
        counts: list[int] = np.diff(program.matrices.A.tocsr().indptr).tolist()
        return counts

    return Solved(float(program.objective.value), program.nvars, entries)
