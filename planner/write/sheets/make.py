"""Sheet Make plan: runs by site and process, how full the plants are, and what the runs use and make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.families.expansion import usable_capacity
from planner.read.grid import letters
from planner.write import bulk, styles
from planner.write.bulk import Column
from planner.write.page import FIRST_ROW, Desk, Page, constant, open_page
from planner.write.report import Report
from planner.write.sheets import flows as flow_sheet
from planner.write.sheets.blends import feed_cells, run_cells
from planner.write.styles import must

NAME = "Make plan"
SENTENCE = (
    "Runs in each period, taken from sheet Flows; below them how full each plant is, and what the runs use and make."
)
# Left of the periods stand site, process, direction or basis, commodity, tonnes per run or cell, and the total.
LEFT = 6
DIRECTION_WIDTH = 13  # of a column that has no header in the first table, and `direction` in the last
GAP = 3  # rows between two tables: a blank one, a heading, totals
type Runs = dict[int, dict[int, tuple[float, int, str]]]

NOTHING = 1e-9  # a share of a capacity below this is not used


@dataclass(frozen=True, eq=False)
class Made:
    """Where the tonnes that runs use and make stand: rows from 0, both included; None when nothing runs."""

    rows: tuple[int, int] | None

    def formula(self, site: str, commodity: str, direction: str, period: int) -> str:
        """Return the sum over all processes of what they use or make of a commodity at a site in a period.

        site, commodity  what SUMIFS looks for
        """
        if self.rows is None:
            return "0"
        area = [
            f"'{NAME}'!${letter}${self.rows[0] + 1}:${letter}${self.rows[1] + 1}"
            for letter in (letters(LEFT + period), "A", "D", "C")
        ]
        return f'SUMIFS({area[0]},{area[1]},{site},{area[2]},{commodity},{area[3]},"{direction}")'


def write(desk: Desk, report: Report) -> Made:
    """Write the sheet, and return where its tonnes stand."""
    page = open_page(desk, NAME, SENTENCE)
    runs = _runs(report)
    if not runs:
        page.text(FIRST_ROW, 0, "Nothing runs in this plan.")
        page.check("nothing runs, and sheet Flows has no run", f"{flow_sheet.total(report.flows, 'run')}=0", True)
        return Made(None)
    processes = sorted(runs, key=lambda code: (_site(report, code), report.problem.processes.name[code]))
    row_of = {code: FIRST_ROW + place for place, code in enumerate(processes)}
    bottom = _write_runs(page, report, processes, runs)
    sums = f"SUM({letters(LEFT - 1)}{FIRST_ROW + 1}:{letters(LEFT - 1)}{bottom})"
    whole = flow_sheet.total(report.flows, "run")
    page.agree("the runs are those of sheet Flows", sums, whole)
    bottom = _write_utilisation(page, report, runs, row_of, bottom)
    return Made(_write_tonnes(page, report, processes, runs, row_of, bottom))


def _runs(report: Report) -> Runs:
    """Return process -> period -> (runs of all origins, output period, formula of their cells in Flows)."""
    problem = report.problem
    cells = run_cells(report)
    block = report.plan.model.variables.run
    values = report.plan.values[block.index]
    found: Runs = {}
    for place in np.flatnonzero(values).tolist():
        process, period = int(block.keys["process"][place]), int(block.keys["period"][place])
        formula, runs = cells[_site(report, process), problem.processes.name[process], report.periods[period]]
        found.setdefault(process, {})[period] = (runs, int(block.keys["output"][place]), formula)
    return found


def _site(report: Report, process: int) -> str:
    return str(report.problem.site_names.names[report.problem.processes.site[process]])


def _write_runs(page: Page, report: Report, processes: Sequence[int], runs: Runs) -> int:
    problem = report.problem
    drivers = problem.processes.driver[processes]
    first, last = letters(LEFT), letters(LEFT + len(report.periods) - 1)
    rows = range(FIRST_ROW + 1, FIRST_ROW + 1 + len(processes))
    return page.table(
        [
            bulk.text("site", [_site(report, code) for code in processes]),
            bulk.text("process", [problem.processes.name[code] for code in processes]),
            bulk.text("", ["runs"] * len(processes), DIRECTION_WIDTH),
            bulk.text("driven by", _commodities(report, problem.processes.line_commodity[drivers].tolist())),
            bulk.source(
                "input row",
                [
                    problem.cell("Processes", int(problem.processes.line_record[line]), "quantity per run")
                    for line in drivers.tolist()
                ],
            ),
            bulk.formula(
                "total",
                [f"SUM({first}{row}:{last}{row})" for row in rows],
                [sum(one[0] for one in runs[code].values()) for code in processes],
            ),
            *_periods(
                report, [{t: (cells, value) for t, (value, _, cells) in runs[code].items()} for code in processes]
            ),
        ],
        frozen=2,
        alone=False,
    )


def _commodities(report: Report, codes: Sequence[int]) -> list[str]:
    names = report.problem.commodity_names.names
    return [names[code] for code in codes]


def _periods(
    report: Report, cells: Sequence[dict[int, tuple[str, float]]], style: styles.Style = styles.TONNES
) -> list[Column]:
    """Return one column of live formulas for each period; a row without an entry stays blank there."""
    nothing: tuple[str | None, float | None] = (None, None)
    columns = []
    for period, name in enumerate(report.periods):
        entries = [row.get(period, nothing) for row in cells]
        columns.append(bulk.formula(name, [one[0] for one in entries], [one[1] for one in entries], style))
    return columns


def _write_utilisation(page: Page, report: Report, runs: Runs, row_of: dict[int, int], bottom: int) -> int:
    """Write the capacities, and how full they are: live sums of the runs above over the capacity."""
    problem, capacities = report.problem, report.problem.capacities
    there = usable_capacity(problem, report.plan.model.variables.timing, report.plan.values)
    members: dict[int, list[int]] = {}
    for limit, line in zip(capacities.member_limit.tolist(), capacities.member_line.tolist(), strict=True):
        if int(problem.processes.line_process[line]) in runs:
            members.setdefault(limit, []).append(line)
    used = [limit for limit in members if np.isfinite(capacities.limit[limit]).any()]
    if not used:
        return bottom
    records = problem.tables.records["Capacity"]
    lines = capacities.line[used].tolist()
    left = [
        bulk.text("site", [str(records.text["site"][line]) for line in lines]),
        bulk.text("process", [str(records.text["process"][line]) or "all" for line in lines]),
        bulk.text("basis", [str(records.text["basis"][line]) for line in lines]),
        bulk.text("commodity", [str(records.text["commodity"][line]) for line in lines]),
        bulk.source("input row", [problem.cell("Capacity", line, "capacity") for line in lines]),
    ]
    top = bottom + GAP
    limits = [{t: ("", float(value)) for t, value in enumerate(there[limit]) if np.isfinite(value)} for limit in used]
    page.text(top - 2, 0, "Capacity, with what is added [t in each period]", styles.SECTION)
    first, last = letters(LEFT), letters(LEFT + len(report.periods) - 1)
    rows = range(top + 1, top + 1 + len(used))
    totals = [f"SUM({first}{row}:{last}{row})" for row in rows]
    sums = [sum(value for _, value in row.values()) for row in limits]
    bottom = page.table(
        [*left, bulk.formula("total", totals, sums), *_periods(report, limits)], first=top, filters=False
    )
    shares = [
        _utilisation(report, members[limit], runs, row_of, top + place, limits[place])
        for place, limit in enumerate(used)
    ]
    weights = [[limits[place][t][1] for t in shares[place]] for place in range(len(used))]
    means = [
        sum(w * share for w, (_, share) in zip(weights[place], shares[place].values(), strict=True)) / total
        if total
        else 0.0
        for place, total in enumerate(sums)
    ]
    second = bottom + GAP
    page.text(second - 2, 0, "Utilisation [% of capacity]", styles.SECTION)
    whole = letters(LEFT - 1)
    mean = [
        f"IF({whole}{row}=0,0,SUMPRODUCT({first}{row}:{last}{row},{first}{own}:{last}{own})/{whole}{row})"
        for row, own in zip(rows, range(second + 1, second + 1 + len(used)), strict=True)
    ]
    bottom = page.table(
        [*left, bulk.formula("mean", mean, means, styles.PERCENT), *_periods(report, shares, styles.PERCENT)],
        first=second,
        filters=False,
    )
    must(
        page.sheet.conditional_format(second, LEFT - 1, bottom - 1, LEFT + len(report.periods) - 1, styles.HEAT_OF_USE)
    )
    return bottom


def _utilisation(
    report: Report,
    lines: Sequence[int],
    runs: Runs,
    row_of: dict[int, int],
    limit_row: int,
    limits: dict[int, tuple[str, float]],
) -> dict[int, tuple[str, float]]:
    processes, feeds = report.problem.processes, feed_cells(report)
    found: dict[int, tuple[str, float]] = {}
    for period, (_, limit) in limits.items():
        letter = letters(LEFT + period)
        terms, amount = [], 0.0
        for line in lines:
            process = int(processes.line_process[line])
            entry = runs[process].get(period)
            if entry is not None:
                if processes.line_mix[line] >= 0:
                    if (fed := feeds.get(line, {}).get(period)) is not None:
                        terms.append(fed[0])
                        amount += fed[1]
                    continue
                each = float(processes.line_quantity[line, period])
                terms.append(f"{letter}{row_of[process] + 1}" + ("" if each == 1.0 else f"*{constant(each)}"))
                amount += each * entry[0]
        if terms and limit > NOTHING:
            found[period] = (f"({'+'.join(terms)})/{letter}{limit_row + 1}", amount / limit)
        else:
            found[period] = ("", 0.0)
    return found


def _write_tonnes(
    page: Page, report: Report, codes: Sequence[int], runs: Runs, row_of: dict[int, int], bottom: int
) -> tuple[int, int]:
    """Write what each run uses and makes, in the period in which it does."""
    problem, processes = report.problem, report.problem.processes
    by_process: dict[int, list[int]] = {code: [] for code in codes}
    for line, code in enumerate(processes.line_process.tolist()):
        if code in by_process:
            by_process[code].append(line)
    lines = [line for code in codes for line in by_process[code]]
    cells = [_tonnes(report, line, runs, row_of) for line in lines]
    top = bottom + GAP
    first, last = letters(LEFT), letters(LEFT + len(report.periods) - 1)
    owners = processes.line_process[lines].tolist()
    page.text(top - 2, 0, "Used and made [t]", styles.SECTION)
    bottom = page.table(
        [
            bulk.text("site", [_site(report, code) for code in owners]),
            bulk.text("process", [processes.name[code] for code in owners]),
            bulk.text("direction", ["out" if processes.line_output[line] else "in" for line in lines]),
            bulk.text("commodity", _commodities(report, processes.line_commodity[lines].tolist())),
            bulk.source(
                "input row",
                [problem.cell("Processes", int(processes.line_record[line]), "quantity per run") for line in lines],
            ),
            bulk.formula(
                "total",
                [f"SUM({first}{row}:{last}{row})" for row in range(top + 1, top + 1 + len(lines))],
                [sum(value for _, value in row.values()) for row in cells],
            ),
            *_periods(report, cells),
        ],
        first=top,
        filters=False,
    )
    return top, bottom - 1


def _tonnes(report: Report, line: int, runs: Runs, row_of: dict[int, int]) -> dict[int, tuple[str, float]]:
    processes = report.problem.processes
    process = int(processes.line_process[line])
    if processes.line_mix[line] >= 0:
        return feed_cells(report).get(line, {})
    terms: dict[int, list[str]] = {}
    amounts: dict[int, float] = {}
    for period, (value, output, _) in runs[process].items():
        lands = output if processes.line_output[line] else period
        each = float(processes.line_quantity[line, period])
        place = f"{letters(LEFT + period)}{row_of[process] + 1}"
        terms.setdefault(lands, []).append(place if each == 1.0 else f"{place}*{constant(each)}")
        amounts[lands] = amounts.get(lands, 0.0) + each * value
    return {period: ("+".join(parts), amounts[period]) for period, parts in terms.items()}
