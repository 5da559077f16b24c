"""How large each sized stock has to be, what fills it, what it is drawn for, and which shortage it covers.

What it covers is told by a plan without it: the problem is solved once more with the stock held to what lies there at
the start (its maximum is its opening, where that is less), everything else as it is. Stocks that could do each other's
work hide each other, so that where several are sized, one more plan holds all of them down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.arrays import FloatArray, IntArray
from models.formulation import Model, build
from models.plan import Plan, make_plan
from models.problem import Problem
from planner.errors import NoPlanError, StoppedError, UnsolvedError
from planner.explain.outcomes import LEAST, STOPPED, UNSOLVED, change, difference
from planner.explain.study import outcome_of
from planner.process.deadline import seconds_left
from planner.solve.session import Progress
from planner.trace import delivered_through

# Tiers that a planner weighs; the size itself and the tie-break are none of them.
UNWEIGHED = ("size", "tie-break")
NO_PLAN = "without it no plan keeps every limit"
STREAM = ("customer", "commodity", "end_use", "priority", "period")


@dataclass(frozen=True)
class Fill:
    """What comes in while a stock grows: from whom, periods of sending and arrival, t, and t of it that stay."""

    source: str
    sent: int
    arrives: int
    came: float
    kept: float


@dataclass(frozen=True)
class Draw:
    """What a stock is drawn for: a delivery, and the t of it that came out of the stock, traced in proportion."""

    customer: str
    commodity: str
    end_use: str
    period: int
    tonnes: float


@dataclass(frozen=True)
class Cover:
    """The shortage of a demand in a period, in t: without the stock and with it."""

    customer: str
    commodity: str
    end_use: str
    priority: int
    period: str
    without: float
    short: float


@dataclass(frozen=True)
class Gain:
    """What the plan is better, and dearer, than the one without a stock, or without all that are sized.

    changes  what each tier but sizes and tie-break is more than without it, best tier first
    covers   shortages that differ
    costs    kind of cost -> discounted USD (without it, with it), where they differ
    why      why nothing is known, "" where it is
    """

    changes: tuple[float, ...]
    covers: tuple[Cover, ...]
    costs: dict[str, tuple[float, float]]
    why: str = ""


@dataclass(frozen=True)
class StockSize:
    """A sized stock.

    stock  row of the problem's inventories
    size   t that it has to hold: at the start or at the end of a period, `when`; -1 is the start
    """

    stock: int
    size: float
    when: int
    fills: tuple[Fill, ...]
    draws: tuple[Draw, ...]
    gain: Gain


@dataclass(frozen=True)
class StockSizes:
    """Every sized stock, in the order of the inventories, and what all of them together gain where there are more."""

    each: tuple[StockSize, ...]
    together: Gain | None


NO_SIZES = StockSizes((), None)


def stock_sizes(plan: Plan, deadline: float | None, progress: Progress, *, exact: bool) -> StockSizes:
    """Return the sizes of the sized stocks of a plan.

    deadline    when all solves have to be through
    exact       whether the plan comes from HiGHS; other solvers leave some room in each tier, so that HiGHS then solves
                with the stocks too
    """
    problem = plan.model.problem
    sized = np.flatnonzero(problem.inventories.sized).tolist()
    if not sized:
        return NO_SIZES
    base = plan if exact else _solved(plan.model, deadline)
    if plan.solution.stopped_in is not None:
        base = STOPPED

    def gain(stocks: Sequence[int]) -> Gain:
        other = base if isinstance(base, str) else _solved(build(without(problem, stocks)), deadline)
        if isinstance(base, str) or isinstance(other, str):
            return Gain((), (), {}, str(other))
        return _compared(base, other)

    each = []
    for number, stock in enumerate(sized, start=1):
        progress(f"sizing stock {number} of {len(sized)}")
        each.append(_sized(plan, stock, gain([stock])))
    if len(sized) == 1:
        return StockSizes(tuple(each), None)
    progress("sizing all stocks together")
    return StockSizes(tuple(each), gain(sized))


def without(problem: Problem, stocks: Sequence[int]) -> Problem:
    """Return the problem in which these stocks never hold more than what lies there at the start."""
    held = problem.inventories
    maximum = held.maximum.copy()
    maximum[list(stocks)] = np.minimum(maximum, held.opening)[list(stocks)]
    return replace(problem, inventories=replace(held, maximum=maximum))


def _solved(model: Model, deadline: float | None) -> Plan | str:
    """Return the best plan of a program, or why it is not known."""
    from planner.solve import highs

    matrix, gap = model.program.matrix(), model.problem.options.gap
    try:
        solution = highs.solve(matrix, model.program.tiers, seconds_left(deadline), gap=gap)
    except NoPlanError:
        return NO_PLAN
    except StoppedError:
        return STOPPED
    except UnsolvedError:
        return UNSOLVED
    return make_plan(model, solution) if solution.stopped_in is None else STOPPED


def _compared(plan: Plan, other: Plan) -> Gain:
    """Return what a plan gains over another one of the same problem."""
    found = change(outcome_of(plan.solution), outcome_of(other.solution))
    tiers = [result.tier for result in plan.solution.tiers]
    changes = tuple(found.figure(tier.name) or 0.0 for tier in tiers if tier.kind not in UNWEIGHED)
    missed = _short(other)
    covers = [
        Cover(*stream, without=missed[stream], short=tonnes)
        for stream, tonnes in _short(plan).items()
        if abs(tonnes - missed[stream]) > LEAST
    ]
    spent, saved = plan.costs, other.costs
    costs = {
        kind: (saved.get(kind, 0.0), spent.get(kind, 0.0))
        for kind in dict.fromkeys([*spent, *saved])
        if difference(spent.get(kind, 0.0), saved.get(kind, 0.0))
    }
    return Gain(changes, tuple(covers), costs)


def _short(plan: Plan) -> dict[tuple[str, str, str, int, str], float]:
    """Return (customer, commodity, end use, priority, period) -> t that stay short."""
    table = plan.tables["unmet"]
    keys = zip(*(table[name].to_list() for name in STREAM), strict=True)
    return dict(zip(keys, table["unmet_t"].to_list(), strict=True))


def _sized(plan: Plan, stock: int, gain: Gain) -> StockSize:
    problem, v = plan.model.problem, plan.model.variables
    stocks, periods = problem.inventories, problem.calendar.size
    own = v.stock.keys["stock"] == stock
    level = np.bincount(v.stock.keys["period"][own], weights=plan.values[v.stock.index[own]], minlength=periods)
    opening = float(stocks.opening[stock])
    when = int(level.argmax()) if level.max() > opening else -1
    before = stocks.kept[stock] * np.concatenate([[opening], level[:-1]])
    rise = level - before
    rise[np.abs(rise) < plan.model.program.gram] = 0.0
    node = _Node(plan, stock)
    return StockSize(
        stock, float(max(level.max(), opening)), when, _fills(plan, node, rise), _draws(plan, node, rise), gain
    )


class _Node:
    """What moves at the place of a stock: the rows of its balance, and the columns that take from it or bring to it."""

    def __init__(self, plan: Plan, stock: int) -> None:
        """Find the rows and entries; (entries,) column, period, and t that it takes (+) or brings (-)."""
        problem, matrix = plan.model.problem, plan.solution.matrix
        balance, stocks = plan.model.program.row_blocks["balance"], problem.inventories
        here = (balance.keys["site"] == stocks.site[stock]) & (balance.keys["commodity"] == stocks.commodity[stock])
        self.rows, self.row_period = balance.index[here], balance.keys["period"][here]
        when = np.full(matrix.rows, -1)
        when[self.rows] = self.row_period
        row = matrix.entry_row
        tonnes = matrix.value * plan.values[matrix.column]
        # What is carried over is the stock itself.
        moves = (when[row] >= 0) & (tonnes != 0.0) & ~np.isin(matrix.column, plan.model.variables.stock.index)
        self.column, self.period, self.tonnes = matrix.column[moves], when[row[moves]], tonnes[moves]
        # The balance's right-hand side: orders on their way and scrap of earlier sales, and in the first period
        # the opening stock.
        self.supply = np.bincount(self.row_period, weights=matrix.row_lower[self.rows], minlength=problem.calendar.size)
        self.supply[0] -= stocks.opening[stock] * stocks.kept[stock, 0]


def _fills(plan: Plan, node: _Node, rise: FloatArray) -> tuple[Fill, ...]:
    """Return what comes in while the stock grows; what stays is taken in proportion from all that comes in."""
    into = node.tonnes < 0.0
    given = np.where(node.supply > plan.model.program.gram, node.supply, 0.0)
    total = np.bincount(node.period[into], weights=-node.tonnes[into], minlength=rise.size) + given
    share = np.divide(np.maximum(rise, 0.0), total, out=np.zeros(rise.size), where=total > 0.0)
    found: dict[tuple[int, int, str], float] = {}
    for column, period, tonnes in zip(node.column[into], node.period[into], -node.tonnes[into], strict=True):
        source, sent = _source(plan, int(column), int(period))
        key = (int(period), sent, source)
        found[key] = found.get(key, 0.0) + float(tonnes)
    for period in np.flatnonzero(given).tolist():
        found[period, period, "orders on their way and scrap of earlier sales"] = float(given[period])
    return tuple(
        Fill(source, sent, period, came, came * float(share[period]))
        for (period, sent, source), came in sorted(found.items())
        if share[period] > 0.0
    )


def _source(plan: Plan, column: int, period: int) -> tuple[str, int]:
    """Return from whom what a column brings comes, in words, and the period in which it was sent or made."""
    problem, v = plan.model.problem, plan.model.variables
    for block in (v.ship, v.run, v.deliver):
        place = int(np.searchsorted(block.index, column))
        if place < block.size and block.index[place] == column:
            sent = int(block.keys["period"][place])
            if block is v.ship:
                return problem.site_names.names[block.keys["site_from"][place]], sent
            if block is v.run:
                return f"made here: {problem.processes.name[block.keys['process'][place]]}", sent
            return "scrap that comes back", sent
    return "counted anew", period


def _draws(plan: Plan, node: _Node, rise: FloatArray) -> tuple[Draw, ...]:
    """Return the deliveries that came out of the stock in the periods in which it shrinks, traced in proportion."""
    problem, v = plan.model.problem, plan.model.variables
    out = node.tonnes > 0.0
    total = np.bincount(node.period[out], weights=node.tonnes[out], minlength=rise.size)
    share = np.divide(np.maximum(-rise, 0.0), total, out=np.zeros(rise.size), where=total > 0.0)
    marked = np.zeros(plan.values.size)
    marked[node.column[out]] = np.minimum(share[node.period[out]], 1.0)
    deliver, demands = v.deliver, problem.demands
    tonnes = delivered_through(plan, marked) * plan.values[deliver.index]
    found: dict[tuple[int, int, int], float] = {}
    chosen: IntArray = np.flatnonzero(tonnes > plan.model.program.gram)
    for place in chosen.tolist():
        period, demand, commodity = (int(deliver.keys[name][place]) for name in ("period", "demand", "commodity"))
        key = period, demand, commodity
        found[key] = found.get(key, 0.0) + float(tonnes[place])
    return tuple(
        Draw(
            problem.site_names.names[demands.customer[demand]], problem.commodity_names.names[commodity],
            demands.end_use[demand], period, amount,
        )
        for (period, demand, commodity), amount in sorted(found.items())
    )  # fmt: skip
