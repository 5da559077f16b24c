"""Sheets Processes and Capacity: recipes at sites, their drivers, and the limits on them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.calendar import Calendar
from models.issues import Findings
from models.names import Namespace, folded
from models.problem import Capacities, IntArray, Options, Processes
from models.records import Records, Tables
from models.resolve.selectors import Candidates, expand, look_up, most_exact, report_equal_matches
from models.units import FloatArray


def name_codes(names: NDArray[np.object_]) -> tuple[IntArray, list[str]]:
    """Return a code for each name in the order of the names, and the spelling of each code."""
    spelling: dict[str, str] = {}
    for name in names:
        spelling.setdefault(folded(str(name)), str(name))
    ordered = {key: code for code, key in enumerate(sorted(spelling))}
    codes = np.fromiter((ordered[folded(str(name))] for name in names), dtype=np.int64, count=len(names))
    return codes, [spelling[key] for key in ordered]


def _driver(records: Records, lines: IntArray, issues: Findings) -> int:
    """Return the position, within `lines` (records of one process), of the line that drives it."""
    carries = (
        ~np.all(np.isnan(records.number_by_period["run cost"][lines]), axis=1)
        | ~np.isnan(records.number["lead time"][lines])
        | ~np.all(np.isnan(records.number_by_period["minimum run"][lines]), axis=1)
    )
    drivers = np.flatnonzero(carries)
    if drivers.size == 0:
        return int(np.argmin(lines))
    if drivers.size > 1:
        first, second = (int(lines[position]) for position in drivers[:2])
        issues.error(
            "two-drivers",
            records.cell(second, "run cost"),
            f"this line and {records.cell(first, 'commodity')} of the same process both carry a run cost, lead "
            "time or minimum run",
            "write them on one line of the process",
        )
    return int(drivers[0])


def make_processes(
    tables: Tables,
    calendar: Calendar,
    site_space: Namespace,
    commodity_space: Namespace,
    options: Options,
    issues: Findings,
) -> Processes:
    """Make the recipes of every site, a site's own line replacing that of a group."""
    records = tables.records["Processes"]
    sites = look_up(records, "site", site_space, "Sites", "Sites" in tables.present, issues)
    materials = look_up(
        records, "commodity", commodity_space, "Commodities", "Commodities" in tables.present, issues, selector=False
    )
    material = np.array([match.codes[0] if match.codes.size else -1 for match in materials], dtype=np.int64)
    named, process_names = name_codes(records.text["process"])
    output = records.text["direction"] == "out"
    usable = (material >= 0) & (records.text["process"] != "") & (records.text["direction"] != "")
    every = expand([sites])
    keep = usable[every.record]
    every = Candidates(every.record[keep], every.codes[keep], every.exactness[keep])
    extra = np.stack([named[every.record], output[every.record].astype(np.int64), material[every.record]], axis=1)
    best, pairs = most_exact(every, extra)
    report_equal_matches(records, pairs, issues)
    record, site = every.record[best], every.codes[best, 0]
    # Canonical order: site, process, inputs before outputs, commodity; most_exact returns it.
    process_key = site * max(len(process_names), 1) + named[record]
    first = np.concatenate([[True], process_key[1:] != process_key[:-1]]) if best.size else np.empty(0, dtype=np.bool_)
    line_process = np.cumsum(first) - 1
    starts = np.flatnonzero(first)
    drivers = np.array(
        [start + _driver(records, record[start:end], issues)
         for start, end in zip(starts, [*starts[1:], best.size], strict=True)], dtype=np.int64,
    )  # fmt: skip
    yields = np.where(output[record, None], records.number_by_period["yield"][record], 1.0)
    quantity = records.number["quantity per run"][record, None] * np.broadcast_to(yields, (best.size, calendar.size))
    own = record[drivers] if drivers.size else np.empty(0, dtype=np.int64)
    lead = np.nan_to_num(records.number["lead time"][own])
    return Processes(
        site=site[starts],
        name=tuple(process_names[code] for code in named[record[starts]]),
        run_cost=np.nan_to_num(records.number_by_period["run cost"][own]),
        driver=drivers,
        output_period=calendar.arrivals(lead, "lead time" in records.in_periods, options.round_lead_times_up),
        minimum_run=np.nan_to_num(records.number_by_period["minimum run"][own]),
        line_process=line_process,
        line_commodity=material[record],
        line_output=output[record].astype(np.bool_),
        line_quantity=quantity,
        line_record=record,
    )


def _members(processes: Processes, site: int, process: str, basis: str, commodity: int) -> tuple[list[int], str | None]:
    """Return the lines of recipes that a limit at a site sums, and what is wrong when there are none."""
    # Processes are in order of their sites and lines in order of their processes, so both are spans.
    low, high = np.searchsorted(processes.site, [site, site + 1])
    chosen = [code for code in range(low, high) if process in ("", "*") or folded(processes.name[code]) == process]
    if not chosen:
        return [], "process"
    lines: list[int] = []
    for code in chosen:
        own = np.arange(*np.searchsorted(processes.line_process, [code, code + 1]))
        if basis:
            own = own[processes.line_output[own] == (basis == "out")]
        if commodity >= 0:
            own = own[processes.line_commodity[own] == commodity]
        elif processes.driver[code] in own:
            own = np.array([processes.driver[code]])
        elif own.size > 1:
            return [], "commodity"
        lines.extend(int(line) for line in own)
    return lines, None if lines else "line"


