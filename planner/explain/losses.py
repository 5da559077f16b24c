"""Losses: what is short if a supplier, a site, a country, or a stage in a country makes nothing more from a period on.

Prepared: known from the start. Surprised: until then every decision is that of the plan. A loss of what the plan does
not use changes nothing: the plan stays possible, and stays best among fewer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.variants import sites_ended
from planner.explain.study import LEAST, Change, Study, change
from planner.solve.session import Progress

SUPPLIER, SITE, COUNTRY, STAGE = "supplier", "site", "country", "stage in a country"


@dataclass(frozen=True)
class Loss:
    """What one loss does.

    names  kind (SUPPLIER, which is an operator, SITE, COUNTRY or STAGE) and name of all whose loss this is
    lines  records of sheet Sites that make nothing any more
    made   t that these make in the plan from then on, of the lines that drive their processes
    prepared, surprised  what each tier is more than in the plan
    """

    names: tuple[tuple[str, str], ...]
    lines: tuple[int, ...]
    made: float
    prepared: Change
    surprised: Change


@dataclass(frozen=True)
class Losses:
    """All losses from one period on, the worst surprise first."""

    period: int
    each: tuple[Loss, ...]


def losses(study: Study, period: int, progress: Progress) -> Losses:
    """Return what each loss from a period on does; that of nothing that is used is left out."""
    problem = study.model.problem
    made = _made(study, period)
    day = int(problem.calendar.start[period])
    lost: dict[tuple[int, ...], list[tuple[str, str]]] = {}
    for kind, name, sites in _groups(study):
        lost.setdefault(tuple(sorted({int(problem.sites.line[site]) for site in sites})), []).append((kind, name))
    of_line = dict(zip(problem.sites.line.tolist(), range(problem.sites.line.size), strict=True))
    found: list[Loss] = []
    for number, (lines, names) in enumerate(lost.items(), start=1):
        tonnes = float(sum(made[of_line[line]] for line in lines))
        if tonnes <= LEAST:
            continue
        progress(f"losing {names[0][1]}: {number} of {len(lost)}")
        tables = sites_ended(problem.tables, lines, day)
        prepared = change(study.of(tables), study.base)
        surprised = prepared if not period else change(study.of(tables, frozen=period), study.base)
        found.append(Loss(tuple(names), lines, tonnes, prepared, surprised))
    order = list(study.base.optima)
    found.sort(key=lambda loss: tuple(-loss.surprised.of.get(tier, np.inf) for tier in order))
    return Losses(period, tuple(found))


def _made(study: Study, period: int) -> np.ndarray:
    """Return (sites,) t that each makes in the plan from a period on."""
    problem, run = study.model.problem, study.model.variables.run
    later = run.keys["period"] >= period
    process, when = run.keys["process"][later], run.keys["period"][later]
    tonnes = study.solution.values[run.index[later]] * problem.processes.driver_quantity[process, when]
    return np.bincount(run.keys["site"][later], weights=tonnes, minlength=problem.site_names.size)


def _groups(study: Study) -> list[tuple[str, str, list[int]]]:
    """Return kind, name and sites of everything that may be lost, the smallest kind first."""
    problem = study.model.problem
    processes, names = problem.processes, problem.site_names.names
    makers = sorted(set(processes.site.tolist()))
    groups: dict[tuple[str, str], list[int]] = {}
    for site in makers:
        groups[SITE, names[site]] = [site]
    for kind, of in ((SUPPLIER, problem.sites.operator), (COUNTRY, problem.sites.country)):
        for site in makers:
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
