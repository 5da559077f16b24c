"""What begins inside the plan is found with its period, and put to another one in the tables."""

from __future__ import annotations

import numpy as np

from models.resolve import make_problem
from models.variants.starts import begun, starts
from tests.drawn.problems import tables_of
from tests.tiny import Changed, day, near, tiny, tiny_problem


def capacity(*cells: float) -> Changed:
    return {
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "Q1", "Q2", "Q3"],
            ["Mine", "dig", "out", "oxide", "t/yr", *cells],
        ]
    }


def test_a_capacity_that_is_nothing_at_first_begins_in_its_first_period() -> None:
    problem = tiny_problem(capacity(0, 40, 80))
    (start,) = starts(problem)
    assert (start.kind, start.words, start.period) == ("capacity", "Mine; dig", 1)
    series = begun(problem, start, 0).records["Capacity"].number_by_period["capacity"][0]
    assert series.tolist() == [near(10.0), near(10.0), near(20.0)]
    series = begun(problem, start, 2).records["Capacity"].number_by_period["capacity"][0]
    assert series.tolist() == [0.0, 0.0, near(20.0)]
    assert not begun(problem, start, 3).records["Capacity"].number_by_period["capacity"].any()


def test_what_is_there_from_the_start_does_not_begin() -> None:
    assert starts(tiny_problem(capacity(40, 40, 80))) == []


def test_a_plant_begins_in_the_period_of_its_first_day_and_can_stay_shut() -> None:
    sites = [["site", "country", "kind", "start"], ["Mine", "Malaysia", "mine", day("2027-05-10")],
             ["User", "United States", "customer", None]]  # fmt: skip
    problem = tiny_problem({"Sites": sites})  # type: ignore[dict-item]
    (start,) = starts(problem)
    assert (start.kind, start.words, start.period) == ("plant", "Mine", 1)
    opened = begun(problem, start, 0).records["Sites"].date["start"]
    assert opened[0] == day("2027-01-01").toordinal()
    shut = make_problem(begun(problem, start, 3))[0]
    assert not shut.timing.share.any()


def test_a_qualification_can_come_earlier_later_and_never() -> None:
    rows = [["customer", "supplier", "commodity", "ready period"], ["User", "Mine", "oxide", "Q2"]]
    problem = tiny_problem({"Qualification": rows})  # type: ignore[dict-item]
    (start,) = starts(problem)
    assert (start.kind, start.words, start.period) == ("qualification", "Mine of oxide for User", 1)
    ready = [make_problem(begun(problem, start, period))[0].qualifications.ready.tolist() for period in (0, 2, 3)]
    assert ready == [[0], [2], [3]]


def test_the_tables_themselves_stay_as_they_are() -> None:
    tables = tables_of(tiny(capacity(0, 40, 80)))
    problem = make_problem(tables)[0]
    before = tables.records["Capacity"].number_by_period["capacity"].copy()
    begun(problem, starts(problem)[0], 0)
    assert np.array_equal(before, tables.records["Capacity"].number_by_period["capacity"])
