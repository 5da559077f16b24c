"""Lifting a restriction or loosening a limit never makes the vector of any problem lexicographically greater.

What lifts an allowance is a tightening, and never makes it less.

The vector is (unmet of priority 1, 2, ..., what may yield, cost); with whole numbers it is compared between proven
optima. Every kind of restriction of every sheet is one change that is drawn: tests/worlds/loosened.py.
"""

from __future__ import annotations

import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.seeds import graded
from tests.worlds.draw import Outcome, RefusedError, examples, is_same, solved, worlds
from tests.worlds.loosened import LOOSENED, NO_INPUT, changed
from tests.worlds.loosened_origins import TIGHTENED
from tests.worlds.tally import Tally
from tests.worlds.world import World

# Changes that ask for whole numbers; the others apply without.
WHOLE = {
    "smaller minimum loads", "no minimum loads", "additions in part", "smaller orders", "no order quantity",
    "smaller lots", "no lots", "more suppliers", "fewer suppliers", "no number of suppliers", "cheaper switching",
}  # fmt: skip


def try_changes(world: World, seed: int, count: int, tally: Tally) -> None:
    """Try some changes that apply; each must leave a plan, and one that is no worse, or no better if it tightens."""
    before = solved(world)
    tally.add(before.plan)
    assume(before.plan is not None)
    others = changed(world)
    # Where whole numbers are asked for, changes of what asks for them come first.
    names = sorted(set(others) & WHOLE) or sorted(others)
    for name in random.Random(seed).sample(names, min(count, len(names))):
        after = solved_or_none(others[name])
        if after is None:
            continue
        tally.tried[name] += 1
        if name not in TIGHTENED:
            assert_no_worse(name, after, before)
        elif after.plan is None:
            tally.moved[name] += 1
            continue
        else:
            assert_no_worse(name, before, after)
        tally.moved[name] += not is_same(after.vector, before.vector)


def solved_or_none(world: World) -> Outcome | None:
    """Return the outcome; None where a decision is left without a limit to scale it with, which is no valid input."""
    try:
        return solved(world)
    except RefusedError as refused:
        if refused.args[0] <= NO_INPUT:
            return None
        raise


def assert_no_worse(name: str, after: Outcome, before: Outcome) -> None:
    assert after.plan is not None, f"{name}: no plan is left"
    assert after.worse_than(before) is None, (name, before.vector, after.vector)


@pytest.mark.parametrize("part", graded([0.1, 0.3, 1.0], 1, 2), ids=["a few", "some", "all"])
@pytest.mark.parametrize("whole", [False, True], ids=["linear", "whole numbers"])
def test_lifting_a_restriction_or_loosening_a_limit_makes_no_vector_worse(*, whole: bool, part: float) -> None:
    tally = Tally()

    @examples(part * (0.6 if whole else 1.6))
    @given(worlds(whole=whole), st.integers(0, 10_000))
    def holds(world: World, seed: int) -> None:
        try_changes(world, seed, 1 if whole else 3, tally)

    holds()
    if part < 1.0:
        return  # a few problems do not ask for every change
    tally.require_rows(whole=whole)
    tally.require_changes(WHOLE if whole else {*LOOSENED, *TIGHTENED} - WHOLE)
