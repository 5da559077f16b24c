"""The smallest valid problem, changed sheet by sheet, and its program read back in names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from models.carriers import RUN, SHIP, carriers
from models.describe import WORDS
from models.formulation import Model, build
from models.issues import Findings, Issue
from models.linear.program import Block
from models.plan import Plan, make_plan
from models.problem import Problem
from models.resolve import make_problem
from models.windows import release_windows
from planner.solve import highs
from tests.drawn.problems import problem_of, tables_of
from tests.workbooks import Cell, Sheets

type Changed = dict[str, list[list[Cell]] | None]


def near(value: float | list[float]) -> Any:
    """Return what equals a number up to rounding, also inside tuples that are compared."""
    return pytest.approx(value)


def day(text: str) -> dt.date:
    """Return the day that 2027-01-31 names."""
    return dt.date.fromisoformat(text)


def periods(*spans: tuple[str, str, str]) -> list[list[Cell]]:
    """Return the rows of sheet Periods: name, first day, last day."""
    rows: list[list[Cell]] = [["period", "start", "end"]]
    for name, start, end in spans:
        rows.append([name, day(start), day(end)])
    return rows


def tiny(changed: Changed | None = None) -> Sheets:
    """Return a mine that digs 8 t of oxide a quarter for a user who needs 5 t, over three quarters of 2027.

    changed  sheets to replace, add, or (None) leave out
    """
    sheets: Sheets = {
        "Settings": [["setting", "value"], ["title", "Tiny"]],
        "Periods": periods(
            ("Q1", "2027-01-01", "2027-03-31"), ("Q2", "2027-04-01", "2027-06-30"), ("Q3", "2027-07-01", "2027-09-30")
        ),
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"]],
        "Sites": [
            ["site", "operator", "country", "bloc", "kind"],
            ["Mine", "Miner", "Malaysia", "Allies", "mine"],
            ["User", "Maker", "United States", "US", "customer"],
        ],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
            ["Mine", "dig", "out", "oxide", 1, 10],
        ],
        "Demand": [
            ["customer", "commodity", "end use", "unit", "all"],
            ["User", "oxide", "motors", "t/period", 5],
        ],
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "all"], ["Mine", "dig", "out", "oxide", "t/period", 8]
        ],
        "Lanes": [["from", "to", "commodity", "cost [USD/t]"], ["Mine", "User", "oxide", 1]],
    }  # fmt: skip
    for name, rows in (changed or {}).items():
        if rows is None:
            del sheets[name]
        else:
            sheets[name] = rows
    return sheets


def tiny_problem(changed: Changed | None = None) -> Problem:
    """Return the problem of the changed tiny sheets; an error is a failed test."""
    return problem_of(tiny(changed))


def tiny_model(changed: Changed | None = None) -> Model:
    """Return the built program of the changed tiny sheets."""
    return build(tiny_problem(changed))


def tiny_plan(changed: Changed | None = None) -> Plan:
    """Return the solved plan of the changed tiny sheets."""
    return solve_sheets(tiny(changed))


def solve_sheets(sheets: Sheets) -> Plan:
    """Return the solved plan of sheets."""
    model = build(problem_of(sheets))
    return make_plan(model, highs.solve(model.program.matrix(), model.program.tiers))


def findings(changed: Changed) -> Findings:
    """Return what making the problem finds in the changed tiny sheets."""
    return make_problem(tables_of(tiny(changed)))[1]


def found(changed: Changed, code: str) -> list[Issue]:
    """Return the findings of one code."""
    return [issue for issue in findings(changed) if issue.code == code]


def cells(changed: Changed, code: str) -> list[str]:
    """Return where the findings of one code are."""
    return [issue.where for issue in found(changed, code)]


def mine_and_pit(mine: float, pit: float) -> Changed:
    """Return sheets with a pit beside the mine, at 20 USD/t and not 10, of which each digs so many t a quarter."""
    return {
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
                      ["Mine", "dig", "out", "oxide", 1, 10], ["Pit", "dig", "out", "oxide", 1, 20]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", mine],
                     ["Pit", "dig", "out", "oxide", "t/period", pit]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "oxide"]],
    }  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A row of a program: lower <= sum of coefficient * column <= upper; a test may write a coefficient as approx."""

    lower: float
    upper: float
    terms: Mapping[str, object]


def rows_of(model: Model, family: str) -> dict[str, Row]:
    """Return the rows of a family by what they are about, with the columns named likewise."""
    matrix = model.program.matrix()
    column = column_names(model)
    block = model.program.row_blocks[family]
    result: dict[str, Row] = {}
    for name, row in zip(names_of(model, block), block.index.tolist(), strict=True):
        span = slice(matrix.start[row], matrix.start[row + 1])
        terms = {
            column[place]: value
            for place, value in zip(matrix.column[span].tolist(), matrix.value[span].tolist(), strict=True)
        }
        assert name not in result, name
        result[name] = Row(float(matrix.row_lower[row]), float(matrix.row_upper[row]), terms)
    return result


