"""What a stop or a loss changes: every tier, and what is more short of demand that has a price and no tier."""

from __future__ import annotations

from dataclasses import replace

from models.problem import Problem
from planner.explain.outcomes import Change, Outcome, change, difference, worse


def compared(problem: Problem, after: Outcome, planned: Outcome, base: Outcome) -> Change:
    """Return what changes against the plan, demand with a shortage cost included.

    planned  what the plan leaves short of each demand;  base  what its tiers come to
    """
    found = change(after, base)
    if found.why or found.is_least or after.unmet is None or planned.unmet is None:
        return found
    priced = problem.demands.priority == 0
    short, before = (float(of.unmet[priced].sum()) for of in (after, planned) if of.unmet is not None)
    return replace(found, priced=difference(short, before))


def shorter(found: Change) -> bool:
    """Return whether it is known that somebody is shorter: a priority, or demand with a shortage cost."""
    return not found.why and (bool(worse(found)) or found.priced > 0.0)
