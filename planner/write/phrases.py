"""How sentences say amounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import floor, log10

from models.families.budget import UNIT as IN_BUDGET
from models.linear.program import GRAM
from planner.figures import figure

OF_BUDGET = "thousand USD"
# Decimals of a tonne that tell a gram.
TO_GRAM = 6
# Periods that follow one another are told as one; so many are told one by one.
NAMED_RUNS = 3
# A share that is nearer to the whole is the whole: it was added up.
ROUNDING = 1e-9
# Digits behind the first that a sum of several has for certain.
SETTLED = 11


def tonnes(amount: float) -> str:
    """Return tonnes as a sentence says them."""
    return f"{amount:,.0f} t" if amount >= 100.0 or amount == int(amount) else f"{amount:,.3g} t"


def rounder(amount: float, unit: float = 1.0, times: float = 1.0) -> float:
    """Return the roundest number within a gram of so many t, and 0 rather than -0; unit: t that a solver counts in.

    A gram is the least that a plan counts, of a unit less than a tonne so small a share: what is less is the solver's.

    times  t of the amount that it takes for one of what counts, where that is more than one
    """
    room = GRAM * min(1.0, unit) * max(1.0, times)
    return next(near for digits in range(20) if abs((near := round(amount, digits)) - amount) <= room) + 0.0


def settled(amount: float, size: float) -> float:
    """Return what is left of terms of a size without their last digits, which are rounding: 0 rather than -4e-13."""
    return round(amount, SETTLED - floor(log10(size))) + 0.0 if size > 0.0 else amount


def money(amount: float) -> str:
    """Return USD as a sentence says them."""
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if abs(amount) >= size:
            return f"{amount / size:,.2f} {word} USD"
    return f"{amount:,.0f} USD" if abs(amount) >= 1e3 else f"{amount:,.4g} USD"


def so_much(amount: float, unit: str) -> str:
    """Return an amount of a limit with its unit: that of a budget is USD in thousands."""
    return money(IN_BUDGET * amount) if unit == OF_BUDGET else f"{figure(amount)} {unit}"


def percent(share: float) -> str:
    """Return a share as a sentence says it; little is not nothing, and nearly all is not all, but for rounding."""
    if abs(share - 1.0) <= ROUNDING:
        return "100%"
    if 0.0 < share <= 0.005:
        return "less than 1%"
    if 0.995 <= share < 1.0:
        return "more than 99%"
    return f"{share:.0%}"


def typed_percent(share: float) -> str:
    """Return a share that somebody typed as a setting, with all its digits: 0.5 is not nothing, and 1.5 is not 2."""
    return f"{100.0 * share:.10g}%"


def in_periods(periods: Iterable[str], order: Mapping[str, int]) -> str:
    """Return when something holds, such as `in 2026Q4`, `2026Q4 to 2027Q4` or `in 2026Q4 and 2027Q2`.

    Periods with gaps in more places are told from the first to the last, `with gaps`.

    order  place of all periods
    """
    runs: list[list[str]] = []
    for name in sorted(set(periods), key=lambda name: order[name]):
        if runs and order[name] == order[runs[-1][-1]] + 1:
            runs[-1].append(name)
        else:
            runs.append([name])
    if len(runs) > NAMED_RUNS:
        return f"{runs[0][0]} to {runs[-1][-1]}, with gaps"
    told = [own[0] if len(own) == 1 else f"{own[0]} to {own[-1]}" for own in runs]
    words = " and ".join(filter(None, (", ".join(told[:-1]), *told[-1:])))
    return f"in {words}" if runs and all(len(own) == 1 for own in runs) else words


def dated(words: str, when: str) -> str:
    """Return words and when they hold, whose dates may be a part of the name already."""
    dates, apart, more = when.partition(", ")
    return f"{words}{apart}{more}" if words.endswith(f", {dates}") else f"{words}, {when}"


def joined(words: Iterable[str], most: int, many: int | None = None) -> str:
    """Return words in a row, and how many were left out; many: of how many they are the first, if not of themselves."""
    listed = list(words)
    many = len(listed) if many is None else many
    shown = ", ".join(listed[:most])
    return shown if many <= most else f"{shown} and {many - most} more"


def whole(words: str) -> str:
    """Return a sentence of the terminal as one that stands by itself."""
    return f"{words[0].upper()}{words[1:]}."
