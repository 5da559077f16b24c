"""Random rules on small problems against a second formulation, written out loop by loop and solved by scipy."""

from __future__ import annotations

import pytest

from models.plan import Plan
from planner.verify import verify
from tests.drawn.problems import tables_of
from tests.drawn.rules import draw, sheets_of
from tests.drawn.rules_by_hand import Second
from tests.tiny import solve_sheets

SEEDS = range(80)


def reached(plan: Plan) -> tuple[float, float, float]:
    values = {name: optimum for name, optimum, _ in plan.objectives}
    soft = values.get("soft rules, stocks and lateness", 0.0)
    return values.get("unmet, priority 1", 0.0), soft, values["cost"]


@pytest.mark.parametrize("seed", SEEDS)
def test_rules_leave_what_a_second_formulation_leaves_and_the_verifier_accepts_it(seed: int) -> None:
    given = draw(seed)
    sheets = sheets_of(given)
    plan = solve_sheets(sheets)
    assert reached(plan) == pytest.approx(Second(given).best(), rel=1e-6, abs=1e-5)
    found = verify(tables_of(sheets), plan.tables, [(name, best) for name, best, _ in plan.objectives], plan.costs)
    assert found.accepted, found.faults
