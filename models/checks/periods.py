"""Dates that are most likely slips: of periods named otherwise, years from the plan, and ages in days."""

from __future__ import annotations

import datetime as dt

import numpy as np

from models.calendar import span_named
from models.days import FAR
from models.issues import Findings
from models.nouns import counted
from models.problem import Problem
from models.schema import TABLES
from models.units import DAYS_PER_MONTH

# Quarters of weeks begin and end some days beside those of months.
LEEWAY = 7
# Ages of start-up curves that are smaller are most likely of months: one is of 28 days at least.
LIKE_DAYS = 28
# Dates that are told elsewhere where they lie years behind the plan.
TOLD_ELSEWHERE = (("Sites", "start"), ("Rules", "start"))


def check_site_dates(problem: Problem, issues: Findings) -> None:
    """Tell of a site that is open behind or before the plan alone: by years, a year is typed wrongly, most likely."""
    sites, calendar = problem.sites, problem.calendar
    behind = sites.start - int(calendar.end[-1])
    before = np.where(sites.end >= 0, int(calendar.start[0]) - sites.end, 0)
    for site in np.flatnonzero((behind > 0) | (before > 0)).tolist():
        is_late, is_far = bool(behind[site] > 0), bool(behind[site] > FAR or before[site] > FAR)
        late, closed = ("opens long", "closed years") if is_far else ("opens", "closed")
        said = f"{late} after the plan ends" if is_late else f"{closed} before the plan"
        report = issues.warning if is_far else issues.note
        report(
            "site-outside",
            problem.cell("Sites", int(sites.line[site]), "start" if is_late else "end"),
            f"'{problem.site_names.names[site]}' {said}, so that nothing runs there",
            "check the year, or write `no` in column `active`",
        )


def check_years(problem: Problem, issues: Findings) -> None:
    """Warn of a date years behind the plan whose year, its last two digits swapped, is one of the plan's."""
    ends = int(problem.calendar.end[-1])
    own = range(dt.date.fromordinal(int(problem.calendar.start[0])).year, dt.date.fromordinal(ends).year + 1)
    for table in TABLES:
        records = problem.tables.records[table.name]
        for column, days in records.date.items():
            if (table.name, column) in TOLD_ELSEWHERE:
                continue
            for line in np.flatnonzero(days > ends + FAR).tolist():
                date = dt.date.fromordinal(int(days[line]))
                tens, ones = divmod(date.year % 100, 10)
                meant = date.year - date.year % 100 + 10 * ones + tens
                if meant in own:
                    issues.warning(
                        "swapped-year",
                        records.cell(line, column),
                        f"the year of {date.isoformat()} lies {counted(date.year - own[-1], 'year')} behind the plan",
                        f"write {meant} where that is meant",
                    )


def check_curves(problem: Problem, issues: Findings) -> None:
    """Warn of a start-up curve of which no age but 0 comes before the plan ends, however early it starts: of days."""
    timing, sites, calendar = problem.timing, problem.sites, problem.calendar
    opens, ends = int(calendar.start[0]), int(calendar.end[-1])
    for line in np.unique(timing.line[timing.line >= 0]).tolist():
        process = int(np.flatnonzero(timing.line == line)[0])
        age = next((age for age, _ in timing.curve[process] if age > 0), 0)
        own, of_site = problem.tables.records["Ramp"].date["start"][line], sites.start[problem.processes.site[process]]
        start = int(own if own >= 0 else of_site if of_site >= 0 else opens)
        days = round(age * DAYS_PER_MONTH)
        if age >= LIKE_DAYS and start <= ends and start + days > ends and opens + days > ends:
            issues.warning(
                "age-behind-the-plan",
                problem.cell("Ramp", line, "percent by age"),
                f"the age of {age} months comes {counted(start + days - ends, 'day')} after the plan ends: ages are in "
                "months, from the start of the process",
                "divide ages in days by 30, those in weeks by 4.3",
            )


def check_period_names(problem: Problem, issues: Findings) -> None:
    """Warn where a period lies elsewhere than its name says: its dates, or its name, may be another period's."""
    calendar = problem.calendar
    _one_day_longer(problem, issues)
    wrong = []
    for period, name in enumerate(calendar.names):
        span = span_named(name)
        start, end = int(calendar.start[period]), int(calendar.end[period])
        if span is not None and (start < span[0] - LEEWAY or end > span[1] + LEEWAY):
            wrong.append((period, name, start, end))
    if not wrong:
        return
    period, name, start, end = wrong[0]
    more = f"; so it is with {counted(len(wrong) - 1, 'more period')}" if len(wrong) > 1 else ""
    first, last = (dt.date.fromordinal(day).isoformat() for day in (start, end))
    issues.warning(
        "period-beside-its-name",
        problem.cell("Periods", int(period), "start"),
        f"the period is called '{name}' and is from {first} to {last}{more}",
        "correct the dates, or call it otherwise",
    )


def _one_day_longer(problem: Problem, issues: Findings) -> None:
    """Warn where all periods whose names say when they are end on the day after: the day was taken for left out."""
    calendar = problem.calendar
    spans = [(period, span) for period, name in enumerate(calendar.names) if (span := span_named(name)) is not None]
    if len(spans) > 1 and all(int(calendar.end[period]) == span[1] + 1 for period, span in spans):
        period, span = spans[0]
        issues.warning(
            "period-beside-its-name",
            problem.cell("Periods", period, "end"),
            f"each period ends a day later than its name says, '{calendar.names[period]}' on "
            f"{dt.date.fromordinal(span[1] + 1).isoformat()}: the last day is part of a period",
            f"write {dt.date.fromordinal(span[1]).isoformat()} here, and so in every row",
        )
