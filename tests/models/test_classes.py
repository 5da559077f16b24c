"""Origin classes as arrays: what a run takes and gives, where nothing comes, and how many classes there are."""

from __future__ import annotations

import numpy as np
import pytest

from models.formulation import build
from planner.errors import NoPlanError
from tests.drawn.origins import draw
from tests.drawn.origins import sheets_of as origin_sheets
from tests.drawn.problems import problem_of
from tests.given.end_uses import BASE, SITES, banned
from tests.given.origin_chain import chain, chain_ban
from tests.tiny import near, solve_sheets, tiny, tiny_plan
from tests.workbooks import Cell

PLANT: list[Cell] = ["Plant", "Maker", "Japan", "Allies", "plant"]


def forced(*more: list[Cell]) -> dict[str, list[list[Cell]] | None]:
    """Return a plant that must press, of oxide that comes from China and Malaysia and of flux that nobody makes."""
    processes: list[list[Cell]] = [
        [
            "site",
            "process",
            "direction",
            "commodity",
            "quantity per run [t]",
            "run cost [USD/t]",
            "minimum run [t/period]",
        ],
        ["Mine", "dig", "out", "oxide", 1, 10, None],
        ["Pit", "dig", "out", "oxide", 1, 2, None],
        ["Plant", "press", "in", "flux", 1, None, None],
        ["Plant", "press", "in", "oxide", 1, None, None],
        ["Plant", "press", "out", "magnet", 1, 1, 1],
        ["Mine", "mould", "in", "oxide", 1, None, None],
        ["Mine", "mould", "out", "magnet", 1, 99, None],
        *more,
    ]
    changed = banned(
        ("China", "2027-01-01", None),
        Sites=[*SITES, PLANT],
        Commodities=[["commodity", "stage"], ["oxide", "oxide"], ["flux", "oxide"], ["magnet", "magnet"]],
        Processes=processes,
        Lanes=[["from", "to", "commodity"], ["Mine", "Plant", "oxide"], ["Pit", "Plant", "oxide"],
               ["Plant", "User", "magnet"], ["Mine", "User", "magnet"], ["Pit", "Mine", "oxide"]],
        Demand=[["customer", "commodity", "end use", "unit", "all"], ["User", "magnet", "jets", "t/period", 2]],
    )  # fmt: skip
    rules = changed["Rules"]
    assert rules is not None
    changed["Rules"] = [rules[0], [*rules[1][:5], "magnet", *rules[1][6:]]]
    return changed


def test_a_forced_run_without_its_input_is_impossible_whatever_the_classes() -> None:
    model = build(problem_of(tiny(forced())))
    assert model.classes.size == 2
    with pytest.raises(NoPlanError):
        solve_sheets(tiny(forced()))


def test_with_its_input_the_forced_run_serves_jets_from_malaysia_only() -> None:
    plan = tiny_plan(forced(["Mine", "grind", "out", "flux", 1, 1, None]) | {
        "Lanes": [["from", "to", "commodity"], ["Mine", "Plant", "oxide"], ["Pit", "Plant", "oxide"],
                  ["Mine", "Plant", "flux"], ["Plant", "User", "magnet"], ["Mine", "User", "magnet"],
                  ["Pit", "Mine", "oxide"]],
    })  # fmt: skip
    assert plan.tables["unmet"]["unmet_t"].sum() == pytest.approx(0.0)
    assert set(plan.tables["deliver"]["marks"]) == {""}
    assert plan.tables["ship"].query("`from` == 'Pit'")["sent_t"].sum() == pytest.approx(0.0)


def test_without_a_rule_that_asks_for_origins_there_is_one_class() -> None:
    model = build(problem_of(tiny(BASE)))
    assert model.classes.size == 1
    assert model.variables.downgrade.size == 0


@pytest.mark.parametrize("seed", range(30))
def test_everything_that_moves_is_taken_from_one_balance_and_put_into_another(seed: int) -> None:
    """An input without a row would be free, and so would be a class that is nobody's."""
    model = build(problem_of(origin_sheets(draw(seed))))
    matrix, processes, v = model.program.matrix(), model.problem.processes, model.variables
    rows = matrix.entry_row
    inside = np.isin(rows, model.program.row_blocks["balance"].index)
    entries = np.bincount(matrix.column[inside], minlength=matrix.columns)
    assert (entries[v.ship.index] == 2).all()
    assert (entries[v.downgrade.index] == 2).all()
    assert (entries[v.deliver.index] == 1).all()
    assert (entries[v.stock.index] == np.where(v.stock.keys["period"] + 1 < model.problem.calendar.size, 2, 1)).all()
    lines = np.zeros((processes.size, model.problem.calendar.size))
    np.add.at(lines, processes.line_process, processes.line_quantity > 0.0)
    assert (entries[v.run.index] == lines[v.run.keys["process"], v.run.keys["period"]]).all()


def test_a_mixture_takes_material_of_every_class_as_a_fixed_input_does() -> None:
    plain = chain(chain_ban())
    mixed = chain(chain_ban())
    header, *recipes = mixed["Processes"]
    mixed["Commodities"] += [["alloy", "oxide"]]
    mixed["Lanes"] += [["Mine", "Works", "alloy", 1]]
    mixed["Processes"] = [
        [*header, "blend"],
        *([*row, None] for row in recipes if row[:2] != ["Works", "press"]),
        ["Works", "press", "in", "oxide", 1, None, "feed"],
        ["Works", "press", "out", "magnet", 1, 3, None],
        ["Works", "press", "in", "alloy", 1, None, "feed"],
        ["Mine", "smelt", "out", "alloy", 1, 90, None],
    ]
    mixed["Capacity"] += [["Mine", "smelt", "out", "alloy", "t/period", 0]]
    one, other = ([(name, best) for name, best, _ in solve_sheets(sheets).objectives][:-1] for sheets in (plain, mixed))
    assert one[1] == ("unmet, priority 2", near(0.0))
    assert other == [(name, near(best)) for name, best in one]
