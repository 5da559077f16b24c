"""Small random problems under random rules: three mines, one user, four periods of uneven length."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

from tests.tiny import periods
from tests.workbooks import Cell, Sheets

SPANS = (("P1", "2027-01-01", "2027-01-31"), ("P2", "2027-02-01", "2027-03-31"), ("P3", "2027-04-01", "2027-06-30"),
         ("P4", "2027-07-01", "2027-08-31"))  # fmt: skip
MONTHS = (1, 2, 3, 2)
FIRST, LAST = dt.date(2027, 1, 1), dt.date(2027, 8, 31)
HORIZON = (LAST - FIRST).days + 1
NAMES = tuple(name for name, _, _ in SPANS)
SIZE = len(SPANS)
COUNTRY = {"Mine A": "China", "Mine B": "Japan", "Mine C": "China", "User": "United States"}
MINES = ("Mine A", "Mine B", "Mine C")
COLUMNS = ("rule", "type", "from", "to", "commodity", "value", "unit", "start", "end", "window", "applies at", "hard",
           "weight", "status")  # fmt: skip

type Rule = dict[str, Any]


@dataclass(frozen=True)
class Draw:
    """Whole numbers of a problem of three mines and a user.

    dig, demand  t per period;  cost, lead, lane  of each mine: USD/t, periods, t per period (None: no limit)
    storage      t at the user;  wait  periods that demand may wait;  rules  rows of sheet Rules
    """

    dig: dict[str, list[int]]
    cost: dict[str, int]
    lead: dict[str, int]
    lane: dict[str, int | None]
    demand: list[int]
    storage: int
    wait: int
    rules: tuple[Rule, ...]


def draw(seed: int) -> Draw:
    """Return a random problem; the same seed gives the same one."""
    chance = random.Random(seed)
    rules: list[Rule] = []
    for name in ("L1", "L2")[: chance.choice([1, 1, 2])]:
        scope: Rule = chance.choice([
            {"from": "China"}, {"from": "Mine A"}, {"from": "China", "applies at": "arrival"}, {},
            {"to": "United States", "applies at": "delivery"}, {"from": "China", "applies at": "production"},
        ])  # fmt: skip
        hard = chance.choice(["yes", "yes", "no"])
        taken: list[Rule] = []
        for _ in range(chance.randint(1, 3)):
            dates, volume = _dates(chance), chance.choice([None, 4, 8, 12])
            if dates not in taken:  # two rows with all names and dates alike are one row twice
                taken.append(dates)
                rules.append({"rule": name, "type": "licence", **scope, "value": volume, **dates, "hard": hard})
    for number in range(chance.randint(0, 3)):
        kind = chance.choice(["ban", "cap", "tariff", "share_max", "share_min"])
        rule: Rule = {"rule": f"R{number}", "type": kind, **_dates(chance), "hard": "yes", "from": "China"}
        if kind in ("share_max", "share_min"):
            rule |= {"to": "User", "value": chance.choice([0.25, 0.5, 0.75]), "unit": "fraction", "hard": "no",
                     "window": chance.choice(["period", "own dates", "calendar year"]),
                     "applies at": chance.choice(["departure", "arrival"])}  # fmt: skip
        else:
            at = chance.choice(["departure", "arrival", "production", "delivery"])
            rule["applies at"] = at
            if at == "delivery":
                rule |= {"from": None, "to": "User"}
            rule["value"] = {"ban": None, "cap": chance.randint(3, 15), "tariff": chance.randint(1, 9)}[kind]
            rule["unit"] = {"ban": None, "cap": "t", "tariff": chance.choice(["USD/t", "%"])}[kind]
            if kind == "cap":
                rule["window"] = chance.choice(["period", "own dates"])
            if kind != "tariff":
                rule["hard"] = chance.choice(["yes", "no"])
        rules.append(rule)
    return Draw(
        dig={mine: [chance.randint(2, 9) for _ in NAMES] for mine in MINES},
        cost={mine: chance.randint(1, 9) for mine in MINES},
        lead={mine: chance.randint(0, 1) for mine in MINES},
        lane={mine: chance.choice([None, None, 5, 8]) for mine in MINES},
        demand=[chance.randint(0, 14) for _ in NAMES],
        storage=chance.randint(0, 6),
        wait=chance.choice([0, 0, 1]),
        rules=tuple(rules),
    )


def _dates(chance: random.Random) -> Rule:
    start = FIRST + dt.timedelta(days=chance.choice([-60, 0, 0, 31, 45, 90, chance.randint(0, HORIZON - 30)]))
    end = chance.choice([None, start + dt.timedelta(days=chance.randint(20, 150))])
    return {"start": start, "end": end}


def sheets_of(given: Draw) -> Sheets:
    """Return the problem as a planner would write it."""
    rules: list[list[Cell]] = [[*COLUMNS], *([rule.get(name) for name in COLUMNS] for rule in given.rules)]
    sites: list[list[Cell]] = [[site, country, "plant"] for site, country in COUNTRY.items()]
    recipes: list[list[Cell]] = [[mine, "dig", "out", "oxide", given.cost[mine]] for mine in MINES]
    limits: list[list[Cell]] = [[mine, "dig", "t/period", *given.dig[mine]] for mine in MINES]
    lanes: list[list[Cell]] = [[mine, "User", "oxide", given.lead[mine], given.lane[mine]] for mine in MINES]
    return {
        "Settings": [["setting", "value"], ["title", "Rules"]],
        "Periods": periods(*SPANS),
        "Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 100]],
        "Sites": [["site", "country", "kind"], *sites],
        "Processes": [["site", "process", "direction", "commodity", "run cost [USD/t]"], *recipes],
        "Capacity": [["site", "process", "unit", *NAMES], *limits],
        "Demand": [["customer", "commodity", "end use", "may wait [periods]", "unit", *NAMES],
                   ["User", "oxide", "motors", given.wait, "t/period", *given.demand]],
        "Lanes": [["from", "to", "commodity", "lead time [periods]", "capacity [t/period]"], *lanes],
        "Inventory": [["site", "commodity", "maximum [t]"], ["User", "oxide", given.storage]],
        "Rules": rules,
    }  # fmt: skip
