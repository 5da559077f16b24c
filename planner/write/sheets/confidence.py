"""Lines of sheet Data check: what rests on weak figures, by rows, demand, limits, and what home customers get."""

from __future__ import annotations

from collections import Counter

import numpy as np

from models.arrays import FloatArray
from models.records import sheet_and_row
from planner.trace import delivered_through, flows_under
from planner.write.causes import Name, name_of
from planner.write.page import FAIR_SIGN, GOOD_SIGN
from planner.write.phrases import joined, percent, tonnes
from planner.write.report import DEMAND, Limit, Report
from planner.write.scope import Scope

WEAKEST = "C"
NAMED_ROWS = 12
MOST_NOTED = 0.5  # a share of weak figures above this is a warning

type Line = tuple[str, str, str, str, str]  # light, topic, address, what, what to do


def weak_lines(report: Report) -> list[Line]:
    """Return what rests on confidence C: rows of each sheet, tonnes of demand, runs under weak capacities."""
    lines: list[Line] = []
    for sheet, records in report.problem.tables.records.items():
        found = Counter(str(word) for word in records.text.get("confidence", ()))
        if found.get(WEAKEST):
            share = found[WEAKEST] / len(records)
            lines.append(
                (
                    f"{FAIR_SIGN} warning" if share > MOST_NOTED else f"{GOOD_SIGN} note",
                    "confidence",
                    "",
                    (
                        f"{sheet}: {found[WEAKEST]} of {len(records)} rows rest on estimates (confidence C), "
                        f"{found.get('A', 0)} on reports (A), {found.get('B', 0)} on guidance (B)"
                    ),
                    "",
                )
            )
    lines += _weak_demand(report)
    lines += _weak_limits(report)
    lines += _weak_deliveries(report)
    return lines


def _weak_demand(report: Report) -> list[Line]:
    words = report.records("Demand").text.get("confidence")
    if words is None:
        return []
    demands = report.problem.demands
    tonnes = demands.quantity.sum(axis=1)
    weak = sum(float(tonnes[place]) for place, line in enumerate(demands.line.tolist()) if words[line] == WEAKEST)
    total = float(tonnes.sum())
    if not weak or not total:
        return []
    return [
        (
            f"{FAIR_SIGN} warning",
            "confidence",
            "",
            f"{percent(weak / total)} of the demand ({weak:,.0f} of {total:,.0f} t) rests on estimates (confidence C)",
            "",
        )
    ]


def _weak_limits(report: Report) -> list[Line]:
    """Return how many of the limits that have a value rest on estimates."""
    weak_rows = _weak_rows(report)
    valued = {limit.cell for limit in report.limits if limit.family != DEMAND and any(limit.worth)}
    weak = sorted(cell for cell in valued if sheet_and_row(cell) in weak_rows)
    if not weak:
        return []
    return [
        (
            f"{FAIR_SIGN} warning",
            "confidence",
            weak[0],
            (
                f"{len(weak)} of the {len(valued)} limits that bind rest on "
                f"estimates (confidence C): {joined(weak, NAMED_ROWS)}"
            ),
            "see sheet Value of limits",
        )
    ]


def _weak_rows(report: Report) -> set[tuple[str, int]]:
    """Return sheet and row of every row of confidence C."""
    return {
        (records.sheet, int(row))
        for records in report.problem.tables.records.values()
        for row, word in zip(records.row, records.text.get("confidence", ()), strict=False)
        if word == WEAKEST
    }


def carrying(report: Report) -> list[Limit]:
    """Return the limits on estimates that carry most of the result, of each name the one that does, the most first.

    What a limit carries is its value x what it lets through, over its periods: of the best tier first.
    """
    weak_rows = _weak_rows(report)
    carried: dict[Name, list[tuple[FloatArray, Limit]]] = {}
    for limit in report.limits:
        if (
            limit.family == DEMAND
            or not any(limit.worth)
            or not limit.used
            or sheet_and_row(limit.cell) not in weak_rows
        ):
            continue
        carried.setdefault(name_of(limit), []).append((np.abs(limit.worth) * limit.used, limit))
    largest = [
        (tuple(np.sum([own for own, _ in each], axis=0)), max(each, key=lambda pair: tuple(pair[0]))[1])
        for each in carried.values()
    ]
    return [limit for _, limit in sorted(largest, key=lambda pair: pair[0], reverse=True)]


def _weak_deliveries(report: Report) -> list[Line]:
    """Return what share of the deliveries to home customers went through rows of Capacity that are estimates."""
    words = report.records("Capacity").text.get("confidence")
    if words is None:
        return []
    lines = np.array([line for line, word in enumerate(words) if word == WEAKEST], dtype=np.int64)
    scope, plan = Scope(report), report.plan
    block = plan.model.variables.deliver
    at_home = {row["customer"] for row in scope.demands}
    names = report.problem.site_names.names
    home = np.array([names[site] in at_home for site in block.keys["site"].tolist()], dtype=np.bool_)
    delivered = plan.values[block.index] * home
    total = float(delivered.sum())
    if not lines.size or not total:
        return []
    weak = float(delivered @ delivered_through(plan, flows_under(plan, lines)))
    return [
        (
            f"{FAIR_SIGN} warning" if weak > MOST_NOTED * total else f"{GOOD_SIGN} note",
            "confidence",
            "",
            (
                f"{percent(weak / total)} of what {scope.customers} get ({tonnes(weak)} of {tonnes(total)}) passed "
                f"through a row of Capacity of confidence C, at any stage; traced in proportion, so other traces are "
                f"possible"
            ),
            "",
        )
    ]
