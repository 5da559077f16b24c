"""The price of each contract at which the best plan without it costs the same: above it, one walks away.

Without a contract nothing is taken under it and nothing is owed for it; what only it prices is not bought on its days.
Where more is short then, no price is too high. Else its prices, its floor with them, are moved by the same amount a
tonne until the best plan costs what the best plan without it does. That cost is concave in the amount, since it is the
least of what many plans cost, each a straight line: from below, each tangent (Newton's method) ends before the price
that is sought or at it, after finitely many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import takewhile

import numpy as np

from models.arrays import FloatArray
from models.costs import duty, purchase, take_or_pay, tariff
from models.linear.matrix import Matrix
from models.linear.program import Program, Tier
from models.linear.solution import Solution
from models.problem import Problem
from planner.errors import EndlessError, NoPlanError, StoppedError, UnsolvedError
from planner.explain.contract_gone import without_contract
from planner.explain.outcomes import (
    COST,
    LEAST,
    NO_PLAN,
    STOPPED,
    UNSOLVED,
    Change,
    Outcome,
    before_cost,
    change,
    difference,
)
from planner.explain.questions import Questions
from planner.explain.study import TIE_BREAK, Study, optima_of, outcome_of
from planner.solve.highs import START_BY_INTERIOR_POINT
from planner.solve.warm import Basis, Start

# Of a program that is solved by interior points, what is taken in so many shipments, or more, is far from having gone
# elsewhere: it takes longer from the plan's basis than from nothing.
FAR = 50
MOST_TANGENTS = 30
# After so many a price is known to a trillionth of how far it was looked for.
MOST_HALVINGS = 40
BUDGET = "not told: with a budget, prices change what can be bought"
GAP = "not told: whole numbers need not be proven best (setting gap)"
DECIDED = "not told: what is taken under it is decided (setting frozen periods)"
NOT_FOUND = "not known: it was not found in so many steps"


@dataclass(frozen=True)
class WalkAway:
    """What one contract is worth.

    taken    t that are taken under it in the plan
    without  what each tier is more without it; of those that are better than cost alone where one of them changes
    is_needed  whether something better than cost gets worse without it, so that no price is too high
    rise     USD/t by which its prices may rise for the plan to cost what it does without it, negative where it is too
             dear; -inf where it is not worth taking even for nothing; NaN where there is none, or it is not known
    why      why it is not known, else ""
    """

    taken: float
    without: Change
    is_needed: bool = False
    rise: float = np.nan
    why: str = ""


@dataclass(frozen=True)
class WalkAways:
    """What each contract is worth, in the order of the problem's."""

    each: tuple[WalkAway, ...]


NO_WALK_AWAYS = WalkAways(())


def walk_aways(study: Study) -> Questions[WalkAways]:
    """Ask what each contract is worth."""

    def asked(contract: int) -> WalkAway:
        return _Offer(study, contract).walk_away()

    contracts = range(study.model.problem.contracts.size)
    return Questions([partial(asked, contract) for contract in contracts], lambda each: WalkAways(tuple(each)))


def prices_paid(problem: Problem, contract: int) -> FloatArray:
    """Return (tiers, periods in which a contract runs) the USD/t that its buyer pays; NaN where it sets no price."""
    contracts = problem.contracts
    runs = np.unique(contracts.spans.period[contracts.windows.of_span[contract] >= 0])
    price = contracts.price[contracts.tier_contract == contract][:, runs]
    floor = contracts.floor[contract] if contracts.buyer_pays_floor[contract] else np.nan
    return np.asarray(np.where(np.isnan(price), price, np.fmax(price, floor)))


def lowest_price(problem: Problem, contract: int) -> float:
    """Return the least USD/t that a contract's buyer pays in any tier and period; 0 where it sets no price."""
    paid = prices_paid(problem, contract)
    return 0.0 if np.isnan(paid).any() else float(paid.min(initial=np.inf))


