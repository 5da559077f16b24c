"""What part of each element in the deliveries to others went through the withholding country, traced by contents."""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray
from models.names import folded
from models.parts.origins import STAGE_OF, STAGES
from planner.explain.stress.elements import Elements, elements_of
from planner.trace.countries import UNKNOWN, Traced, trace_elements
from planner.write.report import Report

# What lies closer together than this, as a share of what is delivered, is rounding of the trace.
EQUAL = 1e-6


def traced_shares(report: Report, elements: Elements, country: str) -> tuple[FloatArray, list[list[str]]]:
    """Return (elements, periods) the part of each that went through the country at the stage where most did, and that
    stage's name; NaN and "" where none is delivered to customers elsewhere.

    Of stages at which as much did, the first in the chain; a stage of which there is no commodity is none of the chain.
    """
    parts, chain = _parts(report, elements, country, country)
    share, stage = np.full(parts.shape[::2], np.nan), [[""] * parts.shape[2] for _ in elements.names]
    for element, period in np.argwhere(~np.isnan(parts).any(axis=1)).tolist():
        own = parts[element, :, period]
        first = int(np.flatnonzero(own >= own.max() - EQUAL)[0])
        share[element, period] = own[first]
        if own[first] > EQUAL and chain[first] in _there(report):
            stage[element][period] = chain[first]
    return share, stage


def unknown_shares(report: Report, elements: Elements, country: str) -> FloatArray:
    """Return (elements, periods) the part of each delivered elsewhere of which the place of a stage is unknown, at the
    stage where most is; NaN where none is delivered.
    """
    return np.asarray(_parts(report, elements, country, UNKNOWN)[0].max(axis=1))


def _there(report: Report) -> set[str | None]:
    """Return the stages of which there is a commodity."""
    return {STAGE_OF.get(stage) for stage in report.problem.commodities.stage}


def _parts(report: Report, elements: Elements, country: str, place: str) -> tuple[FloatArray, list[str]]:
    """Return (elements, stages, periods) the part of what is delivered outside the country that went through a stage in
    a place, NaN where nothing is delivered, and the names of the stages.
    """
    problem, block = report.problem, report.plan.model.variables.deliver
    countries = np.array([folded(name) for name in problem.sites.country])
    tonnes = report.plan.values[block.index] * (countries[block.keys["site"]] != folded(country))
    chain = [number for number, name in enumerate(STAGES) if name in _there(report)] or list(range(len(STAGES)))
    parts = np.full((len(elements.names), len(chain), problem.calendar.size), np.nan)
    for element, traced in enumerate(report.once(_traced)):
        held, through = tonnes * elements.content[block.keys["commodity"], element], traced.of(place)

        def summed(amounts: FloatArray) -> FloatArray:
            return np.bincount(block.keys["period"], weights=amounts, minlength=problem.calendar.size)

        whole = summed(held)
        for row, stage in enumerate(chain):
            own = summed(held * through[:, stage])
            np.divide(own, whole, out=parts[element, row], where=whole > 0.0)
    return parts, [STAGES[stage] for stage in chain]


def _traced(report: Report) -> list[Traced]:
    """Return where each element that somebody wants came from."""
    return trace_elements(report.plan, elements_of(report.problem).content)
