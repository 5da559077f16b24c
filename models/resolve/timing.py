"""Start and end of sheet Sites and the rows of sheet Ramp: when processes run, and how fast they start up."""

from __future__ import annotations

import calendar as days
from dataclasses import replace
from datetime import date

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.calendar import Calendar
from models.issues import Findings
from models.names import Namespace, folded
from models.parts.timing import Curve, Timing
from models.problem import HALF, Capacities, Processes, Sites
from models.records import Records, Tables
from models.resolve.recipes import name_codes
from models.resolve.selectors import Candidates, expand, look_up, most_exact, report_equal_matches
from models.units import LITTLE, little_percent

MONTHS = 12
PERCENT = 0.01
# Two shares closer than this are the same: they come from counting days.
SAME_SHARE = 1e-12
OLDEST = 1200  # months; longer than any horizon
# An expansion without a curve of its own is all there from its first day.
AT_ONCE: Curve = ((0, 1.0),)


def later_day(ordinal: int, months: int) -> int:
    """Return the same day of the month so many months later, or that month's last day where it has no such day."""
    day = date.fromordinal(ordinal)
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    return date(year, month + 1, min(day.day, days.monthrange(year, month + 1)[1])).toordinal()


def curve_shares(calendar: Calendar, curve: Curve, start: int, opens: int, closes: int) -> FloatArray:
    """Return (periods,) the share of the capacity that a curve leaves, by the days of each period.

    start   ordinal of the day from which the age counts
    opens   ordinal of the first day on which the site runs, -1 from the beginning;  closes  of the last, -1 no end
    """
    shares = np.zeros(calendar.size)
    reached = [later_day(start, age) for age, _ in curve]
    for place, (_, share) in enumerate(curve):
        until = reached[place + 1] - 1 if place + 1 < len(curve) else -1
        # Days, not shares, are cut: the product of two shares would take the days before an opening off twice.
        shares += share * calendar.share(max(reached[place], opens), sooner(until, closes))
    return shares


def sooner(one: int, other: int) -> int:
    """Return the sooner of two last days; -1 is no end."""
    return min(one, other) if one >= 0 and other >= 0 else max(one, other)


def parse_curve(text: str) -> Curve | None:
    """Return the steps of `0 25; 6 50; 12 100`, or None when it cannot be read so: ages rise, percent is 0 to 100."""
    steps: list[tuple[int, float]] = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        words = part.removesuffix("%").split()
        try:
            age, percent = words
            step = (int(age), float(percent) * PERCENT)
        except ValueError:
            return None
        if step[0] < (steps[-1][0] + 1 if steps else 0) or step[0] > OLDEST or not 0.0 <= step[1] <= 1.0:
            return None
        steps.append(step)
    return tuple(steps)


def site_shares(records: Records, calendar: Calendar, sites: Sites, issues: Findings) -> FloatArray:
    """Return (sites, periods) the share of the days on which the processes of each site run."""
    shares = np.ones((sites.line.size, calendar.size))
    for site in np.flatnonzero((sites.start >= 0) | (sites.end >= 0)).tolist():
        start, end = int(sites.start[site]), int(sites.end[site])
        if 0 <= end < start:
            issues.error(
                "dates", records.cell(int(sites.line[site]), "end"), "the end lies before the start",
                "correct the dates",
            )  # fmt: skip
        shares[site] = calendar.share(start, end)
    return shares


