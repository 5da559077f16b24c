"""Sheet Processes: recipes at sites, and their drivers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.arrays import BoolArray, IntArray
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


def _carries(records: Records) -> BoolArray:
    """Return (rows,) true for the lines that say what only the driver of a process says."""
    return np.asarray(
        ~np.all(np.isnan(records.number_by_period["run cost"]), axis=1)
        | ~np.isnan(records.number["lead time"])
        | ~np.all(np.isnan(records.number_by_period["minimum run"]), axis=1)
    )


def _driver(records: Records, lines: IntArray, carries: BoolArray, fixed: BoolArray, issues: Findings) -> int:
    """Return the position, within `lines` (records of one process), of the line that drives it.

    carries, fixed  (lines,) which say what a driver says, and which are no inputs of a mixture
    An input of a mixture drives nothing: how much of it a run takes is the plan's choice.
    """
    drivers = np.flatnonzero(carries)
    for line in lines[carries & ~fixed]:
        issues.error(
            "driver-in-blend",
            records.cell(int(line), "blend"),
            f"'{records.text['commodity'][line]}' is one of several inputs in a blend, and its row carries a run cost, "
            "lead time or minimum run",
            "write these on another line of the process, such as its output",
        )
    if drivers.size == 0:
        return int(np.argmin(np.where(fixed, lines, len(records))))
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


def _mixed(records: Records) -> BoolArray:
    """Return (rows,) true for the inputs of mixtures."""
    return np.asarray((records.text["blend"] != "") & (records.text["direction"] == "in"))


def _mixtures(records: Records, record: IntArray, process: IntArray, issues: Findings) -> tuple[IntArray, IntArray]:
    """Return (lines,) the mixture of each line, -1 where it has none, and (mixtures,) their processes.

    record, process  (lines,) row of the sheet and process of each line
    """
    for row in np.flatnonzero((records.text["blend"] != "") & (records.text["direction"] == "out")):
        issues.error(
            "blend-of-output",
            records.cell(int(row), "blend"),
            f"'{records.text['commodity'][row]}' comes out, and a blend is a mixture of inputs",
            "empty the cell",
        )
    words = name_codes(records.text["blend"])[0][record]
    mixed = np.flatnonzero(_mixed(records)[record])
    keys = np.stack([process[mixed], words[mixed]], axis=1)
    mixtures, of_line, size = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
    of_line = of_line.reshape(-1)
    for row in np.unique(record[mixed[size[of_line] == 1]]):
        issues.warning(
            "blend-of-one",
            records.cell(int(row), "blend"),
            f"'{records.text['blend'][row]}' has one input only, which is needed as without a blend",
            "write the same word on the inputs that may stand in for it, or empty the cell",
        )
    result = np.full(record.size, -1, dtype=np.int64)
    result[mixed] = of_line
    return result, mixtures[:, 0]


def _report_yields_of_inputs(records: Records, calendar: Calendar, issues: Findings) -> None:
    """Report yields of what goes in, on which nothing would act: a yield is the share that comes out."""
    lost = records.number_by_period["yield"] != 1.0
    for row in np.flatnonzero(lost.any(axis=1) & (records.text["direction"] == "in")).tolist():
        period = int(np.argmax(lost[row]))
        issues.error(
            "yield-of-input",
            records.cell(row, "yield", calendar.names[period], period),
            f"'{records.text['commodity'][row]}' goes in, and a yield is the share that comes out",
            "write it on the line that comes out, or raise the quantity per run of this one",
        )


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
    sites = look_up(records, "site", site_space, "Sites", tables, issues)
    materials = look_up(records, "commodity", commodity_space, "Commodities", tables, issues, selector=False)
    material = np.array([match.codes[0] if match.codes.size else -1 for match in materials], dtype=np.int64)
    _report_yields_of_inputs(records, calendar, issues)
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
    carries, fixed = _carries(records)[record], ~_mixed(records)[record]
    drivers = np.array(
        [start + _driver(records, record[start:end], carries[start:end], fixed[start:end], issues)
         for start, end in zip(starts, np.append(starts, best.size)[1:], strict=True)], dtype=np.int64,
    )  # fmt: skip
    yields = np.where(output[record, None], records.number_by_period["yield"][record], 1.0)
    quantity = records.number["quantity per run"][record, None] * np.broadcast_to(yields, (best.size, calendar.size))
    own = record[drivers] if drivers.size else np.empty(0, dtype=np.int64)
    lead = np.nan_to_num(records.number["lead time"][own])
    line_mix, mix_process = _mixtures(records, record, line_process, issues)
    first_of = {int(mix): int(record[line]) for line, mix in reversed(list(enumerate(line_mix)))}
    return Processes(
        site=site[starts],
        name=tuple(process_names[code] for code in named[record[starts]]),
        run_cost=np.nan_to_num(records.number_by_period["run cost"][own]),
        driver=drivers,
        output_period=calendar.arrivals(lead, records.counts("lead time"), options.round_lead_times_up),
        minimum_run=np.nan_to_num(records.number_by_period["minimum run"][own]),
        line_process=line_process,
        line_commodity=material[record],
        line_output=output[record].astype(np.bool_),
        line_quantity=quantity,
        line_record=record,
        line_mix=line_mix,
        mix_process=mix_process,
        mix_name=tuple(str(records.text["blend"][first_of[mix]]) for mix in range(mix_process.size)),
    )
