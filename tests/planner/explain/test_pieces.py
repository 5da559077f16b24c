"""Behind a fair share a limit is worth what the worst share of the demands of each step comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.arrays import FloatArray
from models.limits import limits
from models.linear.solution import Solution
from models.plan import make_plan
from models.tiers import FAIR
from planner.explain.level import Level
from planner.explain.limit_values import NONE_LEFT, OTHER_STEPS, LimitValue
from planner.explain.outcomes import NO_PLAN
from planner.explain.pieces import counterparts_of
from planner.explain.study import Study, optima_of, results_of, weighed
from planner.run import solve_input
from planner.solve import highs
from planner.solve.session import silent
from planner.write.workbook import write_solved
from tests.given.explained import FAR, by_limit, values_of
from tests.given.fair import continuous
from tests.given.shares import shared
from tests.plan_books import opened, table
from tests.seeds import graded
from tests.studies import study_of
from tests.tiny import near, tiny
from tests.workbooks import Sheets, write_workbook


def short_alike() -> Sheets:
    """Return a mine that digs 3 t a quarter for a user who needs 5 t: 0.4 of each quarter's demand are short."""
    return tiny({
        "Settings": [["setting", "value"], ["fair share", "yes"]],
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "Q1", "Q2", "Q3"],
            ["Mine", "dig", "out", "oxide", "t/period", 3, 3, 3],
        ],
    })  # fmt: skip


def values_at(study: Study, solution: Solution) -> FloatArray:
    """Return (tiers of the plan,) what each comes to: of a step the worst share of its demands."""
    found, shares = optima_of(solution), [tier for tier in weighed(study.model) if tier.kind == FAIR]
    values = []
    for result in results_of(study.solution):
        if result.tier.kind == FAIR:
            (of,) = (tier.objective for tier in shares if tier.priority == result.tier.priority)
            values.append(float((solution.values * of)[result.held].max()))
        else:
            values.append(found[result.tier.name])
    return np.array(values)


def after(study: Study, row: int, move: float) -> FloatArray:
    """Return what the tiers of the plan come to with a limit moved, solved as if nothing were known."""
    matrix = study.solution.matrix
    lower, upper = matrix.row_lower.copy(), matrix.row_upper.copy()
    lower[row] += move
    upper[row] += move
    moved = replace(matrix, row_lower=lower, row_upper=upper)
    return values_at(study, highs.solve(moved, weighed(study.model)))


def assert_true(study: Study, values: Sequence[LimitValue], told: Counter[str]) -> None:
    """Hold what is said of limits against programs with each limit moved."""
    before = values_at(study, study.solution)
    for value in values:
        for sign, side in ((1.0, value.more), (-1.0, value.less)):
            if side.why:
                assert side.why in (NONE_LEFT, NO_PLAN)
                continue
            told["apart" if side.is_apart else "together"] += 1
            for part in (0.9, 0.3):
                move = part * min(side.reach, FAR)
                changed = after(study, value.row, sign * move) - before
                assert changed == pytest.approx(np.multiply(move, side.worth), rel=1e-5, abs=1e-5)


def test_what_is_dug_more_in_a_quarter_leaves_the_worst_share_to_the_others() -> None:
    """A tonne more costs 11 USD and is had in the first quarter alone; a tonne less makes that the worst."""
    found = by_limit(study_of(short_alike()), "plant_capacity")["Mine; dig, Q1"]
    assert found.more.worth == (near(-1.0), 0.0, near(11.0))
    assert found.less.worth == (near(1.0), near(0.2), near(-11.0))
    assert (found.more.reach, found.less.reach) == (near(2.0), near(3.0))
    assert found.more.is_apart
    assert found.less.is_apart


def test_in_a_large_program_steps_that_come_apart_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.explain.limit_values.SMALL", 0)
    found = by_limit(study_of(short_alike()), "plant_capacity")["Mine; dig, Q1"]
    assert (found.more.why, found.less.why) == (OTHER_STEPS, OTHER_STEPS)


def test_that_demands_no_longer_have_one_share_is_said(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", short_alike())
    plan = write_solved(tmp_path / "plan.xlsx", solve_input(source, "highs", None, silent, level=Level.FULL))
    (row,) = (one for one in table(opened(plan)["Value of limits"]) if one["counts in"] == "Q1")
    apart = "the demands that had one share no longer do"
    assert row["one more, for certain"] == f"1 t less short in priority 1; 11.00 USD more cost; {apart}"
    assert row["in a sentence"] == (
        "capacity of Mine; dig, Q1, now 3 t: each t more, up to 5 t, means 1 t less short in priority 1 and 11.00 USD "
        f"more cost and {apart}; each t less, down to 0 t, means 1 t more short in priority 1 and 0.2 of a demand more "
        f"short at worst, fair share, priority 1, step 1 and 11.00 USD less cost and {apart}."
    )


@pytest.mark.parametrize("seeds", graded([(*range(6), 56), range(6, 25), range(25, 60)], 1, 2))
def test_a_limit_of_a_random_chain_behind_a_fair_share_moved_changes_what_is_said(seeds: Sequence[int]) -> None:
    told: Counter[str] = Counter()
    for seed in seeds:
        sheets = continuous(seed)
        sheets["Settings"].append(["fair share", "yes"])
        study = study_of(sheets)
        assert_true(study, values_of(study).each, told)
    assert told["together"] > 10


def test_steps_that_come_apart_are_worth_what_their_worst_share_is() -> None:
    told: Counter[str] = Counter()
    for sheets in (short_alike(), shared()):
        study = study_of(sheets)
        assert_true(study, values_of(study).each, told)
    assert told["apart"] > 5


def test_a_step_whose_demands_are_no_longer_short_is_no_tier_that_could_be_compared() -> None:
    study = study_of(short_alike())
    enough = study_of(tiny({"Settings": [["setting", "value"], ["fair share", "yes"]]}))
    found = counterparts_of(study.solution, enough.solution)
    assert found.is_lost
    assert not found.rises_by(np.array([-6.0, -0.4, 66.0]))


def test_what_one_more_tonne_means_behind_a_fair_share_is_what_it_comes_to() -> None:
    """What the mine digs more the streams get, each as much of its demand, and that costs."""
    study = study_of(shared())
    found = limits(make_plan(study.model, study.found))
    own = found[(found["family"] == "plant_capacity") & (found["period"] == "Q1")].iloc[0]
    after = dict(study.moved(np.array([own["row"]]), np.array([0.5])).optima)
    names = list(study.base.optima)
    told = [own[f"dual {number}"] * 0.5 for number in range(1, len(names) + 1)]
    assert told == pytest.approx([after.get(name, 0.0) - study.base.optima[name] for name in names])
    assert told[-1] > 0.0
