"""A hedge costs what the plan costs with its first decisions kept and no loss, spares what lies between surprise and
preparation, and names the decisions that differ.
"""

from __future__ import annotations

import pytest

from models.plan import make_plan
from planner.explain.hedges import ALIKE, RUN, SHIP, STOCK, Hedge, hedges
from planner.explain.losses import losses
from planner.explain.study import Study, weighed
from planner.explain.worlds import Kept, plan_of
from planner.solve import highs
from planner.solve.session import silent
from tests.cases import reference
from tests.earlier_plans import as_earlier, asked, near_model
from tests.random_problems import random_sheets
from tests.studies import study_of
from tests.tiny import near
from tests.workbooks import Sheets


def found(study: Study, period: int) -> tuple[Hedge, ...]:
    return hedges(study, losses(study, period, silent), silent)


def test_against_the_loss_of_the_us_separator_twelve_tonnes_of_oxide_are_stored_for_24_t_of_magnets() -> None:
    """From 2027Q3 on the plan has it make 12 t of oxide: 9.6 t of metal, of which 0.4 t make a tonne of magnets."""
    study = study_of(reference("example_small").sheets())
    (hedge,) = found(study, 3)
    assert ("site", "US separator") in hedge.loss.names
    assert hedge.spared.of["unmet, priority 2"] == near(24.0)
    assert not any(hedge.premium.of[tier] for tier in hedge.premium.of if tier != "cost")
    moves = {(move.what, move.of): (move.before, move.after) for move in hedge.moves}
    names = study.model.problem.site_names.names
    oxide = study.model.problem.commodity_names.names.index("NdPr oxide")
    assert moves[STOCK, (names.index("US magnet plant"), oxide)] == (near(0.0), near(12.0))
    for supplier in ("US separator", "Allied separator"):
        before, after = moves[SHIP, (names.index(supplier), names.index("US magnet plant"), oxide)]
        assert after - before == near(6.0)
    assert {what for what, _ in moves} == {STOCK, SHIP, RUN}


@pytest.mark.parametrize("name", ["example_small", *(f"random {seed}" for seed in range(6))])
def test_the_premium_is_what_a_workbook_with_these_periods_frozen_costs_more(name: str) -> None:
    sheets: Sheets = (
        random_sheets(int(name.split()[1]), material=False) if name.startswith("random") else reference(name).sheets()
    )
    study = study_of(sheets)
    period = study.model.problem.calendar.size - 2
    for hedge in found(study, period):
        prepared = plan_of(study, hedge.loss.tables, near=Kept(study.model, study.solution, period))
        assert isinstance(prepared, tuple)
        earlier = as_earlier(make_plan(*prepared))
        model = near_model(asked(sheets, ["frozen periods", period]), earlier)
        tiers = [tier for tier in weighed(model) if tier.kind != "near"]
        frozen = {one.tier.name: one.objective for one in highs.solve(model.program.matrix(), tiers).tiers}
        for tier, amount in hedge.premium.of.items():
            assert frozen[tier] - study.base.optima[tier] == pytest.approx(amount, rel=1e-4, abs=1e-2)
        # What the plan itself decides is as good as it gets without the loss.
        first = next((amount for amount in hedge.premium.of.values() if amount), 0.0)
        assert first >= 0.0
        assert all(abs(move.after - move.before) > ALIKE for move in hedge.moves)


def test_a_loss_that_comes_at_once_leaves_nothing_to_prepare() -> None:
    study = study_of(reference("example_small").sheets())
    assert found(study, 0) == ()
