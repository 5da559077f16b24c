"""Prints what each question of the explanations asks of HiGHS: python -m benchmarks.questions [WORKBOOK].

The shipped workbook is solved with `--explain full` in one process on one processor. Each run of HiGHS counts for what
asked for it: the module of planner/explain that was called first, and below it the function that is named in ASKED.
Seconds are of the processor. Far runs are those by interior points; near ones start from a basis.

Besides, how long all questions would take where several processors share them: reckoned from the seconds of each, as
if none slowed another down, and not measured.
"""

from __future__ import annotations

import heapq
import os
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from benchmarks.clock import each_run
from benchmarks.copies import SHIPPED

PLAN = "the plan itself"
EXPLAIN = "planner.explain."
# What is asked of others and not asked itself: what called these is the question.
PASSING_ON = ("planner.explain.explanations", "planner.explain.questions", "planner.explain.study")
# Functions that part what one module asks.
ASKED = ("cost_at_old_unmet", "moved", "single")
INTERIOR_POINT = "ipm"
PROCESSORS = (1, 2, 4, 8, 16)


@dataclass
class Runs:
    """Runs of HiGHS of one kind: how many, their iterations, and the seconds of the processor."""

    count: int = 0
    iterations: int = 0
    seconds: float = 0.0


Found = dict[tuple[str, str], Runs]


def question(frame: FrameType | None) -> str:
    """Return what asked for a run: of the frames that led to it the outermost in a module that explains."""
    module, parts = PLAN, []
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name.startswith(EXPLAIN):
            if name not in PASSING_ON:
                module = name.removeprefix(EXPLAIN)
            if frame.f_code.co_name in ASKED:
                parts.append(frame.f_code.co_name)
        frame = frame.f_back
    return ", ".join([module, *reversed(parts)])


@contextmanager
def counted() -> Iterator[Found]:
    """Count every run of HiGHS while this lasts: (question, way) -> its runs."""
    found: Found = defaultdict(Runs)
    waiting = threading.main_thread().ident

    def count(highs: Any, seconds: float) -> None:
        # A run has a thread of its own; who asked waits for it in the first one.
        asking = sys._current_frames().get(waiting or 0)
        info, by_points = highs.getInfo(), highs.getOptionValue("solver")[1] == INTERIOR_POINT
        own = found[question(asking), "far" if by_points else "near"]
        own.count += 1
        own.iterations += max(0, info.ipm_iteration_count if by_points else info.simplex_iteration_count)
        own.seconds += seconds

    with each_run(count, time.process_time):
        yield found


@contextmanager
def each_question() -> Iterator[list[float]]:
    """Note the seconds of the processor of every question of explanations, in their order, while this lasts."""
    from planner.explain import questions

    seconds: list[float] = []
    side_by_side = vars(questions)["side_by_side"]

    def one_by_one(ask: Callable[[int], Any], *others: Any) -> list[Any]:
        def timed(number: int) -> Any:
            begin = time.process_time()
            answer = ask(number)
            seconds.append(time.process_time() - begin)
            return answer

        return list(side_by_side(timed, *others))

    setattr(questions, "side_by_side", one_by_one)  # noqa: B010 - replaced on purpose
    try:
        yield seconds
    finally:
        setattr(questions, "side_by_side", side_by_side)  # noqa: B010


def shared(seconds: Sequence[float], processors: int) -> float:
    """Return the seconds until all questions are answered where each processor that is free takes the next one."""
    free = [0.0] * processors
    for own in seconds:
        heapq.heappush(free, heapq.heappop(free) + own)
    return max(free)


@contextmanager
def on_one_processor() -> Iterator[None]:
    """Keep this process on one processor while this lasts, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def by_question(book: Path) -> tuple[Found, list[float]]:
    """Solve a workbook with all explanations; return the runs of HiGHS, and the seconds of each question.

    On one processor: the copies of a process that others are asked in would count for themselves.
    """
    from planner.explain.level import Level
    from planner.run import solve_input
    from planner.solve.session import silent

    with on_one_processor(), each_question() as seconds, counted() as found:
        solve_input(book, "highs", None, silent, level=Level.FULL)
    return found, seconds


def table(found: Found) -> list[str]:
    """Return the lines of the table, what takes longest first."""
    lines = [
        "| asked by | runs | far | iterations | near | iterations | seconds in HiGHS |",
        "|---|---|---|---|---|---|---|",
    ]
    each = [
        (name, found.get((name, "far"), Runs()), found.get((name, "near"), Runs()))
        for name in dict.fromkeys(name for name, _ in found)
    ]
    for name, far, near in sorted(each, key=lambda one: -one[1].seconds - one[2].seconds):
        lines.append(
            f"| {name} | {far.count + near.count:,} | {far.count:,} | {far.iterations:,} | {near.count:,} "
            f"| {near.iterations:,} | {far.seconds + near.seconds:.1f} |"
        )
    return lines


def main(arguments: list[str]) -> None:
    """Print the table, the seconds of all of it beside those outside HiGHS, and how processors would share them."""
    # As in the command, before numpy is loaded: threads that wait for products of vectors would count as well.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    begin = time.process_time()
    found, seconds = by_question(Path(arguments[0]) if arguments else SHIPPED)
    whole, inside = time.process_time() - begin, sum(runs.seconds for runs in found.values())
    print("\n".join(table(found)))
    print(f"\n{inside:.0f} of {whole:.0f} s of the processor inside HiGHS")
    longest = max(seconds, default=0.0)
    print(f"\n{len(seconds)} questions, the longest of {longest:.0f} s; shared, if none slows another down:")
    print("; ".join(f"{count} processors {shared(seconds, count):.0f} s" for count in PROCESSORS))


if __name__ == "__main__":
    main(sys.argv[1:])
