"""Sheet Rules, read again: which rows act, on which days, over which windows, and on which moves of a plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from models.records import Tables
from planner.verify.bans import Flows
from planner.verify.ledger import BoolArray, FloatArray, IntArray
from planner.verify.moves import KIND, SENT, Moves
from planner.verify.names import Names
from planner.verify.time import Time

WITHOUT_END = -1
LICENCE = "licence"


def in_force(tables: Tables) -> list[int]:
    """Return the rows whose status lets them act."""
    announced = tables.settings["announced rules"] == "yes"
    return [
        line
        for line, status in enumerate(tables.records["Rules"].text["status"])
        if status == "in force" or (status == "announced" and announced)
    ]


def touching(tables: Tables, time: Time) -> list[int]:
    """Return the rows that act on some day of the plan; a licence, once begun, without end."""
    records = tables.records["Rules"]
    return [
        line
        for line in in_force(tables)
        if acting_days(tables, line, time).any()
        or (records.text["type"][line] == LICENCE and records.date["start"][line] <= time.last[-1])
    ]


def last_day(tables: Tables, line: int) -> int:
    """Return the last day on which a rule acts: its end, or its review date where it lapses then; -1 without end."""
    records = tables.records["Rules"]
    days = [int(records.date["end"][line])]
    if tables.settings["reviews"] == "lapse" and records.text["if not renewed"][line] == "lapses":
        days.append(int(records.date["review date"][line]))
    return min((day for day in days if day != WITHOUT_END), default=WITHOUT_END)


def acting_days(tables: Tables, line: int, time: Time) -> BoolArray:
    """Return (days of the horizon,) whether the rule acts on that day."""
    day = np.arange(time.first[0], time.last[-1] + 1)
    start, end = int(tables.records["Rules"].date["start"][line]), last_day(tables, line)
    return np.asarray((day >= start) & ((day <= end) | (end == WITHOUT_END)))


def matched(
    tables: Tables, line: int, moves: Moves, sites: Names, materials: Names, time: Time
) -> tuple[IntArray, IntArray]:
    """Return the moves that a rule counts inside the horizon, and the period in which each counts."""
    text = tables.records["Rules"].text
    at = str(text["applies at"][line])
    found = moves.kind == KIND[at]
    sides = {"departure": ("from", "to"), "arrival": ("from", "to"), "production": ("from",), "delivery": ("to",)}[at]
    for column, names, codes in (("from", sites, moves.giver), ("to", sites, moves.taker),
                                 ("commodity", materials, moves.commodity)):  # fmt: skip
        if column == "commodity" or column in sides:
            found &= np.isin(codes, list(names.select(text[column][line])))
    counted = moves.arrival if at == "arrival" else moves.period
    flow = np.flatnonzero(found & (counted < time.size))
    return flow, counted[flow]


def acting(tables: Tables, line: int, moves: Moves, sites: Names, materials: Names, time: Time) -> Flows:
    """Return a rule with the moves that it counts."""
    flow, counted = matched(tables, line, moves, sites, materials, time)
    share = time.share(int(tables.records["Rules"].date["start"][line]), last_day(tables, line))
    return Flows(line, flow, moves.tonnes[flow], counted, share, acting_days(tables, line, time))


def entering(
    tables: Tables, line: int, moves: Moves, sites: Names, materials: Names, time: Time
) -> tuple[IntArray, IntArray, BoolArray]:
    """Return the shipments into the place of a rule on a share, the period of each, and whether the origin sent it."""
    text = tables.records["Rules"].text
    place = list(sites.select(text["to"][line]))
    counted = moves.arrival if text["applies at"][line] == "arrival" else moves.period
    inside = (moves.kind == SENT) & np.isin(moves.taker, place) & ~np.isin(moves.giver, place)
    inside &= np.isin(moves.commodity, list(materials.select(text["commodity"][line]))) & (counted < time.size)
    flow = np.flatnonzero(inside)
    return flow, counted[flow], np.isin(moves.giver[flow], list(sites.select(text["from"][line])))


def windows(tables: Tables, line: int, time: Time) -> Iterator[tuple[str, FloatArray]]:
    """Yield each window of a rule: what it is called, and (periods,) the share of each period that counts in it."""
    records = tables.records["Rules"]
    start, end = int(records.date["start"][line]), last_day(tables, line)
    covered = time.share(start, end)
    match records.text["window"][line]:
        case "period":
            for period in np.flatnonzero(covered > 0.0).tolist():
                yield f"in {time.names[period]}", np.where(np.arange(time.size) == period, covered, 0.0)
        case "calendar year":
            first, last = date.fromordinal(time.first[0]).year, date.fromordinal(time.last[-1]).year
            for year in range(first, last + 1):
                opens, closes = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
                closes = closes if end == WITHOUT_END else min(closes, end)
                share = time.share(max(opens, start), closes)
                if closes >= max(opens, start) and share.any():
                    yield f"in {year}", share
        case _:
            if covered.any():
                yield "over its dates", covered
