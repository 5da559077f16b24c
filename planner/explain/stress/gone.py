"""What is lost: from a period on it runs, sends and sells nothing, and nothing is asked of it any more.

Nothing is sent to a lost site any more, nor has to lie there, but for customers there. No least run or shipment, no
least take that it would have to send or that would have to arrive at it, no least share of what is bought; and its
plants may stop at once, whatever their rate limits. Of a least amount over several periods its part until the loss is
still asked for, by days, or what the plan has kept of it by then, where that is less: else a loss that is known would
free of what can be kept before it. Of a contract with take-or-pay that part is paid for where the supplier is lost; a
buyer whose plant is lost pays for all that it does not take. From then on nothing is kept of what `frozen periods`
keeps: it was decided without knowing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.formulation import Model
from models.linear.matrix import Matrix
from models.linear.program import Block
from models.problem import Problem
from models.roles import ASKED, KEPT, MOST_SHARES, PROMISES

# Families of columns that a row may count that asks for so much of what lanes bring, or processes make.
COUNTED = ("ship", "take", "run", "deliver", "stock", "sell")


@dataclass(frozen=True)
class Gone:
    """What is lost.

    since      the period from which on it is
    processes  that run no more;  lanes  over which nothing is sent any more;  sites  at which nothing is sold any more
    unasked    further lanes of which nothing is asked: what they bring is made no more, or is let through no more
    at_arrival  those of them that close to what arrives, whenever it was sent
    idle       further processes of which nothing is asked: what they make is let through no more
    arriving   lanes that end at what is lost: over them nothing has to be sent
    empty      sites to which nothing is sent any more, and where nothing has to lie
    closes     the first period of which no day is left, where something closes later than it is known to
    eased      whether shares of the others may be more than typed: they are shares of what comes of all
    """

    since: int
    processes: tuple[int, ...] = ()
    lanes: tuple[int, ...] = ()
    sites: tuple[int, ...] = ()
    unasked: tuple[int, ...] = ()
    at_arrival: tuple[int, ...] = ()
    idle: tuple[int, ...] = ()
    arriving: tuple[int, ...] = ()
    empty: tuple[int, ...] = ()
    eased: bool = False
    closes: int = 0

    @property
    def unasked_from(self) -> int:
        """Return the period from which on nothing is asked of what is lost: until it closes all is kept."""
        return max(self.since, self.closes)


def gone_sites(problem: Problem, sites: IntArray, since: int) -> Gone:
    """Return some sites as lost: they make, get and send nothing; who needs something there still gets it."""
    lanes = problem.lanes
    needs = np.zeros(problem.site_names.size, dtype=np.bool_)
    needs[problem.demands.customer] = True
    processes = np.flatnonzero(np.isin(problem.processes.site, sites))
    empty = np.asarray(sites)[~needs[sites]]
    arriving = np.flatnonzero(np.isin(lanes.destination, empty))
    leaving = np.flatnonzero(np.isin(lanes.origin, sites))
    return Gone(
        since, tuple(processes.tolist()), tuple(leaving.tolist()), tuple(sites.tolist()),
        arriving=tuple(arriving.tolist()), empty=tuple(empty.tolist()),
    )  # fmt: skip


def gone_processes(problem: Problem, processes: IntArray, since: int) -> Gone:
    """Return some processes as lost; what lies at their sites, and what others there make, is sent on."""
    own, lanes = problem.processes, problem.lanes
    is_lost = np.isin(own.line_process, processes)
    made, used = _at(problem, own.line_output & is_lost), _at(problem, ~own.line_output & is_lost)
    still = _at(problem, ~own.line_output & ~is_lost)
    still[problem.demands.customer] = True
    unasked = np.flatnonzero(made[lanes.origin, lanes.commodity])
    arriving = np.flatnonzero((used & ~still)[lanes.destination, lanes.commodity])
    return Gone(
        since, tuple(processes.tolist()), unasked=tuple(unasked.tolist()), arriving=tuple(arriving.tolist())
    )  # fmt: skip


def _at(problem: Problem, lines: BoolArray) -> BoolArray:
    """Return (sites, commodities) where some lines of recipes stand."""
    own = problem.processes
    found: BoolArray = np.zeros((problem.site_names.size, problem.commodity_names.size), dtype=np.bool_)
    found[own.site[own.line_process[lines]], own.line_commodity[lines]] = True
    return found


def without(model: Model, matrix: Matrix, gone: Gone | None, planned: FloatArray) -> Matrix:
    """Return a program without what is lost, which asks for nothing of it.

    model    whose program it is;  matrix  with the rows of that first
    planned  (columns,) the plan
    """
    if gone is None:
        return matrix
    upper, rows, columns = matrix.column_upper.copy(), model.program.row_blocks, model.program.column_blocks
    # All classes of a lane or process alike, so that what can stand in for a spare column still does.
    for family, key, lost in (
        ("ship", "lane", gone.lanes), ("ship", "site_to", gone.empty), ("run", "process", gone.processes),
        ("sell", "site", gone.sites),
    ):  # fmt: skip
        block = columns[family]
        shut = block.index[np.isin(block.keys[key], lost) & (block.keys["period"] >= gone.since)]
        upper[shut] = matrix.column_lower[shut]
    lower, most = matrix.row_lower.copy(), matrix.row_upper.copy()
    for family in ("ramp", "ramp_down"):
        ramp = rows[family]
        stops = np.isin(ramp.keys["process"], gone.processes) & (ramp.keys["period"] >= gone.since)
        stops |= np.isin(ramp.keys["process"], gone.idle) & (ramp.keys["period"] >= gone.unasked_from)
        most[ramp.index[stops]] = np.inf
    for family in KEPT:
        block = rows[family]
        freed = block.index[block.keys["period"] >= gone.since]
        lower[freed], most[freed] = -np.inf, np.inf
    period = _periods(model, matrix, gone)
    freed = _asked_of(model, matrix, gone, period)
    lower[freed] = _until_then(model, matrix, gone, period, planned)[freed]
    lower[_to_lie_at(model, gone)] = -np.inf
    if gone.eased:
        most[shares_of_others(model, gone)] = np.inf
    return replace(matrix, column_upper=upper, row_lower=lower, row_upper=most)


def _to_lie_at(model: Model, gone: Gone) -> IntArray:
    """Return the rows that ask, from the loss on, for stocks where nothing has to lie any more."""
    safety, end = (model.program.row_blocks[family] for family in ("safety_stock", "end_stock"))
    empty = np.isin(model.problem.inventories.site, gone.empty)
    later = empty[safety.keys["stock"]] & (safety.keys["period"] >= gone.since)
    return np.concatenate([safety.index[later], end.index[empty[end.keys["stock"]]]])


def shares_of_others(model: Model, gone: Gone) -> IntArray:
    """Return the rows that hold others to a share of what came of what is lost, too."""
    rows = np.concatenate([model.program.row_blocks[family].index for family in MOST_SHARES])
    if not rows.size:
        return rows
    matrix, ship = model.program.matrix(), model.program.column_blocks["ship"]
    is_lost = np.zeros(matrix.columns, dtype=np.bool_)
    lost = np.isin(ship.keys["lane"], (*gone.lanes, *gone.unasked))
    lost &= _counted(model.problem, ship, gone) >= gone.unasked_from
    is_lost[ship.index[lost]] = True
    # What a share is taken of counts below 0.
    return np.intersect1d(rows, matrix.entry_row[is_lost[matrix.column] & (matrix.value < 0.0)])


def _counted(problem: Problem, block: Block, gone: Gone) -> IntArray:
    """Return (block,) the period in which what closes is closed to each: that of sending, or of arrival where it is."""
    period = block.keys["period"]
    if "lane" not in block.keys or not gone.at_arrival:
        return period
    lane = block.keys["lane"]
    return np.where(np.isin(lane, gone.at_arrival), problem.lanes.arrival[lane, period], period)


def _periods(model: Model, matrix: Matrix, gone: Gone) -> IntArray:
    """Return (columns,) the period in which what closes is closed to each, -1 for what no row asks for."""
    period = np.full(matrix.columns, -1)
    for family in COUNTED:
        block = model.program.column_blocks[family]
        period[block.index] = _counted(model.problem, block, gone)
    return period


def _until_then(model: Model, matrix: Matrix, gone: Gone, period: IntArray, planned: FloatArray) -> FloatArray:
    """Return (rows,) what rows that ask for an amount still ask for until the loss; -inf where that is nothing.

    Where what lacks is paid for, as under take-or-pay, the part by days; else no more than the plan has kept by then.
    period  (columns,) as `_periods`;  planned  (columns,) the plan
    """
    blocks, calendar = model.program.row_blocks, model.problem.calendar
    of_amount: BoolArray = np.zeros(matrix.rows, dtype=np.bool_)
    of_amount[np.concatenate([blocks[family].index for family in PROMISES])] = True
    row, when = matrix.entry_row, period[matrix.column]
    # What a surprise keeps at nothing could be something.
    can_be = model.program.matrix().column_upper[matrix.column] > 0.0
    asked = of_amount[row] & (when >= 0) & (matrix.value > 0.0) & can_be
    early = asked & (when < gone.unasked_from)
    days = calendar.end - calendar.start + 1

    def lasting(entries: BoolArray) -> FloatArray:
        each = np.unique(np.stack([row[entries], when[entries]]), axis=1)
        return np.bincount(each[0], weights=days[each[1]], minlength=matrix.rows)

    whole, before = lasting(asked), lasting(early)
    part = np.divide(before, whole, out=np.zeros(matrix.rows), where=whole > 0.0)
    least = part * np.where(before > 0.0, matrix.row_lower, 0.0)
    kept = np.bincount(row[early], matrix.value[early] * planned[matrix.column[early]], matrix.rows)
    pays: BoolArray = np.zeros(matrix.rows, dtype=np.bool_)
    pays[row[np.isin(matrix.column, model.program.column_blocks["shortfall"].index)]] = True
    return np.where(before > 0.0, np.where(pays, least, np.minimum(least, kept)), -np.inf)


def _asked_of(model: Model, matrix: Matrix, gone: Gone, period: IntArray) -> IntArray:
    """Return the rows that ask, from the loss on, for what could only come of what is lost, or go to it.

    period  (columns,) as `_periods`
    """
    size = matrix.columns
    is_lost, comes_of_it = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    for family in COUNTED:
        block = model.program.column_blocks[family]
        for key, lost in (("lane", (*gone.lanes, *gone.unasked)), ("process", (*gone.processes, *gone.idle))):
            if key in block.keys:
                comes_of_it[block.index] = np.isin(block.keys[key], lost)
        if family == "sell":
            comes_of_it[block.index] = np.isin(block.keys["site"], gone.sites)
        if "lane" in block.keys:
            is_lost[block.index] = np.isin(block.keys["lane"], gone.arriving)
    is_lost |= comes_of_it
    rows: BoolArray = np.zeros(matrix.rows, dtype=np.bool_)
    for family in ASKED:
        rows[model.program.row_blocks[family].index] = True
    # What is asked for counts above 0, what a share is taken of below.
    entry = (matrix.value > 0.0) & rows[matrix.entry_row]
    asked = entry & (period[matrix.column] >= gone.unasked_from)
    own = is_lost[matrix.column]
    found = np.setdiff1d(matrix.entry_row[asked & own], matrix.entry_row[asked & ~own])
    # What is not taken is paid for, unless it is not there to be taken.
    paid = np.isin(matrix.column, model.program.column_blocks["shortfall"].index)
    owed = np.setdiff1d(matrix.entry_row[entry & paid], matrix.entry_row[asked & comes_of_it[matrix.column]])
    later = matrix.entry_row[period[matrix.column] >= gone.unasked_from]
    return np.union1d(np.setdiff1d(found, owed), np.intersect1d(_all_of_it(model, gone), later))


def _all_of_it(model: Model, gone: Gone) -> IntArray:
    """Return the rows that ask for all of what is bought from what is lost: they count the tonnes of others alone."""
    problem, rows, goods = model.problem, model.program.row_blocks, model.problem.commodity_names.size
    sourcing, rules, lost = problem.sourcing, problem.rules, (*gone.lanes, *gone.unasked, *gone.arriving)
    suppliers = sourcing.share, sourcing.member_share, sourcing.member_lane
    of_rule = rules.flow_rule * goods + problem.lanes.commodity[rules.flow_lane]
    origins = np.repeat(rules.value, goods), of_rule, rules.flow_lane
    least, awarded, origin = (rows[family] for family in ("supplier_least_share", "awarded_least_share", "share_min"))
    found = []
    for block, own, (share, owner, lane) in (
        (least, least.keys["share"], suppliers),
        (awarded, awarded.keys["share"], suppliers),
        (origin, origin.keys["rule"] * goods + origin.keys["commodity"], origins),
    ):
        is_lost = np.isin(lane, lost)
        whole = np.setdiff1d(owner[is_lost], owner[~is_lost])
        found.append(block.index[np.isin(own, whole) & (share[own] == 1.0)])
    return np.concatenate(found)
