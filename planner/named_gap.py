"""Which shortage the words of `plan explain --close` name, and why they name none.

They are words of a demand, `priority 2`, or `all`, and perhaps a period behind them. A demand that is called so goes
before a priority.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from models.describe import WORDS
from planner.errors import UsageError
from planner.explain.cures.closing import Gap
from planner.write.phrases import in_periods, joined, tonnes
from planner.write.report import Report

type _Row = dict[str, Any]

EVERYTHING, PRIORITY = "all", "priority"
NOTHING = "nothing with a priority is short: there is nothing to close"


def gap_of(report: Report, close: str | None) -> tuple[str, Gap]:
    """Return the shortage that some words name, in words, and where it stands; the largest where none are given."""
    short = [row for row in report.short if row["priority"]]
    if not short:
        raise UsageError(NOTHING)
    if close is None:
        chosen, together = [max(short, key=lambda row: (-row["priority"], row["unmet_t"]))], ""
    else:
        wanted, period = _without_period(close.casefold().replace(",", " ").split(), report)
        chosen, together = _meant(short, wanted, period)
        if not chosen:
            raise UsageError(f"--close {close}: {_covered(report, short, wanted, period)}")
    # Rows of family `demand` and columns of `unmet` stand for the same in the same order.
    first = int(report.plan.model.program.row_blocks["demand"].index[0])
    places = [row["row"] - first for row in chosen]
    whole = sum(row["unmet_t"] for row in chosen)
    periods: dict[str, list[str]] = {}
    for row in chosen:
        periods.setdefault(together or _called(row), []).append(row["period"])
    order = report.period_order
    named = joined((_dated(name, in_periods(own, order)) for name, own in periods.items()), 2)
    return f"{named}, {tonnes(whole)}", Gap(np.array(places, dtype=np.int64), whole)


def _dated(name: str, when: str) -> str:
    """Return a demand and when it is short, such as `User, oxide, motors in Q1` or `User, oxide, motors, Q1 to Q2`."""
    return f"{name}{'' if when.startswith('in ') else ','} {when}"


def _meant(short: Sequence[_Row], wanted: Sequence[str], period: str | None) -> tuple[list[_Row], str]:
    """Return the shortages that words mean, and what they are together; "" where each has its own name."""
    within = [row for row in short if period in (None, row["period"])]
    if list(wanted) == [EVERYTHING]:
        return within, "all that is short"
    called = [row for row in within if _is_called(_called(row), wanted)]
    number = _priority(wanted)
    if called or number is None:
        return called, ""
    return [row for row in within if row["priority"] == number], f"{PRIORITY} {number}"


def _priority(words: Sequence[str]) -> int | None:
    """Return the priority that words name, None where they name none."""
    return int(words[1]) if len(words) == 2 and words[0] == PRIORITY and words[1].isdecimal() else None


def _without_period(words: list[str], report: Report) -> tuple[list[str], str | None]:
    """Return words without the period that they end with, the longest of such names, and that period.

    A shortage is told as `motors in Q1`, so that this is understood, too; and a month within a longer period.
    """
    for name in sorted(report.periods, key=lambda one: -len(one.split())):
        own = name.casefold().replace(",", " ").split()
        if own and own == words[-len(own) :]:
            before = words[: -len(own)]
            return before[:-1] if before[-1:] == ["in"] else before, name
    place = report.problem.calendar.of_month(words[-1]) if words else None
    if place is not None:
        return words[:-2] if words[-2:-1] == ["in"] else words[:-1], report.periods[place]
    return words, None


def _covered(report: Report, short: Sequence[_Row], wanted: Sequence[str], period: str | None) -> str:
    """Return why nothing that is short is called so: it is covered then, has a price, or there is no such demand."""
    elsewhere = dict.fromkeys(row["period"] for row in _meant(short, wanted, None)[0])
    if period is not None and elsewhere:
        return f"that is covered in {period}; it is short in {joined(elsewhere, 5)}"
    names = dict.fromkeys(f"{_called(row)} {row['period']}" for row in short)
    demands = report.problem.demands
    ranked = [WORDS["demand"](report.problem, own) for own in np.flatnonzero(demands.priority > 0).tolist()]
    covered = dict.fromkeys(name for name in ranked if _is_called(name, wanted))
    if np.any(demands.priority == _priority(wanted)):
        covered = {f"{PRIORITY} {_priority(wanted)}": None}
    why = f"{joined(covered, 2)}: covered in every period" if covered else "nothing short is called so"
    priced = dict.fromkeys(_called(row) for row in report.short if not row["priority"])
    chosen = [name for name in priced if _is_called(name, wanted)]
    if chosen and not covered:
        why = f"{joined(chosen, 2)}: without a priority, served where that costs less than to be short"
    return f"{why}; short are {joined(names, 5)}"


def _is_called(name: str, words: Sequence[str]) -> bool:
    """Return whether each word begins a word of a demand's name."""
    return all(re.search(rf"(?<!\w){re.escape(word)}", name.casefold()) for word in words)


def _called(row: Mapping[str, Any]) -> str:
    return ", ".join(str(row[name]) for name in ("customer", "commodity", "end_use") if row[name])