def column_names(model: Model) -> list[str]:
    """Return the name of every column: family and key."""
    names = [""] * model.program.columns
    for family, block in model.program.column_blocks.items():
        for place, name in zip(block.index.tolist(), names_of(model, block), strict=True):
            names[place] = f"{family} {name}"
    return names


def costs_of(model: Model, kind: str) -> dict[str, float]:
    """Return the cost coefficients of a kind that are not zero, by name of the column."""
    return by_column(model, model.program.cost_vector(kind))


def by_column(model: Model, vector: np.ndarray) -> dict[str, float]:
    """Return the coefficients of a vector over the columns that are not zero, by name of the column."""
    names = column_names(model)
    return {names[place]: float(vector[place]) for place in np.flatnonzero(vector)}


def names_of(model: Model, block: Block) -> list[str]:
    """Return the key of each column or row in words; keys that follow from the others are left out."""
    return [
        " ".join(_words(model.problem, {name: int(codes[place]) for name, codes in block.keys.items()}))
        for place in range(block.size)
    ]


def _words(problem: Problem, keys: dict[str, int]) -> Iterable[str]:
    sites, commodities = problem.site_names.names, problem.commodity_names.names
    for name, code in keys.items():
        match name:
            case "site" | "site_from" | "site_to":
                yield sites[code]
            case "commodity":
                yield commodities[code]
            case "process":
                yield problem.processes.name[code]
            case "period" | "demanded":
                yield problem.calendar.names[code]
            case "demand":
                yield problem.demands.end_use[code]
            case "limit":
                yield f"row {problem.tables.records['Capacity'].row[problem.capacities.line[code]]}"
            case "stock" if "site" not in keys:
                stocks = problem.inventories
                yield f"{sites[stocks.site[code]]} {commodities[stocks.commodity[code]]}"
            case "lane" if "site_from" not in keys:
                lanes = problem.lanes
                ends = f"{sites[lanes.origin[code]]} {sites[lanes.destination[code]]}"
                yield f"{ends} {commodities[lanes.commodity[code]]}"
            case "entry" | "flow" | "grant" | "pin" | "when" | "award" | "share" | "count" | "addition" | "blend":
                yield _row_word(problem, name, code)
            case "rule" | "contract" | "tier" | "window" | "span":
                yield from _terms_words(problem, keys, name, code)


def _flow_words(problem: Problem, code: int) -> Iterable[str]:
    """Yield what a flow that a rule counts is called."""
    parts = carriers(problem)
    kind, place = parts.read(code)
    if kind == SHIP:
        yield from _words(problem, {"lane": place})
    elif kind == RUN:
        process = problem.processes.line_process[place]
        yield f"{problem.site_names.names[problem.processes.site[process]]} {problem.processes.name[process]}"
        yield problem.commodity_names.names[problem.processes.line_commodity[place]]
    else:
        stream, commodity, _ = parts.ways
        yield f"{problem.demands.end_use[stream[place]]} {problem.commodity_names.names[commodity[place]]}"


def _row_word(problem: Problem, name: str, code: int) -> str:
    match name:
        case "flow":
            return " ".join(_flow_words(problem, code))
        case "entry":
            return str(code)
        case "addition":
            own = problem.expansions.process[code]
            return f"{problem.site_names.names[problem.processes.site[own]]} {problem.processes.name[own]}"
        case "grant":
            grants = problem.rules.grants
            row = problem.tables.records["Rules"].row[grants.line[code]]
            return f"{problem.rules.name[grants.rule[code]]} row {row}"
        case "award":
            return str(problem.site_names.names[problem.sourcing.award_site[code]])
        case "share":
            return f"row {problem.tables.records['Sourcing'].row[problem.sourcing.share_line[code]]} limit {code}"
        case "count":
            return f"row {problem.tables.records['Sourcing'].row[problem.sourcing.count_line[code]]}"
        case "blend":
            return WORDS[name](problem, code)
        case "pin":
            return f"row {problem.tables.records['Pins'].row[problem.pins.line[code]]}"
        case _:
            return problem.calendar.names[code] if code >= 0 else "the whole plan"


def _terms_words(problem: Problem, keys: dict[str, int], name: str, code: int) -> Iterable[str]:
    """Yield what a key of a rule or a contract is called."""
    contracts = problem.contracts
    match name:
        case "rule" if "grant" in keys:
            pass
        case "rule":
            yield problem.rules.name[code]
        case "span" if "share" in keys or ("rule" in keys and "lane" not in keys):
            yield str(code)
        case _ if "rule" in keys:
            pass
        case "contract" if "tier" not in keys:
            yield contracts.name[code]
        case "tier":
            yield " ".join(filter(None, (contracts.name[contracts.tier_contract[code]], contracts.tier_name[code])))
        case "window" if "stock" in keys:
            yield release_windows(problem).words[code]
        case "window" if "lane" not in keys:
            yield contracts.windows.words[code]
        case "span":
            yield str(contracts.spans.offset[code])
