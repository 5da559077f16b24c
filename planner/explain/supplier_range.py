"""How little and how much each supplier could send in a plan that is as good and costs hardly more.

Every tier that is better than cost stays at its best, by the faces of the plan; the cost may be a share of all that is
spent above the least. Each range is one supplier's alone: while one sends its least, others may have to send more, so
that two suppliers cannot both be at an end of theirs. Whole numbers stay as decided.

Lanes that lead back would let a supplier send the same tonnes again and again, for the freight alone. Of such lanes one
side is held at the plan: what it sends of a good that in the plan only comes to it, else what comes to it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.families.budget import NOT_SPENT
from models.linear.signs import Signs
from models.linear.solution import Solution
from models.network import reached_by
from planner.errors import NoPlanError, StoppedError, UnsolvedError
from planner.explain.answer import UnansweredError
from planner.explain.faces import counted, faces
from planner.explain.loaded import Loaded
from planner.explain.outcomes import COST, STOPPED, UNSOLVED
from planner.explain.questions import Questions, known
from planner.explain.reduced import Reduced
from planner.explain.study import Study, results_of
from planner.solve.session import scale_of
from planner.solve.vertex import point_of
from planner.solve.warm import fitted
from planner.solve.wider import row_of, with_rows

# Tonnes, or shares of what a supplier sends, that are the rounding of a solver.
ROUNDING = 1e-6
# Who sends so large a share of what all suppliers send cannot send much less for the room there is: what holds the
# least of it is the cost. It is sought at falling prices of that: shares of what is sent, for all of the room.
MUCH, PRICES = 1.0 / 60.0, tuple(8.0 * 1.5**-step for step in range(21))
OTHERWISE = "not told: another solver decided the whole numbers"


@dataclass(frozen=True)
class SupplierRange:
    """What one supplier sends to others than itself, over the whole plan.

    supplier     operator of its sites, or the name of a site that has none
    sites        its sites that can send
    commodities  that it can send
    planned, least, most  t sent; most is infinite where there is no end, both NaN where they are not known
    why          why they are not, else ""
    """

    supplier: str
    sites: tuple[int, ...]
    commodities: tuple[int, ...]
    planned: float
    least: float
    most: float
    why: str = ""


@dataclass(frozen=True)
class SupplierRanges:
    """The ranges of all suppliers that can send anything to others, by name.

    room        USD, discounted, that a plan may cost above the least
    why         why there are none, "" where they are known
    is_decided  whether whole numbers stay as they were decided
    """

    each: tuple[SupplierRange, ...]
    room: float = 0.0
    why: str = ""
    is_decided: bool = False


NO_RANGES = SupplierRanges(())


def supplier_ranges(study: Study) -> Questions[SupplierRanges]:
    """Ask for the range of each supplier."""
    is_decided = study.solution.decisions is not None
    why = study.base.why or (OTHERWISE if is_decided and not study.exact else "")
    if why:
        return known(SupplierRanges((), why=why))
    search = _unless_stopped(lambda: _Search(study, counted(study)))
    if isinstance(search, str):
        return known(SupplierRanges((), why=search))

    def together(answers: list[SupplierRange | str]) -> SupplierRanges:
        why = next((one for one in answers if isinstance(one, str)), "")
        each = tuple(one for one in answers if not isinstance(one, str))
        return SupplierRanges((), why=why) if why else SupplierRanges(each, search.room, is_decided=is_decided)

    def asked(name: str, chosen: BoolArray) -> SupplierRange | str:
        return _unless_stopped(lambda: search.range_of(name, chosen))

    return Questions([partial(asked, name, chosen) for name, chosen in _senders(study)], together)


def _unless_stopped[Found](find: Callable[[], Found]) -> Found | str:
    """Return what is found, or why it is not known."""
    try:
        return find()
    except StoppedError:
        return STOPPED
    except UnsolvedError:
        return UNSOLVED


def gross_spend(study: Study) -> float:
    """Return the USD, discounted, that a plan spends before what surplus earns, prices of what is missing apart."""
    program, values = study.model.program, study.solution.values
    return float(
        sum(
            np.maximum(program.cost_vector(kind) * values, 0.0).sum() for kind in program.costs if kind not in NOT_SPENT
        )
    )


def _senders(study: Study) -> list[tuple[str, BoolArray]]:
    """Return each supplier with (shipments,) whether it sends them, to somebody else."""
    ship, names = study.model.variables.ship, np.array(study.model.problem.suppliers, dtype=np.str_)
    sender, receiver = names[ship.keys["site_from"]], names[ship.keys["site_to"]]
    leaves = sender != receiver
    return [(str(name), leaves & (sender == name)) for name in np.unique(sender[leaves])]


def _of_all_senders(study: Study) -> Signs:
    """Return the signs of what suppliers send, the least and the most of it."""
    sent = np.zeros(study.solution.values.size)
    for _, chosen in _senders(study):
        sent[study.model.variables.ship.index[chosen]] = 1.0
    return Signs.either(sent)


class _Search:
    """The plan's program held to the tiers that are better than cost, with a row more that limits the cost."""

    def __init__(self, study: Study, solution: Solution) -> None:
        self._study, self._unit, self._values = study, study.solution.matrix.unit, solution.values
        results = results_of(solution)
        place = next(number for number, result in enumerate(results) if result.tier.kind == COST)
        cost, matrix = results[place].tier.objective, solution.matrix
        self.room = study.model.problem.options.cost_slack * gross_spend(study)
        scale = scale_of(cost)
        most = scale * (results[place].objective + self.room)
        wide = with_rows(matrix, [row_of(scale * cost)], np.array([most]))
        if place:
            bounds = faces(solution, results[:place])[-1]
            bounds.row_lower, bounds.row_upper = np.append(bounds.row_lower, -np.inf), np.append(bounds.row_upper, most)
            wide = bounds.within(wide)
        self._wide, self._solution = wide, solution
        self._row, self._scaled_room = matrix.rows, scale * self.room
        self._much = MUCH * sum(
            float(solution.values[study.model.variables.ship.index[chosen]].sum()) for _, chosen in _senders(study)
        )
        self._reduced: Reduced | None = None
        with suppress(NoPlanError, UnsolvedError):
            signs = _of_all_senders(study)
            self._reduced = Reduced(study, wide, cost, near=point_of(solution, wide), signs=signs)

    @cached_property
    def _whole(self) -> Loaded:
        """Return the whole program, from the plan's basis."""
        bases = fitted(self._solution.bases, self._solution.matrix, self._wide)
        return Loaded(replace(self._solution, matrix=self._wide, bases=bases), self._study.deadline)

    def range_of(self, name: str, chosen: BoolArray) -> SupplierRange:
        """Return the range of what a supplier sends: (shipments,) those that are its own."""
        ship, lanes = self._study.model.variables.ship, self._study.model.problem.lanes
        objective = np.zeros(self._values.size)
        objective[ship.index[chosen]] = 1.0
        planned = float(objective @ self._values)
        sites, goods = (
            tuple(np.unique(of[ship.keys["lane"][chosen]]).tolist()) for of in (lanes.origin, lanes.commodity)
        )
        back = ship.index[np.isin(ship.keys["lane"], self._held_lanes(sites, goods))]
        try:
            # Nobody sends less than nothing.
            least = self._least_sent(objective, planned) if planned > ROUNDING else 0.0
            most = -(self._least_with(back, -objective) if back.size else self._least(-objective))
        except UnansweredError as fault:
            why = f"not known: the solver ends with '{fault}'"
            return SupplierRange(name, sites, goods, planned * self._unit, np.nan, np.nan, why)
        least, most = (self._unit * _unless_rounding(one, planned) for one in (least, most))
        return SupplierRange(name, sites, goods, planned * self._unit, least, most)

    def _least(self, objective: FloatArray) -> float:
        """Return the least of (columns,) an objective that counts all classes of a material alike."""
        if self._reduced is not None:
            with suppress(UnansweredError):
                return self._reduced.lowest(objective)
        return self._whole.lowest(objective)

    def _least_sent(self, objective: FloatArray, planned: float) -> float:
        """Return the least of what a supplier sends that is planned to send so much."""
        if self._reduced is not None and planned >= self._much and self._scaled_room > 0.0:
            with suppress(UnansweredError):
                prices = [price * planned / self._scaled_room for price in PRICES]
                return self._reduced.lowest_along(objective, self._row, prices)
        return self._least(objective)

    def _least_with(self, held: IntArray, objective: FloatArray) -> float:
        """Return the least of (columns,) an objective where some columns are no more than in the plan.

        In the plan material is counted as of its own class, which the core does not hold.
        """
        lower, upper = self._whole.bounds.column_lower, self._whole.bounds.column_upper
        most = upper.copy()
        most[held] = np.clip(self._values[held], lower[held], upper[held])
        self._whole.bound(lower, most)
        try:
            return self._whole.lowest(objective)
        finally:
            self._whole.bound(lower, upper)

    def _held_lanes(self, sites: tuple[int, ...], goods: tuple[int, ...]) -> IntArray:
        """Return the lanes to or from a supplier's sites that keep what the plan sends, so that nothing goes round."""
        problem, ship = self._study.model.problem, self._study.model.variables.ship
        lanes, own = problem.lanes, np.isin(np.arange(len(problem.site_names.names)), sites)
        planned = np.zeros(lanes.size)
        np.add.at(planned, ship.keys["lane"], self._values[ship.index])
        held = []
        for good in goods:
            some = np.flatnonzero(lanes.commodity == good)
            start, end = lanes.origin[some], lanes.destination[some]
            comes = some[reached_by(start, end, own)[start] & ~own[start] & own[end]]
            leaves = some[reached_by(end, start, own)[end] & own[start] & ~own[end]]
            only_comes = planned[comes].sum() > ROUNDING >= planned[leaves].sum()
            held.append(leaves if only_comes else comes)
        return np.concatenate(held)


def _unless_rounding(end: float, planned: float) -> float:
    """Return an end of a range: what is planned, or nothing, where a solver cannot tell it from that."""
    near = ROUNDING * max(1.0, planned)
    if abs(end - planned) <= near:
        return planned
    return 0.0 if abs(end) <= near else end
