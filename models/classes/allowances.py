"""Runs that use an allowance (rules of type de_minimis): which marked material may go into them as if it were clean.

A run with the mark `using` of an allowance takes a little marked material, counted as without the marks that the
allowance relieves. What came out of such a run before carries `used`, and may not go into it. What is tested comes out
with `used` and without those marks; whatever else comes out of the same run keeps all of them.
"""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from models.arrays import IntArray
from models.problem import Problem


@dataclass(frozen=True, eq=False)
class Allowed:
    """What every allowance does to the sets of marks that go into a run and come out; sets are the bits of an integer.

    of_process  process -> allowances tested at any of its outputs
    tested      allowance -> lines at which it is tested
    """

    using: list[int]
    used: list[int]
    relieved: list[int]
    of_process: dict[int, list[int]]
    tested: list[set[int]]

    def of_run(self, marks: int) -> list[int]:
        """Return the allowances that a run uses."""
        return [one for one, mark in enumerate(self.using) if marks & mark]

    def kept_off(self, marks: int) -> tuple[int, int]:
        """Return the marks that the allowances of a run relieve, and those of what has used one of them before."""
        own = self.of_run(marks)
        return union(self.relieved[one] for one in own), union(self.used[one] for one in own)

    def passed_on(self, marks: int) -> int:
        """Return the marks of a run that what comes out can have."""
        return marks & ~union(self.using)

    def added(self, marks: int, line: int) -> int:
        """Return the marks that an output gets since its run uses allowances."""
        return union(self.used[one] if line in self.tested[one] else self.relieved[one] for one in self.of_run(marks))

    def fits(self, marks: int, own: int, most: int) -> bool:
        """Tell whether material in a set may go into a run as allowed, the rest of its marks being in `most`."""
        relieved, used = self.kept_off(marks)
        return bool(own & relieved) and not own & used and not own & ~relieved & ~most

    def choices(self, process: int, passed: int) -> list[list[int]]:
        """Return the sets of allowances that a run may use together, of those that relieve what anything asks for."""
        useful = [one for one in self.of_process.get(process, ()) if self.relieved[one] & passed]
        return [list(some) for size in range(1, len(useful) + 1) for some in itertools.combinations(useful, size)]


def union(sets: Iterable[int]) -> int:
    """Return all marks of some sets."""
    return functools.reduce(operator.or_, sets, 0)


def allowed_in(problem: Problem) -> Allowed:
    """Return the allowances of a problem."""
    own = problem.origins.allowances
    tested: list[set[int]] = [set() for _ in range(own.size)]
    of_process: dict[int, list[int]] = {}
    process = problem.processes.line_process[own.line]
    for one, line, at in zip(own.line_allowance.tolist(), own.line.tolist(), process.tolist(), strict=True):
        tested[one].add(line)
        if one not in of_process.setdefault(at, []):
            of_process[at].append(one)
    return Allowed(own.using.tolist(), own.used.tolist(), own.relieved.tolist(), of_process, tested)


def tested_marks(problem: Problem, made: IntArray) -> IntArray:
    """Return (processes,) the marks that tests of allowances ask of inputs: what they relieve, and what used them.

    made  (processes,) marks of inputs that anything asks of what comes out
    """
    own, result = problem.origins.allowances, np.zeros_like(made)
    process = problem.processes.line_process[own.line]
    useful = (made[process] & own.relieved[own.line_allowance]) != 0
    both = (own.relieved | own.used)[own.line_allowance]
    np.bitwise_or.at(result, process[useful], both[useful])
    return result


def joined(sets: Iterable[int]) -> set[int]:
    """Return the sets of marks that some, or several of them together, make."""
    found: set[int] = set()
    for own in sets:
        found |= {own} | {own | other for other in found}
    return found
