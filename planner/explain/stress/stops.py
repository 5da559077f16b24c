"""The leverage of the country that withholds: what is short if it sends nothing more, from each period on, and what one
tonne less of what it sends does.

Prepared: the stop is known from the start. Surprised: until it comes every decision is that of the plan. What lies
between them is the value of preparation. Promises (least runs, shipments, takes) and limits stand before all demand:
where preparation keeps more of them it may leave more short, and its value is no number. Independence begins with the
first period from which no stop by surprise leaves shorter what anybody outside the country wants, with a priority or at
a shortage cost; of an element, more of it short in the best plans that were found. The country's own customers do not
count: what stays there is theirs, and others are none the better for it. Where that is so only because what is sent
then, in a way that the plan uses, would serve nobody before the plan ends, the plan shows no independence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import FloatArray
from models.problem import Problem
from models.weights import unmet_weights
from planner.explain.outcomes import LEAST, Change, Outcome
from planner.explain.stress.asked import answers
from planner.explain.stress.compared import compared, shorter
from planner.explain.stress.elements import Elements, elements_of, wanted_outside, wants_itself
from planner.explain.stress.gone import Gone
from planner.explain.stress.marginal import Flow, less_of
from planner.explain.stress.too_late import last_in_time
from planner.explain.stress.worlds import Lost, outcome
from planner.explain.study import Study
from planner.solve.session import Progress

# So much less is sent, in t of an element, or all that is where that is less.
ONE_TONNE = 1.0
# What is more short of an element than another plan has it by less than this, in t, and than such a share of all that
# is wanted of it, is rounding.
ROUNDED, ROUNDED_SHARE = 1e-4, 1e-3


@dataclass(frozen=True, eq=False)
class Stop:
    """A stop from a period on: what each tier is more than in the plan, known from the start, and as a surprise.

    prepared_of, surprised_of  (elements,) t of each that are more short in one best plan; None where there is none
    at_home  (elements,) the same as a surprise, of customers in the home country alone
    is_shorter  whether more is short outside the country as a surprise, of a priority or at a shortage cost
    """

    period: int
    prepared: Change
    surprised: Change
    prepared_of: FloatArray | None = None
    surprised_of: FloatArray | None = None
    at_home: FloatArray | None = None
    is_shorter: bool = True

    @property
    def hurts(self) -> bool:
        """Return whether a surprise leaves somebody shorter, or it is not known."""
        return self.is_shorter or bool(self.surprised.why)


@dataclass(frozen=True, eq=False)
class Less:
    """What a little less of an element sent in a period does: t of it, and the change of every tier."""

    element: int
    period: int
    tonnes: float
    change: Change


@dataclass(frozen=True, eq=False)
class Customers:
    """What some customers want, and what stops by surprise leave more short of it.

    wanted, short  (elements, periods) t that they want, and that stays short of it in the plan
    more     of each stop (elements,) t of each that are more short in one best plan; None where there is none
    periods  of the stops
    in_time  (elements,) as in Leverage
    """

    wanted: FloatArray
    short: FloatArray
    more: tuple[FloatArray | None, ...]
    periods: tuple[int, ...]
    in_time: tuple[int, ...]

    def want(self, element: int) -> bool:
        """Return whether they want any of an element."""
        return bool(self.wanted[element].sum() > 0.0)

    def independent_of(self, element: int) -> int | None:
        """Return the first period from which no stop by surprise leaves more of an element short; else None.

        None, too, where what is sent with it then comes too late for the plan.
        """
        least = self._least(element)
        hurts = [own is None or bool(own[element] > least) for own in self.more]
        first = _first(self.periods, hurts)
        return None if first is None or first > self.in_time[element] else first

    def gets_nothing(self, element: int, period: int) -> bool:
        """Return whether an element is wanted from a period on and none is delivered: a stop can take nothing."""
        wanted, short = (float(of[element, period:].sum()) for of in (self.wanted, self.short))
        return wanted > 0.0 and wanted - short <= self._least(element)

    def stays_short(self, element: int, period: int) -> bool:
        """Return whether the plan itself leaves an element short from a period on, without a stop."""
        return float(self.short[element, period:].sum()) > self._least(element)

    def _least(self, element: int) -> float:
        """Return the t of an element up to which a difference is rounding."""
        return min(ROUNDED, ROUNDED_SHARE * float(self.wanted[element].sum()))


@dataclass(frozen=True, eq=False)
class Leverage:
    """What stops from each period on do; none where the country sends nothing to others.

    country  that withholds
    elements what the stops are told of
    wanted, short, sent  (elements, periods) t of each that are wanted outside the country, stay short of it in the
                         plan, and are sent by the country to others
    wanted_at_home, short_at_home  the same of what is wanted in the home country alone
    less     of each element and period in which any is sent
    in_time  (elements,) the last period in which what the country sends with it, in every way that the plan uses, can
             still serve a customer within the plan; all_in_time  the same of whatever it sends
    """

    country: str
    stops: tuple[Stop, ...]
    elements: Elements
    wanted: FloatArray
    short: FloatArray
    sent: FloatArray
    wanted_at_home: FloatArray
    short_at_home: FloatArray
    less: tuple[Less, ...] = ()
    in_time: tuple[int, ...] = ()
    all_in_time: int = -1

    @property
    def independent_from(self) -> int | None:
        """Return the first period from which a stop by surprise leaves nobody shorter; else None.

        Later stops leave none shorter either. None, too, where what is sent then comes too late for the plan.
        """
        first = _first([stop.period for stop in self.stops], [stop.hurts for stop in self.stops])
        return None if first is None or first > self.all_in_time else first

    @property
    def last_that_hurts(self) -> int | None:
        """Return the last period from which a stop by surprise leaves somebody shorter; else None."""
        return next((stop.period for stop in reversed(self.stops) if stop.hurts), None)

    @property
    def outside(self) -> Customers:
        """Return all customers outside the country."""
        return self._customers(self.wanted, self.short, tuple(stop.surprised_of for stop in self.stops))

    @property
    def at_home(self) -> Customers | None:
        """Return the customers in the home country; None where they want nothing, or all that is wanted outside."""
        if not 0.0 < self.wanted_at_home.sum() < self.wanted.sum():
            return None
        return self._customers(self.wanted_at_home, self.short_at_home, tuple(stop.at_home for stop in self.stops))

    def _customers(self, wanted: FloatArray, short: FloatArray, more: tuple[FloatArray | None, ...]) -> Customers:
        return Customers(wanted, short, more, tuple(stop.period for stop in self.stops), self.in_time)

    def sends(self, period: int, element: int | None = None) -> bool:
        """Return whether the country sends anything, or of an element, from a period on: else a stop stops nothing."""
        own = self.sent[:, period:] if element is None else self.sent[element, period:]
        return float(own.sum()) > LEAST


def _first(periods: Sequence[int], hurts: Sequence[bool]) -> int | None:
    first: int | None = None
    for period, is_hurt in zip(reversed(periods), reversed(hurts), strict=True):
        if is_hurt:
            break
        first = period
    return first


def leverage(study: Study, progress: Progress, jobs: int | None = None) -> Leverage:
    """Return what stops of the withholding country do, one from each period on, and what one tonne less does.

    jobs  how many are solved at once; by the machine where it is not said
    """
    problem = study.model.problem
    country, lanes, elements = problem.options.withholding_country, _lanes_out(problem), elements_of(problem)
    planned = outcome(study.model, study.solution)
    nothing = np.zeros((len(elements.names), problem.calendar.size))
    if not lanes or study.base.why or planned.unmet is None:
        return Leverage(country, (), elements, nothing, nothing, nothing, nothing, nothing)
    periods = range(problem.calendar.size)
    lost = [Gone(period, lanes=lanes) for period in periods]
    asked = [Lost(f"stopping what {country} sends", problem.tables, gone=own) for own in lost]
    asked += [Lost("stopping it by surprise", problem.tables, own.since, own) for own in lost if own.since]
    found = answers(study, asked, jobs, progress)
    prepared, surprised = found[: len(periods)], [found[0], *found[len(periods) :]]

    def more(one: Outcome, *, at_home: bool = False) -> FloatArray | None:
        if one.unmet is None or planned.unmet is None:
            return None
        return elements.of_demand(problem, one.unmet - planned.unmet, at_home=at_home).sum(axis=1)

    def stop(period: int, known: Outcome, met: Outcome) -> Stop:
        found, foreseen = (compared(problem, one, planned, study.base) for one in (met, known))
        is_shorter = _is_shorter(problem, found, met.unmet, planned.unmet)
        return Stop(period, foreseen, found, more(known), more(met), more(met, at_home=True), is_shorter)

    stops = tuple(stop(*one) for one in zip(periods, prepared, surprised, strict=True))
    flows, sent = _sent(study, elements, country)
    in_time, all_in_time = _in_time(study, elements, lanes)
    wanted, wanted_at_home = (elements.of_demand(problem, problem.demands.quantity, at_home=at) for at in (False, True))
    short, short_at_home = (elements.of_demand(problem, planned.unmet, at_home=at) for at in (False, True))
    return Leverage(
        country, stops, elements, wanted, short, sent, wanted_at_home, short_at_home,
        _less(study, flows, sent, progress), in_time, all_in_time,
    )  # fmt: skip


def _is_shorter(problem: Problem, found: Change, unmet: FloatArray | None, planned: FloatArray | None) -> bool:
    """Return whether somebody is shorter; where the country itself wants anything, in what others want.

    unmet, planned  (demands, periods) t short in the best plan that was found, and in the plan
    """
    if unmet is None or planned is None or not wants_itself(problem):
        return shorter(found)
    outside = wanted_outside(problem)
    # What has a price has no weight.
    weights = np.where(problem.demands.priority[:, None] > 0, unmet_weights(problem), 1.0)
    for priority in np.unique(problem.demands.priority[outside]).tolist():
        own = outside & (problem.demands.priority == priority)
        asked, more = (float((weights * of)[own].sum()) for of in (problem.demands.quantity, unmet - planned))
        if more > ROUNDED_SHARE * ROUNDED * asked:
            return True
    return False


def _in_time(study: Study, elements: Elements, lanes: tuple[int, ...]) -> tuple[tuple[int, ...], int]:
    """Return (elements,) the last period in which every lane that the plan uses and that carries it is in time, and the
    same of all of these lanes; the last of the plan where there is none.
    """
    problem, ship = study.model.problem, study.model.variables.ship
    used = np.zeros(problem.lanes.size)
    np.add.at(used, ship.keys["lane"], study.solution.values[ship.index])
    own = np.array([lane for lane in lanes if used[lane] > LEAST], dtype=np.int64)
    last = last_in_time(problem, own)
    # What serves nobody whenever it is sent is stopped without harm, plan's end or not.
    own, last = own[last >= 0], last[last >= 0]
    end = problem.calendar.size - 1
    carries = elements.content[problem.lanes.commodity[own]] > 0.0
    carries[:, ~carries.any(axis=0)] = True  # contents that are not given hide what it is made of
    return (
        tuple(int(last[carries[:, place]].min(initial=end)) for place in range(len(elements.names))),
        int(last.min(initial=end)),
    )


def _sent(study: Study, elements: Elements, country: str) -> tuple[dict[tuple[int, int], Flow], FloatArray]:
    """Return (element, period) -> what the country sends to others, and (elements, periods) t of it in the plan."""
    problem, ship = study.model.problem, study.model.variables.ship
    countries = np.array(problem.sites.country)
    leaves = (countries[ship.keys["site_from"]] == country) & (countries[ship.keys["site_to"]] != country)
    flows: dict[tuple[int, int], Flow] = {}
    sent = np.zeros((len(elements.names), problem.calendar.size))
    for element, name in enumerate(elements.names):
        factor = elements.content[ship.keys["commodity"], element]
        for period, called in enumerate(problem.calendar.names):
            own = np.flatnonzero(leaves & (factor > 0.0) & (ship.keys["period"] == period))
            flow = Flow(f"{name} sent in {called}", ship.index[own], factor[own], period)
            flows[element, period] = flow
            sent[element, period] = flow.planned(study.solution.values)
    return flows, sent


def _less(study: Study, flows: dict[tuple[int, int], Flow], sent: FloatArray, progress: Progress) -> tuple[Less, ...]:
    places = [(element, period) for element, period in flows if sent[element, period] > LEAST]
    amounts = [min(ONE_TONNE, float(sent[place])) for place in places]
    changes = less_of(study, [flows[place] for place in places], amounts, progress)
    return tuple(
        Less(element, period, tonnes, found)
        for (element, period), tonnes, found in zip(places, amounts, changes, strict=True)
    )


def _lanes_out(problem: Problem) -> tuple[int, ...]:
    """Return the lanes from the withholding country to others, and to sites without a country."""
    countries, country = np.array(problem.sites.country), problem.options.withholding_country
    leaves = (countries[problem.lanes.origin] == country) & (countries[problem.lanes.destination] != country)
    return tuple(np.flatnonzero(leaves).tolist())
