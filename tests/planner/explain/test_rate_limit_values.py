"""What a rate limit is worth that a plant is held up by, since it may not fall faster."""

from __future__ import annotations

import pytest

from models.limits import limits
from models.plan import make_plan
from planner.explain.study import Study
from tests.given.explained import by_limit
from tests.studies import study_of
from tests.tiny import tiny
from tests.workbooks import Cell


def falling(per_year: float, before: float | None = None) -> Study:
    """Return a mine that has to fall from 8 t to 2 t, its rate by no more than so much a year; 8 t a quarter are asked.

    Without stocks what it may not fall by it may not dig at first.
    """
    header: list[Cell] = [
        "site", "process", "basis", "commodity", "unit", "Q1", "Q2", "Q3", "running at start [t/yr]"
    ]  # fmt: skip
    return study_of(tiny({
        "Ramp": [["site", "process", "rate limit [t/yr/yr]"], ["Mine", "dig", per_year]],
        "Capacity": [header, ["Mine", "dig", "out", "oxide", "t/period", 8, 2, 2, before]],
        "Demand": [["customer", "commodity", "unit", "all"], ["User", "oxide", "t/period", 8]],
    }))  # fmt: skip


def test_a_rate_that_may_not_fall_faster_is_worth_what_a_tonne_more_of_its_limit_lets_it_fall() -> None:
    """48 t/yr/yr are 3 t from one quarter to the next; 64 are 4, with which a tonne less is short."""
    study = falling(48)
    [value] = by_limit(study, "ramp_down").values()
    short = next(iter(study.base.optima))
    place = list(study.base.optima).index(short)
    assert (value.more.worth[place], value.less.worth[place]) == (-1.0, 1.0)
    assert (value.more.reach, value.less.reach) == pytest.approx((3.0, 3.0))
    assert falling(64).base.optima[short] == pytest.approx(study.base.optima[short] - 1.0)
    assert falling(32).base.optima[short] == pytest.approx(study.base.optima[short] + 1.0)


def test_the_limit_of_a_rate_is_told_without_the_rate_at_the_start() -> None:
    """48 t/yr/yr are 6 t/yr until the middle of the first quarter, which lies an eighth of a year away: 1.5 t in it."""
    study = falling(48, before=24)
    told = limits(make_plan(study.model, study.found))
    own = told[(told["family"] == "ramp_down") & (told["period"] == "Q1")]
    assert own["limit"].tolist() == pytest.approx([48 / 8 / 4], rel=0.05)
    assert (own["used"] <= own["limit"] + 1e-9).all()
