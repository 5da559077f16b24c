"""Recipes, read again, and the runs of a plan held against them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.records import Records, Tables
from planner.verify.given import Given
from planner.verify.ledger import FloatArray, IntArray, Ledger
from planner.verify.names import Names, fold
from planner.verify.time import Time


@dataclass(frozen=True, eq=False)
class Recipes:
    """What one run of each process takes and gives.

    number        (site, folded process) -> number of the process
    site, driver  (processes,) site; row of `line_*` that its run cost and minimum count on
    arrival       (processes, periods) period of the outputs of what is started in each period
    run_cost      (processes, periods) USD per t of the driver;  minimum  (processes, periods) t of the driver
    start         (processes + 1,) where the lines of each process begin in `line_*`
    line_*        (lines,) commodity, whether it comes out, row of the sheet, folded blend of an input ("" where it is
                  always needed); (lines, periods) t per run
    mixed         (process, commodity) -> line, for the inputs of blends
    """

    records: Records

    number: dict[tuple[int, str], int]
    site: IntArray
    driver: IntArray
    arrival: IntArray
    run_cost: FloatArray
    minimum: FloatArray
    start: IntArray
    line_commodity: IntArray
    line_out: np.ndarray
    line_record: IntArray
    line_quantity: FloatArray
    line_blend: tuple[str, ...]
    mixed: dict[tuple[int, int], int]

    def lines(self, process: int) -> range:
        """Return the lines of a process."""
        return range(int(self.start[process]), int(self.start[process + 1]))


def read_recipes(tables: Tables, sites: Names, materials: Names, time: Time, round_up: bool) -> Recipes:
    """Read sheet Processes: a site's own line replaces the same line of a group."""
    records = tables.records["Processes"]
    chosen: dict[tuple[int, str, str, str], tuple[int, int]] = {}
    for line in range(len(records)):
        selector = fold(records.text["site"][line])
        rest = tuple(fold(records.text[name][line]) for name in ("process", "direction", "commodity"))
        for site in sites.select(selector):
            rank = sites.words[site][selector]
            key = (site, rest[0], rest[1], rest[2])
            if key not in chosen or rank > chosen[key][0]:
                chosen[key] = (rank, line)
    by_process: dict[tuple[int, str], list[int]] = {}
    for (site, process, _, _), (_, line) in chosen.items():
        by_process.setdefault((site, process), []).append(line)
    ordered = list(by_process.items())
    drivers = [_driver(records, lines) for _, lines in ordered]
    own = np.array([lines[place] for (_, lines), place in zip(ordered, drivers, strict=True)], dtype=np.int64)
    start = np.cumsum([0, *(len(lines) for _, lines in ordered)])
    record = np.array([line for _, lines in ordered for line in lines], dtype=np.int64)
    out = np.array([records.text["direction"][line] == "out" for line in record], dtype=np.bool_)
    quantity = records.number["quantity per run"][record, None] * np.ones(time.size)
    quantity = np.where(out[:, None], quantity * records.number_by_period["yield"][record], quantity)
    blend = tuple("" if comes else fold(records.text["blend"][line]) for line, comes in zip(record, out, strict=True))
    commodity = np.array([materials.number[fold(records.text["commodity"][line])] for line in record], np.int64)
    owner = np.searchsorted(start, np.arange(record.size), side="right") - 1
    return Recipes(
        records=records,
        number={key: place for place, (key, _) in enumerate(ordered)},
        site=np.array([key[0] for key, _ in ordered], dtype=np.int64),
        driver=start[:-1] + np.array(drivers, dtype=np.int64),
        arrival=time.landings(records, "lead time", round_up)[own],
        run_cost=np.nan_to_num(records.number_by_period["run cost"][own]),
        minimum=np.nan_to_num(records.number_by_period["minimum run"][own]),
        start=start,
        line_commodity=commodity,
        line_out=out,
        line_record=record,
        line_quantity=quantity,
        line_blend=blend,
        mixed={(int(owner[line]), int(commodity[line])): line for line, word in enumerate(blend) if word},
    )


