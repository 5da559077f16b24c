"""Losses: what is short if a supplier, a site, a country, or a stage in a country makes nothing more from a period on,
or if a rule changes then.

Prepared: known from the start. Surprised: until then every decision is that of the plan. A loss of what the plan does
not use changes nothing: the plan stays possible, and stays best among fewer.

A depot, a trader or a stockpile, which makes nothing and needs nothing, is lost when nothing is sent from it any more.

What is lost is told with the tonnes that it makes: what comes out of its processes (scrap beside other products apart),
less what the same site uses of it. Metal that goes into the site's own magnets is told as magnets alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.arrays import BoolArray, FloatArray
from models.records import Tables
from models.variants import sites_ended
from planner.explain.added import banned
from planner.explain.asked import answers
from planner.explain.made import made_from
from planner.explain.outcomes import COST, LEAST, Change, change, worse
from planner.explain.rule_losses import rule_losses
from planner.explain.study import Study
from planner.explain.worlds import Lost
from planner.explain.yielding import Gone, gone_sites
from planner.solve.session import Progress

SUPPLIER, SITE, COUNTRY, STAGE = "supplier", "site", "country", "stage in a country"


@dataclass(frozen=True, eq=False)
class Loss:
    """What one loss does.

    names  kind (SUPPLIER, which is an operator, SITE, COUNTRY, STAGE, or one of rule_losses) and name of all whose loss
           this is
    sheet, lines  its records: of sheet Sites those that make nothing any more, or of sheet Rules
    tables  of the input with it;  gone  the sites with their lanes, None of a rule
    made    t that these make in the plan from then on, beyond their own use; None of a rule, and of what makes nothing
    prepared, surprised  what each tier is more than in the plan
    """

    names: tuple[tuple[str, str], ...]
    sheet: str
    lines: tuple[int, ...]
    tables: Tables
    gone: Gone | None
    made: float | None
    prepared: Change
    surprised: Change

    @property
    def called(self) -> str:
        """Return all names of what is lost."""
        return "; ".join(f"{name} ({kind})" for kind, name in self.names)

    @property
    def hurts(self) -> bool:
        """Return whether it is known that somebody is shorter when it comes by surprise."""
        return not self.surprised.why and bool(worse(self.surprised))


@dataclass(frozen=True)
class Losses:
    """All losses from one period on, the worst surprise first: by the tiers in their order, as a plan is."""

    period: int
    each: tuple[Loss, ...]


@dataclass(frozen=True, eq=False)
class _Candidate:
    names: tuple[tuple[str, str], ...]
    sheet: str
    lines: tuple[int, ...]
    tables: Tables
    gone: Gone | None = None
    made: float | None = None


def losses(study: Study, period: int, progress: Progress, jobs: int | None = None) -> Losses:
    """Return what each loss from a period on does; that of nothing that is used is left out.

    jobs  how many are solved at once; by the machine where it is not said
    """
    if study.base.why:
        return Losses(period, ())
    found = [*_of_sites(study, period), *_of_rules(study, period)]
    asked = [Lost(f"losing {own.names[0][1]}", own.tables, gone=own.gone) for own in found]
    if period:
        asked += [Lost(f"losing {own.names[0][1]} by surprise", own.tables, period, own.gone) for own in found]
    come_to = [change(outcome, study.base) for outcome in answers(study, asked, jobs, progress)]
    prepared, surprised = come_to[: len(found)], come_to[-len(found) :]
    each = [
        Loss(own.names, own.sheet, own.lines, own.tables, own.gone, own.made, known, met)
        for own, known, met in zip(found, prepared, surprised, strict=True)
    ]
    shorts = [tier for tier in study.base.optima if tier != COST]
    each.sort(key=lambda loss: _rank(loss.surprised, shorts))
    return Losses(period, tuple(each))


def _rank(found: Change, shorts: list[str]) -> tuple[float, ...]:
    """Return what losses are sorted by: tier by tier, then promises, then cost; what is not known comes first."""
    return (
        *(-found.of.get(tier, np.inf) for tier in shorts), -found.broken, -found.of.get(COST, np.inf),
    )  # fmt: skip


def _of_sites(study: Study, period: int) -> Iterator[_Candidate]:
    problem = study.model.problem
    makes, day = _makes(study), int(problem.calendar.start[period])
    made, used = made_from(study, period), np.where(makes, _runs(study, period), _sent(study, period))
    of_line = dict(zip(problem.sites.line.tolist(), range(problem.sites.line.size), strict=True))
    lost: dict[tuple[int, ...], list[tuple[str, str]]] = {}
    for kind, name, sites in _groups(study):
        lost.setdefault(tuple(sorted({int(problem.sites.line[site]) for site in sites})), []).append((kind, name))
    for lines, names in lost.items():
        own = np.array([of_line[line] for line in lines])
        if used[own].sum() > LEAST:
            gone = gone_sites(problem, np.flatnonzero(np.isin(problem.sites.line, lines)), period)
            makers = own[makes[own]]
            tables = sites_ended(problem.tables, problem.sites.line[makers], day)
            idle = [problem.site_names.names[site] for site in own[~makes[own]].tolist()]
            tables = banned(tables, [(f"Loss of {name}", {"from": name}) for name in idle], day)
            tonnes = float(made[makers].sum()) if makers.size else None
            yield _Candidate(tuple(names), "Sites", lines, tables, gone, tonnes)


def _of_rules(study: Study, period: int) -> Iterator[_Candidate]:
    for own in rule_losses(study, period):
        yield _Candidate(((own.kind, own.name),), "Rules", own.lines, own.tables)


def _runs(study: Study, period: int) -> FloatArray:
    """Return (sites,) t that each runs in the plan from a period on, of the lines that drive its processes."""
    problem, run = study.model.problem, study.model.variables.run
    later = run.keys["period"] >= period
    process, when = run.keys["process"][later], run.keys["period"][later]
    tonnes = study.solution.values[run.index[later]] * problem.processes.driver_quantity[process, when]
    return np.bincount(run.keys["site"][later], weights=tonnes, minlength=problem.site_names.size)


def _makes(study: Study) -> BoolArray:
    """Return (sites,) whether each has a process."""
    makes = np.zeros(study.model.problem.site_names.size, dtype=np.bool_)
    makes[study.model.problem.processes.site] = True
    return makes


def _sent(study: Study, period: int) -> FloatArray:
    """Return (sites,) t that each sends in the plan from a period on; none of those that need something."""
    problem, ship = study.model.problem, study.model.variables.ship
    later = ship.keys["period"] >= period
    tonnes = study.solution.values[ship.index[later]]
    sent = np.bincount(ship.keys["site_from"][later], weights=tonnes, minlength=problem.site_names.size)
    sent[problem.demands.customer] = 0.0
    return sent


def _groups(study: Study) -> list[tuple[str, str, list[int]]]:
    """Return kind, name and sites of everything that may be lost, the smallest kind first."""
    problem = study.model.problem
    processes, names = problem.processes, problem.site_names.names
    needs = np.zeros(problem.site_names.size, dtype=np.bool_)
    needs[problem.demands.customer] = True
    may_go = np.flatnonzero(_makes(study) | ~needs).tolist()
    groups: dict[tuple[str, str], list[int]] = {}
    for site in may_go:
        groups[SITE, names[site]] = [site]
    for kind, of in ((SUPPLIER, problem.sites.operator), (COUNTRY, problem.sites.country)):
        for site in may_go:
            if of[site]:
                groups.setdefault((kind, of[site]), []).append(site)
    outputs = np.flatnonzero(processes.line_output)
    for line in outputs.tolist():
        site = int(processes.site[processes.line_process[line]])
        stage = problem.commodities.stage[processes.line_commodity[line]]
        country = problem.sites.country[site]
        if stage and country:
            own = groups.setdefault((STAGE, f"{stage}, {country}"), [])
            own += [site] if site not in own else []
    return [(kind, name, sites) for (kind, name), sites in groups.items()]
