"""Origin classes against every combination of the origins of the inputs, each a material of its own."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from planner.verify import verify
from tests.drawn.origins import (
    COUNTRIES,
    ELEMENTS,
    OXIDES,
    PLANTS,
    USES,
    VALUES,
    Case,
    Rule,
    draw,
    draw_allowed,
    sheets_of,
)
from tests.loop_programs import Rows
from tests.seeds import seeds
from tests.tiny import day, solve_sheets

DAYS = ((day("2027-01-01"), day("2027-03-31")), (day("2027-04-01"), day("2027-06-30")))
INSTANCES = 200
EVERY_RUN, MANY = 40, 90
STOCK = "stock"


@dataclass(frozen=True)
class Magnet:
    """Magnets of one history: the plant and the country of each oxide, "stock" for what lay there; or from stock."""

    plant: str
    origins: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return " ".join((self.plant, *self.origins))

    def takes(self, case: Case, oxide: str, origin: str, period: int) -> dict[str, float]:
        """Return what its runs take of an oxide from a country, or from stock."""
        own = self.origins[OXIDES.index(oxide)] == origin
        return {f"make {self.name} {period}": float(case.recipe[oxide])} if own else {}


@dataclass(frozen=True)
class Batch(Magnet):
    """Magnets made together under the allowance: whatever of each oxide may be in it, so that these rules act on it."""

    acting: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        return f"{self.plant} under {sorted(self.acting)}"

    def takes(self, case: Case, oxide: str, origin: str, period: int) -> dict[str, float]:
        own = origin in origins_of(case, self.plant, oxide) and beside(case, oxide, origin) <= self.acting
        return {f"take {self.name} {oxide} {origin} {period}": 1.0} if own else {}


def places(country: str) -> set[str]:
    """Return the names under which a country falls; the countries of Asia are one bloc, and Japan is in it."""
    return {country, "Asia"} if country in ("China", "Japan") else {"China", "Japan", "Asia"} if country == "Asia" \
        else {country}  # fmt: skip


def falls_under(case: Case, magnet: Magnet, rule: Rule) -> bool:
    """Tell, from the history of a magnet, whether a rule acts on it."""
    if isinstance(magnet, Batch):
        made = any(stage == "magnet" and country in places(PLANTS[magnet.plant]) for stage, country in rule.asked)
        return made or case.rules.index(rule) in magnet.acting
    if magnet.plant == STOCK:
        # The magnet holds every element, and every stage was done where the stock is from; "" is not known.
        return not case.magnets_from or any(country in places(case.magnets_from) for _, country in rule.asked)
    return any(stage == "magnet" and country in places(PLANTS[magnet.plant]) for stage, country in rule.asked) or any(
        touches(case, oxide, origin, rule.asked, rule.elements)
        for oxide, origin in zip(OXIDES, magnet.origins, strict=True)
    )


def touches(case: Case, oxide: str, origin: str, asked: tuple[tuple[str, str], ...], elements: tuple[str, ...]) -> bool:
    """Tell whether oxide from a country, or from stock, is what a rule asks for."""
    if elements and not set(elements) & set(ELEMENTS[oxide]):
        return False
    where = case.oxide_from if origin == STOCK else origin
    # Oxide of unknown origin carries whatever its elements allow, whatever stage the rule names.
    return any(not where or (stage != "magnet" and country in places(where)) for stage, country in asked)


def beside(case: Case, oxide: str, origin: str) -> frozenset[int]:
    """Return the rules that act on an oxide even if the allowance relieves what it names."""
    allowance = case.allowance
    assert allowance is not None
    found = []
    for number, rule in enumerate(case.rules):
        relieved = allowance.asked if rule.elements == allowance.elements else ()
        left = tuple(fact for fact in rule.asked if fact not in relieved)
        if touches(case, oxide, origin, left, rule.elements):
            found.append(number)
    return frozenset(found)


def origins_of(case: Case, plant: str, oxide: str) -> list[str]:
    """Return the countries from which a plant gets an oxide, and "stock" where some lies there."""
    own = [country for country in COUNTRIES if (oxide, country) in case.supply]
    return [*own, STOCK] if plant == "Plant J" and oxide == "oxide B" else own


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
        for origins in itertools.product(*(origins_of(case, plant, oxide) for oxide in OXIDES)):
            yield Magnet(plant, origins)
        if case.allowance and case.allowance.use in ("", plant):
            for size in range(len(case.rules) + 1):
                for acting in itertools.combinations(range(len(case.rules)), size):
                    yield Batch(plant, acting=frozenset(acting))


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
        cost[made] = float(case.cost[magnet.plant])
        for (oxide, origin), price in case.price.items():
            for name, tonnes in magnet.takes(case, oxide, origin, period).items():
                cost[name] = cost.get(name, 0.0) + tonnes * price
        if isinstance(magnet, Batch):
            _test_allowance(case, rows, magnet, period)
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
    found: dict[str, float] = {}
    for one in magnets:
        for period in when:
            if one.plant in plants:
                found |= one.takes(case, oxide, country, period)
    return found


def _test_allowance(case: Case, rows: Rows, batch: Batch, period: int) -> None:
    """Let any mixture make a batch, as long as what is marked is worth little enough beside the magnets."""
    allowance, made = case.allowance, f"make {batch.name} {period}"
    assert allowance is not None
    marked: dict[str, float] = {}
    for oxide in OXIDES:
        taken: dict[str, float] = {}
        for origin in origins_of(case, batch.plant, oxide):
            names = batch.takes(case, oxide, origin, period)
            taken |= names
            if touches(case, oxide, origin, allowance.asked, allowance.elements):
                marked |= dict.fromkeys(names, float(VALUES[oxide]))
        rows.equal.append(({**taken, made: -float(case.recipe[oxide])}, 0.0))
    part = allowance.value * (1.0 - open_share((allowance,), period))
    rows.most.append(({**marked, made: -part * VALUES["magnet"]}, 0.0))


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


@pytest.mark.parametrize("seed", seeds(EVERY_RUN, MANY, INSTANCES))
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


@pytest.mark.parametrize("seed", seeds(EVERY_RUN, MANY, INSTANCES))
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


@pytest.mark.parametrize("seed", seeds(EVERY_RUN, MANY, INSTANCES))
def test_allowances_reach_what_every_mixture_of_origins_reaches(seed: int) -> None:
    case = draw_allowed(seed)
    plan = solve_sheets(sheets_of(case))
    found = {name: own for name, own, _ in plan.objectives}
    got = [found.get(f"unmet, priority {rank}", 0.0) for rank in (1, 2, 3)] + [found["cost"]]
    assert got == pytest.approx(optima(case), abs=1e-5)
    objectives = [(name, optimum) for name, optimum, _ in plan.objectives]
    assert verify(plan.model.problem.tables, plan.tables, objectives, plan.costs).faults == ()


def test_allowances_change_a_good_part_of_the_instances() -> None:
    better = 0
    for seed in range(0, INSTANCES, 5):
        case = draw_allowed(seed)
        better += optima(case) != pytest.approx(optima(replace(case, allowance=None)), abs=1e-5)
    assert better > INSTANCES / 5 / 4


@pytest.mark.parametrize("seed", range(0, INSTANCES, 8))
def test_a_larger_allowance_is_never_worse(seed: int) -> None:
    case = draw_allowed(seed)
    assert case.allowance is not None
    before: list[float] | None = None
    for share in (0.0, 0.2, 0.7):
        plan = solve_sheets(sheets_of(replace(case, allowance=replace(case.allowance, value=share))))
        found = {name: own for name, own, _ in plan.objectives}
        now = [found.get(f"unmet, priority {rank}", 0.0) for rank in (1, 2, 3)] + [found["cost"]]
        if before is not None:
            worse = [one - other for one, other in zip(now, before, strict=True)]
            first = next((change for change in worse if abs(change) > 1e-5), 0.0)
            assert first <= 0.0, (share, before, now)
        before = now
