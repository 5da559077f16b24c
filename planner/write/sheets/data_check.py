"""Sheet Data check: findings, what blanks were read as, what was left out, and what rests on weak figures."""

from __future__ import annotations

from models.issues import Severity
from models.matches import marks, matches
from models.records import quoted
from models.schema import TABLE
from planner.write import bulk
from planner.write.page import BAD_SIGN, FAIR_SIGN, FIRST_ROW, GOOD_SIGN, Desk, lights, open_page
from planner.write.phrases import joined
from planner.write.report import Report
from planner.write.sheets.confidence import Line, weak_lines
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
NAMED_ROWS = 12


def write(desk: Desk, report: Report) -> None:
    """Write the sheet."""
    page = open_page(desk, NAME, SENTENCE)
    lines = [*_findings(report), *_blanks(report), *_ignored(report), *report.once(weak_lines), *_matches(report)]
    lines += [(f"{GOOD_SIGN} note", "origins", "", line, "") for line in marks(report.problem)]
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
            rows, first = joined(map(str, records.ignored), NAMED_ROWS), min(records.ignored)
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
            (
                f"{FAIR_SIGN} warning",
                "hidden rows",
                "",
                f"{sheet}: hidden rows that were read like the others: {count}",
                "",
            )
        )
    return lines


def _matches(report: Report) -> list[Line]:
    """Return what the rows with selectors matched; rows that match exactly one thing are counted, not listed."""
    single: dict[tuple[str, str], int] = {}
    lines: list[Line] = []
    for one in matches(report.problem):
        if one.count == 1:
            key = (one.cell.rpartition("!")[0], one.kind)
            single[key] = single.get(key, 0) + 1
        else:
            lines.append((f"{GOOD_SIGN} note", "matched", one.cell, str(one).partition(" ")[2], ""))
    counts = [
        (f"{GOOD_SIGN} note", "matched", "", f"{sheet}: rows that match exactly one {kind}: {count}", "")
        for (sheet, kind), count in single.items()
    ]
    return [*counts, *lines]
