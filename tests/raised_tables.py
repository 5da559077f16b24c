"""Cures typed into the tables that they were found for, and what the best plan of these comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack

from models.formulation import build
from models.issues import errors
from models.limits.levers import Lever
from models.records import Tables
from models.resolve import make_problem
from planner.explain.cures.cure import Cure, Cures
from planner.explain.study import Study

# Sheet and column of a limit that can be typed.
TYPED = {
    ("Capacity", "capacity"), ("Lanes", "capacity"), ("Rules", "value"), ("Contracts", "maximum"),
    ("Inventory", "opening"), ("Inventory", "maximum"), ("Inventory", "release per window"),
}  # fmt: skip
SHARES = ("share_max",)


def applied(study: Study, levers: Sequence[Lever], cure: Cure) -> Tables | None:
    """Return the tables with the limits of a cure raised; None where they cannot be typed as so many tonnes."""
    tables = study.model.problem.tables
    for number in cure.levers:
        lever = levers[number]
        if (lever.sheet, lever.column) not in TYPED or lever.family in SHARES:
            return None
        records = tables.records[lever.sheet]
        raised: dict[tuple[int, int], float] = {}
        for move in cure.moves:
            if move.lever == number:
                line, period = int(lever.line[move.place]), int(lever.period[move.place])
                key = (line, period if lever.column in records.number_by_period else -1)
                # A value that stands in several windows is raised once, by the most that any of them needs.
                raised[key] = max(raised.get(key, 0.0), move.tonnes + 1e-6)
        if lever.column in records.number_by_period:
            series = records.number_by_period[lever.column].copy()
            for (line, period), tonnes in raised.items():
                share = _usable(study, lever, line, period)
                if share == 0.0:
                    return None
                series[line, period] += tonnes / share
            changed = replace(records, number_by_period={**records.number_by_period, lever.column: series})
        else:
            values = records.number[lever.column].copy()
            for (line, _), tonnes in raised.items():
                values[line] += tonnes
            changed = replace(records, number={**records.number, lever.column: values})
        tables = replace(tables, records={**tables.records, lever.sheet: changed})
    return tables


def _usable(study: Study, lever: Lever, line: int, period: int) -> float:
    """Return the part of a typed tonne of a limit that is there: availability, and how far a plant has started up."""
    if lever.family != "plant_capacity":
        return 1.0
    problem = study.model.problem
    typed = problem.tables.records["Capacity"].number_by_period["capacity"][line, period]
    limits = np.flatnonzero(problem.capacities.line == line)
    return float(problem.capacities.limit[limits, period].min() / typed) if typed else 0.0


def closed_at_least_cost(study: Study, tables: Tables | None, found: Cures, yields: Mapping[str, float]) -> float:
    """Return the least cost of other tables with a gap closed and no more lost behind it than is said.

    An independent solver; inf where that cannot be.
    """
    assert tables is not None
    problem, issues = make_problem(tables)
    assert not errors(list(issues))
    model = build(problem)
    matrix, unmet = model.program.matrix(), model.variables.unmet
    upper = matrix.column_upper.copy()
    planned = study.solution.values[study.model.variables.unmet.index]
    priority = problem.demands.priority[unmet.keys["demand"]]
    yielding = {tier.priority for tier in model.program.tiers if tier.name in yields and tier.kind == "unmet"}
    ranked = (priority > 0) & ~np.isin(priority, list(yielding))
    upper[unmet.index[ranked]] = np.minimum(upper[unmet.index[ranked]], planned[ranked] + 1e-7)
    whole = csr_matrix((matrix.value, matrix.column, matrix.start), shape=(matrix.rows, matrix.columns))
    soft = [tier for tier in model.program.tiers if tier.kind in ("unmet", "soft")]
    gap = np.zeros(matrix.columns)
    gap[unmet.index[found.gap.places]] = 1.0
    above, below = np.isfinite(matrix.row_upper), np.isfinite(matrix.row_lower)
    sums = csr_matrix(np.array([*(tier.objective for tier in soft), gap]).reshape(len(soft) + 1, matrix.columns))
    lost = (study.base.optima.get(tier.name, 0.0) + yields.get(tier.name, 0.0) + 2e-6 for tier in soft)
    most = np.array([*lost, found.left + 2e-6])
    result = linprog(
        model.program.cost_vector(), A_ub=vstack([whole[above], -whole[below], sums]),
        b_ub=np.concatenate([matrix.row_upper[above], -matrix.row_lower[below], most]) + 1e-9,
        bounds=np.column_stack([matrix.column_lower, upper]),
    )  # fmt: skip
    return float(result.fun) if result.status == 0 else np.inf
