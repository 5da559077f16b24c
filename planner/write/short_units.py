"""What a tier of unmet demand counts in, as the setting `unmet measure` and the weights say."""

from __future__ import annotations

from models.problem import Problem

UNMET = {"tonnes": "{} t", "share of demand": "{} of a demand", "value": "demand worth {} USD"}
UNITS = {"tonnes": "t", "share of demand": "shares of a demand", "value": "USD worth"}
WEIGHTED = " (weighted)"


def short_by(problem: Problem, priority: int) -> str:
    """Return what a tier of unmet demand counts, with a place for the number."""
    return UNMET[problem.options.unmet_measure] + _weighted(problem, priority)


def unit_of(problem: Problem, priority: int) -> str:
    """Return the unit of what is short in a priority, such as `t (weighted)`."""
    return UNITS[problem.options.unmet_measure] + _weighted(problem, priority)


def unit_in_header(problem: Problem) -> str:
    """Return the unit of what is short in all priorities together, for a header: ` [t]` or ` [t] (weighted)`."""
    return f" [{UNITS[problem.options.unmet_measure]}]{_weighted(problem, None)}"


def _weighted(problem: Problem, priority: int | None) -> str:
    demands = problem.demands
    own = demands.priority > 0 if priority is None else demands.priority == priority
    return WEIGHTED if (demands.weight[own] != 1.0).any() else ""
