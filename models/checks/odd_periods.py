"""Rows whose value in one period is far from all others: typed in another unit, most likely."""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray
from models.issues import Findings
from models.problem import Problem

# So far is a thousand from what may differ by itself; the others of a row are alike when they lie within so much.
FAR, ALIKE = 300.0, 20.0
LEAST_OTHERS = 2
# Sheets and the columns whose periods are held against each other.
COLUMNS = (("Demand", "demand"), ("Capacity", "capacity"), ("Processes", "run cost"))


def odd_periods(problem: Problem, issues: Findings) -> None:
    """Warn of the first value in a row that is hundreds of times all others of it, or as small a part of them."""
    names = problem.calendar.names
    for sheet, column in COLUMNS:
        records = problem.tables.records[sheet]
        values = np.abs(records.number_by_period[column])
        given = (values > 0.0) & np.isfinite(values)
        most = np.where(given, values, 0.0).max(axis=1, initial=0.0)
        apart = most >= FAR * np.where(given, values, np.inf).min(axis=1, initial=np.inf)
        for line in np.flatnonzero(apart & (given.sum(axis=1) > LEAST_OTHERS)).tolist():
            period = _odd(values[line])
            if period is not None:
                issues.warning(
                    "odd-period", records.cell(line, column, names[period], period),
                    f"the {column} in {names[period]} is hundreds of times what it is in all other periods, or as "
                    "small a part of it",
                    "check the unit of the number",
                )  # fmt: skip


def _odd(values: FloatArray) -> int | None:
    """Return the period whose value is far from all others, which are alike; None where there is none such."""
    given = np.flatnonzero((values > 0.0) & np.isfinite(values))
    order = given[np.argsort(values[given], kind="stable")]
    for odd, others in ((order[-1], order[:-1]), (order[0], order[1:])):
        least, most = values[others[0]], values[others[-1]]
        if most <= ALIKE * least and (values[odd] >= FAR * most or values[odd] * FAR <= least):
            return int(odd)
    return None
