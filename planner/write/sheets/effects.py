"""What each rule does in a plan: how much it lets through, how much of that is used, when it binds, what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.arrays import FloatArray
from models.costs import tariffs
from models.families.policy import soft_of
from models.roles import END_USE_BANS, OF_RULES
from models.rule_types import BAN, DE_MINIMIS, END_USE_BAN, LICENCE, SHARE_MAX, SHARES, TARIFF
from models.ruled import ruled_flows
from planner.figures import figure
from planner.write.page import BAD_SIGN, FAIR_SIGN, GOOD_SIGN
from planner.write.phrases import joined
from planner.write.phrases import tonnes as tonnes_of
from planner.write.report import Limit, Report
from planner.write.sheets.binding import binds, is_used_up, limits_by_row
from planner.write.sheets.grants import used_of
from planner.write.sheets.traces import traces_of
from planner.write.worth import acting_rows, idle_rows

NAMED_PERIODS, NAMED_RULES = 6, 2
PERCENT = 100.0
SLACK = f"{GOOD_SIGN} does not bind"
AS_DECIDED = f"{FAIR_SIGN} does not bind with the yes/no decisions as they are"
HOLDS_BACK = f"{FAIR_SIGN} holds other decisions back: see sheet Without each rule"


@dataclass(frozen=True, eq=False)
class Effect:
    """One rule: its value in words, its light, tonnes allowed and used (None where that means nothing), USD of tariff.

    binding  its limits that bind;  limits  all of them
    used_up  of which nothing is left though they have no value: another limit as tight may have it
    tied     that close all that a limit which binds, of this or another rule, closes: either may have the value
    """

    value: str
    state: str
    allowed: float | None
    used: float | None
    tariff: float | None
    binding: Sequence[Limit]
    limits: Sequence[Limit]
    used_up: Sequence[Limit] = ()
    tied: Sequence[Limit] = ()

    @property
    def tight(self) -> tuple[Limit, ...]:
        """Return its limits of which nothing is left, whichever of them have a value."""
        return tuple(dict.fromkeys((*self.binding, *self.used_up, *self.tied)))


def effects_of(report: Report) -> list[Effect]:
    """Return the effect of each rule."""
    rules, records = report.problem.rules, report.records("Rules")
    by_row = limits_by_row(report, (*OF_RULES, DE_MINIMIS, *SHARES))
    taxed, paid = _tariffs(report)
    allowed, used = _shares(report)
    granted, traces = used_of(report), traces_of(report)
    broken, order = _exceeded(report), report.period_order
    idle, acting = idle_rows(report), acting_rows(report)
    effects = []
    for rule, kind in enumerate(rules.type):
        row = int(records.row[rules.line[rule]])
        own = np.flatnonzero(rules.grants.rule == rule).tolist()
        limits = by_row.get((kind, row), [])
        most: float | None = None
        through: float | None = None
        if kind == LICENCE:
            limits = list(by_row.get(("unlicensed", row), []))
            for grant in own:
                limits += by_row.get(("licence_volume", int(records.row[rules.grants.line[grant]])), [])
            volume = float(sum(rules.grants.volume[grant] for grant in own if rules.grants.usable[grant].any()))
            most, through = volume if np.isfinite(volume) else None, sum(granted[grant] for grant in own)
        elif kind == DE_MINIMIS:
            through = traces.get(rule, 0.0)
        elif kind in SHARES:
            most, through = (float(allowed[rule]) if kind == SHARE_MAX else None), float(used[rule])
        elif limits:
            most = sum(limit.limit for limit in limits)
            through = sum(limit.used for limit in limits) + broken.get(row, 0.0)
        # Where several bans of an end use close the days of a period together, the row stands under the first of them.
        together = by_row.get((END_USE_BANS[1], row), [])
        binding = sorted(
            (limit for limit in (*limits, *together) if binds(limit)), key=lambda limit: order.get(limit.period, -1)
        )
        used_up = sorted(
            (limit for limit in limits if limit.limit > 0.0 and limit not in binding and is_used_up(limit)),
            key=lambda limit: order.get(limit.period, -1),
        )
        state = _state(kind, limits, binding, used_up, float(taxed[rule]), broken.get(row, 0.0), through)
        if state == SLACK and report.is_decided and row not in idle:
            # What the decisions leave of it says nothing of other ones.
            state = HOLDS_BACK if row in acting else AS_DECIDED
        effects.append(
            Effect(
                _value(kind, float(rules.value[rule]), bool(rules.ad_valorem[rule]), len(own)), state, most, through,
                float(paid[rule]) if kind == TARIFF else None, binding, (*limits, *together), used_up,
            )
        )  # fmt: skip
    closed = {row for one in effects for limit in one.binding for row in limit.alike}
    return [
        replace(
            one,
            state=_shared(report, rule, effects) or one.state,
            tied=[limit for limit in one.limits if limit.row in closed],
        )
        for rule, one in enumerate(effects)
    ]


def _shared(report: Report, rule: int, effects: Sequence[Effect]) -> str:
    """Return the light of a rule that changes nothing by itself, since others close the same."""
    own = effects[rule]
    if any(not limit.alike for limit in own.binding):
        return ""
    names = [
        report.problem.rules.name[other]
        for other, effect in enumerate(effects)
        if other != rule and (_closes(own.binding, effect.limits) or _closes(effect.binding, own.limits))
    ]
    also = [limit.also for limit in own.binding] if not names else []
    words = joined(dict.fromkeys(names or also), NAMED_RULES)
    return f"{FAIR_SIGN} binds together with {words}" if words else ""


def _closes(binding: Sequence[Limit], limits: Sequence[Limit]) -> bool:
    """Tell whether one of these limits closes what another that binds closes, so that either may have the value."""
    rows = {limit.row for limit in limits}
    return any(rows.intersection(limit.alike) for limit in binding)


def _tariffs(report: Report) -> tuple[FloatArray, FloatArray]:
    """Return (rules,) tonnes that pay a tariff, by the share of days on which it acts, and USD before discounting."""
    problem, v, values = report.problem, report.plan.model.variables, report.plan.values
    rules, flows = problem.rules, ruled_flows(problem, v, TARIFF)
    tonnes = values[flows.column] * flows.tonnes * rules.share[flows.rule, flows.counted]
    paid = np.zeros(rules.size)
    for rule, block, rate in tariffs(problem, v):
        paid += np.bincount(rule, weights=values[block.index] * rate, minlength=rules.size)
    return np.bincount(flows.rule, weights=tonnes, minlength=rules.size), paid


def _shares(report: Report) -> tuple[FloatArray, FloatArray]:
    """Return (rules,) the tonnes that rules on shares allow, and those that come from their origin, in all windows."""
    problem, values, program = report.problem, report.plan.values, report.plan.model.program
    rules, v = problem.rules, report.plan.model.variables
    own = ruled_flows(problem, v, *SHARES)
    tonnes = values[own.column] * rules.share[own.rule, own.counted]
    used = np.bincount(own.rule, weights=tonnes, minlength=rules.size)
    allowed = used.copy()
    for family, sign in (("share_max", 1.0), ("share_min", -1.0)):
        # The activity of a row is what comes from the origin, less the share of all, less (or plus) what is broken.
        block, soft = program.row_blocks[family], soft_of(problem, v, family)
        np.subtract.at(allowed, block.keys["rule"], report.plan.activity[block.index])
        np.subtract.at(allowed, soft.keys["rule"], sign * values[soft.index])
    return allowed, used


def _exceeded(report: Report) -> dict[int, float]:
    """Return row of sheet Rules -> tonnes by which a soft rule is broken."""
    table = report.plan.tables["soft"]
    found: dict[int, float] = {}
    for row, tonnes in zip(table["row"].to_list(), table["violation_t"].to_list(), strict=True):
        found[int(row)] = found.get(int(row), 0.0) + tonnes
    return found


def _state(
    kind: str, limits: Sequence[Limit], binding: Sequence[Limit], used_up: Sequence[Limit], taxed: float,
    exceeded: float, through: float | None,
) -> str:  # fmt: skip
    if exceeded and kind == LICENCE:
        return f"{BAD_SIGN} soft, {tonnes_of(exceeded)} without a grant"
    if exceeded:
        return f"{BAD_SIGN} soft, exceeded by {tonnes_of(exceeded)}"
    if kind == TARIFF:
        return f"{FAIR_SIGN} paid on {tonnes_of(taxed)}" if taxed else f"{GOOD_SIGN} nothing pays it"
    if kind == DE_MINIMIS and not through:
        return f"{GOOD_SIGN} nothing uses the allowance"
    for tight, words in ((binding, "binds"), (used_up, "used up, of no value by itself")):
        if tight:
            # One limit counts over the dates of the row; of several windows it is told which are tight.
            periods = [limit.period or limit.window for limit in tight if limit.period or len(limits) > 1]
            when = f" in {joined(dict.fromkeys(periods), NAMED_PERIODS)}" if periods else ""
            return f"{FAIR_SIGN} {words}{when}"
    if limits or kind == LICENCE:
        return SLACK
    return f"{GOOD_SIGN} touches no {'demand' if kind == END_USE_BAN else 'flow'} of this plan"


def _value(kind: str, value: float, ad_valorem: bool, grants: int) -> str:
    if kind == BAN:
        return "nothing may flow"
    if kind == END_USE_BAN:
        return "no such origin"
    if kind == LICENCE:
        return f"{grants} grant" + ("s" if grants != 1 else "")
    if kind in SHARES:
        return f"at {'most' if kind == SHARE_MAX else 'least'} {value * PERCENT:.6g} %"
    if kind == DE_MINIMIS:
        return f"up to {value * PERCENT:.6g} % of the value of what is made"
    if kind == TARIFF:
        return f"{value * PERCENT:.6g} %" if ad_valorem else f"{value:,.6g} USD/t"
    return f"{figure(value)} t"
