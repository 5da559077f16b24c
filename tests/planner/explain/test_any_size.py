"""What is claimed depends neither on the unit nor on how much there is of everything: grams, or millions of tonnes."""

from __future__ import annotations

import pytest

from models.limits.levers import standard_levers
from models.plan import make_plan
from planner.explain.baskets import baskets
from planner.explain.cures.deadlines import deadlines
from planner.explain.limit_values import limit_values
from planner.explain.rule_effects import rule_effects
from planner.explain.study import Study
from planner.explain.supplier_range import supplier_ranges
from planner.solve.session import silent
from tests.given.ranges import two_mines
from tests.studies import found_by, study_of
from tests.tiny import day, near, tiny
from tests.workbooks import Cell, Sheets

SIZES = [1e-6, 1e-3, 1.0, 1e5, 1e6, 1e7]


def capped(size: float, **settings: Cell) -> Sheets:
    """Return a user of 10 t a quarter, a mine of 8 t whose cap is 7 t, and a dearer pit of 4 t from Q2 on, capped too.

    size  how many times as much there is of everything
    """
    quarters: list[Cell] = ["Q1", "Q2", "Q3"]
    names = {name.replace("_", " "): value for name, value in settings.items()}
    return tiny({
        "Settings": [["setting", "value"], *([name, value] for name, value in names.items())],
        "Sites": [
            ["site", "operator", "country", "bloc", "kind"],
            ["Mine", "Miner", "Malaysia", "Allies", "mine"], ["Pit", "Digger", "Malaysia", "Allies", "mine"],
            ["User", "Maker", "United States", "US", "customer"],
        ],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
            ["Mine", "dig", "out", "oxide", 1, 15], ["Pit", "dig", "out", "oxide", 1, 20],
        ],
        "Demand": [["customer", "commodity", "end use", "unit", *quarters],
                   ["User", "oxide", "motors", "t/period", 10 * size, 10 * size, 10 * size]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", *quarters],
                     ["Mine", "dig", "out", "oxide", "t/period", 8 * size, 8 * size, 8 * size],
                     ["Pit", "dig", "out", "oxide", "t/period", 0, 4 * size, 4 * size]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "oxide"]],
        "Rules": [["rule", "type", "from", "commodity", "value", "unit", "start", "window"],
                  ["Cap", "cap", "Pit", "oxide", 3 * size, "t", day("2027-01-01"), "period"],
                  ["Cap of the mine", "cap", "Mine", "oxide", 7 * size, "t", day("2027-01-01"), "period"]],
    })  # fmt: skip


def study(size: float, **settings: Cell) -> Study:
    return study_of(capped(size, **settings))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("measure", ["tonnes", "share of demand"])
def test_a_rule_has_the_same_effect_on_as_much_of_everything(size: float, measure: str) -> None:
    found = {one.name: one for one in found_by(rule_effects(study(size, unmet_measure=measure))).each}
    unmet, cost = found["Cap of the mine"].without.of.values()
    assert unmet == near(-size if measure == "tonnes" else -1 / 30)
    # 2 t less come from the pit; as short as before, another tonne less comes from the mine.
    assert cost == near(5.0 * size)
    assert found["Cap of the mine"].at_old_unmet == near(-15.0 * size)
    more = found["Cap of the mine"].one_more
    assert more is not None
    assert more.of["unmet, priority 1"] < 0.0
    assert found["Cap"].without.is_nothing


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("measure", ["tonnes", "share of demand"])
def test_a_limit_is_worth_as_much_and_as_far_of_as_much_of_everything(size: float, measure: str) -> None:
    asked = study(size, unmet_measure=measure)
    found = limit_values(make_plan(asked.model, asked.found), asked, silent, full=True).each
    block = asked.model.program.row_blocks["plant_capacity"]
    (row,) = block.index[(block.keys["period"] == 0) & (asked.solution.matrix.row_upper[block.index] == 0.0)]
    (pit,) = [one for one in found if one.row == row]
    assert pit.more.worth[0] == near(-1.0 if measure == "tonnes" else -1 / (30 * size))
    assert pit.more.reach == near(3.0 * size)


@pytest.mark.parametrize("size", SIZES)
def test_what_the_plan_begins_can_wait_as_long_of_as_much_of_everything(size: float) -> None:
    assert [one.start.words for one in deadlines(study(size), 20, silent).each] == ["Pit; dig"]


@pytest.mark.parametrize("size", SIZES)
def test_a_supplier_has_the_same_range_of_as_much_of_everything(size: float) -> None:
    """1 % of what 15 t cost is 1.5 USD, for which 0.15 t come from the dearer mine, or go round in vain."""
    each = found_by(supplier_ranges(study_of(two_mines(size)))).each
    assert len(each) == 2
    for one in each:
        assert one.least is not None
        assert one.most is not None
        planned = 15.0 if one.supplier == "Miner" else 0.0
        assert one.least == pytest.approx(max(planned - 0.15, 0.0) * size, abs=1e-6 * size)
        assert one.most == pytest.approx((planned + 0.15) * size, rel=1e-6)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("measure", ["tonnes", "share of demand"])
def test_a_run_is_made_for_the_same_of_as_much_of_everything(size: float, measure: str) -> None:
    sheets = capped(size, unmet_measure=measure)
    del sheets["Rules"]
    sheets["Commodities"] += [["slag", "oxide"]]
    sheets["Processes"] += [["Mine", "dig", "out", "slag", 1, None]]
    asked = study_of(sheets)
    found = baskets(make_plan(asked.model, asked.found)) or []
    # Nobody lacks anything from the second quarter on.
    assert [one.tier for one in found] == [0, 1, 1]
    assert [one.share.tolist() for one in found] == [near([1.0, 0.0])] * 3
    assert [one.worthless.tolist() for one in found] == [[False, True]] * 3


@pytest.mark.parametrize(("sheet", "settings"), [
    (["availability Q1", 0.0], {}), (["confidence", "C"], {"weak_data": "leave out"}),
])  # fmt: skip
def test_a_capacity_whose_cell_does_not_count_is_no_lever_and_worth_nothing(
    sheet: list[Cell], settings: dict[str, Cell]
) -> None:
    sheets = capped(1.0, **settings)
    header, value = sheet
    sheets["Capacity"] = [[*sheets["Capacity"][0], header], *([*row, None] for row in sheets["Capacity"][1:])]
    sheets["Capacity"][1][-1] = value
    asked = study_of(sheets)
    block = asked.model.program.row_blocks["plant_capacity"]
    own = block.index[(block.keys["limit"] == 0) & (block.keys["period"] == 0)]
    assert asked.solution.matrix.row_upper[own].tolist() == [0.0]
    moved = {int(row) for lever in standard_levers(asked.model, asked.solution.matrix) for row in lever.row}
    assert int(own[0]) not in moved
    found = limit_values(make_plan(asked.model, asked.found), asked, silent, full=True).each
    assert int(own[0]) not in {one.row for one in found}
