"""What best plans come to, tier by tier, and by how much one comes to more than another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Final

from models.arrays import FloatArray
from models.linear.face import size_of
from models.linear.program import Tier
from models.tiers import STEP

# The tier of the cost.
COST: Final = "cost"
# How the tiers of unmet demand, and of how fairly it is shared, begin.
UNMET, FAIR_SHARE = "unmet", "fair share"
SHORTAGE = (UNMET, FAIR_SHARE)
# Two solves agree to the solver's tolerance; a smaller change is none.
LEAST, ROUNDING = 1e-6, 1e-9
# A dual below this changes nothing that a person would act on: less than a gram, or a cent, for a tonne.
NO_WORTH = 1e-6
STOPPED = "not known: a time limit stopped the solver"
UNSOLVED = "not known: the solver has no answer"
ENDLESS = "without it the cost has no lower end"
NO_PLAN = "no plan keeps every limit then"
NO_INPUT = "the input would no longer be complete"
NOT_APART = "not known: the plan does not tell apart the origins that are asked for then"


@dataclass(frozen=True)
class Outcome:
    """The best plan of a changed input.

    optima  name of a tier -> its optimum, best first, the tie-break left out
    why     why there are none, "" where they are known
    unmet   (demands, periods) t that stay short in one of the best plans; None where that was not asked for
    broken  t of promises and limits that nothing can keep any more: least runs, shipments, takes, shares, rates
    missed  what these are called
    over    USD spent above the budget, where nothing keeps it any more
    eased   the same with more than their share let through of others, where something is lost that it is a share of
    is_least  whether it is only known that nothing can be better, tier by tier
    streams  step of a fair share -> how many demands it holds
    least   name of a tier -> the smallest change that is one, where it is not LEAST
    """

    optima: Mapping[str, float]
    why: str = ""
    unmet: FloatArray | None = field(default=None, compare=False)
    broken: float = 0.0
    missed: tuple[str, ...] = ()
    over: float = 0.0
    eased: Outcome | None = field(default=None, compare=False)
    is_least: bool = False
    streams: Mapping[str, int] = field(default_factory=dict, compare=False)
    least: Mapping[str, float] = field(default_factory=dict, compare=False)

    def difference(self, before: Outcome, name: str) -> float:
        """Return by how much a tier is more than before; a tier that one of them lacks has nothing to share there."""
        least = min(self.least.get(name, LEAST), before.least.get(name, LEAST))
        return difference(self.optima.get(name, 0.0), before.optima.get(name, 0.0), least)


@dataclass(frozen=True)
class Change:
    """What every tier of one outcome is more than of another: tier -> change; why there is none, else "".

    broken  t of promises and limits that only the one cannot keep;  missed  what those are called that either cannot
    over    USD above the budget that only the one cannot save
    eased   what changes then if shares of others give way, where somebody is less short by it
    is_least  whether the last tier is at least so much more; those behind it are not known, and left out
    priced  t of demand with a shortage cost that are more short in one best plan, where that was asked for
    shares  step of a fair share -> by how much its demand is more short that is the first to differ, worst first; other
            steps are about other demands in the one than in the other, so that their change says nothing
    streams  step of a fair share -> how many demands it holds in the first outcome
    """

    of: Mapping[str, float]
    why: str = ""
    broken: float = 0.0
    missed: tuple[str, ...] = ()
    over: float = 0.0
    eased: Change | None = None
    is_least: bool = False
    priced: float = 0.0
    shares: Mapping[str, float] = field(default_factory=dict)
    streams: Mapping[str, int] = field(default_factory=dict, compare=False)

    @property
    def turned(self) -> Change:
        """Return what every tier is more the other way round."""
        return Change(
            {tier: -amount for tier, amount in self.of.items()}, self.why, -self.broken, self.missed, -self.over,
            priced=-self.priced, shares={step: -amount for step, amount in self.shares.items()},
        )  # fmt: skip

    @property
    def told(self) -> dict[str, float]:
        """Return what every tier is more, of fair shares the first step that differs alone."""
        found: dict[str, float] = {}
        for tier, amount in self.of.items():
            if STEP not in tier:
                found[tier] = amount
                found |= {step: more for step, more in self.shares.items() if _unmet(step) == tier}
        return found

    def figure(self, tier: str) -> float | None:
        """Return what a tier is more; None of a step of a fair share behind the first that differs."""
        known = self.told
        if STEP not in tier or not any(_unmet(step) == _unmet(tier) for step in self.shares):
            return known.get(tier, 0.0)
        return known.get(tier)

    @property
    def is_nothing(self) -> bool:
        """Return whether it is known that nothing changes."""
        return not self.why and not self.broken and not self.over and not any(self.of.values())


def change(after: Outcome, before: Outcome) -> Change:
    """Return what each tier is more after than before."""
    if after.why or before.why:
        return Change({}, after.why or before.why)
    names = _both(before.optima, after.optima)
    found = {name: after.difference(before, name) for name in names}
    missed = tuple(dict.fromkeys((*after.missed, *before.missed)))
    eased = None if after.eased is None else change(after.eased, after)
    if eased is not None and not worse(eased.turned):
        eased = None
    broken, over = difference(after.broken, before.broken), difference(after.over, before.over)
    if after.is_least:
        return _at_least(found) if not broken and not over else Change({}, NOT_APART)
    return Change(
        found,
        broken=broken,
        missed=missed,
        over=over,
        eased=eased,
        shares=_first_shares(found, after, before),
        streams=after.streams,
    )


def _both(before: Mapping[str, float], after: Mapping[str, float]) -> list[str]:
    """Return the names of all tiers in their order: one that only the other has, behind what it follows there."""
    names = list(before)
    for place, name in enumerate(after):
        if name not in before:
            names.insert(names.index(list(after)[place - 1]) + 1 if place else 0, name)
    return names


def _unmet(step: str) -> str:
    """Return the tier of unmet demand whose shortage a step of a fair share shares."""
    return step.partition(STEP)[0].replace(FAIR_SHARE, UNMET)


def _first_shares(found: Mapping[str, float], after: Outcome, before: Outcome) -> dict[str, float]:
    """Return the first steps that differ, one of each fair share: of all demands, worst first, the first that does.

    The steps themselves do not tell: two plans with the same worst share may have it of more, or of fewer demands.
    """
    first: dict[str, float] = {}
    for share in dict.fromkeys(name.partition(STEP)[0] for name in found if STEP in name):
        now, then = _demands(after, share), _demands(before, share)
        steps = [name for name in found if name.startswith(share + STEP)]
        if now is None or then is None:
            first |= dict([(name, found[name]) for name in steps if found[name]][:1])
            continue
        for place in range(max(len(now), len(then))):
            one, other = ((own[place] if place < len(own) else 0.0) for own in (now, then))
            if abs(one - other) > LEAST:
                step = len(set(then[: place + 1])) + (place >= len(then))
                first[f"{share}{STEP}{step}"] = one - other
                break
    return first


def _demands(outcome: Outcome, share: str) -> list[float] | None:
    """Return what is short of each demand of a fair share that is, worst first; None where it is not known."""
    steps = {name: level for name, level in outcome.optima.items() if name.startswith(share + STEP) and level > LEAST}
    if any(name not in outcome.streams for name in steps):
        return None
    each = [level for name, level in steps.items() for _ in range(outcome.streams[name])]
    return sorted(each, reverse=True)


def _at_least(found: Mapping[str, float]) -> Change:
    """Return what is known where no outcome can be better: the tiers up to the first that is more, if that is short."""
    known: dict[str, float] = {}
    for tier, amount in found.items():
        known[tier] = amount
        if amount:
            is_short = amount > 0.0 and tier.startswith(SHORTAGE)
            return Change(known, is_least=True) if is_short else Change({}, NOT_APART)
    return Change({}, NOT_APART)


def difference(after: float, before: float, least: float = LEAST) -> float:
    """Return by how much one optimum is more than another; what two solves may differ by is none."""
    found = after - before
    return 0.0 if abs(found) <= max(least, ROUNDING * max(abs(after), abs(before))) else found


def least_of(tier: Tier, unit: float) -> float:
    """Return the smallest change of a tier that is one, in a program that is counted in so many t.

    A tonne that is late or missing for a month counts a twelfth, one of a demand's share less than a millionth.
    """
    return LEAST * min(1.0, unit) * min(1.0, size_of(tier.objective))


def no_worth(tier: Tier) -> float:
    """Return below which a dual of a tier changes nothing that a person would act on, in its unit for a tonne."""
    return NO_WORTH * min(1.0, size_of(tier.objective))


def before_cost(amounts: Mapping[str, float]) -> dict[str, float]:
    """Return what belongs to the tiers that come before the cost; how near a plan stays to another comes behind it."""
    return dict(takewhile(lambda pair: pair[0] != COST, amounts.items()))


def keeps_alike(one: Change, other: Change) -> bool:
    """Return whether two outcomes are known, break as many promises and spend as much above the budget: else what is
    short in them does not compare.

    They stand before all demand: who keeps more of them may leave more short.
    """
    if one.why or other.why or one.is_least or other.is_least:
        return False
    return difference(one.broken, other.broken) == difference(one.over, other.over) == 0.0


def worse(found: Change) -> list[float]:
    """Return the amounts by which tiers of unmet demand, or of how fairly it is shared, are more."""
    known = found.of if found.is_least else found.told
    return [amount for tier, amount in known.items() if tier.startswith(SHORTAGE) and amount > 0.0]
