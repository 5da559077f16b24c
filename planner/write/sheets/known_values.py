"""What is known for certain of the limits that matter most: columns of sheet Value of limits, a sentence for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from models.formulation import FAMILIES
from planner.explain.limit_values import LimitValue, Side
from planner.write import bulk
from planner.write.bulk import Column
from planner.write.report import Limit, Report
from planner.write.sheets.worth import in_words

UNIT = {family.name: family.unit for family in FAMILIES}
DECIDED = "With the yes/no decisions fixed: "
UNCHANGED = "nothing changes"
IN_FULL = 1e5  # from here on numbers are said without decimals
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
            bulk.number("holds up to [t]", of(lambda limit, value: _to(limit, value.more, 1.0))),
            bulk.wrapped("one less, for certain", of(lambda _, value: self._told(value.less)), 44.0),
            bulk.number("holds down to [t]", of(lambda limit, value: _to(limit, value.less, -1.0))),
            bulk.wrapped("in a sentence", of(self._sentence), 90.0),
        ]

    def _told(self, side: Side) -> str:
        """Return what a limit is worth to one side."""
        return side.why or self._words(side)

    def _words(self, side: Side) -> str:
        return in_words(self.report, side.worth) if any(side.worth) else UNCHANGED

    def _sentence(self, limit: Limit, value: LimitValue) -> str:
        """Return what one more and one less of a limit change, and how far."""
        unit, more, less = UNIT[limit.family], value.more, value.less
        one = unit.removesuffix("s")
        start = DECIDED if self.report.explained.limits.is_decided else ""
        now = f"{start}{limit.words} of {limit.key}, {limit.window}, now {_amount(limit.limit, unit)}"
        if not more.why and not less.why and _is_mirrored(more, less):
            told = f"from {_end(limit, less, -1.0)} to {_end(limit, more, 1.0)} each {one} more means "
            told += f"{self._joined(more)}, each {one} less the opposite"
        else:
            told = "; ".join(
                f"each {one} {word}: {side.why}" if side.why else
                f"each {one} {word}, {to} {_end(limit, side, sign)}, means {self._joined(side)}"
                for side, word, to, sign in ((more, "more", "up to", 1.0), (less, "less", "down to", -1.0))
            )  # fmt: skip
        on = " and ".join(
            f"{to} {_amount(limit.limit + sign * side.first, unit)}"
            for side, to, sign in ((more, "up to", 1.0), (less, "down to", -1.0))
            if side.first is not None and isfinite(side.first) and side.first > side.reach * (1.0 + ALIKE)
        )
        return f"{now}: {told}" + (f"; the first of these goes on {on}." if on else ".")

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
    return None if side.why or not isfinite(side.reach) else limit.limit + sign * side.reach


def _end(limit: Limit, side: Side, sign: float) -> str:
    return _amount(limit.limit + sign * side.reach, UNIT[limit.family]) if isfinite(side.reach) else "any amount"


def _amount(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if abs(value) >= IN_FULL else f"{value:,.6g} {unit}"
