"""What the schema says about a column, in words: shared by the header notes and the documentation page."""

from __future__ import annotations

import math

from models.schema import COMMON, SETTINGS, Column, Role, Space, Table
from models.units import DEFAULT_UNIT, Kind

# The unit in which a template asks for a number; every kind is given where a planner usually has it.
ASKED_UNIT = {
    Kind.MASS: "t",
    Kind.RATE: "t/yr",
    Kind.PRICE: "USD/t",
    Kind.HOLDING: "USD/t/yr",
    Kind.MONEY: "USD",
    Kind.FRACTION: "%",
    Kind.LOSS_RATE: "%/yr",
    Kind.DURATION: "months",
    Kind.SECONDS: "s",
    Kind.NUMBER: "",
    Kind.DEGREES: "deg",
    Kind.LIMIT: "",
    Kind.CAPITAL: "USD/(t/yr)",
    Kind.CHANGE: "t/yr/yr",
}

# What a `unit` column offers for the main quantity of its sheet.
UNIT_CHOICES = {
    Kind.MASS: ("t", "kg", "lb", "g"),
    Kind.RATE: ("t/period", "t/month", "t/quarter", "t/yr"),
    Kind.PRICE: ("USD/t", "USD/kg", "USD/lb", "USD/g"),
    Kind.FRACTION: ("%", "fraction"),
    Kind.LIMIT: ("t", "kg", "%", "USD/t", "USD/kg"),
}

SPACE_WORDS = {
    Space.SITE: "a site",
    Space.COMMODITY: "a commodity",
    Space.PROCESS: "a process",
    Space.PLACE: "a country or bloc",
    Space.END_USE: "an end use",
    Space.ANY: "a site, a commodity or a group",
}
SELECTOR_WORDS = {Space.SITE: "a site, group, country, bloc, operator or *", Space.COMMODITY: "a commodity, group or *"}


def asked(table: Table) -> tuple[Column, ...]:
    """Return the columns of a sheet on which this version acts, the common ones last.

    Where figures come from is asked only where there are figures; an option of Settings is its own explanation.
    """
    own = tuple(column for column in table.columns if not column.later)
    if table is SETTINGS:
        return own
    has_numbers = any(column.role is Role.NUMBER for column in own)
    common = (column for column in COMMON if not column.later)
    return own + tuple(column for column in common if has_numbers or column.name == "note")


def is_information(column: Column) -> bool:
    """Say whether a column only records where a row comes from: no plan changes with its text."""
    return (column in COMMON and column.role is not Role.FLAG) or column.name == "help"


def number_text(value: float) -> str:
    """Return a number as a person writes it: 1, 0.5, 99."""
    return f"{value:g}"


def allowed(column: Column, factor: float = 1.0) -> str:
    """Return what a cell of the column may hold; `factor` base units are one unit of its numbers."""
    match column.role:
        case Role.CHOICE:
            return ", ".join(f"`{choice}`" for choice in column.choices)
        case Role.FLAG:
            return "`yes`, `no`"
        case Role.DATE:
            return "a date"
        case Role.PERIOD:
            return "a period of sheet Periods"
        case Role.REFERENCE if column.space is not None:
            words = SELECTOR_WORDS if column.selector else SPACE_WORDS
            return words.get(column.space, SPACE_WORDS[column.space])
        case Role.NUMBER:
            limits = bounds(column.lower / factor, column.upper / factor)
            return f"{limits}, or `no limit`" if column.no_limit else limits
        case Role.CONTENTS:
            return "element and share, parted by `;`"
        case Role.NAME:
            return "a name"
        case _:
            return "text"


def bounds(lower: float, upper: float) -> str:
    """Return two bounds in words, infinity being none."""
    if math.isinf(lower) and math.isinf(upper):
        return "a number"
    if math.isinf(upper):
        return f"{number_text(lower)} or more"
    if math.isinf(lower):
        return f"at most {number_text(upper)}"
    return f"{number_text(lower)} to {number_text(upper)}"


def blank_means(column: Column, factor: float = 1.0) -> str:
    """Return what a blank cell means, in a word or two; nothing where the column's help says it.

    factor  base units in one unit of the column's numbers
    """
    if column.required:
        return "an error"
    if column.default is None and "blank" in column.help:
        return ""
    default = column.default
    return default_text(default / factor if isinstance(default, float) else default)


def default_text(default: float | str | None) -> str:
    """Return a default as it would be typed, `none` where there is none."""
    match default:
        case None | "":
            return "none"
        case str():
            return f"`{default}`"
        case _:
            return number_text(default)


def needs_unit(kind: Kind | None) -> bool:
    """Say whether a header of this kind is an error without a unit: prices, costs, and values of rules."""
    return kind is not None and kind not in DEFAULT_UNIT


def plain(text: str) -> str:
    """Return a text without the marks of a documentation page, for a cell."""
    return text.replace("`", "")
