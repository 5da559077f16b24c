"""A HiGHS object with our options, and the calls that every use of it makes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from threading import Thread

import highspy
import numpy as np

from models.arrays import FloatArray
from models.linear.face import size_of
from models.linear.matrix import Matrix
from planner.errors import InternalError
from planner.process.deadline import seconds_left
from planner.process.memory import ready_thread, require_room

Progress = Callable[[str], None]

# HiGHS stops at 1e-7 by default; the verifier asks for 1e-6 of the largest term, and locks build on each other.
FEASIBILITY = 1e-9
# Coefficients of an objective are scaled, by a power of two and so exactly, to have this as their largest.
LARGEST_COEFFICIENT = 1024.0
# Those that only forbid may be larger, but HiGHS takes a cost of 1e20 for infinite.
LARGEST_FORBIDDING = 1e16
# Seconds after which a thread that waits looks again; some systems hear a stop only then.
HEARD = 0.1


@contextmanager
def banner_off() -> Iterator[None]:
    """Keep HiGHS's banner off standard output: it is printed when the first object is made, whatever its options."""
    kept = os.dup(1)
    sink = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(sink)
        os.close(kept)


class Outcome(StrEnum):
    """What a run of HiGHS came to, as far as it matters to us."""

    OPTIMAL = "optimal"
    INFEASIBLE = "no point satisfies the rows"
    UNBOUNDED = "the objective has no lower end"
    UNDECIDED = "one of these two"
    TIME = "the time limit came"
    MEMORY = "the memory did not suffice"
    INTERRUPTED = "somebody stopped it"
    FAILED = "it failed, or ended for a reason that we never give it"


_STATUS = highspy.HighsModelStatus
# Every status of HiGHS; a point is read after the first only, and after TIME where HiGHS calls it feasible.
OUTCOMES: dict[highspy.HighsModelStatus, Outcome] = {
    _STATUS.kOptimal: Outcome.OPTIMAL,
    _STATUS.kModelEmpty: Outcome.OPTIMAL,  # neither rows nor columns: the empty point
    _STATUS.kInfeasible: Outcome.INFEASIBLE,
    _STATUS.kUnbounded: Outcome.UNBOUNDED,
    _STATUS.kUnboundedOrInfeasible: Outcome.UNDECIDED,
    _STATUS.kTimeLimit: Outcome.TIME,
    _STATUS.kMemoryLimit: Outcome.MEMORY,
    _STATUS.kInterrupt: Outcome.INTERRUPTED,
    _STATUS.kHighsInterrupt: Outcome.INTERRUPTED,  # type: ignore[attr-defined]  # the stubs leave it out
    _STATUS.kNotset: Outcome.FAILED,
    _STATUS.kLoadError: Outcome.FAILED,
    _STATUS.kModelError: Outcome.FAILED,
    _STATUS.kPresolveError: Outcome.FAILED,
    _STATUS.kSolveError: Outcome.FAILED,
    _STATUS.kPostsolveError: Outcome.FAILED,
    _STATUS.kObjectiveBound: Outcome.FAILED,
    _STATUS.kObjectiveTarget: Outcome.FAILED,
    _STATUS.kIterationLimit: Outcome.FAILED,
    _STATUS.kSolutionLimit: Outcome.FAILED,
    _STATUS.kUnknown: Outcome.FAILED,
}


def require(status: highspy.HighsStatus, call: str) -> None:
    """Raise when a call of HiGHS did not do all that was asked; a warning says that it did something else."""
    if status != highspy.HighsStatus.kOk:
        raise InternalError(f"HiGHS refused {call}")


