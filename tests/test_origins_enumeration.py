"""Origin classes against every combination of the origins of the inputs, each a material of its own."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from planner.verify import verify
from tests.loop_programs import Rows
from tests.random_origins import COUNTRIES, ELEMENTS, OXIDES, PLANTS, USES, Case, Rule, draw, sheets_of
from tests.tiny import day, solve_sheets

DAYS = ((day("2027-01-01"), day("2027-03-31")), (day("2027-04-01"), day("2027-06-30")))
INSTANCES = 200
STOCK = "stock"


@dataclass(frozen=True)
class Magnet:
    """Magnets of one history: the plant and the country of each oxide, "stock" for what lay there; or from stock."""

    plant: str
    origins: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return " ".join((self.plant, *self.origins))


def places(country: str) -> set[str]:
    """Return the names under which a country falls; the countries of Asia are one bloc, and Japan is in it."""
    return {country, "Asia"} if country in ("China", "Japan") else {"China", "Japan", "Asia"} if country == "Asia" \
        else {country}  # fmt: skip


def falls_under(case: Case, magnet: Magnet, rule: Rule) -> bool:
    """Tell, from the history of a magnet, whether a rule acts on it."""
    if magnet.plant == STOCK:
        # The magnet holds every element, and every stage was done where the stock is from; "" is not known.
        return not case.magnets_from or any(country in places(case.magnets_from) for _, country in rule.asked)
    for stage, country in rule.asked:
        if stage == "magnet":
            if country in places(PLANTS[magnet.plant]):
                return True
            continue
        for oxide, origin in zip(OXIDES, magnet.origins, strict=True):
            if rule.elements and not set(rule.elements) & set(ELEMENTS[oxide]):
                continue
            where = case.oxide_from if origin == STOCK else origin
            if not where or country in places(where):
                return True
    # Oxide of unknown origin carries whatever its elements allow, whatever stage the rule names.
    return any(
        origin == STOCK and not case.oxide_from and (not rule.elements or set(rule.elements) & set(ELEMENTS[oxide]))
        for oxide, origin in zip(OXIDES, magnet.origins, strict=True)
    )


def open_share(rules: tuple[Rule, ...], period: int) -> float:
    """Return the share of a period's days on which none of the rules acts."""
    first, last = DAYS[period]
    span = range(first.toordinal(), last.toordinal() + 1)
    closed = [
        any(
            date >= day(rule.start).toordinal() and (not rule.end or date <= day(rule.end).toordinal())
            for rule in rules
        )
        for date in span
    ]
    return 1.0 - sum(closed) / len(span)


def histories(case: Case) -> Iterator[Magnet]:
    yield Magnet(STOCK)
    for plant in PLANTS:
        choices = []
        for oxide in OXIDES:
            own = [country for country in COUNTRIES if (oxide, country) in case.supply]
            choices.append([*own, STOCK] if plant == "Plant J" and oxide == "oxide B" else own)
        for origins in itertools.product(*choices):
            yield Magnet(plant, origins)


def optima(case: Case) -> list[float]:
    """Return the least unmet of each end use in turn, then the least cost, over every combination of origins."""
    rows, magnets = Rows(), list(histories(case))
    cost: dict[str, float] = {}
    for period, magnet in itertools.product((0, 1), magnets):
        made, sent = f"make {magnet.name} {period}", f"send {magnet.name} {period}"
        stock, before = f"stock {magnet.name} {period}", f"stock {magnet.name} {period - 1}"
        there = {stock: 1.0, **{f"deliver {magnet.name} {use} {period}": 1.0 for use in USES}}
        there[f"dispose {magnet.name} {period}"] = 1.0
        if period:
            there[before] = -1.0
        cost[stock] = 1.0
        if magnet.plant == STOCK:
            rows.equal.append((there, float(case.magnets) if period == 0 else 0.0))
            continue
        there[sent] = -1.0
        rows.equal.append((there, 0.0))
        rows.most.append(({sent: 1.0, made: -1.0}, 0.0))
        cost[sent] = 1.0
        cost[made] = float(case.cost[magnet.plant]) + sum(
            case.recipe[oxide] * case.price[oxide, origin]
            for oxide, origin in zip(OXIDES, magnet.origins, strict=True)
            if origin != STOCK
        )
    for period in (0, 1):
        for plant in PLANTS:
            own = {f"make {one.name} {period}": 1.0 for one in magnets if one.plant == plant}
            rows.most.append((own, float(case.made[plant][period])))
        for (oxide, country), supply in case.supply.items():
            # Plant J keeps oxide B: what it uses in the second quarter may have come in the first.
            keeps = oxide == "oxide B" and period == 1
            plants = [plant for plant in PLANTS if not (keeps and plant == "Plant J")]
            rows.most.append((_taken(case, magnets, oxide, country, plants, (period,)), float(supply[period])))
            if keeps:
                rows.most.append((_taken(case, magnets, oxide, country, list(PLANTS), (0, 1)), float(sum(supply))))
        rows.most.append(({f"stock {one.name} {period}": 1.0 for one in magnets}, float(case.storage)))
        for use in USES:
            served = {f"deliver {one.name} {use} {period}": 1.0 for one in magnets}
            rows.equal.append(({**served, f"unmet {use} {period}": 1.0}, float(case.demand[use][period])))
    rows.most.append((_taken(case, magnets, "oxide B", STOCK, ["Plant J"], (0, 1)), float(case.oxide)))
    _apply_rules(case, rows, magnets, cost)
    tiers = [{f"unmet {use} {period}": 1.0 for period in (0, 1)} for use in USES]
    return [rows.minimise(tier) for tier in (*tiers, cost)]


