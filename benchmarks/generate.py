"""Makes the instances M (about 100,000 columns), L (a million) and XL (five million): seeded, always the same.

    python -m benchmarks.generate M FOLDER      a folder of CSV tables; its workbook by planner.write.from_tables

Five stages with co-production, recycling of swarf, stocks, lead times, lanes with and without a limit, caps, a ban,
tariffs, rules that ask where material comes from, and contracts with price tiers and take-or-pay.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks import chain
from benchmarks.network import (
    DEMAND_PER_CUSTOMER,
    KINDS,
    RESERVE,
    SIZES,
    Network,
    Size,
    draw_network,
    month_start,
    nearest,
    period_names,
)
from benchmarks.sheets import Sheet, make_tables, sheet_of, words, write_folder
from benchmarks.terms import contracts, policy
from models.records import Tables

SEED = 20270101
# Freight in USD/t per 1000 km, and months on the way per 1000 km beyond the first.
FREIGHT, MONTHS_PER_1000_KM = 60.0, 0.12
USAGE = "usage: python -m benchmarks.generate M|3M|L|XL FOLDER"


def instance(name: str, seed: int = SEED) -> Tables:
    """Return the tables of instance M, L or XL."""
    return tables_of(SIZES[name], seed)


def tables_of(size: Size, seed: int = SEED) -> Tables:
    """Return the tables of an instance of a size."""
    return make_tables(make_sheets(size, seed), "Generated instance", size.months)


def make_sheets(size: Size, seed: int = SEED) -> list[Sheet]:
    """Return all sheets of an instance; the same size and seed give the same sheets."""
    chance = np.random.default_rng(seed)
    network = draw_network(size, chance)
    return [
        _periods(size),
        _commodities(),
        _sites(network),
        _processes(network, chance),
        _demand(network, chance),
        _capacity(network, chance),
        _lanes(network, chance),
        _inventory(network),
        policy(network),
        contracts(network),
    ]


def _periods(size: Size) -> Sheet:
    starts = [month_start(month) for month in range(size.months + 1)]
    return Sheet(
        "Periods",
        {"period": words(period_names(size))},
        date={"start": np.array(starts[:-1]), "end": np.array(starts[1:]) - 1},
    )


def _commodities() -> Sheet:
    rows: list[tuple[object, ...]] = []
    rows += [(name, "concentrate", chain.CONCENTRATE_VALUE, np.nan, np.nan, 20.0) for name in chain.BASKETS]
    for name, value in chain.OXIDES.items():
        is_wanted = any(name == oxide for oxide, _ in chain.METALS.values())
        price, limit = (np.nan, np.nan) if is_wanted else (0.3 * value, 500.0)
        rows.append((name, "oxide", value, price, limit, 50.0))
    for name, (oxide, quantity) in chain.METALS.items():
        rows.append((name, "metal", 1.2 * quantity * chain.OXIDES[oxide], np.nan, np.nan, 0.0))
    for name, grade in chain.GRADES.items():
        rows.append((f"{name} alloy", "alloy", 0.7 * grade.value, np.nan, np.nan, 0.0))
        rows.append((f"{name} magnet", "magnet", grade.value, np.nan, np.nan, 0.0))
    rows.append(("swarf", "scrap", 10_000.0, np.nan, np.nan, 100.0))
    return sheet_of(
        "Commodities", ["commodity", "stage"], ["value", "surplus price", "surplus limit", "disposal cost"], rows
    )


def _sites(network: Network) -> Sheet:
    rows: list[tuple[object, ...]] = [
        (site, country, chain.COUNTRIES[country][0], KINDS[stage.name])
        for stage in network.stages.values()
        for site, country in zip(stage.sites, stage.countries, strict=True)
    ]
    return sheet_of("Sites", ["site", "country", "bloc", "kind"], [], rows)


def _processes(network: Network, chance: np.random.Generator) -> Sheet:
    rows: list[tuple[object, ...]] = []
    nan = np.nan
    baskets = list(chain.BASKETS)

    def cost(middle: float) -> float:
        return float(np.round(middle * chance.uniform(0.7, 1.3), 1))

    for site, deposit in zip(network.stages["mine"].sites, network.deposit, strict=True):
        rows.append((site, "mine", "out", baskets[deposit], 1.0, nan, cost(5_000.0), nan))
    for site, treated in zip(network.stages["separation"].sites, network.treated, strict=True):
        recovery = float(np.round(chance.uniform(0.85, 0.97), 3))
        for kind in treated:
            process = f"separate {baskets[kind]}"
            rows.append((site, process, "in", baskets[kind], 1.0, nan, cost(3_000.0), nan))
            for oxide, share in zip(chain.OXIDES, chain.BASKETS[baskets[kind]], strict=True):
                rows.append((site, process, "out", oxide, share, recovery, nan, nan))
    for site in network.stages["metal"].sites:
        for metal, (oxide, quantity) in chain.METALS.items():
            rows.append((site, f"reduce {oxide}", "in", oxide, quantity, nan, nan, nan))
            rows.append((site, f"reduce {oxide}", "out", metal, 1.0, nan, cost(8_000.0), nan))
    for site, makes in zip(network.stages["magnet"].sites, network.grades, strict=True):
        for name in itertools.compress(chain.GRADES, makes):
            for metal, share in chain.GRADES[name].metals.items():
                rows.append((site, f"cast {name}", "in", metal, share, nan, nan, nan))
            rows.append((site, f"cast {name}", "out", f"{name} alloy", 1.0, nan, cost(4_000.0), nan))
            rows.append((site, f"sinter {name}", "in", f"{name} alloy", 1.0, nan, nan, nan))
            rows.append((site, f"sinter {name}", "out", f"{name} magnet", 1.0, chain.MAGNET_YIELD, cost(15_000.0), 1.0))
            rows.append((site, f"sinter {name}", "out", "swarf", 1.0, chain.SWARF_YIELD, nan, nan))
    for site in network.stages["recycling"].sites:
        rows.append((site, "recycle", "in", "swarf", 1.0, nan, cost(6_000.0), 1.0))
        rows += [(site, "recycle", "out", oxide, share, nan, nan, nan) for oxide, share in chain.RECOVERED.items()]
    return sheet_of(
        "Processes", ["site", "process", "direction", "commodity"],
        ["quantity per run", "yield", "run cost", "lead time"], rows,
    )  # fmt: skip


def _demand(network: Network, chance: np.random.Generator) -> Sheet:
    rows: list[tuple[object, ...]] = []
    customers = network.stages["customer"]
    for number, site in enumerate(customers.sites):
        for grade in itertools.compress(chain.GRADES, network.bought[number]):
            for place, (use, priority) in enumerate(chain.END_USES):
                if place == number % len(chain.END_USES) or chance.random() < 0.3:
                    rows.append((site, f"{grade} magnet", use, float(priority), float(place > 0), grade, number))
        if number % 5 == 0:
            use, priority = chain.LIGHT_USE
            rows.append((site, "Ce oxide", use, float(priority), 0.0, "Ce", number))
    total = DEMAND_PER_CUSTOMER * len(customers.sites)
    streams = {grade: sum(1 for row in rows if row[5] == grade) for grade in (*chain.GRADES, "Ce")}
    share = {**{name: grade.share for name, grade in chain.GRADES.items()}, "Ce": 0.5}
    level = np.array([total * share[str(row[5])] / streams[str(row[5])] for row in rows])
    level *= chance.lognormal(0.0, 0.3, level.size)
    growth = 1.0 + 0.01 * np.arange(network.size.months)
    sheet = sheet_of(
        "Demand", ["customer", "commodity", "end use"], ["priority", "may wait"], [row[:5] for row in rows]
    )
    sheet.by_period["demand"] = np.round(level[:, None] * growth, 3)
    return sheet


def _capacity(network: Network, chance: np.random.Generator) -> Sheet:
    rows: list[tuple[str, str, str, str]] = []
    levels: list[float] = []
    need, baskets = network.need, list(chain.BASKETS)

    def add(site: str, process: str, basis: str, commodity: str, level: float) -> None:
        rows.append((site, process, basis, commodity))
        levels.append(level * RESERVE)

    for stage in network.stages.values():
        for number, (site, share) in enumerate(zip(stage.sites, stage.share, strict=True)):
            match stage.name:
                case "mine":
                    add(site, "mine", "out", "", need["concentrate"] * share)
                case "separation":
                    for kind in network.treated[number]:
                        add(site, f"separate {baskets[kind]}", "in", "", 0.7 * need["concentrate"] * share)
                case "metal":
                    for metal, (oxide, _) in chain.METALS.items():
                        add(site, f"reduce {oxide}", "out", metal, need[metal] * share)
                case "magnet":
                    for grade in itertools.compress(chain.GRADES, network.grades[number]):
                        add(site, f"sinter {grade}", "out", f"{grade} magnet", 1.6 * need[grade] * share)
                case "recycling":
                    add(site, "recycle", "in", "", 0.2 * DEMAND_PER_CUSTOMER * network.size.sites["customer"] * share)
    months = network.size.months
    # Half of the plants are still starting up: they reach their capacity in the course of the horizon.
    starting = chance.random(len(rows)) < 0.5
    curve = np.minimum(1.0, 0.6 + 0.4 * np.arange(months) / (0.5 * months))
    sheet = sheet_of("Capacity", ["site", "process", "basis", "commodity"], [], list(rows))
    sheet.by_period["capacity"] = np.round(np.array(levels)[:, None] * np.where(starting[:, None], curve, 1.0), 3)
    return sheet


def _links(network: Network) -> list[tuple[str, str, str, int, int]]:
    """Return stage that sends, stage that receives, material, sender, receiver of every lane."""
    stages, count = network.stages, network.size.neighbours
    links: list[tuple[str, str, str, int, int]] = []

    def add(sending: str, receiving: str, material: str, allowed: np.ndarray | None = None, times: int = 1) -> None:
        pairs = nearest(stages[sending], stages[receiving], times * count, allowed)
        links.extend((sending, receiving, material, *pair) for pair in pairs)

    for kind, concentrate in enumerate(chain.BASKETS):
        mines = network.deposit == kind
        treats = (network.treated == kind).any(axis=1)
        pairs = nearest(stages["mine"], stages["separation"], count, mines)
        links += [("mine", "separation", concentrate, *pair) for pair in pairs if treats[pair[1]]]
    for metal, (oxide, _) in chain.METALS.items():
        add("separation", "metal", oxide)
        add("separation", "stockpile", oxide)
        links += [
            ("stockpile", "metal", oxide, receiver, sender)
            for sender, receiver in nearest(stages["metal"], stages["stockpile"], count)
        ]
        if oxide in chain.RECOVERED:
            add("recycling", "metal", oxide)
        add("metal", "magnet", metal)
    for place, grade in enumerate(chain.GRADES):
        makes, buys = network.grades[:, place], network.bought[:, place]
        pairs = nearest(stages["magnet"], stages["customer"], 2 * count, makes)
        links += [("magnet", "customer", f"{grade} magnet", *pair) for pair in pairs if buys[pair[1]]]
    add("magnet", "recycling", "swarf")
    pairs = nearest(stages["separation"], stages["customer"], count)
    links += [("separation", "customer", "Ce oxide", *pair) for pair in pairs if pair[1] % 5 == 0]
    return links


def _lanes(network: Network, chance: np.random.Generator) -> Sheet:
    rows: list[tuple[object, ...]] = []
    limits: list[float] = []
    needed = {f"{grade} magnet": network.need[grade] for grade in chain.GRADES}
    for sending, receiving, material, sender, receiver in _links(network):
        one, other = network.stages[sending], network.stages[receiving]
        distance = float(np.linalg.norm(one.place[sender] - other.place[receiver]))
        lead = np.round(max(distance - 1.0, 0.0) * MONTHS_PER_1000_KM, 2)
        abroad = one.countries[sender] != other.countries[receiver]
        rows.append((one.sites[sender], other.sites[receiver], material, np.round(FREIGHT * distance + 20.0, 2),
                     0.02 if abroad else 0.0, lead, 0.01 if abroad else 0.0))  # fmt: skip
        limited = material in needed and chance.random() < 0.3
        limits.append(needed[material] / network.size.sites["customer"] if limited else np.inf)
    sheet = sheet_of("Lanes", ["from", "to", "commodity"], ["cost", "duty", "lead time", "loss"], rows)
    sheet.by_period["capacity"] = np.round(np.repeat(np.array(limits)[:, None], network.size.months, axis=1), 3)
    return sheet


def _inventory(network: Network) -> Sheet:
    rows: list[tuple[object, ...]] = []
    need = network.need
    stockpiles, makers, customers = (network.stages[name] for name in ("stockpile", "magnet", "customer"))
    for site, country, share in zip(stockpiles.sites, stockpiles.countries, stockpiles.share, strict=True):
        for oxide, _ in chain.METALS.values():
            rows.append((site, oxide, country, np.round(0.5 * need[oxide] * share, 3), np.inf, 0.0, np.nan, 20.0))
    for site, country, share in zip(makers.sites, makers.countries, makers.share, strict=True):
        for metal in chain.METALS:
            held = np.round(need[metal] * share, 3)
            opening, safety = np.round(0.5 * held, 3), np.round(0.25 * held, 3)
            rows.append((site, metal, country, opening, 3.0 * held, safety, 0.0, 100.0))
    for number, (site, country) in enumerate(zip(customers.sites, customers.countries, strict=True)):
        for grade in itertools.compress(chain.GRADES, network.bought[number]):
            held = np.round(need[grade] / network.size.sites["customer"], 3)
            rows.append((site, f"{grade} magnet", country, held, 4.0 * held, np.round(0.25 * held, 3), 0.0, 150.0))
    return sheet_of(
        "Inventory", ["site", "commodity", "origin"],
        ["opening", "maximum", "safety", "end stock", "holding cost"], rows,
    )  # fmt: skip


def write_instance(name: str, folder: Path) -> None:
    """Write an instance as a folder of tables."""
    size = SIZES[name]
    write_folder(make_sheets(size), folder, f"Generated instance {name}", period_names(size))


def main(arguments: Sequence[str]) -> int:
    """Write an instance as a folder of tables."""
    if len(arguments) != 2 or arguments[0] not in SIZES:
        print(USAGE, file=sys.stderr)
        return 2
    write_instance(arguments[0], Path(arguments[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
