"""Small random contracts against every plan in whole tonnes: tiers, minimums, order quantities and lots."""

from __future__ import annotations

import random

import pytest

from models.plan import Plan
from planner.errors import NoPlanError
from planner.verify import verify
from tests.drawn.problems import tables_of
from tests.given.whole_contracts import MOST, NAMES, Draw, Term, sheets_of
from tests.tiny import solve_sheets

SEEDS = range(60)


def draw(seed: int) -> Draw:
    chance = random.Random(seed)

    def term() -> Term:
        prices = [chance.randint(1, 9) * 10 for _ in range(chance.choice([1, 2, 3]))]
        ends = sorted(chance.sample(range(1, 7), len(prices) - 1))
        window = chance.choice(["period", "term"])
        most = chance.randint(3, MOST) if window == "period" else chance.randint(6, 15)
        return Term(
            tiers=tuple(zip([*map(float, ends), float("inf")], prices, strict=True)),
            window=window,
            least=chance.choice([0, 0, 1, 2, 3]),
            pays=chance.random() < 0.5,
            most=most,
            order=chance.choice([0, 0, 2, 3]),
            lot=chance.choice([0, 0, 2, 3]),
        )

    return Draw((term(), term()), tuple(chance.randint(0, 6) for _ in NAMES))


def reached(plan: Plan) -> tuple[float, float]:
    values = {name: optimum for name, optimum, _ in plan.objectives}
    return values.get("unmet, priority 1", 0.0), values["cost"]


@pytest.mark.parametrize("seed", SEEDS)
def test_contracts_cost_as_little_as_the_best_of_all_plans_in_whole_tonnes(seed: int) -> None:
    given = draw(seed)
    sheets, best = sheets_of(given), given.best()
    if best is None:
        with pytest.raises(NoPlanError):
            solve_sheets(sheets)
        return
    plan = solve_sheets(sheets)
    assert reached(plan) == pytest.approx(best, abs=1e-6)
    stated = [(name, optimum) for name, optimum, _ in plan.objectives]
    found = verify(tables_of(sheets), plan.tables, stated, plan.costs)
    assert found.accepted, found.faults
