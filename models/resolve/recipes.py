"""Sheet Processes: recipes at sites, and their drivers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.arrays import IntArray
from models.calendar import Calendar
from models.issues import Findings
from models.names import Namespace, folded
from models.problem import Options, Processes
from models.records import Records, Tables
from models.resolve.selectors import Candidates, expand, look_up, most_exact, report_equal_matches


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
         for start, end in zip(starts, np.append(starts, best.size)[1:], strict=True)], dtype=np.int64,
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
