"""What part of each element in the deliveries to others went through the withholding country, traced in proportion."""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray
from models.names import folded
from models.parts.origins import STAGES
from planner.explain.elements import Elements
from planner.write.report import Report


def traced_shares(report: Report, elements: Elements, country: str) -> tuple[FloatArray, list[list[str]]]:
    """Return (elements, periods) the part of each that went through the country at the stage where most did, and that
    stage's name; NaN and "" where none is delivered to customers elsewhere.
    """
    problem, block = report.problem, report.plan.model.variables.deliver
    countries = np.array([folded(name) for name in problem.sites.country])
    tonnes = report.plan.values[block.index] * (countries[block.keys["site"]] != folded(country))
    through = report.origins.traced.of(country)
    size = (len(elements.names), problem.calendar.size)
    share, stage = np.full(size, np.nan), [[""] * size[1] for _ in range(size[0])]
    for element in range(size[0]):
        held = tonnes * elements.content[block.keys["commodity"], element]
        whole = np.bincount(block.keys["period"], weights=held, minlength=size[1])
        parts = np.stack(
            [
                np.bincount(block.keys["period"], weights=held * through[:, place], minlength=size[1])
                for place in range(len(STAGES))
            ]
        )
        for period in np.flatnonzero(whole > 0.0).tolist():
            most = int(parts[:, period].argmax())
            share[element, period] = parts[most, period] / whole[period]
            stage[element][period] = STAGES[most] if parts[most, period] > 0.0 else ""
    return share, stage
