"""The page of the rare earth data says what the cases lead to; it is held against solving them."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from planner.explain.level import Level
from planner.run import solve_input
from tests.places import ROOT

TABLES = ROOT / "inputs" / "us_rare_earths"
PAGE = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
CASES = {"base case": {}, "rules": {"announced rules": "no"}, "weak": {"weak data": "leave out"}}
# Column of each case in the table of the page.
PLACE = {"base case": 1, "rules": 2, "weak": 3}


def cells(label: str) -> list[str]:
    """Return the cells of the page's row that begins so."""
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| {label}")]
    return [cell.strip() for cell in row.strip("|").split("|")]


def solved(folder: Path, settings: dict[str, str]) -> tuple[pd.DataFrame, float]:
    """Solve a copy of the tables with other settings and return table `unmet` and the cost in USD."""
    shutil.copytree(TABLES, folder)
    path = folder / "Settings.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["setting"] for row in rows} >= settings.keys()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "value": settings.get(row["setting"], row["value"])} for row in rows)
    plan = solve_input(folder, "highs", None, lambda _: None, level=Level.NONE).plan
    return plan.tables["unmet"], next(value for name, value, _ in plan.objectives if name == "cost")


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_the_page_says_what_each_case_leaves_short_and_costs(tmp_path: Path, case: str) -> None:
    unmet, cost = solved(tmp_path / "tables", CASES[case])
    short = unmet.groupby("priority")["unmet_t"].sum().round(0)
    for priority, tonnes in short.items():
        said = cells(f"priority {priority}")[PLACE[case]]
        assert said.startswith(f"short by {tonnes:,.0f} t" if tonnes > 0.0 else "covered"), (priority, said)
    assert cells("cost, billion USD")[PLACE[case]] == f"{cost / 1e9:.2f}"


@pytest.mark.slow
def test_the_page_says_what_the_government_pays_for_the_floor_of_mountain_pass() -> None:
    plan = solve_input(TABLES, "highs", None, lambda _: None, level=Level.NONE).plan
    problem, take = plan.model.problem, plan.model.variables.contracts.take
    [floor] = problem.contracts.floor.tolist()
    tonnes = float(plan.values[take.index].sum())
    value = problem.commodities.value[problem.commodity_names.code["ndpr oxide"], 0]
    paid = tonnes * (floor - value)
    assert f"{paid / 1e6:.0f} million\n  USD on {tonnes:,.0f} t of oxide" in PAGE
    assert plan.costs["purchase"] == 0.0


@pytest.mark.slow
def test_every_line_that_measuring_the_data_prints_stands_on_the_page() -> None:
    command = [sys.executable, str(ROOT / "docs" / "measure_data.py")]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    lines = [line.removesuffix("|") for line in printed.splitlines() if line.startswith("|")]
    assert len(lines) >= 50
    said = PAGE.splitlines()
    assert [line for line in lines if not any(one.startswith(line) for one in said)] == []
