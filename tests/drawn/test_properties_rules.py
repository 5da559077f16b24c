"""What must hold on random problems under licences, shares, and rules on what is made or delivered."""

from __future__ import annotations

import copy

import pytest

from models.formulation import build
from tests.certificates import assert_certified
from tests.drawn import origins
from tests.drawn.problems import problem_of
from tests.drawn.relations import SAME, assert_no_worse, halved, scaled, shuffled, vector, without
from tests.drawn.rules import COLUMNS, draw, sheets_of
from tests.seeds import seeds
from tests.tiny import solve_sheets
from tests.workbooks import Cell, Sheets

SEEDS = range(12)
PLACE = {name: place for place, name in enumerate(COLUMNS)}


def ruled_sheets(seed: int) -> Sheets:
    return sheets_of(draw(seed))


def with_rules(sheets: Sheets, rows: list[list[Cell]]) -> Sheets:
    """Return the sheets with these rows of sheet Rules, and without the sheet where there are none."""
    return {**without(sheets, "Rules"), **({"Rules": [[*COLUMNS], *rows]} if rows else {})}


def times(sheets: Sheets, factor: int, *types: str) -> list[list[Cell]]:
    """Return the rules, the tonnes of those of some types multiplied."""
    rows = copy.deepcopy(sheets["Rules"][1:])
    for row in rows:
        if row[PLACE["type"]] in types and row[PLACE["value"]] is not None:
            row[PLACE["value"]] *= factor  # type: ignore[operator]
    return rows


@pytest.mark.parametrize("seed", SEEDS)
def test_every_tier_is_certified_optimal(seed: int) -> None:
    assert_certified(solve_sheets(ruled_sheets(seed)))


@pytest.mark.parametrize("seed", SEEDS)
def test_larger_grants_and_caps_make_no_vector_worse(seed: int) -> None:
    sheets = ruled_sheets(seed)
    assert_no_worse(solve_sheets(with_rules(sheets, times(sheets, 2, "licence", "cap"))), solve_sheets(sheets))


@pytest.mark.parametrize("seed", SEEDS)
def test_lifting_a_rule_makes_no_vector_worse(seed: int) -> None:
    sheets = ruled_sheets(seed)
    whole = solve_sheets(sheets)
    for name in dict.fromkeys(row[0] for row in sheets["Rules"][1:]):
        kept = [row for row in sheets["Rules"][1:] if row[0] != name]
        assert_no_worse(solve_sheets(with_rules(sheets, kept)), whole)


@pytest.mark.parametrize("seed", [*seeds(8, 40), 80])
def test_lifting_a_ban_of_which_others_do_the_same_makes_no_vector_worse(seed: int) -> None:
    sheets = origins.sheets_of(origins.with_twins(origins.draw(seed)))
    whole = solve_sheets(sheets)
    for own in range(1, len(sheets["Rules"])):
        kept = {**sheets, "Rules": [row for place, row in enumerate(sheets["Rules"]) if place != own]}
        assert_no_worse(solve_sheets(kept), whole)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_further_grant_without_volume_or_end_is_as_good_as_no_licence(seed: int) -> None:
    sheets = ruled_sheets(seed)
    others = [row for row in sheets["Rules"][1:] if row[0] != "L1"]
    own = [row for row in sheets["Rules"][1:] if row[0] == "L1"]
    first = copy.copy(min(own, key=lambda row: str(row[PLACE["start"]])))
    first[PLACE["value"]] = first[PLACE["end"]] = None
    # In place of a row with the same dates, which it would double.
    own = [row for row in own if (row[PLACE["start"]], row[PLACE["end"]]) != (first[PLACE["start"]], None)]
    free = solve_sheets(with_rules(sheets, [*others, *own, first]))
    assert vector(free)[0] == pytest.approx(vector(solve_sheets(with_rules(sheets, others)))[0], rel=SAME, abs=SAME)
    assert free.costs == pytest.approx(solve_sheets(with_rules(sheets, others)).costs, rel=SAME, abs=1e-4)


@pytest.mark.parametrize("seed", SEEDS)
def test_all_quantities_doubled_double_every_optimum(seed: int) -> None:
    sheets = ruled_sheets(seed)
    twice = with_rules(sheets, times(sheets, 2, "licence", "cap"))
    for sheet, column in (("Demand", "P"), ("Capacity", "P"), ("Lanes", "capacity"), ("Inventory", "maximum")):
        twice = scaled(twice, 2.0, sheet, column)
    doubled = [2.0 * value for value in vector(solve_sheets(sheets))]
    assert vector(solve_sheets(twice)) == pytest.approx(doubled, rel=SAME, abs=SAME)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mine_split_in_two_halves_changes_no_optimum(seed: int) -> None:
    sheets = ruled_sheets(seed)
    one, other = solve_sheets(sheets), solve_sheets(halved(sheets, "Mine A"))
    assert vector(other) == pytest.approx(vector(one), rel=SAME, abs=SAME)


@pytest.mark.parametrize("seed", SEEDS)
def test_shuffled_sheets_give_the_same_program_to_the_last_bit(seed: int) -> None:
    sheets = ruled_sheets(seed)
    one, other = (build(problem_of(each)).program for each in (sheets, shuffled(sheets, seed)))
    first, second = one.matrix(), other.matrix()
    for name in ("column_upper", "row_lower", "row_upper", "start", "column", "value"):
        assert getattr(first, name).tolist() == getattr(second, name).tolist(), name
    for tier, twin in zip(one.tiers, other.tiers, strict=True):
        assert tier.objective.tolist() == twin.objective.tolist(), tier.name
