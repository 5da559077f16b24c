"""What runs with several outputs are made for, and how their joint cost falls on the outputs, by their duals.

A run between its bounds has no reduced cost: what its outputs are worth is what it costs, what goes in is worth, and
what the limits that hold it are worth. At a bound the reduced cost is one more of these. So the worth of the outputs
adds up to the cost of the run at the margin, whichever of several optimal duals the solver gives.

The first tier in which an output has a worth is the one that the run is made for. Where it stands before the cost, more
is spent on the run than its outputs are worth in money: what is scarce in that tier has a price below 0 in the cost,
since one more of it is used, and has to be paid for. That part falls on the outputs as their worth in that tier does;
so does what was spent upstream for the same sake (planner/explain/basket_feed.py).

What asks for a run from below, such as a minimum run, or a minimum take of what goes in, bears what the outputs are not
worth: it is worth as much as one less of it would spare.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.linear.matrix import Matrix
from models.linear.solution import TierResult
from models.plan import Plan
from planner.explain.basket_feed import spent_upstream
from planner.explain.outcomes import NO_WORTH, no_worth

NOWHERE = -1
# Less than a cent is a solver's rounding.
CENT = 0.01
# Families of rows that bring what goes into a run.
INPUTS = ("balance", "mixture", "allowed_input")


@dataclass(frozen=True, eq=False)
class Basket:
    """One run with several outputs, in one period and of one origin class.

    place       in the block `run`
    tier        place among the tiers of the solution of the one that it is made for; None where no output has a worth
    commodity, made  (outputs,) what comes out, and t of it
    left        (outputs,) whether the plan sells any of it as surplus, throws it away, or ends with a stock of it
    worth       (outputs,) what a tonne is worth in that tier, in its unit: how much less the tier comes to
    later       (outputs,) place of the first tier behind that one, and before the cost, in which a tonne is worth
                something too; NOWHERE where there is none
    money       (outputs,) what a tonne is worth in the cost tier, in USD, with the better tiers kept; below 0 where it
                costs something to have more of it
    spent       USD of the run itself;  inputs, rent  USD that what goes in, and the limits that hold it, are worth
    paid        USD of it that are spent for the sake of the tier, beyond what the outputs are worth in money
    held        USD of it that are spent since limits ask for the run, or for what goes in
    held_by     (limits,) program rows of the first;  pressed  whether what goes in has to be taken

    USD are those of the period of the run, not discounted.
    """

    place: int
    tier: int | None
    commodity: IntArray
    made: FloatArray
    left: BoolArray
    worth: FloatArray
    later: IntArray
    money: FloatArray
    spent: float
    inputs: float
    rent: float
    paid: float
    held: float
    held_by: IntArray
    pressed: bool

    @property
    def share(self) -> FloatArray:
        """Return (outputs,) the share of each in the worth in the tier that the run is made for; 0 without one."""
        own = np.maximum(self.worth, 0.0) * self.made
        total = float(own.sum())
        return own / total if total > 0.0 else np.zeros(own.size)

    @property
    def cost(self) -> float:
        """Return USD that the run costs in full: what falls on its outputs together, and what is held."""
        return self.spent + self.inputs + self.rent

    @property
    def falls(self) -> FloatArray:
        """Return (outputs,) USD of the cost that fall on each."""
        return np.asarray(self.money * self.made + self.paid * self.share)

    @property
    def oversupplied(self) -> BoolArray:
        """Return (outputs,) of which one more tonne is worth nothing, and some is left over."""
        return self.worthless & self.left

    @property
    def enough(self) -> BoolArray:
        """Return (outputs,) of which one more tonne is worth nothing, and nothing is left over."""
        return self.worthless & ~self.left

    @property
    def worthless(self) -> BoolArray:
        """Return (outputs,) of which one more tonne is worth nothing, in no tier, or costs something."""
        return np.asarray((self.worth <= 0.0) & (self.later == NOWHERE) & (self.money <= NO_WORTH))


def baskets(plan: Plan) -> list[Basket] | None:
    """Return every run of the plan with several outputs; None where the solver gives no duals."""
    tiers = plan.solution.tiers
    cost = next((place for place, result in enumerate(tiers) if result.tier.kind == "cost"), None)
    if cost is None or any(not result.row_dual.size for result in tiers[: cost + 1]):
        return None
    terms = _Terms(plan, tiers[: cost + 1])
    return [terms.basket(place) for place in terms.places.tolist()]


class _Terms:
    """The coefficients of the runs with several outputs, run by run."""

    def __init__(self, plan: Plan, tiers: tuple[TierResult, ...]) -> None:
        program, run = plan.model.program, plan.model.variables.run
        self._plan, self._spent = plan, dict[int, FloatArray]()
        self._tiers, self._values, self._columns = tiers, plan.values, run.index
        self._left = _left_over(plan)
        matrix = plan.solution.matrix
        active = np.flatnonzero(plan.values[run.index] > 0.0)
        entries = _entries_of(matrix, run.index[active])
        row = matrix.entry_row[entries]
        balance = program.row_blocks["balance"]
        self._commodity = np.full(matrix.rows, -1, dtype=np.int64)
        self._commodity[balance.index] = balance.keys["commodity"]
        brings = np.zeros(matrix.rows, dtype=np.bool_)
        for family in INPUTS:
            brings[program.row_blocks[family].index] = True
        order = np.argsort(matrix.column[entries], kind="stable")
        self._row, self._value = row[order], matrix.value[entries][order]
        columns = matrix.column[entries][order]
        self._is_output = (self._commodity[self._row] >= 0) & (self._value < 0.0)
        self._is_input = brings[self._row] & ~self._is_output
        self._first = np.searchsorted(columns, run.index[active])
        self._last = np.searchsorted(columns, run.index[active], side="right")
        # Runs are columns in rising order, and so are the parts.
        outputs = np.add.reduceat(self._is_output, self._first) if active.size else np.empty(0)
        self._part = {int(place): number for number, place in enumerate(active.tolist())}
        self.places: IntArray = active[outputs > 1]

    def basket(self, place: int) -> Basket:
        """Return one run of the block `run`."""
        number, column = self._part[place], int(self._columns[place])
        part = slice(self._first[number], self._last[number])
        row, value = self._row[part], self._value[part]
        out, brought = self._is_output[part], self._is_input[part]
        runs, cost = float(self._values[column]), self._tiers[-1]
        discount = float(self._plan.model.problem.discount[self._plan.model.variables.run.keys["period"][place]])
        made = -value[out] * runs
        money = -cost.row_dual[row[out]] / discount
        # What each row that the run needs is worth for it, in USD, and its own bound.
        needs = _needs(cost, row[~out], value[~out], column) * runs / discount
        is_input = np.append(brought[~out], False)
        tier = self._made_for(row[out])
        worth, paid = np.zeros(made.size), np.zeros(needs.size)
        if tier is not None:
            own = self._tiers[tier]
            worth = -own.row_dual[row[out]]
            worth = np.where(np.abs(worth) <= no_worth(own.tier), 0.0, worth)
            if tier < len(self._tiers) - 1:
                scarce = _needs(own, row[~out], value[~out], column) > no_worth(own.tier)
                paid = np.where(scarce & (needs < 0.0), -needs, 0.0)
                # What was spent to bring what goes in, and is not in its price, is paid here for the same sake.
                fed = np.append(np.abs(value[~out]) * self._upstream(tier)[row[~out]] * runs / discount, 0.0)
                paid = np.where(is_input, np.maximum(paid, fed), paid)
            else:
                worth = worth / discount
        kept = needs + paid
        held, kept = np.maximum(-kept, 0.0), np.maximum(kept, 0.0)
        asking = (held > CENT) & ~is_input
        return Basket(
            place, tier, self._commodity[row[out]], made, self._left[self._commodity[row[out]]], worth,
            self._later(tier, row[out]), money,
            float(cost.tier.objective[column]) * runs / discount, float(kept[is_input].sum()),
            float(kept[~is_input].sum()), float(paid.sum()), float(held.sum()),
            row[~out][asking[:-1]], bool((held[is_input] > CENT).any()),
        )  # fmt: skip

    def _upstream(self, tier: int) -> FloatArray:
        """Return (rows,) USD a tonne that were spent upstream for the sake of a tier; asked once for each."""
        if tier not in self._spent:
            self._spent[tier] = spent_upstream(self._plan, self._tiers[tier], self._tiers[-1])
        return self._spent[tier]

    def _made_for(self, rows: IntArray) -> int | None:
        """Return the first tier in which a tonne of any output is worth something."""
        for place, result in enumerate(self._tiers):
            if bool((-result.row_dual[rows] > no_worth(result.tier)).any()):
                return place
        return None

    def _later(self, tier: int | None, rows: IntArray) -> IntArray:
        """Return the first tier behind one, and before the cost, in which a tonne of each output is worth something."""
        later = np.full(rows.size, NOWHERE, dtype=np.int64)
        if tier is not None:
            for place in range(len(self._tiers) - 2, tier, -1):
                result = self._tiers[place]
                later[-result.row_dual[rows] > no_worth(result.tier)] = place
        return later


def _left_over(plan: Plan) -> BoolArray:
    """Return (commodities,) whether a plan sells any as surplus, throws it away, or ends with a stock of it."""
    v, problem = plan.model.variables, plan.model.problem
    found = np.zeros(problem.commodity_names.size, dtype=np.bool_)
    last = v.stock.pick(v.stock.keys["period"] == problem.calendar.size - 1)
    for block in (v.sell, v.dispose, last):
        found[block.keys["commodity"][plan.values[block.index] > plan.model.program.gram]] = True
    return found


def _entries_of(matrix: Matrix, columns: IntArray) -> IntArray:
    """Return the positions of the coefficients of some columns."""
    chosen = np.zeros(matrix.columns, dtype=np.bool_)
    chosen[columns] = True
    return np.flatnonzero(chosen[matrix.column])


def _needs(result: TierResult, rows: IntArray, value: FloatArray, column: int) -> FloatArray:
    """Return (rows + 1,) what a run takes up of each row is worth in a tier, and last what its own bound is."""
    return np.append(-value * result.row_dual[rows], -result.column_dual[column])
