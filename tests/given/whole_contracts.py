"""Small contracts drawn at random, which tests can try in whole tonnes."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from tests.tiny import periods
from tests.workbooks import Cell, Sheets

NAMES = ("Q1", "Q2", "Q3")

MOST = 6


@dataclass(frozen=True)
class Term:
    """One contract in whole numbers; tiers are (t at which they end, USD/t), the last ends nowhere."""

    tiers: tuple[tuple[float, int], ...]
    window: str
    least: int
    pays: bool
    most: int
    order: int
    lot: int

    def windows(self, taken: tuple[int, ...]) -> list[int]:
        return list(taken) if self.window == "period" else [sum(taken)]

    def cost(self, taken: tuple[int, ...]) -> float | None:
        """Return what taking so much in each period costs, None where the contract does not allow it."""
        for amount in taken:
            if (0 < amount < self.order) or (self.lot and amount % self.lot):
                return None
        cost = 0.0
        for amount in self.windows(taken):
            if amount > self.most or (amount < self.least and not self.pays):
                return None
            below = 0.0
            for end, price in self.tiers:
                cost += price * max(min(amount, end) - below, 0.0)
                below = end
            cost += self.tiers[0][1] * max(self.least - amount, 0)
        return cost


@dataclass(frozen=True)
class Draw:
    """Two contracts of two suppliers, and what the user needs in each period."""

    terms: tuple[Term, Term]
    demand: tuple[int, ...]

    def best(self) -> tuple[int, float] | None:
        """Return the least unmet, and the least cost with it, of all plans in whole tonnes; None if there is none."""
        found: list[list[tuple[tuple[int, ...], float]]] = []
        for term in self.terms:
            every = itertools.product(range(MOST + 1), repeat=len(self.demand))
            found.append([(taken, cost) for taken in every if (cost := term.cost(taken)) is not None])
        plans = (
            (sum(max(need - a - b, 0) for need, a, b in zip(self.demand, one, other, strict=True)), first + second)
            for one, first in found[0]
            for other, second in found[1]
        )
        return min(plans, default=None)


def sheets_of(given: Draw) -> Sheets:
    rows: list[list[Cell]] = [
        ["contract", "tier", "supplier", "price [USD/t]", "tier to [t]", "minimum take [t]", "take-or-pay",
         "maximum [t]", "window", "order quantity [t]", "multiple [t]"],
    ]  # fmt: skip
    for name, term in zip("AB", given.terms, strict=True):
        for place, (end, price) in enumerate(term.tiers):
            head: list[Cell] = [None] * 6
            if place == 0:
                head = [term.least, "yes" if term.pays else "no", term.most, term.window, term.order or None,
                        term.lot or None]  # fmt: skip
            rows.append([name, str(place + 1), name, price, None if end == float("inf") else int(end), *head])
    return {
        "Settings": [["setting", "value"], ["title", "Contracts"]],
        "Periods": periods(
            ("Q1", "2027-01-01", "2027-03-31"), ("Q2", "2027-04-01", "2027-06-30"), ("Q3", "2027-07-01", "2027-09-30")
        ),
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"]],
        "Sites": [["site", "country", "kind"], ["A", "Japan", "plant"], ["B", "Japan", "plant"],
                  ["User", "Japan", "customer"]],
        "Processes": [["site", "process", "direction", "commodity"], ["A", "make", "out", "oxide"],
                      ["B", "make", "out", "oxide"]],
        "Capacity": [["site", "process", "unit", "all"], ["A", "make", "t/period", MOST],
                     ["B", "make", "t/period", MOST]],
        "Demand": [["customer", "commodity", "end use", "unit", *NAMES],
                   ["User", "oxide", "motors", "t/period", *given.demand]],
        "Lanes": [["from", "to", "commodity"], ["A", "User", "oxide"], ["B", "User", "oxide"]],
        "Contracts": rows,
    }  # fmt: skip


def orders() -> Sheets:
    """Return an input with an order quantity, lots and prices that fall with quantity."""
    tiers = ((2.0, 60), (float("inf"), 30))
    return sheets_of(
        Draw(
            (Term(tiers, "term", 2, True, 12, 0, 0), Term(((float("inf"), 50),), "period", 2, True, 6, 3, 2)), (5, 1, 6)
        )
    )
