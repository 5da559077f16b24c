"""Numbers that a solver would drop, take for infinite, or lose beside others: checked before anything is built."""

from __future__ import annotations

import numpy as np

from models.issues import Findings
from models.problem import Problem

# Data that span more than this many orders of magnitude are badly scaled for any solver.
WIDE_SPAN = 6.0
# A solver drops smaller coefficients without a word, and takes larger numbers for infinite.
SMALLEST, LARGEST = 1e-9, 1e15


def extreme_numbers(problem: Problem, issues: Findings) -> None:
    """Numbers that a solver would drop or take for infinite, and data that span too many orders of magnitude."""
    _extreme_limits(problem, issues)
    quantity = problem.processes.line_quantity
    record = problem.processes.line_record
    seen: set[int] = set()
    for line in np.flatnonzero(
        ((quantity > 0.0) & (quantity < SMALLEST)).any(axis=1) | (quantity > LARGEST).any(axis=1)
    ):
        if int(record[line]) not in seen:
            seen.add(int(record[line]))
            issues.error(
                "extreme-number",
                problem.cell("Processes", int(record[line]), "quantity per run"),
                f"{quantity[line].max():g} t a run, yield included, is too small or too large to be solved with",
                "scale the recipe: all its quantities may be multiplied by the same number",
            )
    for line in np.unique(record[(problem.tables.records["Processes"].number["quantity per run"] == 0.0)[record]]):
        issues.error(
            "zero-quantity",
            problem.cell("Processes", int(line), "quantity per run"),
            "the line takes or gives nothing in a run",
            "give its tonnes per run, or delete the row",
        )
    if quantity.size:
        # Within one recipe only the ratios matter, so each line is measured against the largest line of its process.
        largest = np.zeros(problem.processes.size)
        np.maximum.at(largest, problem.processes.line_process, quantity.max(axis=1))
        with np.errstate(divide="ignore", invalid="ignore"):
            span = np.log10(largest[problem.processes.line_process]) - np.log10(quantity.max(axis=1))
        for line in np.flatnonzero(np.isfinite(span) & (span > WIDE_SPAN)):
            same = np.flatnonzero(problem.processes.line_process == problem.processes.line_process[line])
            top = same[np.argmax(quantity[same].max(axis=1))]
            issues.warning(
                "wide-span",
                problem.cell("Processes", int(record[line]), "quantity per run"),
                f"the recipe spans {span[line]:.0f} orders of magnitude, up to "
                f"{problem.cell('Processes', int(record[top]), 'quantity per run')}",
                "check the units of both cells",
            )


def _extreme_limits(problem: Problem, issues: Findings) -> None:
    """Quantities on the right-hand side that a solver would take for no limit at all."""
    for sheet, column, line, quantity in (
        ("Demand", "demand", problem.demands.line, problem.demands.quantity),
        ("Capacity", "capacity", problem.capacities.line, problem.capacities.limit),
        ("Lanes", "capacity", problem.lanes.line, problem.lanes.capacity),
        ("Lanes", "minimum", problem.lanes.line, problem.lanes.minimum),
        ("Inventory", "opening", problem.inventories.line, problem.inventories.opening[:, None]),
        ("Inventory", "maximum", problem.inventories.line, problem.inventories.maximum[:, None]),
        ("Pipeline", "quantity", problem.pipeline.line, problem.pipeline.quantity[:, None]),
        ("Rules", "value", problem.rules.line, np.nan_to_num(problem.rules.value)[:, None]),
    ):
        too_large = (quantity > LARGEST) & np.isfinite(quantity)
        for place in np.unique(line[too_large.any(axis=1)], return_index=True)[1]:
            row = np.flatnonzero(too_large.any(axis=1))[place]
            period = int(np.argmax(too_large[row])) if quantity.shape[1] > 1 else None
            issues.error(
                "extreme-number",
                problem.cell(sheet, int(line[row]), column, period),
                f"{quantity[row].max(where=too_large[row], initial=0.0):g} t is too large to be solved with",
                "check the unit, or write `no limit`" if column in ("capacity", "maximum") else "check the unit",
            )
