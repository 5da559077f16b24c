"""What can be raised, how far and at what cost."""

from __future__ import annotations

import numpy as np

from models.limits.levers import OPENING, Lever, beyond, standard_levers
from models.roles import RAISED
from tests.studies import study_of
from tests.tiny import Changed, day, near, tiny
from tests.workbooks import Cell


def levers(changed: Changed) -> tuple[Lever, ...]:
    study = study_of(tiny(changed))
    return standard_levers(study.model, study.solution.matrix)


def cap(window: Cell, *terms: Cell) -> Changed:
    return {
        "Rules": [
            [
                "rule",
                "type",
                "from",
                "to",
                "value [t]",
                "window",
                "start",
                "movable",
                "how far",
                "at what cost [USD/t]",
            ],
            ["Cap", "cap", "Mine", "User", 10, window, day("2027-01-01"), *(terms or (None, None, None))],
        ]
    }


def test_each_row_of_the_input_is_one_lever_with_a_move_for_each_period() -> None:
    (lever,) = levers({})
    assert (lever.family, lever.words, lever.key, lever.size) == ("plant_capacity", "capacity", "Mine; dig", 3)
    assert lever.first.tolist() == [0, 1, 2]
    assert np.isinf(lever.most).all()
    assert not lever.stated.any()


def test_terms_bound_and_price_each_move_and_no_takes_it_away() -> None:
    (lever,) = [one for one in levers(cap("calendar year", "yes", 3, 7)) if one.family == "cap"]
    assert [lever.most[0], lever.price[0]] == [near(3.0), near(7.0)]
    assert lever.stated.all()
    assert [one.family for one in levers(cap("calendar year", "no", None, None))] == ["plant_capacity"]


def test_what_may_not_move_lies_beyond_the_levers_and_so_does_what_is_closed() -> None:
    ban: list[Cell] = ["Stop", "ban", "Mine", "User", None, None, day("2027-07-01"), None, None, None]
    changed = cap("calendar year", "no", None, None)
    assert changed["Rules"] is not None
    changed["Rules"].append(ban)
    study = study_of(tiny(changed))
    known = standard_levers(study.model, study.solution.matrix)
    assert {one.family for one in known} == {"plant_capacity"}
    assert {one.family for one in beyond(known, study.model, study.solution.matrix)} == {"cap", "ban"}


def test_stock_at_the_start_is_a_lever_of_its_commodity_at_its_value() -> None:
    changed: Changed = {
        "Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 40]],
        "Inventory": [["site", "commodity", "opening [t]"], ["User", "oxide", 0], ["Mine", "oxide", 2]],
    }
    (lever,) = [one for one in levers(changed) if one.family == OPENING]
    assert (lever.key, lever.size, lever.price.tolist()) == ("oxide", 2, [40.0, 40.0])
    assert not lever.stated.any()


def test_stock_at_the_start_that_the_program_has_no_material_like_is_no_lever_and_not_one_of_another_commodity() -> (
    None
):
    """What would lie there may be of China and of Russia, as no other material is: metal of China is none of it."""
    study = study_of(tiny({
        "Commodities": [["commodity", "stage"], ["metal", "metal"], ["oxide", "oxide"]],
        "Processes": [
            ["site", "process", "direction", "commodity", "origin"], ["Mine", "dig", "out", "oxide", None],
            ["Mine", "bring", "out", "metal", "China"],
        ],
        "Demand": [
            ["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 9],
            ["User", "metal", "motors", "t/period", 9],
        ],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Mine", "User", "metal"]],
        "Inventory": [["site", "commodity", "opening [t]"], ["Mine", "oxide", 0]],
        "Rules": [["rule", "type", "mined in", "start", "end use"],
                  ["A", "end_use_ban", "China", day("2026-01-01"), "motors"],
                  ["B", "end_use_ban", "Russia", day("2026-01-01"), "motors"]],
    }))  # fmt: skip
    assert OPENING not in {lever.family for lever in standard_levers(study.model, study.solution.matrix)}


def test_of_stock_at_the_start_a_planner_says_whether_how_far_and_at_what_cost() -> None:
    header: list[Cell] = ["site", "commodity", "opening [t]", "movable", "how far [t]", "at what cost [USD/t]"]
    changed: Changed = {
        "Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 40]],
        "Inventory": [header, ["User", "oxide", 0, "yes", 3, 70], ["Mine", "oxide", 2, "no", None, None]],
    }
    (lever,) = [one for one in levers(changed) if one.family == OPENING]
    assert [lever.size, lever.most.tolist(), lever.price.tolist()] == [1, [3.0], [70.0]]
    assert lever.stated.all()
    changed["Inventory"] = [header, ["User", "oxide", 0, "no", None, None]]
    assert not [one for one in levers(changed) if one.family == OPENING]


def test_every_family_that_can_be_raised_is_one_of_the_model() -> None:
    study = study_of(tiny({}))
    assert set(RAISED) <= set(study.model.program.row_blocks)
