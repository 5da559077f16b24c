"""Findings about allowances: values that are missing, and allowances that relieve nothing."""

from __future__ import annotations

import numpy as np

from models.checks.values import report_no_values
from models.issues import Findings
from models.problem import Problem

# What may stand instead of a value.
NAME_ELEMENTS = "name in `elements` what the rule is about, and in `contents` of the commodity what it holds"


def check_allowances(problem: Problem, issues: Findings) -> None:
    """Add what is wrong or worth knowing about rules of type de_minimis."""
    allowances, rules, origins = problem.origins.allowances, problem.rules, problem.origins
    asked = [facts for code, facts in enumerate(rules.asked) if code not in allowances.rule.tolist()]
    for one, rule in enumerate(allowances.rule.tolist()):
        if not any(rules.asked[rule] & facts for facts in asked):
            issues.warning(
                "allowance-relieves-nothing",
                problem.cell("Rules", int(rules.line[rule]), "rule"),
                "no other rule that acts asks for what this row relieves: the same place, stage and elements",
                "write them as in the rule that it relieves",
            )
        lines = allowances.line[allowances.line_allowance == one]
        _values(problem, rule, np.unique(problem.processes.line_commodity[lines]), issues)
        inputs = np.flatnonzero(
            np.isin(problem.processes.line_process, problem.processes.line_process[lines])
            & ~problem.processes.line_output
        )
        goes_in = np.unique(problem.processes.line_commodity[inputs])
        _values(problem, rule, goes_in[(origins.of_commodity[goes_in] & allowances.relieved[one]) != 0], issues)


def _values(problem: Problem, rule: int, commodities: np.ndarray, issues: Findings) -> None:
    """Add an error for every commodity whose value the test of an allowance needs, and that has none."""
    acts, where = problem.rules.share[rule] > 0.0, problem.cell("Rules", int(problem.rules.line[rule]), "value")
    without = np.isnan(problem.commodities.value[:, acts]).any(axis=1)
    missing = [(commodity, where, NAME_ELEMENTS) for commodity in commodities[without[commodities]].tolist()]
    report_no_values(problem, missing, issues)
