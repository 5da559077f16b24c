"""Sheets Lanes, Pipeline and Demand."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from models.arrays import BoolArray, IntArray
from models.calendar import Calendar
from models.issues import Findings
from models.names import Match, Namespace, folded
from models.nouns import counted
from models.problem import Demands, Inventories, Lanes, Options, Pipeline, Processes, Returns, Substitutes
from models.records import Records, Tables
from models.resolve.recipes import name_codes
from models.resolve.selectors import NOTHING, Candidates, combined, expand, look_up, most_exact, report_equal_matches
from models.units import Counted

# A plan has a column for each lane in each period; more lanes than these fill the memory before anything is said.
MOST_LANES = 2_000_000


def exact_codes(
    tables: Tables, records: Records, column: str, space: Namespace, sheet: str, issues: Findings
) -> IntArray:
    """Return the code that each cell names, -1 where it is unknown."""
    matches = look_up(records, column, space, sheet, tables, issues, selector=False)
    return np.array([match.codes[0] if match.codes.size else -1 for match in matches], dtype=np.int64)


def make_lanes(
    tables: Tables,
    calendar: Calendar,
    site_space: Namespace,
    commodity_space: Namespace,
    options: Options,
    issues: Findings,
) -> Lanes:
    """Make the links of sheet Lanes, one for each match of its selectors."""
    records = tables.records["Lanes"]
    matches = [
        look_up(records, "from", site_space, "Sites", tables, issues),
        look_up(records, "to", site_space, "Sites", tables, issues),
        look_up(records, "commodity", commodity_space, "Commodities", tables, issues),
    ]
    every = expand(matches if not _too_many(records, matches, issues) else [[NOTHING] * len(records)] * 3)
    between = every.codes[:, 0] != every.codes[:, 1]
    for record in sorted(set(every.record.tolist()) - set(every.record[between].tolist())):
        issues.error(
            "lane-to-itself",
            records.cell(record, "to"),
            f"the lane leads from '{records.text['from'][record]}' to '{records.text['to'][record]}', the same site",
            "name another site, or delete the row",
        )
    every = Candidates(every.record[between], every.codes[between], every.exactness[between])
    mode_codes, mode_names = name_codes(records.text["mode"])
    best, pairs = most_exact(every, mode_codes[every.record][:, None])
    report_equal_matches(records, pairs, issues)
    record, codes = every.record[best], every.codes[best]
    number, by_period = records.number, records.number_by_period
    capacity = by_period["capacity"][record]
    return Lanes(
        origin=codes[:, 0],
        destination=codes[:, 1],
        commodity=codes[:, 2],
        mode=tuple(mode_names[code] for code in mode_codes[record]),
        cost=by_period["cost"][record],
        duty=by_period["duty"][record],
        loss=number["loss"][record],
        arrival=calendar.arrivals(
            np.nan_to_num(number["lead time"][record]), records.counts("lead time"), options.round_lead_times_up
        ),
        capacity=np.where(np.isnan(capacity), np.inf, capacity),
        minimum=np.nan_to_num(by_period["minimum"][record]),
        line=record,
    )


def _too_many(records: Records, matches: Sequence[Sequence[Match]], issues: Findings) -> bool:
    """Report rows that together stand for more lanes than any plan can hold, at the row that stands for most."""
    sizes = [math.prod(match.codes.size for match in row) for row in zip(*matches, strict=True)]
    if sum(sizes) <= MOST_LANES:
        return False
    line = sizes.index(max(sizes))
    issues.error(
        "too-many-lanes",
        records.cell(line, "from"),
        f"this row stands for {sizes[line]:,} lanes, and all rows for {sum(sizes):,}, more than {MOST_LANES:,}",
        "name sites or groups in place of * or a bloc, and the commodities that are really sent",
    )
    return True


def make_free_lanes(
    calendar: Calendar,
    processes: Processes,
    inventories: Inventories,
    pipeline: Pipeline,
    demands: Demands,
    substitutes: Substitutes,
    returns: Returns,
) -> Lanes:
    """Make the links of a workbook without any Lanes row: everything ships free and at once to where it is used."""
    output = processes.line_output
    line_site = processes.site[processes.line_process]
    makers = np.concatenate(
        [
            np.stack([processes.line_commodity[output], line_site[output]], axis=1),
            np.stack([inventories.commodity, inventories.site], axis=1),
            np.stack([pipeline.commodity, pipeline.site], axis=1),
            np.stack([returns.scrap, returns.site], axis=1),
        ]
    )
    users = np.concatenate(
        [
            np.stack([processes.line_commodity[~output], line_site[~output]], axis=1),
            np.stack([inventories.commodity, inventories.site], axis=1),
            np.stack([demands.commodity, demands.customer], axis=1),
            np.stack([substitutes.commodity, demands.customer[substitutes.demand]], axis=1),
        ]
    )
    makers, users = np.unique(makers, axis=0), np.unique(users, axis=0)
    links = [
        (int(origin), int(destination), int(commodity))
        for commodity, origin in makers
        for destination in users[users[:, 0] == commodity, 1]
        if origin != destination
    ]
    codes = np.array(sorted(links), dtype=np.int64).reshape(-1, 3)
    shape = (codes.shape[0], calendar.size)
    return Lanes(
        codes[:, 0], codes[:, 1], codes[:, 2], ("",) * shape[0], np.zeros(shape), np.zeros(shape), np.zeros(shape[0]),
        np.broadcast_to(np.arange(calendar.size), shape), np.full(shape, np.inf), np.zeros(shape),
        np.full(shape[0], -1, dtype=np.int64),
    )  # fmt: skip


def make_pipeline(
    tables: Tables, calendar: Calendar, site_space: Namespace, commodity_space: Namespace, issues: Findings
) -> Pipeline:
    """Make the orders on their way, in canonical order."""
    records = tables.records["Pipeline"]
    site = exact_codes(tables, records, "to", site_space, "Sites", issues)
    commodity = exact_codes(tables, records, "commodity", commodity_space, "Commodities", issues)
    period_code = {folded(name): code for code, name in enumerate(calendar.names)}
    # An unknown period is an error of the reader, and blank here.
    period = np.array([period_code.get(folded(str(name)), -1) for name in records.text["period"]], dtype=np.int64)
    kept = np.flatnonzero((site >= 0) & (commodity >= 0) & (period >= 0))
    kept = kept[np.lexsort((period[kept], commodity[kept], site[kept]))]
    quantity = np.nan_to_num(records.number["quantity"][kept])
    return Pipeline(site[kept], commodity[kept], period[kept], quantity, kept)


def make_demands(
    tables: Tables, calendar: Calendar, site_space: Namespace, commodity_space: Namespace, issues: Findings
) -> Demands:
    """Make the demand streams, in canonical order."""
    records = tables.records["Demand"]
    number = records.number
    customer = exact_codes(tables, records, "customer", site_space, "Sites", issues)
    commodity = exact_codes(tables, records, "commodity", commodity_space, "Commodities", issues)
    use_codes, use_names = name_codes(records.text["end use"])
    priority, shortage_cost = number["priority"], number["shortage cost"]
    for line in np.flatnonzero(~np.isnan(priority) & ~np.isnan(shortage_cost)):
        issues.error(
            "priority-and-cost",
            records.cell(int(line), "shortage cost"),
            f"priority {priority[line]:g} and a shortage cost stand in one row",
            "keep the priority (served as far as possible) or the cost (served when that is cheaper)",
        )
    for line in np.flatnonzero(~np.isnan(shortage_cost) & (number["weight"] != 1.0)):
        issues.error(
            "weight-and-cost",
            records.cell(int(line), "weight"),
            f"weight {number['weight'][line]:g} and a shortage cost stand in one row; weights count within a priority",
            "empty the weight, or change the shortage cost",
        )
    for line in np.flatnonzero(~np.isnan(priority) & (priority != np.round(priority))):
        issues.error(
            "priority-not-whole",
            records.cell(int(line), "priority"),
            f"{priority[line]:g} is not a whole number",
            "write 1 for the best priority, then 2, 3, ...",
        )
    unranked = np.isnan(priority) & np.isnan(shortage_cost)
    for line in [] if np.isnan(priority).all() else np.flatnonzero(unranked):
        issues.warning(
            "blank-priority",
            records.cell(int(line), "priority"),
            "the priority is blank here, where it counts as 1, the best, and given in other rows",
            "type the priority, also where it is 1",
        )
    if np.isnan(priority).all() and unranked.sum() > 1:
        _tell_no_priority(records, unranked, issues)
    _tell_blanks(records, calendar, issues)
    kept = np.flatnonzero((customer >= 0) & (commodity >= 0))
    key = combined(np.stack([customer[kept], commodity[kept], use_codes[kept]], axis=1))
    kept = kept[np.argsort(key, kind="stable")]
    priced = ~np.isnan(shortage_cost[kept])
    return Demands(
        customer=customer[kept],
        commodity=commodity[kept],
        end_use=tuple(use_names[code] for code in use_codes[kept]),
        priority=np.where(priced, 0, np.nan_to_num(priority[kept], nan=1.0)).astype(np.int64),
        shortage_cost=shortage_cost[kept],
        weight=number["weight"][kept],
        last_delivery=_last_delivery(calendar, number["may wait"][kept], records.counts("may wait")),
        quantity=np.nan_to_num(records.number_by_period["demand"][kept]),
        line=kept,
    )


def _tell_no_priority(records: Records, unranked: BoolArray, issues: Findings) -> None:
    """Tell that no row has a priority: a warning where nothing else says which end use goes before which.

    unranked  (rows,) those whose shortage has no cost either
    """
    uses = {folded(str(use)) for use in records.text["end use"][unranked] if use}
    are_equal = len(uses) > 1 and np.unique(records.number["weight"][unranked]).size == 1
    said = "no row has a priority: all demand counts as priority 1, the best"
    if are_equal:
        said = f"{said}, so that nothing says which of {len(uses)} end uses is served first"
        issues.warning("blank-priority", records.sheet, said, "type the priorities, also where all of them are 1")
    else:
        issues.note("blank-priority", records.sheet, said)


def _tell_blanks(records: Records, calendar: Calendar, issues: Findings) -> None:
    """Tell of rows without any quantity, and of the first that is blank in some periods: these count as 0."""
    blank = np.isnan(records.number_by_period["demand"])
    whole = blank.all(axis=1)
    for line in np.flatnonzero(whole).tolist():
        issues.warning(
            "blank-demand",
            records.cell(line, "demand", calendar.names[0]),
            "the row has no quantity in any period, so nothing is asked for",
            "type the tonnes needed, or 0; or delete the row",
        )
    # A demand may begin or end within the plan, but hardly pauses for one period.
    pauses = (blank.sum(axis=1) == 1) & blank[:, 1:-1].any(axis=1)
    for line in np.flatnonzero(pauses).tolist():
        name = calendar.names[int(blank[line].argmax())]
        if records.period_rows is None and f"demand {name}" not in records.letter:
            continue  # of a period that has no column at all the header is told
        issues.warning(
            "blank-demand",
            records.cell(line, "demand", name),
            f"the row is blank in {name} alone: that counts as 0",
            "type the tonnes needed, also where it is 0",
        )
    partly = np.flatnonzero(blank.any(axis=1) & ~whole & ~pauses)
    if partly.size:
        line = int(partly[0])
        periods = np.flatnonzero(blank[line])
        first = calendar.names[periods[0]]
        rows = f" ({counted(partly.size, 'row')} have such blanks)" if partly.size > 1 else ""
        issues.note(
            "blank-demand",
            records.cell(line, "demand", first),
            f"the row is blank in {counted(periods.size, 'period')}, the first of them {first}{rows}: that counts as 0",
        )


def _last_delivery(calendar: Calendar, wait: np.ndarray, unit: Counted) -> IntArray:
    """Return (demands, periods) the last period in which each period's demand may be delivered."""
    landing = calendar.arrivals(np.nan_to_num(wait), unit, round_up=False)
    return np.minimum(landing, calendar.size - 1)