class _Offer:
    """One contract, and the plan's program with its prices moved or without it."""

    def __init__(self, study: Study, contract: int) -> None:
        self._study, self._contract = study, contract
        self._matrix = study.model.program.matrix()
        self._tiers = [tier for tier in study.model.program.tiers if tier.kind != TIE_BREAK]
        self._slope = _slope(study, contract)

    def walk_away(self) -> WalkAway:
        """Return what the contract is worth."""
        study, problem = self._study, self._study.model.problem
        take = study.model.variables.contracts.take
        own = take.index[take.keys["contract"] == self._contract]
        taken = float(study.solution.values[own].sum())
        if study.base.why or problem.options.budget is not None or (self._matrix.integer.size and problem.options.gap):
            return WalkAway(
                taken,
                Change({}, study.base.why or NO_PLAN),
                why=study.base.why or (BUDGET if problem.options.budget is not None else GAP),
            )
        if own.size and (take.keys["period"][take.keys["contract"] == self._contract] < problem.earlier.frozen).all():
            return WalkAway(taken, Change({}, NO_PLAN), why=DECIDED)
        try:
            try:
                without = self._without(*without_contract(study, self._matrix, self._contract))
            except NoPlanError:
                return WalkAway(taken, Change({}, NO_PLAN), is_needed=True)
            better, first = self._better(without)
            if first:
                return WalkAway(taken, better, is_needed=first > 0.0)
            changed = change(without, study.base)
            rise = self._rise(without.optima[COST])
        except StoppedError:
            return WalkAway(taken, Change({}, STOPPED), why=STOPPED)
        except UnsolvedError:
            return WalkAway(taken, Change({}, UNSOLVED), why=UNSOLVED)
        return WalkAway(taken, changed, rise=rise, why=NOT_FOUND if np.isnan(rise) else "")

    def _rise(self, without: float) -> float:
        """Return by how much the prices may rise until the plan costs so much."""
        lowest = -lowest_price(self._study.model.problem, self._contract)
        move, cost = 0.0, self._study.base.optima[COST]
        slope = float(self._slope @ self._study.solution.values)
        if slope <= LEAST and (cost >= without or not difference(cost, without)):
            # Nothing is taken at what it costs now: what would it have to cost?
            asked, (move, cost, slope) = lowest, self._at(lowest, without)
            if cost > without or not difference(cost, without):
                return -np.inf if move == asked else move
        for _ in range(MOST_TANGENTS):
            if not difference(cost, without):
                return move
            if slope <= 0.0:
                return np.nan
            asked = max(lowest, move + (without - cost) / slope)
            move, cost, slope = self._at(asked, without)
            if cost > without and difference(cost, without):
                if move != asked:
                    return move
                if move == lowest:
                    return -np.inf
        return np.nan

    def _at(self, move: float, without: float) -> tuple[float, float, float]:
        """Return a move, what the best plan costs with it, and how much more with each USD/t further.

        It is the one that is asked about, unless what is bought so cheaply could be sold on without end. Then it is
        the first met above it at which the plan costs less than without the contract, so that the price that is sought
        is a tangent away; where there is none, that price is the lowest at which there is an end.
        """
        with suppress(EndlessError):
            return move, *self._cost(move)
        # As things are the plan has an end, and costs as much as without the contract or more.
        endless, best = move, (0.0, *self._cost(0.0))
        for _ in range(MOST_HALVINGS):
            move = (endless + best[0]) / 2.0
            try:
                best = move, *self._cost(move)
            except EndlessError:
                endless = move
                continue
            if best[1] < without and difference(best[1], without):
                break
        return best

    def _cost(self, move: float) -> tuple[float, float]:
        """Return what the best plan costs with all prices so much higher, and how much more with each USD/t further."""
        start = self._start(self._matrix, self._study.solution.bases, is_inside=True)
        solution = self._solved(self._matrix, self._tiers, move * self._slope, start)
        return optima_of(solution)[COST], float(self._slope @ solution.values)

    def _without(self, gone: Matrix, dearer: FloatArray) -> Outcome:
        """Return what the best plan without the contract comes to: where what is better than cost changes, that alone.

        gone, dearer  as of `without_contract`

        How near it stays to an earlier plan, and how large stocks are, comes behind the cost. Whole numbers are decided
        once, for all tiers.
        """
        tiers = list(takewhile(lambda tier: tier.kind != COST, self._tiers))
        better: Solution | None = None
        if tiers and not gone.integer.size:
            better = self._solved(gone, tiers, dearer, self._start_without(gone))
            if self._better(found := outcome_of(better))[1]:
                return found
        return outcome_of(self._solved(gone, self._tiers, dearer, self._start_without(gone, better)))

    def _better(self, found: Outcome) -> tuple[Change, float]:
        """Return what each tier that is better than cost is more than in the plan, and the first that is not 0."""
        changed = change(*(replace(one, optima=before_cost(one.optima)) for one in (found, self._study.base)))
        return changed, next((amount for amount in changed.told.values() if amount), 0.0)

    def _solved(self, matrix: Matrix, tiers: Sequence[Tier], dearer: FloatArray, start: Start | None) -> Solution:
        """Return the best plan of a program in which a unit of each column costs so much more."""
        return self._study.solved(
            matrix,
            [replace(tier, objective=tier.objective + dearer) if tier.kind == COST else tier for tier in tiers],
            start,
        )

    def _start_without(self, gone: Matrix, better: Solution | None = None) -> Start | None:
        """Return where a plan without the contract begins: at one that is the best in the better tiers, if known."""
        known = {} if better is None else better.bases
        plan = self._study.solution.bases if gone.rows == self._matrix.rows and self._is_near() else {}
        return self._start(gone, {**plan, **known}, is_inside=False)

    def _start(self, matrix: Matrix, bases: Mapping[str, Basis], *, is_inside: bool) -> Start | None:
        """Return a start at bases that fit a program; None where it has none, or is searched for whole numbers."""
        can_be = bool(bases) and not matrix.integer.size and matrix.unit == 1.0
        return Start(bases, self._study.base.optima, is_inside) if can_be else None

    def _is_near(self) -> bool:
        """Return whether the best plan without the contract is likely near the plan."""
        take, solution = self._study.model.variables.contracts.take, self._study.solution
        own = take.index[take.keys["contract"] == self._contract]
        is_small = solution.matrix.columns <= START_BY_INTERIOR_POINT
        return is_small or int(np.count_nonzero(solution.values[own])) < FAR


