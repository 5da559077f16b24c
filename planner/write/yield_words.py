"""What yields where a shortage is closed, in words: demand of worse priorities, and what should be kept."""

from __future__ import annotations

from collections.abc import Mapping

from planner.write.report import Report
from planner.write.worth import in_words


def yields_words(report: Report, yields: Mapping[str, float]) -> str:
    """Return what comes behind a gap and yields to it: `2 t more short in priority 2`; "" where nothing does."""
    more = [yields.get(result.tier.name, 0.0) for result in report.tiers]
    words = [in_words(report, more)] if any(more) else []
    words += [
        f"others short in priority {result.tier.priority}, by as much in all"
        for result in report.tiers
        if result.tier.kind == "unmet" and yields.get(result.tier.name) == 0.0
    ]
    return "; ".join(words)


def it_leaves(report: Report, yields: Mapping[str, float]) -> str:
    """Return the same as a part of a sentence about what it yields to: `it leaves 2 t more short in priority 2`."""
    words = yields_words(report, yields)
    return words and f"it leaves {words}"
