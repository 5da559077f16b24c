"""The grants of licences: what is used, left and lapses of each on sheet Rule effects, and a line of the Summary."""

from __future__ import annotations

import datetime as dt

from models.nouns import counted
from models.records import NO_DATE
from planner.write import bulk, styles
from planner.write.bulk import serial
from planner.write.page import BAD_SIGN, FAIR_SIGN, GOOD_SIGN, Page, criterion, lights
from planner.write.phrases import TO_GRAM, in_periods, tonnes
from planner.write.report import Limit, Report
from planner.write.sheets import flows as flow_sheet
from planner.write.worth import one_more

GAP = 3  # rows between two tables: a blank one, a heading, a header
NAMED_LICENCES = 4
STATE = 9  # the column of the lights
TITLE = "Grants of licences: what is left of a grant at its end lapses"


def day(ordinal: int) -> int | None:
    """Return a day as Excel counts it; None for no date."""
    return None if ordinal == NO_DATE else serial(dt.date.fromordinal(ordinal))


def used_of(report: Report) -> list[float]:
    """Return (grants,) the tonnes that each grant lets through."""
    table, records = report.plan.tables["use"], report.records("Rules")
    found: dict[int, float] = {}
    for row, amount in zip(table["row"].to_list(), table["used_t"].to_list(), strict=True):
        found[int(row)] = found.get(int(row), 0.0) + amount
    return [found.get(int(records.row[line]), 0.0) for line in report.problem.rules.grants.line.tolist()]


def ended(report: Report) -> list[bool]:
    """Return (grants,) whether each ends inside the plan, so that what is left of it lapses."""
    last = int(report.problem.calendar.end[-1])
    return [0 <= end <= last for end in report.problem.rules.grants.end.tolist()]


def write_grants(page: Page, report: Report, bottom: int) -> int:
    """Write the table of grants below row `bottom` (from 0) of sheet Rule effects; nothing where there is none.

    Returns the last row of what is written then.
    """
    problem, grants = report.problem, report.problem.rules.grants
    if not grants.size:
        return bottom
    first = bottom + GAP
    page.text(first - 2, 0, TITLE, styles.SECTION)
    rows = range(first + 1, first + 1 + grants.size)
    used, volumes = used_of(report), grants.volume.tolist()
    given = [None if volume == float("inf") else volume for volume in volumes]
    left = [None if volume is None else round(volume - use, TO_GRAM) for volume, use in zip(given, used, strict=True)]
    lapses = ended(report)
    lapsing = [rest if ends else None for ends, rest in zip(lapses, left, strict=True)]
    limits = {limit.cell: limit for limit in report.limits if limit.family == "licence_volume"}
    cells = [problem.cell("Rules", line, "value") for line in grants.line.tolist()]
    states = [_state(report, grant, left[grant], used[grant], lapses[grant]) for grant in range(grants.size)]
    text, lines = report.records("Rules").text, grants.line.tolist()
    # The columns stand below those of the rules that hold the same things, so that their widths fit both.
    bottom = page.table(
        [
            bulk.text("licence", [problem.rules.name[rule] for rule in grants.rule.tolist()]),
            bulk.text("type", ["grant"] * grants.size),
            *(
                bulk.text(name, [str(value) for value in text[name][lines]])
                for name in ("from", "to", "commodity", "applies at")
            ),
            bulk.number("valid from", [day(one) for one in grants.start.tolist()], styles.DATE),
            bulk.number("until", [day(one) for one in grants.end.tolist()], styles.DATE),
            bulk.formula(
                "lapses [t]",
                [f"M{row}" if lost is not None else None for row, lost in zip(rows, lapsing, strict=True)],
                lapsing,
            ),
            bulk.text("state", states),
            bulk.number("granted [t]", given),
            bulk.formula("used [t]", [_of_flows(report, grant, row) for grant, row in enumerate(rows)], used),
            bulk.formula(
                "left [t]",
                [f"ROUND(K{row}-L{row},{TO_GRAM})" if rest is not None else None
                 for row, rest in zip(rows, left, strict=True)],
                left,
            ),
            bulk.wrapped("one more tonne", [_worth(report, limits.get(cell)) for cell in cells], 60.0),
            bulk.source("input cell", cells),
        ],
        first=first,
        filters=False,
        alone=False,
    )  # fmt: skip
    lights(page, first, STATE, first + grants.size - 1, STATE)
    return bottom


def _of_flows(report: Report, grant: int, row: int) -> str:
    """Return a formula for the tonnes that use a grant, from sheet Flows."""
    rules = report.problem.rules
    if "use" not in report.flows.kinds:
        return "0"
    area = {name: flow_sheet.whole(report.flows, name, "use") for name in ("quantity", "rule", "row")}
    name = criterion(f"$A{row}", rules.name[rules.grants.rule[grant]])
    number = int(report.records("Rules").row[rules.grants.line[grant]])
    return f"SUMIFS({area['quantity']},{area['rule']},{name},{area['row']},{number})"


def _state(report: Report, grant: int, left: float | None, used: float, lapses: bool) -> str:
    grants = report.problem.rules.grants
    if not grants.usable[grant].any():
        return "not valid in this plan"
    if left is None:
        return f"{GOOD_SIGN} no limit"
    if left <= report.gram:
        return f"{FAIR_SIGN} used up"
    if lapses:
        return f"{BAD_SIGN if used <= report.gram else FAIR_SIGN} {tonnes(left)} lapse"
    return f"{GOOD_SIGN} {tonnes(left)} left"


def _worth(report: Report, limit: Limit | None) -> str:
    return one_more(report, limit) if limit is not None and any(limit.worth) else ""


def sentences(report: Report) -> list[str]:
    """Return a sentence for each of the first licences: what is used, what lapses, and when no grant is valid."""
    rules, grants = report.problem.rules, report.problem.rules.grants
    used, lapses, found = used_of(report), ended(report), []
    for rule in dict.fromkeys(grants.rule.tolist()):
        own = [grant for grant in range(grants.size) if grants.rule[grant] == rule and grants.usable[grant].any()]
        flowing = sum(used[grant] for grant in own)
        if all(grants.volume[grant] < float("inf") for grant in own):
            granted = sum(float(grants.volume[grant]) for grant in own)
            words = f"{tonnes(flowing)} of {tonnes(granted)} granted are used"
            lost = sum(float(grants.volume[grant]) - used[grant] for grant in own if lapses[grant])
            words += f", {tonnes(lost)} lapse" if lost > report.gram else ""
        else:
            words = f"{tonnes(flowing)} flow under its grants"
        without = [name for name, share in zip(report.periods, rules.unlicensed[rule], strict=True) if share == 1.0]
        words += f"; no grant is valid {in_periods(without, report.period_order)}" if without else ""
        found.append(f"Licence {rules.name[rule]}: {words}.")
    more = len(found) - NAMED_LICENCES
    return found[:NAMED_LICENCES] + ([f"Sheet Rule effects has {counted(more, 'more licence')}."] if more > 0 else [])
