"""The rows of sheet Flows: all that moves, in its order, with costs, loss, blocs and stage; knows nothing of cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.arrays import FloatArray
from models.plan import Plan
from models.problem import Problem
from planner.read_back.flows import COLUMNS, KINDS, flows_from_plan_tables

ARRIVE, RETURN = "arrive", "return"
# Kinds that count in their second period, and whose tonnes follow from other flows.
LATER = (ARRIVE, RETURN)
MAIN_COST = {
    "run": "run cost",
    "ship": "freight",
    "stock": "holding",
    "dispose": "disposal",
    "sell": "surplus revenue",
    "unmet": "shortage",
    "below_safety": "missing safety stock",
    "below_end": "missing end stock",
    "award": "switching",
    "take": "purchase",
    "shortfall": "take-or-pay",
    "standing": "capital cost",
}
# Kinds of flows whose site is a customer.
AT_CUSTOMERS = ("deliver", "demand", "unmet")


@dataclass(frozen=True, eq=False)
class Flows:
    """All that moves, in the order of sheet Flows: by kind, then period (of arrival, for what arrives or returns).

    columns  name -> (rows,) values
    runs     (kind, period) -> first and last position, both included
    kinds    kind -> first and last position
    """

    columns: dict[str, list[Any]]
    runs: dict[tuple[str, str], tuple[int, int]]
    kinds: dict[str, tuple[int, int]]

    @property
    def size(self) -> int:
        """Return the number of rows."""
        return len(self.columns["kind"])

    def positions(self, kind: str) -> range:
        """Return the positions of the flows of a kind."""
        first, last = self.kinds.get(kind, (0, -1))
        return range(first, last + 1)


def make_flows(
    plan: Plan,
    unit_costs: Mapping[str, FloatArray],
    country: Mapping[str, str],
    bloc: Mapping[str, str],
    stage: Mapping[str, str],
) -> Flows:
    """Return the flows in the order of the sheet, with their costs per unit, loss, blocs and stage.

    unit_costs  kind of cost -> (columns,) USD per unit of each column, not discounted
    country, bloc  of each site;  stage  of each commodity
    """
    table = flows_from_plan_tables(plan.tables)
    columns: dict[str, list[Any]] = {name: table[name].to_list() for name in COLUMNS}
    rank = {kind: place for place, kind in enumerate(KINDS)}
    order_of = {name: place for place, name in enumerate(plan.model.problem.calendar.names)}
    ordering = [
        later if kind in LATER else now
        for kind, now, later in zip(columns["kind"], columns["period"], columns["second period"], strict=True)
    ]
    keys = [(rank[kind], order_of.get(period, -1)) for kind, period in zip(columns["kind"], ordering, strict=True)]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    columns = {name: [values[row] for row in order] for name, values in columns.items()}
    runs: dict[tuple[str, str], tuple[int, int]] = {}
    kinds: dict[str, tuple[int, int]] = {}
    for place, row in enumerate(order):
        kind = columns["kind"][place]
        key = (kind, ordering[row])
        runs[key] = (runs.get(key, (place, place))[0], place)
        kinds[kind] = (kinds.get(kind, (place, place))[0], place)
    columns |= _costs(plan, unit_costs, columns)
    shipped = [kind == "ship" for kind in columns["kind"]]
    for name, of in (("sender's country", country), ("sender's bloc", bloc)):
        columns[name] = [of[site] if ship else "" for site, ship in zip(columns["site"], shipped, strict=True)]
    receiving = [
        to if ship or kind == "take" else site if kind in AT_CUSTOMERS else ""
        for kind, site, to, ship in zip(columns["kind"], columns["site"], columns["to"], shipped, strict=True)
    ]
    columns["receiver's country"] = [country.get(site, "") for site in receiving]
    columns["stage"] = [stage[name] if ship else "" for name, ship in zip(columns["commodity"], shipped, strict=True)]
    columns["forwarded"] = _forwarded(plan.model.problem, columns, shipped, country)
    return Flows(columns, runs, kinds)


def _forwarded(
    problem: Problem, columns: Mapping[str, list[Any]], shipped: list[bool], country: Mapping[str, str]
) -> list[str]:
    """Return, of each shipment, whether it only sends on within a country what came to its site: "yes" or "no".

    What a depot passes on has reached the country before. What a site makes, or customers give back there, or lies
    there where none comes in, begins its way there.
    """
    processes, returns = problem.processes, problem.returns
    names = zip(columns["site"], columns["to"], columns["commodity"], strict=True)
    shipments = [key if ship else None for key, ship in zip(names, shipped, strict=True)]
    made = zip(processes.site[processes.line_process], processes.line_commodity, processes.line_output, strict=True)
    codes = {(int(site), int(good)) for site, good, is_output in made if is_output}
    codes |= set(zip(returns.site.tolist(), returns.scrap.tolist(), strict=True))
    sites, goods = problem.site_names.names, problem.commodity_names.names
    begins = {(sites[site], goods[good]) for site, good in codes}
    passing = {(key[1], key[2]) for key in shipments if key is not None} - begins
    return [
        "" if key is None else "yes" if country[key[0]] == country[key[1]] and (key[0], key[2]) in passing else "no"
        for key in shipments
    ]


def _costs(
    plan: Plan, unit_costs: Mapping[str, FloatArray], columns: Mapping[str, list[Any]]
) -> dict[str, list[Any]]:  # fmt: skip
    """Return the columns `unit cost`, `duty`, `tariff` (USD per unit) and `loss` of the flows."""
    v = plan.model.variables
    zeros = np.zeros(plan.values.size)
    duty, tariff = (unit_costs.get(kind, zeros) for kind in ("duty", "tariff"))
    size = len(columns["kind"])
    found = {name: [0.0] * size for name in ("unit cost", "duty", "tariff", "loss")}
    rows: dict[str, list[int]] = {}
    for row, kind in enumerate(columns["kind"]):
        rows.setdefault(kind, []).append(row)
    for kind, block in (
        ("run", v.run), ("ship", v.ship), ("deliver", v.deliver), ("stock", v.stock), ("sell", v.sell),
        ("dispose", v.dispose), ("unmet", v.unmet), ("award", v.award), ("take", v.contracts.take),
        ("shortfall", v.contracts.shortfall), ("standing", v.timing.standing), ("below_safety", v.below_safety),
        ("below_end", v.below_end),
    ):  # fmt: skip
        chosen = np.ones(block.size, dtype=np.bool_) if kind == "unmet" else plan.values[block.index] != 0.0
        index, keys = block.index[chosen], KINDS[kind].keys
        loss = plan.model.problem.lanes.loss[block.keys["lane"][chosen]] if kind == "ship" else zeros[: index.size]
        parts = (unit_costs.get(MAIN_COST.get(kind, ""), zeros)[index], duty[index], tariff[index], loss)
        # The plan's table names each column of the program; the sheet's rows have the same names in their own order.
        names = zip(*(plan.tables[kind][name].to_list() for name in keys), strict=True)
        values = dict(zip(names, zip(*(part.tolist() for part in parts), strict=True), strict=True))
        for row in rows.get(kind, ()):
            own = values[tuple(columns[name][row] for name in keys.values())]
            for name, value in zip(found, own, strict=True):
                found[name][row] = value
    return found
