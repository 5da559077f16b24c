"""Sentences of the Summary on bans of end uses: what is delivered under each, and how much of it has such an origin."""

from __future__ import annotations

import numpy as np

from models.nouns import counted
from models.resolve.facts import spelled_in_rules
from models.rule_types import END_USE_BAN
from planner.write.origin_facts import OriginFacts, asked_in_words
from planner.write.phrases import tonnes
from planner.write.report import Report

NAMED_BANS = 6


def sentences(report: Report) -> list[str]:
    """Return a sentence for each ban of an end use under which something is delivered, a few of them."""
    rules, facts = report.problem.rules, report.origins
    told = [
        _sentence(report, facts, rule)
        for rule in facts.rules
        if rules.type[rule] == END_USE_BAN and any(facts.under(rule))
    ]
    more = len(told) - NAMED_BANS
    return told[:NAMED_BANS] + (
        [f"Sheet Rule effects has {counted(more, 'more ban')} of end uses."] if more > 0 else []
    )


def _sentence(report: Report, facts: OriginFacts, rule: int) -> str:
    rules, records = report.problem.rules, report.records("Rules")
    under, marked = facts.under(rule), facts.marked(rule)
    uses = sorted({report.problem.demands.end_use[one.demand] or "demand without an end use" for one in under})
    who = (uses[0] if len(uses) == 1 else counted(len(uses), "end use")) + _when(report, rule)
    whole, some = sum(one.tonnes for one in under), sum(one.tonnes for one in marked)
    what = asked_in_words(rules.asked[rule], spelled_in_rules(records))
    soft = "" if rules.hard[rule] else " (soft)"
    if some <= report.gram:
        return f"{rules.name[rule]}{soft}: {tonnes(whole)} for {who}, none of it {what} (0 t)."
    allowed = "which a soft rule lets pass" if soft else "on days on which it does not act"
    return f"{rules.name[rule]}{soft}: {tonnes(whole)} for {who}, {tonnes(some)} of it {what}, {allowed}."


def _when(report: Report, rule: int) -> str:
    """Return in which periods a ban acts, where that is not all of the plan: what is delivered then is told."""
    acts = np.flatnonzero(report.problem.rules.share[rule] > 0.0)
    since = f" from {report.periods[acts[0]]} on" if acts[0] > 0 else ""
    return since if acts[-1] == len(report.periods) - 1 else f"{since} until {report.periods[acts[-1]]}"
