"""A plan of the past held against what was reported, line by line, and the page that tells it.

    python -m planner.backcast FOLDER FILE

solves the tables of FOLDER, reads its `# Observed.csv` and writes FILE: the text of FOLDER's `backcast.md`, with the
comparison in the place that is kept for it. The text lies beside the figures, because it speaks of them alone.
"""

from __future__ import annotations

import csv
import io
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.arrays import IntArray
from models.issues import Findings
from models.names import Namespace
from models.plan import Plan
from models.problem import Problem
from models.schema import STAGES
from planner.atomic import replace_atomically
from planner.errors import ExitCode, InputError, UsageError
from planner.explain.level import Level
from planner.run import solve_input
from planner.write.made_page import file_written

USAGE = "usage: python -m planner.backcast FOLDER FILE"
OBSERVED, TEXT = "# Observed.csv", "backcast.md"
# Where the text keeps the place of the comparison.
PLACE = "<!-- comparison -->"
HEAD = ("line", "reported", "plan", "difference", "percent", "why")
MADE, SENT = "made", "sent"
COLUMNS = (
    "line", "measure", "from", "to", "commodity", "first period", "last period", "observed", "unit", "reason",
)  # fmt: skip
NOT, AND = "not ", ";"


@dataclass(frozen=True, eq=False)
class Observation:
    """A reported figure and the flows of the plan that it is held against.

    made  outputs of processes at `senders`; sent  shipments from `senders` to `receivers` in another country
    senders, receivers, commodities, periods  codes of the problem
    observed  in the tonnes that the commodities are counted in; `unit` is for the reader
    """

    line: str
    measure: str
    senders: IntArray
    receivers: IntArray
    commodities: IntArray
    periods: IntArray
    observed: float
    unit: str
    reason: str


@dataclass(frozen=True)
class Comparison:
    """An observation with what the plan has in its place, in tonnes."""

    line: str
    unit: str
    observed: float
    planned: float
    reason: str

    @property
    def difference(self) -> float:
        """Return plan less report, in tonnes."""
        return self.planned - self.observed

    @property
    def percent(self) -> float:
        """Return the difference as a share of what was reported, in percent."""
        return 100.0 * self.difference / self.observed


