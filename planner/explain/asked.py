"""Many questions to one study, asked side by side: in this process and in others that hold the same study.

An answer does not depend on who gives it. A helper that dies, or that cannot be started, costs time and no answer: its
question is asked here.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from threading import Thread
from typing import IO, Any, Protocol

from planner.explain.study import Study
from planner.solve.session import Progress

# Of fewer columns in all questions together a helper is not worth its start, which takes about a second.
WORTH_A_HELPER = 3_000_000
# Most processes without a word of the planner: each holds the program, some hundred megabytes for a large one.
MOST_HELPED = 4
# How a helper begins: it finds the modules where this process does.
BEGIN = "import sys; sys.path[:] = {path!r}; from planner.explain.asked import serve; serve()"


class Question[Found](Protocol):
    """Something to ask a study, which can be sent to another process; `words` say what it is about."""

    @property
    def words(self) -> str:
        """Return what is asked, for the log."""
        ...

    def ask(self, study: Study) -> Found:
        """Return the answer."""
        ...


def usual_jobs() -> int:
    """Return in how many processes questions are asked where nobody says."""
    free = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(free, MOST_HELPED))


def answers[Found](
    study: Study, questions: Sequence[Question[Found]], jobs: int, progress: Progress, weight: int = 1
) -> list[Found]:
    """Return the answer to each question, in their order.

    jobs    in how many processes they are asked, this one included
    weight  how many solves of the program one question is worth
    """
    desk = _Desk(study, questions, progress)
    size = study.solution.matrix.columns * len(questions) * weight
    wanted = min(jobs, len(questions)) - 1 if size >= WORTH_A_HELPER else 0
    helpers = [Thread(target=desk.helped, daemon=True) for _ in range(wanted)]
    try:
        for helper in helpers:
            helper.start()
        desk.work(study)
        for helper in helpers:
            helper.join()
        # What a helper took and did not answer is back.
        desk.work(study)
    finally:
        desk.close()
    return [desk.found[number] for number in range(len(questions))]


class _Desk[Found]:
    """Questions that wait, and answers as they come."""

    def __init__(self, study: Study, questions: Sequence[Question[Found]], progress: Progress) -> None:
        # What the solver keeps to go on from cannot be sent, and is of no use for what is solved afresh.
        self._study = replace(study, found=replace(study.solution, bases={}), counts={})
        self._questions, self._progress = questions, progress
        self._waiting = deque(range(len(questions)))
        self._helpers: list[subprocess.Popen[bytes]] = []
        self.found: dict[int, Found] = {}

    def work(self, study: Study) -> None:
        """Answer what waits, here."""
        while (number := self._next()) is not None:
            self.found[number] = self._questions[number].ask(study)

    def helped(self) -> None:
        """Have another process answer what waits; a question that it does not answer waits again."""
        begin = [sys.executable, "-c", BEGIN.format(path=sys.path)]
        try:
            helper = subprocess.Popen(
                begin, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )  # fmt: skip
        except OSError:
            return
        self._helpers.append(helper)
        number: int | None = None
        try:
            _send(helper.stdin, self._study)
            while (number := self._next()) is not None:
                _send(helper.stdin, self._questions[number])
                self.found[number] = _received(helper.stdout)
        except (OSError, ValueError, EOFError, pickle.PickleError, MemoryError):
            if number is not None:
                self._waiting.appendleft(number)
        finally:
            _end(helper)

    def close(self) -> None:
        """End the helpers that are still there."""
        self._waiting.clear()
        for helper in self._helpers:
            _end(helper)

    def _next(self) -> int | None:
        try:
            number = self._waiting.popleft()
        except IndexError:
            return None
        self._progress(f"{self._questions[number].words}: {number + 1} of {len(self._questions)}")
        return number


def _send(pipe: IO[bytes] | None, what: object) -> None:
    if pipe is None:
        raise EOFError
    pickle.dump(what, pipe, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.flush()


def _received(pipe: IO[bytes] | None) -> Any:
    if pipe is None:
        raise EOFError
    return pickle.load(pipe)


def _end(helper: subprocess.Popen[bytes]) -> None:
    """End a process at once and let go of its pipes; whoever reads from it finds them closed."""
    helper.kill()
    helper.wait()
    for pipe in (helper.stdin, helper.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def serve() -> None:
    """Answer questions from standard input on standard output, until there are no more; a fault ends it."""
    # A stop ends it without a word: whoever began it has the last one.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    out = os.fdopen(os.dup(1), "wb")
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 1)
    study: Study = pickle.load(sys.stdin.buffer)
    while True:
        try:
            question: Question[Any] = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        _send(out, question.ask(study))
