"""A gap closes in what is left of a large program as in the whole one: by the same moves, at the same cost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from models.limits.levers import OPENING
from planner.explain.cures.actions import gaps_in_order
from planner.explain.cures.closing import Closing
from planner.explain.cures.given import of_input, of_plan
from planner.explain.cures.moves import Prefix
from planner.explain.cures.search import levers_of
from planner.explain.study import Study
from tests.drawn.origins import draw, sheets_of
from tests.drawn.problems import random_sheets
from tests.given.cures import MAGNETS
from tests.seeds import graded
from tests.studies import study_of
from tests.tiny import near, tiny


def both(monkeypatch: pytest.MonkeyPatch, study: Study) -> list[Closing]:
    """Return questions on the gaps of a plan with all its levers, in the whole program and in what is left of it."""
    gaps, levers, found = gaps_in_order(study)[:2], levers_of(study), []
    for small in (10**9, 0):
        monkeypatch.setattr("planner.explain.placed.SMALL", small)
        found.append(Closing(study, of_plan(study), gaps, levers))
    return found


@pytest.mark.parametrize("seeds", graded([range(12), range(12, 40), range(40, 120)], 1, 2))
def test_what_stays_short_what_moves_and_what_it_costs_are_those_of_the_whole_program(
    seeds: Sequence[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    gaps, closed, yielded, fewer = 0, 0, 0, 0
    for seed in seeds:
        for sheets in (random_sheets(seed), sheets_of(draw(seed))):
            study = study_of(sheets)
            if not study.is_start or not gaps_in_order(study):
                continue
            whole, few = both(monkeypatch, study)
            fewer += few._loaded.matrix.rows < whole._loaded.matrix.rows
            chance, count = np.random.default_rng(seed), len(levers_of(study))
            for gap in range(len(whole.gaps)):
                for share in (1.0, 0.6, 0.0):
                    bounds = whole.moves.bounds_of(np.flatnonzero(chance.random(count) < share))
                    left = whole.least_gap(gap, bounds)
                    assert left is not None
                    assert few.least_gap(gap, bounds) == near(left), seed
                    gaps, room = gaps + 1, left + 1e-6
                    moved, other = (one.least_moves(gap, bounds, room) for one in (whole, few))
                    assert moved is not None
                    assert other is not None
                    tonnes = float(whole.moves.weight @ moved)
                    assert float(few.moves.weight @ other) == near(tonnes), seed
                    best, same = (one.best(gap, bounds, room, tonnes + 1e-6) for one in (whole, few))
                    assert best is not None
                    assert same is not None
                    assert same.cost == pytest.approx(best.cost, rel=1e-6, abs=0.02), seed
                    assert same.yields == {name: near(amount) for name, amount in best.yields.items()}, seed
                    closed, yielded = closed + (left < 1e-6), yielded + bool(best.yields)
    assert gaps
    assert closed
    assert fewer > len(seeds)
    assert yielded or len(seeds) < 20


def test_a_window_that_is_not_raised_before_a_period_holds_what_is_left_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """20 t are needed in Q2, of which the plant makes 7 t then and 7 t before; with 3 t more each it is enough."""
    demand = [["customer", "commodity", "unit", "Q1", "Q2", "Q3"], ["User", "magnet", "t/period", 0, 20, 0]]
    capacity = [
        ["site", "process", "unit", "Q1", "Q2", "Q3"],
        ["Mine", None, "t/period", 50, 50, 50], ["Plant", None, "t/period", 7, 7, 7],
    ]  # fmt: skip
    lanes = [["from", "to", "commodity"], ["Mine", "Plant", "oxide"], ["Plant", "User", "magnet"]]
    stock = [["site", "commodity", "opening [t]", "maximum [t]"], ["Plant", "magnet", 0, 100]]
    study = study_of(tiny({**MAGNETS, "Demand": demand, "Capacity": capacity, "Lanes": lanes, "Inventory": stock}))  # type: ignore[dict-item]
    levers, gaps = levers_of(study), gaps_in_order(study)
    run = study.model.variables.run
    made = run.index[(run.keys["period"] == 0) & (run.keys["process"] == run.keys["process"].max())]
    prefix = Prefix(made, np.ones(made.size), 7.0)
    for small in (10**9, 0):
        monkeypatch.setattr("planner.explain.placed.SMALL", small)
        closing = Closing(study, of_plan(study), gaps, levers, [prefix])
        bounds = np.where([levers[one].family == OPENING for one in closing.moves.lever], 0.0, 3.0)
        assert closing.least_gap(0, bounds) == near(0.0)
        assert closing.least_gap(0, bounds, frozenset([0])) == near(3.0)
        assert closing.leaves(0, bounds, 3.0, frozenset([0]))
        assert not closing.leaves(0, bounds, 2.0, frozenset([0]))


def test_another_input_that_cannot_keep_what_the_plan_does_has_no_point_in_what_is_left_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two uses share a mine; in the other input it digs less than what the first gets, which may not be shorter."""
    demand = [
        ["customer", "commodity", "end use", "priority", "unit", "all"],
        ["User", "oxide", "motors", 1, "t/period", 6], ["User", "oxide", "tools", 1, "t/period", 6],
    ]  # fmt: skip
    study = study_of(tiny({"Demand": demand}))  # type: ignore[dict-item]
    less = study_of(tiny({"Demand": demand, "Capacity": [["site", "unit", "all"], ["Mine", "t/period", 5]]}))  # type: ignore[dict-item]
    given = of_input(study, less.model.problem.tables)
    assert given is not None
    for small in (10**9, 0):
        monkeypatch.setattr("planner.explain.placed.SMALL", small)
        assert Closing(study, given, gaps_in_order(study)[:1], ()).least_gap(0, np.empty(0)) is None
