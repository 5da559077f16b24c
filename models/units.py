"""The closed table of units, and their conversion to the base units of the program.

Base units: t, t per period, USD/t, USD/t/yr, USD, fraction, months, periods; USD for each t/yr, t/yr a year.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from models.arrays import FloatArray

MONTHS_PER_YEAR = 12.0
# Days and months are told apart wherever that matters; where a length alone counts, such as of a life, a month is the
# mean month of a 365-day year, as formulation.md counts days.
DAYS_PER_MONTH = 365.0 / MONTHS_PER_YEAR


class Counted(StrEnum):
    """What a duration counts: days and periods are what they are, however long a month is; years count as months."""

    DAYS = "days"
    MONTHS = "months"
    PERIODS = "periods"


class Kind(StrEnum):
    """What a number measures; a unit of another kind in the header is an error."""

    MASS = "mass"
    RATE = "mass per time"
    PRICE = "money per mass"
    HOLDING = "money per mass and time"
    MONEY = "money"
    FRACTION = "fraction"
    LOSS_RATE = "fraction per time"
    DURATION = "duration"
    SECONDS = "seconds"
    NUMBER = "number"
    DEGREES = "degrees"
    LIMIT = "value of a rule"
    CAPITAL = "money per capacity"
    CHANGE = "change of a rate per time"


MASS = {"t": 1.0, "tonne": 1.0, "tonnes": 1.0, "kg": 1e-3, "lb": 0.00045359237, "g": 1e-6}
# How many of the named spans make a year; a period's own length is known only to the calendar.
PER_YEAR = {
    "yr": 1.0, "year": 1.0, "y": 1.0, "a": 1.0, "annum": 1.0, "quarter": 4.0, "qtr": 4.0, "month": 12.0, "mo": 12.0,
}  # fmt: skip
DURATION = {
    "days": 1.0 / DAYS_PER_MONTH,
    "day": 1.0 / DAYS_PER_MONTH,
    "weeks": 7.0 / DAYS_PER_MONTH,
    "week": 7.0 / DAYS_PER_MONTH,
    "months": 1.0,
    "month": 1.0,
    "years": MONTHS_PER_YEAR,
    "year": MONTHS_PER_YEAR,
    "yr": MONTHS_PER_YEAR,
}
IN_DAYS = frozenset({"days", "day", "weeks", "week"})
FRACTION = {"%": 0.01, "fraction": 1.0, "ppm": 1e-6}
PERIOD = "period"

# What a header of each kind may say, for error texts and the documentation page.
EXAMPLES = {
    Kind.MASS: "t, kg, lb, g",
    Kind.RATE: "t/period, t/month, t/quarter, t/yr (and kg, lb, g)",
    Kind.PRICE: "USD/t, USD/kg, USD/lb, USD/g",
    Kind.HOLDING: "USD/t/yr (and kg, lb, g; period, month, quarter)",
    Kind.MONEY: "USD",
    Kind.FRACTION: "%, fraction, ppm",
    Kind.LOSS_RATE: "%/yr, fraction/yr (and period, month, quarter)",
    Kind.DURATION: "days, weeks, months, yr, periods",
    Kind.SECONDS: "s",
    Kind.NUMBER: "no unit",
    Kind.DEGREES: "deg",
    Kind.LIMIT: "t, kg, lb, g for a cap or licence; % or USD/t, USD/kg for a tariff; % for a share",
    Kind.CAPITAL: "USD/(t/yr), USD/(kg/yr) (and month, quarter)",
    Kind.CHANGE: "t/yr/yr, t/month/month, t/month/yr (and kg, lb, g; quarter)",
}

# What a number without a unit is taken to be. Prices and costs are absent: they must carry one, and so must the value
# of a rule that is no mass.
DEFAULT_UNIT = {
    Kind.LIMIT: "t",
    Kind.MASS: "t",
    Kind.RATE: "t/period",
    Kind.FRACTION: "fraction",
    Kind.LOSS_RATE: "fraction/yr",
    Kind.DURATION: "periods",
    Kind.SECONDS: "s",
    Kind.NUMBER: "",
    Kind.DEGREES: "deg",
    Kind.MONEY: "USD",
}


@dataclass(frozen=True)
class Unit:
    """A parsed unit: base value = typed value * factor, and for rates per span of time.

    per_year is how many of the unit's time spans make a year; 0 means per period (or no time at all).
    counted is what a duration counts; its base value is in months, or in periods.
    """

    text: str
    kind: Kind
    factor: float
    per_year: float = 0.0
    counted: Counted = Counted.MONTHS


def parse_unit(text: str, kind: Kind) -> Unit | None:  # noqa: C901 (one case for each kind of unit)
    """Return the unit that `text` names for a quantity of `kind`, or None when it is of the wrong kind.

    Case, spaces and a leading or trailing bracket do not matter: `T / Yr` is `t/yr`.
    """
    wanted = text.casefold().replace(" ", "").replace("€", "eur")
    if kind is Kind.LIMIT:
        found = (parse_unit(text, option) for option in (Kind.MASS, Kind.FRACTION, Kind.PRICE))
        return next((unit for unit in found if unit is not None), None)
    parts = wanted.split("/")
    match kind, parts:
        case Kind.MASS, [mass] if mass in MASS:
            return Unit(text, kind, MASS[mass])
        case Kind.RATE, [mass] if mass in MASS:
            return Unit(text, kind, MASS[mass])
        case Kind.RATE, [mass, span] if mass in MASS and (span in PER_YEAR or span == PERIOD):
            return Unit(text, kind, MASS[mass], PER_YEAR.get(span, 0.0))
        case Kind.PRICE, ["usd", mass] if mass in MASS:
            return Unit(text, kind, 1.0 / MASS[mass])
        case Kind.HOLDING, ["usd", mass, span] if mass in MASS and (span in PER_YEAR or span == PERIOD):
            return Unit(text, kind, 1.0 / MASS[mass], PER_YEAR.get(span, 0.0))
        case Kind.MONEY, ["usd"]:
            return Unit(text, kind, 1.0)
        case Kind.CAPITAL, ["usd", mass, span] if mass.lstrip("(") in MASS and span.rstrip(")") in PER_YEAR:
            return Unit(text, kind, 1.0 / (MASS[mass.lstrip("(")] * PER_YEAR[span.rstrip(")")]))
        case Kind.CHANGE, [mass, span, time] if mass in MASS and span in PER_YEAR and time in PER_YEAR:
            return Unit(text, kind, MASS[mass] * PER_YEAR[span] * PER_YEAR[time])
        case Kind.FRACTION, [fraction] if fraction in FRACTION:
            return Unit(text, kind, FRACTION[fraction])
        case Kind.LOSS_RATE, [fraction, span] if fraction in FRACTION and (span in PER_YEAR or span == PERIOD):
            return Unit(text, kind, FRACTION[fraction], PER_YEAR.get(span, 0.0))
        case Kind.DURATION, [span] if span in DURATION:
            return Unit(text, kind, DURATION[span], counted=Counted.DAYS if span in IN_DAYS else Counted.MONTHS)
        case Kind.DURATION, [span] if span in ("periods", PERIOD):
            return Unit(text, kind, 1.0, counted=Counted.PERIODS)
        case Kind.SECONDS, ["s" | "seconds"]:
            return Unit(text, kind, 1.0)
        case Kind.DEGREES, ["deg" | "degrees"]:
            return Unit(text, kind, 1.0)
        case Kind.NUMBER, [""]:
            return Unit(text, kind, 1.0)
    return None


def per_period(values: FloatArray, unit: Unit, length_years: FloatArray) -> FloatArray:
    """Convert typed rates to base units for every period.

    values        (rows, periods) or (rows, 1), in the typed unit
    length_years  (periods,)
    returns       (rows, periods): t per period for a rate, USD/t per period for a holding cost,
                  the fraction lost in each period (compounded) for a loss rate
    """
    if unit.per_year == 0.0:
        return np.broadcast_to(values * unit.factor, (values.shape[0], length_years.size))
    spans = unit.per_year * length_years
    if unit.kind is Kind.LOSS_RATE:
        kept = np.clip(1.0 - values * unit.factor, 0.0, 1.0)
        return 1.0 - kept**spans
    return values * unit.factor * spans


# What looks like a share of one where per cent are typed.
LITTLE = 0.01
# The same of a discount a year, of which 1 % may be meant.
LITTLE_RATE = 0.002


def little_percent(what: str, share: float) -> tuple[str, str]:
    """Return what is odd about a percentage that may have been typed as a share of 1, and what to do about it."""
    percent = round(share / LITTLE, 9)
    return f"{what} is {percent:g}%", f"correct it if {100.0 * percent:g}% is meant"
