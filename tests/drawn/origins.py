"""Random small problems in which rules ask where material comes from, as a planner would write them.

Three oxides from three countries each go into magnets at a plant in Japan and one in China; three end uses of falling
priority want the magnets. Nothing travels longer than a period, and oxide is kept only where some lies from before.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

from tests.tiny import day, periods
from tests.workbooks import Cell, Sheets

COUNTRIES = ("China", "Australia", "Brazil")
OXIDES = ("oxide A", "oxide B", "oxide C")
ELEMENTS = {"oxide A": ("Nd",), "oxide B": ("Dy",), "oxide C": ("Fe",)}
PLANTS = {"Plant J": "Japan", "Plant C": "China"}
USES = ("defence", "medical", "toys")
VALUES = {"oxide A": 12, "oxide B": 40, "oxide C": 5, "magnet": 60}
QUARTERS = (("Q1", "2027-01-01", "2027-03-31"), ("Q2", "2027-04-01", "2027-06-30"))
STAGES = ("mined", "separated", "magnet")


@dataclass(frozen=True)
class Rule:
    """One rule: what it does, (stage, country) of which any makes it act, elements, and the rest by kind.

    use  end use of a ban; of an allowance the plant at which it is tested, "" for all
    """

    kind: str
    asked: tuple[tuple[str, str], ...]
    elements: tuple[str, ...]
    use: str = ""
    start: str = "2027-01-01"
    end: str = ""
    value: float = 0.0


@dataclass(frozen=True)
class Case:
    """Whole numbers of one problem, by (oxide, country), plant, end use and period."""

    supply: dict[tuple[str, str], tuple[int, int]]
    price: dict[tuple[str, str], int]
    recipe: dict[str, int]
    made: dict[str, tuple[int, int]]
    cost: dict[str, int]
    demand: dict[str, tuple[int, int]]
    magnets: int
    magnets_from: str
    oxide: int
    oxide_from: str
    storage: int
    rules: tuple[Rule, ...] = field(default=())
    allowance: Rule | None = None


def draw(seed: int) -> Case:
    """Return one problem."""
    chance = random.Random(seed)

    def pair(low: int, high: int) -> tuple[int, int]:
        return chance.randint(low, high), chance.randint(low, high)

    sources = [(oxide, country) for oxide in OXIDES for country in COUNTRIES if chance.random() < 0.8]
    return Case(
        supply={source: pair(0, 9) for source in sources},
        price={source: chance.randint(1, 9) for source in sources},
        recipe={oxide: chance.randint(1, 2) for oxide in OXIDES},
        made={plant: pair(2, 9) for plant in PLANTS},
        cost={plant: chance.randint(1, 5) for plant in PLANTS},
        demand={use: pair(0, 6) for use in USES},
        magnets=chance.randint(0, 5),
        magnets_from=chance.choice(["China", "Brazil", "Asia", ""]),
        oxide=chance.randint(0, 4),
        oxide_from=chance.choice(["China", "Australia", ""]),
        storage=chance.randint(3, 9),
        rules=tuple(_rule(chance) for _ in range(chance.randint(1, 4))),
    )


def draw_allowed(seed: int) -> Case:
    """Return one problem with a ban of where oxides were made, and an allowance for some of what it asks for."""
    case, chance = draw(seed), random.Random(f"allowance {seed}")
    stages = chance.sample(("mined", "separated"), chance.randint(1, 2))
    ban = Rule(
        "end_use_ban",
        tuple((stage, chance.choice(["China", "Australia", "Asia"])) for stage in stages),
        chance.choice([(), ("Dy",), ("Nd", "Fe")]),
        chance.choice(USES[:2]),
    )
    asked = ban.asked if chance.random() < 0.8 else ban.asked[:1]
    if chance.random() < 0.2:
        # What nobody else asks for counts all the same where the allowance names it.
        asked = (*asked, ("magnet", "China"))
    start, end = chance.choice([("2027-01-01", ""), ("2027-01-01", ""), ("2027-05-16", ""),
                                ("2027-02-01", "2027-05-31")])  # fmt: skip
    share, plant = chance.choice([0.1, 0.3, 0.6]), chance.choice(["", "Plant J"])
    allowance = Rule("de_minimis", asked, ban.elements, plant, start, end, share)
    return replace(case, rules=(*case.rules[:2], ban), allowance=allowance, magnets=1, demand={
        use: (own[0] + 3, own[1] + 3) for use, own in case.demand.items()
    })  # fmt: skip


def with_twins(case: Case) -> Case:
    """Return a problem with a twin of each ban of an end use: one that does the same, of what comes from Brazil."""
    bans = [rule for rule in case.rules if rule.kind == "end_use_ban"]
    twins = (replace(ban, asked=tuple((stage, "Brazil") for stage, _ in ban.asked)) for ban in bans)
    return replace(case, rules=(*case.rules, *twins))


def _rule(chance: random.Random) -> Rule:
    asked = tuple({stage: (stage, chance.choice(["China", "Australia", "Asia"]))
                   for stage in chance.sample(STAGES, chance.randint(1, 3))}.values())  # fmt: skip
    elements = chance.choice([(), (), ("Dy",), ("Nd", "Fe")])
    kind = chance.choice(["end_use_ban", "end_use_ban", "end_use_ban", "cap", "ban", "tariff"])
    if kind == "end_use_ban":
        start, end = chance.choice([("2027-01-01", ""), ("2027-05-16", ""), ("2027-01-01", "2027-05-10"),
                                    ("2027-02-01", "2027-05-31"), ("2027-04-01", "")])  # fmt: skip
        return Rule(kind, asked, elements, chance.choice(USES), start, end)
    return Rule(kind, asked, elements, value=chance.randint(0, 12) if kind == "cap" else chance.randint(1, 9))


def sheets_of(case: Case) -> Sheets:
    """Return the problem as a planner would write it."""
    source_sites = {source: f"{source[1]} {source[0]}" for source in case.supply}
    processes: list[list[Cell]] = [
        [site, "dig", "out", source[0], 1, case.price[source]] for source, site in source_sites.items()
    ]
    capacity: list[list[Cell]] = [
        [site, "dig", "out", source[0], "t/period", *case.supply[source]] for source, site in source_sites.items()
    ]
    lanes: list[list[Cell]] = [[site, plant, source[0], 0] for source, site in source_sites.items() for plant in PLANTS]
    for plant in PLANTS:
        processes += [[plant, "press", "in", oxide, case.recipe[oxide], None] for oxide in OXIDES]
        processes.append([plant, "press", "out", "magnet", 1, case.cost[plant]])
        capacity.append([plant, "press", "out", "magnet", "t/period", *case.made[plant]])
        lanes.append([plant, "User", "magnet", 1])
    rules: list[list[Cell]] = []
    for number, rule in enumerate(case.rules):
        places = dict(rule.asked)
        is_use = rule.kind == "end_use_ban"
        rules.append([
            f"Rule {number}", rule.kind, day(rule.start), day(rule.end) if rule.end else None,
            *(places.get(stage) for stage in STAGES), "; ".join(rule.elements) or None, None if is_use else "Plant J",
            "User", "magnet", rule.use or None, rule.value if rule.kind in ("cap", "tariff") else None,
            {"cap": "t", "tariff": "USD/t"}.get(rule.kind),
        ])  # fmt: skip
    if allowance := case.allowance:
        places = dict(allowance.asked)
        rules.append([
            "Traces", "de_minimis", day(allowance.start), day(allowance.end) if allowance.end else None,
            *(places.get(stage) for stage in STAGES), "; ".join(allowance.elements) or None, allowance.use or None,
            None, "magnet", None, allowance.value, "fraction",
        ])  # fmt: skip
    mines: list[list[Cell]] = [
        [site, source[1], "Asia" if source[1] == "China" else source[1], "mine"]
        for source, site in source_sites.items()
    ]
    plants: list[list[Cell]] = [[plant, country, "Asia", "plant"] for plant, country in PLANTS.items()]
    demand: list[list[Cell]] = [
        ["User", "magnet", use, rank, "t/period", *case.demand[use]] for rank, use in enumerate(USES, start=1)
    ]
    return {
        "Settings": [["setting", "value"], ["title", "Origins"]],
        "Periods": periods(*QUARTERS),
        "Commodities": [
            ["commodity", "stage", "contents", "value [USD/t]"],
            ["oxide A", "oxide", "Nd 0.9", VALUES["oxide A"]], ["oxide B", "oxide", "Dy 0.9", VALUES["oxide B"]],
            ["oxide C", "oxide", "Fe 0.9", VALUES["oxide C"]],
            ["magnet", "magnet", "Nd 0.2; Dy 0.1; Fe 0.1", VALUES["magnet"]],
        ],
        "Sites": [
            ["site", "country", "bloc", "kind"],
            *mines,
            *plants,
            ["User", "United States", "United States", "customer"],
        ],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"], *processes,
        ],
        "Demand": [
            ["customer", "commodity", "end use", "priority", "unit", "Q1", "Q2"],
            *demand,
        ],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "Q1", "Q2"], *capacity],
        "Lanes": [["from", "to", "commodity", "cost [USD/t]"], *lanes],
        "Inventory": [
            ["site", "commodity", "opening [t]", "origin", "maximum [t]", "holding cost [USD/t/period]"],
            ["User", "magnet", case.magnets, case.magnets_from or None, case.storage, 1],
            ["Plant J", "oxide B", case.oxide, case.oxide_from or None, "no limit", 0],
        ],
        "Rules": [
            ["rule", "type", "start", "end", "mined in", "separated in", "magnet in", "elements", "from", "to",
             "commodity", "end use", "value", "unit"], *rules,
        ],
    }  # fmt: skip
