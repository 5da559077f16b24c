"""Sheet Blends: what share of the inputs of a process each limited one makes up, period by period, live."""

from __future__ import annotations

from collections.abc import Sequence

from planner.read.grid import letters
from planner.write import bulk, styles
from planner.write.bulk import Item
from planner.write.page import FIRST_ROW, Desk, constant, open_page
from planner.write.report import Report
from planner.write.sheets import flows as flow_sheet

NAME = "Blends"
SENTENCE = (
    "One row is a limit of sheet Blends on a process; below each period stands the share in what goes in then. Blank: "
    "the process does not run."
)
# Left of the periods stand site, process, what is limited, of what, least, most, input row.
LEFT = 7
# Shares agree with their limits up to this: a gram in a tonne.
ROUNDING = 1e-6

type Cells = dict[int, tuple[str, float]]


def feed_cells(report: Report) -> dict[int, Cells]:
    """Return line of a recipe -> period -> its cell in sheet Flows and t, for the inputs of mixtures."""
    problem = report.problem
    cells = _cells(report, "feed", ("site", "process", "commodity", "period"))
    block = report.plan.model.variables.feed
    found: dict[int, Cells] = {}
    keys = zip(*(block.keys[name].tolist() for name in ("line", "site", "process", "commodity", "period")), strict=True)
    for line, site, process, commodity, period in keys:
        entry = cells.get(
            (
                problem.site_names.names[site], problem.processes.name[process],
                problem.commodity_names.names[commodity], report.periods[period],
            )
        )  # fmt: skip
        if entry is not None:
            found.setdefault(line, {})[period] = entry
    return found


def run_cells(report: Report) -> dict[tuple[str, ...], tuple[str, float]]:
    """Return (site, process, period) -> the cells of its runs in sheet Flows, added up over origins, and how many."""
    return _cells(report, "run", ("site", "process", "period"))


def _cells(report: Report, kind: str, names: Sequence[str]) -> dict[tuple[str, ...], tuple[str, float]]:
    """Return the names of flows of a kind -> the formula that adds their cells, one for each origin, and the sum."""
    columns = report.flows.columns
    rows: dict[tuple[str, ...], list[int]] = {}
    for row in report.flows.positions(kind):
        rows.setdefault(tuple(columns[name][row] for name in names), []).append(row)
    return {
        key: (flow_sheet.added("quantity", own), sum(columns["quantity"][row] for row in own))
        for key, own in rows.items()
    }


def write(desk: Desk, report: Report) -> None:
    """Write the sheet, unless the input limits no blend."""
    blends, problem = report.problem.blends, report.problem
    if blends.size == 0:
        return
    page = open_page(desk, NAME, SENTENCE)
    feeds, runs = feed_cells(report), run_cells(report)
    parts = _counted(blends.part_blend.tolist(), blends.part_line.tolist(), blends.part_weight.tolist())
    wholes = _counted(blends.whole_blend.tolist(), blends.whole_line.tolist(), blends.whole_weight.tolist())
    shares: list[list[tuple[str | None, float | None]]] = []
    for blend in range(blends.size):
        row: list[tuple[str | None, float | None]] = []
        for period in range(len(report.periods)):
            part = _sum(report, parts.get(blend, []), period, feeds, runs)
            whole = _sum(report, wholes.get(blend, []), period, feeds, runs)
            row.append((f"({part[0]})/({whole[0]})", part[1] / whole[1]) if whole[1] else (None, None))
        shares.append(row)
    text, lines = report.records(NAME).text, blends.line.tolist()
    processes = blends.process.tolist()
    least: list[Item] = [None if one != one else one for one in blends.least.tolist()]
    most: list[Item] = [None if one != one else one for one in blends.most.tolist()]
    page.table(
        [
            bulk.text("site", [problem.site_names.names[problem.processes.site[code]] for code in processes]),
            bulk.text("process", [problem.processes.name[code] for code in processes]),
            bulk.text("commodity or element", [str(text["commodity"][line]) for line in lines]),
            bulk.text("of", [str(text["of"][line]) or "all inputs" for line in lines]),
            bulk.number("least", least, styles.SHARE),
            bulk.number("most", most, styles.SHARE),
            bulk.source("input row", [problem.cell(NAME, line, "commodity") for line in lines]),
            *(
                bulk.formula(name, [row[t][0] for row in shares], [row[t][1] for row in shares], styles.SHARE)
                for t, name in enumerate(report.periods)
            ),
        ],
        frozen=4,
    )
    rows = (FIRST_ROW + 1, FIRST_ROW + blends.size)
    first, last = letters(LEFT), letters(LEFT + len(report.periods) - 1)
    area, low, high = (f"{one}{rows[0]}:{other}{rows[1]}" for one, other in ((first, last), ("E", "E"), ("F", "F")))
    beyond = f'({low}<>"")*({area}<{low}-{constant(ROUNDING)})+({high}<>"")*({area}>{high}+{constant(ROUNDING)})'
    page.check("every share keeps to its limits", f'SUMPRODUCT(({area}<>"")*({beyond}))=0')


def _counted(blend: list[int], line: list[int], weight: list[float]) -> dict[int, list[tuple[int, float]]]:
    """Return blend -> (line, t counted per tonne of it)."""
    found: dict[int, list[tuple[int, float]]] = {}
    for one, place, each in zip(blend, line, weight, strict=True):
        found.setdefault(one, []).append((place, each))
    return found


def _sum(
    report: Report, counted: list[tuple[int, float]], period: int, feeds: dict[int, Cells],
    runs: dict[tuple[str, ...], tuple[str, float]],
) -> tuple[str, float]:  # fmt: skip
    """Return the formula and the value of weighted tonnes of lines of a recipe in a period."""
    processes = report.problem.processes
    terms, total = [], 0.0
    for line, weight in counted:
        process = int(processes.line_process[line])
        if processes.line_mix[line] >= 0:
            entry, factor = feeds.get(line, {}).get(period), weight
        else:
            site = report.problem.site_names.names[processes.site[process]]
            entry = runs.get((site, processes.name[process], report.periods[period]))
            factor = weight * float(processes.line_quantity[line, period])
        if entry is not None:
            terms.append(entry[0] if factor == 1.0 else f"({entry[0]})*{constant(factor)}")
            total += factor * entry[1]
    return "+".join(terms) or "0", total