def _driver(records: Records, lines: list[int]) -> int:
    """Return which of a process's lines drives it: the one with run cost, lead time or minimum, else the first."""
    fixed = [line for line in lines if records.text["direction"][line] == "out" or not records.text["blend"][line]]
    for place, line in enumerate(lines):
        if line not in fixed:
            continue
        given = [
            np.isfinite(records.number_by_period["run cost"][line]).any(),
            np.isfinite(records.number["lead time"][line]),
            np.isfinite(records.number_by_period["minimum run"][line]).any(),
        ]
        if any(given):
            return place
    return lines.index(min(fixed or lines))


@dataclass(frozen=True, eq=False)
class Runs:
    """The runs of a plan.

    process, period, runs  (rows,)
    flow_*   (flows,) what they take and give: line of the recipe, period in which it counts, t
    amount   (lines, periods) t of each line, by the period in which the run starts
    """

    process: IntArray
    period: IntArray
    runs: FloatArray
    flow_line: IntArray
    flow_period: IntArray
    flow_t: FloatArray
    amount: FloatArray

    def fed(self, line: IntArray, period: IntArray, tonnes: FloatArray) -> Runs:
        """Return the runs with inputs of mixtures: (rows,) line of the recipe, period, t."""
        amount = self.amount.copy()
        np.add.at(amount, (line, period), tonnes)
        return Runs(
            self.process, self.period, self.runs, np.append(self.flow_line, line),
            np.append(self.flow_period, period), np.append(self.flow_t, -tonnes), amount,
        )  # fmt: skip


def check_runs(given: Given, names: list[str], recipes: Recipes, time: Time, ledger: Ledger) -> Runs:
    """Check that each run has a recipe and that its outputs appear in time; return them with their flows.

    names  spelling of each process number that `given` uses, folded
    """
    site, named = given.code["site"], given.code["process"]
    number = np.array(
        [
            recipes.number.get((place, names[code]), -1)
            for place, code in zip(site.tolist(), named.tolist(), strict=True)
        ],
        dtype=np.int64,
    )
    ledger.checks["recipes"] += given.size
    for row in np.flatnonzero(number < 0).tolist():
        ledger.fault("recipes", f"{given.key(row)}: sheet Processes has no such process at this site")
    known = np.flatnonzero(number >= 0)
    process, period, runs = number[known], given.code["period"][known], given.quantity["runs"][known]
    output = recipes.arrival[process, period]
    ledger.checks["arrivals"] += int(known.size)
    for row in np.flatnonzero(output != given.code["output_period"][known]).tolist():
        due = time.names[output[row]] if output[row] < time.size else "behind the horizon"
        ledger.fault("arrivals", f"{given.key(int(known[row]))}: its outputs appear {due}")
    counts = np.diff(recipes.start)[process]
    run = np.repeat(np.arange(process.size), counts)
    within = np.arange(run.size) - np.repeat(np.cumsum(counts) - counts, counts)
    line = recipes.start[process][run] + within
    started = period[run]
    tonnes = recipes.line_quantity[line, started] * runs[run]
    # What a mixture takes of each input is not in the recipe; the plan states it in a table of its own.
    tonnes[np.array([recipes.line_blend[one] != "" for one in line.tolist()], dtype=np.bool_)] = 0.0
    amount = np.zeros(recipes.line_quantity.shape)
    np.add.at(amount, (line, started), tonnes)
    out = recipes.line_out[line]
    return Runs(
        process, period, runs, line, np.where(out, output[run], started), np.where(out, tonnes, -tonnes), amount
    )


def check_minimum_runs(
    tables: Tables, recipes: Recipes, runs: Runs, opened: FloatArray, time: Time, sites: Names, ledger: Ledger
) -> None:
    """Check that what must run does, in every period whose outputs still appear inside the horizon.

    opened  (processes, periods) share of the days on which a process must and can run
    """
    records = tables.records["Processes"]
    minimum = recipes.minimum * opened
    process, period = np.nonzero((minimum > 0.0) & (recipes.arrival < time.size))
    used = runs.amount[recipes.driver[process], period]

    def sentence(row: int, missing: float) -> str:
        line = int(recipes.line_record[recipes.driver[process[row]]])
        cell = records.cell(line, "minimum run", time.names[period[row]], int(period[row]))
        return (
            f"{cell}: {records.text['process'][line]} at {sites.spelled[recipes.site[process[row]]]} runs "
            f"{missing:g} t below its minimum in {time.names[period[row]]}"
        )

    ledger.at_least("minimum runs", used, minimum[process, period], used, sentence)
