"""What must hold on random problems with rows that say who may supply whom."""

from __future__ import annotations

import pytest

from models.formulation import build
from tests.certificates import assert_certified
from tests.drawn.problems import problem_of
from tests.drawn.relations import SAME, TONNES, assert_no_worse, scaled, shuffled, vector, without
from tests.drawn.sourcing import sourced_sheets
from tests.given.verified import solve_sheets as solve_case
from tests.tiny import solve_sheets
from tests.workbooks import Sheets

SEEDS = range(10)
LIFTED = ("Qualification", "Sourcing")


def doubled(sheets: Sheets) -> Sheets:
    """Return the sheets with all quantities doubled."""
    for sheet, columns in TONNES.items():
        sheets = scaled(sheets, 2.0, sheet, *columns)
    for row in sheets.get("Rules", [])[1:]:
        if row[1] == "cap":
            row[5] *= 2  # type: ignore[operator]
    return sheets


@pytest.mark.parametrize("seed", SEEDS)
def test_every_tier_is_certified_optimal_and_the_verifier_agrees(seed: int) -> None:
    assert_certified(solve_sheets(sourced_sheets(seed)))
    verification = solve_case(sourced_sheets(seed)).verify()
    assert verification.accepted, verification.faults


@pytest.mark.parametrize("sheet", LIFTED)
@pytest.mark.parametrize("seed", SEEDS)
def test_lifting_the_rows_of_a_sheet_makes_no_vector_worse(sheet: str, seed: int) -> None:
    sheets = sourced_sheets(seed)
    assert_no_worse(solve_sheets(without(sheets, sheet)), solve_sheets(sheets))


@pytest.mark.parametrize("seed", SEEDS)
def test_all_quantities_doubled_double_every_optimum(seed: int) -> None:
    one, other = solve_sheets(sourced_sheets(seed)), solve_sheets(doubled(sourced_sheets(seed)))
    assert vector(other) == pytest.approx([2.0 * value for value in vector(one)], rel=SAME, abs=SAME)


@pytest.mark.parametrize("seed", SEEDS)
def test_shuffled_sheets_give_the_same_program(seed: int) -> None:
    sheets = sourced_sheets(seed)
    first = build(problem_of(sheets)).program.matrix()
    second = build(problem_of(shuffled(sheets, seed))).program.matrix()
    assert first.row_upper.tolist() == second.row_upper.tolist()
    assert first.column.tolist() == second.column.tolist()
    assert first.value.tolist() == second.value.tolist()
