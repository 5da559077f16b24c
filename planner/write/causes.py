"""Which limits of the input stand behind each shortage: those on the ways by which a tonne more could have come.

The same limit in several periods is one cause.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import mask_of
from models.limits.unfed import BUILT
from models.nouns import counted
from models.roles import CLOSING
from planner.trace.upstream import Ways
from planner.write.phrases import in_periods
from planner.write.report import DEMAND, KEY_PARTS, Limit, Report, Row

# A limit as a planner knows it, whatever the period: what it is, and of what. A ban is one limit for all its flows,
# and so is a row of qualification.
type Name = tuple[str, str]


@dataclass(frozen=True)
class Cause:
    """A limit behind a shortage: as it stands nearest to it, in how many steps upstream, and its rows.

    outbid  whether its tonnes go to demand that counts for more
    """

    nearest: Limit
    steps: int
    limits: tuple[Limit, ...]
    outbid: bool = False

    def joined(self, other: Cause) -> Cause:
        """Return the same limit behind two shortages: the nearer of both, with the rows of both."""
        near = min(self, other, key=lambda cause: cause.steps)
        limits = tuple(dict.fromkeys((*self.limits, *other.limits)))
        return Cause(near.nearest, near.steps, limits, self.outbid and other.outbid)

    def when(self, report: Report) -> str:
        """Return when the limit counts, such as `in 2027-03`, `2026-12 to 2027-03` or the first of its windows."""
        return when(report, self.limits)

    @property
    def name(self) -> Name:
        """Return what the limit is, whichever of its rows are meant."""
        return name_of(self.nearest)

    @property
    def words(self) -> str:
        """Return the limit in words, such as `capacity of Sumter magnets`."""
        flows = len({limit.key for limit in self.limits})
        also = f", together with {self.nearest.also}" if self.nearest.also else ""
        if flows > 1:
            first = self.nearest.key.partition(KEY_PARTS)[0]
            return f"{self.nearest.words} of {first} ({counted(flows, 'flow')}){also}"
        return f"{self.nearest.words} of {self.nearest.key}{also}"

    @property
    def exists(self) -> bool:
        """Tell whether there is anything to limit: a capacity of 0, of a plant to come, is none yet."""
        return self.nearest.family not in BUILT or any(limit.limit > 0.0 for limit in self.limits)


@dataclass(frozen=True)
class Behind:
    """A limit behind some shortages: the tonnes short that it stands before, and the cause nearest to one of them."""

    tonnes: float
    cause: Cause


def name_of(limit: Limit) -> Name:
    """Return what a limit is, whatever the period."""
    return limit.words, limit.cell if limit.family in CLOSING else limit.key


def causes_of(report: Report, short: Iterable[Row]) -> list[list[Cause]]:
    """Return the causes of each of some demands that stay short, the nearest first.

    Demand with a price is held back by what has a value in the cost tier, or by nothing that has: then each way to
    serve it costs more than its shortage, serves what goes before cost, or comes too late. Other demand without a limit
    that would help it is behind limits whose tonnes count for more elsewhere. Without duals there are no causes.
    """
    causes = report.once(_causes)
    return [causes[row["row"]] for row in short]


def behind(report: Report, short: Sequence[Row]) -> list[Behind]:
    """Return the limits on the ways to some demands that stay short, those first that stand before the most tonnes."""
    tonnes: dict[Name, float] = defaultdict(float)
    nearest: dict[Name, Cause] = {}
    for row, causes in zip(short, causes_of(report, short), strict=True):
        for cause in causes:
            tonnes[cause.name] += row["unmet_t"]
            known = nearest.get(cause.name)
            nearest[cause.name] = cause if known is None else known.joined(cause)
    found = [Behind(tonnes[name], cause) for name, cause in nearest.items()]
    return sorted(found, key=lambda one: (-round(one.tonnes, 3), one.cause.steps))


def _causes(report: Report) -> dict[int, list[Cause]]:
    """Return row of a demand that stays short -> its causes."""
    by_row = {limit.row: limit for limit in report.limits if limit.family != DEMAND and any(limit.worth)}
    # A large plan meets its limits some hundred thousand times: their names are compared as numbers.
    number: dict[Name, int] = {}
    name = {row: number.setdefault(name_of(limit), len(number)) for row, limit in by_row.items()}
    nameable = mask_of(np.array(list(by_row), dtype=np.int64), report.plan.solution.matrix.rows)
    tiers = {
        one.tier.priority: (place, one) for place, one in enumerate(report.tiers) if one.tier.kind in ("unmet", "cost")
    }
    ways = Ways(report.plan, nameable)
    found: dict[int, list[Cause]] = {row["row"]: [] for row in report.short}
    for priority, (place, result) in tiers.items():
        asked = [row["row"] for row in report.short if row["priority"] == priority]
        if not asked or not result.row_dual.size:
            continue
        behind = dict(zip(asked, ways.limits_behind(asked, result), strict=True))
        without = [row for row, steps in behind.items() if not steps and priority]
        better = [one for _, (other, one) in tiers.items() if other < place and one.tier.kind == "unmet"]
        outbid = dict(zip(without, ways.limits_outbid(without, [result, *better]), strict=True))
        for row, steps in (behind | outbid).items():
            same: dict[int, list[int]] = {}
            for one in steps:
                same.setdefault(name[one], []).append(one)
            causes = [
                Cause(by_row[own[0]], steps[own[0]], tuple([by_row[one] for one in own]), row in outbid)
                for own in same.values()
            ]
            # The nearest first, then the one that a tonne more of changes most.
            found[row] = sorted(causes, key=lambda cause: (cause.steps, -abs(cause.nearest.worth[place])))
    return found


def limits_in_its_cell(report: Report, limit: Limit) -> int:
    """Return how many limits the cell of a limit stands for, of other periods, sites or lanes: it moves them all."""
    return report.once(_rows_by_cell)[limit.cell]


def _rows_by_cell(report: Report) -> Counter[str]:
    """Return cell of the input -> how many limits of the plan stand in it."""
    return Counter(limit.cell for limit in report.limits if limit.cell)


def when(report: Report, limits: Sequence[Limit]) -> str:
    """Return when limits count: their periods, or the first of their windows, whose rows are in the order of time."""
    periods = [limit.period for limit in limits if limit.period]
    if periods:
        return in_periods(periods, report.period_order)
    more = len(limits) - 1
    return min(limits, key=lambda limit: limit.row).window + (f" and {more} more" if more else "")
