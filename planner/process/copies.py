"""Independent questions side by side, each in a copy of this process: twice as fast on two processors.

A copy has all that was read and solved so far without being handed it, bases of the solver among it, which cannot be
handed over. What each question comes to does not depend on who answers it, nor when. Where processes cannot be copied
safely, or there is one processor, the questions are answered one after the other.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import selectors
import signal
import struct
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import batched
from typing import Any, NoReturn

from planner.errors import InternalError
from planner.process.memory import room_for_copies
from planner.process.stop import die_with, unlisten

# Elsewhere a process cannot be copied, or its libraries do not bear it.
LINUX = "linux"
# No more than this, however many processors there are: a machine with more is not for this plan alone.
MOST = 16
# A number in the queue of questions, and the length of an answer.
NUMBER, LENGTH = struct.Struct("=I"), struct.Struct("=Q")
# A queue holds so many questions: what a pipe takes without a reader.
MOST_WAITING = 4096


def at_hand() -> int:
    """Return how many questions can be answered at once."""
    if sys.platform != LINUX:
        return 1
    return max(1, min(MOST, len(os.sched_getaffinity(0)), room_for_copies()))


class Ahead[Answer]:
    """One question that a copy of this process answers while this one goes on."""

    def __init__(self, ask: Callable[[], Answer]) -> None:
        """Begin the copy. Raises OSError where there is no room for it."""
        crowd = _Crowd(lambda _: ask())
        crowd.wait_for(range(1))
        try:
            self.copy = crowd.begun_copy()
        finally:
            crowd.forget()

    @property
    def is_answered(self) -> bool:
        """Return whether the copy is through by now; this does not wait."""
        while not self.copy.is_through and select.select([self.copy.reader], [], [], 0)[0]:
            self.copy.hear()
        return self.copy.is_through

    def answer(self) -> Answer:
        """Wait for the answer; raise what the question raised, and MemoryError where the system ended the copy."""
        while not self.copy.is_through:
            self.copy.hear()
        found: list[Answer] = _in_order(1, self.copy.answers, self.copy.faults)
        return found[0]

    def end(self) -> None:
        """End the copy, whether it is through or not."""
        self.copy.end()


def ask_ahead[Answer](ask: Callable[[], Answer]) -> Ahead[Answer] | None:
    """Let a copy answer a question from now on; None where no two processes can be at work at once."""
    with contextlib.suppress(OSError):
        return Ahead(ask) if at_hand() > 1 else None
    return None


def side_by_side[Answer](
    ask: Callable[[int], Answer], count: int, told: Callable[[int, int], None] | None = None, jobs: int | None = None,
    later: Callable[[], int] | None = None, ahead: Ahead[Any] | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> list[Answer]:  # fmt: skip
    """Return the answers to the questions 0 to count - 1, in this order, and behind them to those that come later.

    ask    answers one question; what it changes elsewhere is lost
    told   hears after each answer which question it is to, and how many answers there are
    jobs   how many at once; as many as are at hand where it is not said
    later  prepares more questions here while the first are being answered, and returns how many
    ahead  a question that a copy may still be at work on: one of those at once
    meanwhile  is called here while copies are at work on all of them, if any is
    Raises what the first question that failed raised, and MemoryError where the system ended a copy.
    """
    most = at_hand() if jobs is None else jobs if sys.platform == LINUX else 1
    if most < 2 or (later is None and count < 2):
        return _here(ask, range(count if later is None else count + later()), told)
    crowd, early, first = _Crowd(ask), list[_Copy](), count
    before = [ahead.copy] if ahead is not None and not ahead.is_answered else []
    try:
        crowd.wait_for(range(count))
        if later is not None:
            # One processor is left to prepare what comes later.
            early = crowd.begin(min(most - 1 - len(before), first))
            count += later()
            crowd.wait_for(range(first, count))
        late = crowd.begin(min(most, count) - len(early) - len(before))
        if early and not late:
            # There is no room for a copy that knows of the others.
            return crowd.gathered(first, told) + _here(ask, range(first, count), told)
        if not late:
            return _here(ask, range(count), told)
        if meanwhile is not None:
            meanwhile()
        return crowd.gathered(count, told, [*early, *before])
    finally:
        crowd.end()


def _here[Answer](
    ask: Callable[[int], Answer], numbers: range, told: Callable[[int, int], None] | None
) -> list[Answer]:  # fmt: skip
    """Return the answers to questions that are asked one after the other, in this process; those before have theirs."""
    answers = []
    for number in numbers:
        answers.append(ask(number))
        if told is not None:
            told(number, number + 1)
    return answers


def _in_order(count: int, answers: Mapping[int, Any], faults: Mapping[int, BaseException]) -> list[Any]:
    """Return the answers to questions 0 to count - 1; raise as `side_by_side`."""
    if faults:
        raise faults[min(faults)]
    if len(answers) < count:
        raise MemoryError("the system ended a process that explained the plan")
    return [answers[number] for number in range(count)]


class _Copy:
    """A copy of this process, and what it has answered: number of a question -> answer, or what it raised."""

    def __init__(self, process: int, reader: int) -> None:
        self.process, self.reader = process, reader
        self.answers: dict[int, Any] = {}
        self.faults: dict[int, BaseException] = {}
        self.is_through = False
        self._received = b""

    def hear(self) -> list[int]:
        """Wait for more of what it says; return the questions that this answers."""
        more = os.read(self.reader, 1 << 16)
        self.is_through = not more
        self._received += more
        heard = []
        while len(self._received) >= LENGTH.size and len(self._received) >= (
            end := LENGTH.size + LENGTH.unpack_from(self._received)[0]
        ):
            number, self.answers[number], fault = pickle.loads(self._received[LENGTH.size : end])
            self._received = self._received[end:]
            if fault is not None:
                self.faults[number] = fault
            heard.append(number)
        return heard

    def end(self) -> None:
        os.close(self.reader)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)


class _Crowd:
    """Copies of this process, and the questions that wait for them."""

    def __init__(self, ask: Callable[[int], Any]) -> None:
        self._ask = ask
        self._queues: list[int] = []
        self._begun: list[_Copy] = []

    def wait_for(self, numbers: range) -> None:
        """Let questions wait for copies that begin from now on."""
        for some in batched(numbers, MOST_WAITING):
            queue, writer = os.pipe()
            self._queues.append(queue)
            os.write(writer, b"".join(NUMBER.pack(number) for number in some))
            os.close(writer)

    def begin(self, count: int) -> list[_Copy]:
        """Begin so many copies, as far as there is room, and return them."""
        begun: list[_Copy] = []
        with contextlib.suppress(OSError):
            for _ in range(count):
                begun.append(self.begun_copy())
                self._begun.append(begun[-1])
        return begun

    def begun_copy(self) -> _Copy:
        """Begin a copy, which knows all that this process does by now; in it this never returns."""
        reader, writer = os.pipe()
        parent = os.getpid()
        try:
            process = os.fork()
        except OSError:
            os.close(reader)
            os.close(writer)
            raise
        if not process:
            _answer(self._ask, self._queues, writer, parent)
        os.close(writer)
        return _Copy(process, reader)

    def gathered(
        self, count: int, told: Callable[[int, int], None] | None, early: Sequence[_Copy] = ()
    ) -> list[Any]:  # fmt: skip
        """Return the answers to questions 0 to count - 1 in their order.

        early  copies that do not know of all questions, or are at others: another begins where one of them ends
        """
        answers: dict[int, Any] = {}
        faults: dict[int, BaseException] = {}
        with selectors.DefaultSelector() as ready:

            def listen(copies: Iterable[_Copy]) -> None:
                for copy in copies:
                    ready.register(copy.reader, selectors.EVENT_READ, copy)

            listen(dict.fromkeys([*self._begun, *early]))
            while ready.get_map() and len(answers) < count and not faults:
                for key, _ in ready.select():
                    copy: _Copy = key.data
                    for number in copy.hear():
                        if copy not in self._begun:
                            continue
                        answers[number] = copy.answers[number]
                        if told is not None:
                            told(number, len(answers))
                    if copy.is_through:
                        ready.unregister(copy.reader)
                        listen(self.begin(1) if copy in early and len(answers) < count else ())
                for copy in self._begun:
                    faults |= copy.faults
        return _in_order(count, answers, faults)

    def forget(self) -> None:
        """Forget the questions."""
        for queue in self._queues:
            os.close(queue)

    def end(self) -> None:
        """End all copies, and forget the questions."""
        self.forget()
        for copy in self._begun:
            copy.end()


def _answer(ask: Callable[[int], Any], queues: Sequence[int], writer: int, parent: int) -> NoReturn:
    """Answer questions until there are none, and end, without what else ends a process."""
    try:
        unlisten()
        die_with(parent)
        for queue in queues:
            while len(packed := os.read(queue, NUMBER.size)) == NUMBER.size:
                (number,) = NUMBER.unpack(packed)
                try:
                    answer: tuple[int, Any, BaseException | None] = (number, ask(number), None)
                except BaseException as fault:  # noqa: BLE001 (raised again where the answer is waited for)
                    answer = (number, None, _portable(fault))
                content = pickle.dumps(answer)
                _write(writer, LENGTH.pack(len(content)) + content)
    finally:
        os._exit(0)


def _portable(fault: BaseException) -> BaseException:
    """Return an exception as it can be handed over."""
    try:
        pickle.loads(pickle.dumps(fault))
    except Exception:  # noqa: BLE001 (whatever its arguments are made of)
        return InternalError(f"{type(fault).__name__}: {fault}")
    return fault


def _write(writer: int, content: bytes) -> None:
    while content:
        content = content[os.write(writer, content) :]
