"""Whatever the input, everything is explained, its workbook is written, and the plan in it is verified."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.certify import verify_files
from planner.errors import NoPlanError
from planner.explain.level import Level
from planner.run import solve_input
from planner.solve.session import silent
from planner.stress import stress_input
from planner.write.workbook import report_of, write_report, write_solved
from tests.given.explained import source_of
from tests.seeds import graded

FEW = [*range(4), 52]
MANY = [number for number in range(70) if number not in FEW]


def explained_in_full(seed: int, folder: Path) -> None:
    source = source_of(seed, folder)
    try:
        solved = solve_input(source, "highs", None, silent, level=Level.FULL)
    except NoPlanError:
        return
    assert all(cure.moves for one in solved.explained.actions.cures for cure in one.each)
    plan = write_solved(folder / "plan.xlsx", solved)
    assert verify_files(plan, source).verification.accepted


def stressed(seed: int, folder: Path) -> None:
    source = source_of(seed, folder)
    try:
        found = stress_input(source, None, silent, jobs=1)
    except NoPlanError:
        return
    plan = write_report(folder / "stress.xlsx", report_of(found.solved, found))
    assert verify_files(plan, source).verification.accepted


@pytest.mark.parametrize("seed", FEW)
def test_a_world_is_explained_in_full(seed: int, tmp_path: Path) -> None:
    explained_in_full(seed, tmp_path)


@pytest.mark.parametrize("seed", FEW)
def test_a_world_is_stressed(seed: int, tmp_path: Path) -> None:
    stressed(seed, tmp_path)


@pytest.mark.parametrize("seed", graded(MANY, 0, 20))
def test_many_worlds_are_explained_in_full(seed: int, tmp_path: Path) -> None:
    explained_in_full(seed, tmp_path)


@pytest.mark.parametrize("seed", graded(MANY, 0, 20))
def test_many_worlds_are_stressed(seed: int, tmp_path: Path) -> None:
    stressed(seed, tmp_path)
