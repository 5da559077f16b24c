"""In which countries the stages of delivered material were done, traced in proportion through the plan.

A source is of its origin at every stage up to its own, and so are opening stocks, orders on their way and the scrap of
earlier sales. Whatever makes a commodity of some stage does that stage in its own country; the stages before it are as
those of what went in, in proportion to the tonnes. A stage that is done again, as where crude metal is refined
elsewhere, counts in each of the countries that did it, as rules ask for each. What a process clears counts as of no
country: the law forgets it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray
from models.linear.joins import join
from models.names import folded
from models.network import node
from models.parts.origins import STAGE_OF, STAGES, stages_up_to
from models.plan import Plan
from models.problem import Problem
from models.resolve.facts import stages_cleared
from planner.trace import Movements, mixtures, movements, weights_of

UNKNOWN, CLEARED = "unknown", "origin cleared"
NOT_SET = -1
# A share below this is what rounding leaves.
NOTHING = 1e-9


@dataclass(frozen=True, eq=False)
class Traced:
    """Where the stages of deliveries were done.

    places   countries, or blocs where only those are known, and the words for what is unknown or cleared
    share    (deliveries, stages, places) in the order of the columns of family `deliver`, stages as STAGES: what went
             through the stage in that place; what was done in several places counts in each
    done     (deliveries, stages) the share that went through the stage anywhere
    """

    places: tuple[str, ...]
    share: FloatArray
    done: FloatArray

    def of(self, place: str) -> FloatArray:
        """Return (deliveries, stages) the share that was done in a place."""
        found = [number for number, name in enumerate(self.places) if folded(name) == folded(place)]
        return np.asarray(self.share[:, :, found].sum(axis=2))

    def words(self, delivery: int, stage: int) -> list[tuple[str, float]]:
        """Return the places in which a stage of a delivery was done, with their shares, most first."""
        own = self.share[delivery, stage]
        some = np.flatnonzero(own > NOTHING).tolist()
        return [(self.places[place], float(own[place])) for place in sorted(some, key=lambda place: -own[place])]


def trace_countries(plan: Plan) -> Traced:
    """Return where the stages of every delivery were done, by its tonnes."""
    (found,) = _traced(plan, movements(plan), [None])
    return found


def trace_elements(plan: Plan, content: FloatArray) -> list[Traced]:
    """Return for each element where the stages of what it was in were done, by its own tonnes.

    content  (commodities, elements) t of each in a tonne
    """
    moved, balance = movements(plan), plan.model.program.row_blocks["balance"]
    held, is_open = np.zeros((moved.rows, content.shape[1])), np.zeros(moved.rows, dtype=np.bool_)
    held[balance.index] = content[balance.keys["commodity"]]
    untold = np.array([not own for own in plan.model.problem.commodities.contents])
    is_open[balance.index] = untold[balance.keys["commodity"]]
    return _traced(plan, moved, [weights_of(moved, one, is_open) for one in held.T])


def _traced(plan: Plan, moved: Movements, weights: Sequence[FloatArray | None]) -> list[Traced]:
    """Return where the stages of every delivery were done, for each way in which movements weigh in a mixture."""
    codes = _Places(plan.model.problem)
    supplied, (set_by, forgets) = _supplied(plan, codes), _set_by(plan, moved, codes)
    places = tuple(codes.names)
    anywhere, size = len(places), len(places) + 1
    labels = np.zeros((moved.rows, len(STAGES), size))
    for row, own, tonnes in supplied:
        for stage, place in enumerate(own):
            if place != NOT_SET:
                labels[row, stage, [place, anywhere]] += tonnes

    def made(mixed: FloatArray, which: IntArray) -> FloatArray:
        shares = mixed.reshape(-1, len(STAGES), size).copy()
        shares[forgets[which]] = 0.0
        movement, stage = np.nonzero(set_by[which] != NOT_SET)
        shares[movement, stage, codes.names.index(CLEARED)] = 0.0  # what was forgotten is done anew
        shares[movement, stage, set_by[which][movement, stage]] = 1.0
        shares[movement, stage, anywhere] = 1.0
        return shares.reshape(mixed.shape)

    deliver, found = plan.model.variables.deliver.index, []
    for weight in weights:
        drawn = mixtures(moved, labels.reshape(moved.rows, -1), made, weight)[deliver]
        shares = (drawn * (plan.values[deliver] > 0.0)[:, np.newaxis]).reshape(-1, len(STAGES), size)
        found.append(Traced(places, shares[:, :, :anywhere], shares[:, :, anywhere]))
    return found


class _Places:
    """Numbers for the places that material can be from, spelled as sheet Sites does where it knows them."""

    def __init__(self, problem: Problem) -> None:
        """Begin with nothing but what is unknown and what is cleared."""
        self.names = [UNKNOWN, CLEARED]
        self.number: dict[str, int] = {}
        spelled = [name for names in (problem.sites.country, problem.sites.bloc) for name in names if name]
        self.spelled = {folded(name): name for name in reversed(spelled)}

    def __call__(self, name: str) -> int:
        """Return the number of a country or bloc; what has no name is unknown."""
        if not name:
            return self.names.index(UNKNOWN)
        key = folded(name)
        if key not in self.number:
            self.number[key] = len(self.names)
            self.names.append(self.spelled.get(key, name))
        return self.number[key]

    def behind(self, name: str, stage: str) -> list[int]:
        """Return (stages,) the place of everything that material of a stage from one place has behind it."""
        done = stages_up_to(stage)
        return [self(name) if one in done else NOT_SET for one in STAGES]


def _supplied(plan: Plan, codes: _Places) -> list[tuple[int, list[int], float]]:
    """Return balance row, (stages,) places and t of what is there from the start, arrives on orders or returns."""
    problem, classes = plan.model.problem, plan.model.classes
    stocks, orders, returns, periods = problem.inventories, problem.pipeline, problem.returns, problem.calendar.size
    stream, returning = np.nonzero(returns.earlier > 0.0)
    kept, at_start = (stocks.kept[:, 0] if stocks.size else np.empty(0)), np.zeros(stocks.size, dtype=np.int64)
    found: list[tuple[int, list[int], float]] = []
    balance = plan.model.program.row_blocks["balance"]
    keys = [node(problem, balance.keys["site"], balance.keys["commodity"]), balance.keys["class"]]
    keys.append(balance.keys["period"])
    for sheet, line, site, commodity, own, period, tonnes in (
        ("Inventory", stocks.line, stocks.site, stocks.commodity, classes.opening, at_start, stocks.opening * kept),
        ("Pipeline", orders.line, orders.site, orders.commodity, classes.order, orders.period, orders.quantity),
        ("Recycling", returns.line[stream], returns.site[stream], returns.scrap[stream], classes.earlier[stream],
         returning, returns.earlier[stream, returning]),
    ):  # fmt: skip
        origin = problem.tables.records[sheet].text["origin"]
        rows, source = join(keys, [node(problem, site, commodity), own, period])
        for row, one in zip(balance.index[rows].tolist(), source.tolist(), strict=True):
            if tonnes[one] > 0.0 and period[one] < periods:
                places = codes.behind(str(origin[line[one]]), problem.commodities.stage[commodity[one]])
                found.append((row, places, float(tonnes[one])))
    return found


def _set_by(plan: Plan, moved: Movements, codes: _Places) -> tuple[IntArray, BoolArray]:
    """Return (movements, stages) the place that a run sets on what it puts out, NOT_SET where what went in decides; and
    whether it forgets where the stage was done before.
    """
    problem, run = plan.model.problem, plan.model.variables.run
    balance = plan.model.program.row_blocks["balance"]
    process_of = np.full(moved.columns, NOT_SET)
    process_of[run.index] = run.keys["process"]
    commodity_of = np.full(moved.rows, NOT_SET)
    commodity_of[balance.index] = balance.keys["commodity"]
    size = (moved.row.size, len(STAGES))
    places, forgets = np.full(size, NOT_SET), np.zeros(size, dtype=np.bool_)
    known: dict[tuple[int, int], tuple[list[int], list[bool]]] = {}
    for number in np.flatnonzero((process_of[moved.column] != NOT_SET) & (moved.tonnes < 0.0)).tolist():
        key = (int(process_of[moved.column[number]]), int(commodity_of[moved.row[number]]))
        if key not in known:
            known[key] = _output_places(problem, *key, codes)
        places[number], forgets[number] = known[key]
    return places, forgets


def _output_places(problem: Problem, process: int, commodity: int, codes: _Places) -> tuple[list[int], list[bool]]:
    """Return (stages,) the place that a process sets on a commodity that it makes, and what it forgets."""
    processes, records = problem.processes, problem.tables.records["Processes"]
    country = problem.sites.country[processes.site[process]]
    stage = problem.commodities.stage[commodity]
    own = processes.line_output & (processes.line_process == process) & (processes.line_commodity == commodity)
    if processes.is_source[process]:
        row = processes.line_record[np.flatnonzero(own)[0]]
        return codes.behind(str(records.text["origin"][row]) or country, stage), [False] * len(STAGES)
    rows = processes.line_record[processes.line_process == process].tolist()
    cleared = frozenset[str]().union(*(stages_cleared(records.text["clears"][row]) for row in rows))
    places = [
        codes(country) if STAGE_OF.get(stage) == one else codes.names.index(CLEARED) if one in cleared else NOT_SET
        for one in STAGES
    ]
    return places, [one in cleared for one in STAGES]
