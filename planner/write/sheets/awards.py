"""Sheet Awards: who supplies which buyer, at which share, and which limits on it bind."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from planner.write import bulk, styles
from planner.write.page import FAIR_SIGN, FIRST_ROW, GOOD_SIGN, Desk, lights, open_page
from planner.write.phrases import joined
from planner.write.report import Limit, Report
from planner.write.sheets.binding import binds
from planner.write.worth import one_more

NAME = "Awards"
SENTENCE = (
    "One row is a supplier of what sheet Sourcing speaks of: tonnes sent over the whole plan, its share of all that is "
    "sent to the buyer, and the limits that bind. An award is decided once for the plan; blank where none is needed."
)
SHARES = ("supplier_most_share", "supplier_least_share", "awarded_least_share")
NAMED = 4


class _Line(NamedTuple):
    """One supplier of one event, as the sheet shows it."""

    event: int
    site: int
    tonnes: float
    award: str
    switching: float | None
    binding: tuple[Limit, ...]
    cell: str


def write(desk: Desk, report: Report) -> None:
    """Write the sheet; nothing where no row acts."""
    s = report.problem.sourcing
    lines = _lines(report)
    if not lines:
        return
    page = open_page(desk, NAME, SENTENCE)
    numbers = range(FIRST_ROW + 1, FIRST_ROW + 1 + len(lines))
    last = FIRST_ROW + len(lines)
    whole = [sum(other.tonnes for other in lines if other.event == one.event) for one in lines]
    sums = [f"SUMIFS(F${FIRST_ROW + 1}:F${last},A${FIRST_ROW + 1}:A${last},A{row},B${FIRST_ROW + 1}:B${last},B{row})"
            for row in numbers]  # fmt: skip
    names = report.problem.site_names.names
    page.table(
        [
            bulk.text("buyer", [s.buyer[one.event] for one in lines]),
            bulk.text("commodity", [s.commodity[one.event] for one in lines]),
            bulk.text("supplier", [names[one.site] for one in lines]),
            bulk.text("supplier's country", [report.country[names[one.site]] for one in lines]),
            bulk.text("award", [one.award for one in lines]),
            bulk.number("sent [t]", [one.tonnes for one in lines], total=True),
            bulk.formula(
                "share",
                [f"IF({total}=0,0,F{row}/{total})" for total, row in zip(sums, numbers, strict=True)],
                [one.tonnes / total if total else 0.0 for one, total in zip(lines, whole, strict=True)],
                styles.PERCENT,
            ),
            bulk.number("switching cost [USD]", [one.switching for one in lines], styles.USD, total=True),
            bulk.wrapped("effect", [_state(one) for one in lines], 46),
            bulk.wrapped(
                "one more tonne, at most (first limit that binds)",
                [one_more(report, one.binding[0]) if one.binding else "" for one in lines],
                60.0,
            ),
            bulk.source("input cell", [one.cell for one in lines]),
        ],
        frozen=3,
    )
    lights(page, FIRST_ROW, 8, last - 1, 8)
    area = f"{FIRST_ROW + 1}:{{}}{last}"
    awards, sent = f"E{area.format('E')}", f"F{area.format('F')}"
    page.check("nobody sends without an award that is needed", f'SUMPRODUCT(({awards}="no")*({sent}>0.00001))=0', True)


def _lines(report: Report) -> list[_Line]:
    """Return one line for each supplier of each event, those that send most first."""
    problem, s, plan = report.problem, report.problem.sourcing, report.plan
    ship = plan.model.variables.ship
    sent = np.bincount(ship.keys["lane"], weights=plan.values[ship.index], minlength=problem.lanes.size)
    award = {
        (int(event), int(site)): code
        for code, (event, site) in enumerate(zip(s.award_event, s.award_site, strict=True))
    }
    given = plan.values[plan.model.variables.award.index]
    binding = _binding(report)
    rows = _rows_about(report)
    lines = []
    for event in range(len(s.buyer)):
        own = s.lane[s.lane_event == event]
        for site in np.unique(problem.lanes.origin[own]).tolist():
            code = award.get((event, site))
            limits = binding.get((event, site), [])
            cell = limits[0].cell if limits else ""
            if not cell and (event, site) in rows:
                cell = problem.cell("Sourcing", rows[event, site], "supplier")
            lines.append(_Line(
                event, site, float(sent[own[problem.lanes.origin[own] == site]].sum()),
                "" if code is None else "yes" if given[code] else "no",
                float(s.award_cost[code] * given[code]) or None if code is not None else None, tuple(limits), cell,
            ))  # fmt: skip
    return sorted(lines, key=lambda one: (one.event, -one.tonnes, one.site))


def _rows_about(report: Report) -> dict[tuple[int, int], int]:
    """Return (event, supplier) -> the row that decides its award, or else the first that limits its share."""
    s, origin = report.problem.sourcing, report.problem.lanes.origin
    shares = zip(s.member_share[::-1].tolist(), s.member_lane[::-1].tolist(), strict=True)
    found = {(int(s.share_event[share]), int(origin[lane])): int(s.share_line[share]) for share, lane in shares}
    return found | {
        (int(event), int(site)): int(line)
        for event, site, line in zip(s.award_event, s.award_site, s.award_line, strict=True)
    }


def _binding(report: Report) -> dict[tuple[int, int], list[Limit]]:
    """Return (event, supplier) -> the limits on its share or award that bind."""
    problem, s = report.problem, report.problem.sourcing
    by_row = {limit.row: limit for limit in report.limits if binds(limit)}
    found: dict[tuple[int, int], list[Limit]] = {}
    for family in SHARES:
        block = report.plan.model.program.row_blocks[family]
        for row, share in zip(block.index.tolist(), block.keys["share"].tolist(), strict=True):
            if row in by_row:
                for site in np.unique(problem.lanes.origin[s.member_lane[s.member_share == share]]).tolist():
                    found.setdefault((int(s.share_event[share]), site), []).append(by_row[row])
    block = report.plan.model.program.row_blocks["award"]
    for row, code in zip(block.index.tolist(), block.keys["award"].tolist(), strict=True):
        if row in by_row:
            found.setdefault((int(s.award_event[code]), int(s.award_site[code])), []).append(by_row[row])
    return found


def _state(one: _Line) -> str:
    if one.award == "no":
        held = " and could help" if one.binding else ""
        return f"{FAIR_SIGN} gets no award{held}"
    if not one.binding:
        return f"{GOOD_SIGN} no limit on it binds"
    kinds = dict.fromkeys(limit.words for limit in one.binding)
    spans = joined(dict.fromkeys(limit.window for limit in one.binding), NAMED)
    return f"{FAIR_SIGN} {' and '.join(kinds)} binds in {spans}"
