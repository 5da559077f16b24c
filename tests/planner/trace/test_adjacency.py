"""Least steps between things, and ways of least steps, as a search from each thing by itself finds them."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.trace.adjacency import NOWHERE, Adjacency

THINGS = 12
pairs = st.lists(st.tuples(st.integers(0, THINGS - 1), st.integers(0, THINGS - 1)), max_size=40)
some = st.lists(st.integers(0, THINGS - 1), unique=True, max_size=THINGS)


def links_of(drawn: list[tuple[int, int]]) -> Adjacency:
    by, to = np.array(drawn, dtype=np.int64).reshape(-1, 2).T
    return Adjacency.of_pairs(by, to, THINGS, THINGS)


def searched(drawn: list[tuple[int, int]], first: int) -> dict[int, int]:
    """Return thing -> least steps from the first, one thing after the other."""
    steps, waiting = {first: 0}, deque([first])
    while waiting:
        one = waiting.popleft()
        for by, to in drawn:
            if by == one and to not in steps:
                steps[to] = steps[one] + 1
                waiting.append(to)
    return steps


def of_numbers(numbers: list[int]) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


@given(pairs)
def test_links_lead_where_their_pairs_say_each_once_and_back_again(drawn: list[tuple[int, int]]) -> None:
    links = links_of(drawn)
    assert list(zip(links.by.tolist(), links.to.tolist(), strict=True)) == sorted(set(drawn))
    back = links.reversed()
    assert list(zip(back.to.tolist(), back.by.tolist(), strict=True)) == sorted(
        set(drawn), key=lambda pair: (pair[1], pair[0])
    )


@given(pairs, some)
def test_steps_are_the_least_from_any_of_the_first(drawn: list[tuple[int, int]], first: list[int]) -> None:
    each = [searched(drawn, one) for one in first]
    expected = [min((own[thing] for own in each if thing in own), default=NOWHERE) for thing in range(THINGS)]
    assert links_of(drawn).distances_from(of_numbers(first)).tolist() == expected


@pytest.mark.parametrize("words", [1, 2**21])
@given(drawn=pairs, first=some, last=some)
def test_ways_between_things_are_those_that_each_finds_alone(
    words: int, drawn: list[tuple[int, int]], first: list[int], last: list[int]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("planner.trace.adjacency.MOST_WORDS", words)
        who, place, steps = links_of(drawn).distances_between(of_numbers(first), of_numbers(last))
    expected = {
        (i, j, own[other])
        for i, one in enumerate(first)
        for own in [searched(drawn, one)]
        for j, other in enumerate(last)
        if other in own
    }
    found = list(zip(who.tolist(), place.tolist(), steps.tolist(), strict=True))
    assert len(found) == len(set(found))
    assert set(found) == expected


def test_more_than_a_word_and_more_than_fit_together_are_gone_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    # A ring: from each thing to each other in as many steps as lie between them.
    size = 150
    ring = Adjacency.of_pairs(np.arange(size), (np.arange(size) + 1) % size, size, size)
    every = np.arange(size)
    for words in (1, size, 2**21):
        monkeypatch.setattr("planner.trace.adjacency.MOST_WORDS", words)
        who, place, steps = ring.distances_between(every, every)
        assert who.size == size * size
        assert (steps == (place - who) % size).all()


@given(pairs, some)
def test_links_on_the_ways_to_the_nearest_lead_to_the_nearest_alone(
    drawn: list[tuple[int, int]], last: list[int]
) -> None:
    links = links_of(drawn)
    who, place, steps = links.shortest_to(of_numbers(last)).distances_between(np.arange(THINGS), of_numbers(last))
    expected = set()
    for thing in range(THINGS):
        own = {one: step for one, step in searched(drawn, thing).items() if one in last}
        expected |= {(thing, last.index(one), step) for one, step in own.items() if step == min(own.values())}
    assert set(zip(who.tolist(), place.tolist(), steps.tolist(), strict=True)) == expected
