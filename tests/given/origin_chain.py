"""A chain from ore to magnets with two origins, bans of end uses and a released stock, for tests of what a plan tells.

Pit (China) and Mine (Malaysia) dig ore, which the Separator (Japan) and the Works (United States) turn into oxide and
magnets, a tonne for a tonne. Defence wants 4 and 6 t in two quarters, toys 4 and 8 t; the mine's 10 t are just what
defence needs, so that 1 t of its magnets is kept for the second quarter, and 2 t of the pit's for toys.
"""

from __future__ import annotations

from tests.tiny import day, periods
from tests.workbooks import Cell, Sheets

RULES: list[Cell] = [
    "rule", "type", "start", "end", "mined in", "separated in", "metal in", "commodity", "end use", "hard", "weight",
]  # fmt: skip


def chain_ban(start: str = "2027-01-01", end: str | None = None, hard: str | None = None) -> list[Cell]:
    """Return the row of a ban of magnets for defence whose ore was mined, or separated, in China."""
    last = day(end) if end else None
    weight = 2 if hard == "no" else None
    return ["Defence chain", "end_use_ban", day(start), last, "China", "China", None, "magnet", "defence", hard, weight]


def chain(*rules: list[Cell], mine: float = 5, released: str | None = None) -> Sheets:
    """Return the problem with these rules; the pit digs 6 t a quarter and costs less, the mine as many as are given.

    released  the end uses that 3 t of magnets of unknown origin in the Store are kept for; none: no Store
    """
    store: list[list[Cell]] = [["Store", "magnet", 3, 0, released, None, 1]] if released else []
    sheets: Sheets = {
        "Settings": [["setting", "value"], ["title", "Chain"]],
        "Periods": periods(("Q1", "2027-01-01", "2027-03-31"), ("Q2", "2027-04-01", "2027-06-30")),
        "Commodities": [["commodity", "stage"], ["ore", "ore"], ["oxide", "oxide"], ["magnet", "magnet"]],
        "Sites": [
            ["site", "country", "bloc", "kind"],
            ["Pit", "China", "China", "mine"],
            ["Mine", "Malaysia", "Allies", "mine"],
            ["Separator", "Japan", "Allies", "plant"],
            ["Works", "United States", "US", "plant"],
            ["Store", "United States", "US", "stockpile"],
            ["User", "United States", "US", "customer"],
        ],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
            ["Pit", "dig", "out", "ore", 1, 1],
            ["Mine", "dig", "out", "ore", 1, 9],
            ["Separator", "separate", "in", "ore", 1, 2],
            ["Separator", "separate", "out", "oxide", 1, None],
            ["Works", "press", "in", "oxide", 1, 3],
            ["Works", "press", "out", "magnet", 1, None],
        ],
        "Demand": [
            ["customer", "commodity", "end use", "priority", "unit", "Q1", "Q2"],
            ["User", "magnet", "defence", 1, "t/period", 4, 6],
            ["User", "magnet", "toys", 2, "t/period", 4, 8],
        ],
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "all"],
            ["Pit", "dig", "out", "ore", "t/period", 6],
            ["Mine", "dig", "out", "ore", "t/period", mine],
        ],
        "Lanes": [
            ["from", "to", "commodity", "cost [USD/t]"],
            ["Pit", "Separator", "ore", 1], ["Mine", "Separator", "ore", 1],
            ["Separator", "Works", "oxide", 1], ["Works", "User", "magnet", 1], ["Store", "User", "magnet", 1],
        ],
        "Inventory": [
            ["site", "commodity", "opening [t]", "end stock [t]", "released for", "origin",
             "holding cost [USD/t/period]"],
            ["User", "magnet", 0, 0, None, None, 1],
            ["Separator", "ore", 2, 0, None, "China", 9],
            *store,
        ],
    }  # fmt: skip
    if rules:
        sheets["Rules"] = [RULES, *rules]
    return sheets
