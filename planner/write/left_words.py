"""What levers leave open, in the planner's words: what stands behind it, and what other decisions would close of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.limits.levers import Lever
from planner.explain.cures.cure import Cures, Move
from planner.explain.cures.due import UNKNOWN
from planner.write.action_words import cure_sentence, leaves_some
from planner.write.phrases import joined, money, rounder, so_much, tonnes
from planner.write.report import Report
from planner.write.step_words import lever_key
from planner.write.yield_words import it_leaves

NAMED_MORE = 3
ANEW = "with other yes/no decisions"
MOVES_BESIDE = "what a move itself costs is beside the budget: that is for what the plan spends, and is kept"
NOT_PROVEN = "of all cures that were looked at, these are the best; others may be better"


def more_sentence(report: Report, levers: Sequence[Lever], found: Cures) -> str:
    """Return what else would have to give way where the levers leave something; "" where they close it."""
    if found.why or not leaves_some(report, found.left):
        return ""
    stays = f"{tonnes(found.left)} stay short whatever these do{report.as_decided}"
    if found.more is None:
        return f"{stays}; what stands behind it is not known"
    anew = ""
    if found.anew_more:
        anew = f"; {ANEW} it takes {_each(report, found.anew_more)} to close {_closed(report, found.anew_rest)}"
    if not found.more:
        others = "the decisions, lead times" if report.is_decided else "lead times"
        behind = f"{others}, yields, recipes or supply that is not there do"
        return f"{stays}, and no limit stands behind it that could give way: {behind}{anew}"
    closed = f"to close {_closed(report, found.rest)} too, it takes {_each(report, found.more)}"
    return f"{stays}; {closed}{_beside(report, levers, found)}{anew}"


def budget_sentence(report: Report, found: Cures) -> str:
    """Return how much more of the budget closes as much with no limit moved; "" where there is none, or it does not."""
    more = found.budget
    if more is None:
        return ""
    cell = report.problem.cell("Settings", report.problem.setting_record("budget"), "value")
    words = f"{money(more.amount)} more in the budget ({cell}), with no limit moved{report.as_decided}"
    return "; ".join(filter(None, (words, it_leaves(report, more.yields))))


def beside_budget(report: Report, found: Iterable[Cures]) -> str:
    """Return a sentence that what levers cost is not in the budget; "" where there is none, or they cost nothing."""
    costs = any(cure.lever_cost for one in found for cure in one.each)
    return MOVES_BESIDE if costs and report.problem.options.budget is not None else ""


def _closed(report: Report, rest: float) -> str:
    """Return what closes where so many t stay short."""
    return "it" if not leaves_some(report, rest) else f"all but {tonnes(rest)} of it"


def _beside(report: Report, levers: Sequence[Lever], found: Cures) -> str:
    """Return what limits that could move add beside it, as a part of a sentence: in all, what cures move included."""
    if not found.beside:
        return ""
    named = _each(report, [(levers[move.lever], move) for move in found.beside])
    return f", beside {named}{' in all' if found.each else ''}"


def _each(report: Report, moves: Iterable[tuple[Lever, Move]]) -> str:
    """Return by how much each of some limits gives way."""
    parts: dict[str, tuple[float, str, str]] = {}
    for lever, move in moves:
        period, line = int(lever.period[move.place]), int(lever.line[move.place])
        cell = report.problem.cell(lever.sheet, line, lever.column, period if period >= 0 else None)
        limit = f"{'below' if lever.lowered else 'past'} the {lever.words} of {lever_key(report, lever, line)}"
        before = parts.get(limit, (0.0, lever.unit, cell))
        parts[limit] = (before[0] + move.tonnes, lever.unit, before[2])
    # Each is found with room for a gap and for what stays of it.
    whole = report.plan.model.program.unit
    named = [
        f"{so_much(rounder(amount, whole, 2.0), unit)} {limit} ({cell})"
        for limit, (amount, unit, cell) in parts.items()
    ]
    return joined(named, NAMED_MORE)


def anew_sentence(report: Report, levers: Sequence[Lever], found: Cures) -> str:
    """Return the cure with other decisions in one sentence; "" where there is none."""
    if found.anew is None:
        return ""
    left = "" if not leaves_some(report, found.anew_left) else f", which leave {tonnes(found.anew_left)} short"
    return f"{ANEW}{left}: {cure_sentence(report, levers, found.anew, UNKNOWN, found.gap)}"
