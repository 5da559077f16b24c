"""Worlds in which much of the network is gone: their best plans, known from the start or met by surprise.

From the plan's basis they are as long a way as from none, or a longer one: each is solved afresh. By surprise every
decision before a period is the plan's, and so is what was delivered, sold or thrown away by then: nothing is held back
for what nobody knew of. Where no plan keeps every limit then, what was decided too early to be put right yields, and
then what was promised, before all else and by as little as can be (planner/explain/stress/yielding.py).

Where a world asks for origins that the plan does not tell apart, it is not known what was sent of which by then. As if
it had been what is best, as much is short at least.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from models.arrays import FloatArray, IntArray
from models.families.near import tonnes_of
from models.formulation import Model
from models.linear.joins import join
from models.linear.matrix import Matrix
from models.linear.program import Tier
from models.linear.solution import Solution
from models.records import Tables
from models.variants.counterparts import NONE, counterparts
from planner.explain.outcomes import NO_INPUT, NO_PLAN, Outcome, difference
from planner.explain.stress.gone import Gone, shares_of_others, without
from planner.explain.stress.yielding import BROKEN, EARLY, OVER, missed, yielding
from planner.explain.study import Study, optima_of, streams_of, weighed

# What is decided in a period; the rest follows from it. What was delivered, sold or thrown away is gone.
DECISIONS = ("run", "feed", "ship", "take", "expand", "award", "deliver", "sell", "dispose")
# Of what is one decision: what it turns out to count for.
OPEN = {"deliver": ("demanded",), "take": ("tier",)}


@dataclass(frozen=True)
class Lost:
    """The question what a world comes to.

    words   what is other in it
    tables  of its input
    frozen  in the first so many periods every decision stays as it is in the plan: what is other was not known yet
    gone    what is lost in it
    """

    words: str
    tables: Tables
    frozen: int = 0
    gone: Gone | None = None

    def ask(self, study: Study) -> Outcome:
        """Return what the best plan of this world comes to, what is short in it, and with shares of others eased."""
        kept = Kept(study.model, study.solution, self.frozen) if self.frozen else None
        solved = plan_of(study, self.tables, kept, gone=self.gone)
        if isinstance(solved, Outcome):
            return solved
        found = outcome(*solved)
        if kept is not None and not tells_apart(kept, solved[0]):
            return replace(found, is_least=True)
        if self.gone is None or not shares_of_others(solved[0], self.gone).size:
            return found
        eased = plan_of(study, self.tables, kept, gone=replace(self.gone, eased=True))
        return found if isinstance(eased, Outcome) else replace(found, eased=outcome(*eased))


@dataclass(frozen=True, eq=False)
class Kept:
    """Decisions of a plan that stay as they are in the first so many periods."""

    model: Model
    solution: Solution
    periods: int


def plan_of(
    study: Study, tables: Tables, kept: Kept | None = None, near: Kept | None = None, gone: Gone | None = None
) -> tuple[Model, Solution] | Outcome:
    """Return the program of other tables and its best plan; where there is none, an outcome that says why.

    kept  decisions that are kept;  near  of best plans the one whose decisions are nearest to these
    gone  what is lost
    """
    if study.base.why:
        return study.base
    other = study.model_of(tables)
    if other is None:
        return Outcome({}, NO_INPUT)
    planned = _decided_by(other, study.model, study.solution)
    matrix, tiers = without(other, frozen(other, kept), gone, planned), weighed(other)
    if near is not None:
        matrix, tiers = nearest(other, near, matrix, tiers)
    found = _afresh(study, matrix, tiers)
    if isinstance(found, Outcome) and found.why == NO_PLAN:
        found = _afresh(
            study, *yielding(other, matrix, tiers, first_columns(other, _decided(other, kept, gone), DECISIONS))
        )
    return found if isinstance(found, Outcome) else (other, found)


def _decided(other: Model, kept: Kept | None, gone: Gone | None) -> int:
    """Return in how many first periods something is decided already: by a surprise, or by what the input keeps."""
    frozen_ = other.problem.earlier.frozen
    return max(kept.periods if kept else 0, min(frozen_, gone.since) if gone else frozen_)


def outcome(model: Model, solution: Solution) -> Outcome:
    """Return what a solution comes to, and what is short in it."""
    block, demands = model.variables.unmet, model.problem.demands
    short: FloatArray = np.zeros(demands.quantity.shape)
    short[block.keys["demand"], block.keys["period"]] = solution.values[block.index]
    optima = optima_of(solution)
    broken, over = optima.pop(EARLY, 0.0) + optima.pop(BROKEN, 0.0), optima.pop(OVER, 0.0)
    streams = streams_of(solution)
    return Outcome(optima, unmet=short, broken=broken, over=over, missed=missed(model, solution), streams=streams)


def frozen(other: Model, kept: Kept | None) -> Matrix:
    """Return the program of a world in which the first decisions are those of a plan."""
    matrix = other.program.matrix()
    if kept is None:
        return matrix
    apart = tells_apart(kept, other)
    early, decision = decisions(other, kept.periods, apart=apart)
    decided = _decided_by(other, kept.model, kept.solution)[early] if apart else _together(other, kept)[early]
    several = np.bincount(decision)[decision] > 1
    lower, upper = matrix.column_lower.copy(), matrix.column_upper.copy()
    alone = early[~several]
    lower[alone] = upper[alone] = np.clip(decided[~several], matrix.column_lower[alone], matrix.column_upper[alone])
    _, row = np.unique(decision[several], return_inverse=True)
    total = np.bincount(row, weights=decided[several])
    # What can stand in for a column is told of columns that are free.
    held = replace(matrix, column_lower=lower, column_upper=upper, spare=free_spare(other, matrix, kept.periods))
    return held.grown((matrix.rows + row, early[several], np.ones(row.size)), rows=(total, total))


def _decided_by(other: Model, model: Model, plan: Solution) -> FloatArray:
    """Return (columns,) of another program what each is in a plan of a model."""
    place = counterparts(other, model).columns
    return np.where(place == NONE, 0.0, plan.values[np.maximum(place, 0)])


def _together(other: Model, kept: Kept) -> FloatArray:
    """Return (columns,) of another program, in the first of each decision, what that is in the plan of all origins."""
    found = np.zeros(other.program.columns)
    for family in DECISIONS:
        block, mine = (model.program.column_blocks[family] for model in (other, kept.model))
        keys = [key for key in block.keys if key not in _open(family, apart=False)]
        if not block.size or not mine.size:
            continue
        each = np.stack([block.keys[key] for key in keys])
        unique, first = np.unique(each, axis=1, return_index=True)
        own, place = join(list(unique), [mine.keys[key] for key in keys])
        np.add.at(found, block.index[first[own]], kept.solution.values[mine.index[place]])
    return found


def _open(family: str, *, apart: bool) -> tuple[str, ...]:
    """Return the keys of a family that are left open; of what origin it is where that is not told apart."""
    return (*OPEN.get(family, ()), *(() if apart else ("class",)))


def tells_apart(kept: Kept, other: Model) -> bool:
    """Return whether a plan tells the material apart that a world does: else it is not known what was sent of which."""
    alike = counterparts(other, kept.model).columns
    for family in DECISIONS:
        block, mine = (model.program.column_blocks[family] for model in (other, kept.model))
        if "class" not in block.keys or not mine.size:
            continue
        new = np.flatnonzero(
            (alike[block.index] == NONE) & (other.classes.marks[block.keys["class"]] != 0)
            & (block.keys["period"] < kept.periods)
        )  # fmt: skip
        keys = [key for key in block.keys if key != "class"]
        found, _ = join([block.keys[key][new] for key in keys], [mine.keys[key] for key in keys])
        if found.size:
            return False
    return True


def decisions(model: Model, periods: int, *, apart: bool = True) -> tuple[IntArray, IntArray]:
    """Return the columns that are decided in the first so many periods, and (columns,) the number of its decision.

    What is delivered to somebody in a period is one decision, whichever period's demand it counts for; what is taken
    under a contract is one, whichever tier it turns out to stand in when its window ends.

    apart  whether material of each origin is decided on by itself
    """
    early = first_columns(model, periods, DECISIONS)
    of = np.arange(model.program.columns)
    for family in DECISIONS:
        block, open_ = model.program.column_blocks[family], _open(family, apart=apart)
        if not block.size or not any(name in block.keys for name in open_):
            continue
        keys = np.stack([codes for name, codes in block.keys.items() if name not in open_])
        _, first, alike = np.unique(keys, axis=1, return_index=True, return_inverse=True)
        of[block.index] = block.index[first[alike.ravel()]]
    return early, np.unique(of[early], return_inverse=True)[1]


def first_columns(model: Model, periods: int, families: Iterable[str]) -> IntArray:
    """Return the columns of some families, of those that have periods, in the first so many of them."""
    blocks = [model.program.column_blocks[family] for family in families]
    found = [block.index[block.keys["period"] < periods] for block in blocks if "period" in block.keys]
    return np.concatenate([np.empty(0, dtype=np.int64), *found])


def free_spare(model: Model, matrix: Matrix, periods: int) -> IntArray:
    """Return the spare columns of a program behind the first so many periods, in which decisions are not free."""
    kept = first_columns(model, periods, model.program.column_blocks)
    return np.asarray(matrix.spare[~np.isin(matrix.spare, kept)])


def nearest(other: Model, near: Kept, matrix: Matrix, tiers: list[Tier]) -> tuple[Matrix, list[Tier]]:
    """Return a program with the distance of its first decisions from those of a plan, in t, as the last tier."""
    alike = counterparts(other, near.model)
    column = first_columns(other, near.periods, DECISIONS)
    place = alike.columns[column]
    wanted = np.where(place == NONE, 0.0, near.solution.values[np.maximum(place, 0)])
    weight = np.ones(other.program.columns)
    run = other.program.column_blocks["run"]
    weight[run.index] = tonnes_of(other.problem, run)
    weight = weight[column]
    rows, size = matrix.rows + np.arange(column.size), column.size
    above, below = matrix.columns + np.arange(size), matrix.columns + size + np.arange(size)
    entries = (
        np.concatenate([rows, rows, rows]), np.concatenate([column, above, below]),
        np.concatenate([np.ones(size), -np.ones(size), np.ones(size)]),
    )  # fmt: skip
    none = np.zeros(2 * size)
    wide = matrix.grown(entries, (none, np.full(2 * size, np.inf)), (wanted, wanted))
    others = [replace(tier, objective=np.concatenate([tier.objective, none])) for tier in tiers]
    distance = np.concatenate([np.zeros(matrix.columns), weight, weight])
    return wide, [*others, Tier("distance from the plan", "near", distance, defining=rows)]


def _afresh(study: Study, matrix: Matrix, tiers: list[Tier]) -> Solution | Outcome:
    found = study.attempted(lambda: study.solved(matrix, tiers, None, "simplex first"))
    if isinstance(found, Solution) and not _is_kept(found):
        found = study.attempted(lambda: study.solved(matrix, tiers, None))
    return found


def _is_kept(solution: Solution) -> bool:
    """Return whether the last point still has the optimum of every tier: what one lost, none of them had."""
    return all(
        difference(float(result.tier.objective @ solution.values), result.objective) == 0.0
        for result in solution.tiers
        if result.tier.kind != "fair"
    )
