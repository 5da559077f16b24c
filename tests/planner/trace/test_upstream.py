"""The limits behind a shortage are those on the way to it, the nearest first, and no others."""

from __future__ import annotations

import numpy as np

from models.limits import limits
from models.plan import Plan
from planner.trace.upstream import Ways
from tests.tiny import Changed, tiny_plan

# Two chains that touch nowhere; both mines dig less than is wanted, and the plant makes less than its mine feeds.
CHAINS: Changed = {
    "Commodities": [["commodity", "stage"], ["ore", "ore"], ["oxide", "oxide"], ["salt", "oxide"]],
    "Sites": [
        ["site", "operator", "country", "bloc", "kind"],
        ["Mine", "Miner", "Malaysia", "Allies", "mine"],
        ["Pan", "Miner", "Malaysia", "Allies", "mine"],
        ["Plant", "Maker", "Japan", "Allies", "plant"],
        ["User", "Maker", "United States", "US", "customer"],
    ],
    "Processes": [
        ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
        ["Mine", "dig", "out", "ore", 1, 10],
        ["Pan", "dry", "out", "salt", 1, 20],
        ["Plant", "split", "in", "ore", 1, 5],
        ["Plant", "split", "out", "oxide", 1, None],
    ],
    "Demand": [
        ["customer", "commodity", "end use", "unit", "all"],
        ["User", "oxide", "motors", "t/period", 5],
        ["User", "salt", "glass", "t/period", 5],
    ],
    "Capacity": [
        ["site", "process", "basis", "commodity", "unit", "all"],
        ["Mine", "dig", "out", "ore", "t/period", 3],
        ["Pan", "dry", "out", "salt", "t/period", 3],
    ],
    "Lanes": None,
}


def behind(plan: Plan, stream: int, period: int) -> list[tuple[str, str, int]]:
    """Return what limits a demand, when it counts, and how many steps upstream it is met."""
    table = limits(plan)
    allowed = np.zeros(plan.solution.matrix.rows, dtype=np.bool_)
    allowed[table["row"][table["family"] != "demand"]] = True
    demand = plan.model.program.row_blocks["demand"]
    row = demand.index[(demand.keys["demand"] == stream) & (demand.keys["period"] == period)]
    (found,) = Ways(plan, allowed).limits_behind(row.tolist(), plan.solution.tiers[0])
    told = {row: (key, window) for row, key, window in zip(table["row"], table["key"], table["window"], strict=True)}
    return [(*told[row], step) for row, step in found.items()]


def test_a_shortage_names_the_limit_of_its_own_chain_and_period_only() -> None:
    plan = tiny_plan(CHAINS)
    # Steps: the delivery, the shipment to the user, the plant, the shipment to the plant, the mine.
    assert behind(plan, 0, 1) == [("Mine; dig", "Q2", 4)]
    assert behind(plan, 1, 1) == [("Pan; dry", "Q2", 2)]


def test_what_may_be_kept_from_earlier_periods_is_upstream_too() -> None:
    stock: Changed = {"Inventory": [["site", "commodity", "opening [t]"], ["User", "salt", 0]]}
    assert behind(tiny_plan(CHAINS | stock), 1, 2) == [
        ("Pan; dry", "Q3", 2),
        ("Pan; dry", "Q2", 3),
        ("Pan; dry", "Q1", 4),
    ]


def test_a_limit_that_is_not_used_up_is_not_named() -> None:
    wide: Changed = {
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "all"],
            ["Mine", "dig", "out", "ore", "t/period", 30],
            ["Plant", "split", "out", "oxide", "t/period", 3],
            ["Pan", "dry", "out", "salt", "t/period", 3],
        ]
    }
    assert behind(tiny_plan(CHAINS | wide), 0, 0) == [("Plant; split", "Q1", 2)]


def test_all_demands_asked_at_once_meet_what_each_meets_alone() -> None:
    stock: Changed = {"Inventory": [["site", "commodity", "opening [t]"], ["User", "salt", 0]]}
    # Two end uses draw from the same rows; one demand is alone with more limits than demands, all are more than limits.
    shared: Changed = {"Demand": [*(CHAINS["Demand"] or []), ["User", "salt", "food", "t/period", 2]]}
    plan = tiny_plan(CHAINS | stock | shared)
    every = np.ones(plan.solution.matrix.rows, dtype=np.bool_)
    ways, (result, *_) = Ways(plan, every), plan.solution.tiers
    rows = plan.model.program.row_blocks["demand"].index.tolist()
    for found, alone in (
        (ways.limits_behind(rows, result), [ways.limits_behind([row], result)[0] for row in rows]),
        (ways.limits_outbid(rows, [result]), [ways.limits_outbid([row], [result])[0] for row in rows]),
    ):
        assert any(alone)
        assert [list(one.items()) for one in found] == [list(one.items()) for one in alone]
    assert ways.limits_behind([], result) == []


def test_what_is_outbid_meets_the_nearest_limits_only() -> None:
    stock: Changed = {"Inventory": [["site", "commodity", "opening [t]"], ["User", "salt", 0]]}
    plan = tiny_plan(CHAINS | stock)
    every = np.ones(plan.solution.matrix.rows, dtype=np.bool_)
    ways, result = Ways(plan, every), plan.solution.tiers[0]
    rows = plan.model.program.row_blocks["demand"].index.tolist()
    for near, behind_it in zip(ways.limits_outbid(rows, [result]), ways.limits_behind(rows, result), strict=True):
        assert len(set(near.values())) <= 1
        assert min(near.values(), default=0) <= min(behind_it.values(), default=0)