def _taken(
    case: Case, magnets: list[Magnet], oxide: str, country: str, plants: list[str], when: tuple[int, ...]
) -> dict[str, float]:
    """Return what the runs of some plants take of an oxide from a country (or from stock)."""
    place = OXIDES.index(oxide)
    return {
        f"make {one.name} {period}": float(case.recipe[oxide])
        for one in magnets
        for period in when
        if one.plant in plants and one.origins[place] == country
    }


def _apply_rules(case: Case, rows: Rows, magnets: list[Magnet], cost: dict[str, float]) -> None:
    for rule in case.rules:
        sent = [f"send {one.name} {period}" for one in magnets for period in (0, 1)
                if one.plant == "Plant J" and falls_under(case, one, rule)]  # fmt: skip
        if rule.kind == "tariff":
            for name in sent:
                cost[name] += rule.value
        elif rule.kind in ("cap", "ban"):
            rows.most.append((dict.fromkeys(sent, 1.0), rule.value if rule.kind == "cap" else 0.0))
    for use, period in itertools.product(USES, (0, 1)):
        bans = [rule for rule in case.rules if rule.kind == "end_use_ban" and rule.use == use]
        # What several bans all forbid is delivered on days on which none of them acts.
        for size in range(1, len(bans) + 1):
            for together in itertools.combinations(bans, size):
                share = open_share(together, period)
                if share < 1.0:
                    marked = {f"deliver {one.name} {use} {period}": 1.0 for one in magnets
                              if all(falls_under(case, one, rule) for rule in together)}  # fmt: skip
                    rows.most.append((marked, share * case.demand[use][period]))


@pytest.mark.parametrize("seed", range(INSTANCES))
def test_classes_reach_what_every_combination_of_origins_reaches(seed: int) -> None:
    case = draw(seed)
    plan = solve_sheets(sheets_of(case))
    found = {name: own for name, own, _ in plan.objectives}
    expected = optima(case)
    got = [found.get(f"unmet, priority {rank}", 0.0) for rank in (1, 2, 3)] + [found["cost"]]
    assert got == pytest.approx(expected, abs=1e-5)


def test_the_rules_bind_in_most_of_the_instances() -> None:
    binding = 0
    for seed in range(0, INSTANCES, 5):
        case = draw(seed)
        binding += optima(case) != pytest.approx(optima(replace(case, rules=())), abs=1e-5)
    assert binding > INSTANCES / 5 / 2


@pytest.mark.parametrize("seed", range(INSTANCES))
def test_the_verifier_accepts_the_plan_and_refuses_one_that_knows_no_origins(seed: int) -> None:
    case = draw(seed)
    plan = solve_sheets(sheets_of(case))
    tables = plan.model.problem.tables
    objectives = [(name, optimum) for name, optimum, _ in plan.objectives]
    assert verify(tables, plan.tables, objectives, plan.costs).faults == ()
    careless = solve_sheets(sheets_of(replace(case, rules=())))
    better = [name for name, own, _ in careless.objectives[:-1] if own < dict(objectives)[name] - 1e-4]
    if better and all(name.startswith("unmet") for name in better):
        verification = verify(tables, careless.tables, [(name, own) for name, own, _ in careless.objectives])
        assert not verification.accepted
