"""A limit of what a decision said yes to has its own value: typed in and solved again, it does what is told of it."""

from __future__ import annotations

import numpy as np
import pytest

from planner.explain.cures.search import levers_of
from planner.explain.split import splits
from planner.solve.session import silent
from tests.given.cures import beside_a_pit, cures_of, short_places, wanted
from tests.raised_tables import applied
from tests.studies import study_of, study_of_tables
from tests.tiny import Changed, near, tiny

WANTED: Changed = {
    "Demand": [["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 8]]
}
# Each lets 5 t of 8 t through, by a yes or no of its own.
ASKING: dict[str, tuple[Changed, str]] = {
    "minimum load": (
        {"Capacity": [["site", "process", "basis", "commodity", "unit", "all", "minimum load [t/period]"],
                      ["Mine", "dig", "out", "oxide", "t/period", 5, 2]]},
        "plant_capacity",
    ),
    "order quantity": (
        {"Contracts": [["contract", "supplier", "buyer", "commodity", "price [USD/t]", "maximum [t]", "window",
                        "order quantity [t]"], ["Deal", "Mine", "User", "oxide", 20, 5, "period", 2]],
         "Processes": [["site", "process", "direction", "commodity"], ["Mine", "dig", "out", "oxide"]]},
        "maximum_take",
    ),
    "falling prices": (
        {"Contracts": [["contract", "tier", "supplier", "buyer", "commodity", "price [USD/t]", "maximum [t]", "window",
                        "tier to [t]"],
                       ["Deal", "1", "Mine", "User", "oxide", 20, 5, "period", 2],
                       ["Deal", "2", None, None, None, 10, None, None, None]],
         "Processes": [["site", "process", "direction", "commodity"], ["Mine", "dig", "out", "oxide"]]},
        "maximum_take",
    ),
    "award": (
        {"Sourcing": [["buyer", "commodity", "supplier", "most suppliers"], ["User", "oxide", None, 1]],
         "Lanes": [["from", "to", "commodity", "capacity [t/period]"], ["Mine", "User", "oxide", 5]]},
        "lane_capacity",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ASKING)
def test_what_lacks_of_a_limit_that_was_said_yes_to_is_cured_by_it_alone(name: str) -> None:
    changed, family = ASKING[name]
    study = study_of(tiny({**WANTED, **changed}))
    assert study.matrix.integer.size
    found, levers = cures_of(study, short_places(study)[:1]), levers_of(study)
    cure = next(one for one in found.each if {levers[own].family for own in one.levers} == {family})
    assert [found.left, cure.tonnes] == [near(0.0), near(3.0)]
    typed = applied(study, levers, cure)
    assert typed is not None
    anew = study_of_tables(typed).base.optima["unmet, priority 1"]
    assert anew <= study.base.optima["unmet, priority 1"] - 3.0 + 1e-5


@pytest.mark.parametrize("name", ASKING)
def test_its_part_of_a_shortage_stands_by_itself_or_says_what_one_more_gains(name: str) -> None:
    changed, family = ASKING[name]
    study = study_of(tiny({**WANTED, **changed}))
    ((_, split),) = splits(study, silent, apart=True).priorities
    assert split.row_alone is not None
    rows = study.model.program.row_blocks[family].index
    own = np.isin(split.rows, rows)
    assert own.sum() == 3
    alone = split.row_alone[own]
    assert (alone | (split.more[own] > 1.0 - 1e-6)).all()
    assert split.total == near(9.0)


def test_a_decided_program_shuts_what_was_said_no_to_and_nothing_else() -> None:
    model = study_of(tiny({**WANTED, **ASKING["minimum load"][0]})).model
    matrix, rows = model.program.matrix(), model.program.row_blocks["load_when_on"].index
    decided = matrix.decided(np.array([1.0, 0.0, 1.0]))
    assert decided.row_upper[rows].tolist() == [np.inf, 0.0, np.inf]
    others = np.setdiff1d(np.arange(matrix.rows), rows)
    assert np.array_equal(decided.row_upper[others], matrix.row_upper[others])


def test_an_award_shuts_nothing_where_only_a_real_limit_lets_nothing_through() -> None:
    """The lane carries nothing in Q1: with 8 t more of its capacity there the award of the plan lets them through."""
    changed: Changed = {
        "Sourcing": [["buyer", "commodity", "supplier", "most suppliers"], ["User", "oxide", None, 1]],
        "Lanes": [["from", "to", "commodity", "capacity Q1 [t/period]", "capacity Q2 [t/period]",
                   "capacity Q3 [t/period]"], ["Mine", "User", "oxide", 0, 8, 8]],
    }  # fmt: skip
    study = study_of(tiny({**WANTED, **changed}))
    assert study.matrix.integer.size
    (place,) = short_places(study)
    found, levers = cures_of(study, [place]), levers_of(study)
    assert found.left == near(0.0)
    assert [(levers[move.lever].family, move.tonnes) for move in found.each[0].moves] == [("lane_capacity", near(8.0))]
    typed = applied(study, levers, found.each[0])
    assert typed is not None
    assert study_of_tables(typed).base.optima["unmet, priority 1"] == near(0.0)


def test_who_has_no_award_asks_for_no_share_of_what_another_one_sends_more() -> None:
    """Of two suppliers one has the award and digs 5 t of 8 t; nothing but its own capacity holds it back."""
    changed = beside_a_pit(wanted(tonnes=8.0), None, None, None)
    assert changed["Capacity"] is not None
    changed["Capacity"][1][5], changed["Capacity"][2][5:7] = 5, [3, "no"]
    changed["Sourcing"] = [["buyer", "commodity", "most suppliers", "least share [%]", "window"],
                           ["User", "oxide", 1, 10, "period"]]  # fmt: skip
    study = study_of(tiny(changed))
    assert study.matrix.integer.size
    (place,) = short_places(study)
    found, levers = cures_of(study, [place]), levers_of(study)
    assert found.left == near(0.0)
    moves = [(levers[move.lever].key, move.tonnes) for move in found.each[0].moves]
    assert moves == [("Mine; dig", near(3.0))]
    typed = applied(study, levers, found.each[0])
    assert typed is not None
    assert study_of_tables(typed).base.optima["unmet, priority 1"] == near(0.0)
