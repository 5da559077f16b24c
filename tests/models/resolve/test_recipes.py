"""Recipes: shared by a group, driven by one line, with yields and lead times."""

from __future__ import annotations

import numpy as np
import pytest

from models.problem import Problem
from tests.tiny import Changed, cells, found, tiny_problem
from tests.workbooks import Cell

PLANTS: list[list[Cell]] = [
    ["site", "country", "kind"],
    ["Mine", "Malaysia", "mine"],
    ["Plant A", "Japan", "plant"],
    ["Plant B", "Japan", "plant"],
    ["User", "United States", "customer"],
]
MATERIALS: list[list[Cell]] = [["commodity", "stage"], ["ore", "ore"], ["oxide", "oxide"], ["sand", "scrap"]]


def recipes(*rows: list[Cell], header: tuple[Cell, ...] = ("run cost [USD/t]",)) -> Changed:
    """Return sheets where ore is split into oxide and sand in Japan; rows: site, process, direction, ..."""
    return {
        "Sites": PLANTS,
        "Commodities": MATERIALS,
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", *header],
            ["Mine", "dig", "out", "ore", 1],
            *rows,
        ],
        "Capacity": None,
        "Lanes": None,
    }


SPLIT: list[list[Cell]] = [
    ["Japan", "split", "in", "ore", 4, None],
    ["Japan", "split", "out", "oxide", 1, 20],
    ["Japan", "split", "out", "sand", 3, None],
]


def lines(problem: Problem, site: str, process: str = "split") -> dict[str, float]:
    """Return the tonnes per run of each line of a process, inputs negative."""
    processes = problem.processes
    number = next(
        code
        for code in range(processes.size)
        if problem.site_names.names[processes.site[code]] == site and processes.name[code] == process
    )
    return {
        problem.commodity_names.names[processes.line_commodity[line]]: (1 if processes.line_output[line] else -1)
        * float(processes.line_quantity[line, 0])
        for line in np.flatnonzero(processes.line_process == number)
    }


def driver(problem: Problem, process: str = "split") -> str:
    processes = problem.processes
    number = processes.name.index(process)
    return str(problem.commodity_names.names[processes.line_commodity[processes.driver[number]]])


def test_a_recipe_of_a_group_is_a_recipe_of_each_of_its_sites() -> None:
    problem = tiny_problem(recipes(*SPLIT))
    assert lines(problem, "Plant A") == lines(problem, "Plant B") == {"ore": -4.0, "oxide": 1.0, "sand": 3.0}


def test_a_sites_own_line_replaces_that_line_of_the_group() -> None:
    problem = tiny_problem(recipes(*SPLIT, ["Plant B", "split", "in", "ore", 5, None]))
    assert lines(problem, "Plant A")["ore"] == -4.0
    assert lines(problem, "Plant B") == {"ore": -5.0, "oxide": 1.0, "sand": 3.0}


def test_a_process_with_outputs_only_is_a_source() -> None:
    problem = tiny_problem(recipes(*SPLIT))
    source = dict(zip(problem.processes.name, problem.processes.is_source.tolist(), strict=True))
    assert source == {"dig": True, "split": False}


@pytest.mark.parametrize(
    ("header", "cell"), [("run cost [USD/t]", 20), ("lead time [months]", 3), ("minimum run [t/period]", 1)]
)
def test_the_line_with_run_cost_lead_time_or_minimum_run_drives(header: str, cell: Cell) -> None:
    rows: list[list[Cell]] = [[*row[:5], cell if row[3] == "sand" else None] for row in SPLIT]
    assert driver(tiny_problem(recipes(*rows, header=(header,)))) == "sand"


def test_a_run_cost_of_one_period_drives_too() -> None:
    rows: list[list[Cell]] = [[*row[:5], 7 if row[3] == "sand" else None] for row in SPLIT]
    problem = tiny_problem(recipes(*rows, header=("run cost Q2 [USD/t]",)))
    assert driver(problem) == "sand"
    assert problem.processes.run_cost[problem.processes.name.index("split")].tolist() == [0.0, 7.0, 0.0]


def test_without_any_of_them_the_first_line_of_the_sheet_drives() -> None:
    rows: list[list[Cell]] = [[*row[:5], None] for row in SPLIT]
    assert driver(tiny_problem(recipes(*rows))) == "ore"
    assert driver(tiny_problem(recipes(*rows[::-1]))) == "sand"


def test_two_lines_that_could_drive_are_an_error_that_names_both() -> None:
    rows: list[list[Cell]] = [[*row[:5], 20] for row in SPLIT[:2]]
    (issue, *_) = found(recipes(*rows), "two-drivers")
    assert issue.where == "Processes!F4"
    assert "Processes!D3" in issue.message


def test_a_yield_takes_from_what_comes_out_and_varies_by_period() -> None:
    rows: list[list[Cell]] = [[*row[:5], 0.5 if row[3] == "oxide" else None] for row in SPLIT]
    processes = tiny_problem(recipes(*rows, header=("yield Q2 [fraction]",))).processes
    quantity = {int(code): processes.line_quantity[line].tolist() for line, code in enumerate(processes.line_commodity)}
    assert quantity == {0: [4.0, 4.0, 4.0], 1: [1.0, 0.5, 1.0], 2: [3.0, 3.0, 3.0]}


@pytest.mark.parametrize(("header", "where"), [("yield", "Processes!F3"), ("Q2 [%]", "Processes!F3")])
def test_a_yield_of_what_goes_in_is_an_error_since_nothing_would_act_on_it(header: str, where: str) -> None:
    said: list[Cell] = [80 if "%" in header else 0.8, None, None]
    rows: list[list[Cell]] = [[*row[:5], cell] for row, cell in zip(SPLIT, said, strict=True)]
    (issue,) = found(recipes(*rows, header=(header,)), "yield-of-input")
    assert issue.where == where
    assert "'ore'" in issue.message
    whole: list[list[Cell]] = [[*row[:5], 1] for row in SPLIT]
    assert not cells(recipes(*whole, header=("yield",)), "yield-of-input")


def test_outputs_appear_a_lead_time_after_the_run() -> None:
    rows: list[list[Cell]] = [[*row[:5], 3 if row[3] == "ore" else None] for row in SPLIT]
    processes = tiny_problem(recipes(*rows, header=("lead time [months]",))).processes
    assert processes.output_period[processes.name.index("split")].tolist() == [1, 2, 3]
    assert processes.output_period[processes.name.index("dig")].tolist() == [0, 1, 2]


def test_processes_and_lines_stand_in_the_order_of_names_whatever_the_rows() -> None:
    one, other = tiny_problem(recipes(*SPLIT)).processes, tiny_problem(recipes(*SPLIT[::-1])).processes
    assert one.name == other.name
    for name in ("site", "line_process", "line_commodity", "line_output", "line_quantity", "driver"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name


def test_a_line_of_no_tonnes_is_an_error() -> None:
    assert cells(recipes(["Japan", "split", "in", "ore", 0, None]), "zero-quantity") == ["Processes!E3"]
