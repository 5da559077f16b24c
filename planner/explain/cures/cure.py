"""What a cure is: by how much which limits move, what the plan costs then, and who yields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.limits.levers import Lever
from planner.explain.cures.closing import Gap


@dataclass(frozen=True, eq=False)
class Move:
    """By how much a limit moves: lever and its move, program row, and amount in the lever's unit."""

    lever: int
    place: int
    row: int
    tonnes: float


@dataclass(frozen=True, eq=False)
class Cure:
    """Levers that close a gap together.

    moves       of all their rows
    tonnes      sum of those without a stated cost
    cost        USD that the plan costs more, levers apart
    lever_cost  USD of the moves whose cost is stated, and of stock at its value
    yields      tier behind the gap -> what it is more than in the plan; 0 where others are short in it, as much in all
    """

    moves: tuple[Move, ...]
    tonnes: float
    cost: float
    lever_cost: float
    yields: Mapping[str, float] = field(default_factory=dict)

    @property
    def levers(self) -> tuple[int, ...]:
        """Return the levers that move, in order."""
        return tuple(dict.fromkeys(move.lever for move in self.moves))


@dataclass(frozen=True, eq=False)
class MoreBudget:
    """How many USD more may be spent for a gap to close with no limit moved, and what yields, as of a cure."""

    amount: float
    yields: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Cures:
    """The cures of a gap, the best first.

    left    t that stay short whatever the levers do
    more    what else would have to give way to close the rest too, where nothing but these could; None where that was
            not asked
    rest    t of these that stay short whatever else gives way
    beside  how far levers move beside it, in all and of each lever by its number, where that is more than what the
            first cure moves
    why     why nothing is known, else ""
    proven  whether no cure that is not listed is better than one that is
    anew    the best cure where whole-number decisions may be others, where it closes more than those of the plan let,
            or is better than the first of these
    anew_left  t that it leaves short
    anew_more  what else would have to give way with other decisions where these leave something too, as `more`
    anew_rest  t that stay short whatever gives way with other decisions
    budget     more of the budget that closes as much as these; None where there is none, or money closes less
    is_unasked  whether it was left out for the time that it takes what other decisions close
    """

    gap: Gap
    each: tuple[Cure, ...]
    left: float
    why: str = ""
    more: tuple[tuple[Lever, Move], ...] | None = None
    proven: bool = True
    rest: float = 0.0
    beside: tuple[Move, ...] = ()
    anew: Cure | None = None
    anew_left: float = 0.0
    anew_more: tuple[tuple[Lever, Move], ...] = ()
    anew_rest: float = 0.0
    budget: MoreBudget | None = None
    is_unasked: bool = False
