"""Bans of end uses, and stocks kept for some end uses, read again and held against the deliveries of a plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.records import Tables
from planner.verify.bans import BANNED_SHARE
from planner.verify.given import Given
from planner.verify.ledger import BoolArray, Ledger
from planner.verify.names import Names, fold
from planner.verify.origins import Marks, Origins, parts_of
from planner.verify.time import Time

END_USE_BAN = "end_use_ban"

type Way = tuple[int, str, int]  # customer, folded end use, commodity that is delivered


@dataclass(frozen=True, eq=False)
class Delivery:
    """One row of the plan's deliveries: stream (customer, asked, folded end use), commodity, both periods, t, marks."""

    stream: tuple[int, int, str]
    commodity: int
    demanded: int
    period: int
    tonnes: float
    marks: Marks


@dataclass(frozen=True, eq=False)
class UseBan:
    """A rule of type end_use_ban: its row, days of the plan on which it acts, and what it matches."""

    line: int
    days: BoolArray
    marks: Marks
    customers: frozenset[int]
    materials: frozenset[int]
    use: str

    def matches(self, delivery: Delivery) -> bool:
        """Tell whether the rule is about a delivery, whatever its origin."""
        return self.is_about(delivery.stream[0], delivery.stream[2], delivery.commodity)

    def is_about(self, customer: int, use: str, commodity: int) -> bool:
        """Tell whether the rule is about what a customer gets for a use, whatever its origin."""
        return customer in self.customers and commodity in self.materials and (not self.use or self.use == use)


def deliveries_of(given: Given, marks: list[Marks], served: np.ndarray, uses: list[str]) -> list[Delivery]:
    """Return the rows of the plan's deliveries; served  (rows,) t of the demand that each serves."""
    columns = (
        given.code[name].tolist() for name in ("customer", "asked", "end_use", "commodity", "demand_period", "period")
    )
    return [
        Delivery((customer, asked, uses[use]), commodity, demanded, period, tonnes, own)
        for customer, asked, use, commodity, demanded, period, tonnes, own in zip(
            *columns, served.tolist(), marks, strict=True
        )
    ]


def read_use_bans(
    tables: Tables,
    in_force: list[int],
    days: Callable[[int], BoolArray],
    origins: Origins,
    sites: Names,
    materials: Names,
) -> list[UseBan]:
    """Return the bans of end uses; days: from a row to the days of the plan on which it acts."""
    text = tables.records["Rules"].text
    return [
        UseBan(
            line, days(line), origins.of_rule[line], sites.select(text["to"][line]),
            materials.select(text["commodity"][line]), fold(text["end use"][line]),
        )
        for line in in_force
        if text["type"][line] == END_USE_BAN and line in origins.of_rule
    ]  # fmt: skip


def check_end_uses(
    tables: Tables, bans: list[UseBan], deliveries: list[Delivery], wanted: dict[tuple[int, int, str], np.ndarray],
    time: Time, ledger: Ledger,
) -> tuple[dict[int, list[float]], float]:  # fmt: skip
    """Check what bans leave of each demand, one by one and together.

    wanted   stream -> (periods,) t of its demand
    returns  row of a soft ban -> the tonnes by which it is broken in each case; their weighted sum in tonne-years
    """
    records = tables.records["Rules"]
    cases: dict[tuple[tuple[int, int, str], int, int], list[Delivery]] = {}
    for delivery in deliveries:
        cases.setdefault((delivery.stream, delivery.demanded, delivery.period), []).append(delivery)
    broken: dict[int, list[float]] = {}
    weighted = 0.0
    used: list[float] = []
    limit: list[float] = []
    said: list[str] = []
    for (stream, demanded, period), rows in cases.items():
        if stream not in wanted:
            continue
        begin = time.first[period] - time.first[0]
        span = slice(begin, begin + time.last[period] - time.first[period] + 1)
        acting = [(number, ban) for number, ban in enumerate(bans) if ban.days[span].any()]
        hit = [
            frozenset(number for number, ban in acting if ban.matches(row) and ban.marks & row.marks) for row in rows
        ]
        hard = [frozenset(number for number in own if records.text["hard"][bans[number].line] != "no") for own in hit]
        for together in {*hard, *(frozenset({number}) for own in hit for number in own)} - {frozenset()}:
            tonnes = sum(row.tonnes for row, own in zip(rows, hit, strict=True) if together <= own)
            closed = np.logical_or.reduce([bans[number].days[span] for number in together]).mean()
            most = (1.0 - float(closed)) * float(wanted[stream][demanded])
            line = bans[min(together)].line
            if len(together) == 1 and records.text["hard"][line] == "no":
                broken.setdefault(line, []).append(max(tonnes - most, 0.0))
                weighted += float(records.number["weight"][line] * max(tonnes - most, 0.0) * time.years[period])
                continue
            used.append(tonnes)
            limit.append(most)
            said.append(
                f"{records.cell(line, 'rule')}: end_use_ban '{records.text['rule'][line]}' is broken in "
                f"{time.names[period]} for {stream[2] or 'a demand'}"
            )
    ledger.at_most(
        "bans of end uses", np.array(used), np.array(limit), np.array(used),
        lambda row, excess: f"{said[row]}, by {excess:g} t",
    )  # fmt: skip
    return broken, weighted


def unsafe_marks(
    tables: Tables, bans: list[UseBan], time: Time, ways: list[Way], stock: tuple[int, int, int]
) -> list[Marks]:
    """Return (periods,) the marks with which material is not safe for the end uses that a stock is released for.

    ways   what every demand may get
    stock  site, commodity, row of Inventory. A hard ban of one of its end uses counts that closes at least half of the
           period's days, where it is about such deliveries of the commodity, or where the end uses get others, into
           which it is made.
    """
    _, commodity, line = stock
    uses = set(parts_of(tables.records["Inventory"].text["released for"][line], {use for _, use, _ in ways}))
    text = tables.records["Rules"].text
    gets = {what for _, use, what in ways if use in uses}
    result: list[Marks] = [frozenset()] * time.size
    for ban in bans:
        hit = [way for way in ways if ban.is_about(*way)]
        if text["hard"][ban.line] == "no" or not uses & {use for _, use, _ in hit}:
            continue
        if commodity in gets and commodity not in {what for *_, what in hit}:
            continue
        for period in range(time.size):
            begin = time.first[period] - time.first[0]
            if ban.days[begin : begin + time.last[period] - time.first[period] + 1].mean() >= BANNED_SHARE:
                result[period] = result[period] | ban.marks
    return result


def check_released(origins: Origins, deliveries: list[Delivery], materials: Names, time: Time, ledger: Ledger) -> None:
    """Check that what a stock keeps for some end uses goes to no other."""
    ledger.checks["released stocks"] += len(deliveries) if origins.barred else 0
    for row in deliveries:
        for word in sorted(row.marks & origins.barred.keys()):
            if row.stream[2] not in origins.barred[word]:
                ledger.fault(
                    "released stocks",
                    f"{row.tonnes:g} t of {materials.spelled[row.commodity]} for {row.stream[2] or 'a demand'} in "
                    f"{time.names[row.period]} is {word}", row.tonnes,
                )  # fmt: skip
