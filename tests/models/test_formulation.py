"""The table of contents of the model: every family documented, tested, found again, and traced to its cell."""

from __future__ import annotations

import numpy as np
import pytest

from models.formulation import FAMILIES, Family, build
from models.schema import TABLE
from tests.drawn.problems import problem_of, random_sheets
from tests.places import ROOT
from tests.tiny import tiny_model

SEEDS = range(8)
# Families of which no cell is the limit: they say what a decision means.
NO_LIMITS = (
    "balance", "mixture", "contracted", "tier_filled", "tier_opened", "order_placed", "load_when_on", "whole_expansion",
    "standing_capacity", "stock_size", "licence_flow", "nearness", "allowed_input",
)  # fmt: skip
# Columns that move no material.
MEASURES = (
    "unmet", "below_safety", "below_end", "soft", "take", "shortfall", "tier_open", "order", "lots", "expand", "build",
    "standing", "on", "peak", "use", "above", "below",
)  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_family_says_its_formula_unit_price_and_rows(family: Family) -> None:
    text = family.build.__doc__ or ""
    formula = text.split("\n\n")[0]
    assert any(sign in formula for sign in ("<=", ">=", " = ")), formula
    for heading in ("Unit:", "Shadow price:", "Rows:"):
        assert sum(line.strip().startswith(heading) for line in text.splitlines()) == 1, heading
    assert "for each" in text


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_family_has_a_test_that_names_it_beside_its_siblings(family: Family) -> None:
    *folders, topic = family.build.__module__.split(".")
    tests = ROOT.joinpath("tests", *folders, f"test_{topic}.py").read_text(encoding="utf-8")
    assert f"def test_{family.name}" in tests or f'"{family.name}"' in tests


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_family_of_limits_names_a_column_of_the_schema(family: Family) -> None:
    if family.line is None:
        assert family.name in NO_LIMITS
        assert (family.sheet, family.column) == ("", "")
    else:
        assert family.column in TABLE[family.sheet].by_name


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_the_unit_in_sentences_is_that_of_the_formula(family: Family) -> None:
    documented = (family.build.__doc__ or "").split("Unit:")[1].split("Shadow price:")[0]
    assert documented.replace(",", "").split()[: len(family.unit.split())] == family.unit.split()


def test_families_have_names_of_their_own() -> None:
    assert len({family.name for family in FAMILIES}) == len({family.words for family in FAMILIES}) == len(FAMILIES)


def test_every_family_builds_its_block_even_where_it_has_no_row() -> None:
    model = tiny_model()
    assert list(model.program.row_blocks) == [family.name for family in FAMILIES]
    assert sum(block.size for block in model.program.row_blocks.values()) == model.program.rows


@pytest.mark.parametrize("seed", SEEDS)
def test_every_column_stands_in_a_balance_or_measures_a_shortage(seed: int) -> None:
    """A column without a row would be free to be anything: a forgotten term."""
    model = build(problem_of(random_sheets(seed)))
    matrix = model.program.matrix()
    rows = matrix.entry_row
    balances = model.program.row_blocks["balance"].index
    balanced = np.zeros(matrix.columns, dtype=np.bool_)
    balanced[matrix.column[np.isin(rows, balances)]] = True
    touched = np.zeros(matrix.columns, dtype=np.bool_)
    touched[matrix.column] = True
    assert touched.all()
    for name, block in model.program.column_blocks.items():
        assert balanced[block.index].all() == (name not in MEASURES) or (block.size == 0), name


@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_columns_or_rows_of_a_family_have_the_same_key(seed: int) -> None:
    model = build(problem_of(random_sheets(seed)))
    for block in [*model.program.column_blocks.values(), *model.program.row_blocks.values()]:
        if block.size:
            keys = np.stack(list(block.keys.values()), axis=1)
            assert np.unique(keys, axis=0).shape == keys.shape, block.family
