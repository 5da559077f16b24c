"""The last day to decide is the first day of the period less the lead time, in months, days or periods."""

from __future__ import annotations

import datetime as dt

import pytest

from models.limits.leads import decided_by
from models.limits.levers import OPENING, standard_levers
from tests.studies import study_of
from tests.tiny import Changed, day, tiny
from tests.workbooks import Cell


def decided(changed: Changed, family: str, period: int) -> dt.date:
    study = study_of(tiny(changed))
    (lever,) = [one for one in standard_levers(study.model, study.solution.matrix) if one.family == family]
    return dt.date.fromordinal(decided_by(study.model.problem, lever, 0, period))


def adding(unit: str, lead: Cell) -> Changed:
    header: list[Cell] = ["site", "process", "capacity [t/yr]", f"lead time [{unit}]"]
    return {"Expansion": [header, ["Mine", "dig", 1, lead]]}


@pytest.mark.parametrize(
    ("unit", "lead", "expected"),
    [("months", 5, "2026-11-01"), ("days", 10, "2027-03-22"), ("periods", 1, "2027-01-01"),
     ("periods", 2, "2026-10-03"), ("months", None, "2027-04-01")],
)  # fmt: skip
def test_more_capacity_takes_the_lead_time_of_an_addition_to_the_same_process(
    unit: str, lead: Cell, expected: str
) -> None:
    assert decided(adding(unit, lead), "plant_capacity", 1) == day(expected)


def test_without_an_addition_there_is_no_lead_time() -> None:
    assert decided({}, "plant_capacity", 2) == day("2027-07-01")


def test_stock_at_the_start_takes_the_shortest_way_to_it() -> None:
    changed: Changed = {
        "Inventory": [["site", "commodity", "opening [t]"], ["User", "oxide", 0]],
        "Lanes": [
            ["from", "to", "commodity", "mode", "lead time [months]"], ["Mine", "User", "oxide", "sea", 3],
            ["Mine", "User", "oxide", "air", 1],
        ],
    }  # fmt: skip
    assert decided(changed, OPENING, 0) == day("2026-12-01")
