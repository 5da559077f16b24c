"""What is measured in a process of its own: does one thing once and prints its seconds as JSON.

python -m benchmarks.jobs JOB ARGUMENT ...
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks import whole
from benchmarks.clock import inside_highs
from benchmarks.measure import Facts
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.solution import Solution
from planner.errors import StoppedError

# A solve that takes longer is stopped, and the table says so.
MOST_SECONDS = 180.0


def program(name: str) -> Facts:
    """Build and hand over the program of an instance, then solve all its tiers."""
    from benchmarks.instances import problem_by_name
    from models.formulation import build
    from planner.solve import highs
    from planner.solve.session import make_highs, pass_program

    problem = problem_by_name(name)
    begin = time.perf_counter()
    model = build(problem)
    matrix = model.program.matrix()
    built = time.perf_counter()
    pass_program(make_highs(), matrix, np.zeros(matrix.columns))
    handed = time.perf_counter()
    with inside_highs() as clock:
        finished = _solved_in_time(highs.solve, matrix, model.program.tiers)
    return {
        "build": built - begin, "hand over": handed - built, "inside": clock.seconds,
        "solve": time.perf_counter() - handed, "columns": matrix.columns, "rows": matrix.rows,
        "coefficients": matrix.value.size, "finished": float(finished),
    }  # fmt: skip


def _solved_in_time(solve: Callable[..., Solution], matrix: Matrix, tiers: list[Tier]) -> bool:
    """Solve all tiers and say whether that ended within MOST_SECONDS."""
    try:
        return solve(matrix, tiers, MOST_SECONDS).stopped_in is None
    except StoppedError:
        return False


def resolve(name: str) -> Facts:
    """Make the Problem from the tables of an instance."""
    from benchmarks.instances import tables_by_name
    from models.resolve import make_problem

    tables = tables_by_name(name)
    begin = time.perf_counter()
    make_problem(tables)
    return {"total": time.perf_counter() - begin}


def ours(name: str) -> Facts:
    """Build and solve the best tier of an instance our way."""
    from benchmarks.instances import problem_by_name
    from models.formulation import build
    from planner.solve import highs

    problem = problem_by_name(name, by_hand=True)
    with inside_highs() as clock:
        begin = time.perf_counter()
        model = build(problem)
        matrix = model.program.matrix()
        solution = highs.solve(matrix, model.program.tiers[:1])
        total = time.perf_counter() - begin
    filled = int((np.diff(matrix.start) > 0).sum())
    return {
        "total": total, "inside": clock.seconds, "optimum": solution.tiers[0].objective,
        "columns": np.unique(matrix.column).size, "rows": filled, "coefficients": matrix.value.size,
    }  # fmt: skip


def peer(name: str, layer: str) -> Facts:
    """Write and solve the same tier of an instance in a modelling layer: pulp, linopy or pyomo."""
    from benchmarks.instances import problem_by_name
    from models.network import reach
    from planner.solve.session import banner_off

    module = importlib.import_module(f"benchmarks.peers.{layer}_peer")
    problem = problem_by_name(name, by_hand=True)
    reached = reach(problem)
    with inside_highs() as clock, banner_off():
        begin = time.perf_counter()
        written = module.write(problem, reached)
        solved = module.solve(written)
        total = time.perf_counter() - begin
    entries = solved.entries()
    return {
        "total": total, "inside": clock.seconds, "optimum": solved.optimum, "columns": solved.columns,
        "rows": len(entries), "coefficients": sum(entries),
    }  # fmt: skip


def read(path: str) -> Facts:
    """Read a workbook through the guard and check it, cell by cell and across tables."""
    from models.resolve import make_problem
    from planner.read import read_input

    begin = time.perf_counter()
    tables = read_input(Path(path)).tables
    if tables is None:
        raise RuntimeError("the workbook could not be read")
    cells = time.perf_counter()
    make_problem(tables)
    end = time.perf_counter()
    return {"total": end - begin, "cells": cells - begin, "rows": len(tables.records["Lanes"])}


def read_pandas(path: str) -> Facts:
    """Read a workbook with pandas and openpyxl, and check nothing."""
    import pandas as pd

    begin = time.perf_counter()
    frames = pd.read_excel(path, sheet_name=None, engine="openpyxl")
    return {"total": time.perf_counter() - begin, "rows": len(frames["Lanes"])}


JOBS: dict[str, Callable[..., Facts]] = {
    job.__name__: job for job in (program, resolve, ours, peer, read, read_pandas, *whole.JOBS)
}


def main(arguments: list[str]) -> int:
    """Run one job and print what it found."""
    name, *rest = arguments
    print(json.dumps(JOBS[name](*rest)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
