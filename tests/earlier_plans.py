"""Problems that stay near to an earlier plan, in memory."""

from __future__ import annotations

from models.formulation import Model, build
from models.issues import Findings, errors
from models.parts.earlier import EarlierPlan
from models.plan import Plan, make_plan
from models.records import Tables
from models.resolve import make_problem
from planner.solve import highs
from planner.verify import Verification, verify
from tests.random_problems import tables_of
from tests.workbooks import Cell, Sheets


def as_earlier(plan: Plan) -> EarlierPlan:
    """Return a plan as the one to stay near to."""
    return EarlierPlan("old_plan.xlsx", "0", "--near", plan.tables)


def asked(sheets: Sheets, *settings: list[Cell]) -> Sheets:
    """Return sheets with further settings."""
    return {**sheets, "Settings": [*sheets["Settings"], *settings]}


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
