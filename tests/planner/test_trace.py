"""What deliveries passed through, against shares that are worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from models.plan import Plan
from planner.trace import Movements, delivered_through, flows_under, mixtures
from tests.tiny import Changed, periods, tiny_plan
from tests.workbooks import Cell

ONE_QUARTER = periods(("Q1", "2027-01-01", "2027-03-31"))
CHAIN: Changed = {
    "Periods": ONE_QUARTER,
    "Commodities": [["commodity", "stage"], ["ore", "ore"], ["oxide", "oxide"]],
    "Sites": [
        ["site", "operator", "country", "bloc", "kind"],
        ["Mine", "Miner", "Malaysia", "Allies", "mine"],
        ["Second mine", "Miner", "Malaysia", "Allies", "mine"],
        ["Plant", "Maker", "Japan", "Allies", "plant"],
        ["User", "Maker", "United States", "US", "customer"],
    ],
    "Processes": [
        ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
        ["Mine", "dig", "out", "ore", 1, 10],
        ["Second mine", "dig", "out", "ore", 1, 20],
        ["Plant", "split", "in", "ore", 2, 5],
        ["Plant", "split", "out", "oxide", 1, None],
    ],
    "Lanes": None,
}


def capacities(*rows: list[Cell]) -> Changed:
    """Return the chain with capacities: site, process, basis, commodity, t a quarter, confidence."""
    header: list[Cell] = ["site", "process", "basis", "commodity", "all", "confidence", "unit"]
    return {**CHAIN, "Capacity": [header, *([*row, "t/period"] for row in rows)]}


def shares(plan: Plan, *lines: int) -> list[float]:
    """Return the share of each delivery that passed through lines of sheet Capacity."""
    found = delivered_through(plan, flows_under(plan, np.array(lines, dtype=np.int64)))
    delivered = plan.values[plan.model.variables.deliver.index] > 0.0
    return [float(share) for share in found[delivered]]


MINES: tuple[list[Cell], ...] = (["Mine", "dig", "out", "ore", 7, "C"], ["Second mine", "dig", "out", "ore", 9, "A"])


def test_a_pool_mixes_what_comes_in_by_tonnes() -> None:
    # 5 t of oxide take 10 t of ore: 7 t from the cheap mine, 3 t from the other.
    plan = tiny_plan(capacities(*MINES))
    assert shares(plan, 0) == pytest.approx([0.7])
    assert shares(plan, 1) == pytest.approx([0.3])
    assert shares(plan) == [0.0]


def test_what_passed_through_one_of_several_counts_once() -> None:
    plan = tiny_plan(capacities(*MINES, ["Plant", "split", "out", "oxide", 6, "C"]))
    assert shares(plan, 0, 2) == pytest.approx([1.0])


def test_what_arrives_under_a_limit_on_arrivals_is_marked() -> None:
    plan = tiny_plan(capacities(*MINES, ["Plant", None, "throughput", "ore", 20, "C"]))
    assert shares(plan, 2) == pytest.approx([1.0])


def test_an_opening_stock_carries_no_mark() -> None:
    # Of the 5 t of oxide 2 t lie at the plant; the other 3 t take 6 t of ore, all from the cheap mine.
    sheets = capacities(*MINES)
    sheets["Inventory"] = [["site", "commodity", "opening [t]"], ["Plant", "oxide", 2]]
    assert shares(tiny_plan(sheets), 0) == pytest.approx([0.6])


def test_what_goes_round_is_settled() -> None:
    """Every run of the plant gives back 1 t of ore of the 2 t that it takes.

    With x the share of marked ore in the plant's pool of 7 + 3 + r tonnes, x = (7 + r x) / (10 + r), so x = 0.7.
    """
    sheets = capacities(["Mine", "dig", "out", "ore", 3.5, "C"], ["Second mine", "dig", "out", "ore", 9, "A"])
    processes = sheets["Processes"]
    assert processes is not None
    sheets["Processes"] = [*processes, ["Plant", "split", "out", "ore", 1, None]]
    # 5 runs take 10 t of ore, of which 5 t come back: 3.5 t and 1.5 t from the mines.
    assert shares(tiny_plan(sheets), 0) == pytest.approx([0.7])


@pytest.mark.parametrize("seed", range(20))
def test_what_is_mixed_round_after_round_is_what_all_equations_at_once_come_to(seed: int) -> None:
    """Pools of three periods, each with some supply of its own, and runs that go round in a period or into a later one.

    x[pool] = (supplied + sum of what comes in x x[what it is drawn from]) / pool, with inputs by their weights.
    """
    chance = np.random.default_rng(seed)
    pools, columns, labels = 12, 30, 3
    period = np.sort(chance.integers(0, 3, pools))
    supply = chance.integers(1, 5, pools).astype(np.float64)
    supplied = chance.dirichlet(np.ones(labels), pools) * supply[:, np.newaxis]
    entries: list[tuple[int, int, float]] = []
    for column in range(columns):
        first = chance.choice(pools)
        same = np.flatnonzero(period == period[first])
        drawn = np.unique([first, chance.choice(same)])
        later = np.flatnonzero(period >= period[first])
        entries += [(row, column, float(chance.integers(1, 6))) for row in drawn.tolist()]
        entries += [(row, column, -float(chance.integers(1, 6))) for row in np.unique(chance.choice(later, 2)).tolist()]
    row, drawer, tonnes = (np.array(each) for each in zip(*entries, strict=True))
    moved = Movements(row, drawer, tonnes, period, supply, columns)
    weight = np.where(tonnes > 0.0, chance.integers(1, 9, tonnes.size), 0.0)
    for own in (None, weight):
        counts = np.where(tonnes > 0.0, tonnes, 0.0) if own is None else own
        part = np.zeros((columns, pools))
        np.add.at(part, (drawer, row), counts)
        part /= part.sum(axis=1, keepdims=True)
        into = np.zeros((pools, columns))
        np.add.at(into, (row, drawer), np.maximum(-tonnes, 0.0))
        whole = np.diag(supply + into.sum(axis=1))
        share = np.linalg.solve(whole - into @ part, supplied)
        assert mixtures(moved, supplied, lambda mixed, _: mixed, own) == pytest.approx(part @ share, abs=1e-9)
