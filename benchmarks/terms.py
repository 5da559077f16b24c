"""What governments and contracts say of the generated networks: sheets Rules and Contracts."""

from __future__ import annotations

import numpy as np

from benchmarks import chain
from benchmarks.network import DEMAND_PER_CUSTOMER, MONTHS_PER_YEAR, Network, month_start, nearest
from benchmarks.sheets import Sheet, sheet_of, words

# A separator sells to this many metal makers under contract, with a rising price above half of the volume.
CONTRACTED, CHEAPER_TIER = 2, 0.5
# What a contract takes at most, and what is paid for in any case, as shares of the metal maker's own need.
MOST_TAKEN, PAID_ANYWAY = 0.5, 0.1
# Where a rule may ask material to be from, stage by stage.
FORMED, FROM_MELTING = ("magnet in", "alloy in"), ("magnet in", "alloy in", "metal in")


def policy(network: Network) -> Sheet:
    """Return caps, a licence with its grants, tariffs, a ban, and two rules that ask where material was made."""
    first, half, last = (month_start(month) for month in (0, network.size.months // 2, network.size.months))
    demand = DEMAND_PER_CUSTOMER * network.size.sites["customer"]
    blank = {
        **dict.fromkeys((*FROM_MELTING, "from", "to", "commodity", "end use", "unit"), ""),
        "window": "own dates", "applies at": "departure", "hard": "yes", "value": np.nan, "start": first, "end": -1,
    }  # fmt: skip
    rows: list[dict[str, object]] = []

    def add(rule: str, kind: str, **said: object) -> None:
        rows.append(
            {**blank, "rule": rule, "type": kind, **{name.replace("_", " "): one for name, one in said.items()}}
        )

    def cap(rule: str, sender: str, to: str, what: str, tonnes: float, **said: object) -> None:
        add(rule, "cap", **{"from": sender, "to": to}, commodity=what, value=round(tonnes, 3), unit="t", **said)

    for grade, share in ((name, grade.share) for name, grade in chain.GRADES.items()):
        cap("magnet licences", "China", "United States", f"{grade} magnet", 0.05 * demand * share * MONTHS_PER_YEAR,
            window="calendar year", end=last - 1)  # fmt: skip
        add("magnet tariff", "tariff", **{"from": "China", "to": "United States"}, commodity=f"{grade} magnet",
            value=0.25, unit="%", applies_at="arrival", end=half)  # fmt: skip
    for oxide, _ in chain.METALS.values():
        cap("oxide licences", "China", "Allies", oxide, 0.1 * network.need[oxide], window="period")
    for start in (first, half):
        add("terbium licence", "licence", **{"from": "China", "to": "United States"}, commodity="Tb oxide", unit="t",
            value=round(network.need["Tb oxide"], 3), start=start, end=half - 1 if start == first else -1)  # fmt: skip
    add("heavy ban", "ban", **{"from": "China", "to": "Allies"}, commodity="Dy oxide", start=half)
    cap("dependence", "China", "Germany", "*", 0.2 * demand, window="calendar year", hard="no")
    add("defence rule, magnets", "end_use_ban", end_use="defence", **dict.fromkeys(FORMED, "China"))
    add(
        "defence rule, from melting on",
        "end_use_ban",
        end_use="defence",
        start=half,
        **dict.fromkeys(FROM_MELTING, "China"),
    )
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    return Sheet(
        "Rules",
        {name: words(values) for name, values in columns.items() if name not in ("unit", "value", "start", "end")},
        {"value": np.array(columns["value"], dtype=np.float64)},
        date={name: np.array(columns[name], dtype=np.int64) for name in ("start", "end")},
        unit=words(columns["unit"]),
    )


def contracts(network: Network) -> Sheet:
    """Return the contracts of separators with the metal makers nearest to them: two price tiers, take-or-pay."""
    sellers, buyers = network.stages["separation"], network.stages["metal"]
    oxide, quantity = chain.METALS["NdPr metal"]
    rows: list[tuple[object, ...]] = []
    for seller, buyer in nearest(sellers, buyers, CONTRACTED):
        need = network.need["NdPr metal"] * quantity * float(buyers.share[buyer]) * MONTHS_PER_YEAR
        most, paid = round(MOST_TAKEN * need, 3), round(PAID_ANYWAY * need / CONTRACTED, 3)
        split = round(CHEAPER_TIER * most, 3)
        who = (f"{sellers.sites[seller]} to {buyers.sites[buyer]}", sellers.sites[seller], buyers.sites[buyer], oxide)
        price = round(0.8 * chain.OXIDES[oxide], 2)
        rows.append((*who, "first", "calendar year", "yes", split, paid, most, price))
        rows.append((*who, "rest", "calendar year", "yes", np.nan, np.nan, np.nan, round(1.1 * price, 2)))
    sheet = sheet_of(
        "Contracts", ["contract", "supplier", "buyer", "commodity", "tier", "window", "take-or-pay"],
        ["tier to", "minimum take", "maximum"], [row[:-1] for row in rows],
    )  # fmt: skip
    prices = np.array([row[-1] for row in rows], dtype=np.float64)
    sheet.by_period["price"] = np.repeat(prices[:, None], network.size.months, axis=1)
    return sheet