def _slope(study: Study, contract: int) -> FloatArray:
    """Return (columns,) what a unit of each costs more, discounted, when the prices of a contract rise by 1 USD/t.

    Duty and tariffs that go by the price rise with it. A price where there was none comes on top of what is paid.
    """
    problem, v = study.model.problem, study.model.variables
    contracts = problem.contracts
    price, floor = contracts.price.copy(), contracts.floor.copy()
    price[contracts.tier_contract == contract] += 1.0
    floor[contract] += 1.0
    dearer = replace(problem, contracts=replace(contracts, price=price, floor=floor))
    slope = _of_prices(study, dearer) - _of_prices(study, problem)
    take = v.contracts.take
    slope[take.index[take.keys["period"] < problem.earlier.frozen]] = 0.0  # what is decided has its price
    bare = (take.keys["contract"] == contract) & np.isnan(contracts.price[take.keys["tier"], take.keys["period"]])
    bare &= take.keys["period"] >= problem.earlier.frozen
    slope[take.index[bare]] = problem.discount[take.keys["period"][bare]]
    return slope


def _of_prices(study: Study, problem: Problem) -> FloatArray:
    """Return (columns,) the costs that go by prices of contracts, of the plan's columns in another problem."""
    program = Program(columns=study.model.program.columns)
    for cost in (purchase, take_or_pay, duty, tariff):
        cost(program, problem, study.model.variables)
    return program.cost_vector()
