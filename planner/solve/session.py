"""A HiGHS object with our options, and the calls that every use of it makes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import highspy
import numpy as np

from models.arrays import FloatArray
from models.program import Matrix
from planner.errors import InternalError

Progress = Callable[[str], None]

# HiGHS stops at 1e-7 by default; the verifier asks for 1e-6 of the largest term, and locks build on each other.
FEASIBILITY = 1e-9
# Coefficients of an objective are scaled, by a power of two and so exactly, to have this as their largest.
LARGEST_COEFFICIENT = 1024.0


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


def require(status: highspy.HighsStatus | None, call: str) -> None:
    """Raise when a call of HiGHS did not succeed."""
    if status == highspy.HighsStatus.kError:
        raise InternalError(f"HiGHS refused {call}")


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
    highs.HandleKeyboardInterrupt = True
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


def scale_of(objective: FloatArray) -> float:
    """Return the power of two that brings the largest coefficient near LARGEST_COEFFICIENT."""
    largest = float(np.abs(objective).max(initial=0.0))
    return 1.0 if largest == 0.0 else float(2.0 ** np.floor(np.log2(LARGEST_COEFFICIENT / largest)))


def set_objective(highs: highspy.Highs, objective: FloatArray) -> None:
    """Replace the costs of all columns."""
    every = np.arange(objective.size, dtype=np.int32)
    require(highs.changeColsCost(every.size, every, objective), "new costs")


def silent(line: str) -> None:
    """Report nothing."""
