"""What only other yes/no decisions close is found, and is what the changed input comes to."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from planner.explain.cures.search import levers_of
from planner.explain.level import Level
from planner.explain.outcomes import change
from planner.explain.study import Study
from planner.run import solve_input
from planner.solve.session import silent
from planner.story import tell
from planner.write.workbook import write_solved
from tests.given.cures import beside_a_pit, money, short_places, wanted
from tests.given.other_decisions import fairly_from, found_in, lots_beside_a_pit, one_lot, stands_still
from tests.plan_books import opened, table
from tests.raised_tables import applied
from tests.seeds import seeds
from tests.studies import study_of, study_of_tables
from tests.tiny import near, periods, tiny
from tests.workbooks import Sheets, rows, write_workbook
from tests.worlds.draw import RefusedError, drawn, solved_sheets
from tests.worlds.world import Choice


def test_a_second_lot_closes_what_the_first_one_leaves() -> None:
    """By hand: 5 t more of the maximum are a second lot of 10 t at 100, dug at 10 and sent at 1 USD/t."""
    study = study_of(one_lot())
    (found,) = found_in(study, short_places(study)[:1])
    assert (found.each, found.left) == ((), near(10.0))
    assert found.anew is not None
    assert [found.anew.tonnes, found.anew.cost, found.anew_left] == [near(5.0), money(1_110.0), near(0.0)]
    typed = applied(study, levers_of(study), found.anew)
    assert typed is not None
    assert study_of_tables(typed).base.optima["unmet, priority 1"] == near(10.0)


def test_a_plant_that_stands_still_runs_again_with_more_of_what_it_lacks() -> None:
    """By hand: 3 t more are dug, and 8 t go all the way for 10 + 1 + 1 + 1 USD/t."""
    study = study_of(stands_still())
    (found,) = found_in(study, short_places(study)[:1])
    assert found.anew is not None
    assert [found.anew.tonnes, found.anew.cost, found.anew_left] == [near(3.0), money(104.0), near(0.0)]


def test_a_limit_is_raised_beyond_what_a_yes_lets_through() -> None:
    """By hand: 12 t are wanted in lots of 6 t, of the one supplier that may have an award and digs 8 t: 4 t more."""
    changed = beside_a_pit(wanted(tonnes=12.0), None, None, None)
    changed["Contracts"] = [
        ["contract", "supplier", "buyer", "commodity", "price [USD/t]", "multiple [t]", "window"],
        ["Deal", "Mine", "User", "oxide", 100, 6, "term"],
    ]
    changed["Sourcing"] = [["buyer", "commodity", "most suppliers"], ["User", "oxide", 1]]
    study = study_of(tiny(changed))
    (one,) = found_in(study, short_places(study))
    assert one.anew is not None
    assert [one.left, one.anew.tonnes, one.anew_left] == [near(6.0), near(4.0), near(0.0)]


@pytest.mark.parametrize(("sheet", "column"), [("Lanes", "capacity [t/period]"), ("Contracts", "maximum [t]")])
def test_an_order_is_shut_by_nothing_but_the_limit_of_0_that_can_be_raised(sheet: str, column: str) -> None:
    """5 t a quarter are wanted in orders of 4 t or more, and a limit lets none through: 5 t more of that."""
    sheets = tiny({"Contracts": [["contract", "supplier", "buyer", "commodity", "price [USD/t]", "order quantity [t]"],
                                 ["Deal", "Mine", "User", "oxide", 30, 4]]})  # fmt: skip
    if sheet == "Contracts":
        sheets["Lanes"][0].append("capacity [t/period]")
        sheets["Lanes"][1].append(20)
    sheets[sheet][0].append(column)
    sheets[sheet][1].append(0)
    study = study_of(sheets)
    for one in found_in(study, short_places(study)):
        assert one.anew is not None
        assert [one.left, one.anew.tonnes, one.anew_left] == [near(5.0), near(5.0), near(0.0)]


@pytest.mark.parametrize("tonnes", [100, 50_000])
def test_of_a_poor_ore_a_limit_is_raised_by_as_many_times_the_shortage_as_it_takes(tonnes: float) -> None:
    """By hand: one of two mines may send, and the one that digs ore for 5 of 8 t digs no more: the other one for 8."""
    study = study_of(tiny({
        "Commodities": [["commodity", "stage"], ["ore", "ore"], ["oxide", "oxide"]],
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "Japan", "mine"],
                  ["Plant", "Japan", "plant"], ["User", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]"],
                      ["Mine", "dig", "out", "ore", 1], ["Pit", "dig", "out", "ore", 1],
                      ["Plant", "part", "in", "ore", tonnes], ["Plant", "part", "out", "oxide", 1]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all", "movable"],
                     ["Mine", "dig", "out", "ore", "t/period", 5, "yes"],
                     ["Pit", "dig", "out", "ore", "t/period", 5 * tonnes, "no"]],
        "Demand": [["customer", "commodity", "end use", "unit", "Q1"], ["User", "oxide", "motors", "t/period", 8]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "Plant", "ore"], ["Pit", "Plant", "ore"],
                  ["Plant", "User", "oxide"]],
        "Sourcing": [["buyer", "commodity", "most suppliers"], ["Plant", "ore", 1]],
    }))  # fmt: skip
    (one,) = found_in(study, short_places(study))
    assert one.anew is not None
    assert [one.left, one.anew.tonnes, one.anew_left] == [near(3.0), near(8 * tonnes - 5), near(0.0)]


def test_what_takes_less_with_other_decisions_is_told_beside_what_closes_it_without(tmp_path: Path) -> None:
    """By hand: the pit digs 4 t more, or 1 t more of the maximum is a third lot."""
    study = study_of(lots_beside_a_pit())
    (found,) = found_in(study, short_places(study))
    assert [found.each[0].tonnes, found.left] == [near(4.0), near(0.0)]
    assert found.anew is not None
    assert [found.anew.tonnes, found.anew.cost, found.anew_left] == [near(1.0), money(440.0), near(0.0)]
    typed = applied(study, levers_of(study), found.anew)
    assert typed is not None
    assert study_of_tables(typed).base.optima["unmet, priority 1"] == near(0.0)
    source = write_workbook(tmp_path / "case.xlsx", lots_beside_a_pit())
    told = tell(source, None, silent).lines
    assert any(line.startswith("  1. 4 t more capacity of Pit; dig, in Q1") for line in told)
    assert any(line.startswith("  with other yes/no decisions: 1 t more contract maximum of Deal") for line in told)


def test_what_takes_as_much_and_costs_more_with_other_decisions_is_not_told() -> None:
    """By hand: 1 t more of the pit costs 10, of the maximum it is a third lot of which 1 t is wanted."""
    sheets = lots_beside_a_pit()
    sheets["Demand"][1][4] = 10
    study = study_of(sheets)
    (found,) = found_in(study, short_places(study))
    assert found.each[0].tonnes == near(1.0)
    assert found.anew is None


def test_it_is_told_beside_what_the_decisions_of_the_plan_leave(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", stands_still())
    (line,) = [line for line in tell(source, None, silent).lines if line.startswith("  with other")]
    assert line.startswith("  with other yes/no decisions: 3 t more capacity of Mine; dig, in Q1 (Capacity!F2")
    book = opened(write_solved(tmp_path / "plan.xlsx", solve_input(source, "highs", None, silent, level=Level.FAST)))
    rows = table(book["Actions"])[:4]
    told = [(row["cure"], row["quantity"], row["closes [t]"], row["decide by"]) for row in rows]
    other = "with other yes/no decisions"
    assert told == [(other, 9, 24, None), *[(other, 3, 8, None)] * 3]
    (first, *_) = table(book["Unmet"])
    assert any(str(cell).startswith("with other yes/no decisions: 3 t more") for cell in first.values())


@pytest.mark.parametrize("seed", seeds(8, 14, 24))
def test_typed_in_and_solved_again_its_priority_is_less_short(seed: int) -> None:
    world = drawn(Choice(random.Random(seed).randint), whole=True)
    if world.earlier is not None:
        pytest.skip("it asks for an earlier plan")
    try:
        outcome = solved_sheets(world.sheets())
    except RefusedError:
        pytest.skip("a world with errors")
    if outcome.plan is None:
        return
    study = Study(outcome.model, outcome.plan.solution)
    unmet, demands, levers = study.model.variables.unmet, study.model.problem.demands, levers_of(study)
    places = [place for place in short_places(study) if demands.weight[unmet.keys["demand"][place]]][:2]
    for place, one in zip(places, found_in(study, places), strict=True):
        typed = None if one.anew is None else applied(study, levers, one.anew)
        if typed is None:
            continue
        level = int(demands.priority[unmet.keys["demand"][place]])
        differs = change(study.of(typed), study.base).of
        moved = [differs.get(f"unmet, priority {own}", 0.0) for own in range(1, level + 1)]
        assert next(amount for amount in moved if amount) < 0.0


def test_what_yields_to_other_decisions_is_not_said_to_be_spared(tmp_path: Path) -> None:
    """By hand: the mine digs 12 t, of which 4 t of priority 2 go into the third lot."""
    sheets = lots_beside_a_pit()
    sheets["Capacity"].append(["Mine", "dig", "out", "oxide", "t/period", 12])
    sheets["Sites"].append(["Other", "United States", "customer"])
    sheets["Lanes"].append(["Mine", "Other", "oxide"])
    sheets["Demand"] = [
        ["customer", "commodity", "end use", "priority", "unit", "Q1", "Q2", "Q3"],
        ["User", "oxide", "motors", 1, "t/period", 13, 0, 0], ["Other", "oxide", "toys", 2, "t/period", 4, 0, 0],
    ]  # fmt: skip
    told = tell(write_workbook(tmp_path / "case.xlsx", sheets), None, silent, "motors").lines
    (line,) = [line for line in told if line.startswith("  with other yes/no decisions: 1 t more")]
    assert line.endswith("; it leaves 4 t more short in priority 2")
    assert any(line.startswith("  1. 4 t more capacity of Pit") and "it leaves" not in line for line in told)
    (head,) = [line for line in told if line.startswith("to close")]
    assert "with nobody of the same or a better priority shorter" in head


def test_what_takes_from_a_fair_share_costs_what_a_plan_that_shares_fairly_does() -> None:
    """By hand: a third lot of 400 USD takes 2 t each of two demands, of which one is sent at 50 USD/t."""
    sheets = fairly_from("Mine")
    sheets["Capacity"].append(["Mine", "dig", "out", "oxide", "t/period", 16])
    study = study_of(sheets)
    (found,) = found_in(study, short_places(study)[:1])
    assert found.anew is not None
    assert [found.anew.tonnes, found.anew.cost] == [near(1.0), money(300.0)]
    typed = applied(study, levers_of(study), found.anew)
    assert typed is not None
    assert change(study.of(typed), study.base).of["cost"] == money(300.0)


def test_what_takes_nothing_from_a_fair_share_leaves_it_fair() -> None:
    """By hand: of 4 t of a quarry two demands lack 2 t each, of which one is sent at 50 USD/t. The third lot, for 400
    USD and 40 to dig, lets neither of them go without more.
    """
    sheets = fairly_from("Quarry")
    sheets["Sites"].append(["Quarry", "Malaysia", "mine"])
    sheets["Processes"].append(["Quarry", *sheets["Processes"][-1][1:]])
    sheets["Capacity"].append(["Quarry", "dig", "out", "oxide", "t/period", 4])
    study = study_of(sheets)
    ranked = study.model.problem.demands.priority[study.model.variables.unmet.keys["demand"]]
    (found,) = found_in(study, [place for place in short_places(study) if ranked[place] == 1])
    assert found.anew is not None
    assert [found.anew.tonnes, found.anew.cost, dict(found.anew.yields)] == [near(1.0), money(440.0), {}]
    typed = applied(study, levers_of(study), found.anew)
    assert typed is not None
    assert change(study.of(typed), study.base).of["cost"] == money(440.0)


def stockco(budget: float) -> Sheets:
    """Return four investments, each whole or not at all, of which a budget pays for some: Winston, Stockco.

    With 14 of 19 USD the best comes to 42 t of the 58 t that all of them make.
    """
    made = {"invest 1": (16, 5), "invest 2": (22, 7), "invest 3": (12, 4), "invest 4": (8, 3)}
    return {
        "Settings": [["setting", "value"], ["budget [USD]", budget]],
        "Periods": periods(("Y", "2027-01-01", "2027-12-31")),
        "Commodities": [["commodity", "stage"], ["value", "mixed"]],
        "Sites": [["site", "country", "kind"], ["Firm", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity"],
                      *rows(["Firm", name, "out", "value"] for name in made)],
        "Capacity": [["site", "process", "unit", "all", "movable"],
                     *rows(["Firm", name, "t/yr", 0, "no"] for name in made)],
        "Expansion": [["site", "process", "capacity [t/yr]", "capital cost [USD/(t/yr)]", "life [yr]", "integer"],
                      *rows(["Firm", name, most, cost / most, 1, "yes"] for name, (most, cost) in made.items())],
        "Demand": [["customer", "commodity", "priority", "unit", "all"], ["Firm", "value", 1, "t/yr", 58]],
    }  # fmt: skip


def test_a_budget_that_other_decisions_would_need_more_of_is_told(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", stockco(14))
    told = "\n".join(tell(source, None, silent, "all").lines)
    assert "16 t stay short whatever these do" in told
    assert "; with other yes/no decisions it takes 5 USD past the budget of all that is spent (Settings!B2)" in told
    assert "to close it" in told
    more = tell(write_workbook(tmp_path / "more.xlsx", stockco(19)), None, silent).lines
    assert "priority 1: all 58 t are covered" in more
    less = tell(write_workbook(tmp_path / "less.xlsx", stockco(18.9)), None, silent).lines
    assert "priority 1: all 58 t are covered" not in less
