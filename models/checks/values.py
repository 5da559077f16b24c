"""Values of commodities that something goes by and nobody gave: duty, tariffs, unmet demand, allowances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from models.issues import Findings
from models.prices import goes_by_value
from models.problem import Problem

# What may stand instead of a value.
RATE = "write the rate in USD/t"
MEASURE = "set `unmet measure` to tonnes or share of demand"


def value_missing(problem: Problem, issues: Findings) -> None:
    """What goes by the value of a commodity that is not given would count as nothing: duty, tariff, unmet demand."""
    report_no_values(problem, _without_value(problem), issues)


def _without_value(problem: Problem) -> Iterator[tuple[int, str, str]]:
    """Yield each commodity whose value is asked for and missing, the cell that asks, and what may stand instead."""
    lanes, rules, commodities = problem.lanes, problem.rules, problem.commodities
    without = np.isnan(commodities.value).any(axis=1)
    by_value = without[lanes.commodity] & goes_by_value(problem)
    dutied = (lanes.duty > 0.0).any(axis=1) & by_value
    for commodity in np.unique(lanes.commodity[dutied]).tolist():
        lane = int(np.flatnonzero(dutied & (lanes.commodity == commodity))[0])
        yield commodity, problem.cell("Lanes", int(lanes.line[lane]), "duty"), RATE
    if problem.options.unmet_measure == "value":
        demands = problem.demands
        for demand in np.flatnonzero((demands.priority > 0) & without[demands.commodity]):
            cell = problem.cell("Demand", int(demands.line[demand]), "commodity")
            yield int(demands.commodity[demand]), cell, MEASURE
    for rule in np.flatnonzero(rules.ad_valorem):
        touched = rules.flow_lane[rules.flow_rule == rule]
        made = rules.place_commodity[rules.place_rule == rule]
        where = problem.cell("Rules", int(rules.line[rule]), "value")
        for commodity in np.unique([*lanes.commodity[touched[by_value[touched]]], *made[without[made]]]).astype(int):
            yield int(commodity), where, RATE


def report_no_values(problem: Problem, missing: Iterable[tuple[int, str, str]], issues: Findings) -> None:
    """Add an error for each value that something goes by; for the first alone where the sheet has no such column.

    missing  commodities, the cells that ask for their values, and what may stand instead
    """
    records = problem.tables.records["Commodities"]
    is_there = any(header.partition(" ")[0] == "value" for header in records.letter)
    for commodity, where, instead in missing:
        if not is_there:
            issues.error(
                "value-missing",
                where,
                "this goes by the value of commodities, and sheet Commodities has no column `value`",
                f"add the column, as value [USD/t], or {instead}",
            )
            return
        cell = problem.cell("Commodities", int(problem.commodities.line[commodity]), "value")
        name = problem.commodity_names.names[commodity]
        issues.error(
            "value-missing",
            where,
            f"this goes by the value of '{name}', and its value is missing ({cell})",
            f"give the value of the commodity for every period, or {instead}",
        )
