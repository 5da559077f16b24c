"""Marks: which origins rules tell apart, and what sets, carries and clears them."""

from __future__ import annotations

import pytest

from models.problem import Problem
from tests.given.origins import CHAIN, HEADER, processes, rule
from tests.tiny import day, tiny_plan, tiny_problem
from tests.workbooks import Cell


def problem(*rules: list[Cell], **changed: list[list[Cell]]) -> Problem:
    return tiny_problem({**CHAIN, "Rules": [list(HEADER), *rules], **changed})


def set_on(one: Problem, process: str, commodity: str) -> str:
    """Return the marks that a process sets on what it makes, in words."""
    [line] = [
        line
        for line in range(one.processes.line_process.size)
        if one.processes.line_output[line]
        and one.processes.name[one.processes.line_process[line]] == process
        and one.commodity_names.names[one.processes.line_commodity[line]] == commodity
    ]
    return one.origins.name(int(one.origins.of_output[line]))


def by_stock(one: Problem, marks: list[int]) -> dict[tuple[str, str], set[str]]:
    """Return (site, commodity) -> words of its marks, for marks in the order of the stocks."""
    stocks, sites, commodities = one.inventories, one.site_names.names, one.commodity_names.names
    return {
        (sites[site], commodities[commodity]): set(filter(None, one.origins.name(own).split(" + ")))
        for site, commodity, own in zip(stocks.site.tolist(), stocks.commodity.tolist(), marks, strict=True)
    }


def test_two_rules_that_ask_for_the_same_facts_share_a_mark() -> None:
    one = problem(rule("First", mined_in="China", end_use="jets"), rule("Second", mined_in="china", end_use="polish"))
    assert one.origins.words == ("mined in China",)
    assert one.origins.of_rule.tolist() == [1, 1]


def test_rules_that_ask_for_other_facts_tell_them_apart() -> None:
    one = problem(rule("First", mined_in="China", separated_in="Japan", end_use="jets"),
                  rule("Second", mined_in="China", end_use="polish"))  # fmt: skip
    assert set(one.origins.words) == {"mined in China", "separated in Japan"}
    first, second = (one.origins.name(int(own)) for own in one.origins.of_rule)
    assert second == "mined in China"
    assert set(first.split(" + ")) == {"mined in China", "separated in Japan"}


def test_facts_that_one_rule_asks_for_together_are_one_mark_unless_a_process_clears_one_of_them() -> None:
    both = rule("Both", mined_in="China", separated_in="China", end_use="jets")
    assert problem(both).origins.words == ("mined, separated in China",)
    cleared = problem(both, Processes=processes(5, "clears", "mined"))
    assert set(cleared.origins.words) == {"mined in China", "separated in China"}
    press = list(cleared.processes.name).index("press")
    assert cleared.origins.name(int(cleared.origins.cleared[press])) == "mined in China"
    assert problem(both, Processes=processes(5, "clears", "all")).origins.words == ("mined, separated in China",)


def test_two_hard_bans_that_do_the_same_share_a_mark_and_soft_or_shorter_ones_do_not() -> None:
    china, russia = rule("China", mined_in="China", end_use="jets"), rule("Russia", mined_in="Russia", end_use="jets")
    sites: list[list[Cell]] = [*(CHAIN["Sites"] or []), ["Kola", "Russia", "Russia", "mine"]]
    assert problem(china, russia, Sites=sites).origins.words == ("mined in China or mined in Russia",)
    soft = rule("Russia", mined_in="Russia", end_use="jets", hard="no", weight=1)
    assert len(problem(china, soft, Sites=sites).origins.words) == 2
    later = [*russia]
    later[2] = day("2027-05-01")
    assert len(problem(china, later, Sites=sites).origins.words) == 2
    # Both act on all days of the plan: that one began before it makes no difference.
    earlier = [*russia]
    earlier[2] = day("2020-05-01")
    assert len(problem(china, earlier, Sites=sites).origins.words) == 1


def test_a_ban_of_what_comes_from_nowhere_shares_no_mark_with_another() -> None:
    china, russia = rule("China", mined_in="China", end_use="jets"), rule("Russia", mined_in="Russia", end_use="jets")
    assert problem(china, russia).origins.words == ("mined in China", "mined in Russia")
    stock: list[list[Cell]] = [["site", "commodity", "opening [t]", "origin"], ["Works", "Nd oxide", 1, "Russia"]]
    assert problem(china, russia, Inventory=stock).origins.words == ("mined in China or mined in Russia",)


def test_two_bans_that_do_the_same_act_each_on_its_own_origin_and_on_no_other() -> None:
    bans = rule("Brazil", "ban", to="User", mined_in="Brazil"), rule("Russia", "ban", to="User", separated_in="Russia")
    one = problem(*bans)
    assert one.origins.words == ("mined in Brazil or separated in Russia",)
    assert one.origins.of_rule.tolist() == [1, 1]
    plan = tiny_plan({**CHAIN, "Rules": [list(HEADER), *bans]})
    assert plan.tables["unmet"]["unmet_t"].sum() == 0.0


def test_a_source_sets_every_stage_up_to_its_own_and_a_plant_the_one_that_it_does() -> None:
    one = problem(rule("Mined", mined_in="China", end_use="jets"), rule("Separated", separated_in="Japan"))
    assert set_on(one, "dig", "ore") == "mined in China"
    assert set_on(one, "split", "Nd oxide") == "separated in Japan"
    assert set_on(one, "press", "magnet") == ""
    oxide = problem(
        rule("Mined", mined_in="China", end_use="jets"), rule("Separated", separated_in="China"),
        Processes=[*processes(1, "origin", None), ["Pit", "buy", "out", "Dy oxide", 1, 1, None, None]],
    )  # fmt: skip
    assert set(set_on(oxide, "buy", "Dy oxide").split(" + ")) == {"mined in China", "separated in China"}


