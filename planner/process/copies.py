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
from collections.abc import Callable
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
    ask: Callable[[int], Answer], count: int, told: Callable[[int, int], None] | None = None, jobs: int | None = None
) -> list[Answer]:
    """Return the answers to the questions 0 to count - 1, in this order.

    ask   answers one question; what it changes elsewhere is lost
    told  hears after each answer which question it is to, and how many answers there are
    jobs  how many at once; as many as are at hand where it is not said
    Raises what the first question that failed raised, and MemoryError where the system ended a copy.
    """
    copies = min(at_hand() if jobs is None else jobs if sys.platform == LINUX else 1, count)
    if copies < 2 or count > MOST_WAITING:
        return [_one(ask, number, told) for number in range(count)]
    questions, writer = os.pipe()
    os.write(writer, b"".join(NUMBER.pack(number) for number in range(count)))
    os.close(writer)
    begun: dict[int, int] = {}  # where a copy's answers are read -> the copy
    try:
        for _ in range(copies):
            try:
                _begin(ask, questions, begun)
            except OSError:
                break  # no room for another copy
        if not begun:
            return [_one(ask, number, told) for number in range(count)]
        return _gathered(begun, count, told)
    finally:
        os.close(questions)
        for reader, process in begun.items():
            os.close(reader)
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)


def _one[Answer](ask: Callable[[int], Answer], number: int, told: Callable[[int, int], None] | None) -> Answer:
    answer = ask(number)
    if told is not None:
        told(number, number + 1)
    return answer


def _begin(ask: Callable[[int], Any], questions: int, begun: dict[int, int]) -> None:
    """Begin a copy; in it this never returns."""
    reader, writer = os.pipe()
    parent = os.getpid()
    try:
        process = os.fork()
    except OSError:
        os.close(reader)
        os.close(writer)
        raise
    if process:
        os.close(writer)
        begun[reader] = process
        return
    _answer(ask, questions, writer, parent)


def _answer(ask: Callable[[int], Any], questions: int, writer: int, parent: int) -> NoReturn:
    """Answer questions until there are none, and end, without what else ends a process."""
    try:
        unlisten()
        die_with(parent)
        while len(packed := os.read(questions, NUMBER.size)) == NUMBER.size:
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


def _gathered(begun: dict[int, int], count: int, told: Callable[[int, int], None] | None) -> list[Any]:
    """Return all answers in their order."""
    answers: dict[int, Any] = {}
    faults: dict[int, BaseException] = {}
    received = dict.fromkeys(begun, b"")
    with selectors.DefaultSelector() as ready:
        for reader in begun:
            ready.register(reader, selectors.EVENT_READ)
        while received:
            for key, _ in ready.select():
                more = os.read(key.fd, 1 << 16)
                if not more:
                    ready.unregister(key.fd)
                    del received[key.fd]
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
