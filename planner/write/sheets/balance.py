"""Sheet Balance: what comes to each site and what becomes of it, period by period, as live formulas with a check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.families.recycling import returned
from models.linear.joins import join
from planner.read.grid import letters
from planner.write import bulk, styles
from planner.write.flow_rows import ARRIVE, RETURN
from planner.write.page import FIRST_ROW, Desk, constant, criterion, open_page
from planner.write.report import Report
from planner.write.sheets import flows as flow_sheet
from planner.write.sheets.make import Made
from planner.write.styles import must

NAME = "Balance"
SENTENCE = (
    "{} - used - shipped - delivered - sold - disposed = closing, in tonnes; "
    "the last column must be 0. Nothing is in transit after the last period: what would arrive later is not sent."
)
PLUS = ("opening", "on its way", "received", "made")  # what comes in
BACK = ("returned", "of earlier sales")  # what comes in besides, where sheet Recycling has a row
MINUS = ("used", "shipped", "delivered", "sold", "disposed", "closing")  # what goes out
RELEASED = ("used", "sold")  # the first and the last of those that stand side by side and are for a use
FIRST_PART = 3  # left of the parts stand site, commodity, period
DECIMALS = 5  # a hundredth of a kilogram: rounding of the solver disappears, nothing else does
# kind of flow -> part, for those that leave a node in their own period
LEAVING = {
    "returned": RETURN,
    "shipped": "ship",
    "delivered": "deliver",
    "sold": "sell",
    "disposed": "dispose",
    "closing": "stock",
}


@dataclass(frozen=True, eq=False)
class Balanced:
    """Where the balances stand.

    rows         (site, commodity, period) in codes -> row (from 0)
    first, last  letters of the columns of what leaves for a use
    """

    rows: dict[tuple[int, int, int], int]
    first: str
    last: str


def write(desk: Desk, report: Report, made: Made) -> Balanced:
    """Write the sheet, and return where its rows stand."""
    plus = (*PLUS, *BACK) if report.problem.returns.size else PLUS
    parts = (*plus, *MINUS)
    page = open_page(desk, NAME, SENTENCE.format(" + ".join(plus)), bare=True)
    codes, amounts = _amounts(report, parts)
    node, period = np.divmod(codes, len(report.periods))
    site, commodity = np.divmod(node, report.problem.commodity_names.size)
    sites, commodities = report.problem.site_names.names, report.problem.commodity_names.names
    rows = range(FIRST_ROW + 1, FIRST_ROW + 1 + codes.size)
    places, materials = [sites[code] for code in site.tolist()], [commodities[code] for code in commodity.tolist()]
    wanted = [
        (criterion(f"$A{row}", place), criterion(f"$B{row}", material))
        for row, place, material in zip(rows, places, materials, strict=True)
    ]
    columns = [
        bulk.text("site", places),
        bulk.text("commodity", materials),
        bulk.text("period", [report.periods[code] for code in period.tolist()]),
    ]
    for place, part in enumerate(parts):
        live = _has_part(node, amounts[place])
        values = [value if has else None for value, has in zip(amounts[place].tolist(), live.tolist(), strict=True)]
        formulas = [
            _formula(report, made, part, names, t) if has else None
            for names, t, has in zip(wanted, period.tolist(), live.tolist(), strict=True)
        ]
        if part in ("opening", "on its way", "of earlier sales"):
            formulas = _carried(report, node, period, live, wanted) if part == "opening" else [None] * codes.size
        columns.append(bulk.formula(f"{part} [t]", formulas, values, total=place >= 1))
    first, middle = letters(FIRST_PART), letters(FIRST_PART + len(plus) - 1)
    out, last = letters(FIRST_PART + len(plus)), letters(FIRST_PART + len(parts) - 1)
    gap = amounts[: len(plus)].sum(axis=0) - amounts[len(plus) :].sum(axis=0)
    columns.append(
        bulk.formula(
            "check: 0",
            [f"ROUND(SUM({first}{row}:{middle}{row})-SUM({out}{row}:{last}{row}),{DECIMALS})" for row in rows],
            [round(value, DECIMALS) + 0.0 for value in gap.tolist()],
            styles.BALANCE,
        )
    )
    page.table(columns, frozen=3)
    letter = letters(len(columns) - 1)
    if codes.size:
        area = f"{letter}{FIRST_ROW + 1}:{letter}{FIRST_ROW + codes.size}"
        must(
            page.sheet.conditional_format(
                f"{area}", {"type": "cell", "criteria": "!=", "value": 0, "format": page.style(styles.BAD)}
            )
        )
        holds = bool(np.all(np.round(gap, DECIMALS) == 0.0))
        page.check("every balance closes", f"SUMPRODUCT(--({area}<>0))=0", holds)
    else:
        page.text(FIRST_ROW, 0, "Nothing moves in this plan.")
        page.check("nothing moves", f"{flow_sheet.total(report.flows, 'ship')}=0", True)
    nodes = zip(site.tolist(), commodity.tolist(), period.tolist(), strict=True)
    leaving = (letters(FIRST_PART + parts.index(part)) for part in RELEASED)
    return Balanced({key: FIRST_ROW + place for place, key in enumerate(nodes)}, *leaving)


def _has_part(node: IntArray, amount: FloatArray) -> BoolArray:
    """Return (rows,) whether the node has this part in any period, so that edits of a neighbouring period count."""
    used = np.unique(node[amount != 0.0])
    return np.asarray(np.isin(node, used), dtype=np.bool_)


def _amounts(report: Report, parts: Sequence[str]) -> tuple[IntArray, FloatArray]:
    """Return the codes (site, commodity, period) of the rows in order, and (parts, rows) their tonnes."""
    problem, v, values = report.problem, report.plan.model.variables, report.plan.values
    periods, commodities = len(report.periods), problem.commodity_names.size

    def code(site: IntArray, commodity: IntArray, period: IntArray) -> IntArray:
        return np.asarray((site * commodities + commodity) * periods + period, dtype=np.int64)

    ship, stock, stocks = v.ship, v.stock, problem.inventories
    sent, held = values[ship.index], values[stock.index]
    later = stock.keys["period"] + 1 < periods
    carried = stock.pick(later, period=stock.keys["period"][later] + 1)
    kept = stocks.kept[carried.keys["stock"], carried.keys["period"]] if stocks.size else np.empty(0)
    opening_code = np.concatenate(
        [
            code(stocks.site, stocks.commodity, np.zeros(stocks.size, dtype=np.int64)),
            code(*(carried.keys[name] for name in ("site", "commodity", "period"))),
        ]
    )
    first_kept = stocks.kept[:, 0] if stocks.size else np.empty(0)
    opening = np.concatenate([stocks.opening * first_kept, held[later] * kept])
    fixed = np.flatnonzero(problem.processes.is_fixed)
    line, run = join([problem.processes.line_process[fixed]], [v.run.keys["process"]])
    line = fixed[line]
    output = problem.processes.line_output[line]
    tonnes = problem.processes.line_quantity[line, v.run.keys["period"][run]] * values[v.run.index][run]
    when = np.where(output, v.run.keys["output"][run], v.run.keys["period"][run])
    runs = code(
        problem.processes.site[problem.processes.line_process[line]], problem.processes.line_commodity[line], when
    )
    pipe = problem.pipeline
    arrived = sent * (1.0 - problem.lanes.loss[ship.keys["lane"]])
    feed = code(*(v.feed.keys[name] for name in ("site", "commodity", "period")))
    scrap, rate = returned(problem, v)
    stream, when_back = np.nonzero(problem.returns.earlier > 0.0)
    found = {
        "opening": (opening_code, opening),
        "on its way": (code(pipe.site, pipe.commodity, pipe.period), pipe.quantity),
        "received": (code(ship.keys["site_to"], ship.keys["commodity"], ship.keys["arrival"]), arrived),
        "made": (runs[output], tonnes[output]),
        "returned": (
            code(*(scrap.keys[name] for name in ("site", "commodity", "period"))), rate * values[scrap.index],
        ),
        "of earlier sales": (
            code(problem.returns.site[stream], problem.returns.scrap[stream], when_back),
            problem.returns.earlier[stream, when_back],
        ),
        "used": (
            np.concatenate([runs[~output], feed]), np.concatenate([tonnes[~output], values[v.feed.index]]),
        ),
        "shipped": (code(ship.keys["site_from"], ship.keys["commodity"], ship.keys["period"]), sent),
        **{
            part: (code(*(block.keys[name] for name in ("site", "commodity", "period"))), values[block.index])
            for part, block in (
                ("delivered", v.deliver), ("sold", v.sell), ("disposed", v.dispose), ("closing", v.stock),
            )
        },
    }  # fmt: skip
    rows = np.unique(np.concatenate([codes[amount != 0.0] for codes, amount in found.values()]))
    amounts = np.zeros((len(parts), rows.size))
    for place, (codes, amount) in enumerate(found[part] for part in parts):
        some = amount != 0.0
        amounts[place] = np.bincount(np.searchsorted(rows, codes[some]), weights=amount[some], minlength=rows.size)
    return rows, amounts


def _formula(report: Report, made: Made, part: str, names: tuple[str, str], period: int) -> str | None:
    """Return the formula of one part of a balance; names: what SUMIFS looks for, site and commodity."""
    flows, name = report.flows, report.periods[period]
    if part in ("made", "used"):
        return made.formula(*names, "out" if part == "made" else "in", period)
    if part == "received":
        kind, place = ARRIVE, "to"
    else:
        kind, place = LEAVING.get(part, ""), "site"
    if (kind, name) not in flows.runs:
        return None
    return _sum(flows.runs[kind, name], place, names)


def _sum(rows: tuple[int, int], place: str, names: tuple[str, str]) -> str:
    quantity, site, commodity = (flow_sheet.span(column, rows) for column in ("quantity", place, "commodity"))
    return f"SUMIFS({quantity},{site},{names[0]},{commodity},{names[1]})"


def _carried(
    report: Report, node: IntArray, period: IntArray, live: BoolArray, wanted: Sequence[tuple[str, str]]
) -> list[str | None]:
    """Return the formulas of `opening`: what the period before left, less storage loss; before the plan a constant."""
    stocks, flows = report.problem.inventories, report.flows
    kept = {
        int(site) * report.problem.commodity_names.size + int(commodity): stocks.kept[place]
        for place, (site, commodity) in enumerate(zip(stocks.site, stocks.commodity, strict=True))
    }
    found: list[str | None] = []
    for place, (code, t, has) in enumerate(zip(node.tolist(), period.tolist(), live.tolist(), strict=True)):
        rows = flows.runs.get(("stock", report.periods[t - 1])) if t > 0 and has and code in kept else None
        if rows is None:
            found.append(None)
            continue
        share = float(kept[code][t])
        sums = _sum(rows, "site", wanted[place])
        found.append(sums if share == 1.0 else f"{sums}*{constant(share)}")
    return found
