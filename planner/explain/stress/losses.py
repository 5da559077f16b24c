"""Losses: what is short if a supplier, a site or a country makes and sends nothing more from a period on, if a stage in
a country makes nothing more, or if a rule changes then.

Prepared: known from the start. Surprised: until then every decision is that of the plan. A loss of what the plan does
not use changes nothing: the plan stays possible, and stays best among fewer.

What lies at a lost site, a depot or a plant, is lost with it to all but customers there; what is under way from it
arrives. A customer that sends on what others need is lost to these; one that sends scrap alone is not lost. A stage is
every process in the country that makes a product of it: others at the same sites go on, and what is in stock there is
sent.

What is lost is told with the tonnes that it makes: what comes out of its processes (scrap beside other products apart),
less what it uses of that itself. Metal that goes into the site's own magnets is told as magnets alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.arrays import BoolArray, FloatArray
from models.families.near import tonnes_of
from models.linear.program import Block
from models.problem import Problem
from models.records import Tables
from planner.explain.outcomes import COST, LEAST, Change, before_cost
from planner.explain.stress.asked import answers
from planner.explain.stress.compared import compared, shorter
from planner.explain.stress.gone import Gone, gone_processes, gone_sites
from planner.explain.stress.made import SCRAP, made_from, products
from planner.explain.stress.rule_losses import rule_losses
from planner.explain.stress.worlds import Lost, outcome
from planner.explain.study import Study
from planner.solve.session import Progress

SUPPLIER, SITE, COUNTRY, STAGE = "supplier", "site", "country", "stage in a country"


@dataclass(frozen=True, eq=False)
class Loss:
    """What one loss does.

    names  kind (SUPPLIER, which is an operator, SITE, COUNTRY, STAGE, or one of rule_losses) and name of all whose loss
           this is
    sheet, lines  its records: of sheet Sites where it is, or of sheet Rules
    tables  of the input with it, those of the plan where no rule changes;  gone  what is lost in it
    made    t that it makes in the plan from then on, beyond its own use; None of a rule, and of what makes nothing
    prepared, surprised  what each tier is more than in the plan
    """

    names: tuple[tuple[str, str], ...]
    sheet: str
    lines: tuple[int, ...]
    tables: Tables
    gone: Gone
    made: float | None
    prepared: Change
    surprised: Change

    @property
    def called(self) -> str:
        """Return all names of what is lost."""
        return "; ".join(f"{name} ({kind})" for kind, name in self.names)

    @property
    def comes(self) -> str:
        """Return what comes in a sentence: the loss of something, or a rule that changes."""
        return self.called if self.sheet == "Rules" else f"losing {self.called}"

    @property
    def is_single(self) -> bool:
        """Return whether it is the loss of one site or supplier."""
        return any(kind in (SITE, SUPPLIER) for kind, _ in self.names)

    @property
    def hurts(self) -> bool:
        """Return whether it is known that somebody is shorter when it comes by surprise."""
        return shorter(self.surprised)


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
    gone: Gone
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
    problem, planned = study.model.problem, outcome(study.model, study.solution)
    come_to = [compared(problem, one, planned, study.base) for one in answers(study, asked, jobs, progress)]
    prepared, surprised = come_to[: len(found)], come_to[-len(found) :]
    each = [
        Loss(own.names, own.sheet, own.lines, own.tables, own.gone, own.made, known, met)
        for own, known, met in zip(found, prepared, surprised, strict=True)
    ]
    shorts = list(before_cost(study.base.optima))
    each.sort(key=lambda loss: _rank(loss.surprised, shorts))
    return Losses(period, tuple(each))


def _rank(found: Change, shorts: list[str]) -> tuple[float, ...]:
    """Return what losses are sorted by: tier by tier, then promises, then cost; what is not known comes first."""
    return (
        *(-found.of.get(tier, np.inf) for tier in shorts), -found.broken, -found.over,
        -found.of.get(COST, np.inf),
    )  # fmt: skip


def _of_sites(study: Study, period: int) -> Iterator[_Candidate]:
    problem, v = study.model.problem, study.model.variables
    runs = _planned(study, v.run, "process", problem.processes.size, period)
    sent = _planned(study, v.ship, "lane", problem.lanes.size, period)
    sells = _planned(study, v.sell, "site", problem.site_names.size, period)
    lost: dict[tuple[tuple[int, ...], ...], tuple[Gone, list[int], list[tuple[str, str]]]] = {}
    there, lanes = _there(problem), problem.lanes
    matters = there[lanes.origin, lanes.commodity]
    sold = set(v.sell.keys["site"][there[v.sell.keys["site"], v.sell.keys["commodity"]]].tolist())
    for (kind, name), (gone, sites) in _groups(problem, period).items():
        brings = tuple(lane for lane in gone.lanes if matters[lane])
        key = gone.processes, brings, tuple(site for site in gone.sites if site in sold)
        lost.setdefault(key, (gone, sites, []))[2].append((kind, name))
    for gone, sites, names in lost.values():
        used = runs[list(gone.processes)].sum() + sent[list(gone.lanes)].sum() + sells[list(gone.sites)].sum()
        if used > LEAST:
            lines = tuple(sorted(problem.sites.line[sites].tolist()))
            made = made_from(study, period, np.array(gone.processes)) if gone.processes else None
            yield _Candidate(tuple(names), "Sites", lines, problem.tables, gone, made)


def _of_rules(study: Study, period: int) -> Iterator[_Candidate]:
    for own in rule_losses(study, period):
        yield _Candidate(((own.kind, own.name),), "Rules", own.lines, own.tables, own.gone)


def _planned(study: Study, block: Block, key: str, size: int, period: int) -> FloatArray:
    """Return (size,) what is run, sent or sold in the plan from a period on of each process, lane or site."""
    later = block.keys["period"] >= period
    amounts = study.solution.values[block.index[later]] * tonnes_of(study.model.problem, block)[later]
    return np.bincount(block.keys[key][later], weights=amounts, minlength=size)


def _there(problem: Problem) -> BoolArray:
    """Return (sites, commodities) whether any can be sent or sold once nothing is made there: what lay there, arrives
    there, comes back there, or was begun before.
    """
    lanes, stocks, pipeline, returns = problem.lanes, problem.inventories, problem.pipeline, problem.returns
    processes = problem.processes
    has: BoolArray = np.zeros((problem.site_names.size, problem.commodity_names.size), dtype=np.bool_)
    for site, commodity in (
        (stocks.site, stocks.commodity), (pipeline.site, pipeline.commodity), (returns.site, returns.scrap),
        (lanes.destination, lanes.commodity),
    ):  # fmt: skip
        has[site, commodity] = True
    late = np.any(processes.output_period > np.arange(problem.calendar.size), axis=1)
    line = np.flatnonzero(processes.line_output & late[processes.line_process])
    has[processes.site[processes.line_process[line]], processes.line_commodity[line]] = True
    return has


def _gives(problem: Problem) -> BoolArray:
    """Return (sites,) whether each makes something, sends something else than scrap, or needs nothing."""
    lanes, size = problem.lanes, problem.site_names.size
    is_scrap = np.array([stage == SCRAP for stage in problem.commodities.stage], dtype=np.bool_)
    needs, gives = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    needs[problem.demands.customer] = True
    gives[problem.processes.site] = gives[lanes.origin[~is_scrap[lanes.commodity]]] = True
    return np.asarray(gives | ~needs)


def _groups(problem: Problem, period: int) -> dict[tuple[str, str], tuple[Gone, list[int]]]:
    """Return kind and name of everything that may be lost -> what is, and its sites; the smallest kind first."""
    processes, names = problem.processes, problem.site_names.names
    may_go = np.flatnonzero(_gives(problem)).tolist()
    groups: dict[tuple[str, str], list[int]] = {}
    for site in may_go:
        groups[SITE, names[site]] = [site]
    for kind, of in ((SUPPLIER, problem.sites.operator), (COUNTRY, problem.sites.country)):
        for site in may_go:
            if of[site]:
                groups.setdefault((kind, of[site]), []).append(site)
    found = {own: (gone_sites(problem, np.array(sites), period), sites) for own, sites in groups.items()}
    stages: dict[tuple[str, str], list[int]] = {}
    for line in np.flatnonzero(products(problem)).tolist():
        process = int(processes.line_process[line])
        stage = problem.commodities.stage[processes.line_commodity[line]]
        country = problem.sites.country[processes.site[process]]
        if stage and country:
            own = stages.setdefault((STAGE, f"{stage}, {country}"), [])
            own += [process] if process not in own else []
    for name, some in stages.items():
        chosen = np.array(sorted(some))
        found[name] = gone_processes(problem, chosen, period), np.unique(processes.site[chosen]).tolist()
    return found
