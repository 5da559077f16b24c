"""The price of each contract at which the best plan without it costs the same: above it, one walks away.

Without a contract nothing is taken under it and nothing is owed for it; what only it prices is not bought on its days.
Where more is short then, no price is too high. Else its prices, its floor with them, are moved by the same amount a
tonne until the best plan costs what the best plan without it does. That cost is concave in the amount, since it is the
least of what many plans cost, each a straight line: from below, each tangent (Newton's method) ends before the price
that is sought or at it, after finitely many.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from models.arrays import FloatArray
from models.costs import duty, purchase, take_or_pay, tariff
from models.linear.matrix import Matrix
from models.linear.program import Program
from models.linear.solution import Solution
from models.problem import Problem
from planner.errors import EndlessError, NoPlanError, StoppedError, UnsolvedError
from planner.explain.contract_gone import without_contract
from planner.explain.outcomes import COST, LEAST, NO_PLAN, STOPPED, UNSOLVED, Change, before_cost, change, difference
from planner.explain.questions import Questions
from planner.explain.study import TIE_BREAK, Study, optima_of, outcome_of
from planner.solve.highs import START_BY_INTERIOR_POINT
from planner.solve.warm import Start

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
    without  what each tier is more without it
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
                gone, dearer = without_contract(study, self._matrix, self._contract)
                without = outcome_of(self._solved(gone, dearer, is_inside=False))
            except NoPlanError:
                return WalkAway(taken, Change({}, NO_PLAN), is_needed=True)
            changed = change(without, study.base)
            # How near it stays to an earlier plan, and how large stocks are, comes behind the cost.
            first = next((amount for amount in before_cost(changed.told).values() if amount), 0.0)
            if first:
                return WalkAway(taken, changed, is_needed=first > 0.0)
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
        solution = self._solved(self._matrix, move * self._slope, is_inside=True)
        return optima_of(solution)[COST], float(self._slope @ solution.values)

    def _solved(self, matrix: Matrix, dearer: FloatArray, *, is_inside: bool) -> Solution:
        """Return the best plan of a program in which a unit of each column costs so much more."""
        solution = self._study.solution
        tiers = [
            replace(tier, objective=tier.objective + dearer) if tier.kind == COST else tier for tier in self._tiers
        ]
        known = bool(solution.bases) and not matrix.integer.size and matrix.unit == 1.0
        known &= matrix.rows == self._matrix.rows and (is_inside or self._is_near())
        start = Start(solution.bases, self._study.base.optima, is_inside) if known else None
        return self._study.solved(matrix, tiers, start)

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
