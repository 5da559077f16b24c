"""Sheet Pins, read again: what a planner wished of the plan, held against its flows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from models.records import Tables
from planner.verify.given import Given
from planner.verify.ledger import FloatArray, Ledger
from planner.verify.names import EVERYTHING, Names, fold
from planner.verify.recipes import Recipes, Runs
from planner.verify.time import Time

# For each kind of flow: the table's columns of the two ends, of the commodity, and of the tonnes.
FLOWS = {
    "ship": ("from", "to", "sent_t"),
    "deliver": ("", "customer", "delivered_t"),
    "stock": ("site", "", "stock_t"),
    "sell": ("site", "", "quantity_t"),
}


def check_pins(
    tables: Tables, given: dict[str, Given], uses: list[str], recipes: Recipes, runs: Runs, sites: Names,
    materials: Names, time: Time, ledger: Ledger,
) -> None:  # fmt: skip
    """Check every pin: at least and at most so much in its period, or in the whole plan; a stock in each period.

    uses  folded spelling of each number of an end use that `given` uses
    """
    records = tables.records["Pins"]
    place = {fold(name): number for number, name in enumerate(time.names)}
    for line in range(len(records)):
        text = {name: str(words[line]) for name, words in records.text.items()}
        by_period = (
            _run(text, recipes, runs, sites, materials, time)
            if text["what"] == "run"
            else _moved(text, given[text["what"]], uses, sites, materials, time)
        )
        term = np.array([by_period.max(initial=0.0)])
        for span, tonnes in _counted(text, by_period, place, time):
            for column, compare in (("least", ledger.at_least), ("most", ledger.at_most)):
                limit = float(records.number[column][line])
                if not np.isnan(limit):
                    missed = _missed(records.cell(line, column), column, span)
                    compare("pins", np.array([tonnes]), np.array([limit]), term, missed)


def _missed(cell: str, column: str, span: str) -> Callable[[int, float], str]:
    return lambda _, excess: f"{cell}: the pinned {column} is missed by {excess:g} t {span}"


def _counted(
    text: dict[str, str], by_period: FloatArray, place: dict[str, int], time: Time
) -> Iterator[tuple[str, float]]:
    """Yield each span over which a pin counts, in words, and the tonnes in it."""
    if text["period"]:
        period = place[fold(text["period"])]
        yield f"in {time.names[period]}", float(by_period[period])
    elif text["what"] == "stock":
        yield from ((f"in {name}", float(tonnes)) for name, tonnes in zip(time.names, by_period, strict=True))
    else:
        yield "over the whole plan", float(by_period.sum())


def _moved(
    text: dict[str, str], table: Given, uses: list[str], sites: Names, materials: Names, time: Time
) -> FloatArray:
    """Return (periods,) the tonnes of the rows of a table that a pin means."""
    sender, receiver, quantity = FLOWS[text["what"]]
    # A delivery is pinned by the demand that it serves, be it in a substitute.
    material = "asked" if text["what"] == "deliver" else "commodity"
    chosen = np.isin(table.code[material], list(materials.select(text["commodity"])))
    for column, key in ((sender, "from"), (receiver, "to")):
        if column:
            chosen &= np.isin(table.code[column], list(sites.select(text[key])))
    if text["what"] == "deliver" and text["end use"] not in EVERYTHING:
        wanted = [number for number, use in enumerate(uses) if use == fold(text["end use"])]
        chosen &= np.isin(table.code["end_use"], wanted)
    return np.bincount(table.code["period"][chosen], weights=table.quantity[quantity][chosen], minlength=time.size)


def _run(text: dict[str, str], recipes: Recipes, runs: Runs, sites: Names, materials: Names, time: Time) -> FloatArray:
    """Return (periods,) the tonnes that a pin of runs counts: what is made of the commodity, else used of it."""
    total = np.zeros(time.size)
    wanted, places = materials.select(text["commodity"]), sites.select(text["from"])
    for (site, name), process in recipes.number.items():
        if site not in places or fold(text["process"]) not in (*EVERYTHING, name):
            continue
        lines = list(recipes.lines(process))
        if text["commodity"]:
            named = [line for line in lines if int(recipes.line_commodity[line]) in wanted]
            made = [line for line in named if recipes.line_out[line]]
            lines = made or named
        else:
            lines = [int(recipes.driver[process])]
        total += runs.amount[lines].sum(axis=0)
    return total
