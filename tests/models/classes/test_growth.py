"""Classes: which sets of marks occur where, how they go on, and that nothing is told apart that nobody asks for."""

from __future__ import annotations

import pytest

from models.formulation import Model, build
from planner.check import checked_problem
from tests.given.origins import CHAIN, HEADER, processes, rule, with_second_mine
from tests.places import INPUTS
from tests.tiny import tiny_model, tiny_plan
from tests.workbooks import Cell

SHIPPED = INPUTS / "us_rare_earths.xlsx"
CHINA = rule("China", mined_in="China", end_use="jets", commodity="magnet")
STOCK: list[Cell] = ["site", "commodity", "opening [t]", "origin", "released for"]


def model(*rules: list[Cell], **changed: list[list[Cell]]) -> Model:
    return tiny_model({**CHAIN, "Rules": [list(HEADER), *rules], **changed})


def plus(sheet: str, *more: list[Cell]) -> list[list[Cell]]:
    """Return a sheet of the chain with more rows."""
    return [*(CHAIN[sheet] or []), *more]


def at(one: Model, site: str, commodity: str) -> set[str]:
    """Return in which classes, in words, a commodity can lie at a site."""
    problem, classes = one.problem, one.classes
    place = problem.site_names.names.index(site) * problem.commodity_names.size
    place += problem.commodity_names.names.index(commodity)
    own = classes.here_class[classes.here_node == place]
    return {problem.origins.name(int(classes.marks[number])) for number in own.tolist()}


def downgrades(one: Model) -> set[tuple[str, str, str, str]]:
    """Return site, commodity, class and more marked class of every arc."""
    problem, classes = one.problem, one.classes
    found = set()
    for place, old, new in zip(classes.down_node.tolist(), classes.down_from.tolist(), classes.down_to.tolist(),
                               strict=True):  # fmt: skip
        site, commodity = divmod(place, problem.commodity_names.size)
        names = (problem.origins.name(int(classes.marks[one])) for one in (old, new))
        found.add((problem.site_names.names[site], problem.commodity_names.names[commodity], *names))
    return found


def test_without_a_question_there_is_one_class() -> None:
    one = tiny_model({**CHAIN})
    assert one.classes.size == 1
    assert not one.classes.down_node.size


def test_a_mark_goes_on_through_shipments_and_processes_to_where_it_is_asked_for() -> None:
    one = model(CHINA)
    for site, commodity in (("Pit", "ore"), ("Plant", "ore"), ("Plant", "Nd oxide"), ("Works", "magnet"),
                            ("User", "magnet")):  # fmt: skip
        assert at(one, site, commodity) == {"mined in China"}, (site, commodity)


def test_a_mark_is_not_kept_where_nothing_further_on_asks_for_it() -> None:
    # The magnets are asked; the Dy oxide that falls off beside goes to a use that is not.
    one = model(CHINA)
    assert at(one, "Plant", "Dy oxide") == {""}
    assert at(one, "User", "Dy oxide") == {""}


def test_a_mark_that_a_commodity_cannot_carry_ends_there() -> None:
    heavy = rule("Heavy", mined_in="China", elements="Dy", end_use="jets", commodity="magnet")
    one = model(heavy)
    # The magnet is made of Nd oxide, which holds no Dy; so nothing before it is told apart either.
    assert at(one, "User", "magnet") == {""}
    assert at(one, "Pit", "ore") == {""}
    assert one.classes.size == 1


def test_what_a_process_clears_is_gone_behind_it_and_not_told_apart_before() -> None:
    one = model(CHINA, Processes=processes(5, "clears", "mined"))
    assert at(one, "User", "magnet") == {""}
    assert at(one, "Works", "Nd oxide") == {""}


def test_two_origins_stand_beside_each_other_and_cleaner_material_may_be_counted_as_more_marked() -> None:
    one = tiny_model(with_second_mine(Rules=[list(HEADER), CHINA]))
    assert at(one, "Plant", "ore") == {"", "mined in China"}
    assert at(one, "User", "magnet") == {"", "mined in China"}
    # Only what runs take may have to be counted so: nothing is told apart where it is sent or delivered.
    assert downgrades(one) == {
        ("Plant", "ore", "", "mined in China"), ("Works", "Nd oxide", "", "mined in China"),
    }  # fmt: skip


def test_one_origin_only_needs_no_downgrade() -> None:
    assert downgrades(model(CHINA)) == set()


