"""The instances by name: S is the shipped workbook, the others are generated."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks.copies import SHIPPED, write_copies
from benchmarks.generate import instance
from benchmarks.peers.by_hand import SHEETS, TYPES
from models.formulation import build
from models.issues import errors
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.problem import Problem
from models.records import Tables
from models.resolve import make_problem
from models.schema import TABLES
from models.variants import without_rows
from planner.errors import InputError
from planner.read import Reading, read_input
from planner.read.tables import empty_records


def tables_by_name(name: str) -> Tables:
    """Return the tables of an instance; `3S` is the shipped workbook three times as large."""
    if not name.endswith("S"):
        return instance(name)
    reading = read_input(SHIPPED) if name == "S" else _copied(int(name.removesuffix("S")))
    if reading.tables is None:
        raise InputError(reading.issues)
    return reading.tables


def _copied(times: int) -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        write_copies(times, Path(folder) / "copies")
        return read_input(Path(folder) / "copies")


def known_by_hand(tables: Tables) -> Tables:
    """Return the tables without the sheets, and the rules, that the programs written by hand do not know."""
    periods = len(tables.records["Periods"])
    left_out = {table.name: empty_records(table, table.name, periods) for table in TABLES if table.name not in SHEETS}
    tables = replace(tables, records={**tables.records, **left_out}, present=tables.present & SHEETS)
    kinds = tables.records["Rules"].text["type"]
    return without_rows(tables, "Rules", [line for line, kind in enumerate(kinds) if kind not in TYPES])


def problem_by_name(name: str, *, by_hand: bool = False) -> Problem:
    """Return the problem of an instance; raise InputError with its errors.

    by_hand  only what the programs written by hand know
    """
    tables = tables_by_name(name)
    if by_hand:
        tables = known_by_hand(tables)
    problem, issues = make_problem(tables)
    if errors(list(issues)):
        raise InputError(issues)
    return problem


def matrix_of(name: str) -> tuple[Matrix, list[Tier]]:
    """Return the finished program of an instance, and its tiers."""
    program = build(problem_by_name(name)).program
    return program.matrix(), program.tiers
