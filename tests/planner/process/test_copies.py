"""Questions side by side have the answers that they have one after the other, and end as they would."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from planner.errors import StoppedError
from planner.process import copies, stop
from planner.process.copies import ask_ahead, side_by_side
from tests.places import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere questions are asked one after the other")


@pytest.fixture(autouse=True)
def three_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "at_hand", lambda: 3)


AT_HAND = copies.at_hand


@pytest.mark.parametrize(("room", "processors", "count"), [(9, 4, 4), (2, 4, 2), (0, 4, 1), (99, 64, copies.MOST)])
def test_as_many_are_at_hand_as_there_are_processors_and_memory_for(
    monkeypatch: pytest.MonkeyPatch, room: int, processors: int, count: int
) -> None:
    monkeypatch.setattr(copies, "room_for_copies", lambda: room)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processors)))
    assert AT_HAND() == count


def test_answers_come_in_the_order_of_their_questions_from_several_copies() -> None:
    def ask(number: int) -> tuple[int, int]:
        time.sleep(0.02 if number % 3 else 0.05)
        return number * number, os.getpid()

    heard: list[tuple[int, int]] = []
    answers = side_by_side(ask, 20, lambda number, done: heard.append((number, done)))
    assert [square for square, _ in answers] == [number * number for number in range(20)]
    assert [done for _, done in heard] == list(range(1, 21))
    assert sorted(number for number, _ in heard) == list(range(20))
    processes_used = {process for _, process in answers}
    assert len(processes_used) == 3
    assert os.getpid() not in processes_used


@pytest.mark.parametrize("jobs", [1, 2])
def test_no_more_are_asked_at_once_than_is_said(jobs: int) -> None:
    def ask(number: int) -> int:
        time.sleep(0.01)
        return os.getpid()

    assert len(set(side_by_side(ask, 12, jobs=jobs))) == jobs


def test_what_comes_later_is_prepared_while_the_first_are_answered_and_known_to_whoever_answers_it() -> None:
    known = {"first": 2}

    def ask(number: int) -> tuple[int, int, bool]:
        time.sleep(0.02)
        return number * known["first" if number < 6 else "later"], os.getpid(), "later" in known

    def later() -> int:
        time.sleep(0.05)
        known["later"] = 3
        return 20

    heard: list[int] = []
    answers = side_by_side(ask, 6, lambda _, done: heard.append(done), later=later)
    assert [answer for answer, _, _ in answers] == [2 * number for number in range(6)] + [
        3 * number for number in range(6, 26)
    ]
    assert heard == list(range(1, 27))
    knew = {process: knows for _, process, knows in answers}
    assert os.getpid() not in knew
    # Two of three at once begin before the third has prepared more; where they end others begin that know of it.
    assert sorted(knew.values()) in ([False] * 2 + [True] * some for some in (1, 2, 3))


@pytest.mark.parametrize("count", [0, 1, 4])
@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_what_comes_later_has_the_answers_that_it_has_alone(count: int, jobs: int) -> None:
    for more in (0, 1, 5):
        assert side_by_side(lambda number: number, count, None, jobs, lambda more=more: more) == list(  # type: ignore[misc]
            range(count + more)
        )


def test_what_fails_while_more_is_prepared_ends_the_copies() -> None:
    def later() -> int:
        raise StoppedError("no time is left")

    before = set(stop.children())
    with pytest.raises(StoppedError):
        side_by_side(lambda number: time.sleep(60), 2, later=later)
    assert set(stop.children()) <= before


def test_more_questions_than_one_queue_takes_are_all_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "MOST_WAITING", 3)
    assert side_by_side(lambda number: number, 10) == list(range(10))


def test_large_answers_come_whole() -> None:
    assert [len(answer) for answer in side_by_side(lambda number: bytes(300_000 + number), 5)] == [
        300_000 + number for number in range(5)
    ]


def test_no_questions_have_no_answers() -> None:
    assert side_by_side(lambda number: number, 0) == []


def test_one_at_a_time_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "at_hand", lambda: 1)
    assert side_by_side(lambda number: (number, os.getpid()), 3) == [(number, os.getpid()) for number in range(3)]


@pytest.mark.parametrize("fault", [StoppedError("no time is left"), MemoryError("none"), KeyboardInterrupt()])
def test_what_a_question_raises_is_raised(fault: BaseException) -> None:
    def ask(number: int) -> int:
        if number == 4:
            raise fault
        return number

    before = set(stop.children())
    with pytest.raises(type(fault), match=str(fault) or None):
        side_by_side(ask, 8)
    assert set(stop.children()) <= before


def test_a_fault_that_cannot_be_handed_over_is_told_in_words() -> None:
    class StrangeError(Exception):
        def __init__(self) -> None:
            super().__init__(lambda: None)

    def ask(number: int) -> int:
        raise StrangeError

    with pytest.raises(Exception, match="StrangeError"):
        side_by_side(ask, 2)


@pytest.mark.parametrize("later", [None, lambda: 3])
def test_a_copy_that_the_system_ends_is_a_want_of_memory(later: Callable[[], int] | None) -> None:
    def ask(number: int) -> int:
        if number == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    before = set(stop.children())
    with pytest.raises(MemoryError):
        side_by_side(ask, 4, later=later)
    assert set(stop.children()) <= before


def test_where_no_copy_can_begin_the_questions_are_asked_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    assert side_by_side(lambda number: number, 3) == [0, 1, 2]


@pytest.mark.parametrize("room", [1, 2])
def test_where_no_further_copy_can_begin_what_comes_later_is_asked_here(
    monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    begun, fork = list[int](), os.fork

    def few() -> int:
        if len(begun) == room:
            raise BlockingIOError
        begun.append(room)
        return fork()

    monkeypatch.setattr(os, "fork", few)
    heard: list[int] = []
    answers = side_by_side(lambda number: (number, os.getpid()), 4, lambda _, done: heard.append(done), later=lambda: 3)
    assert [number for number, _ in answers] == list(range(7))
    assert [process == os.getpid() for _, process in answers] == 4 * [False] + 3 * [True]
    assert heard == list(range(1, 8))


# Whoever runs the tests in the background may have told them to ignore Ctrl-C.
ENDLESS = """
import os, signal, sys, time
from planner.process import copies
signal.signal(signal.SIGINT, signal.default_int_handler)
copies.at_hand = lambda: 2
def ask(number):
    os.write(1, f'{os.getpid():8}'.encode())
    time.sleep(60)
