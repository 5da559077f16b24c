"""The plan's program with what rules hold let loose, without what is settled: what is far without a rule is near in it.

From the plan's basis the best plan without such a rule is thousands of steps away, each in the whole program. Here a
column shifts each row of a rule that matters, and rests at nothing; another stands for what each tier comes to. What
else is settled is gone, so that there are fewer steps, and each is a fraction. All rules are tried in one program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from models.arrays import FloatArray, IntArray
from models.formulation import Model
from models.linear.signs import Signs
from models.tiers import FAIR
from planner.errors import NoPlanError, StoppedError, UnsolvedError
from planner.explain.answer import UnansweredError
from planner.explain.extended import Extended
from planner.explain.held import room_of
from planner.explain.outcomes import COST, Outcome, difference
from planner.explain.reduced import Reduced
from planner.explain.study import Study, results_of
from planner.solve.session import scale_of
from planner.solve.vertex import point_of

# Steps in which a tier, and the cost, is found, or not here: where much is short in many priorities the first is far.
MOST_STEPS, MOST_OF_COST = 3_000, 8_000
# Where hundreds of columns are given by others, a tier needs so many times the room for rounding.
ROOM = 100.0


@dataclass(frozen=True)
class Without:
    """What the best plan without some rules comes to, and what it costs more while no better tier has to be better."""

    outcome: Outcome
    at_old_unmet: float


def loosened(study: Study, rules: Mapping[str, Sequence[int]]) -> Loosened | None:
    """Return the program in which rules that matter can be tried; None where there is none, or no time is left.

    rules  name of each rule -> its records in sheet Rules
    """
    results = results_of(study.solution)
    if any(result.tier.kind == FAIR for result in results) or results[-1].tier.kind != COST:
        return None
    try:
        return Loosened(study, rows_that_matter(study, rules))
    except (NoPlanError, StoppedError, UnsolvedError, UnansweredError):
        return None


def rows_that_matter(study: Study, rules: Mapping[str, Sequence[int]]) -> IntArray:
    """Return the rows of the program, rising, that stand under rules of which any row has a dual in any tier."""
    own, blocks = study.model.problem.rules, study.model.program.row_blocks
    number = {line: place for place, lines in enumerate(rules.values()) for line in lines}
    row, rule = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for block in blocks.values():
        for key, line in (("rule", own.line), ("grant", own.grants.line)):
            if key in block.keys:
                row.append(block.index)
                rule.append(np.array([number[one] for one in line[block.keys[key]].tolist()], dtype=np.int64))
    rows, of = np.concatenate(row), np.concatenate(rule)
    has_dual = np.any([result.row_dual[rows] != 0.0 for result in results_of(study.solution)], axis=0)
    return np.unique(rows[np.isin(of, of[has_dual])])


class Loosened:
    """The plan's program with rows that columns of their own can shift; what holds each tier is such a column too."""

    def __init__(self, study: Study, rows: IntArray) -> None:
        """Stand at the plan; rows rise.

        Raises StoppedError, NoPlanError or UnsolvedError as `Reduced`, and UnansweredError where tiers are too far.
        """
        self._study, self._rows, matrix = study, rows, study.matrix
        *better, last = results_of(study.solution)
        self._better = [result.tier for result in better]
        self._has_dual = np.array([result.row_dual != 0.0 for result in better]).reshape(len(better), matrix.rows)
        # So that what each comes to has digits like those of what is shipped.
        self._scale = np.array([scale_of(tier.objective) for tier in self._better])
        shifts, totals = matrix.columns + np.arange(rows.size), matrix.columns + rows.size + np.arange(len(better))
        self._moving = np.append(shifts, totals)
        sums = matrix.rows + np.arange(len(better))
        own = [np.flatnonzero(tier.objective) for tier in self._better]
        counted = zip(self._scale, self._better, own, strict=True)
        entries = (
            np.concatenate([rows, *(np.full(one.size, row) for row, one in zip(sums, own, strict=True)), sums]),
            np.concatenate([shifts, *own, totals]),
            np.concatenate([
                -np.ones(rows.size), *(scale * tier.objective[one] for scale, tier, one in counted), -np.ones(sums.size)
            ]),
        )  # fmt: skip
        # As far as a row can be shifted outwards, and what a tier may come to.
        lower = np.where(np.isfinite(matrix.row_lower[rows]), -np.inf, 0.0)
        upper = np.where(np.isfinite(matrix.row_upper[rows]), np.inf, 0.0)
        none, endless = np.zeros(sums.size), np.full(sums.size, np.inf)
        wide = matrix.grown(entries, (np.append(lower, none), np.append(upper, endless)), (none, none))
        self._base = np.array([study.base.optima[tier.name] for tier in self._better])
        self._rest = np.zeros(rows.size)
        room = [ROOM * room_of(tier, before, 1.0) for tier, before in zip(self._better, self._base, strict=True)]
        # What each tier comes to at the vertex where questions begin: in these digits, once they are known.
        self._held = self._base + room
        near = point_of(study.solution, wide)
        if near is not None:
            near.values[totals] = [float(tier.objective @ near.values[: matrix.columns]) for tier in self._better]
            near.values[totals] *= self._scale
        self._reduced = Reduced(
            study, wide, self._wide(last.tier.objective), self._moving,
            self._between(self._rest, self._rest, self._held), near, self._signs(last.tier.objective),
        )  # fmt: skip
        self._hold(self._wide(last.tier.objective))
        self._try_first()

    def without(self, extended: Extended, other: Model) -> Without | None:
        """Return what a program without some rules comes to; None where that is not told here. Raises StoppedError.

        extended  it within the plan's
        """
        known, matrix = self._study.matrix, extended.matrix
        is_shifted = matrix.columns == known.columns + extended.shifted.size and extended.is_looser
        lower, upper = self._rest.copy(), self._rest.copy()
        own = np.searchsorted(self._rows, extended.shifted)
        if not is_shifted or not np.isin(extended.shifted, self._rows).all() or not self._is_alike(extended, other):
            return None
        lower[own], upper[own] = matrix.column_lower[known.columns :], matrix.column_upper[known.columns :]
        cost = self._wide(extended.spread(other.program.cost_vector())[: known.columns])
        try:
            return self._tried(lower, upper, cost, self._proven(extended.shifted))
        except UnansweredError:
            return None

    def _is_alike(self, extended: Extended, other: Model) -> bool:
        """Return whether nothing but shifts and costs is other than in the plan.

        Nor what is told apart: beside a ban that closes a use, marks may be harmless that are not so without it.
        """
        known, count = self._study.matrix, self._study.matrix.columns
        tiers = {tier.name: tier for tier in other.program.tiers}
        bounds = extended.matrix.column_lower[:count], extended.matrix.column_upper[:count]
        return (
            extended.matrix.rows == known.rows
            and bool(np.isin(known.spare, extended.matrix.spare).all())
            and np.array_equal(bounds[0], known.column_lower)
            and np.array_equal(bounds[1], known.column_upper)
            and all(
                tier.name in tiers
                and np.array_equal(extended.spread(tiers[tier.name].objective)[:count], tier.objective)
                for tier in self._better
            )
        )

    def _proven(self, shifted: IntArray) -> int:
        """Return how many of the best tiers are no better with some rows shifted: what proves them asks nothing of
        these.
        """
        return int(np.argmax(np.append(self._has_dual[:, shifted].any(axis=1), True)))

    def _tried(self, lower: FloatArray, upper: FloatArray, cost: FloatArray, proven: int) -> Without:
        """Return what comes of shifts between bounds: at the old shortage, then tier by tier.

        proven  how many of the best tiers are known to come to the same

        Each tier is held to the last digit of what it comes to at the vertex from which the next one goes on: a
        billionth of a priority, as room for rounding, has been seen to be worth tonnes of the next, and those some 80
        million USD.
        """
        self._reduced.back()
        at_old = self._lowest(lower, upper, self._held, cost, MOST_OF_COST)
        found: list[float] = []
        most = np.full(self._base.size, np.inf)
        for place, (tier, before) in enumerate(zip(self._better, self._base.tolist(), strict=True)):
            # Those behind it may come to anything, and it too where a better one is better; else the vertex stays one.
            if found == self._base[:place].tolist():
                most[place] = self._held[place]
                if before <= 0.0 or place < proven:
                    # Nothing is better than nothing, and has to be where no better tier is better.
                    found.append(before)
                    continue
                self._trade(lower, upper, np.append(most[:place], self._held[place:]), place, cost, at_old)
            most[place] = max(0.0, self._lowest(lower, upper, most, self._total(place), MOST_STEPS))
            is_other = difference(float(most[place]), before, room_of(tier, before, 1.0))
            found.append(float(most[place]) if is_other else before)
        optima = dict(zip((tier.name for tier in self._better), found, strict=True))
        is_at_old = bool(np.array_equal(most, self._held))
        optima[COST] = at_old if is_at_old else self._lowest(lower, upper, most, cost, MOST_OF_COST)
        outcome = Outcome(optima, streams=self._study.base.streams, least=self._study.base.least)
        return Without(outcome, difference(at_old, self._study.base.optima[COST]))

    def _trade(
        self, lower: FloatArray, upper: FloatArray, most: FloatArray, place: int, cost: FloatArray, at_old: float
    ) -> None:
        """Begin where a tier is less as far as that is worth its cost, while those behind it stay what they are.

        Of itself its least is reached at whatever cost, which takes as many steps to be brought down again.
        """
        if at_old > 0.0:
            with suppress(UnansweredError):
                price = float(self._base[place]) / at_old
                self._lowest(lower, upper, most, self._total(place) + price * cost, MOST_OF_COST)

    def _hold(self, cost: FloatArray) -> None:
        """Find what each tier comes to with nothing shifted, to the last digit, and begin there from now on.

        cost  (columns,) the last one's objective, at whose least questions begin

        Tier by tier, as for any rule: what holds them so needs no room for rounding.
        """
        for place in range(self._base.size):
            least = self._lowest(self._rest, self._rest, self._held, self._total(place), MOST_STEPS)
            self._held[place] = max(0.0, least)
        self._lowest(self._rest, self._rest, self._held, cost, MOST_OF_COST)
        self._reduced.settle()

    def _try_first(self) -> None:
        """Raise UnansweredError where the first tier that is short is far from here, though nothing is shifted."""
        short = np.flatnonzero(self._base > 0.0)
        if short.size:
            most = self._held.copy()
            most[short[0] + 1 :] = np.inf
            self._lowest(self._rest, self._rest, most, self._total(short[0]), MOST_STEPS)

    def _signs(self, cost: FloatArray) -> Signs:
        """Return the signs of all that is asked for: of tiers, and either of what (columns of the plan,) a cost counts.

        Without columns that cost something and are of no use, a tier has been seen to come to so little too little, by
        rounding, that the cost behind it was not found.
        """
        signs = Signs.either(self._wide(cost))
        for place in range(self._base.size):
            signs |= Signs.of(self._total(place))
        return signs

    def _total(self, place: int) -> FloatArray:
        """Return (columns,) what a tier comes to as an objective."""
        total = np.zeros(self._study.matrix.columns + self._moving.size)
        total[self._moving[self._rest.size + place]] = 1.0 / self._scale[place]
        return total

    def _lowest(
        self, lower: FloatArray, upper: FloatArray, most: FloatArray, objective: FloatArray, steps: int
    ) -> float:
        """Return the least of (columns,) an objective in so many steps. What is asked next begins there.

        most  (tiers,) what each comes to at most

        Raises as `Reduced.lowest`, and UnansweredError where there is no end.
        """
        self._reduced.bound(*self._between(lower, upper, most))
        found = self._reduced.lowest(objective, steps)
        if found == -np.inf:
            raise UnansweredError("it has no lower end", is_endless=True)
        self._reduced.stay()
        return found

    def _between(self, lower: FloatArray, upper: FloatArray, most: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return bounds of what moves: (rows,) shifts, and (tiers,) what each may come to."""
        return np.append(lower, np.zeros(most.size)), np.append(upper, self._scale * most)

    def _wide(self, objective: FloatArray) -> FloatArray:
        """Return (columns of the plan,) an objective over the shifts and tiers as well."""
        return np.append(objective, np.zeros(self._moving.size))