def acting_rows(
    tables: Tables, sheet: str, site_space: Namespace, processes: Processes, issues: Findings
) -> tuple[IntArray, IntArray]:
    """Return the rows of a sheet keyed by site and process that act, and the process of each, in canonical order."""
    records = tables.records[sheet]
    sites = look_up(records, "site", site_space, "Sites", tables, issues)
    number = {(int(site), folded(name)): code
              for code, (site, name) in enumerate(zip(processes.site, processes.name, strict=True))}  # fmt: skip
    names = [folded(str(name)) for name in records.text["process"]]
    every = expand([sites])
    process = np.array(
        [number.get((site, names[row]), -1)
         for row, site in zip(every.record.tolist(), every.codes[:, 0].tolist(), strict=True)], dtype=np.int64,
    )  # fmt: skip
    found = set(every.record[process >= 0].tolist())
    for row in sorted(set(every.record.tolist()) - found):
        if names[row]:
            issues.error(
                "no-such-process",
                records.cell(row, "process"),
                f"site '{records.text['site'][row]}' has no process '{records.text['process'][row]}'",
                "correct the process, or add its recipe to sheet Processes",
            )
    kept = Candidates(every.record[process >= 0], every.codes[process >= 0], every.exactness[process >= 0])
    best, pairs = most_exact(kept, name_codes(records.text["process"])[0][kept.record][:, None])
    report_equal_matches(records, pairs, issues)
    return kept.record[best], process[process >= 0][best]


def make_timing(
    tables: Tables, calendar: Calendar, site_space: Namespace, sites: Sites, processes: Processes, issues: Findings
) -> tuple[Timing, FloatArray]:
    """Return when processes run so far as sheets Sites and Ramp say, and (sites, periods) open shares."""
    open_sites = site_shares(tables.records["Sites"], calendar, sites, issues)
    records = tables.records["Ramp"]
    open_share = open_sites[processes.site]
    share = open_share.copy()
    curve: list[Curve] = [()] * processes.size
    rate_limit, line = np.full(processes.size, np.nan), np.full(processes.size, -1, dtype=np.int64)
    curves = [_curve(records, row, issues) for row in range(len(records))]
    for row, process in zip(*(part.tolist() for part in acting_rows(tables, "Ramp", site_space, processes, issues)),
                            strict=True):  # fmt: skip
        line[process], rate_limit[process], curve[process] = row, records.number["rate limit"][row], curves[row]
        own, site = int(records.date["start"][row]), processes.site[process]
        opens, closes = int(sites.start[site]), int(sites.end[site])
        start = own if own >= 0 or not curves[row] else opens
        if start >= 0:
            share[process] = curve_shares(calendar, curves[row] or AT_ONCE, start, opens, closes)
    may_run = share > 0.0
    return Timing(
        open_share, share, may_run, tuple(curve), rate_limit, np.full(processes.size, np.nan), line
    ), open_sites


def _curve(records: Records, row: int, issues: Findings) -> Curve:
    text = str(records.text["percent by age"][row])
    curve = parse_curve(text)
    if curve is None:
        issues.error(
            "percent-by-age",
            records.cell(row, "percent by age"),
            f"'{text}' is not a start-up curve",
            "write age in months, space, percent from 0 to 100, ages rising, separated by semicolons: 0 25; 6 50; "
            "12 100",
        )
    elif curve and curve[-1][1] <= LITTLE and max(share for _, share in curve) > 0.0:
        issues.warning(
            "little-percent", records.cell(row, "percent by age"),
            *little_percent("all that the curve comes to", curve[-1][1]),
        )  # fmt: skip
    elif not text and np.isnan(records.number["rate limit"][row]) and records.date["start"][row] < 0:
        issues.error(
            "ramp-without-content",
            records.cell(row, "percent by age"),
            "the row has neither a start, nor a start-up curve, nor a rate limit",
            "fill in one of them, or delete the row",
        )
    return curve or ()


