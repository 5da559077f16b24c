"""Ways of solving one linear program: what one of them cannot answer, or answers wrongly, another one can.

The usual ways are the fast ones. HiGHS 1.16 has been seen to end small programs by the dual simplex method with
`Unknown` after presolve and with `Infeasible` without, although a point was known, and others with `Postsolve error`
whatever followed presolve. What is left are methods that do not share what failed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

import highspy
import numpy as np

from models.arrays import FloatArray
from planner.solve.session import Outcome, end_by, require, run_highs

DUAL_SIMPLEX, PRIMAL_SIMPLEX = 1, 4
# Options by which HiGHS shakes bounds and costs, so that it does not stand still where many vertices are one point.
SHAKING = ("primal_simplex_bound_perturbation_multiplier", "dual_simplex_cost_perturbation_multiplier")
# Weights of the dual simplex method's edges: as HiGHS chooses, or such as begin at 1. Those that it chooses take a
# solve for each row where it begins at a basis that it was given: a second and more where there are 30,000. They are
# worth that where many runs follow one another.
CHOSEN_WEIGHTS, DEVEX = -1, 1


@dataclass(frozen=True)
class Way:
    """Options of HiGHS that say how a linear program is solved.

    None changes how it is scaled: where that changes between two runs of one object, HiGHS 1.16 calls points optimal
    that are not, and some that break its rows.

    is_near  whether it begins at a basis that is thought to be near the answer's: nothing is shaken then, which would
             send it round the whole face
    weights  of the dual simplex method's edges
    """

    solver: str
    strategy: int = DUAL_SIMPLEX
    presolve: str = "choose"
    is_near: bool = False
    weights: int = CHOSEN_WEIGHTS

    def choose(self, highs: highspy.Highs) -> None:
        """Let the next run go this way."""
        require(highs.setOptionValue("solver", self.solver), "option solver")
        require(highs.setOptionValue("simplex_strategy", self.strategy), "option simplex_strategy")
        require(highs.setOptionValue("presolve", self.presolve), "option presolve")
        for name in SHAKING:
            require(highs.setOptionValue(name, 0.0 if self.is_near else 1.0), f"option {name}")
        require(highs.setOptionValue("simplex_dual_edge_weight_strategy", self.weights), "weights of edges")


INTERIOR_POINT = Way("ipm")
DUAL, PRIMAL = Way("simplex", DUAL_SIMPLEX), Way("simplex", PRIMAL_SIMPLEX)
NEAR_DUAL, NEAR_PRIMAL = replace(DUAL, is_near=True), replace(PRIMAL, is_near=True)
MENDING = replace(NEAR_DUAL, weights=DEVEX)
# For what the usual ways leave without an answer, in this order and no more: none of them leans on presolve.
LAST_WAYS = (
    Way("simplex", PRIMAL_SIMPLEX, presolve="off"),
    Way("ipm", presolve="off"),
    Way("simplex", DUAL_SIMPLEX, presolve="off"),
)
# With whole numbers HiGHS chooses by itself: its guide has a solver that is named leave them out.
WHOLE_WAYS = Way("choose"), Way("choose", presolve="off")
# What a program that has a point and an end can come to.
ENDED = frozenset({Outcome.OPTIMAL, Outcome.TIME})


def run_by(highs: highspy.Highs, deadline: float | None) -> Outcome:
    """Run HiGHS and return its outcome; presolve's undecided answer is decided without it.

    That there is no lower end, where the bounds of the columns alone say that there is one, is no answer.
    """
    end_by(highs, deadline)
    outcome = run_highs(highs)
    if outcome is Outcome.UNDECIDED:
        require(highs.setOptionValue("presolve", "off"), "option presolve")
        outcome = run_highs(highs)
    if outcome is Outcome.UNBOUNDED:
        program = highs.getLp()
        cost, lower, upper = (np.asarray(one) for one in (program.col_cost_, program.col_lower_, program.col_upper_))
        if has_end(cost, lower, upper):
            return Outcome.FAILED
    return outcome


def has_end(objective: FloatArray, lower: FloatArray, upper: FloatArray) -> bool:
    """Return whether bounds keep every column, (columns,) each, from an end where the least objective would lie."""
    return bool(np.isfinite(np.where(objective > 0.0, lower, np.where(objective < 0.0, upper, 0.0))).all())


def first_answer(
    highs: highspy.Highs, ways: Iterable[Way], deadline: float | None, answers: Collection[Outcome] = ENDED
) -> Outcome:
    """Solve afresh in one way after the other; return the first outcome that is an answer, or the last one."""
    outcome = Outcome.FAILED
    for way in ways:
        require(highs.clearSolver(), "a fresh start")
        way.choose(highs)
        outcome = run_by(highs, deadline)
        if outcome in answers:
            break
    return outcome
