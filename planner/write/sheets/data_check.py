"""Sheet Data check: findings, what blanks were read as, what was left out, and what rests on weak figures."""

from __future__ import annotations

from collections import Counter

from models.issues import Severity
from models.records import quoted
from models.schema import TABLE
from planner.write import bulk
from planner.write.page import BAD_SIGN, FAIR_SIGN, FIRST_ROW, GOOD_SIGN, Desk, joined, lights, open_page
from planner.write.report import DEMAND, Report
from planner.write.wording import blank_means, plain

NAME = "Data check"
SENTENCE = (
    "What was noticed in the input, what blank cells were read as, which rows do not act, what rests on weak figures."
)
LIGHT = {
    Severity.ERROR: f"{BAD_SIGN} error",
    Severity.WARNING: f"{FAIR_SIGN} warning",
    Severity.NOTE: f"{GOOD_SIGN} note",
}
WEAKEST = "C"
NAMED_ROWS = 12

type Line = tuple[str, str, str, str, str]  # light, topic, address, what, what to do


def write(desk: Desk, report: Report) -> None:
    """Write the sheet."""
    page = open_page(desk, NAME, SENTENCE)
    lines = [*_findings(report), *_blanks(report), *_ignored(report), *_weak(report)]
    if not lines:
        lines = [(f"{GOOD_SIGN} note", "findings", "", "nothing was noticed, left blank or left out", "")]
    page.table(
        [
            bulk.text("light", [line[0] for line in lines], 12),
            bulk.text("topic", [line[1] for line in lines], 18),
            bulk.source("where", [line[2] for line in lines]),
            bulk.wrapped("what", [line[3] for line in lines], 80.0),
            bulk.wrapped("what to do", [line[4] for line in lines], 60.0),
        ],
        frozen=0,
    )
    lights(page, FIRST_ROW, 0, FIRST_ROW + len(lines) - 1, 0)
    area = f"A{FIRST_ROW + 1}:A{FIRST_ROW + len(lines)}"
    page.check("the input has no error", f'COUNTIF({area},"{LIGHT[Severity.ERROR]}")=0', True)


def _findings(report: Report) -> list[Line]:
    order = list(Severity)
    return [
        (
            LIGHT[issue.severity],
            "finding",
            issue.where if "!" in issue.where else "",
            issue.message if "!" in issue.where else f"{issue.where}: {issue.message}",
            issue.remedy,
        )
        for issue in sorted(report.issues, key=lambda issue: order.index(issue.severity))
    ]


def _blanks(report: Report) -> list[Line]:
    """Return what blank cells were read as, a line for each column with a default that was used."""
    lines: list[Line] = []
    for sheet, records in report.problem.tables.records.items():
        columns = TABLE[sheet].by_name
        for name, count in records.blank.items():
            column = columns.get(name)
            if column is None or not count or column.default is None:
                continue
            cells = f"{count} of {len(records)} rows"
            lines.append(
                (
                    f"{GOOD_SIGN} note",
                    "blank cells",
                    "",
                    f"{sheet}, {name}: {cells} blank, read as {plain(blank_means(column))}",
                    "",
                )
            )
    return lines


def _ignored(report: Report) -> list[Line]:
    """Return rows that do not act, and rows that are hidden and do."""
    lines: list[Line] = []
    for sheet, records in report.problem.tables.records.items():
        if records.ignored:
            rows, first = joined(map(str, records.ignored), NAMED_ROWS), records.ignored[0]
            lines.append(
                (
                    f"{GOOD_SIGN} note",
                    "inactive rows",
                    f"{quoted(records.sheet)}!{first}:{first}",
                    f"{sheet}: {len(records.ignored)} of {records.read} rows have active = no: rows {rows}",
                    "",
                )
            )
    for sheet, count in report.problem.tables.hidden_rows.items():
        lines.append(
            (f"{FAIR_SIGN} warning", "hidden rows", "", f"{sheet}: {count} hidden rows were read like the others", "")
        )
    return lines


def _weak(report: Report) -> list[Line]:
    """Return what rests on confidence C: rows of each sheet, tonnes of demand, runs under weak capacities."""
    lines: list[Line] = []
    for sheet, records in report.problem.tables.records.items():
        found = Counter(str(word) for word in records.text.get("confidence", ()))
        if found.get(WEAKEST):
            share = found[WEAKEST] / len(records)
            lines.append(
                (
                    f"{FAIR_SIGN} warning" if share > 0.5 else f"{GOOD_SIGN} note",
                    "confidence",
                    "",
                    (
                        f"{sheet}: {found[WEAKEST]} of {len(records)} rows rest on estimates (confidence C), "
                        f"{found.get('A', 0)} on reports (A), {found.get('B', 0)} on guidance (B)"
                    ),
                    "",
                )
            )
    lines += _weak_demand(report)
    lines += _weak_limits(report)
    return lines


def _weak_demand(report: Report) -> list[Line]:
    words = report.records("Demand").text.get("confidence")
    if words is None:
        return []
    demands = report.problem.demands
    tonnes = demands.quantity.sum(axis=1)
    weak = sum(float(tonnes[place]) for place, line in enumerate(demands.line.tolist()) if words[line] == WEAKEST)
    total = float(tonnes.sum())
    if not weak or not total:
        return []
    return [
        (
            f"{FAIR_SIGN} warning",
            "confidence",
            "",
            f"{weak / total:.0%} of the demand ({weak:,.0f} of {total:,.0f} t) rests on estimates (confidence C)",
            "",
        )
    ]


def _weak_limits(report: Report) -> list[Line]:
    """Return how many of the limits that have a value rest on estimates."""
    weak_rows = {
        (records.sheet, int(row))
        for records in report.problem.tables.records.values()
        for row, word in zip(records.row, records.text.get("confidence", ()), strict=False)
        if word == WEAKEST
    }
    valued = {limit.cell for limit in report.limits if limit.family != DEMAND and any(limit.worth)}
    weak = sorted(cell for cell in valued if _row_of(cell) in weak_rows)
    if not weak:
        return []
    return [
        (
            f"{FAIR_SIGN} warning",
            "confidence",
            weak[0],
            (
                f"{len(weak)} of the {len(valued)} limits that bind rest on "
                f"estimates (confidence C): {joined(weak, NAMED_ROWS)}"
            ),
            "see sheet Value of limits",
        )
    ]


def _row_of(cell: str) -> tuple[str, int]:
    sheet, _, place = cell.rpartition("!")
    digits = "".join(one for one in place.rpartition(":")[2] if one.isdigit())
    plain_name = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    return plain_name, int(digits or 0)
