"""An input in which stocks do all that sheet Inventory can ask of them, in periods that the turn of the year cuts."""

from __future__ import annotations

from tests.tiny import periods, tiny
from tests.workbooks import Sheets

PERIODS = ("P1", "P2", "P3", "P4")


def stocked_sheets() -> Sheets:
    """Return a reserve with a limit on releases, missing safety and end stock that has a cost, and a sized stock."""
    return tiny({
        "Settings": [["setting", "value"], ["title", "Stocks"], ["discount rate [%/yr]", 5]],
        "Periods": periods(
            ("P1", "2027-07-01", "2027-10-31"), ("P2", "2027-11-01", "2028-01-31"), ("P3", "2028-02-01", "2028-06-30"),
            ("P4", "2028-07-01", "2028-12-31"),
        ),
        "Commodities": [
            ["commodity", "stage", "surplus price [USD/t]", "surplus limit [t/period]"],
            ["oxide", "oxide", 2, 1],
            ["metal", "metal", None, None],
        ],
        "Sites": [
            ["site", "operator", "country", "bloc", "kind"],
            ["Mine", "Miner", "Malaysia", "Allies", "mine"],
            ["Reserve", "State", "United States", "US", "stockpile"],
            ["User", "Maker", "United States", "US", "customer"],
        ],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
            ["Mine", "dig", "out", "oxide", 1, 10],
            ["Reserve", "reduce", "in", "oxide", 2, 5],
            ["Reserve", "reduce", "out", "metal", 1, None],
        ],
        "Demand": [
            ["customer", "commodity", "end use", "priority", "unit", *PERIODS],
            ["User", "oxide", "motors", 1, "t/period", 5, 5, 5, 12],
            ["User", "metal", "tools", 2, "t/period", 1, 1, 1, 1],
        ],
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", *PERIODS],
            ["Mine", "dig", "out", "oxide", "t/period", 9, 9, 9, 1],
        ],
        "Lanes": [
            ["from", "to", "commodity", "cost [USD/t]", "loss [%]"],
            ["Mine", "Reserve", "oxide", 1, 2],
            ["Mine", "User", "oxide", 2, 0],
            ["Reserve", "User", "oxide", 1, 0],
            ["Reserve", "User", "metal", 1, 0],
        ],
        "Inventory": [
            ["site", "commodity", "opening [t]", "maximum [t]", *(f"safety {name} [t]" for name in PERIODS),
             "safety cost [USD/t/yr]", "safety cost P3 [USD/t/yr]", "end stock [t]", "end stock cost [USD/t]",
             "holding cost [USD/t/yr]", "loss [%/yr]", "release per window [t]", "release window", "sized"],
            ["Reserve", "oxide", 6, 9, 8, 8, 8, 8, 1, 100, None, 3, 4, 3, 3, None, "yes"],
            ["User", "oxide", 1, "no limit", None, 2, 2, 9, None, 6, 5, None, 3, None, None, None, None],
            ["User", "metal", None, "no limit", None, None, None, None, None, None, 2, 400, 3, 1, 2, "period", "yes"],
        ],
    })  # fmt: skip
