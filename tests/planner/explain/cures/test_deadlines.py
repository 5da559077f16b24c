"""What the plan begins can wait until the period that is told, and no longer: held against plans made anew."""

from __future__ import annotations

import numpy as np
import pytest

from models.records import Tables
from models.variants.starts import begun
from planner.explain.cures.deadlines import EXPANSION, STOCK, Deadline, deadlines
from planner.explain.outcomes import STOPPED, Outcome
from planner.explain.study import Study
from planner.solve import highs
from planner.solve.session import silent
from tests.cases import reference
from tests.given.cures import second_pit
from tests.studies import study_of, study_of_tables
from tests.tiny import day, tiny
from tests.workbooks import Sheets

ROOM = 1e-5


def of(sheets: Sheets) -> tuple[Study, list[Deadline]]:
    study = study_of(sheets)
    return study, list(deadlines(study, 20, silent).each)


def values(study: Study) -> list[float]:
    """Return the optima of all tiers, in their order."""
    return list(study.base.optima.values())


def begun_in(study: Study, one: Deadline, period: int) -> Study:
    """Return the plan made anew from the input in which something begins in a period."""
    return study_of_tables(begun(study.model.problem, one.start, period))


def unmet(study: Study) -> list[float]:
    return [value for name, value in study.base.optima.items() if name.startswith("unmet")]


def assert_tried(study: Study, one: Deadline) -> None:
    """Hold both dates against plans made anew: that period is as good as claimed, and the next one is not."""
    size = study.model.problem.calendar.size
    never = begun_in(study, one, size)
    assert one.some is not None
    assert is_less(values(begun_in(study, one, one.some)), values(never))
    if one.some + 1 < size:
        assert not is_less(values(begun_in(study, one, one.some + 1)), values(never))
    if one.full is None:
        assert unmet(never) == pytest.approx(unmet(study), abs=ROOM)
    else:
        assert unmet(begun_in(study, one, one.full)) == pytest.approx(unmet(study), abs=ROOM)
        assert is_less(unmet(study), unmet(begun_in(study, one, one.full + 1)))


def is_less(one: list[float], other: list[float]) -> bool:
    """Return whether one vector is lexicographically less than another."""
    for mine, theirs in zip(one, other, strict=True):
        if abs(mine - theirs) > ROOM * max(1.0, abs(theirs)):
            return mine < theirs
    return False


def test_a_capacity_that_is_needed_when_it_begins_cannot_wait() -> None:
    study, (one,) = of(tiny(second_pit(0, 4, 4)))
    assert (one.start.words, one.start.period, one.full, one.some) == ("Pit; dig", 1, 1, 2)
    assert_tried(study, one)


def test_a_plant_that_opens_before_it_is_needed_can_wait() -> None:
    changed = second_pit(4, 4, 4)
    assert changed["Sites"] is not None
    changed["Sites"][2][3] = day("2027-04-01")
    changed["Demand"] = [
        ["customer", "commodity", "end use", "unit", "Q1", "Q2", "Q3"],
        ["User", "oxide", "motors", "t/period", 8, 8, 10],
    ]
    study, (one,) = of(tiny(changed))
    assert (one.start.kind, one.start.period, one.full, one.some) == ("plant", 1, 2, 2)
    assert_tried(study, one)
    assert one.at_full is not None
    assert one.at_full.is_nothing


def test_what_a_start_costs_that_waits_until_the_last_day_is_told() -> None:
    """By hand: a pit at 5 USD/t, needed in Q3 alone, digs 4 t in Q2 and in Q3 in the place of the mine's at 10."""
    changed = second_pit(0, 4, 4)
    assert changed["Processes"] is not None
    changed["Processes"][2][4] = 5
    changed["Demand"] = [
        ["customer", "commodity", "end use", "unit", "Q1", "Q2", "Q3"],
        ["User", "oxide", "motors", "t/period", 8, 8, 10],
    ]
    study, (one,) = of(tiny(changed))
    assert (one.start.period, one.full) == (1, 2)
    assert one.at_full is not None
    assert one.at_full.of == {"unmet, priority 1": pytest.approx(0.0), "cost": pytest.approx(20.0)}
    assert values(begun_in(study, one, 2))[-1] == pytest.approx(values(study)[-1] + 20.0)


@pytest.mark.parametrize("name", ["start_up", "qualification"])
def test_dates_of_published_and_derived_cases_hold_against_plans_made_anew(name: str) -> None:
    study, found = of(reference(name).sheets())
    assert found
    for one in found:
        assert_tried(study, one)


def test_a_day_that_could_not_be_tried_is_not_told_as_one_that_does_not_help(monkeypatch: pytest.MonkeyPatch) -> None:
    study, (first, *_) = of(tiny(second_pit(0, 0, 4)))
    known = study.of
    asked: list[int] = []

    def once(tables: Tables) -> Outcome:
        """Answer the first question alone, that on the plan without the start."""
        asked.append(1)
        return known(tables) if len(asked) == 1 else Outcome({}, STOPPED)

    monkeypatch.setattr(Study, "of", lambda _, tables: once(tables))
    (one, *_) = deadlines(study, 20, silent).each
    assert first.some is not None
    assert (one.full, one.some, one.why) == (None, None, STOPPED)


def test_what_makes_the_plan_no_better_has_no_date() -> None:
    changed = second_pit(0, 4, 4)
    changed["Demand"] = [
        ["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 6],
    ]  # fmt: skip
    assert of(tiny(changed))[1] == []


def restricted(study: Study, columns: np.ndarray, before: float) -> list[float]:
    """Return the optima of a fresh solve in which some columns are no more than so much."""
    matrix = study.model.program.matrix()
    matrix.column_upper[columns] = before
    matrix.spare.resize(0, refcheck=False)
    solution = highs.solve(matrix, study.model.program.tiers)
    return [result.objective for result in solution.tiers if result.tier.kind != "tie-break"]


def test_stock_is_built_up_no_later_than_the_last_quarter_that_can_fill_it() -> None:
    """Supplier C is banned from quarter 3 on: what the plant keeps then has to come in quarter 2."""
    study, found = of(reference("ban_lead_time_stock").sheets())
    (one,) = [one for one in found if one.start.kind == STOCK]
    stock = study.model.variables.stock
    own = study.model.problem.inventories.line[stock.keys["stock"]] == one.start.line
    assert one.full is not None
    for period, same in ((one.full, True), (one.full + 1, False)):
        early = stock.index[own & (stock.keys["period"] < period)]
        assert (restricted(study, early, 0.0)[0] <= study.base.optima["unmet, priority 1"] + ROOM) is same


def test_an_addition_is_decided_no_later_than_it_stands_in_time() -> None:
    """10 t are wanted in Q3 alone, 8 are dug: 8 t/yr more, a quarter after their decision, have to be decided in Q2."""
    sheets = tiny({
        "Demand": [
            ["customer", "commodity", "end use", "unit", "Q1", "Q2", "Q3"],
            ["User", "oxide", "motors", "t/period", 0, 0, 10],
        ],
        "Expansion": [["site", "process", "capacity [t/yr]", "lead time [periods]"], ["Mine", "dig", 20, 1]],
    })  # fmt: skip
    _, (one,) = of(sheets)
    assert (one.start.kind, one.full, one.some) == (EXPANSION, 1, 1)
