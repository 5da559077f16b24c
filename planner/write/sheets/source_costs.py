"""What a tonne costs where it begins: the run cost of a source, which stands for the price of its supplier."""

from __future__ import annotations

import numpy as np

from planner.write.report import Report
from planner.write.sheets import flows as flow_sheet

# A formula over flows, and what it comes to.
type Costed = tuple[str, float]


def source_costs(report: Report) -> dict[tuple[str, str], Costed]:
    """Return (site, commodity) -> USD of a tonne that its sources make in the plan, the mean of all their runs.

    Of processes with nothing but this one output, and where runs cost something.
    """
    processes, problem = report.problem.processes, report.problem
    sites, commodities = problem.site_names.names, problem.commodity_names.names
    alone = np.bincount(processes.line_process, minlength=processes.size) == 1
    line_of = {
        (sites[processes.site[process]], processes.name[process]): line
        for line, process in enumerate(processes.line_process.tolist())
        if alone[process] and processes.is_source[process]
    }
    columns, made = report.flows.columns, dict[tuple[str, str], dict[int, float]]()
    for row in report.flows.positions("run"):
        line = line_of.get((columns["site"][row], columns["process"][row]))
        if line is not None:
            each = float(processes.line_quantity[line, report.period_order[columns["period"][row]]])
            made.setdefault((columns["site"][row], commodities[processes.line_commodity[line]]), {})[row] = each
    found: dict[tuple[str, str], Costed] = {}
    for key, rows in made.items():
        paid = sum(columns["unit cost"][row] * columns["quantity"][row] for row in rows)
        tonnes = sum(each * columns["quantity"][row] for row, each in rows.items())
        if paid and tonnes:
            made_of = _tonnes(rows)
            formula = f"IF({made_of}=0,0,({flow_sheet.added('cost', rows)})/({made_of}))"
            found[key] = formula, paid / tonnes
    return found


def _tonnes(rows: dict[int, float]) -> str:
    """Return the formula of what runs make; rows: the flows of the runs -> t that each run makes."""
    alike: dict[float, list[int]] = {}
    for row, each in rows.items():
        alike.setdefault(each, []).append(row)
    return "+".join(
        flow_sheet.added("quantity", own) if each == 1.0 else f"{each!r}*({flow_sheet.added('quantity', own)})"
        for each, own in alike.items()
    )
