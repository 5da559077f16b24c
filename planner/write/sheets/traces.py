"""Allowances for traces: what of marked inputs went in, on sheet Rule effects, and a line of the Summary."""

from __future__ import annotations

import numpy as np

from models.nouns import counted
from planner.write import bulk, styles
from planner.write.page import Page
from planner.write.phrases import tonnes
from planner.write.report import Report
from planner.write.sheets import flows as flow_sheet
from planner.write.sheets.grants import GAP

TITLE = "Allowances for traces: marked inputs that went in as if they were not marked"
NAMED_ALLOWANCES = 4
# Characters in a line of the first column, which is as wide as names of rules.
WIDTH = 24.0


def traces_of(report: Report) -> dict[int, float]:
    """Return rule of type de_minimis -> t of marked inputs that went into runs under its allowance."""
    v, values, allowances = report.plan.model.variables, report.plan.values, report.problem.origins.allowances
    allow, found = v.allow.keys, {}
    for rule, using, relieved in zip(allowances.rule, allowances.using, allowances.relieved, strict=True):
        own = v.classes.carrying(using, allow["class"]) & v.classes.carrying(relieved, allow["from_class"])
        found[int(rule)] = float(np.sum(values[v.allow.index[own]]))
    return found


def write_traces(page: Page, report: Report, bottom: int) -> None:
    """Write the table of allowed inputs below row `bottom` (from 0) of sheet Rule effects; nothing without any."""
    flows = report.flows
    rows = flows.positions("allow")
    if not rows:
        return
    first = bottom + GAP
    page.text(first - 2, 0, TITLE, styles.SECTION)
    what = [f"{flows.columns['material'][row]}, {flows.columns['origin'][row]}" for row in rows]
    # The columns stand below those of the rules, which are made for names of their length.
    page.table(
        [
            bulk.wrapped("what went in", what, WIDTH),
            *(
                bulk.text(name, [flows.columns[name][row] for row in rows])
                for name in ("process", "site", "period", "commodity")
            ),
            bulk.formula(
                "allowed [t]",
                [flow_sheet.cell("quantity", row) for row in rows],
                [flows.columns["quantity"][row] for row in rows],
            ),
        ],
        first=first,
        filters=False,
        alone=False,
    )  # fmt: skip


def sentences(report: Report) -> list[str]:
    """Return a sentence for each of the first allowances that are used."""
    found = [
        f"Allowance {report.problem.rules.name[rule]}: {tonnes(used)} of marked inputs went in under it."
        for rule, used in traces_of(report).items()
        if used > 0.0
    ]
    if len(found) <= NAMED_ALLOWANCES:
        return found
    more = counted(len(found) - NAMED_ALLOWANCES, "more allowance")
    return [*found[:NAMED_ALLOWANCES], f"Sheet Rule effects has {more}."]