def settle_timing(
    tables: Tables, calendar: Calendar, sites: Sites, processes: Processes, capacities: Capacities, timing: Timing,
    expanded: IntArray, issues: Findings,
) -> Timing:  # fmt: skip
    """Return the timing with what follows from the capacities: what cannot be scaled, and rates before the start.

    expanded  processes that can be expanded: their curve may be that of the new capacity alone
    """
    scaled, before = np.zeros(timing.share.shape, dtype=np.bool_), timing.before.copy()
    member = processes.line_process[capacities.member_line]
    for limit, process, counted in zip(capacities.member_limit, member, capacities.member_line, strict=True):
        others = member[capacities.member_limit == limit]
        largest = timing.share[others].max(axis=0)
        # What could not be read is an error of its own, and a limit all the same.
        there = np.isfinite(capacities.limit[limit]) | np.isnan(capacities.limit[limit])
        scaled[process] |= there & (timing.share[process] >= largest - SAME_SHARE)
        if not np.isnan(capacities.before[limit]) and np.all(others == process):
            ratio = processes.driver_quantity[process, 0] / max(processes.line_quantity[counted, 0], SAME_SHARE)
            before[process] = capacities.before[limit] * ratio
    may_run = (timing.share > 0.0) & (scaled | (timing.share > HALF))
    _report_unscaled(tables, calendar, sites, processes, timing, scaled, set(expanded.tolist()), issues)
    _report_unused_start(tables, capacities, processes, timing, issues)
    return replace(timing, may_run=may_run, before=before)


def _report_unscaled(
    tables: Tables, calendar: Calendar, sites: Sites, processes: Processes, timing: Timing, scaled: BoolArray,
    expanded: set[int], issues: Findings,
) -> None:  # fmt: skip
    """Report start-up curves and dates inside a period that have no capacity to be a share of."""
    ramp, places = tables.records["Ramp"], tables.records["Sites"]
    for process in range(processes.size):
        row, site = int(timing.line[process]), int(processes.site[process])
        curve = timing.curve[process]
        dated = row >= 0 and (ramp.date["start"][row] >= 0 or sites.start[site] >= 0)
        if curve and not dated and process not in expanded:
            issues.error(
                "ramp-without-start",
                ramp.cell(row, "start"),
                f"the start-up curve of '{processes.name[process]}' has no day from which the age counts",
                "give the start here, or on sheet Sites",
            )
        partly = (timing.share[process] > 0.0) & (timing.share[process] < 1.0) & ~scaled[process]
        if not partly.any():
            continue
        period = int(partly.argmax())
        share = timing.share[process, period]
        if curve and dated:
            issues.error(
                "ramp-without-capacity",
                ramp.cell(row, "percent by age"),
                f"no row of sheet Capacity limits '{processes.name[process]}' alone, so there is nothing of which "
                f"{share:.0%} could be there in {calendar.names[period]}",
                "give the process a capacity of its own",
            )
        else:
            edge = "end" if sites.end[site] >= 0 and sites.end[site] <= calendar.end[period] else "start"
            issues.warning(
                "open-inside-period",
                ramp.cell(row, "start") if row >= 0 and ramp.date["start"][row] >= 0
                else places.cell(int(sites.line[site]), edge),
                f"'{processes.name[process]}' runs on {share:.0%} of the days of {calendar.names[period]}, and without "
                f"a capacity of its own it counts as {'running' if share > HALF else 'shut'} in all of it",
                "give the process a capacity, or split the period on sheet Periods",
            )  # fmt: skip


def _report_unused_start(
    tables: Tables, capacities: Capacities, processes: Processes, timing: Timing, issues: Findings
) -> None:
    """Report a `running at start` that no rate limit uses: it would change nothing."""
    records = tables.records["Capacity"]
    member = processes.line_process[capacities.member_line]
    used: set[int] = set()
    for limit in np.flatnonzero(~np.isnan(capacities.before)).tolist():
        own = np.unique(member[capacities.member_limit == limit])
        if own.size == 1 and not np.isnan(timing.rate_limit[own[0]]):
            used.add(int(capacities.line[limit]))
    for row in np.flatnonzero(~np.isnan(records.number_by_period["running at start"]).all(axis=1)).tolist():
        if row in set(capacities.line.tolist()) - used:
            issues.warning(
                "unused-start",
                records.cell(row, "running at start"),
                "no row of sheet Ramp limits how fast this process alone changes, so its rate at the start changes "
                "nothing",
                "give a rate limit on sheet Ramp, or empty the cell",
            )
