"""Unmet demand by priority and its fair share, computed again from the plan and the input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.records import Tables
from planner.verify.demand import Service, priorities
from planner.verify.ledger import ABSOLUTE_TOLERANCE, FloatArray, Ledger
from planner.verify.names import Names, fold

# Shares of a demand that agree to this are the same; what lies within twice of a step belongs to it.
SAME_SHARE = 2e-6


@dataclass(frozen=True, eq=False)
class _Streams:
    """The demands of a priority, a row of sheet Demand in a period each: share that stays unmet, and its rounding.

    gram  the share that a plan may leave out, which is a good part of a demand that is hardly more
    """

    share: FloatArray
    gram: FloatArray

    @property
    def rounding(self) -> FloatArray:
        """Return (streams,) by how much a share may differ from what its step says."""
        return SAME_SHARE + self.gram


def short_tiers(
    tables: Tables, service: Service, materials: Names, stated: Mapping[str, float], ledger: Ledger, *,
    finished: bool, edited: bool,
) -> dict[str, float]:  # fmt: skip
    """Return the value of each tier of unmet demand, and behind it of the steps of its fair share.

    stated  tier -> the value that the plan states
    edited  whether it has been changed since, so that its steps are others
    """
    found: dict[str, float] = {}
    fair = tables.settings["fair share"] == "yes"
    for level, value in unmet_by_priority(tables, service, materials).items():
        found[f"unmet, priority {level}"] = value
        # A plan that was stopped states all steps of a fair share or none.
        if fair and (finished or _step(level, 1) in stated):
            streams = _streams(tables, service, materials, level)
            found |= _own_steps(level, streams) if edited else _steps(level, streams, stated, ledger)
    return found


def unmet_by_priority(tables: Tables, service: Service, materials: Names) -> dict[int, float]:
    """Return priority -> weighted unmet, for each priority that has any demand."""
    weight, priority = _weights(tables, materials), priorities(tables)
    asked = priority[(np.nan_to_num(tables.records["Demand"].number_by_period["demand"]) > 0.0).any(axis=1)]
    return {
        level: float((weight * service.unmet)[priority == level].sum())
        for level in sorted(set(asked[asked > 0].tolist()))
    }


def _weights(tables: Tables, materials: Names) -> FloatArray:
    """Return (demands, periods) what a tonne of each counts in its priority."""
    records = tables.records["Demand"]
    wanted = np.nan_to_num(records.number_by_period["demand"])
    weight = np.broadcast_to(records.number["weight"][:, None], wanted.shape)
    match tables.settings["unmet measure"]:
        case "share of demand":
            whole = wanted.sum(axis=1, keepdims=True)
            weight = weight / np.where(whole > 0.0, whole, 1.0)
        case "value":
            line = [materials.number[fold(name)] for name in records.text["commodity"]]
            weight = weight * np.nan_to_num(tables.records["Commodities"].number_by_period["value"][line])
    return np.asarray(weight)


def _streams(tables: Tables, service: Service, materials: Names, level: int) -> _Streams:
    wanted = np.nan_to_num(tables.records["Demand"].number_by_period["demand"])
    own = (wanted > 0.0) & (priorities(tables) == level)[:, None] & (_weights(tables, materials) > 0.0)
    return _Streams(service.unmet[own] / wanted[own], ABSOLUTE_TOLERANCE / wanted[own])


def _steps(level: int, streams: _Streams, stated: Mapping[str, float], ledger: Ledger) -> dict[str, float]:
    """Return the worst share of each step, and check that no stream stands above, between or below the steps.

    The worst share of a step is the largest of the plan that is no larger than the step says, give or take a gram. A
    step too many then has another value than it says, and a step that is left out has streams that no step speaks of.
    """
    found: dict[str, float] = {}
    ceiling, number = np.inf, 1
    while True:
        name = _step(level, number)
        claimed = stated.get(name, 0.0)
        ledger.checks["fair shares"] += 1
        above = streams.share > claimed + streams.rounding
        between = streams.share[above & (streams.share < ceiling - 2.0 * streams.rounding)]
        if between.size:
            worst = float(between.max())
            ledger.fault(
                "fair shares",
                f"a demand of priority {level} stays unmet by {worst:.4%}, which no step of the fair share says",
                worst,
            )
        if name not in stated:
            return found
        own = np.clip(claimed, streams.share - streams.gram, streams.share + streams.gram)
        found[name] = float(own[~above].max(initial=0.0))
        ceiling, number = claimed, number + 1


def _own_steps(level: int, streams: _Streams) -> dict[str, float]:
    """Return the steps that the shares of a plan make, whatever it states: worst first, what is no rounding apart."""
    found: dict[str, float] = {}
    ceiling = np.inf
    for place in np.argsort(-streams.share, kind="stable").tolist():
        share, rounding = float(streams.share[place]), float(streams.rounding[place])
        if share > rounding and share < ceiling - 2.0 * rounding:
            found[_step(level, len(found) + 1)] = ceiling = share
    return found


def _step(priority: int, number: int) -> str:
    """Return the name of a step."""
    return f"fair share, priority {priority}, step {number}"