def read_observations(path: Path, problem: Problem) -> list[Observation]:
    """Read the table of what was reported; its names are those of the problem.

    A place is a site or whatever selects sites, `not X` all others, blank or * all. A commodity is one, a group or a
    stage, or several of these with `;` between them. Rows with `active` no are passed over.
    Raises UsageError when the file is not there, InputError with every cell that means nothing.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise UsageError(f"{path}: cannot be read ({fault.strerror})") from fault
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="")
    issues = Findings()
    for column in COLUMNS:
        if column not in (reader.fieldnames or ()):
            issues.error("missing-column", path.name, f"there is no column '{column}'", "add it")
    observations: list[Observation] = []
    if not issues:
        for row in reader:
            if row.get("active", "") != "no":
                observations.append(_observation(row, f"{path.name}, line {reader.line_num}", problem, issues))
    if issues:
        raise InputError(issues)
    return observations


def _observation(row: dict[str, str], where: str, problem: Problem, issues: Findings) -> Observation:
    """Return a row as an observation; what means nothing is reported and left empty."""
    if row["measure"] not in (MADE, SENT):
        issues.error("bad-choice", where, f"measure '{row['measure']}' is not known", f"write {MADE} or {SENT}")
    try:
        observed = float(row["observed"])
    except ValueError:
        observed = math.nan
    if not (math.isfinite(observed) and observed > 0.0):
        issues.error("bad-number", where, f"observed is '{row['observed']}'", "write a number of tonnes above 0")
    first, last = (_period(row[column], column, where, problem, issues) for column in ("first period", "last period"))
    if last < first:
        issues.error("bad-order", where, "the last period is before the first", "exchange them")
    return Observation(
        line=row["line"],
        measure=row["measure"],
        senders=_places(row["from"], where, problem.site_names, issues),
        receivers=_places(row["to"], where, problem.site_names, issues),
        commodities=_materials(row["commodity"], where, problem, issues),
        periods=np.arange(first, last + 1, dtype=np.int64),
        observed=observed,
        unit=row["unit"],
        reason=row["reason"],
    )


def _period(name: str, column: str, where: str, problem: Problem, issues: Findings) -> int:
    if name in problem.calendar.names:
        return problem.calendar.names.index(name)
    issues.error("unknown-name", where, f"{column} '{name}' is not in sheet Periods", "write the name of a period")
    return 0


def _places(text: str, where: str, sites: Namespace, issues: Findings) -> IntArray:
    match = sites.match(text.removeprefix(NOT).strip())
    if match is None:
        issues.error("unknown-name", where, f"'{text}' selects no site", "write a site, operator, country, bloc, group")
        return np.empty(0, dtype=np.int64)
    if text.startswith(NOT):
        return np.setdiff1d(np.arange(sites.size, dtype=np.int64), match.codes)
    return match.codes


def _materials(text: str, where: str, problem: Problem, issues: Findings) -> IntArray:
    found: list[IntArray] = []
    for part in (part.strip() for part in text.split(AND)):
        match = problem.commodity_names.match(part)
        if match is not None:
            found.append(match.codes)
        elif part in STAGES:
            found.append(np.flatnonzero(np.array(problem.commodities.stage) == part))
        else:
            issues.error("unknown-name", where, f"'{part}' is no commodity", "write a commodity, group or stage")
    return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)


def compare(plan: Plan, observation: Observation) -> Comparison:
    """Return an observation with what the plan makes or sends in its place.

    Output counts in the period in which it appears, a shipment in the period in which it is sent.
    """
    planned = _made(plan, observation) if observation.measure == MADE else _sent(plan, observation)
    return Comparison(observation.line, observation.unit, observation.observed, planned, observation.reason)


def _made(plan: Plan, observation: Observation) -> float:
    processes, run = plan.model.problem.processes, plan.model.variables.run
    runs = plan.values[run.index]
    counted = np.isin(run.keys["site"], observation.senders) & np.isin(run.keys["output"], observation.periods)
    lines = processes.line_output & np.isin(processes.line_commodity, observation.commodities)
    tonnes = np.zeros((processes.size, processes.line_quantity.shape[1]))
    np.add.at(tonnes, processes.line_process[lines], processes.line_quantity[lines])
    return float((runs * tonnes[run.keys["process"], run.keys["period"]])[counted].sum())


def _sent(plan: Plan, observation: Observation) -> float:
    problem, ship = plan.model.problem, plan.model.variables.ship
    country = np.array(problem.sites.country, dtype=object)
    origin, destination = ship.keys["site_from"], ship.keys["site_to"]
    counted = (
        np.isin(origin, observation.senders)
        & np.isin(destination, observation.receivers)
        & np.isin(ship.keys["commodity"], observation.commodities)
        & np.isin(ship.keys["period"], observation.periods)
        & (country[origin] != country[destination])
    )
    return float(plan.values[ship.index][counted].sum())


def backcast(folder: Path) -> list[Comparison]:
    """Solve the tables of a folder and hold the plan against what its table of observations reports.

    Raises PlannerError as planner.run.solve_input and read_observations do.
    """
    plan = solve_input(folder, "highs", None, _silent, level=Level.NONE).plan
    return [compare(plan, observation) for observation in read_observations(folder / OBSERVED, plan.model.problem)]


def _silent(_: str) -> None:
    """Take the solver's progress and say nothing."""


def comparison_table(comparisons: Sequence[Comparison]) -> str:
    """Return the comparisons as a table in Markdown, whole tonnes and whole percent."""
    rows = [
        (
            f"{one.line} [{one.unit}]",
            f"{one.observed:,.0f}",
            f"{one.planned:,.0f}",
            f"{one.difference:+,.0f}",
            f"{one.percent:+.0f} %",
            one.reason,
        )
        for one in comparisons
    ]
    table = [HEAD, ("---",) * len(HEAD), *(tuple(cell.replace("|", "\\|") for cell in row) for row in rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in table)


def backcast_page(folder: Path) -> str:
    """Return the page of a folder: its text, the comparison in its place.

    Raises UsageError when the text is missing or has no place for the comparison, and what `backcast` raises.
    """
    path = folder / TEXT
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as fault:
        raise UsageError(f"{path}: cannot be read ({fault.strerror})") from fault
    if text.count(PLACE) != 1:
        raise UsageError(f"{path}: {PLACE} must stand there once, and stands there {text.count(PLACE)} times")
    return text.replace(PLACE, comparison_table(backcast(folder)))


def main(arguments: Sequence[str]) -> int:
    """Run the command of this module and return its exit code."""
    if len(arguments) != 2:
        print(USAGE, file=sys.stderr)
        return ExitCode.USAGE
    folder, path = map(Path, arguments)
    return file_written(path, lambda target: replace_atomically(target, backcast_page(folder).encode()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