def make_capacities(
    tables: Tables,
    calendar: Calendar,
    site_space: Namespace,
    commodity_space: Namespace,
    processes: Processes,
    options: Options,
    issues: Findings,
) -> Capacities:
    """Make the limits on runs and arrivals; `{group}` is one limit over the sum, a bare selector one for each match."""
    records = tables.records["Capacity"]
    braced = np.array([str(name).startswith("{") and str(name).endswith("}") for name in records.text["site"]])
    braced = braced.astype(np.bool_)
    plain = Records(
        records.sheet, records.row, {**records.text, "site": _without_braces(records.text["site"])},
        letter=records.letter,
    )  # fmt: skip
    sites = look_up(plain, "site", site_space, "Sites", "Sites" in tables.present, issues)
    materials = look_up(
        records, "commodity", commodity_space, "Commodities", "Commodities" in tables.present, issues, selector=True
    )
    commodity = np.array(
        [-1 if not text else (match.codes[0] if match.codes.size == 1 else -2)
         for text, match in zip(records.text["commodity"], materials, strict=True)], dtype=np.int64,
    )  # fmt: skip
    process_codes, _ = name_codes(records.text["process"])
    basis_codes, _ = name_codes(records.text["basis"])
    every = expand([sites])
    extra = np.stack(
        [process_codes[every.record], basis_codes[every.record], commodity[every.record] + 2,
         np.where(braced[every.record], every.record + 1, 0)], axis=1,
    )  # fmt: skip
    best, pairs = most_exact(every, extra)
    report_equal_matches(records, pairs, issues)
    limits: dict[tuple[int, int], tuple[list[int], list[tuple[int, int]]]] = {}
    matched = np.zeros(len(records), dtype=np.bool_)
    fault: dict[int, str] = {}
    replaced = set(range(len(records))) - {int(row) for row in every.record[best]}
    for index in best:
        row, site = int(every.record[index]), int(every.codes[index, 0])
        if commodity[row] == -2:
            continue
        key = (row, -1) if braced[row] else (row, site)
        lines, arrivals = limits.setdefault(key, ([], []))
        basis, process = str(records.text["basis"][row]), folded(str(records.text["process"][row]))
        if basis == "throughput":
            matched[row] = True
            arrivals.append((site, int(commodity[row])))
            continue
        found, wrong = _members(processes, site, process, basis, int(commodity[row]))
        if wrong is None:
            matched[row] = True
            lines.extend(found)
        else:
            fault[row] = wrong
    _report_unmatched(records, matched, fault, replaced, issues)
    return _limits(records, calendar, limits, options)


def _without_braces(names: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the names with `{` and `}` taken off."""
    return np.array([str(name).strip("{}").strip() for name in names], dtype=object)


def _report_unmatched(
    records: Records, matched: NDArray[np.bool_], fault: dict[int, str], replaced: set[int], issues: Findings
) -> None:
    """Add an error for each row of Capacity that limits nothing."""
    explanation = {
        "process": ("has no such process", "correct the process, or add its recipe to sheet Processes"),
        "line": ("has no such input or output", "correct basis or commodity, or add the line to sheet Processes"),
        "commodity": ("has several inputs or outputs that could be counted", "name the commodity"),
    }
    for row, wrong in fault.items():
        if not matched[row] and row not in replaced:
            what, remedy = explanation[wrong]
            process = records.text["process"][row]
            column = "commodity" if wrong == "commodity" else "process"
            issues.error(
                "capacity-without-process",
                records.cell(row, column),
                f"site '{records.text['site'][row]}' {what} ('{process}' limited here)",
                remedy,
            )


def _limits(
    records: Records,
    calendar: Calendar,
    limits: dict[tuple[int, int], tuple[list[int], list[tuple[int, int]]]],
    options: Options,
) -> Capacities:
    """Make the arrays of the limits that have members."""
    kept = [(key, parts) for key, parts in limits.items() if parts[0] or parts[1]]
    row = np.array([key[0] for key, _ in kept], dtype=np.int64)
    amount: FloatArray = np.array(records.number_by_period["capacity"][row], dtype=np.float64)
    available = records.number_by_period["availability"][row]
    amount = np.where(np.isinf(amount), amount, amount * available).reshape(row.size, calendar.size)
    if options.leave_out_weak_data:
        amount[records.text["confidence"][row] == "C"] = 0.0
    lines = [(limit, line) for limit, (_, parts) in enumerate(kept) for line in parts[0]]
    arrivals = [(limit, *pair) for limit, (_, parts) in enumerate(kept) for pair in parts[1]]
    line_pairs = np.array(lines, dtype=np.int64).reshape(-1, 2)
    arrival_triples = np.array(arrivals, dtype=np.int64).reshape(-1, 3)
    return Capacities(
        limit=amount,
        member_limit=line_pairs[:, 0],
        member_line=line_pairs[:, 1],
        throughput_limit=arrival_triples[:, 0],
        throughput_site=arrival_triples[:, 1],
        throughput_commodity=arrival_triples[:, 2],
        line=row,
    )
