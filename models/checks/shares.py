"""Findings about shares of origins: such as leave nothing that could be shipped, since they add up to more than all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from models.issues import Findings
from models.problem import Problem
from models.rule_types import SHARE_MAX, SHARE_MIN, SHARES

# Shares are typed in per cent; what is less than this above all of it was rounded.
ROUNDING = 1e-9


@dataclass(frozen=True)
class _Share:
    """A hard share of one commodity: its rule, and the lanes that it is a share of."""

    rule: int
    type: str
    value: float
    lanes: frozenset[int]


def shares_of_nothing(problem: Problem, issues: Findings) -> None:
    """Warn where shares into one place, on the same days, can only be kept when nothing is shipped into it."""
    told: set[tuple[int, ...]] = set()
    for (commodity, _, whole, *_), shares in _together(problem).items():
        for said, found in _contradictions(whole, shares):
            rules = tuple(sorted(share.rule for share in found))
            if rules in told:
                continue
            told.add(rules)
            name = problem.commodity_names.names[commodity]
            where = [problem.cell("Rules", int(problem.rules.line[rule]), "value") for rule in rules]
            issues.warning(
                "shares-of-nothing",
                where[-1],
                f"{said} (with {', '.join(where[:-1])}), so while they hold no {name} at all can be shipped into the "
                "place",
                "lower least shares or raise most shares, or write `no` under hard",
            )


type _Group = tuple[int, str, frozenset[int], str, bytes]


def _together(problem: Problem) -> dict[_Group, list[_Share]]:
    """Return the shares by commodity, when they count, lanes into the place, window, and days on which they act."""
    rules, commodity = problem.rules, problem.lanes.commodity
    found: dict[_Group, list[_Share]] = {}
    for rule, kind in enumerate(rules.type):
        if kind not in SHARES or not rules.hard[rule]:
            continue
        own, whole = (
            lanes[of == rule]
            for lanes, of in ((rules.flow_lane, rules.flow_rule), (rules.whole_lane, rules.whole_rule))
        )
        for one in np.unique(commodity[whole]).tolist():
            everything = frozenset(whole[commodity[whole] == one].tolist())
            part = frozenset(own[commodity[own] == one].tolist())
            key = (one, rules.at[rule], everything, rules.window[rule], rules.share[rule].tobytes())
            found.setdefault(key, []).append(_Share(rule, kind, float(rules.value[rule]), part))
    return found


def _contradictions(whole: frozenset[int], shares: Sequence[_Share]) -> Iterable[tuple[str, list[_Share]]]:
    """Yield in words, with the shares, what can only be kept by nothing."""
    least = _apart(sorted((one for one in shares if one.type == SHARE_MIN), key=lambda one: -one.value))
    total = sum(one.value for one in least)
    if total > 1.0 + ROUNDING:
        yield f"these least shares are {total:.6g} of all together", least
    most = _apart(sorted((one for one in shares if one.type == SHARE_MAX), key=lambda one: one.value))
    total = sum(one.value for one in most)
    if frozenset().union(*(one.lanes for one in most)) == whole and total < 1.0 - ROUNDING and len(most) > 1:
        yield f"these most shares of everybody who sends are {total:.6g} of all together", most
    for low in (one for one in shares if one.type == SHARE_MIN):
        for high in (one for one in shares if one.type == SHARE_MAX):
            if low.lanes <= high.lanes and low.value > high.value + ROUNDING:
                yield f"the least share {low.value:.6g} is above the most share {high.value:.6g}", [low, high]


def _apart(shares: Iterable[_Share]) -> list[_Share]:
    """Return the shares, in their order, but those that have a lane of one before."""
    taken: set[int] = set()
    kept: list[_Share] = []
    for share in shares:
        if share.lanes and not share.lanes & taken:
            taken |= share.lanes
            kept.append(share)
    return kept
