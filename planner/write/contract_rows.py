"""Which rows of sheet Flows count in which window of a contract."""

from __future__ import annotations

from planner.write.report import Report


def taken_rows(report: Report) -> dict[int, list[int]]:
    """Return window -> its rows in sheet Flows."""
    problem, block = report.problem, report.plan.model.variables.contracts.take
    used = block.pick(report.plan.values[block.index] != 0.0)
    offset = problem.contracts.spans.offset[used.keys["span"]].tolist()
    names, periods = problem.contracts.name, report.periods
    window_of = {
        (names[contract], periods[period], begin): window
        for contract, period, begin, window in zip(
            used.keys["contract"].tolist(), used.keys["period"].tolist(), offset, used.keys["window"].tolist(),
            strict=True,
        )
    }  # fmt: skip
    columns, found = report.flows.columns, dict[int, list[int]]()
    for row in report.flows.positions("take"):
        key = (columns["contract"][row], columns["period"][row], int(columns["span"][row]))
        found.setdefault(window_of[key], []).append(row)
    return found


def shortfall_rows(report: Report) -> dict[tuple[str, int], int]:
    """Return contract and number of the window -> its row in sheet Flows."""
    columns = report.flows.columns
    return {(columns["contract"][row], int(columns["span"][row])): row for row in report.flows.positions("shortfall")}
