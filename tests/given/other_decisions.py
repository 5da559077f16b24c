"""Plans whose yes/no decisions leave something short that other decisions close, and what these close of it."""

from __future__ import annotations

import numpy as np

from planner.explain.cures.anew import with_other_decisions
from planner.explain.cures.closing import Gap
from planner.explain.cures.cure import Cures
from planner.explain.cures.search import cures, levers_of
from planner.explain.study import Study
from planner.solve.session import silent
from tests.given.cures import MAGNETS, beside_a_pit, wanted
from tests.tiny import tiny
from tests.workbooks import Sheets


def one_lot() -> Sheets:
    """Return 10 t wanted a quarter, of which a maximum of 15 t lets one lot of 10 t through."""
    return tiny({
        "Capacity": None,
        "Demand": [["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 10]],
        "Contracts": [
            ["contract", "supplier", "buyer", "commodity", "price [USD/t]", "maximum [t]", "multiple [t]", "window"],
            ["Deal", "Mine", "User", "oxide", 100, 15, 10, "term"],
        ],
        "Lanes": [["from", "to", "commodity", "cost [USD/t]", "capacity [t/period]"], ["Mine", "User", "oxide", 1, 10]],
    })  # fmt: skip


def stands_still() -> Sheets:
    """Return a mine of 5 t and a plant that runs with 6 t or not at all, so that nothing of 8 t is made."""
    return tiny({
        **MAGNETS,
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "all", "minimum load [t/period]"],
            ["Mine", "dig", "out", "oxide", "t/period", 5, None], ["Plant", "make", "out", "magnet", "t/period", 10, 6],
        ],
        "Demand": [["customer", "commodity", "end use", "unit", "all"], ["User", "magnet", "motors", "t/period", 8]],
        "Lanes": [["from", "to", "commodity", "cost [USD/t]"], ["Mine", "Plant", "oxide", 1],
                  ["Plant", "User", "magnet", 1]],
    })  # fmt: skip


def lots_beside_a_pit() -> Sheets:
    """Return 13 t wanted in Q1: two lots of 4 t, of which 11 t at most let no third one through, and a pit of 1 t."""
    changed = beside_a_pit(wanted(tonnes=13.0), None, None, None)
    return tiny({
        **changed,
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "all"], ["Pit", "dig", "out", "oxide", "t/period", 1],
        ],
        "Contracts": [
            ["contract", "supplier", "buyer", "commodity", "price [USD/t]", "maximum [t]", "multiple [t]", "window"],
            ["Deal", "Mine", "User", "oxide", 100, 11, 4, "term"],
        ],
    })  # fmt: skip


def fairly_from(source: str) -> Sheets:
    """Return these lots and two demands behind, of 4 t, that share fairly what a source sends, to one at 50 USD/t."""
    sheets = lots_beside_a_pit()
    sheets["Settings"] = [["setting", "value"], ["fair share", "yes"]]
    sheets["Sites"] += [["Near", "United States", "customer"], ["Far", "United States", "customer"]]
    sheets["Lanes"][0].append("cost [USD/t]")
    sheets["Lanes"] += [[source, "Near", "oxide", None], [source, "Far", "oxide", 50]]
    sheets["Demand"] = [
        ["customer", "commodity", "end use", "priority", "unit", "Q1", "Q2", "Q3"],
        ["User", "oxide", "motors", 1, "t/period", 13, 0, 0], ["Near", "oxide", "toys", 2, "t/period", 4, 0, 0],
        ["Far", "oxide", "toys", 2, "t/period", 4, 0, 0],
    ]  # fmt: skip
    return sheets


def found_in(study: Study, places: list[int], most: int = 9) -> list[Cures]:
    amounts = study.solution.values[study.model.variables.unmet.index[places]]
    gaps = [Gap(np.array([place]), float(short)) for place, short in zip(places, amounts, strict=True)]
    levers = levers_of(study)
    return with_other_decisions(study, cures(study, gaps, levers, 2, silent), levers, len(gaps), silent, most)
