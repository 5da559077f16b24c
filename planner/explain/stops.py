"""The leverage of the country that withholds: what is short if it sends nothing more, from each period on.

Prepared: the stop is known from the start. Surprised: until it comes every decision is that of the plan. What lies
between them is the value of preparation. Independence begins with the first period from which no stop by surprise
leaves anybody shorter.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from models.records import Tables
from planner.explain.added import with_rows
from planner.explain.study import Change, Study, change
from planner.read.grid import Cell
from planner.solve.session import Progress

NAME = "Full stop"
COST = "cost"


@dataclass(frozen=True)
class Stop:
    """A stop from a period on: what each tier is more than in the plan, known from the start, and as a surprise."""

    period: int
    prepared: Change
    surprised: Change


@dataclass(frozen=True)
class Leverage:
    """What stops from each period on do; none where the country sends nothing to others.

    country  that withholds
    """

    country: str
    stops: tuple[Stop, ...]

    @property
    def independent_from(self) -> int | None:
        """Return the first period from which a stop by surprise leaves no demand with a priority shorter; else None.

        Later stops leave none shorter either.
        """
        first: int | None = None
        for stop in reversed(self.stops):
            if stop.surprised.why or any(worse(stop.surprised)):
                break
            first = stop.period
        return first


def worse(found: Change) -> list[float]:
    """Return the amounts by which tiers of unmet demand are more."""
    return [amount for tier, amount in found.of.items() if tier.startswith("unmet") and amount > 0.0]


def leverage(study: Study, progress: Progress) -> Leverage:
    """Return what stops of the withholding country do, one from each period on."""
    problem = study.model.problem
    country, receivers = problem.options.withholding_country, receivers_of(study)
    found = []
    for period in range(problem.calendar.size) if receivers else ():
        progress(f"stopping what {country} sends, from period {period + 1} of {problem.calendar.size}")
        tables = stopped(problem.tables, country, receivers, int(problem.calendar.start[period]))
        prepared = change(study.of(tables), study.base)
        surprised = prepared if not period else change(study.of(tables, frozen=period), study.base)
        found.append(Stop(period, prepared, surprised))
    return Leverage(country, tuple(found))


def receivers_of(study: Study) -> list[str]:
    """Return the other countries that the withholding one has lanes to, in order."""
    problem = study.model.problem
    country, countries = problem.options.withholding_country, problem.sites.country
    pairs = {
        (countries[origin], countries[destination])
        for origin, destination in zip(problem.lanes.origin.tolist(), problem.lanes.destination.tolist(), strict=True)
    }
    return sorted(receiver for sender, receiver in pairs if sender == country and receiver not in ("", country))


def stopped(tables: Tables, country: str, receivers: list[str], day: int) -> Tables:
    """Return the tables with a ban of all that a country sends to others, from a day on."""
    rows: list[dict[str, Cell]] = [
        {"rule": NAME, "type": "ban", "from": country, "to": receiver, "start": dt.date.fromordinal(day)}
        for receiver in receivers
    ]
    return with_rows(tables, "Rules", rows)
