"""Sheet Qualification effects: which tests hold deliveries back, and the first period that they open."""

from __future__ import annotations

import numpy as np

from planner.write import bulk, styles
from planner.write.page import FAIR_SIGN, FIRST_ROW, GOOD_SIGN, Desk, lights, open_page
from planner.write.phrases import in_periods
from planner.write.report import Limit, Report
from planner.write.sheets.binding import binds, first_more, limits_by_row

NAME = "Qualification effects"
SENTENCE = (
    "One row is a row of sheet Qualification: from when the customer takes what the supplier sends, and whether the "
    "wait holds anything back. It speaks of direct shipments only; what comes through other sites is not looked at."
)
NEVER = "not within the plan"


def write(desk: Desk, report: Report) -> None:
    """Write the sheet; nothing where no row acts."""
    records = report.records("Qualification")
    if not len(records):
        return
    page = open_page(desk, NAME, SENTENCE)
    problem = report.problem
    waits, lines = problem.qualifications, range(len(records))
    by_row = limits_by_row(report, ("qualification",))
    found = [by_row.get(("qualification", int(records.row[line])), []) for line in lines]
    binding = [[limit for limit in limits if binds(limit)] for limits in found]
    lanes = np.bincount(waits.line, minlength=len(records)).tolist()
    ready = [str(word) or NEVER for word in records.text["ready period"]]
    page.table(
        [
            *(
                bulk.text(name, [str(word) for word in records.text[name]])
                for name in ("customer", "supplier", "commodity")
            ),
            bulk.text("opens in", ready),
            bulk.wrapped("effect", [_state(report, lanes[line], found[line], binding[line]) for line in lines], 44.0),
            bulk.number("lanes that wait", lanes, styles.WHOLE),
            bulk.text("first arrives in", _first_arrivals(report)),
            bulk.number("arrived before [t]", [sum(limit.used for limit in limits) for limits in found], total=True),
            bulk.wrapped(
                "the first tonne let through, at most (first period in which it blocks)",
                [first_more(report, limits) for limits in binding],
                60.0,
            ),
            bulk.source("input cell", [problem.cell("Qualification", line, "ready period") for line in lines]),
        ],
        frozen=3,
    )
    last = FIRST_ROW + len(records)
    lights(page, FIRST_ROW, 4, last - 1, 4)
    page.check("nothing arrives before it is qualified", f"SUM(H{FIRST_ROW + 1}:H{last})<0.00001", True)


def _state(report: Report, lanes: int, limits: list[Limit], binding: list[Limit]) -> str:
    if binding:
        blocked = in_periods((limit.period for limit in binding), report.period_order)
        return f"{FAIR_SIGN} blocks what would leave {blocked}"
    if not lanes:
        return f"{GOOD_SIGN} another row is more exact, or no lane exists"
    return f"{GOOD_SIGN} holds nothing back" if limits else f"{GOOD_SIGN} ready from the first period on"


def _first_arrivals(report: Report) -> list[str]:
    """Return, for each row of the sheet, the first period in which the plan delivers on its lanes."""
    problem, ship = report.problem, report.plan.model.variables.ship
    moving = ship.pick(report.plan.values[ship.index] != 0.0)
    never = problem.calendar.size
    first = np.full(problem.lanes.size, never, dtype=np.int64)
    np.minimum.at(first, moving.keys["lane"], moving.keys["arrival"])
    by_line = np.full(len(report.records("Qualification")), never, dtype=np.int64)
    np.minimum.at(by_line, problem.qualifications.line, first[problem.qualifications.lane])
    return [report.periods[period] if period < never else "" for period in by_line.tolist()]