copies.side_by_side(ask, 2)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_copies_end_with_the_process_that_began_them(number: signal.Signals) -> None:
    command = [sys.executable, "-c", ENDLESS]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:
        assert parent.stdout is not None
        copies = [int(parent.stdout.read(8)) for _ in range(2)]
        parent.send_signal(number)
        end = time.monotonic() + 20
        while any(is_alive(copy) for copy in copies) and time.monotonic() < end:
            time.sleep(0.02)
        assert not any(is_alive(copy) for copy in copies)


def is_alive(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat", encoding="ascii") as file:  # noqa: PTH123
            return file.read().split(")")[1].split()[0] != "Z"
    except OSError:
        return False


def test_a_question_that_was_asked_before_is_answered_while_others_are() -> None:
    def slowly() -> int:
        time.sleep(0.1)
        return os.getpid()

    ahead = ask_ahead(slowly)
    assert ahead is not None
    assert not ahead.is_answered

    def ask(number: int) -> int:
        time.sleep(0.02)
        return os.getpid()

    others = side_by_side(ask, 20, ahead=ahead)
    # Two of three at once begin beside it, and another where it is through.
    assert len(set(others)) == 3
    assert ahead.answer() not in {os.getpid(), *others}
    assert ahead.is_answered
    ahead.end()


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("later", [None, lambda: 3])
@pytest.mark.parametrize("seconds", [0.0, 0.1])
def test_who_is_asked_before_changes_no_answer(jobs: int, later: Callable[[], int] | None, seconds: float) -> None:
    for count in (0, 1, 5):
        ahead = ask_ahead(lambda: time.sleep(seconds))
        assert ahead is not None
        every = count if later is None else count + later()
        assert side_by_side(lambda number: number, count, None, jobs, later, ahead) == list(range(every))
        assert ahead.answer() is None
        ahead.end()


def test_no_more_are_asked_at_once_than_is_said_with_what_was_asked_before() -> None:
    ahead = ask_ahead(lambda: time.sleep(60))
    assert ahead is not None
    before = set(stop.children())

    def ask(number: int) -> int:
        time.sleep(0.01)
        return os.getpid()

    assert len(set(side_by_side(ask, 12, None, 2, lambda: 4, ahead))) == 1
    assert set(stop.children()) == before
    assert not ahead.is_answered
    ahead.end()
    assert set(stop.children()) < before


def test_what_a_question_raises_that_was_asked_before_is_raised_where_its_answer_is_wanted() -> None:
    def fail() -> None:
        raise StoppedError("no time is left")

    ahead = ask_ahead(fail)
    assert ahead is not None
    assert side_by_side(lambda number: number, 3, ahead=ahead) == [0, 1, 2]
    with pytest.raises(StoppedError, match="no time is left"):
        ahead.answer()
    ahead.end()


def test_a_copy_that_was_asked_before_and_that_the_system_ends_is_a_want_of_memory() -> None:
    ahead = ask_ahead(lambda: os.kill(os.getpid(), signal.SIGKILL))
    assert ahead is not None
    assert side_by_side(lambda number: number, 3, ahead=ahead) == [0, 1, 2]
    with pytest.raises(MemoryError):
        ahead.answer()
    ahead.end()


def test_nobody_is_asked_before_where_one_is_at_work_at_a_time_or_no_copy_can_begin(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> int:
        raise BlockingIOError

    with monkeypatch.context() as patch:
        patch.setattr(copies, "at_hand", lambda: 1)
        assert ask_ahead(os.getpid) is None
    monkeypatch.setattr(os, "fork", refuse)
    assert ask_ahead(os.getpid) is None


@pytest.mark.parametrize(("jobs", "times"), [(1, 0), (2, 1), (3, 1)])
def test_meanwhile_something_is_done_here_where_copies_are_at_work(jobs: int, times: int) -> None:
    done: list[int] = []
    answers = side_by_side(
        lambda number: (number, os.getpid()), 9, jobs=jobs, meanwhile=lambda: done.append(os.getpid())
    )
    assert [number for number, _ in answers] == list(range(9))
    assert done == [os.getpid()] * times


def test_what_fails_meanwhile_ends_the_copies() -> None:
    def fail() -> None:
        raise ValueError("meanwhile")

    before = set(stop.children())
    with pytest.raises(ValueError, match="meanwhile"):
        side_by_side(lambda _: time.sleep(60.0), 4, meanwhile=fail)
    assert set(stop.children()) <= before
