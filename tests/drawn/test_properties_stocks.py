"""What must hold on random problems whose stocks are limited, priced and sized."""

from __future__ import annotations

import numpy as np
import pytest

from models.formulation import build
from models.plan import Plan
from tests.certificates import assert_certified
from tests.drawn.problems import problem_of
from tests.drawn.relations import SAME, TONNES, assert_no_worse, named_vector, scaled, shuffled, vector
from tests.drawn.stocks import COLUMNS, stocked_sheets
from tests.given.verified import solve_sheets as solve_case
from tests.tiny import solve_sheets
from tests.workbooks import Sheets

SEEDS = range(16)
STOCK_TONNES = ("opening", "maximum", "safety [t]", "end stock [t]", "release per window")


def blank(sheets: Sheets, *columns: str) -> Sheets:
    """Return the sheets with columns of sheet Inventory left out."""
    header, *rows = sheets["Inventory"]
    kept = [place for place, name in enumerate(header) if name not in columns]
    return {**sheets, "Inventory": [[row[place] for place in kept] for row in [header, *rows]]}


def unweighed(plan: Plan) -> dict[str, float]:
    """Return the tiers without the one of sizes, which is no goal of its own."""
    return {name: value for name, value in named_vector(plan).items() if name != "size of stocks"}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_tier_is_certified_optimal_and_the_verifier_agrees(seed: int) -> None:
    sheets = stocked_sheets(seed)
    assert_certified(solve_sheets(sheets))
    verification = solve_case(sheets).verify()
    assert verification.accepted, verification.faults


@pytest.mark.parametrize("seed", SEEDS)
def test_shuffled_sheets_give_the_same_program_to_the_last_bit(seed: int) -> None:
    sheets = stocked_sheets(seed)
    one, other = build(problem_of(sheets)).program, build(problem_of(shuffled(sheets, seed))).program
    for name in ("column_lower", "column_upper", "row_lower", "row_upper", "start", "column", "value"):
        assert np.array_equal(getattr(one.matrix(), name), getattr(other.matrix(), name)), name
    assert [tier.name for tier in one.tiers] == [tier.name for tier in other.tiers]


@pytest.mark.parametrize("seed", SEEDS)
def test_more_release_or_none_at_all_makes_no_vector_worse(seed: int) -> None:
    sheets = blank(stocked_sheets(seed), "sized")
    tight = solve_sheets(sheets)
    looser = solve_sheets(scaled(sheets, 2.0, "Inventory", "release per window"))
    free = solve_sheets(blank(sheets, "release per window [t]", "release window"))
    assert_no_worse(looser, tight)
    assert_no_worse(free, looser)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_release_over_a_longer_window_is_no_looser(seed: int) -> None:
    sheets = blank(stocked_sheets(seed), "sized")
    place = sheets["Inventory"][0].index("release window")
    limit = sheets["Inventory"][0].index("release per window [t]")

    def counted(window: str) -> Plan:
        header, *rows = sheets["Inventory"]
        changed = [[*row[:place], window if row[limit] is not None else None, *row[place + 1 :]] for row in rows]
        return solve_sheets({**sheets, "Inventory": [header, *changed]})

    assert_no_worse(counted("period"), counted("whole plan"))
    assert_no_worse(counted("calendar year"), counted("whole plan"))


@pytest.mark.parametrize("seed", SEEDS)
def test_all_quantities_doubled_double_every_optimum(seed: int) -> None:
    sheets = stocked_sheets(seed)
    doubled = sheets
    for sheet, columns in {**TONNES, "Inventory": STOCK_TONNES}.items():
        doubled = scaled(doubled, 2.0, sheet, *columns)
    for row in doubled.get("Rules", [])[1:]:
        if row[1] == "cap":
            row[5] *= 2  # type: ignore[operator]
    one, other = solve_sheets(sheets), solve_sheets(doubled)
    assert vector(other) == pytest.approx([2.0 * value for value in vector(one)], rel=SAME, abs=SAME)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_cost_of_missing_stock_changes_no_demand_with_a_priority(seed: int) -> None:
    sheets = stocked_sheets(seed)
    priced, kept = solve_sheets(sheets), solve_sheets(blank(sheets, *map(str, COLUMNS[:2])))
    unmet = [{name: value for name, value in unweighed(plan).items() if name.startswith("unmet")}
             for plan in (priced, kept)]  # fmt: skip
    assert unmet[0] == pytest.approx(unmet[1], rel=SAME, abs=SAME)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_dearer_missing_tonne_is_missing_no_more_often_and_the_cost_no_less(seed: int) -> None:
    """The cost with a price p is the least of cost + p x missing: it rises with p, and what is missing falls."""
    sheets = stocked_sheets(seed)
    dearer = scaled(sheets, 3.0, "Inventory", "safety cost", "end stock cost")
    one, other = solve_sheets(sheets), solve_sheets(dearer)
    assert unweighed(other)["cost"] >= unweighed(one)["cost"] - SAME * max(1.0, abs(unweighed(one)["cost"]))

    def penalty(plan: Plan) -> float:
        return sum(plan.costs.get(kind, 0.0) for kind in ("missing safety stock", "missing end stock"))

    assert penalty(other) / 3.0 <= penalty(one) + SAME * max(1.0, penalty(one))


@pytest.mark.parametrize("seed", SEEDS)
def test_to_size_stocks_changes_nothing_but_their_levels(seed: int) -> None:
    sheets = stocked_sheets(seed)
    assert unweighed(solve_sheets(blank(sheets, "sized"))) == pytest.approx(
        unweighed(solve_sheets(sheets)), rel=SAME, abs=SAME
    )
