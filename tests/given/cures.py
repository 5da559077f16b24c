"""What tests of cures share: shortages to close, chains that are short, and what closes them at best."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack

from models.limits.levers import Lever
from planner.explain.cures.closing import Gap
from planner.explain.cures.cure import Cure, Cures
from planner.explain.cures.search import cures, levers_of
from planner.explain.study import Study
from planner.solve.session import silent
from tests.tiny import Changed
from tests.workbooks import Cell

# A mine digs oxide, of which a plant makes magnets for a user.
MAGNETS: Changed = {
    "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["magnet", "magnet"]],
    "Sites": [
        ["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Plant", "Japan", "plant"],
        ["User", "United States", "customer"],
    ],
    "Processes": [
        ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
        ["Mine", "dig", "out", "oxide", 1, 10], ["Plant", "make", "in", "oxide", 1, None],
        ["Plant", "make", "out", "magnet", 1, 1],
    ],
}  # fmt: skip


def short_places(study: Study) -> list[int]:
    unmet = study.model.variables.unmet
    ranked = study.model.problem.demands.priority[unmet.keys["demand"]] > 0
    return np.flatnonzero((study.solution.values[unmet.index] > 1e-3) & ranked).tolist()


def cures_of(study: Study, places: list[int], most: int = 3) -> Cures:
    amounts = study.solution.values[study.model.variables.unmet.index[places]]
    gap = Gap(np.array(places, dtype=np.int64), float(amounts.sum()))
    (found,) = cures(study, [gap], levers_of(study), most, silent)
    return found


def raised(levers: Sequence[Lever], cure: Cure) -> tuple[np.ndarray, np.ndarray]:
    """Return rows and by how much a cure raises their limits: of a lane also the shares that rules leave of it."""
    rows, amounts = [], []
    for move in cure.moves:
        place, row, value = levers[move.lever].entries
        own = place == move.place
        rows.append(row[own])
        amounts.append(-value[own] * move.tonnes)
    return np.concatenate(rows), np.concatenate(amounts)


def closed_at_best(study: Study, place: int, row_upper: np.ndarray) -> float:
    """Return the least shortage of a demand with limits moved, while no other as urgent or more urgent loses."""
    matrix, unmet = study.solution.matrix, study.model.variables.unmet
    whole = csr_matrix((matrix.value, matrix.column, matrix.start), shape=(matrix.rows, matrix.columns))
    upper = matrix.column_upper.copy()
    priority = study.model.problem.demands.priority[unmet.keys["demand"]]
    kept = unmet.index[(priority > 0) & (priority <= priority[place])]
    upper[kept] = np.minimum(upper[kept], study.solution.values[kept] + 1e-9)
    objective = np.zeros(matrix.columns)
    objective[unmet.index[place]] = 1.0
    above, below = np.isfinite(row_upper), np.isfinite(matrix.row_lower)
    found = linprog(
        objective, A_ub=vstack([whole[above], -whole[below]]),
        b_ub=np.concatenate([row_upper[above], -matrix.row_lower[below]]) + 1e-9,
        bounds=np.column_stack([matrix.column_lower, upper]),
    )  # fmt: skip
    assert found.status == 0, found.message
    return float(found.fun)


def money(amount: float) -> object:
    """Return what equals an amount up to what a millionth of a tonne that may stay short costs."""
    return pytest.approx(amount, abs=1e-3, rel=1e-5)


def wanted(*terms: Cell, tonnes: float = 10.0) -> Changed:
    """Return a demand of so many t of oxide, of which the mine digs 8, with what a cure may do to the mine."""
    demand: list[list[Cell]] = [
        ["customer", "commodity", "end use", "unit", "Q1", "Q2", "Q3"],
        ["User", "oxide", "motors", "t/period", tonnes, 0, 0],
    ]
    header: list[Cell] = ["site", "process", "basis", "commodity", "unit", "all"]
    header += ["movable", "how far [t/period]", "at what cost [USD/t]"]
    return {"Demand": demand, "Capacity": [header, ["Mine", "dig", "out", "oxide", "t/period", 8, *terms]]}


def sent_elsewhere(period: str, pinned: float, wanted_in: str) -> Changed:
    """Return a demand of 10 t a quarter where 3 t of the 8 that are dug have to go to a store, and of which only so
    many may be delivered in a period.

    wanted_in  the quarter in which the 10 t are wanted, or `all`
    """
    return {
        "Sites": [["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["User", "Japan", "customer"],
                  ["Store", "Japan", "customer"]],
        "Lanes": [["from", "to", "commodity", "minimum [t/period]"], ["Mine", "User", "oxide", None],
                  ["Mine", "Store", "oxide", 3]],
        "Pins": [["what", "to", "commodity", "period", "most", "reason"],
                 ["deliver", "User", "oxide", period, pinned, "a strike"]],
        "Demand": [["customer", "commodity", "unit", wanted_in], ["User", "oxide", "t/period", 10]],
    }  # fmt: skip


def beside_a_pit(changed: Changed, *terms: Cell) -> Changed:
    """Return sheets with a second mine that digs nothing yet at the cost of the first, and what a cure may do to it."""
    changed["Sites"] = [
        ["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Pit", "Malaysia", "mine"],
        ["User", "United States", "customer"],
    ]  # fmt: skip
    changed["Processes"] = [
        ["site", "process", "direction", "commodity", "run cost [USD/t]"],
        ["Mine", "dig", "out", "oxide", 10], ["Pit", "dig", "out", "oxide", 10],
    ]  # fmt: skip
    assert changed["Capacity"] is not None
    changed["Capacity"].append(["Pit", "dig", "out", "oxide", "t/period", 0, *terms])
    changed["Lanes"] = [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "oxide"]]
    return changed


def second_pit(*capacity: Cell, stock: bool = False) -> Changed:
    """Return a second mine, whose capacity begins some day, beside one that digs 8 t for 10 t wanted a quarter."""
    header: list[Cell] = ["site", "process", "basis", "commodity", "unit", "Q1", "Q2", "Q3"]
    changed: Changed = {
        "Sites": [
            ["site", "country", "kind", "start"], ["Mine", "Malaysia", "mine", None], ["Pit", "Malaysia", "mine", None],
            ["User", "United States", "customer", None],
        ],
        "Processes": [
            ["site", "process", "direction", "commodity", "run cost [USD/t]"],
            ["Mine", "dig", "out", "oxide", 10], ["Pit", "dig", "out", "oxide", 30],
        ],
        "Capacity": [
            header, ["Mine", "dig", "out", "oxide", "t/period", 8, 8, 8],
            ["Pit", "dig", "out", "oxide", "t/period", *capacity],
        ],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "oxide"]],
        "Demand": [
            ["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 10],
        ],
    }  # fmt: skip
    if stock:
        changed["Inventory"] = [["site", "commodity", "opening [t]"], ["User", "oxide", 0]]
    return changed


CAPACITY: list[Cell] = ["site", "process", "basis", "commodity", "unit", "all", "movable", "how far [t/period]"]


def in_the_last_quarter(tonnes: float, *far: Cell, lead: Cell = None) -> Changed:
    """Return a demand in the last quarter alone, for which the user keeps what the mine digs before."""
    return {
        "Demand": [
            ["customer", "commodity", "end use", "unit", "Q1", "Q2", "Q3"],
            ["User", "oxide", "motors", "t/period", 0, 0, tonnes],
        ],
        "Inventory": [["site", "commodity", "opening [t]"], ["User", "oxide", 0]],
        "Capacity": [CAPACITY, ["Mine", "dig", "out", "oxide", "t/period", 8, *(far or (None, None))]],
        "Lanes": [["from", "to", "commodity", "lead time [periods]"], ["Mine", "User", "oxide", lead]],
    }


def due_late() -> Changed:
    """Return a demand that more of the mine would serve, were it not that adding to it takes half a year."""
    changed = wanted()
    changed["Expansion"] = [["site", "process", "capacity [t/yr]", "lead time [months]"], ["Mine", "dig", 1, 6]]
    changed["Inventory"] = [["site", "commodity", "opening [t]"], ["User", "oxide", 0]]
    return changed
