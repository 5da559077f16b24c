"""Problems that stay near to an earlier plan, in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from models.formulation import Model, build
from models.issues import Findings, errors
from models.linear.program import Block
from models.parts.earlier import EarlierPlan
from models.plan import Plan, make_plan
from models.records import Tables
from models.resolve import make_problem
from planner.explain.stress.added import with_rows
from planner.read.grid import Cell as ReadCell
from planner.solve import highs
from planner.verify import Verification, verify
from tests.drawn.problems import tables_of
from tests.workbooks import Cell, Sheets


def as_earlier(plan: Plan) -> EarlierPlan:
    """Return a plan as the one to stay near to, as its workbook states it."""
    periods = pd.DataFrame({"period": plan.model.problem.calendar.names})
    return EarlierPlan("old_plan.xlsx", "0", "--near", {**plan.tables, "periods": periods})


def asked(sheets: Sheets, *settings: list[Cell]) -> Sheets:
    """Return sheets with further settings."""
    return {**sheets, "Settings": [*sheets["Settings"], *settings]}


def gone_by(sheets: Sheets, plan: Plan, periods: int) -> Sheets:
    """Return sheets with pins of what a plan has delivered, sold and kept in stock in the first so many periods.

    With what it has sent and run, which frozen periods keep, this says what was thrown away, too.
    """
    problem = plan.model.problem
    demands, names = problem.demands, problem.commodity_names.names
    v = plan.model.variables
    sites, calendar = problem.site_names.names, problem.calendar.names
    amounts: dict[tuple[Cell, ...], float] = {}

    def count(block: Block, row: Callable[[int], tuple[Cell, ...]]) -> None:
        for place in np.flatnonzero(block.keys["period"] < periods).tolist():
            key = (*row(place), calendar[block.keys["period"][place]])
            amounts[key] = amounts.get(key, 0.0) + float(plan.values[block.index[place]])

    def delivered(place: int) -> tuple[Cell, ...]:
        demand = int(v.deliver.keys["demand"][place])
        return (
            "deliver",
            None,
            sites[demands.customer[demand]],
            names[demands.commodity[demand]],
            demands.end_use[demand],
        )

    def at(block: Block, what: str) -> Callable[[int], tuple[Cell, ...]]:
        return lambda place: (what, sites[block.keys["site"][place]], None, names[block.keys["commodity"][place]], None)

    count(v.deliver, delivered)
    count(v.sell, at(v.sell, "sell"))
    count(v.stock, at(v.stock, "stock"))
    header: list[Cell] = ["what", "from", "to", "commodity", "end use", "period", "least [t]", "most [t]"]
    assert "Pins" not in sheets
    return {**sheets, "Pins": [header, *([*key, amount, amount] for key, amount in amounts.items())]}


def kept_model(sheets: Sheets, plan: Plan, period: int, tables: Tables | None = None) -> Model:
    """Return the program of sheets that keeps the first periods of a plan, or of other tables made from them."""
    kept, pinned = as_earlier(plan), gone_by(asked(sheets, ["frozen periods", period]), plan, period)
    if tables is None:
        return near_model(pinned, kept)
    own, lost = tables_of(pinned), tables.records["Pins"]
    records = {**tables.records, **{name: own.records[name] for name in ("Settings", "Pins")}}
    # What is lost sells nothing, either.
    pins: list[Mapping[str, ReadCell]] = [
        {"what": str(lost.text["what"][line]), "from": str(lost.text["from"][line]),
         "period": str(lost.text["period"][line]), "most [t]": float(lost.number["most"][line])}
        for line in range(len(lost))
    ]  # fmt: skip
    both = with_rows(replace(tables, settings=own.settings, records=records), "Pins", pins)
    model = build(make_problem(both, kept)[0])
    assert model.problem.earlier.frozen == period
    return model


def near_findings(sheets: Sheets, earlier: EarlierPlan | None) -> Findings:
    """Return what making the problem finds."""
    return make_problem(tables_of(sheets), earlier)[1]


def near_model(sheets: Sheets, earlier: EarlierPlan | None) -> Model:
    """Return the built program; an error is a failed test."""
    problem, issues = make_problem(tables_of(sheets), earlier)
    assert not errors(list(issues)), errors(list(issues))
    return build(problem)


def near_plan(sheets: Sheets, earlier: EarlierPlan | None = None) -> Plan:
    """Return the plan that is nearest to an earlier one."""
    model = near_model(sheets, earlier)
    return make_plan(model, highs.solve(model.program.matrix(), model.program.tiers))


def verified(plan: Plan, tables: Tables | None = None, earlier: EarlierPlan | None = None) -> Verification:
    """Verify a plan against its own input and earlier plan, or against others."""
    problem = plan.model.problem
    own = earlier or problem.earlier.plan
    return verify(
        tables or problem.tables, plan.tables, [(name, optimum) for name, optimum, _ in plan.objectives], plan.costs,
        earlier=own.tables if own else None,
    )  # fmt: skip
