"""The search for whole-number decisions with the fairest shares, sum by sum of the largest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import FloatArray
from models.linear.program import Tier
from planner.solve.fair import SAME
from planner.solve.ordered import WORSE_ABSOLUTE, Reached, in_order, is_less, sum_of_largest
from planner.solve.search import Search


def fair_tier(search: Search, tier: Tier) -> bool:
    """Search the decisions with the fairest shares and lock these; tell whether that was finished."""
    known = None if search.whole is None else search.exact(search.whole, len(search.exactly) + 1)
    finished = False
    if known is not None:
        search.is_fair = True
        shares = Shares(search, tier, known)
        finished = in_order(shares)
        search.exactly = shares.known
    if not finished:  # what a bound on one sum says of the shares behind it is nothing
        search.values.append(0.0)
        search.bounds.append(-np.inf)
    return finished


@dataclass(eq=False)
class Shares:
    """The search for the fairest decisions of one tier; see planner.solve.ordered.Search.

    known  what the best decisions come to in the better tiers and in this one
    bound  of the sum that was last searched for
    """

    search: Search
    tier: Tier
    known: Reached
    bound: float = 0.0

    @property
    def shares(self) -> FloatArray:
        """Return (streams,) the shares of the best decisions."""
        return self.known[-1]

    def attempt(self, count: int) -> bool:
        """Search for decisions with a smaller sum of so many largest shares; tell whether this was finished."""
        wide, objective = sum_of_largest(self.search.program, self.tier, count)
        self.bound, _, stopped = self.search.search(
            wide, objective, self.tier.name, lambda found, _: self._accept(found), self._accept
        )
        return not stopped

    def note(self, count: int) -> None:
        """Note what the sum of so many largest shares is, and what bounds it."""
        value = float(self.shares[:count].sum())
        self.search.values.append(value)
        # No sum of shares is less than nothing, and no share is told apart from another that is as close.
        self.search.bounds.append(value if self.bound > value - SAME * count else max(self.bound, 0.0))

    def lock(self, count: int) -> None:
        """Hold the sum of so many largest shares."""
        self.search.program, objective = sum_of_largest(self.search.program, self.tier, count)
        self.search.lock(objective, float(self.shares[:count].sum()))

    def _accept(self, found: FloatArray) -> bool:
        """Take the decisions of a point where their shares are fairer; tell whether the better tiers can be so kept."""
        whole = np.rint(found[self.search.program.integer])
        if self.search.whole is not None and np.array_equal(whole, self.search.whole):
            return True
        known = self.search.exact(whole, len(self.known))
        if known is None or self.search.worsens(known):
            return False
        if is_less(known[-1], self.shares, WORSE_ABSOLUTE):
            self.search.whole, self.known = whole, known
        return True
