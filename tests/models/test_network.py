"""What can be reached, and what is left out because it cannot matter."""

from __future__ import annotations

import pytest

from tests.tiny import Changed, column_names, day, found, tiny_model, tiny_plan
from tests.workbooks import Cell

SITES: list[list[Cell]] = [
    ["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Plant", "Japan", "plant"],
    ["User", "United States", "customer"], ["Dead end", "Japan", "trader"],
]  # fmt: skip
MATERIALS: list[list[Cell]] = [["commodity", "stage"], ["ore", "ore"], ["oxide", "oxide"], ["sand", "scrap"]]


def chain(*lanes: list[Cell], commodities: list[list[Cell]] = MATERIALS, **sheets: list[list[Cell]]) -> Changed:
    """Return a mine of ore, a plant that splits it into oxide and sand, and a user of oxide; rows of Lanes."""
    return {
        "Sites": SITES,
        "Commodities": commodities,
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]"],
            ["Mine", "dig", "out", "ore", 1],
            ["Plant", "split", "in", "ore", 4],
            ["Plant", "split", "out", "oxide", 1],
            ["Plant", "split", "out", "sand", 3],
        ],
        "Capacity": None,
        "Lanes": [["from", "to", "commodity"], *lanes],
        **sheets,
    }


WHOLE: list[list[Cell]] = [["Mine", "Plant", "ore"], ["Plant", "User", "oxide"]]


def built(changed: Changed) -> set[str]:
    """Return the columns of the first period, without its name."""
    return {name.removesuffix(" Q1") for name in column_names(tiny_model(changed)) if name.endswith(" Q1")}


def test_only_what_leads_from_a_source_to_a_demand_is_built() -> None:
    columns = built(chain(*WHOLE, ["Mine", "Dead end", "ore"], ["Dead end", "Plant", "sand"]))
    ships = {name for name in columns if name.startswith("ship")}
    assert ships == {"ship Mine Plant ore", "ship Plant User oxide"}
    assert "run Plant split" in columns
    assert "dispose Plant sand" in columns


def test_a_process_that_nobody_needs_is_left_out() -> None:
    sheets = chain(*WHOLE)
    rows = sheets["Processes"]
    assert rows is not None
    rows += [["User", "grind", "in", "oxide", 1], ["User", "grind", "out", "sand", 1]]
    assert "run User grind" not in built(sheets)


def test_a_process_that_must_run_or_earns_money_is_built() -> None:
    for column, value in (("minimum run [t/period]", 1), ("run cost [USD/t]", -1)):
        sheets = chain(*WHOLE)
        rows = sheets["Processes"]
        assert rows is not None
        rows += [["User", "grind", "in", "oxide", 1], ["User", "grind", "out", "sand", 1]]
        for row in rows:
            row.append(None)
        rows[0][-1], rows[-2][-1] = column, value
        assert "run User grind" in built(sheets), column


def test_a_process_that_takes_what_costs_money_to_dispose_of_is_built() -> None:
    sheets = chain(*WHOLE)
    rows = sheets["Processes"]
    assert rows is not None
    rows += [["Plant", "bury", "in", "sand", 1], ["Plant", "bury", "out", "mound", 1]]

    def commodities(cost: float) -> list[list[Cell]]:
        return [["commodity", "stage", "disposal cost [USD/t]"],
                ["ore", "ore", 0], ["oxide", "oxide", 0], ["sand", "scrap", cost], ["mound", "scrap", 0]]  # fmt: skip

    sheets["Commodities"] = commodities(5)
    assert "run Plant bury" in built(sheets)
    sheets["Commodities"] = commodities(0)
    assert "run Plant bury" not in built(sheets)


def test_a_place_where_surplus_is_sold_or_disposal_is_saved_is_reached() -> None:
    lane: list[Cell] = ["Plant", "Dead end", "sand"]
    assert "ship Plant Dead end sand" not in built(chain(*WHOLE, lane))
    sold: list[list[Cell]] = [["commodity", "stage", "surplus price [USD/t]", "surplus limit [t/period]"],
                              ["ore", "ore"], ["oxide", "oxide"], ["sand", "scrap", 1, 5]]  # fmt: skip
    assert "ship Plant Dead end sand" in built(chain(*WHOLE, lane, commodities=sold))
    costly: list[list[Cell]] = [["commodity", "stage", "disposal cost [USD/t]"], ["ore", "ore"], ["oxide", "oxide"],
                                ["sand", "scrap", 5]]  # fmt: skip
    assert "ship Plant Dead end sand" in built(chain(*WHOLE, lane, commodities=costly))


