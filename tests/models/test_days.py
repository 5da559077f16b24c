"""Spans of days: joined, gaps between them, and their share of a period."""

from __future__ import annotations

import random

import pytest

from models.days import ENDLESS, apart, covered, gaps, joined, share


def test_spans_that_touch_or_overlap_are_one() -> None:
    assert joined([(5, 9), (1, 4), (20, -1), (7, 12), (3, 2)]) == [(1, 12), (20, ENDLESS)]


def test_gaps_are_the_days_between_spans_and_behind_the_last() -> None:
    assert gaps(3, [(5, 9), (12, 14)]) == [(3, 4), (10, 11), (15, ENDLESS)]
    assert gaps(5, [(1, 9), (10, -1)]) == []
    assert gaps(3, []) == [(3, ENDLESS)]


def test_a_share_counts_the_days_of_the_period() -> None:
    assert share([(1, 3), (8, ENDLESS)], 2, 11) == pytest.approx(0.6)


@pytest.mark.parametrize("seed", range(20))
def test_what_is_apart_from_closed_days_is_counted_day_by_day(seed: int) -> None:
    chance = random.Random(seed)
    spans, shut = ([(begin, begin + chance.randint(0, 9)) for begin in chance.sample(range(40), 3)] for _ in range(2))
    days, closed = ({day for begin, end in each for day in range(begin, end + 1)} for each in (spans, shut))
    period = set(range(10, 31))
    assert covered(joined(shut), 10, 30) == len(closed & period)
    assert apart(spans, joined(shut), 10, 30) == len((days - closed) & period)


@pytest.mark.parametrize("seed", range(20))
def test_spans_and_their_gaps_are_all_days_once(seed: int) -> None:
    chance = random.Random(seed)
    spans = [(begin, begin + chance.randint(0, 9)) for begin in (chance.randint(0, 40) for _ in range(4))]
    days = {day for begin, end in spans for day in range(begin, end + 1)}
    open_days = {day for begin, end in gaps(10, spans) for day in range(begin, min(end, 60) + 1)}
    assert open_days == set(range(10, 61)) - days
