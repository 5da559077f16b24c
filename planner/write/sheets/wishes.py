"""Sentences of the Summary on what the settings ask of the plan as a whole: fair shares, a budget, an earlier plan."""

from __future__ import annotations

from models.nouns import counted
from planner.write.phrases import money, percent, tonnes
from planner.write.report import Report


def wishes(report: Report) -> list[str]:
    """Return a sentence for each of them that is asked for."""
    return [*_shares(report), *_budget(report), *_earlier(report)]


def _shares(report: Report) -> list[str]:
    """Return the worst share of each priority that is short, as the first step of its fair share says."""
    worst = {one.tier.priority: one.objective for one in reversed(report.tiers) if one.tier.kind == "fair"}
    if not worst:
        return []
    said = ", ".join(f"{percent(share)} in priority {level}" for level, share in sorted(worst.items()))
    # Rounded, a share is no bound: of a third 33 % is less than what stays unmet.
    return [f"What is short is shared fairly: of a demand in a period at worst {said} stays unmet; Run has the steps."]


def _budget(report: Report) -> list[str]:
    limit = next((one for one in report.limits if one.family == "budget"), None)
    budget = report.problem.options.budget
    if limit is None or budget is None:
        return []
    share = limit.used / limit.limit if limit.limit else float(limit.used > 0.0)
    return [f"Of the budget of {money(budget)} the plan spends {percent(max(share, 0.0))}."]


def _earlier(report: Report) -> list[str]:
    earlier = report.problem.earlier
    if earlier.plan is None:
        return []
    far = next((one.objective for one in report.tiers if one.tier.kind == "near"), None)
    if far is None and report.plan.solution.stopped_in is not None:
        return [f"The plan was to stay near to {earlier.plan.name}; the time limit came before that."]
    differs = "" if far is None else f", {tonnes(far)} sent or run differ from it"
    as_before = "it was" if earlier.frozen == 1 else "they were"
    kept = f"; {counted(earlier.frozen, 'period')} kept as {as_before}" if earlier.frozen else ""
    return [f"The plan stays near to {earlier.plan.name}{differs}{kept}."]
