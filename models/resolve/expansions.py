"""Sheet Expansion: options to add capacity, when they can stand and what they cost a year."""

from __future__ import annotations

import numpy as np

from models.arrays import IntArray
from models.calendar import Calendar
from models.issues import Findings
from models.names import ANY, Namespace
from models.parts.timing import Expansions, Timing
from models.problem import Capacities, Options, Processes, Sites
from models.records import Records, Tables
from models.resolve.timing import AT_ONCE, acting_rows, curve_shares, later_day, sooner
from models.units import DAYS_PER_MONTH, MONTHS_PER_YEAR, Counted

WHOLE = 1e-9  # a life this close to whole months is of whole months
SAME_RATE = 1e-9  # rates a year that differ by a smaller share are one


def annuity(cost: float, years: float, rate: float) -> float:
    """Return the equal payment a year, at the ends of years, that is worth a cost over a life at a discount rate."""
    if cost == 0.0:
        return 0.0
    return cost / years if rate == 0.0 else cost * rate / (1.0 - (1.0 + rate) ** -years)


def make_expansions(
    tables: Tables, calendar: Calendar, site_space: Namespace, sites: Sites, processes: Processes,
    capacities: Capacities, timing: Timing, options: Options, issues: Findings,
) -> Expansions:  # fmt: skip
    """Make the options, one for each site that a row matches."""
    records = tables.records["Expansion"]
    row, process = acting_rows(tables, "Expansion", site_space, processes, issues)
    lead = np.nan_to_num(records.number["lead time"][row])
    ready = calendar.arrivals(lead, records.counts("lead time"), options.round_lead_times_up)
    latest = records.date["latest start"][row]
    last = np.where(latest < 0, calendar.size - 1, (calendar.start[None, :] <= latest[:, None]).sum(axis=1) - 1)
    life, cost = records.number["life"], np.nan_to_num(records.number["capital cost"])
    for line in sorted(set(row.tolist())):
        if 0 <= records.date["latest start"][line] < calendar.start[0]:
            said = "the last day to decide the option lies before the plan: it can never be added"
            issues.warning("expansion-outside", records.cell(line, "latest start"), said, "correct the date")
        _check(records, line, issues)
        _warn_of_periods(records, line, calendar, issues)
    standing = np.zeros((row.size, calendar.size, calendar.size))
    usable = standing.copy()
    for option, (line, own) in enumerate(zip(row.tolist(), process.tolist(), strict=True)):
        curve, site = timing.curve[own] or AT_ONCE, processes.site[own]
        opens, closes = int(sites.start[site]), int(sites.end[site])
        for decided in range(calendar.size):
            begins = int(ready[option, decided])
            if begins < calendar.size and decided <= last[option]:
                first = int(calendar.start[begins])
                last_day = _last_day(first, float(life[line]))
                standing[option, decided] = calendar.share(first, last_day)
                usable[option, decided] = curve_shares(calendar, curve, first, opens, sooner(last_day, closes))
    pairs = _grown(tables, row, process, processes, capacities, issues)
    return Expansions(
        process=process,
        most=records.number_by_period["capacity"][row, 0] / calendar.length_years[0],
        annuity=np.array(
            [annuity(cost[line], life[line] / MONTHS_PER_YEAR, options.discount_rate) if life[line] > 0.0 else 0.0
             for line in row.tolist()]
        ),
        whole=np.array([records.text["integer"][line] == "yes" for line in row], dtype=np.bool_),
        last=last.astype(np.int64),
        ready=ready,
        standing=standing,
        usable=usable,
        grown_limit=pairs[:, 0],
        grown_option=pairs[:, 1],
        line=row,
    )  # fmt: skip


def _last_day(first: int, life: float) -> int:
    """Return the ordinal of the last day of a life in months that begins on a day; -1 without end."""
    if np.isnan(life):
        return -1
    whole = abs(life - round(life)) < WHOLE
    return (later_day(first, round(life)) if whole else first + round(life * DAYS_PER_MONTH)) - 1


def _check(records: Records, line: int, issues: Findings) -> None:
    """Add an error where a life is missing, is nothing, or is counted in periods, which end with the plan."""
    life, costs = records.number["life"][line], np.nan_to_num(records.number["capital cost"][line]) > 0.0
    if records.counts("life") is Counted.PERIODS and not np.isnan(life):
        seen = f"a life of {life:g} periods has no length behind the last period"
    elif costs and np.isnan(life):
        seen = "the option has a capital cost and no life over which it is paid"
    elif life == 0.0:
        seen = "a life of 0 leaves nothing that could run"
    else:
        return
    issues.error("life", records.cell(line, "life"), seen, "give the life with its unit, as in a column `life [yr]`")


def _warn_of_periods(records: Records, line: int, calendar: Calendar, issues: Findings) -> None:
    """Warn of an addition in tonnes per period where periods differ in length: it is one rate in all of them."""
    a_year = records.number_by_period["capacity"][line] / calendar.length_years
    if np.ptp(a_year) > SAME_RATE * a_year.max():
        issues.warning(
            "rate-of-first-period",
            records.cell(line, "capacity"),
            f"the capacity is per period, and periods differ in length: it is read as {a_year[0]:.6g} t/yr, as the "
            f"length of {calendar.names[0]} makes it",
            "write it in t/yr",
        )


def _grown(
    tables: Tables, row: IntArray, process: IntArray, processes: Processes, capacities: Capacities, issues: Findings
) -> IntArray:
    """Return (pairs, 2) the limits of one process alone, and the option that they grow by.

    Where rows name the process, only these grow: what limits the whole site stands.
    """
    member = processes.line_process[capacities.member_line]
    named = tables.records["Capacity"].text["process"]
    pairs: list[tuple[int, int]] = []
    for option, (line, own) in enumerate(zip(row.tolist(), process.tolist(), strict=True)):
        touching = np.unique(capacities.member_limit[member == own])
        alone = [
            limit for limit in touching.tolist()
            if np.all(member[capacities.member_limit == limit] == own)
            and not np.any(capacities.throughput_limit == limit)
        ]  # fmt: skip
        alone = [limit for limit in alone if named[capacities.line[limit]] not in ("", ANY)] or alone
        counted = np.unique(capacities.member_line[np.isin(capacities.member_limit, alone)])
        limited = [limit for limit in alone if np.isfinite(capacities.limit[limit]).any()]
        name = f"'{processes.name[own]}' at '{tables.records['Expansion'].text['site'][line]}'"
        if not limited:
            issues.error(
                "expansion-without-capacity",
                tables.records["Expansion"].cell(line, "process"),
                f"no row of sheet Capacity limits {name} alone, so there is nothing to add to",
                "give the process a capacity of its own (0 where nothing stands yet)",
            )
        elif counted.size > 1:
            issues.error(
                "expansion-of-several",
                tables.records["Expansion"].cell(line, "process"),
                f"rows of sheet Capacity count {counted.size} inputs and outputs of {name}, and the addition is in "
                "tonnes of one",
                "limit the process by one of them",
            )
        pairs += [(limit, option) for limit in limited]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)
