"""The cheapest hedges against losses: what being prepared costs if the loss does not come, what it spares if it comes,
and which decisions before it are others.

One program holds two worlds, with the loss and without it, in which the same is decided before it comes. With it, what
is short, and what should be kept and is missed, is what it would be had the loss been known from the start. Of the
decisions that do so those are the best without it, by the tiers of a plan; what these come to above the plan is the
premium. Of equal ones those are told that are nearest to the plan's: first what is in hand when the loss comes, stocks
and capacity. The rest is the cheapest way there, which goes far where plants and limits are shared: what a full plant
makes more of one thing it makes less of another, and somebody else makes that. Losses of which preparation spares most
are hedged first, by the priorities in their order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from models.families.near import tonnes_of
from models.formulation import Model
from models.linear.matrix import Matrix
from models.linear.solution import Solution
from models.variants.counterparts import NONE, counterparts
from planner.explain.faces import face_before_cost
from planner.explain.outcomes import NOT_APART, SHORTAGE, Change, Outcome, before_cost, change, worse
from planner.explain.stress.asked import answers
from planner.explain.stress.losses import Loss, Losses
from planner.explain.stress.worlds import Kept, decisions, free_spare, nearest, outcome, plan_of
from planner.explain.study import Study, weighed
from planner.solve.session import Progress

# Losses that a hedge is looked for against where nobody says how many: those of which preparation spares most.
HEDGED = 3
# Decisions that differ by less, in t, do not differ; in the unit of the program, where that is less.
ALIKE = 1e-3
MOST_MOVES = 12
STOCK, SHIP, RUN, EXPAND, DELIVER = "stock", "ship", "run", "expand", "deliver"


@dataclass(frozen=True)
class Move:
    """One decision before a loss that the prepared plan takes otherwise.

    what   STOCK at the end of the last period before it, SHIP, RUN, EXPAND, or DELIVER
    of     codes: site and commodity; from, to and commodity; process; option; demand
    before, after  t in the plan, and prepared; t/yr of an expansion
    """

    what: str
    of: tuple[int, ...]
    before: float
    after: float

    @property
    def is_in_hand(self) -> bool:
        """Return whether there is more of it when the loss comes: in stock, or capacity."""
        return self.what in (STOCK, EXPAND) and self.after > self.before

    @property
    def part(self) -> float:
        """Return what part of the larger of both amounts differs."""
        return abs(self.after - self.before) / max(abs(self.before), abs(self.after))


@dataclass(frozen=True, eq=False)
class Hedge:
    """Being prepared for a loss.

    premium  what every tier is more with the prepared decisions when the loss does not come
    spared   what every tier before the cost is more by surprise than prepared when it comes
    moves    the decisions that are others: what is in hand first, by its amount, then by the part that differs
    left_out  how many further ones there are
    is_cheapest  whether no decisions that spare as much have a lower premium; else there may be cheaper ones
    """

    loss: Loss
    premium: Change
    spared: Change
    moves: tuple[Move, ...]
    left_out: int
    is_cheapest: bool = True


@dataclass(frozen=True, eq=False)
class Hedges:
    """What was found for the losses of which preparation spares most, those first.

    further  how many other losses preparation would spare some shortage of
    """

    each: tuple[Hedge, ...] = ()
    further: int = 0


NO_HEDGES = Hedges()


@dataclass(frozen=True, eq=False)
class _Preparing:
    """The question what being prepared for a loss is."""

    loss: Loss
    period: int

    @property
    def words(self) -> str:
        """Return what is asked, for the log."""
        return f"preparing for the loss of {self.loss.names[0][1]}"

    def ask(self, study: Study) -> Hedge | None:
        """Return the hedge."""
        return _hedge(study, self.loss, self.period)


def hedges(study: Study, found: Losses, progress: Progress, jobs: int | None = None, most: int = HEDGED) -> Hedges:
    """Return a hedge against each of the losses, at most so many, of which preparation spares most shortage.

    Most by the tiers in their order: the best priority decides. Of losses of some of the same that leave as much short,
    prepared and by surprise, the first stands for all, that of a site or supplier where there is one; of those of which
    as much is spared, the worst surprise comes first.
    """
    ranked = [tier for tier in before_cost(study.base.optima) if tier.startswith(SHORTAGE)]
    unlike: dict[tuple[tuple[float, ...], ...], list[tuple[tuple[float, ...], Loss]]] = {}
    for loss in found.each if found.period else ():
        gained = spared(study, loss)
        if worse(gained):
            short = tuple(_short(study, one, ranked) for one in (loss.surprised, loss.prepared))
            alike, own = unlike.setdefault(short, []), (_short(study, gained, ranked), loss)
            place = next((place for place, (_, known) in enumerate(alike) if _meet(known, loss)), None)
            if place is None:
                alike.append(own)
            elif loss.is_single and not alike[place][1].is_single:
                alike[place] = own
    most_spared = sorted((own for alike in unlike.values() for own in alike), key=lambda pair: pair[0], reverse=True)
    asked = [_Preparing(loss, found.period) for _, loss in most_spared[:most]]
    each = tuple(hedge for hedge in answers(study, asked, jobs, progress) if hedge is not None)
    return Hedges(each, len(most_spared) - len(asked))


def _meet(one: Loss, other: Loss) -> bool:
    """Return whether two losses have processes or lanes in common, of what is lost or asked for nothing any more."""
    mine, theirs = one.gone, other.gone
    runs = {*mine.processes, *mine.idle} & {*theirs.processes, *theirs.idle}
    return bool(runs or {*mine.lanes, *mine.unasked} & {*theirs.lanes, *theirs.unasked})


def _short(study: Study, found: Change, tiers: list[str]) -> tuple[float, ...]:
    """Return what tiers are more, in their order, to the digits that matter: in the unit of the program."""
    unit = study.model.program.unit
    return tuple(round(found.of.get(tier, 0.0) / unit, 3) for tier in tiers)


def spared(study: Study, loss: Loss) -> Change:
    """Return what every tier is more by surprise than prepared."""
    if loss.prepared.why or loss.surprised.why:
        return Change({}, loss.surprised.why or loss.prepared.why)
    if loss.surprised.is_least:
        return Change({}, NOT_APART)
    met, known = (_come_to(study, found) for found in (loss.surprised, loss.prepared))
    return change(met, known)


def _come_to(study: Study, found: Change) -> Outcome:
    """Return what a world comes to before the cost that changes the plan so."""
    base = study.base.optima
    optima = {tier: base.get(tier, 0.0) + amount for tier, amount in before_cost(found.of).items()}
    return Outcome(optima, broken=found.broken, missed=found.missed, over=found.over, streams=found.streams)


def _hedge(study: Study, loss: Loss, period: int) -> Hedge | None:
    own = Kept(study.model, study.solution, period)
    prepared = plan_of(study, loss.tables, gone=loss.gone)
    if isinstance(prepared, Outcome):
        return None
    best = cheapest_plan(study, *prepared, own)
    if best is not None:
        premium = change(outcome(study.model, best), study.base)
        decided = (study.model, best)
    else:
        # Where it is not told by duals what leaves as little short, the best plan that knows of the loss is kept.
        close = plan_of(study, loss.tables, near=own, gone=loss.gone)
        decided = prepared if isinstance(close, Outcome) else close
        without = plan_of(study, study.model.problem.tables, Kept(*decided, period))
        premium = change(without if isinstance(without, Outcome) else outcome(*without), study.base)
    moves = sorted(_moves(study, *decided, period), key=_order)
    return Hedge(
        loss, premium, spared(study, loss), tuple(moves[:MOST_MOVES]), max(0, len(moves) - MOST_MOVES), best is not None
    )  # fmt: skip


def _order(move: Move) -> tuple[bool, float]:
    return (False, move.before - move.after) if move.is_in_hand else (True, -move.part)


def cheapest_plan(study: Study, other: Model, prepared: Solution, own: Kept) -> Solution | None:
    """Return the best plan without the loss whose first decisions spare what preparation does; None if not known.

    other, prepared  the world with the loss, and its best plan
    own              the plan's decisions, of which those before the loss are shared
    """
    without, lost = study.matrix, face_before_cost(prepared)
    if lost is None or without.integer.size:
        return None
    alike = counterparts(other, study.model)
    early, decision = decisions(other, own.periods)
    both_have = alike.columns[early] != NONE
    known = early[both_have]
    upper = lost.column_upper.copy()
    # What only the world with the loss could decide is not decided.
    new = early[~both_have]
    upper[new] = lost.column_lower[new]
    both = _both_worlds(without, replace(lost, column_upper=upper))
    _, row = np.unique(decision[both_have], return_inverse=True)
    ones, none = np.ones(known.size), np.zeros(row.max(initial=-1) + 1)
    entries = (
        np.concatenate([both.rows + row, both.rows + row]),
        np.concatenate([alike.columns[known], without.columns + known]), np.concatenate([ones, -ones]),
    )  # fmt: skip
    linked = both.grown(entries, rows=(none, none))
    behind = np.zeros(lost.columns)
    tiers = [replace(tier, objective=np.concatenate([tier.objective, behind])) for tier in weighed(study.model)]
    program = nearest(study.model, own, replace(linked, spare=free_spare(study.model, without, own.periods)), tiers)
    found = study.attempted(lambda: study.solved(*program, None, "simplex first"))
    if isinstance(found, Outcome):
        return None
    return replace(found, matrix=without, values=found.values[: without.columns], tiers=found.tiers[:-1])


def _both_worlds(one: Matrix, other: Matrix) -> Matrix:
    """Return two programs as one, the other's columns and rows behind."""
    return Matrix(
        np.concatenate([one.column_lower, other.column_lower]), np.concatenate([one.column_upper, other.column_upper]),
        np.concatenate([one.row_lower, other.row_lower]), np.concatenate([one.row_upper, other.row_upper]),
        np.concatenate([one.start, one.start[-1] + other.start[1:]]),
        np.concatenate([one.column, one.columns + other.column]), np.concatenate([one.value, other.value]),
    )  # fmt: skip


def _moves(study: Study, other: Model, solution: Solution, period: int) -> Iterable[Move]:
    keys = {
        STOCK: ("site", "commodity"), SHIP: ("site_from", "site_to", "commodity"), RUN: ("process",),
        EXPAND: ("addition",), DELIVER: ("demand",),
    }  # fmt: skip
    for what, names in keys.items():
        before = _amounts(study.model, study.solution, what, names, period)
        after = _amounts(other, solution, what, names, period)
        for of in sorted(before.keys() | after.keys()):
            move = Move(what, of, before.get(of, 0.0), after.get(of, 0.0))
            if abs(move.after - move.before) > ALIKE * study.model.program.unit:
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
