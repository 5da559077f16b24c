"""Sheet Capacity: limits on what runs at a site, and on what arrives there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from models.arrays import FloatArray, IntArray
from models.calendar import Calendar
from models.issues import Findings
from models.names import ANY, Exactness, Match, Namespace, folded, is_braced
from models.problem import Capacities, Options, Processes
from models.records import Records, Tables, TextArray
from models.resolve.recipes import name_codes
from models.resolve.selectors import expand, look_up, most_exact, report_equal_matches

THROUGHPUT = "throughput"

EXPLANATION = {
    "process": ("has no such process", "correct the process, or add its recipe to sheet Processes"),
    "line": ("has no such input or output", "correct basis or commodity, or add the line to sheet Processes"),
    "commodity": ("has several inputs or outputs that could be counted", "name the commodity"),
}
# Joins the parts of a key; no cell holds it.
SEPARATOR = "\x1f"


@dataclass(eq=False)
class _Limit:
    """A limit under construction: lines of recipes that it sums, and (site, commodity or -1) whose arrivals it sums."""

    lines: list[int] = field(default_factory=list)
    arrivals: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class _Counted:
    """What the commodity cells of the rows mean.

    matches  for the search of the more exact row; a blank cell and `{group}` have a code behind the last commodity
    chosen   (rows) codes that a row sums: one for a name, several for `{group}`, None for each match or blank
    """

    matches: list[Match]
    chosen: list[IntArray | None]


def without_braces(names: TextArray) -> TextArray:
    """Return the names with `{` and `}` taken off."""
    return np.array([str(name).strip("{}").strip() if is_braced(name) else name for name in names], dtype=object)


def make_capacities(
    tables: Tables,
    calendar: Calendar,
    site_space: Namespace,
    commodity_space: Namespace,
    processes: Processes,
    shares: tuple[FloatArray, FloatArray],
    options: Options,
    issues: Findings,
) -> Capacities:
    """Make the limits; `{group}` is one limit over the sum, a bare selector one limit for each match.

    shares  (processes, periods) and (sites, periods) of a capacity that is there by start, end and start-up; of a
            limit over several the largest
    """
    records = tables.records["Capacity"]
    text = {**records.text, **{name: without_braces(records.text[name]) for name in ("site", "commodity")}}
    plain = replace(records, text=text)
    sites = look_up(plain, "site", site_space, "Sites", tables, issues)
    ranks = _ranks(records)
    counted = _counted(records, plain, ranks, commodity_space, tables, issues)
    _report_ignored_cells(records, calendar, issues)
    process = np.array(["" if name == ANY else folded(str(name)) for name in records.text["process"]], dtype=object)
    every = expand([sites, counted.matches])
    summed = np.array([is_braced(name) for name in records.text["site"]], dtype=np.bool_)
    extra = np.stack(
        [
            name_codes(process)[0][every.record],
            name_codes(records.text["basis"])[0][every.record],
            np.where(summed[every.record], ranks[every.record] + 1, 0),
        ],
        axis=1,
    )
    best, pairs = most_exact(every, extra)
    report_equal_matches(records, pairs, issues)
    limits: dict[tuple[int, int, int], _Limit] = {}
    fault: dict[int, str] = {}
    for row, (site, code) in zip(every.record[best].tolist(), every.codes[best].tolist(), strict=True):
        limit = limits.setdefault((row, -1 if summed[row] else site, code), _Limit())
        chosen = counted.chosen[row]
        if chosen is None and code < commodity_space.size:
            chosen = np.array([code], dtype=np.int64)
        basis = str(records.text["basis"][row])
        if basis == THROUGHPUT:
            limit.arrivals.extend((site, int(one)) for one in ([-1] if chosen is None else chosen))
            continue
        found, wrong = _members(processes, site, str(process[row]), basis, chosen)
        limit.lines.extend(found)
        if wrong is not None:
            fault[row] = wrong
    matched = {key[0] for key, limit in limits.items() if limit.lines or limit.arrivals}
    considered = set(every.record[best].tolist())
    # Where no recipe could be read, that is the error.
    for row, wrong in fault.items() if tables.knows("Processes") else ():
        if wrong == "commodity" or (row not in matched and row in considered):
            _report_unmatched(records, row, wrong, issues)
    kept = [(key[0], limit) for key, limit in limits.items() if key[0] in matched]
    there = [
        np.max([*(shares[0][processes.line_process[line]] for line in limit.lines),
                *(shares[1][site] for site, _ in limit.arrivals)], axis=0)
        for _, limit in kept if limit.lines or limit.arrivals
    ]  # fmt: skip
    return _limits(records, calendar, kept, np.array(there).reshape(-1, calendar.size), options, issues)


def _ranks(records: Records) -> IntArray:
    """Return a number for each row that follows from its key, not from its place in the sheet."""
    columns = [records.text[name] for name in ("site", "process", "basis", "commodity")]
    keys = [SEPARATOR.join(map(str, parts)) for parts in zip(*columns, strict=True)]
    return name_codes(np.array(keys, dtype=object))[0]


def _report_ignored_cells(records: Records, calendar: Calendar, issues: Findings) -> None:
    """Add an error for what a row says and cannot mean: the throughput of a process, a share of no limit."""
    for row in range(len(records)):
        process = records.text["process"][row]
        if records.text["basis"][row] == THROUGHPUT and process not in ("", ANY):
            issues.error(
                "throughput-of-process",
                records.cell(row, "process"),
                f"throughput counts what arrives at the site, and names process '{process}'",
                "empty the cell, or write in or out as the basis",
            )
    unlimited = np.isinf(records.number_by_period["capacity"]) & (records.number_by_period["availability"] < 1.0)
    for row in np.flatnonzero(unlimited.any(axis=1)).tolist():
        period = int(unlimited[row].argmax())
        issues.error(
            "share-of-no-limit",
            records.cell(row, "availability", calendar.names[period], period),
            f"in {calendar.names[period]} a share of `no limit` is available, and that is still no limit",
            "give the capacity in tonnes (0 for none), or an availability of 1",
        )


def _counted(
    records: Records, plain: Records, ranks: IntArray, space: Namespace, tables: Tables, issues: Findings
) -> _Counted:
    """Return what the commodity cells mean: blank, each match of a selector, or the sum over `{group}`."""
    matches: list[Match] = []
    chosen: list[IntArray | None] = []
    for row, match in enumerate(look_up(plain, "commodity", space, "Commodities", tables, issues)):
        cell = records.text["commodity"][row]
        if cell == "":
            matches.append(Match(np.array([space.size], dtype=np.int64), Exactness.NAME))
            chosen.append(None)
        elif is_braced(cell):
            own = space.size + 1 + int(ranks[row])
            matches.append(Match(np.array([own] if match.codes.size else [], dtype=np.int64), Exactness.NAME))
            chosen.append(match.codes)
        else:
            matches.append(match)
            chosen.append(None)
    return _Counted(matches, chosen)


def _members(
    processes: Processes, site: int, process: str, basis: str, commodities: IntArray | None
) -> tuple[list[int], str | None]:
    """Return the lines of recipes that a limit at a site sums, and what is wrong when there are none."""
    # Processes are in order of their sites and lines in order of their processes, so both are spans.
    low, high = np.searchsorted(processes.site, [site, site + 1])
    chosen = [code for code in range(low, high) if process in ("", folded(processes.name[code]))]
    if not chosen:
        return [], "process"
    lines: list[int] = []
    for code in chosen:
        own = np.arange(*np.searchsorted(processes.line_process, [code, code + 1]))
        if basis:
            own = own[processes.line_output[own] == (basis == "out")]
        if commodities is not None:
            own = own[np.isin(processes.line_commodity[own], commodities)]
        elif processes.driver[code] in own:
            own = np.array([processes.driver[code]])
        elif own.size > 1:
            return [], "commodity"
        lines.extend(int(line) for line in own)
    return lines, None if lines else "line"


def _report_unmatched(records: Records, row: int, wrong: str, issues: Findings) -> None:
    """Add an error for a row of Capacity that limits nothing."""
    what, remedy = EXPLANATION[wrong]
    issues.error(
        "capacity-without-process",
        records.cell(row, "commodity" if wrong == "commodity" else "process"),
        f"site '{records.text['site'][row]}' {what}"
        + (f" ('{process}' limited here)" if (process := records.text["process"][row]) else ""),
        remedy,
    )


def _limits(
    records: Records, calendar: Calendar, limits: list[tuple[int, _Limit]], there: FloatArray, options: Options,
    issues: Findings,
) -> Capacities:  # fmt: skip
    """Make the arrays of the limits that have members; `there` (limits, periods) is the share of start and start-up."""
    kept = [pair for pair in limits if pair[1].lines or pair[1].arrivals]
    row = np.array([line for line, _ in kept], dtype=np.int64)
    typed: FloatArray = records.number_by_period["capacity"][row].reshape(row.size, calendar.size)
    available = records.number_by_period["availability"][row].reshape(row.size, calendar.size)
    share = available * there
    amount = np.where(np.isinf(typed), typed, np.where(np.isinf(typed), 0.0, typed) * share)
    if options.leave_out_weak_data:
        weak = records.text["confidence"][row] == "C"
        amount[weak], share[weak] = 0.0, 0.0
    lines = [(number, line) for number, (_, limit) in enumerate(kept) for line in limit.lines]
    arrivals = [(number, *pair) for number, (_, limit) in enumerate(kept) for pair in limit.arrivals]
    line_pairs = np.array(lines, dtype=np.int64).reshape(-1, 2)
    arrival_triples = np.array(arrivals, dtype=np.int64).reshape(-1, 3)
    return Capacities(
        limit=amount,
        availability=available,
        counted=share,
        minimum_load=_minimum_loads(records, row, amount, calendar, issues) * there,
        before=records.number_by_period["running at start"][row, 0] / calendar.length_years[0],
        member_limit=line_pairs[:, 0],
        member_line=line_pairs[:, 1],
        throughput_limit=arrival_triples[:, 0],
        throughput_site=arrival_triples[:, 1],
        throughput_commodity=arrival_triples[:, 2],
        line=row,
    )


def _minimum_loads(
    records: Records, row: IntArray, amount: FloatArray, calendar: Calendar, issues: Findings
) -> FloatArray:
    """Return (limits, periods) the least that counts when anything does; it needs a capacity beside it."""
    loads = np.nan_to_num(records.number_by_period["minimum load"][row]).reshape(amount.shape)
    for limit, period in np.argwhere((loads > 0.0) & np.isinf(amount)):
        issues.error(
            "minimum-load-without-capacity",
            records.cell(int(row[limit]), "minimum load", calendar.names[period], int(period)),
            f"in {calendar.names[period]} there is a minimum load and no limit that it is a part of",
            "give the capacity in tonnes",
        )
    return np.where(np.isinf(amount), 0.0, loads)
