"""Questions of several explanations in one go: each explanation gets the answers to its own, in its order."""

from __future__ import annotations

import os
from functools import partial

import pytest

from planner.explain.questions import Questions, answered, known
from planner.process.copies import at_hand
from planner.solve.session import silent
from tests.studies import found_by


def asking(*numbers: int) -> Questions[list[int]]:
    """Return questions that are answered by tenfold numbers."""
    return Questions([partial(lambda number: 10 * number, number) for number in numbers], list)


def test_answers_come_together_in_the_order_of_the_questions() -> None:
    assert found_by(asking(3, 1, 2)) == [30, 10, 20]


def test_what_is_known_is_not_asked_for() -> None:
    assert (found_by(known("all")), len(known("all").asked)) == ("all", 0)


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_each_part_gets_the_answers_to_its_own_questions(jobs: int) -> None:
    parts = {"first": asking(1, 2), "none": asking(), "known": known([7]), "last": asking(3)}
    assert answered(parts, jobs, silent) == {"first": [10, 20], "none": [], "known": [7], "last": [30]}


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_parts_that_take_long_to_prepare_are_asked_with_the_others(jobs: int) -> None:
    parts, later = {"first": asking(1, 2), "known": known([7])}, {"last": lambda: asking(3), "none": asking}
    told: list[str] = []
    assert answered(parts, jobs, told.append, later) == {"first": [10, 20], "known": [7], "last": [30], "none": []}
    assert told == [f"answered {done} of 3 questions" for done in (1, 2, 3)]


def test_the_questions_of_all_parts_are_asked_side_by_side_and_counted_together() -> None:
    if at_hand() < 2:
        pytest.skip("one processor")
    told: list[str] = []
    parts = {name: Questions([os.getpid] * 2, set) for name in ("one", "other")}
    found = answered(parts, 2, told.append)
    assert os.getpid() not in found["one"] | found["other"]
    assert told[-1] == "answered 4 of 4 questions"
