"""Draws a network of five stages: places of sites, who sends to whom, and how large everything is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from benchmarks.chain import BASKETS, COUNTRIES, GRADES, MAGNET_YIELD, METALS, OXIDES, REGION_SPREAD
from models.arrays import FloatArray, IntArray

STAGES = ("mine", "separation", "metal", "magnet", "recycling", "stockpile", "customer")
KINDS = dict(zip(STAGES, ("mine", "plant", "plant", "plant", "recycler", "stockpile", "customer"), strict=True))


@dataclass(frozen=True)
class Size:
    """How many sites each stage has, how many months there are, and from how many senders a receiver may choose."""

    sites: dict[str, int]
    months: int
    neighbours: int = 4


def size_of(scale: float, months: int) -> Size:
    """Return the size of an instance of some thousand columns a month for each unit of scale."""
    shares = (2, 2, 2, 3, 1, 1, 8)
    return Size({stage: round(scale * share) for stage, share in zip(STAGES, shares, strict=True)}, months)


# About 10^5, 3 x 10^5, 10^6 and 5 x 10^6 columns.
SIZES = {"M": size_of(3.3, 24), "3M": size_of(12, 24), "L": size_of(52, 24), "XL": size_of(260, 24)}

# Demand of magnets of one customer, t a month, and how much there is in reserve along the chain.
DEMAND_PER_CUSTOMER = 40.0
RESERVE = 1.1
# Dysprosium is what runs short: this share of what would be needed is mined.
HEAVY_SHORTAGE = 0.9


FIRST_YEAR = 2027
MONTHS_PER_YEAR = 12


def period_names(size: Size) -> list[str]:
    """Return the names of the months."""
    years = (divmod(month, MONTHS_PER_YEAR) for month in range(size.months))
    return [f"{FIRST_YEAR + year}-{month + 1:02d}" for year, month in years]


def month_start(month: int) -> int:
    """Return the first day of a month of the horizon, as an ordinal."""
    year, rest = divmod(month, MONTHS_PER_YEAR)
    return dt.date(FIRST_YEAR + year, rest + 1, 1).toordinal()


@dataclass(frozen=True, eq=False)
class Stage:
    """The sites of one stage: names, countries, (sites, 2) places in 1000 km, (sites,) share of the stage's size."""

    name: str
    sites: list[str]
    countries: list[str]
    place: FloatArray
    share: FloatArray


@dataclass(frozen=True, eq=False)
class Network:
    """All stages, what each mine and separator can treat, what each magnet maker makes, and the chain's need.

    deposit   (mines,) index into BASKETS; treated (separators, 2) likewise
    grades    (magnet makers, grades) whether it makes the grade
    bought    (customers, grades) whether it buys the grade
    need      commodity -> t a month
    """

    size: Size
    stages: dict[str, Stage]
    deposit: IntArray
    treated: IntArray
    grades: np.ndarray
    bought: np.ndarray
    need: dict[str, float]


def draw_network(size: Size, chance: np.random.Generator) -> Network:
    """Return a network of this size."""
    stages = {name: _draw_stage(name, count, chance) for name, count in size.sites.items()}
    mines, separators = size.sites["mine"], size.sites["separation"]
    kinds = len(BASKETS)
    first = np.arange(separators) % kinds
    treated = np.stack([first, (first + 1 + chance.integers(0, kinds - 1, separators)) % kinds], axis=1)
    customers = size.sites["customer"]
    demand = DEMAND_PER_CUSTOMER * customers
    return Network(
        size=size,
        stages=stages,
        deposit=np.arange(mines) % kinds,
        treated=treated,
        grades=_each_once(chance.random((size.sites["magnet"], len(GRADES))) < 0.6),
        bought=_each_once(chance.random((customers, len(GRADES))) < 0.5),
        need=_need(demand),
    )


def _draw_stage(name: str, count: int, chance: np.random.Generator) -> Stage:
    weights = np.array([share for _, share, _ in COUNTRIES.values()])
    # The first sites go round the countries, so that no stage is missing from one.
    code = np.where(
        np.arange(count) < len(COUNTRIES), np.arange(count) % len(COUNTRIES),
        chance.choice(len(COUNTRIES), count, p=weights / weights.sum()),
    )  # fmt: skip
    middles = np.array([middle for _, _, middle in COUNTRIES.values()])
    size = chance.lognormal(0.0, 0.6, count)
    return Stage(
        name,
        [f"{name} {number + 1}" for number in range(count)],
        [list(COUNTRIES)[index] for index in code],
        middles[code] + chance.normal(0.0, REGION_SPREAD, (count, 2)),
        size / size.sum(),
    )


def _each_once(chosen: np.ndarray) -> np.ndarray:
    """Return the choice with at least one in every row, and one in every column."""
    rows, columns = chosen.shape
    chosen[np.arange(rows), np.arange(rows) % columns] = True
    return chosen


def _need(demand: float) -> dict[str, float]:
    """Return how much of everything serves a demand of magnets, in t a month."""
    need = dict.fromkeys((*OXIDES, *METALS), 0.0)
    for name, grade in GRADES.items():
        need[name] = demand * grade.share
        for metal, share in grade.metals.items():
            need[metal] += need[name] / MAGNET_YIELD * share
    for metal, (oxide, quantity) in METALS.items():
        need[oxide] += need[metal] * quantity
    mixed = np.mean(list(BASKETS.values()), axis=0)
    neodymium, dysprosium = list(OXIDES).index("NdPr oxide"), list(OXIDES).index("Dy oxide")
    need["concentrate"] = max(
        need["NdPr oxide"] / mixed[neodymium], HEAVY_SHORTAGE * need["Dy oxide"] / mixed[dysprosium]
    )
    return need


def nearest(senders: Stage, receivers: Stage, count: int, allowed: np.ndarray | None = None) -> list[tuple[int, int]]:
    """Return pairs (sender, receiver): each receiver's nearest allowed senders.

    allowed  (senders,) which send the material at all; None: all
    """
    distance = distances(senders, receivers)
    if allowed is not None:
        distance[~allowed] = np.inf
    kept = min(count, distance.shape[0])
    chosen = np.argpartition(distance, kept - 1, axis=0)[:kept]
    return [
        (int(sender), receiver)
        for receiver in range(distance.shape[1])
        for sender in chosen[:, receiver]
        if np.isfinite(distance[sender, receiver])
    ]


def distances(senders: Stage, receivers: Stage) -> FloatArray:
    """Return (senders, receivers) distances in 1000 km."""
    return np.asarray(np.linalg.norm(senders.place[:, None, :] - receivers.place[None, :, :], axis=2))