def test_a_run_that_takes_two_origins_makes_what_has_both_marks() -> None:
    recipe = plus("Processes", ["Works", "press", "in", "Dy oxide", 0.1, None, "", None])
    stock: list[list[Cell]] = [STOCK, ["Works", "Dy oxide", 1, "Brazil", None]]
    lanes = [row for row in CHAIN["Lanes"] or [] if row[2] != "Dy oxide"]
    one = model(
        CHINA, rule("Brazil", mined_in="Brazil", end_use="jets", commodity="magnet", hard="no", weight=1),
        Processes=recipe, Inventory=stock, Lanes=lanes, Demand=(CHAIN["Demand"] or [])[:2],
    )  # fmt: skip
    assert at(one, "Works", "Dy oxide") == {"mined in Brazil"}
    [both] = at(one, "User", "magnet")
    assert set(both.split(" + ")) == {"mined in Brazil", "mined in China"}


def test_inputs_that_stand_in_for_one_another_may_be_of_one_origin_or_of_several() -> None:
    rows = [[*row, None] for row in CHAIN["Processes"] or []]
    rows[0][-1] = "blend"
    rows[5][-1], rows[5][5], rows[6][5] = "feed", None, 1
    rows.append(["Works", "press", "in", "Dy oxide", 1, None, None, None, "feed"])
    stock: list[list[Cell]] = [STOCK, ["Works", "Dy oxide", 1, "Brazil", None]]
    brazil = rule("Brazil", mined_in="Brazil", end_use="jets", commodity="magnet", hard="no", weight=1)
    lanes = [row for row in CHAIN["Lanes"] or [] if row[2] != "Dy oxide"]
    one = model(CHINA, brazil, Processes=rows, Inventory=stock, Lanes=lanes, Demand=(CHAIN["Demand"] or [])[:2])
    told = {frozenset(words.split(" + ")) for words in at(one, "User", "magnet")}
    assert {frozenset({"mined in China"}), frozenset({"mined in Brazil"}),
            frozenset({"mined in China", "mined in Brazil"})} <= told  # fmt: skip


def test_what_returns_of_a_delivery_keeps_its_marks() -> None:
    commodities = plus("Commodities", ["old magnet", "scrap", None])
    recycling: list[list[Cell]] = [
        ["customer", "product", "scrap", "lag [periods]", "collection rate [%]"],
        ["User", "magnet", "old magnet", 1, 50],
    ]
    recipe = plus("Processes", ["User", "remake", "in", "old magnet", 1, 1, None, None],
                  ["User", "remake", "out", "magnet", 1, None, None, None])  # fmt: skip
    one = model(CHINA, Commodities=commodities, Recycling=recycling, Processes=recipe)
    assert at(one, "User", "old magnet") == {"mined in China"}
    forgotten = [*recipe[:-2], [*recipe[-2][:-1], "all"], recipe[-1]]
    cleared = model(CHINA, Commodities=commodities, Recycling=recycling, Processes=forgotten)
    assert at(cleared, "User", "old magnet") == {""}
    assert at(cleared, "User", "magnet") == {"", "mined in China"}


def test_a_kept_stock_marks_all_that_goes_through_it() -> None:
    stock: list[list[Cell]] = [STOCK, ["Works", "magnet", 1, None, "jets"]]
    demand = plus("Demand", ["User", "magnet", "toys", "t/period", 1])
    one = tiny_model({**CHAIN, "Inventory": stock, "Demand": demand})
    assert at(one, "User", "magnet") == {"released for jets only"}
    unmet = tiny_plan({**CHAIN, "Inventory": stock, "Demand": demand}).tables["unmet"].set_index("end_use")["unmet_t"]
    assert unmet["toys"].sum() == pytest.approx(3.0)
    assert unmet["jets"].sum() == pytest.approx(0.0)


def test_a_kept_stock_that_only_its_uses_can_reach_needs_no_class() -> None:
    stock: list[list[Cell]] = [STOCK, ["Works", "magnet", 1, None, "jets"]]
    assert tiny_model({**CHAIN, "Inventory": stock}).classes.size == 1


def test_the_shipped_workbook_needs_six_classes_of_the_sixty_four_that_its_marks_could_make() -> None:
    _, problem = checked_problem(SHIPPED)
    assert problem is not None
    assert problem.origins.size == 6
    assert build(problem).classes.size == 6
