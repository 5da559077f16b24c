"""What changes no plan but its words, or only its size: on random problems that use every sheet.

All quantities doubled; a site in two halves; selectors written out; sheets, rows and columns shuffled; other names.
Each property counts its problems and asks for allowances among them: fixture `tally` of tests/conftest.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.schema import TABLES
from tests.worlds.chain import PLACES
from tests.worlds.draw import FAIR, SAME, Outcome, examples, is_same, solved, worlds
from tests.worlds.forms import in_long_form, in_other_units
from tests.worlds.names import in_words, names_of_origins, own_names, renamed
from tests.worlds.tally import Tally
from tests.worlds.twins import doubled, halved, shuffled, twice, written_out
from tests.worlds.world import World

SEEDS = st.integers(0, 10_000)
SPELLINGS = (str, str.upper, lambda name: f"  {name} ", lambda name: name.swapcase().replace(" ", "  "))


def counts_shares(world: World) -> bool:
    """Tell whether unmet is measured in shares of the demand, which are the same of twice the demand."""
    return any(line["value"] == "share of demand" for line in world.rows("Settings"))


@examples(0.2)
@given(worlds())
def test_all_quantities_doubled_double_every_optimum_and_twice_the_old_plan_verifies_as_optimal(
    tally: Tally, world: World
) -> None:
    one, other = solved(world), solved(doubled(world))
    tally.add(one.plan)
    assert (one.plan is None) == (other.plan is None)
    assume(one.plan is not None and other.plan is not None)
    for name, optimum in other.vector.items():
        is_share = name.startswith(FAIR) or (name.startswith("unmet") and counts_shares(world))
        factor = 1.0 if is_share else 2.0
        assert abs(optimum - factor * one.vector[name]) <= SAME * max(1.0, abs(optimum)), (
            name,
            one.vector,
            other.vector,
        )
    assert one.plan is not None
    verification = other.verify(twice(one.plan.tables))
    assert verification.accepted, verification.faults


@pytest.mark.slow
@examples(0.2)
@given(worlds(), st.sampled_from(sorted(PLACES)))
def test_a_site_split_in_two_halves_changes_no_optimum(tally: Tally, world: World, site: str) -> None:
    assume(site in world.names("Sites", "site"))
    assert_same_optima(tally, world, halved(world, site))


@pytest.mark.slow
@examples(0.1)
@given(worlds(whole=True), st.sampled_from(sorted(PLACES)))
def test_a_site_that_decides_nothing_by_itself_may_be_split_beside_whole_numbers(
    tally: Tally, world: World, site: str
) -> None:
    assume(site in world.names("Sites", "site"))
    assert_same_optima(tally, world, halved(world, site))


def assert_same_optima(tally: Tally, world: World, twin: World | None) -> None:
    assume(twin is not None)
    assert twin is not None
    one, other = solved(world), solved(twin)
    tally.add(one.plan)
    assert (one.plan is None) == (other.plan is None)
    if one.plan is not None:
        assert is_same(other.vector, one.vector), (one.vector, other.vector)


@examples(0.125)
@given(worlds(), SEEDS)
def test_shuffled_sheets_rows_and_columns_give_the_same_plan_cell_for_cell(
    tally: Tally, world: World, seed: int
) -> None:
    assert_same_plan(tally, solved(world), solved(shuffled(world, seed)))


@examples(0.125)
@given(worlds(), SEEDS)
def test_other_names_in_the_same_order_give_the_same_plan_cell_for_cell(tally: Tally, world: World, seed: int) -> None:
    names = {name: f"n{place:03d} Ä{seed}" for place, name in enumerate(own_names(world))}
    assert_same_plan(
        tally,
        solved(world),
        solved(renamed(world, names, SPELLINGS[seed % len(SPELLINGS)])),
        names,
        names_of_origins(world),
    )


@pytest.mark.slow
@examples(0.075)
@given(worlds(whole=True), SEEDS)
def test_with_whole_numbers_too_names_and_order_change_no_cell_of_the_plan(
    tally: Tally, world: World, seed: int
) -> None:
    names = {name: f"n{place:03d} Ä{seed}" for place, name in enumerate(own_names(world))}
    assert_same_plan(
        tally, solved(world), solved(shuffled(renamed(world, names), seed)), names, names_of_origins(world)
    )


@examples(0.1)
@given(worlds())
def test_selectors_written_out_name_by_name_give_the_same_plan_cell_for_cell(tally: Tally, world: World) -> None:
    twin = written_out(world)
    assume(twin.lines != world.lines)
    assert_same_plan(tally, solved(world), solved(twin))


def assert_same_plan(
    tally: Tally, one: Outcome, other: Outcome, names: Mapping[str, str] | None = None, origins: Collection[str] = ()
) -> None:
    """Assert that two plans are the same in every cell; the row of a sheet that a cell came from may differ.

    names    name in the one -> name in the other;  origins  those that stand inside what is said of origins
    """
    tally.add(one.plan)
    assert (one.plan is None) == (other.plan is None)
    if one.plan is None or other.plan is None:
        return
    assert np.array_equal(one.plan.values, other.plan.values)
    called = names or {}
    placed = {name: called[name] for name in origins}
    for name, table in one.plan.tables.items():
        columns = [column for column in table.columns if column != "row"]
        expected = table[columns].map(lambda cell: called.get(cell, cell))
        for column in {"marks", "material"} & set(columns):
            expected[column] = table[column].map(lambda words: in_words(words, placed))
        assert expected.to_dict("list") == other.plan.tables[name][columns].to_dict("list"), name


@examples(0.1)
@given(worlds(), SEEDS)
def test_sheets_with_their_periods_down_give_the_same_plan_cell_for_cell(tally: Tally, world: World, seed: int) -> None:
    twin = in_long_form(world, seed)
    assume(twin.lines != world.lines)
    assert_same_plan(tally, solved(world), solved(twin))


@examples(0.1)
@given(worlds(), SEEDS)
def test_the_same_numbers_in_other_units_change_no_optimum(tally: Tally, world: World, seed: int) -> None:
    twin = in_other_units(world, seed)
    assert {"kg", "lb", "g"} & {str(line.get("unit")).split("/")[0] for line in twin.rows("Demand")}
    assert_same_optima(tally, world, twin)


def test_random_problems_use_every_sheet_and_selectors_that_are_written_out() -> None:
    seen: Counter[str] = Counter()

    @examples(0.5)
    @given(worlds())
    def count(world: World) -> None:
        seen["problems"] += 1
        seen["written out"] += written_out(world).lines != world.lines
        for sheet in world.lines:
            seen[sheet] += bool(world.rows(sheet))

    count()
    assert {table.name for table in TABLES if not table.later} <= set(seen)
    assert seen["written out"] >= 0.4 * seen["problems"]
    rare = {sheet for sheet, number in seen.items() if number < 0.1 * seen["problems"]}
    assert not rare, seen
