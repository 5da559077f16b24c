"""Reference cases: tables with a known answer, changed in memory and solved through a real workbook."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from models.formulation import build
from models.issues import errors
from models.plan import Plan, make_plan
from models.resolve import make_problem
from planner.read import read_input
from planner.read.fields import typed
from planner.solve import highs
from tests.certificates import assert_certified
from tests.places import INPUTS, REFERENCE
from tests.workbooks import Cell, Sheets, write_workbook

type Change = Callable[[Sheets], None]


@dataclass(frozen=True)
class Case:
    """A folder of tables, and changes to make to them."""

    folder: Path

    def sheets(self) -> Sheets:
        """Return the rows of each table, numbers and dates typed."""
        result: Sheets = {}
        for file in sorted(self.folder.glob("*.csv")):
            with file.open(newline="", encoding="utf-8") as stream:
                rows = [[typed(cell) for cell in row] for row in csv.reader(stream)]
            result[file.stem] = [[None if cell == "" else cell for cell in row] for row in rows]  # type: ignore[misc]
        return result


def reference(name: str) -> Case:
    """Return a case of tests/reference, or one that is shipped as an example."""
    folder = REFERENCE / name
    return Case(folder if folder.is_dir() else INPUTS / name)


def put(sheet: str, column: str, new: object, /, **where: object) -> Change:
    """Return a change that sets a column in the rows of a sheet that match (`_` for a space in a key)."""

    def change(sheets: Sheets) -> None:
        header, *rows = sheets[sheet]
        if column not in header:
            header.append(column)
            for row in rows:
                row.append(None)
        keys = {header.index(name.rstrip("_").replace("_", " ")): wanted for name, wanted in where.items()}
        chosen = [row for row in rows if all(row[place] == wanted for place, wanted in keys.items())]
        assert chosen, f"no row of {sheet} matches {where}"
        for row in chosen:
            row[header.index(column)] = new  # type: ignore[call-overload]

    return change


def append(sheet: str, /, **cells: Cell) -> Change:
    """Return a change that adds a row to a sheet, new or not (`_` for a space in a column, at the end of a keyword)."""
    row = {name.rstrip("_").replace("_", " "): value for name, value in cells.items()}

    def change(sheets: Sheets) -> None:
        header, *rows = sheets.setdefault(sheet, [list(row)])
        for name in row:
            if name not in header:
                header.append(name)
                for other in rows:
                    other.append(None)
        sheets[sheet].append([row.get(str(name)) for name in header])

    return change


def times(sheet: str, column: str, factor: float) -> Change:
    """Return a change that multiplies the numbers of a column."""

    def change(sheets: Sheets) -> None:
        header, *rows = sheets[sheet]
        place = header.index(column)
        for row in rows:
            if isinstance(row[place], (int, float)):
                row[place] *= factor  # type: ignore[operator]

    return change


def workbook(case: Case, folder: Path, *changes: Change) -> Path:
    """Write the case, changed, as a workbook and return its path."""
    sheets = case.sheets()
    for change in changes:
        change(sheets)
    return write_workbook(folder / f"{case.folder.name}.xlsx", sheets)


def solve_file(path: Path) -> Plan:
    """Read, check, build and solve; fail on any error of the input, and unless every tier is proven optimal."""
    reading = read_input(path)
    assert reading.tables is not None, [str(issue) for issue in reading.issues]
    problem, found = make_problem(reading.tables)
    assert not errors([*reading.issues, *found]), [str(issue) for issue in errors([*reading.issues, *found])]
    model = build(problem)
    matrix = model.program.matrix()
    plan = make_plan(model, highs.solve(matrix, model.program.tiers))
    assert_certified(plan)
    return plan


def solve_case(case: Case, folder: Path, *changes: Change) -> Plan:
    """Solve a case, changed, through a workbook."""
    return solve_file(workbook(case, folder, *changes))


def unmet(plan: Plan, priority: int = 1) -> list[float]:
    """Return the unmet tonnes of a priority, summed by period."""
    table = plan.tables["unmet"]
    own = table[table["priority"] == priority]
    sums = own.groupby("period")["unmet_t"].sum()
    return [round(float(sums.get(name, 0.0)), 6) for name in plan.model.problem.calendar.names]


def objective(plan: Plan, name: str) -> float:
    """Return a tier's value at the plan."""
    return next(value for tier, _, value in plan.objectives if tier == name)