def run_highs(highs: highspy.Highs) -> Outcome:
    """Run HiGHS and return what it came to; raise MemoryError, KeyboardInterrupt and InternalError as they apply.

    Its own code says nothing that the status does not: a limit is a warning to it, a failure an error.
    """

    def run() -> highspy.HighsStatus:
        status = highs.run()
        highspy.Highs.resetThreadScheduler(False)  # the workers that HiGHS keeps for this thread go with it
        return status

    returned = in_thread(run)
    outcome = OUTCOMES[highs.getModelStatus()]
    if outcome is Outcome.MEMORY:
        raise MemoryError("HiGHS had not enough memory")
    if outcome is Outcome.INTERRUPTED:
        raise KeyboardInterrupt
    if returned == highspy.HighsStatus.kError and outcome is Outcome.UNDECIDED:
        # Where costs differ by 1e10 it gives up between the two; another way may not.
        return Outcome.FAILED
    if returned == highspy.HighsStatus.kError and outcome is not Outcome.FAILED:
        raise InternalError(f"HiGHS refused to run, and calls its status '{status_of(highs)}'")
    return outcome


def status_of(highs: highspy.Highs) -> str:
    """Return the status of the last run in the words of HiGHS."""
    return str(highs.modelStatusToString(highs.getModelStatus()))


def in_thread[Found](work: Callable[[], Found]) -> Found:
    """Return what a long call returns; as it runs beside, a stop from outside is heard while it lasts."""
    found: list[Found] = []
    faults: list[BaseException] = []

    def kept() -> None:
        try:
            ready_thread()
            found.append(work())
        except BaseException as fault:  # noqa: BLE001 (raised again where the result is waited for)
            faults.append(fault)

    require_room()
    ready_thread()
    thread = Thread(target=kept, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(HEARD)
    if faults:
        raise faults[0]
    return found[0]


def end_by(highs: highspy.Highs, deadline: float | None) -> None:
    """Let the next run of an object end by a moment; HiGHS counts its limit from the first run of the object."""
    left = seconds_left(deadline)
    if left is not None:
        require(highs.setOptionValue("time_limit", highs.getRunTime() + left), "the time limit")


def make_highs() -> highspy.Highs:
    """Return a silent HiGHS object with our options."""
    with banner_off():
        highs = highspy.Highs()  # type: ignore[no-untyped-call]
    options = {
        "output_flag": False,
        "threads": 1,  # the same plan on every machine
        "primal_feasibility_tolerance": FEASIBILITY,
        "dual_feasibility_tolerance": FEASIBILITY,
    }
    for name, value in options.items():
        require(highs.setOptionValue(name, value), f"option {name}")
    return highs


def pass_program(highs: highspy.Highs, matrix: Matrix, objective: FloatArray) -> None:
    """Hand the arrays over."""
    integrality = np.zeros(matrix.columns, dtype=np.int32)
    integrality[matrix.integer] = int(highspy.HighsVarType.kInteger)
    status = highs.passModel(
        matrix.columns, matrix.rows, matrix.value.size, int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize), 0.0, objective, matrix.column_lower, matrix.column_upper,
        matrix.row_lower, matrix.row_upper, matrix.start[:-1].astype(np.int32), matrix.column.astype(np.int32),
        matrix.value, integrality,
    )  # fmt: skip
    require(status, "the program")


def scale_of(objective: FloatArray, incurred: float = np.inf) -> float:
    """Return the power of two that brings the largest coefficient near LARGEST_COEFFICIENT.

    incurred  the largest coefficient that an optimum is known to incur: one that is far larger only forbids, and is not
              what the others lose their digits for
    """
    size = max(size_of(objective, incurred), size_of(objective) * LARGEST_COEFFICIENT / LARGEST_FORBIDDING)
    return 1.0 if size == 0.0 else float(2.0 ** np.floor(np.log2(LARGEST_COEFFICIENT / size)))


def set_objective(highs: highspy.Highs, objective: FloatArray) -> None:
    """Replace the costs of all columns."""
    every = np.arange(objective.size, dtype=np.int32)
    require(highs.changeColsCost(every.size, every, objective), "new costs")


def silent(line: str) -> None:
    """Report nothing."""
