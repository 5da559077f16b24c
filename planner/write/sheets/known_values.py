"""What is known for certain of the limits that matter most: columns of sheet Value of limits, a sentence for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from models.formulation import FAMILIES
from models.nouns import counted
from models.roles import SHARES
from planner.explain.limit_values import LimitValue, Side
from planner.figures import at_least, figure
from planner.write import bulk
from planner.write.bulk import Column
from planner.write.causes import limits_in_its_cell
from planner.write.phrases import dated, so_much
from planner.write.report import Limit, Report
from planner.write.styles import SIGNED_TONNES
from planner.write.worth import OF_BUDGET, in_words, one_more

UNIT = {family.name: family.unit for family in FAMILIES}
DECIDED = "With the yes/no decisions fixed: "
HOLDS = ", for at least {} more"
UNCHANGED, ALONE = "nothing changes", "nothing by itself: another limit holds as much"
APART = "the demands that had one share no longer do"
ALIKE = 1e-9  # two changes that differ by a smaller share are the same


@dataclass(frozen=True, eq=False)
class KnownValues:
    """The values that are known for certain: row of the program -> value, and its place among them."""

    report: Report
    values: Mapping[int, LimitValue]
    order: Mapping[int, int]

    def columns(self, limits: Sequence[Limit]) -> list[Column]:
        """Return what stands behind each of some limits; none where nothing is known of any limit."""
        if not self.values:
            return []
        known = [(limit, self.values.get(limit.row)) for limit in limits]

        def of[Found](told: Callable[[Limit, LimitValue], Found]) -> list[Found | None]:
            return [None if value is None else told(limit, value) for limit, value in known]

        return [
            bulk.wrapped("one more, for certain", of(lambda _, value: self._told(value.more)), 44.0),
            bulk.number("holds up to [unit]", of(lambda limit, value: _to(limit, value.more, 1.0)), SIGNED_TONNES),
            bulk.wrapped("one less, for certain", of(lambda _, value: self._told(value.less)), 44.0),
            bulk.number("holds down to [unit]", of(lambda limit, value: _to(limit, value.less, -1.0)), SIGNED_TONNES),
            bulk.wrapped("in a sentence", of(self._sentence), 90.0),
        ]

    def one_more(self, limit: Limit, holds: str = HOLDS) -> str:
        """Return what one more of a limit changes first, and how far, where that is known; else what no more can.

        holds  how it is said for how much that holds at least
        """
        value = self.values.get(limit.row)
        if value is None or value.more.why or value.more.is_apart:
            return one_more(self.report, limit, first_only=True)
        if self.is_nothing(limit):
            return ALONE
        side = value.more
        # All of it holds so far; what changes first may go on behind that, and is not asked at every level.
        so_far = so_much(at_least(side.reach), UNIT[limit.family])
        far = holds.format(so_far) if isfinite(side.reach) else ""
        start = OF_BUDGET if limit.family == "budget" else ""
        return start + in_words(self.report, side.worth, first_only=True) + far

    def is_nothing(self, limit: Limit) -> bool:
        """Return whether it is known that one more of a limit changes nothing, whatever one of several duals says."""
        value = self.values.get(limit.row)
        return value is not None and not value.more.why and not any(value.more.worth) and not value.more.is_apart

    def _told(self, side: Side) -> str:
        """Return what a limit is worth to one side."""
        return side.why or self._words(side)

    def _words(self, side: Side) -> str:
        words = in_words(self.report, side.worth) if any(side.worth) else UNCHANGED
        return f"{words}; {APART}" if side.is_apart else words

    def _sentence(self, limit: Limit, value: LimitValue) -> str:
        """Return what one more and one less of a limit change, and how far."""
        more, less = value.more, value.less
        one = UNIT[limit.family].removesuffix("s")
        start = DECIDED if self.report.explained.limits.is_decided else ""
        now = dated(f"{start}{limit.words} of {limit.key}", limit.window)
        each, ends = [f"each {one} more", f"each {one} less"], ["up to", "down to"]
        if limit.family in SHARES:
            # Such a row has no limit in tonnes of which one could be said to be more.
            each, ends = [f"each {one} more than the share", f"each {one} less than it"], ["up to", "up to"]
        else:
            now += f", now {_amount(limit.limit, UNIT[limit.family])}"
        if not more.why and not less.why and _is_mirrored(more, less):
            told = f"from {_end(limit, less, -1.0)} to {_end(limit, more, 1.0)} {each[0]} means "
            told += f"{self._joined(more)}, {each[1]} the opposite"
        else:
            told = "; ".join(
                f"{words}: {side.why}" if side.why else
                f"{words}, {to} {_end(limit, side, sign)}, means {self._joined(side)}"
                for side, words, to, sign in zip((more, less), each, ends, (1.0, -1.0), strict=True)
            )  # fmt: skip
        on = " and ".join(
            f"{to} {_moved(limit, sign, side.first)}"
            for side, to, sign in zip((more, less), ends, (1.0, -1.0), strict=True)
            if side.first is not None and isfinite(side.first) and side.first > side.reach * (1.0 + ALIKE)
        )
        on = f"; the first of these goes on {on}" if on else ""
        others = limits_in_its_cell(self.report, limit) - 1
        alike = counted(others, "other limit")
        shared = f" Its cell stands for {alike} too: what is typed there moves all." if others else ""
        return f"{now}: {told}{on}.{shared}"

    def _joined(self, side: Side) -> str:
        return self._words(side).replace("; ", " and ")


def known_values(report: Report) -> KnownValues:
    """Return the values that are known for certain."""
    each = report.explained.limits.each
    return KnownValues(report, {one.row: one for one in each}, {one.row: place for place, one in enumerate(each)})


def _is_mirrored(more: Side, less: Side) -> bool:
    """Tell whether one less is the opposite of one more, in every tier."""
    return all(
        abs(one + other) <= ALIKE * max(abs(one), abs(other))
        for one, other in zip(more.worth, less.worth, strict=True)
    )  # fmt: skip


def _to(limit: Limit, side: Side, sign: float) -> float | None:
    """Return the limit to which what is known of one side holds."""
    return None if side.why or not isfinite(side.reach) else _place(limit, sign, side.reach)


def _place(limit: Limit, sign: float, by: float) -> float:
    """Return where a limit is after a move; what is left of a difference by rounding is nothing."""
    place = limit.limit + sign * by
    return 0.0 if abs(place) <= ALIKE * abs(limit.limit) else place


def _end(limit: Limit, side: Side, sign: float) -> str:
    return _moved(limit, sign, side.reach) if isfinite(side.reach) else "any amount"


def _moved(limit: Limit, sign: float, by: float) -> str:
    """Return where a limit is after a move: for a share, how far from it."""
    unit = UNIT[limit.family]
    if limit.family in SHARES:
        return f"{_amount(by, unit)} {'above' if sign > 0.0 else 'below'} it"
    return _amount(_place(limit, sign, by), unit)


def _amount(value: float, unit: str) -> str:
    return f"{figure(value)} {unit}"
