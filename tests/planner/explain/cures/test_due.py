"""The last period in which a cure can begin closes its gap, and the next one does not."""

from __future__ import annotations

import numpy as np
import pytest

from models.limits.leads import decided_by
from models.limits.levers import Lever
from planner.explain.cures.closing import Gap
from planner.explain.cures.cure import Cures
from planner.explain.cures.due import Due, dues, last_period
from planner.explain.cures.search import cures, levers_of
from planner.explain.study import Study
from planner.solve.session import silent
from tests.drawn.problems import random_sheets
from tests.given.cures import MAGNETS, closed_at_best, in_the_last_quarter, short_places
from tests.studies import study_of
from tests.tiny import Changed, day, periods, tiny
from tests.workbooks import Cell


def until(study: Study, due: tuple[Due, ...]) -> list[tuple[int, int]]:
    """Return the periods on whose first days each can be decided at the latest."""
    start = study.model.problem.calendar.start.tolist()
    return [(start.index(one.full), start.index(one.some)) for one in due]


def asked(study: Study, family: str, most: int = 1) -> tuple[Cures, tuple[Due, ...], tuple[Lever, ...]]:
    """Return the cures of all that is short by levers of one family, and until when each can begin."""
    own = tuple(lever for lever in levers_of(study) if lever.family == family)
    places = np.array(short_places(study))
    short = float(study.solution.values[study.model.variables.unmet.index[places]].sum())
    found = cures(study, [Gap(places, short)], own, most, silent)
    (due,) = dues(study, found, own)
    return found[0], due, own


def test_a_capacity_that_goes_as_far_as_it_must_can_wait_until_the_gap() -> None:
    study = study_of(tiny(in_the_last_quarter(30.0)))
    _, due, _ = asked(study, "plant_capacity")
    assert until(study, due) == [(2, 2)]


def test_one_that_goes_only_so_far_must_begin_earlier_and_helps_longer() -> None:
    """30 - 24 = 6 t are short; 2 t more in each of three quarters close them, in the last one alone a third."""
    study = study_of(tiny(in_the_last_quarter(30.0, "yes", 2)))
    _, due, _ = asked(study, "plant_capacity")
    assert until(study, due) == [(0, 2)]
    assert [one.later for one in due] == [()]


def test_what_is_a_quarter_on_its_way_is_decided_a_quarter_earlier() -> None:
    study = study_of(tiny(in_the_last_quarter(30.0, lead=1)))
    _, due, _ = asked(study, "plant_capacity")
    assert until(study, due) == [(1, 1)]


def test_a_cap_that_is_raised_inside_its_window_lets_through_no_more_before() -> None:
    """10 t may go in the whole year: what is short can still be sent in the quarter in which it is short."""
    changed: Changed = {
        "Rules": [
            ["rule", "type", "from", "to", "value [t]", "window", "start"],
            ["Cap", "cap", "Mine", "User", 10, "calendar year", day("2027-01-01")],
        ]
    }
    study = study_of(tiny(changed))
    _, due, _ = asked(study, "cap")
    periods = study.model.variables.unmet.keys["period"][short_places(study)]
    assert until(study, due) == [(int(periods.min()), int(periods.max()))]
    assert [one.later for one in due] == [(int(periods.min()),)]


def test_what_was_found_of_one_start_in_a_window_is_not_taken_for_another() -> None:
    """10 t may go in the year, and go in January: what is short in May can be sent then, and no later.

    Starts are asked about in steps that grow, then shrink: that June is too late is known before May is asked about.
    """
    months = [f"2027-{month:02}" for month in range(1, 7)]
    spans = [
        (name, f"{name}-01", f"{name}-{30 if name[-1] in '46' else 28 if name[-1] == '2' else 31}") for name in months
    ]
    changed: Changed = {
        "Periods": periods(*spans),
        "Demand": [
            ["customer", "commodity", "end use", "priority", "unit", *months],
            ["User", "oxide", "motors", 1, "t/period", 10, 0, 0, 0, 0, 0],
            ["User", "oxide", "toys", 2, "t/period", 0, 0, 0, 0, 5, 0],
        ],
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "all"],
            ["Mine", "dig", "out", "oxide", "t/period", 20],
        ],
        "Rules": [
            ["rule", "type", "from", "to", "value [t]", "window", "start"],
            ["Cap", "cap", "Mine", "User", 10, "calendar year", day("2027-01-01")],
        ],
    }
    study = study_of(tiny(changed))
    _, due, _ = asked(study, "cap")
    assert until(study, due) == [(4, 4)]


def test_the_last_period_that_helps_is_found_for_every_one() -> None:
    for last in range(12):
        tried: list[int] = []

        def helps(period: int, last: int = last, tried: list[int] = tried) -> bool:
            tried.append(period)
            return period <= last

        assert last_period(helps, 0, 12) == last
        assert len(tried) == len(set(tried))


