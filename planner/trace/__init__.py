"""What delivered material passed through, traced in proportion through the plan.

The rule: all of a commodity and origin class (models/classes/) that a site has in a period is one pool, and whatever
leaves it is the same mixture. A shipment or a stock carries the mixture of the pool that it left; what a run makes is
as marked as the tonnes that went into it. What a marked flow moves is marked from there on. The same plan could be
traced otherwise; sentences that use this say that it is traced in proportion.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray, mask_of
from models.families.blends import runs_of_feed
from models.plan import Plan

# The mixture is found by repeated mixing; shares that move by less than this are settled.
SETTLED = 1e-12
# Pools hang together over stages, periods and recycling; a plan has some dozens of stages times periods.
MOST_ROUNDS = 10_000


def flows_under(plan: Plan, capacity_lines: IntArray) -> BoolArray:
    """Return (columns,) the flows that a line of sheet Capacity limits: runs, or arrivals at a site."""
    matrix, capacity = plan.solution.matrix, plan.model.program.row_blocks["plant_capacity"]
    line = plan.model.problem.capacities.line[capacity.keys["limit"]]
    chosen = mask_of(capacity.index[np.isin(line, capacity_lines)], matrix.rows)
    return mask_of(matrix.column[np.repeat(chosen, np.diff(matrix.start))], matrix.columns)


def delivered_through(plan: Plan, marked: BoolArray | FloatArray) -> FloatArray:
    """Return (deliveries,) the share of each delivery that passed through a marked flow.

    marked   (columns,) the share of each flow that carries a mark, or true for all of it
    returns  in the order of the columns of family `deliver`; 0 where nothing is delivered
    Opening stocks and orders on their way carry no mark.
    """
    own = np.zeros(plan.values.size)
    np.maximum.at(own, carriers(plan), marked.astype(np.float64))
    moved = movements(plan)

    def marked_on(mixed: FloatArray, which: IntArray) -> FloatArray:
        return np.maximum(own[moved.column[which], np.newaxis], mixed)

    drawn = mixtures(moved, np.zeros((moved.rows, 1)), marked_on)[:, 0]
    deliver = plan.model.variables.deliver.index
    return np.where(plan.values[deliver] > 0.0, np.maximum(own[deliver], drawn[deliver]), 0.0)


def delivered_from(plan: Plan, site: int, commodity: int) -> FloatArray:
    """Return (deliveries,) the share of each delivery that lay at a site as this commodity before, or arrived there."""
    balance, moved = plan.model.program.row_blocks["balance"], movements(plan)
    here = np.zeros(moved.rows)
    here[balance.index[(balance.keys["site"] == site) & (balance.keys["commodity"] == commodity)]] = 1.0

    def been_there(mixed: FloatArray, which: IntArray) -> FloatArray:
        return np.maximum(here[moved.row[which], np.newaxis], mixed)

    drawn = mixtures(moved, (here * moved.supply)[:, np.newaxis], been_there)[:, 0]
    deliver = plan.model.variables.deliver.index
    return np.where(plan.values[deliver] > 0.0, drawn[deliver], 0.0)


@dataclass(frozen=True, eq=False)
class Movements:
    """What moves in a plan: the balance row, the column, and the tonnes that it takes (+) from the row or puts (-) in.

    period   (rows of the program,) of each balance row
    supply   (rows of the program,) t that are there from the start, arrive on orders, or return of earlier sales
    columns  number of columns of the program
    """

    row: IntArray
    column: IntArray
    tonnes: FloatArray
    period: IntArray
    supply: FloatArray
    columns: int

    @property
    def rows(self) -> int:
        """Return the number of rows of the program."""
        return int(self.period.size)


def movements(plan: Plan) -> Movements:
    """Return what moves in a plan; what feeds a mixture is moved by the run that it goes into."""
    matrix, balance = plan.solution.matrix, plan.model.program.row_blocks["balance"]
    period = np.full(matrix.rows, -1)
    period[balance.index] = balance.keys["period"]
    supply = np.zeros(matrix.rows)
    supply[balance.index] = matrix.row_lower[balance.index]
    row = matrix.entry_row
    tonnes = matrix.value * plan.values[matrix.column]
    chosen = (period[row] >= 0) & (tonnes != 0.0)
    column = carriers(plan)[matrix.column[chosen]]
    return Movements(row[chosen], column, tonnes[chosen], period, supply, plan.values.size)


def weights_of(moved: Movements, held: FloatArray, is_open: BoolArray) -> FloatArray:
    """Return (movements,) by what each counts in the mixture that its column draws, where an element is traced: its t.

    held     (rows of the program,) t of the element in a tonne of what each balance row is of
    is_open  (rows of the program,) whether that is not known
    What draws nothing that is known to hold any draws by the tonnes of what may hold some, and else by all tonnes.
    """
    drawn = np.maximum(moved.tonnes, 0.0)
    weight, is_told = np.zeros(drawn.size), np.zeros(moved.columns, dtype=np.bool_)
    for factor in (held, is_open, np.ones(moved.rows)):
        own = drawn * factor[moved.row]
        weight = np.where(is_told[moved.column], weight, own)
        is_told |= np.bincount(moved.column, weights=own, minlength=moved.columns) > 0.0
    return weight


def mixtures(
    moved: Movements, supplied: FloatArray, change: Callable[[FloatArray, IntArray], FloatArray],
    weight: FloatArray | None = None,
) -> FloatArray:  # fmt: skip
    """Return (columns, labels) the share of each label in what every column draws.

    supplied  (rows, labels) t of each label in what the rows are supplied with
    change    from (some, labels) shares that columns draw and (some,) movements into rows, to the shares put in
    weight    (movements,) by what each counts in what its column draws; its tonnes where it is not said
    What moves never arrives in an earlier period, so that the periods are settled one after the other.
    """
    pool = moved.supply + np.bincount(moved.row, weights=np.maximum(-moved.tonnes, 0.0), minlength=moved.rows)
    share, drawn = _ratio(supplied, pool), np.zeros((moved.columns, supplied.shape[1]))
    weight = moved.tonnes if weight is None else weight
    takes, periods = moved.tonnes > 0.0, int(moved.period.max(initial=-1)) + 1
    when = moved.period[moved.row]
    order = np.argsort(when, kind="stable")
    begin = np.searchsorted(when[order], np.arange(periods + 1))
    # (movements,) their columns and rows, by numbers of each period: it may take many rounds, and is a small part.
    column, row = np.empty_like(order), np.empty_like(order)
    for period in range(periods):
        own = order[begin[period] : begin[period + 1]]
        out, into = own[takes[own]], own[~takes[own]]
        out, into = out[np.argsort(moved.column[out], kind="stable")], into[np.argsort(moved.row[into], kind="stable")]
        for number, of in ((column, moved.column), (row, moved.row)):
            number[own] = np.unique(of[own], return_inverse=True)[1]
        came = mask_of(column[into], own.size)
        unsettled = np.ones_like(came)
        for _ in range(MOST_ROUNDS):
            # Only what draws from a row that still moves is mixed again, and only where it goes to.
            mixing = mask_of(column[out[unsettled[row[out]]]], own.size)
            some = out[mixing[column[out]]]
            place, tonnes = _added(moved.column[some], share[moved.row[some]], weight[some])
            drawn[place] = _ratio(tonnes, np.add.reduceat(weight[some], _first(moved.column[some])))
            arriving = mask_of(row[into[(mixing | came)[column[into]]]], own.size)
            some, came = into[arriving[row[into]]], np.zeros_like(came)
            place, tonnes = _added(moved.row[some], change(drawn[moved.column[some]], some), -moved.tonnes[some])
            after = _ratio(supplied[place] + tonnes, pool[place])
            before, share[place] = share[place], after
            moving = np.abs(after - before).max(axis=1, initial=0.0) >= SETTLED
            unsettled = mask_of(row[some[_first(moved.row[some])[moving]]], own.size)
            if not unsettled.any():
                break
    return drawn


def _first(place: IntArray) -> IntArray:
    """Return where each place begins in places that are in order."""
    return np.flatnonzero(np.append(True, place[1:] != place[:-1])[: place.size])


def _added(place: IntArray, shares: FloatArray, tonnes: FloatArray) -> tuple[IntArray, FloatArray]:
    """Return the distinct places of movements in their order, and (places, labels) the tonnes of each label."""
    first = _first(place)
    if not first.size:
        return place, np.zeros_like(shares)
    return place[first], np.add.reduceat(shares * tonnes[:, np.newaxis], first, axis=0)


def carriers(plan: Plan) -> IntArray:
    """Return (columns,) what moves the tonnes of each: itself, or for what feeds a mixture the run it goes into."""
    feed = plan.model.variables.feed
    carrier = np.arange(plan.values.size)
    carrier[feed.index] = runs_of_feed(plan.model.variables)
    return carrier


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Return (some, labels) part / (some,) whole, and 0 where there is nothing."""
    some = whole[:, np.newaxis]
    return np.divide(part, some, out=np.zeros_like(part), where=some > 0.0)
