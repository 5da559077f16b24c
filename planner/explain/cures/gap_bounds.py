"""What answers about a gap say of it under other bounds of the moves: a least, by duals, and a most, by known points.

By weak duality the duals of one optimum prove a least for any bounds: it falls by no more than the reduced cost of each
move times what that may go further. A point whose moves stay within other bounds is one there too. Whether a gap
closes, or gets smaller at all, is often told by one of them, without another solve.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from models.arrays import FloatArray

# Of answers whichever prefixes hold.
ANY = None
# A reduced cost that is nearer to nothing, of a move without an end, is a solver's rounding.
NO_COST = 1e-9


@dataclass(frozen=True, eq=False)
class _Proof:
    held: frozenset[int] | None
    constant: float
    slopes: FloatArray

    def least(self, bounds: FloatArray) -> float:
        falls = self.slopes < 0.0
        return self.constant + float(self.slopes[falls] @ bounds[falls])


@dataclass(frozen=True, eq=False)
class _Point:
    held: frozenset[int] | None
    moved: FloatArray
    gap: float


@dataclass(eq=False)
class GapBounds:
    """What is known of the least gap; bounds, moves and gaps in one unit.

    Windows whose limits are raised inside them are held to prefixes: answers under some of these, by their numbers, say
    nothing of others, unless they are kept under ANY.
    """

    _proofs: list[_Proof] = field(default_factory=list)
    _points: list[_Point] = field(default_factory=list)

    def keep_proof(self, held: frozenset[int] | None, bounds: FloatArray, gap: float, reduced: FloatArray) -> None:
        """Keep an optimum under (moves,) bounds: the gap, and (moves,) reduced costs."""
        endless = np.isinf(bounds)
        slopes = np.where(endless & (np.abs(reduced) <= NO_COST), 0.0, np.minimum(reduced, 0.0))
        reached = (slopes < 0.0) & ~endless
        self._proofs.append(_Proof(held, gap - float(slopes[reached] @ bounds[reached]), slopes))

    def keep_point(self, held: frozenset[int] | None, moved: FloatArray, gap: float) -> None:
        """Keep a point: how far it moves, (moves,), and the gap that it leaves."""
        self._points.append(_Point(held, moved, gap))

    def least(self, held: frozenset[int] | None, bounds: FloatArray) -> float:
        """Return what a gap is known to be at least under (moves,) bounds."""
        return max([0.0, *(one.least(bounds) for one in self._proofs if one.held in (ANY, held))])

    def most(self, held: frozenset[int] | None, bounds: FloatArray) -> float:
        """Return what a gap is known to be at most under (moves,) bounds, infinite where that is not known."""
        return min(
            (one.gap for one in self._points if one.held in (ANY, held) and np.all(one.moved <= bounds)), default=np.inf
        )
