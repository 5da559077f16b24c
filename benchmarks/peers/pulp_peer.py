"""The program of by_hand.py in PuLP."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pulp

from benchmarks.peers.by_hand import ByHand, Flow, Key
from benchmarks.peers.size import Solved
from models.network import Reach
from models.problem import Problem


class _Peer(ByHand):
    def __init__(self, problem: Problem, reach: Reach) -> None:
        self.program = pulp.LpProblem("sourcing", pulp.LpMinimize)
        super().__init__(problem, reach)

    def add(self, name: str, keys: Sequence[Key]) -> dict[Key, Flow]:
        """Add variables by their names."""
        width = len(keys[0]) if keys else 0
        found: dict[Key, Flow] = self.program.add_variable_dict(name + "_%s" * width, keys, lowBound=0)
        return found

    def total(self, terms: Iterable[Flow]) -> Flow:
        """Return the sum."""
        return pulp.lpSum(terms)

    def require(self, row: Flow) -> None:
        """Add a row."""
        self.program += row

    def minimise(self, terms: Iterable[Flow]) -> None:
        """Set the objective."""
        self.program += pulp.lpSum(terms)


def write(problem: Problem, reach: Reach) -> pulp.LpProblem:
    """Return the program of the best tier as a PuLP problem."""
    return _Peer(problem, reach).program


def solve(program: pulp.LpProblem) -> Solved:
    """Solve it with HiGHS and PuLP's own settings."""
    status = program.solve(pulp.HiGHS(msg=False)).status
    if status != pulp.constants.LpSolveStatus.Optimal:
        raise RuntimeError(f"PuLP ended with status {status.name}")
    return Solved(
        float(pulp.value(program.objective) or 0.0),
        program.numVariables(),
        lambda: [len(row) for row in program.constraints()],
    )
