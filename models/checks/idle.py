"""Rows that change nothing: what returns of nothing, and limits, additions and outputs of nothing."""

from __future__ import annotations

import numpy as np

from models.issues import Findings
from models.network import node
from models.problem import Problem


def check_idle(problem: Problem, issues: Findings) -> None:
    """Add a warning for each row that changes nothing and that nobody writes for its own sake."""
    _never_delivered(problem, issues)
    _contracts_without_terms(problem, issues)
    _additions_of_nothing(problem, issues)
    _yields_of_nothing(problem, issues)


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


def _contracts_without_terms(problem: Problem, issues: Findings) -> None:
    """Warn of a contract with neither price nor limit: what is sent under it costs and may be what it could without.

    Beside another contract on the same lane it is a choice, to send at no price.
    """
    contracts, of_tier = problem.contracts, problem.contracts.tier_contract
    has = (contracts.minimum > 0.0) | (contracts.order_quantity > 0.0) | (contracts.multiple > 0.0)
    has |= np.isfinite(contracts.maximum) | ~np.isnan(contracts.floor)
    has[of_tier[~np.isnan(contracts.price).all(axis=1) | np.isfinite(contracts.tier_size)]] = True
    lane, count = np.unique(contracts.flow_lane, return_counts=True)
    has[contracts.flow_contract[np.isin(contracts.flow_lane, lane[count > 1])]] = True
    for contract in np.flatnonzero(~has).tolist():
        issues.warning(
            "contract-without-terms",
            problem.cell("Contracts", int(contracts.line[contract]), "contract"),
            f"contract '{contracts.name[contract]}' has no price, floor, minimum, maximum, order quantity or multiple, "
            "and changes nothing",
            "give what it says, or delete the row",
        )


def _additions_of_nothing(problem: Problem, issues: Findings) -> None:
    """Warn of capacity of nothing that can be added."""
    options = problem.expansions
    for line in np.unique(options.line[options.most == 0.0]).tolist():
        issues.warning(
            "addition-of-nothing",
            problem.cell("Expansion", line, "capacity"),
            "the most that can be added is 0, so that the option changes nothing",
            "give what can be added in all, or delete the row",
        )


def _yields_of_nothing(problem: Problem, issues: Findings) -> None:
    """Warn of an output whose yield is 0 in every period: nothing of it ever comes out."""
    processes = problem.processes
    yields = problem.tables.records["Processes"].number_by_period["yield"][processes.line_record]
    nothing = processes.line_output & (yields == 0.0).all(axis=1)
    for line in np.unique(processes.line_record[nothing]).tolist():
        records = problem.tables.records["Processes"]
        issues.warning(
            "yield-of-nothing",
            problem.cell("Processes", line, "yield", 0),
            f"the yield is 0, so that nothing of '{records.text['commodity'][line]}' ever comes out of "
            f"'{records.text['process'][line]}'",
            "give the share that comes out, or delete the row",
        )
