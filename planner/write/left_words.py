"""What levers leave open, in the planner's words: what stands behind it, and what other decisions would close of it."""

from __future__ import annotations

from collections.abc import Sequence

from models.levers import Lever
from planner.explain.cures import Cures
from planner.explain.due import UNKNOWN
from planner.figures import figure
from planner.write.action_words import LEAST_LEFT, cure_sentence
from planner.write.phrases import joined, tonnes
from planner.write.report import Report

NAMED_MORE = 3
ANEW = "with other yes/no decisions"


def more_sentence(report: Report, found: Cures) -> str:
    """Return what else would have to give way where the levers leave something; "" where they close it."""
    if found.why or found.left <= LEAST_LEFT:
        return ""
    stays = f"{tonnes(found.left)} stay short whatever these do{report.as_decided}"
    if found.more is None:
        return f"{stays}; what stands behind it is not known"
    if not found.more:
        others = "the decisions, lead times" if report.is_decided else "lead times"
        return f"{stays}, and no limit stands behind it that could give way: {others}, yields or recipes do"
    parts: dict[tuple[str, str], tuple[float, str, str]] = {}
    for lever, move in found.more:
        period = int(lever.period[move.place])
        cell = report.problem.cell(
            lever.sheet, int(lever.line[move.place]), lever.column, period if period >= 0 else None
        )
        before = parts.get((lever.words, lever.key), (0.0, lever.unit, cell))
        parts[lever.words, lever.key] = (before[0] + move.tonnes, lever.unit, before[2])
    named = [
        f"{figure(amount)} {unit} past the {words} of {key} ({cell})"
        for (words, key), (amount, unit, cell) in parts.items()
    ]
    closed = "it" if found.rest <= LEAST_LEFT else f"all but {tonnes(found.rest)} of it"
    return f"{stays}; to close {closed} too, it takes {joined(named, NAMED_MORE)}"


def anew_sentence(report: Report, levers: Sequence[Lever], found: Cures) -> str:
    """Return the cure with other decisions in one sentence; "" where there is none."""
    if found.anew is None:
        return ""
    left = "" if found.anew_left <= LEAST_LEFT else f", which leave {tonnes(found.anew_left)} short"
    return f"{ANEW}{left}: {cure_sentence(report, levers, found.anew, UNKNOWN, found.gap)}"
