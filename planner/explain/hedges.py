"""Hedges against losses: what it costs to be prepared if the loss does not come, what it spares if it comes, and which
decisions before it are others.

The first decisions of the best plan that knows of the loss, of these plans the one nearest to the plan in what it
decides before, are kept in a world without the loss: what that world then comes to more than the plan is the premium.
It is the least for the decisions that make the most of the loss, and so no less than that of the cheapest ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from models.formulation import Model
from models.near import tonnes_of
from models.solution import Solution
from planner.explain.losses import Loss, Losses
from planner.explain.outcomes import Change, Outcome, change, worse
from planner.explain.study import Study
from planner.explain.worlds import Kept, outcome, plan_of
from planner.solve.session import Progress

# Losses that a hedge is looked for against: the worst that preparation spares anything of.
HEDGED = 3
# Decisions that differ by less, in t, do not differ.
ALIKE = 1e-3
MOST_MOVES = 12
STOCK, SHIP, RUN, EXPAND = "stock", "ship", "run", "expand"


@dataclass(frozen=True)
class Move:
    """One decision before a loss that the prepared plan takes otherwise.

    what   STOCK at the end of the last period before it, SHIP, RUN, or EXPAND
    of     codes: site and commodity; from, to and commodity; process; option
    before, after  t in the plan, and prepared; t/yr of an expansion
    """

    what: str
    of: tuple[int, ...]
    before: float
    after: float


@dataclass(frozen=True, eq=False)
class Hedge:
    """Being prepared for a loss.

    premium  what every tier is more with the prepared decisions when the loss does not come
    spared   what every tier is more by surprise than prepared when it comes
    moves    the decisions that are others, the largest first;  left_out  how many smaller ones there are
    """

    loss: Loss
    premium: Change
    spared: Change
    moves: tuple[Move, ...]
    left_out: int


def hedges(study: Study, found: Losses, progress: Progress) -> tuple[Hedge, ...]:
    """Return a hedge against each of the worst losses that preparation spares any shortage of."""
    if not found.period:
        return ()
    worst = [loss for loss in found.each if worse(_spared(loss))][:HEDGED]
    made: list[Hedge] = []
    for number, loss in enumerate(worst, start=1):
        progress(f"preparing for the loss of {loss.names[0][1]}: {number} of {len(worst)}")
        hedge = _hedge(study, loss, found.period)
        if hedge is not None:
            made.append(hedge)
    return tuple(made)


def _spared(loss: Loss) -> Change:
    """Return what every tier is more by surprise than prepared."""
    if loss.prepared.why or loss.surprised.why:
        return Change({}, loss.surprised.why or loss.prepared.why)
    return Change(
        {tier: amount - loss.prepared.of.get(tier, 0.0) for tier, amount in loss.surprised.of.items()},
        broken=loss.surprised.broken - loss.prepared.broken,
    )


def _hedge(study: Study, loss: Loss, period: int) -> Hedge | None:
    prepared = plan_of(study, loss.tables, near=Kept(study.model, study.solution, period))
    if isinstance(prepared, Outcome):
        return None
    without = plan_of(study, study.model.problem.tables, Kept(*prepared, period))
    premium = change(without if isinstance(without, Outcome) else outcome(*without), study.base)
    moves = sorted(
        _moves(study, *prepared, period), key=lambda move: (move.what != STOCK, -abs(move.after - move.before))
    )
    return Hedge(loss, premium, _spared(loss), tuple(moves[:MOST_MOVES]), max(0, len(moves) - MOST_MOVES))


def _moves(study: Study, other: Model, solution: Solution, period: int) -> Iterable[Move]:
    keys = {
        STOCK: ("site", "commodity"), SHIP: ("site_from", "site_to", "commodity"), RUN: ("process",),
        EXPAND: ("addition",),
    }  # fmt: skip
    for what, names in keys.items():
        before = _amounts(study.model, study.solution, what, names, period)
        after = _amounts(other, solution, what, names, period)
        for of in sorted(before.keys() | after.keys()):
            move = Move(what, of, before.get(of, 0.0), after.get(of, 0.0))
            if abs(move.after - move.before) > ALIKE:
                yield move


def _amounts(
    model: Model, solution: Solution, what: str, names: tuple[str, ...], period: int
) -> dict[tuple[int, ...], float]:
    """Return codes -> t of what is decided before a period, of stocks of what lies there at the end of the last one."""
    block = model.program.column_blocks[what]
    when = block.keys["period"]
    own = np.flatnonzero(when == period - 1 if what == STOCK else when < period)
    amounts = solution.values[block.index] * (tonnes_of(model.problem, block) if what == RUN else 1.0)
    found: dict[tuple[int, ...], float] = {}
    for place in own[amounts[own] != 0.0].tolist():
        code = tuple(int(block.keys[name][place]) for name in names)
        found[code] = found.get(code, 0.0) + float(amounts[place])
    return found
