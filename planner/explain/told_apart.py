"""The best plan in a program that tells material apart which its own does not: so that others start from there.

A rule that asks where material was made has a program of more classes of origin than one without such rules, and lies
within none that tells nothing apart. Without the rule, the same classes change nothing: what the plan sends, makes and
keeps is shared out among them, its duals prove it there too, and a vertex that both prove is found by crossover.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.arrays import FloatArray, IntArray
from models.formulation import Model, build
from models.issues import errors
from models.linear.face import Bounds
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.resolve import with_rules
from models.tiers import FAIR
from models.variants import differ_in_rules
from models.variants.counterparts import NONE, regardless_of_classes
from planner.errors import NoPlanError, StoppedError, UnsolvedError
from planner.explain.outcomes import COST
from planner.explain.study import Study, results_of, weighed
from planner.solve.vertex import Point, vertex_near
from planner.solve.warm import TOGETHER, Start


def told_apart(study: Study, other: Model) -> Study | None:
    """Return a study of the same plan with material told apart as in another program; None where that is not found.

    The other one differs in rules alone and tells something apart, and the plan's own program nothing.
    """
    finer = _finer(study, other)
    if finer is None:
        return None
    matrix, tiers, results = finer.program.matrix(), weighed(finer), results_of(study.solution)
    same = [tier.name for tier in tiers] == [result.tier.name for result in results]
    if (
        matrix.integer.size
        or matrix.unit != 1.0
        or not same
        or results[-1].tier.kind != COST
        or any(result.tier.kind == FAIR for result in results)
    ):
        return None
    found = regardless_of_classes(finer, study.model)
    try:
        values = _shared_out(study, matrix, found.columns)
        # Each row of a class is worth what the row of all is.
        duals = [np.where(found.rows != NONE, result.row_dual[found.rows], 0.0) for result in results]
        bounds = Bounds.of(matrix)
        for tier, row_dual in zip(tiers[:-1], duals, strict=False):
            bounds.face(tier.objective, tier.objective - matrix.transposed_product(row_dual), row_dual)
        point = Point(values, duals[-1])
        basis = vertex_near(bounds.within(matrix), tiers[-1].objective, point, study.deadline)
        if basis is None:
            return None
        start = Start({TOGETHER: basis, COST: basis}, study.base.optima, is_inside=True)
        own = Study(finer, study.solved(matrix, tiers, start), study.deadline, study.exact, study.counts)
    except (NoPlanError, StoppedError, UnsolvedError):
        return None
    return own if all(start.agrees(result) for result in results_of(own.solution)) else None


def _finer(study: Study, other: Model) -> Model | None:
    """Return the program of the plan's input with material told apart as in another; None where that is none."""
    known = study.model
    is_finer = other.classes.marks.size > known.classes.marks.size == 1
    if not study.is_start or not is_finer or not differ_in_rules(known.problem.tables, other.problem.tables):
        return None
    problem, found = with_rules(other.problem, known.problem.tables, other.classes.asked)
    return None if errors(list(found)) else build(problem, other)


def _shared_out(study: Study, matrix: Matrix, of: IntArray) -> FloatArray:
    """Return (columns,) a point of a finer program in which all classes together are what they are in the plan.

    of  (columns,) the column of the plan's program that is of all classes

    Raises as `Study.solved`.
    """
    planned = study.solution.values
    total = np.where(of != NONE, planned[of], 0.0)
    count = np.bincount(of[of != NONE], minlength=planned.size)
    lower, upper = matrix.column_lower.copy(), matrix.column_upper.copy()
    nothing, alone = (of != NONE) & (total == 0.0), (of != NONE) & (total != 0.0) & (count[of] == 1)
    upper[nothing] = np.maximum(lower[nothing], 0.0)
    lower[alone] = upper[alone] = np.clip(total[alone], lower[alone], upper[alone])
    many = np.flatnonzero((of != NONE) & (total != 0.0) & (count[of] > 1))
    shared, place = np.unique(of[many], return_inverse=True)
    wide = replace(matrix, column_lower=lower, column_upper=upper, spare=matrix.spare[:0]).grown(
        (matrix.rows + place, many, np.ones(many.size)), rows=(planned[shared], planned[shared])
    )
    return study.solved(wide, [Tier(COST, "soft", np.zeros(matrix.columns))], None).values
