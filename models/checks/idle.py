"""Rows that change nothing: what returns of nothing, and limits, additions and outputs of nothing."""

from __future__ import annotations

import numpy as np

from models.issues import Findings
from models.network import node
from models.problem import Problem


def check_idle(problem: Problem, issues: Findings) -> None:
    """Add a warning for each row that changes nothing and that nobody writes for its own sake."""
    _never_delivered(problem, issues)


def _never_delivered(problem: Problem, issues: Findings) -> None:
    """Warn of returns of what no customer of the row asks for, nor takes instead: only what is delivered comes back."""
    returns, demands, others = problem.returns, problem.demands, problem.substitutes
    if not problem.tables.knows("Demand"):
        return
    asked = (demands.quantity > 0.0).any(axis=1)
    delivered = np.concatenate([
        node(problem, demands.customer[asked], demands.commodity[asked]),
        node(problem, demands.customer[others.demand], others.commodity)[asked[others.demand]],
    ])  # fmt: skip
    some = np.isin(node(problem, returns.site, returns.product), delivered) | (returns.earlier > 0.0).any(axis=1)
    records = problem.tables.records["Recycling"]
    for line in np.setdiff1d(returns.line, returns.line[some]).tolist():
        issues.warning(
            "return-of-nothing",
            records.cell(line, "product"),
            f"'{records.text['product'][line]}' is never delivered to '{records.text['customer'][line]}', by whom it "
            "is neither asked for nor accepted instead, so that nothing comes back",
            "name what is delivered there, or give the returns from earlier sales",
        )
