"""Many runs at once and one after the other give the same plan and leave nothing else."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.copies import write_copies
from tests.commands import digest, plan
from tests.places import ROOT
from tests.seeds import graded

AT_ONCE = 8
RUNS = graded([3, 12, 50], 1, 2)


@pytest.mark.parametrize("is_shared", [
    pytest.param(False, id="a file each", marks=pytest.mark.slow), pytest.param(True, id="one file"),
])  # fmt: skip
def test_eight_runs_at_once_give_the_same_plan(small: Path, is_shared: bool) -> None:
    names = ["p.xlsx" if is_shared else f"{number}/p.xlsx" for number in range(AT_ONCE)]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "planner", "solve", small.name, "-o", name, "-q"],
            cwd=small.parent, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True,
        )
        for name in names
    ]  # fmt: skip
    ended = [(process.communicate()[1], process.returncode) for process in started]
    assert Counter(ended) == {("", 0): AT_ONCE}
    assert len({(small.parent / name).read_bytes() for name in names}) == 1
    there = {str(path.relative_to(small.parent)) for path in small.parent.rglob("*") if path.is_file()}
    assert there == {small.name, *names}


@pytest.mark.parametrize("count", RUNS)
def test_run_after_run_leaves_one_plan_and_nothing_else(small: Path, tmp_path: Path, count: int) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    found = set()
    before = digest(small)
    for number in range(count):
        solver = ("highs", "pulp:HiGHS")[number % 2]
        done = plan("solve", small.name, "-q", "--solver", solver, cwd=small.parent, TMPDIR=str(scratch))
        assert done.returncode == 0, done.stderr
        found.add((solver, (small.parent / "small_example_plan.xlsx").read_bytes()))
    assert len(found) == min(count, 2)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"scratch", "small_example.xlsx", "small_example_plan.xlsx"}
    assert list(scratch.iterdir()) == []
    assert digest(small) == before
    assert tempfile.gettempdir() != str(scratch)


@pytest.mark.slow
def test_twice_the_shipped_workbook_is_a_valid_one(tmp_path: Path) -> None:
    write_copies(2, tmp_path / "twice")
    with (tmp_path / "twice" / "Sites.csv").open(encoding="utf-8", newline="") as file:
        sites = [row["site"] for row in csv.DictReader(file)]
    assert len(set(sites)) == len(sites)
    done = plan("check", tmp_path / "twice", "--json", cwd=tmp_path)
    assert done.returncode == 0
    assert [one for one in json.loads(done.stdout)["findings"] if one["severity"] == "error"] == []
