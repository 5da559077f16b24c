"""The program of by_hand.py in Pyomo, solved by its direct interface to HiGHS."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyomo.environ as pyo
from pyomo.contrib.appsi.solvers import Highs
from pyomo.core.expr.visitor import identify_variables

from benchmarks.peers.by_hand import ByHand, Flow, Key
from benchmarks.peers.size import Solved
from models.network import Reach
from models.problem import Problem


class _Peer(ByHand):
    def __init__(self, problem: Problem, reach: Reach) -> None:
        self.program = pyo.ConcreteModel("sourcing")
        self.program.rows = pyo.ConstraintList()
        super().__init__(problem, reach)

    def add(self, name: str, keys: Sequence[Key]) -> dict[Key, Flow]:
        """Add a family of variables over its keys."""
        family = pyo.Var(keys, domain=pyo.NonNegativeReals)
        self.program.add_component(name, family)
        return {key: family[key] for key in keys}

    def total(self, terms: Iterable[Flow]) -> Flow:
        """Return the sum."""
        return pyo.quicksum(terms)

    def require(self, row: Flow) -> None:
        """Add a row."""
        self.program.rows.add(row)

    def minimise(self, terms: Iterable[Flow]) -> None:
        """Set the objective."""
        self.program.short = pyo.Objective(expr=pyo.quicksum(terms), sense=pyo.minimize)


def write(problem: Problem, reach: Reach) -> Any:
    """Return the program of the best tier as a Pyomo model."""
    return _Peer(problem, reach).program


def solve(program: Any) -> Solved:
    """Solve it with HiGHS as Pyomo sets it."""
    results = Highs().solve(program)
    if results.termination_condition.name != "optimal":
        raise RuntimeError(f"Pyomo ended with {results.termination_condition.name}")
    variables = list(program.component_data_objects(pyo.Var))
    return Solved(
        float(pyo.value(program.short)),
        len(variables),
        lambda: [sum(1 for _ in identify_variables(row.body)) for row in program.rows.values()],
    )
