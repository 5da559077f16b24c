"""The instances by name: S is the shipped workbook, M and L are generated."""

from __future__ import annotations

from pathlib import Path

from benchmarks.generate import instance
from models.formulation import build
from models.issues import errors
from models.problem import Problem
from models.program import Matrix, Tier
from models.records import Tables
from models.resolve import make_problem
from planner.errors import InputError
from planner.read import read_input

SHIPPED = Path(__file__).resolve().parents[1] / "inputs" / "us_rare_earths.xlsx"
NAMES = ("S", "M", "L")


def tables_by_name(name: str) -> Tables:
    """Return the tables of an instance."""
    if name != "S":
        return instance(name)
    reading = read_input(SHIPPED)
    if reading.tables is None:
        raise InputError(reading.issues)
    return reading.tables


def problem_by_name(name: str) -> Problem:
    """Return the problem of an instance; raise InputError with its errors."""
    problem, issues = make_problem(tables_by_name(name))
    if errors(list(issues)):
        raise InputError(issues)
    return problem


def matrix_of(name: str) -> tuple[Matrix, list[Tier]]:
    """Return the finished program of an instance, and its tiers."""
    program = build(problem_by_name(name)).program
    return program.matrix(), program.tiers
