"""What must hold on every problem, on seeded random ones: shuffling, loosening, doubling, halving, brute force."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from models.formulation import build
from tests.cases import Case, solve_case, solve_file
from tests.certificates import assert_certified
from tests.drawn.problems import always_open, problem_of, random_sheets
from tests.drawn.relations import SAME, TONNES, assert_no_worse, halved, scaled, shuffled, vector, without
from tests.places import INPUTS
from tests.tiny import solve_sheets
from tests.workbooks import Sheets, write_workbook

SEEDS = range(12)

type Change = Callable[[Sheets], Sheets]


def renamed(sheets: Sheets, names: dict[str, str]) -> Sheets:
    """Return the sheets with whole cells replaced."""
    return {
        sheet: [[names.get(cell, cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
        for sheet, rows in sheets.items()
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_every_tier_is_certified_optimal(seed: int) -> None:
    assert_certified(solve_sheets(random_sheets(seed)))


@pytest.mark.parametrize("seed", range(40))
def test_shuffled_sheets_rows_and_columns_give_the_same_program_to_the_last_bit(seed: int) -> None:
    sheets = random_sheets(seed)
    one, other = build(problem_of(sheets)).program, build(problem_of(shuffled(sheets, seed))).program
    first, second = one.matrix(), other.matrix()
    for name in ("column_lower", "column_upper", "row_lower", "row_upper", "start", "column", "value"):
        assert np.array_equal(getattr(first, name), getattr(second, name)), name
    assert [tier.name for tier in one.tiers] == [tier.name for tier in other.tiers]
    for tier, twin in zip(one.tiers, other.tiers, strict=True):
        assert np.array_equal(tier.objective, twin.objective), tier.name


@pytest.mark.parametrize("seed", range(4))
def test_shuffled_sheets_rows_and_columns_give_the_same_plan(seed: int) -> None:
    sheets = random_sheets(seed)
    one, other = solve_sheets(sheets), solve_sheets(shuffled(sheets, seed))
    for name, table in one.tables.items():
        columns = [column for column in table.columns if column != "row"]
        assert table[columns].equals(other.tables[name][columns]), name


@pytest.mark.parametrize("seed", range(3))
def test_a_shuffled_workbook_gives_the_same_plan(seed: int, tmp_path: Path) -> None:
    case = Case(INPUTS / "small_example")
    one = solve_case(case, tmp_path)
    other = solve_file(write_workbook(tmp_path / "shuffled.xlsx", shuffled(case.sheets(), seed)))
    assert np.array_equal(one.values, other.values)
    for name in set(one.tables) - {"soft"}:
        assert one.tables[name].equals(other.tables[name]), name


@pytest.mark.parametrize("seed", range(6))
def test_other_names_change_no_optimum(seed: int) -> None:
    sheets = random_sheets(seed)
    names = {"Mine A": "Zeche", "Separator A": "Würzburg", "Motor maker": "Åland 7", "NdPr oxide": "Aimant"}
    assert vector(solve_sheets(renamed(sheets, names))) == pytest.approx(
        vector(solve_sheets(sheets)), rel=SAME, abs=SAME
    )


@pytest.mark.parametrize("seed", range(6))
def test_names_in_the_same_order_give_the_same_plan(seed: int) -> None:
    sheets = random_sheets(seed)
    names = {"Mine A": "Mine Aa", "Separator A": "Separator Aa", "NdPr oxide": "NdPr oxides"}
    one, other = solve_sheets(sheets), solve_sheets(renamed(sheets, names))
    assert np.array_equal(one.values, other.values)


LOOSENED: dict[str, Change] = {
    "no rules": lambda sheets: without(sheets, "Rules"),
    "no capacities": lambda sheets: without(always_open(sheets), "Capacity", "Expansion"),
    "no start, end or start-up": always_open,
    "more to add": lambda sheets: scaled(sheets, 2.0, "Expansion", "capacity"),
    "more capacity": lambda sheets: scaled(sheets, 1.5, "Capacity", "all", "P"),
    "more lane capacity": lambda sheets: scaled(sheets, 2.0, "Lanes", "capacity"),
    "more storage": lambda sheets: scaled(sheets, 2.0, "Inventory", "maximum"),
    "larger caps": lambda sheets: scaled(sheets, 3.0, "Rules", "value") if _only_caps(sheets) else sheets,
    "less safety stock": lambda sheets: scaled(sheets, 0.5, "Inventory", "safety", "end stock"),
    "a larger surplus market": lambda sheets: scaled(sheets, 2.0, "Commodities", "surplus limit"),
    "larger contracts": lambda sheets: scaled(sheets, 2.0, "Contracts", "maximum", "tier to"),
    "smaller minimum takes": lambda sheets: scaled(sheets, 0.5, "Contracts", "minimum take"),
    "wider blends": lambda sheets: scaled(scaled(sheets, 2.0, "Blends", "most"), 0.5, "Blends", "least"),
    "no limits on blends": lambda sheets: without(sheets, "Blends"),
    "more waiting": lambda sheets: scaled(sheets, 2.0, "Demand", "may wait"),
}


def _only_caps(sheets: Sheets) -> bool:
    return "Rules" in sheets and {row[1] for row in sheets["Rules"][1:]} == {"cap"}


@pytest.mark.parametrize("name", LOOSENED)
@pytest.mark.parametrize("seed", range(5))
def test_loosening_a_limit_or_lifting_a_rule_makes_no_vector_worse(name: str, seed: int) -> None:
    sheets = random_sheets(seed)
    assert_no_worse(solve_sheets(LOOSENED[name](sheets)), solve_sheets(sheets))


@pytest.mark.parametrize("seed", SEEDS)
def test_all_quantities_doubled_double_every_optimum(seed: int) -> None:
    sheets = random_sheets(seed)
    doubled = sheets
    for sheet, columns in TONNES.items():
        doubled = scaled(doubled, 2.0, sheet, *columns)
    doubled = copy.deepcopy(doubled)
    for row in doubled.get("Rules", [])[1:]:
        if row[1] == "cap":
            row[5] *= 2  # type: ignore[operator]
    one, other = solve_sheets(sheets), solve_sheets(doubled)
    assert vector(other) == pytest.approx([2.0 * value for value in vector(one)], rel=SAME, abs=SAME)
    # Twice the old plan is optimal for the doubled problem: feasible, with the same value in every tier.
    matrix, point = other.solution.matrix, 2.0 * one.solution.values
    activity = matrix.activity(point)
    assert np.all(activity >= matrix.row_lower - SAME * (1.0 + np.abs(activity)))
    assert np.all(activity <= matrix.row_upper + SAME * (1.0 + np.abs(activity)))
    for result in other.solution.tiers:
        assert result.tier.objective @ point == pytest.approx(result.objective, rel=SAME, abs=SAME)


@pytest.mark.parametrize("site", ["Mine A", "Separator A", "Motor maker"])
@pytest.mark.parametrize("seed", range(5))
def test_a_site_split_in_two_halves_changes_no_optimum(site: str, seed: int) -> None:
    sheets = random_sheets(seed)
    one, other = solve_sheets(sheets), solve_sheets(halved(sheets, site))
    assert vector(other) == pytest.approx(vector(one), rel=SAME, abs=SAME)


@pytest.mark.parametrize("seed", range(10))
def test_tiers_locked_by_rows_give_the_same_optima(seed: int) -> None:
    """The textbook way, by scipy: after each tier one dense row holds its value within a tolerance."""
    plan = solve_sheets(random_sheets(seed))
    matrix = plan.solution.matrix
    full = csr_array((matrix.value, matrix.column, matrix.start), shape=(matrix.rows, matrix.columns)).toarray()
    upper, lower = np.isfinite(matrix.row_upper), np.isfinite(matrix.row_lower)
    sides = [full[upper], -full[lower]]
    limits = [matrix.row_upper[upper], -matrix.row_lower[lower]]
    bounds = np.stack([matrix.column_lower, matrix.column_upper], axis=1)
    for result in plan.solution.tiers:
        if result.tier.kind == "tie-break":
            continue
        scale = max(1.0, float(np.abs(result.tier.objective).max()))
        objective = result.tier.objective / scale
        answer = linprog(objective, np.concatenate(sides), np.concatenate(limits), bounds=bounds, method="highs-ds")
        assert answer.status == 0, answer.message
        assert answer.fun * scale == pytest.approx(result.objective, rel=1e-5, abs=1e-4), result.tier.name
        sides.append(objective[None, :])
        limits.append(np.array([answer.fun + 1e-7 * max(1.0, abs(answer.fun))]))