def test_the_origin_of_a_source_replaces_the_country_of_its_site() -> None:
    bans = rule("China", mined_in="China", end_use="jets"), rule("Myanmar", mined_in="Myanmar", end_use="polish")
    assert set_on(problem(*bans), "dig", "ore") == "mined in China"
    assert set_on(problem(*bans, Processes=processes(1, "origin", "myanmar")), "dig", "ore") == "mined in Myanmar"


@pytest.mark.parametrize(("asked", "origin"), [("Asia", "Japan"), ("Japan", "Asia"), ("Asia", "Asia")])
def test_a_bloc_means_each_of_its_countries_and_each_of_them_may_be_meant_by_it(asked: str, origin: str) -> None:
    stock: list[list[Cell]] = [["site", "commodity", "opening [t]", "origin"], ["User", "magnet", 1, origin]]
    one = problem(rule("Rule", mined_in=asked, end_use="jets"), Inventory=stock)
    assert one.origins.of_opening.tolist() == [1]
    assert set_on(problem(rule("Rule", separated_in=asked, end_use="jets")), "split", "Nd oxide") != ""


def test_a_commodity_that_lacks_the_elements_carries_no_mark_and_one_of_unknown_contents_does() -> None:
    one = problem(rule("Heavy", mined_in="China", elements="Dy; Tb", end_use="jets"))
    carries = dict(zip(one.commodity_names.names, one.origins.of_commodity.tolist(), strict=True))
    assert carries == {"ore": 1, "Nd oxide": 0, "Dy oxide": 1, "magnet": 1}
    assert one.origins.words == ("mined in China (Dy, Tb)",)


def test_what_lies_or_is_on_its_way_is_of_its_origin_at_every_stage_up_to_its_own() -> None:
    bans = (
        rule("Mined", mined_in="China", end_use="jets"),
        rule("Separated", separated_in="China", end_use="polish"),
        rule("Heavy", mined_in="China", elements="Dy", end_use="polish"),
    )
    stock: list[list[Cell]] = [
        ["site", "commodity", "opening [t]", "origin"],
        ["Plant", "ore", 1, "China"], ["User", "Nd oxide", 1, "China"], ["User", "magnet", 1, "Brazil"],
        ["Works", "Nd oxide", 1, None], ["Works", "magnet", 0, None],
    ]  # fmt: skip
    orders: list[list[Cell]] = [
        ["to", "commodity", "period", "quantity [t]", "origin"], ["User", "Dy oxide", "Q1", 1, "China"],
        ["User", "Dy oxide", "Q2", 1, None],
    ]  # fmt: skip
    one = problem(*bans, Inventory=stock, Pipeline=orders)
    told = by_stock(one, one.origins.of_opening.tolist())
    mined, separated, heavy = "mined in China", "separated in China", "mined in China (Dy)"
    assert told == {
        ("Plant", "ore"): {mined, heavy}, ("User", "Nd oxide"): {mined, separated}, ("User", "magnet"): set(),
        ("Works", "Nd oxide"): {mined, separated},
        ("Works", "magnet"): {mined, separated, heavy},  # so would be what a planner laid there
    }  # fmt: skip
    ordered = [set(one.origins.name(int(own)).split(" + ")) for own in one.origins.of_order]
    assert ordered == [{mined, separated, heavy}] * 2


def test_scrap_of_earlier_sales_is_of_its_origin_at_every_stage() -> None:
    commodities: list[list[Cell]] = [*(CHAIN["Commodities"] or []), ["old magnet", "scrap", None]]
    recycling: list[list[Cell]] = [
        ["customer", "product", "scrap", "lag [periods]", "collection rate [%]", "unit", "all", "origin"],
        ["User", "magnet", "old magnet", 1, 50, "t/period", 1, "China"],
    ]
    one = problem(rule("Rule", mined_in="China", end_use="jets"), Commodities=commodities, Recycling=recycling)
    assert one.origins.of_earlier.tolist() == [1]


def test_a_stock_kept_for_some_uses_marks_what_goes_through_it_and_bars_every_other_use() -> None:
    stock: list[list[Cell]] = [
        ["site", "commodity", "opening [t]", "released for"], ["Works", "magnet", 1, "Jets"],
        ["User", "magnet", 1, "jets; polish"], ["User", "Dy oxide", 1, None],
    ]  # fmt: skip
    one = problem(Inventory=stock)
    assert one.origins.words == ("released for jets only", "released for jets, polish only")
    assert by_stock(one, one.origins.set_by_stock.tolist()) == {
        ("Works", "magnet"): {"released for jets only"}, ("User", "magnet"): {"released for jets, polish only"},
        ("User", "Dy oxide"): set(),
    }  # fmt: skip
    barred = [
        (one.origins.name(mark), one.demands.end_use[demand])
        for mark, demand in zip(one.origins.release_mark.tolist(), one.origins.release_demand.tolist(), strict=True)
    ]
    assert barred == [("released for jets only", "polish")]


def test_rules_that_do_not_act_tell_nothing_apart() -> None:
    late = rule("Late", mined_in="China", end_use="jets")
    late[2] = day("2031-01-01")
    assert problem(late).origins.size == 0