def test_a_wanted_stock_is_a_reason_to_bring_material() -> None:
    lane: list[Cell] = ["Plant", "Dead end", "oxide"]
    inventory: list[list[Cell]] = [["site", "commodity", "safety [t]"], ["Dead end", "oxide", 2]]
    assert "ship Plant Dead end oxide" not in built(chain(*WHOLE, lane))
    assert "ship Plant Dead end oxide" in built(chain(*WHOLE, lane, Inventory=inventory))


def test_a_ban_removes_no_column_so_that_its_effect_can_be_told() -> None:
    rules: list[list[Cell]] = [["rule", "type", "start"], ["R", "ban", day("2020-01-01")]]
    assert built(chain(*WHOLE)) == built(chain(*WHOLE, Rules=rules))


def test_a_lane_with_a_minimum_stays_even_where_nothing_can_be_sent() -> None:
    lanes: list[list[Cell]] = [[*row, None] for row in WHOLE]
    sheets = chain(*lanes, ["Dead end", "User", "sand", 1])
    header = sheets["Lanes"]
    assert header is not None
    header[0].append("minimum [t/period]")
    assert "ship Dead end User sand" in built(sheets)


def test_a_demand_that_nothing_reaches_is_an_error_that_says_where_the_chain_breaks() -> None:
    (issue,) = found(chain(["Plant", "User", "oxide"]), "unreachable-demand")
    assert issue.where == "Demand!B2"
    assert "breaks at stage ore" in issue.message
    assert "'ore' to 'Plant'" in issue.message


def test_opening_stock_and_orders_on_their_way_reach_a_demand_too() -> None:
    inventory: list[list[Cell]] = [["site", "commodity", "opening [t]"], ["User", "oxide", 2]]
    pipeline: list[list[Cell]] = [["to", "commodity", "period", "quantity [t]"], ["User", "oxide", "Q1", 2]]
    assert found(chain(["Mine", "Plant", "ore"], Inventory=inventory), "unreachable-demand") == []
    assert found(chain(["Mine", "Plant", "ore"], Pipeline=pipeline), "unreachable-demand") == []


def loop(*fed: list[Cell]) -> Changed:
    """Return a press that needs metal and a little powder, and a recycler that makes the powder from its swarf."""
    return {
        "Sites": SITES,
        "Commodities": [["commodity", "stage"], ["metal", "metal"], ["powder", "alloy"], ["magnet", "magnet"],
                        ["swarf", "scrap"]],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]"],
            *fed,
            ["Plant", "press", "in", "metal", 0.9],
            ["Plant", "press", "in", "powder", 0.1],
            ["Plant", "press", "out", "magnet", 0.8],
            ["Plant", "press", "out", "swarf", 0.2],
            ["Plant", "recycle", "in", "swarf", 1],
            ["Plant", "recycle", "out", "powder", 1],
        ],
        "Capacity": None,
        "Lanes": [["from", "to", "commodity"], ["Mine", "Plant", "metal"], ["Plant", "User", "magnet"],
                  ["Plant", "Dead end", "powder"], ["Dead end", "Plant", "powder"]],
        "Demand": [["customer", "commodity", "unit", "all"], ["User", "magnet", "t/period", 8]],
    }  # fmt: skip


def test_recipes_that_feed_each_other_run_where_a_source_feeds_the_circle() -> None:
    plan = tiny_plan(loop(["Mine", "smelt", "out", "metal", 1]))
    assert plan.tables["unmet"]["unmet_t"].sum() == 0.0
    made = plan.tables["run"].groupby("process")["runs"].sum()
    assert made["press"] == pytest.approx(30.0)
    assert made["recycle"] == pytest.approx(3.0)


def test_a_circle_that_nothing_feeds_makes_nothing() -> None:
    (issue,) = found(loop(), "unreachable-demand")
    assert "brings 'metal'" in issue.message