LEADS: Changed = {
    "Periods": periods(*((f"{year}Q{quarter}", f"{year}-{3 * quarter - 2:02}-01", f"{year}-{3 * quarter:02}-{last}")
                         for year in (2027, 2028) for quarter, last in ((1, 31), (2, 30), (3, 30), (4, 31)))),
    **MAGNETS,
    "Demand": [
        ["customer", "commodity", "end use", "unit", "all", "2028Q3", "2028Q4"],
        ["User", "magnet", "motors", "t/period", 10, 18, 18],
    ],
    "Capacity": [
        ["site", "process", "commodity", "unit", "all", "movable"],
        ["Mine", "dig", "oxide", "t/period", 10, "yes"], ["Plant", "make", "magnet", "t/period", 10, "yes"],
    ],
    "Lanes": [
        ["from", "to", "commodity", "movable"], ["Mine", "Plant", "oxide", "no"], ["Plant", "User", "magnet", "no"],
    ],
}  # fmt: skip


def with_lead(months: int) -> Changed:
    """Return a mine and a plant that both make too little, where adding to the plant takes so many months."""
    header: list[Cell] = ["site", "process", "capacity [t/yr]", "lead time [months]"]
    return {**LEADS, "Expansion": [header, ["Plant", "make", 0.1, months]]}


def test_levers_with_other_lead_times_are_decided_each_on_a_day_of_its_own() -> None:
    """Both have to give 8 t more in the last two quarters: the plant, which takes 18 months, is due at once.

    The mine has no lead time and need not be raised before the plant is there; a quarter later half of it is closed.
    By itself it helps with the little that the plan adds to the plant.
    """
    study = study_of(tiny(with_lead(18)))
    found, due, own = asked(study, "plant_capacity")
    assert found.gap.short == pytest.approx(16.0)
    assert until(study, due) == [(0, 7)]
    by_site = dict(zip((own[lever].key for lever in found.each[0].levers), due[0].each, strict=True))
    assert until(study, (by_site["Plant; make"], by_site["Mine; dig"])) == [(0, 1), (6, 7)]


def test_what_takes_longer_than_the_plan_lasts_is_too_late_as_a_whole() -> None:
    study = study_of(tiny(with_lead(30)))
    _, due, _ = asked(study, "plant_capacity")
    assert due[0].full is not None
    assert due[0].full < int(study.model.problem.calendar.start[0])
    assert not due[0].each


@pytest.mark.parametrize("seed", range(25))
def test_that_day_closes_the_gap_and_the_next_one_does_not(seed: int) -> None:
    study = study_of(random_sheets(seed))
    levers = levers_of(study)
    for place in short_places(study)[:1]:
        short = float(study.solution.values[study.model.variables.unmet.index[place]])
        found = cures(study, [Gap(np.array([place]), short)], levers, 2, silent)
        for cure, due in zip(found[0].each, dues(study, found, levers)[0], strict=True):
            own = [levers[number] for number in cure.levers]
            if any(lever.is_windowed or lever.family == "opening" for lever in own):
                continue
            assert due.full is not None
            assert due.some is not None
            left = [left_from(study, place, own, day) for day in (due.full, due.full + 1)]
            assert left[0] <= found[0].left + 1e-5
            assert left[1] > found[0].left + 1e-7
            helped = [left_from(study, place, own, day) for day in (due.some, due.some + 1)]
            assert helped[0] < short - 1e-7
            assert helped[1] >= short - 1e-4 * max(1.0, short)
            for number, one in enumerate(due.each):
                assert one.full is not None
                assert one.some is not None
                rest, days = own[:number] + own[number + 1 :], (one.full, one.full + 1, one.some, one.some + 1)
                with_rest = [left_from(study, place, rest, due.full, ([own[number]], day)) for day in days]
                assert with_rest[0] <= found[0].left + 1e-5
                assert with_rest[1] > found[0].left + 1e-7
                without = left_from(study, place, rest, due.full)
                assert with_rest[2] < without - 1e-7
                assert with_rest[3] >= without - 1e-4 * max(1.0, short)


def left_from(
    study: Study, place: int, levers: list[Lever], day: int, other: tuple[list[Lever], int] = ([], 0)
) -> float:
    """Return, by an independent solver, what stays short where levers are decided on a day and move as far as they may.

    other  further levers, and the day on which they are decided
    """
    upper = study.solution.matrix.row_upper.copy()
    for lever, decided in [*((one, day) for one in levers), *((one, other[1]) for one in other[0])]:
        move, row, value = lever.entries
        in_time = [
            decided_by(study.model.problem, lever, at, int(lever.first[at])) >= decided for at in range(lever.size)
        ]
        moved = np.where(in_time, np.minimum(lever.most, 1e6), 0.0)
        np.add.at(upper, row, -value * moved[move])
    return closed_at_best(study, place, upper)
