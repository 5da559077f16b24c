"""Independent questions side by side, each in a copy of this process: twice as fast on two processors.

A copy has all that was read and solved so far without being handed it, bases of the solver among it, which cannot be
handed over. What each question comes to does not depend on who answers it, nor when. Where processes cannot be copied
safely, or there is one processor, the questions are answered one after the other.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import selectors
import signal
import struct
import sys
from collections.abc import Callable, Sequence
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


def side_by_side[Answer](
    ask: Callable[[int], Answer], count: int, told: Callable[[int, int], None] | None = None, jobs: int | None = None,
    later: Callable[[], int] | None = None,
) -> list[Answer]:  # fmt: skip
    """Return the answers to the questions 0 to count - 1, in this order, and behind them to those that come later.

    ask    answers one question; what it changes elsewhere is lost
    told   hears after each answer which question it is to, and how many answers there are
    jobs   how many at once; as many as are at hand where it is not said
    later  prepares more questions here while the first are being answered, and returns how many
    Raises what the first question that failed raised, and MemoryError where the system ended a copy.
    """
    most = at_hand() if jobs is None else jobs if sys.platform == LINUX else 1
    if most < 2 or (later is None and count < 2):
        return _here(ask, range(count if later is None else count + later()), told)
    crowd, early, first = _Crowd(ask), frozenset[int](), count
    try:
        crowd.wait_for(range(count))
        if later is not None:
            # One processor is left to prepare what comes later.
            early = crowd.begin(min(most - 1, first))
            count += later()
            crowd.wait_for(range(first, count))
        late = crowd.begin(min(most, count) - len(early))
        if early and not late:
            # There is no room for a copy that knows of the others.
            return crowd.gathered(first, told) + _here(ask, range(first, count), told)
        return crowd.gathered(count, told, early) if late else _here(ask, range(count), told)
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


class _Crowd:
    """Copies of this process, and the questions that wait for them."""

    def __init__(self, ask: Callable[[int], Any]) -> None:
        self._ask = ask
        self._queues: list[int] = []
        self.begun: dict[int, int] = {}  # where a copy's answers are read -> the copy

    def wait_for(self, numbers: range) -> None:
        """Let questions wait for copies that begin from now on."""
        for some in batched(numbers, MOST_WAITING):
            queue, writer = os.pipe()
            self._queues.append(queue)
            os.write(writer, b"".join(NUMBER.pack(number) for number in some))
            os.close(writer)

    def begin(self, count: int) -> frozenset[int]:
        """Begin so many copies, as far as there is room; return where their answers are read."""
        begun = set()
        with contextlib.suppress(OSError):
            for _ in range(count):
                begun.add(self._begin())
        return frozenset(begun)

    def _begin(self) -> int:
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
        self.begun[reader] = process
        return reader

    def gathered(
        self, count: int, told: Callable[[int, int], None] | None, early: frozenset[int] = frozenset()
    ) -> list[Any]:  # fmt: skip
        """Return the answers to questions 0 to count - 1 in their order.

        early  copies that do not know of all questions: another begins where one of them ends
        """
        answers: dict[int, Any] = {}
        faults: dict[int, BaseException] = {}
        received = dict.fromkeys(self.begun, b"")
        with selectors.DefaultSelector() as ready:
            for reader in self.begun:
                ready.register(reader, selectors.EVENT_READ)
            while received:
                for key, _ in ready.select():
                    more = os.read(key.fd, 1 << 16)
                    if not more:
                        ready.unregister(key.fd)
                        del received[key.fd]
                        for reader in self.begin(1) if key.fd in early and len(answers) < count else ():
                            ready.register(reader, selectors.EVENT_READ)
                            received[reader] = b""
                        continue
                    buffer = received[key.fd] + more
                    while len(buffer) >= LENGTH.size and len(buffer) >= (
                        end := LENGTH.size + LENGTH.unpack_from(buffer)[0]
                    ):
                        number, answer, fault = pickle.loads(buffer[LENGTH.size : end])
                        buffer = buffer[end:]
                        answers[number] = answer
                        if fault is not None:
                            faults[number] = fault
                        if told is not None:
                            told(number, len(answers))
                    received[key.fd] = buffer
                if faults:
                    raise faults[min(faults)]
        if len(answers) < count:
            raise MemoryError("the system ended a process that explained the plan")
        return [answers[number] for number in range(count)]

    def end(self) -> None:
        """End all copies, and forget the questions."""
        for queue in self._queues:
            os.close(queue)
        for reader, process in self.begun.items():
            os.close(reader)
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)


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
