"""What part of each element in the deliveries to others went through the withholding country, traced by contents."""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray
from models.names import folded
from models.parts.origins import STAGES
from models.resolve.facts import STAGE_OF
from planner.countries import through_country
from planner.explain.stress.elements import Elements, elements_of
from planner.write.report import Report

# What lies closer together than this, as a share of what is delivered, is rounding of the trace.
EQUAL = 1e-6


def traced_shares(report: Report, elements: Elements, country: str) -> tuple[FloatArray, list[list[str]]]:
    """Return (elements, periods) the part of each that went through the country at the stage where most did, and that
    stage's name; NaN and "" where none is delivered to customers elsewhere.

    Of stages at which as much did, the first in the chain; a stage of which there is no commodity is none of the chain.
    """
    problem, block = report.problem, report.plan.model.variables.deliver
    countries = np.array([folded(name) for name in problem.sites.country])
    tonnes = report.plan.values[block.index] * (countries[block.keys["site"]] != folded(country))
    through = report.once(_through)
    there = {STAGE_OF.get(stage) for stage in problem.commodities.stage}
    chain = [place for place, name in enumerate(STAGES) if name in there] or list(range(len(STAGES)))
    size = (len(elements.names), problem.calendar.size)
    share, stage = np.full(size, np.nan), [[""] * size[1] for _ in range(size[0])]
    for element in range(size[0]):
        held = tonnes * elements.content[block.keys["commodity"], element]
        whole = np.bincount(block.keys["period"], weights=held, minlength=size[1])
        marked = held[:, np.newaxis] * through[element][:, chain]
        parts = np.stack([np.bincount(block.keys["period"], weights=own, minlength=size[1]) for own in marked.T])
        for period in np.flatnonzero(whole > 0.0).tolist():
            own = parts[:, period] / whole[period]
            first = int(np.flatnonzero(own >= own.max() - EQUAL)[0])
            share[element, period] = own[first]
            name = STAGES[chain[first]]
            stage[element][period] = name if own[first] > EQUAL and name in there else ""
    return share, stage


def _through(report: Report) -> FloatArray:
    """Return (elements, deliveries, stages) the share of each element that was done in the country."""
    return through_country(report.plan, report.problem.options.withholding_country, elements_of(report.problem).content)
