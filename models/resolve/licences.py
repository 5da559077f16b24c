"""Licences of sheet Rules: rows of one name and scope are the grants of one licence, which is one rule."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.calendar import Calendar
from models.days import gaps, joined, share
from models.issues import Findings
from models.names import ANY, folded
from models.parts.origins import STAGES
from models.parts.policy import Grants
from models.problem import HALF, Rules
from models.records import Records
from models.rule_types import LICENCE

SCOPE = (
    "from", "to", "commodity", "applies at", "end use", "elements", *(f"{stage} in" for stage in STAGES),
)  # fmt: skip


def licences(records: Records, lines: Sequence[int], issues: Findings) -> dict[int, list[int]]:
    """Return the grants of each licence, by the row of its first grant.

    lines  rows that are in force, in canonical order: the first grant of a licence comes first
    """
    found: dict[tuple[str, ...], list[int]] = {}
    named: dict[str, int] = {}
    for line in lines:
        if records.text["type"][line] == LICENCE:
            scope = tuple("" if (word := folded(str(records.text[name][line]))) == ANY else word for name in SCOPE)
            found.setdefault((folded(str(records.text["rule"][line])), *scope), []).append(line)
    for (name, *_), grants in found.items():
        first = named.setdefault(name, grants[0])
        if first != grants[0]:
            issues.warning(
                "licence-scopes",
                records.cell(grants[0], "rule"),
                f"this row and {records.cell(first, 'rule')} have one name and another scope: each is a licence of its "
                "own, and what both are about needs a grant of both",
                "write the same from, to, commodity and applies at where they are grants of one licence, else another "
                "name",
            )
        for line in grants[1:]:
            for column in ("hard", "weight"):
                mine, other = (
                    (records.text if column == "hard" else records.number)[column][row] for row in (line, grants[0])
                )
                if mine != other:
                    issues.error(
                        "licence-disagrees",
                        records.cell(line, column),
                        f"`{column}` is {mine} here and {other} in {records.cell(grants[0], column)}, a grant of the "
                        "same licence",
                        "write the same in all rows of the licence",
                    )
    return {grants[0]: grants for grants in found.values()}


def make_grants(
    records: Records, calendar: Calendar, groups: Sequence[tuple[int, Sequence[int]]], hard: BoolArray, end: IntArray,
    issues: Findings,
) -> tuple[Grants, FloatArray, FloatArray]:  # fmt: skip
    """Return the grants, and (rules, periods) the share of a flow that needs one, and of days without a valid one.

    groups  code of each licence that acts, and the rows of its grants
    hard    (rules,);  end  (rows,) last day of each row of the sheet, -1 for without end
    """
    start = records.date["start"]
    need, without = (np.zeros((hard.size, calendar.size)) for _ in range(2))
    rule: list[int] = []
    line: list[int] = []
    usable: list[BoolArray] = []
    for code, rows in groups:
        spans = [(int(start[row]), int(end[row])) for row in rows]
        begins = min(begin for begin, _ in spans)
        days = list(zip(calendar.start.tolist(), calendar.end.tolist(), strict=True))
        valid = np.array([share(joined(spans), first, last) for first, last in days])
        without[code] = [share(gaps(begins, spans), first, last) for first, last in days]
        before = np.array([share([(0, begins - 1)], first, last) for first, last in days])
        need[code] = np.divide(valid, valid + before, out=np.zeros(calendar.size), where=valid > 0.0)
        shut = without[code] >= HALF
        if not hard[code]:
            need[code, shut] = 1.0
        for row, (begin, last) in zip(rows, spans, strict=True):
            own = calendar.share(begin, last)
            rule.append(code)
            line.append(row)
            usable.append((own > 0.0) & (hard[code] | ~shut))
            if not own.any():
                issues.note("grant-outside", records.cell(row, "start"), "the grant is valid on no day of the horizon")
    chosen = np.array(line, dtype=np.int64)
    grants = Grants(
        rule=np.array(rule, dtype=np.int64),
        volume=np.nan_to_num(records.number["value"][chosen], nan=np.inf),
        start=start[chosen],
        end=end[chosen],
        usable=np.array(usable, dtype=np.bool_).reshape(chosen.size, calendar.size),
        line=chosen,
    )
    return grants, need, without


def edge(records: Records, rules: Rules, rule: int, first: int, last: int) -> tuple[int, str]:
    """Return the row and column of the cell that begins or ends days without a grant inside a period."""
    grants = rules.grants
    for grant in np.flatnonzero(grants.rule == rule).tolist():
        line = int(grants.line[grant])
        if first <= grants.end[grant] < last:
            return line, "end" if grants.end[grant] == records.date["end"][line] else "review date"
        if first < grants.start[grant] <= last:
            return line, "start"
    return int(rules.line[rule]), "start"


def warn_of_edges(records: Records, periods: Records, calendar: Calendar, rules: Rules, issues: Findings) -> None:
    """Tell where a soft licence counts a period as a whole, and where grants meet inside one."""
    soft = rules.of_type(LICENCE) & ~rules.hard
    partly = soft[:, None] & (rules.unlicensed > 0.0) & (rules.unlicensed < 1.0)
    for rule, period in np.argwhere(partly).tolist():
        line, column = edge(records, rules, rule, int(calendar.start[period]), int(calendar.end[period]))
        closed = rules.unlicensed[rule, period]
        issues.warning(
            "licence-inside-period",
            records.cell(line, column),
            f"on {closed:.0%} of the days of period {calendar.names[period]} "
            f"({period_cell(periods, calendar, period)}) no grant is valid; what flows counts as "
            f"{'without' if closed >= HALF else 'under'} a grant in all of it",
            f"split period {calendar.names[period]} there in sheet Periods",
        )
    grants = rules.grants
    for grant, period in np.argwhere(grants.usable).tolist():
        begins, ends = int(grants.start[grant]), int(grants.end[grant])
        inside = begins > calendar.start[period] or 0 <= ends < calendar.end[period]
        if inside and np.isfinite(grants.volume[grant]):
            column = "start" if begins > calendar.start[period] else "end"
            issues.note(
                "grant-inside-period",
                records.cell(int(grants.line[grant]), column),
                f"the grant is valid on part of period {calendar.names[period]} "
                f"({period_cell(periods, calendar, period)}), and all that flows in it may use the grant",
            )


def period_cell(periods: Records, calendar: Calendar, period: int) -> str:
    """Return the cell of a period's name."""
    where = np.flatnonzero(periods.text["period"] == calendar.names[period])
    return periods.cell(int(where[0]), "period") if where.size else "Periods"
