"""Values of commodities that something goes by and nobody gave: duty, tariffs, unmet demand, allowances."""

from __future__ import annotations

import numpy as np

from models.issues import Findings
from models.prices import goes_by_value
from models.problem import Problem

CODE = "value-missing"
# What may stand instead of a value.
RATE = "write the rate in USD/t"
MEASURE = "set `unmet measure` to tonnes or share of demand"


def value_missing(problem: Problem, issues: Findings) -> None:
    """What goes by the value of a commodity that is not given would count as nothing: duty, tariff, unmet demand."""
    lanes, rules, commodities = problem.lanes, problem.rules, problem.commodities
    without = np.isnan(commodities.value).any(axis=1)
    by_value = without[lanes.commodity] & goes_by_value(problem)
    dutied = (lanes.duty > 0.0).any(axis=1) & by_value
    for commodity in np.unique(lanes.commodity[dutied]):
        lane = int(np.flatnonzero(dutied & (lanes.commodity == commodity))[0])
        report_no_value(problem, issues, int(commodity), problem.cell("Lanes", int(lanes.line[lane]), "duty"), RATE)
    if problem.options.unmet_measure == "value":
        demands = problem.demands
        for demand in np.flatnonzero((demands.priority > 0) & without[demands.commodity]):
            cell = problem.cell("Demand", int(demands.line[demand]), "commodity")
            report_no_value(problem, issues, int(demands.commodity[demand]), cell, MEASURE)
    for rule in np.flatnonzero(rules.ad_valorem):
        touched = rules.flow_lane[rules.flow_rule == rule]
        made = rules.place_commodity[rules.place_rule == rule]
        for commodity in np.unique([*lanes.commodity[touched[by_value[touched]]], *made[without[made]]]).astype(int):
            where = problem.cell("Rules", int(rules.line[rule]), "value")
            report_no_value(problem, issues, int(commodity), where, RATE)


def report_no_value(problem: Problem, issues: Findings, commodity: int, where: str, instead: str) -> None:
    """Add an error that something goes by the value of a commodity; one for all where the sheet has no such column."""
    records = problem.tables.records["Commodities"]
    if not any(header.partition(" ")[0] == "value" for header in records.letter):
        if not any(issue.code == CODE for issue in issues):
            issues.error(
                "value-missing",
                where,
                "this goes by the value of commodities, and sheet Commodities has no column `value`",
                f"add the column, as value [USD/t], or {instead}",
            )
        return
    cell = problem.cell("Commodities", int(problem.commodities.line[commodity]), "value")
    issues.error(
        "value-missing",
        where,
        f"this goes by the value of '{problem.commodity_names.names[commodity]}', and its value is missing ({cell})",
        f"give the value of the commodity for every period, or {instead}",
    )
