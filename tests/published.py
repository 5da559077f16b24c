"""Published problems under tests/reference and inputs: their optimum in print, and second formulations of some of them.

The second formulations share nothing with the tables of the case: they are written from the book, variable by variable,
and scipy solves them. They stand where the published optimum was not at hand in print, or the figures are quoted from
memory; the README of each case says so.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from tests.cases import Change, append, put
from tests.workbooks import Cell

type Flow = dict[tuple[str, str], float]


@dataclass(frozen=True)
class Published:
    """One published optimum.

    case       folder under tests/reference or inputs; changes  made to its tables
    optimum    as printed: least cost, or greatest profit where `earns` is not None
    digits     how many digits behind the point were printed; negative where the last ones before it were not
    earns      what serving everything earns, which the plan does not count; profit is that less the plan's cost
    """

    case: str
    optimum: float
    digits: int = 0
    earns: float | None = None
    changes: tuple[Change, ...] = ()

    @property
    def cost(self) -> float:
        """Return the cost that the plan should have."""
        return self.optimum if self.earns is None else self.earns - self.optimum

    @property
    def tolerance(self) -> float:
        """Return half a unit of the last printed digit; nothing but rounding where whole numbers are exact."""
        return 0.5 * 10.0**-self.digits if self.digits else 1e-6 * abs(self.optimum)


def _hours(week_3: int) -> tuple[Change, ...]:
    return (put("Capacity", "week 3", week_3, process="roll"),)


def _whole_packages() -> tuple[Change, ...]:
    foods = ("BEEF", "CHK", "FISH", "HAM", "MCH", "MTL", "SPG", "TUR")
    lots: dict[str, Cell] = {"supplier": "Grocer", "buyer": "Kitchen", "window": "period", "multiple [t]": 1}
    return tuple(append("Contracts", contract=food, commodity=food, **lots) for food in foods)


# 3,000 t of bands and 2,000 t of coils are committed each week, at these prices.
COMMITTED = 3_000 * (25 + 26 + 27 + 27) + 2_000 * (30 + 35 + 37 + 39)
# Every unit that the market takes in six months, times its profit.
MARKET = 10 * 2_100 + 6 * 3_000 + 8 * 1_500 + 4 * 1_200 + 11 * 4_000 + 9 * 1_700 + 3 * 510
# What closing Newcastle and Exeter saves is a cost of keeping them; what labour costs whatever it does.
DEPOTS_OPEN, LABOUR = 10_000 + 5_000, 5 * 4_000

PUBLISHED = (
    Published("steel_stages", 190_071.4286, digits=4, earns=0.0),
    Published("steel_weeks", 515_033, earns=0.0),
    Published("steel_weeks", 532_033, earns=0.0, changes=_hours(37)),
    Published("steel_weeks", 549_033, earns=0.0, changes=_hours(42)),
    Published("steel_weeks", 565_193, earns=0.0, changes=_hours(47)),
    Published("steel_overtime", 457_572.8571, digits=4, earns=COMMITTED),
    Published("multicommodity", 199_500),
    Published("mills_and_factories", 1_392_175),
    Published("packages", 1_819),
    Published("mexican_steel", 538_811_000, digits=-3),
    Published("warehouse", -600),
    Published("factory_planning", 93_715.18, digits=2, earns=MARKET),
    Published("food_manufacture", 107_842.6, digits=1, earns=0.0),
    Published("food_manufacture_blends", 107_842.6, digits=1, earns=0.0),
    Published("refinery", 211_365.13, digits=2, earns=0.0),
    Published("perfumes", 172_666.667, digits=3, earns=0.0),
    Published("gasolines", 287_750, earns=70.0 * 3_000 + 60.0 * 2_000 + 50.0 * 1_000),
    Published("transshipment", 6_370),
    Published("distribution_unlimited", 49_000),
    Published("aircraft_engines", 77.3, digits=1),
    Published("paper_recycling", 3_149.46, digits=2),
    Published("bids", 15_210_109.51, digits=2),
    Published("depots", 174_000 + DEPOTS_OPEN),
    Published("farm", 121_719.17, digits=2, earns=-LABOUR),
    Published("recycled_grades", 35_109.65, digits=2, earns=0.0),
    Published("lot_sizing", 864),
    Published("diet", 118.0594, digits=4),
    Published("diet", 119.30, digits=2, changes=_whole_packages()),
)


def least(cost: list[float], upper: list[tuple[list[float], float]], equal: list[tuple[list[float], float]]) -> float:
    """Return the least cost over variables of 0 or more, rows given as (coefficients, right-hand side)."""
    answer = linprog(
        cost,
        np.array([row for row, _ in upper]) if upper else None,
        [limit for _, limit in upper] if upper else None,
        np.array([row for row, _ in equal]) if equal else None,
        [wanted for _, wanted in equal] if equal else None,
        method="highs",
    )
    assert answer.status == 0, answer.message
    return float(answer.fun)


def perfumes() -> float:
    """Return minus the profit: pounds bought, ounces of regular and luxury Brute, of regular and luxury Chanelle."""
    return least(
        [3, -7, -(18 - 4), -6, -(14 - 4)],
        [([1, 0, 0, 0, 0], 4_000), ([1, 0, 3, 0, 2], 6_000)],
        [([-3, 1, 1, 0, 0], 0), ([-4, 0, 0, 1, 1], 0)],
    )


def gasolines() -> float:
    """Return the cost less what advertising sells: barrels of each crude in each gasoline, then USD of advertising."""
    price, wanted, crude = [70, 60, 50], [3_000, 2_000, 1_000], [45, 35, 25]
    octane, least_octane, sulphur, most_sulphur = [12, 6, 8], [10, 8, 6], [0.5, 2.0, 3.0], [1.0, 2.0, 1.0]
    pairs = [(gas, kind) for gas in range(3) for kind in range(3)]

    def row(amounts: list[float], spent: list[float]) -> list[float]:
        return [*amounts, *spent]

    nothing = [0.0, 0.0, 0.0]
    return least(
        row([crude[kind] + 4.0 for _, kind in pairs], [1.0 - 10.0 * earned for earned in price]),
        [
            *((row([float(own == kind) for _, own in pairs], nothing), 5_000) for kind in range(3)),
            (row([1.0] * 9, nothing), 14_000),
            *((row([(least_octane[gas] - octane[kind]) * (own == gas) for own, kind in pairs], nothing), 0)
              for gas in range(3)),
            *((row([(sulphur[kind] - most_sulphur[gas]) * (own == gas) for own, kind in pairs], nothing), 0)
              for gas in range(3)),
        ],
        [
            (row([float(own == gas) for own, _ in pairs], [-10.0 * (own == gas) for own in range(3)]), wanted[gas])
            for gas in range(3)
        ],
    )  # fmt: skip


def transshipment() -> float:
    """Return the least cost over the ways from a plant to a customer, in place of lanes and balances."""
    lanes: Flow = {
        ("M", "NY"): 8, ("M", "C"): 13, ("M", "LA"): 25, ("M", "B"): 28,
        ("D", "NY"): 15, ("D", "C"): 12, ("D", "LA"): 26, ("D", "B"): 25,
        ("NY", "C"): 6, ("NY", "LA"): 16, ("NY", "B"): 17, ("C", "NY"): 6, ("C", "LA"): 14, ("C", "B"): 16,
    }  # fmt: skip
    middles = ((), ("NY",), ("C",), ("NY", "C"), ("C", "NY"))
    ways = [(plant, *middle, end) for plant in ("M", "D") for middle in middles for end in ("LA", "B")]
    return least(
        [sum(lanes[step] for step in itertools.pairwise(way)) for way in ways],
        [([float(way[0] == plant) for way in ways], most) for plant, most in (("M", 150), ("D", 200))],
        [([float(way[-1] == end) for way in ways], 130) for end in ("LA", "B")],
    )


def distribution_unlimited() -> float:
    """Return the least cost over the paths from a factory to a warehouse, in place of lanes and balances."""
    lanes: Flow = {("F1", "F2"): 200, ("F1", "DC"): 400, ("F1", "W1"): 900, ("F2", "DC"): 300, ("DC", "W2"): 100,
                   ("W1", "W2"): 300, ("W2", "W1"): 200}  # fmt: skip
    paths = [["F1", "W1"], ["F1", "W1", "W2"], ["F1", "DC", "W2"], ["F1", "DC", "W2", "W1"], ["F1", "F2", "DC", "W2"],
             ["F1", "F2", "DC", "W2", "W1"], ["F2", "DC", "W2"], ["F2", "DC", "W2", "W1"]]  # fmt: skip
    steps = [list(itertools.pairwise(path)) for path in paths]

    def on(lane: tuple[str, str]) -> list[float]:
        return [float(lane in step) for step in steps]

    def at(place: str, end: int) -> list[float]:
        return [float(path[end] == place) for path in paths]

    return least(
        [sum(lanes[lane] for lane in step) for step in steps],
        [(on(("F1", "F2")), 10), (on(("DC", "W2")), 80), (at("F1", 0), 50), (at("F2", 0), 40)],
        [(at("W1", -1), 30), (at("W2", -1), 60)],
    )


def aircraft_engines() -> float:
    """Return the least cost over engines made in one month for another, in place of stocks."""
    made, most, wanted = [1.08, 1.11, 1.10, 1.13], [25, 35, 30, 10], [10, 15, 25, 20]
    pairs = [(start, end) for start in range(4) for end in range(start, 4)]
    return least(
        [made[start] + 0.015 * (end - start) for start, end in pairs],
        [([float(start == month) for start, _ in pairs], most[month]) for month in range(4)],
        [([float(end == month) for _, end in pairs], wanted[month]) for month in range(4)],
    )


def paper_recycling() -> float:
    """Return the least cost over routes from waste to paper, in place of pulp balances; a route counts t of paper."""
    supply, wanted = [70, 50, 30, 40], [60, 40, 50]
    pulping = [[(13, 0.90), (12, 0.85)], [(11, 0.80), (13, 0.85)], [(9, 0.95), (10, 0.90)], [(13, 0.75), (14, 0.85)]]
    making = [[(5, 0.95), (6, 0.90), (8, 0.90)], [(6, 0.90), (8, 0.95), (7, 0.95)]]
    routes = [(waste, way, paper) for waste in range(4) for way in range(2) for paper in range(3)]
    pulp = [1.0 / making[way][paper][1] for _, way, paper in routes]
    raw = [need / pulping[waste][way][1] for need, (waste, way, _) in zip(pulp, routes, strict=True)]
    cost = [
        pulping[waste][way][0] * waste_tonnes + making[way][paper][0] * pulp_tonnes
        for (waste, way, paper), waste_tonnes, pulp_tonnes in zip(routes, raw, pulp, strict=True)
    ]
    return least(
        cost,
        [
            ([t * (waste == kind) for t, (waste, _, _) in zip(raw, routes, strict=True)], supply[kind])
            for kind in range(4)
        ],
        [([float(paper == kind) for _, _, paper in routes], wanted[kind]) for kind in range(3)],
    )


def lot_sizing() -> float:
    """Return the least cost by the recursion over the month of the last set-up, which serves all months behind it."""
    demand = [69, 29, 36, 61, 61, 26, 34, 67, 45, 67, 79, 56]
    set_up = [85, 102, 102, 101, 98, 114, 105, 86, 119, 110, 98, 114]
    best = [0.0]
    for last in range(len(demand)):
        held = (
            best[first] + set_up[first] + sum((month - first) * demand[month] for month in range(first, last + 1))
            for first in range(last + 1)
        )
        best.append(min(held))
    return best[-1]


SECOND = {
    "lot_sizing": lot_sizing,
    "perfumes": perfumes,
    "gasolines": gasolines,
    "transshipment": transshipment,
    "distribution_unlimited": distribution_unlimited,
    "aircraft_engines": aircraft_engines,
    "paper_recycling": paper_recycling,
}
