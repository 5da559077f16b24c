"""What a sheet and a column of the input workbook can be, and short ways to declare them in models/schema.py."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from models.units import Kind


class Role(StrEnum):
    """What a cell of the column holds."""

    NAME = "name"  # names the thing that the row creates
    REFERENCE = "reference"  # names things created elsewhere, through a selector where `selector` is set
    CHOICE = "choice"
    FLAG = "yes or no"
    DATE = "date"
    PERIOD = "period"
    NUMBER = "number"
    CONTENTS = "contents"  # `Nd 0.23; Pr 0.07`: t per t
    TEXT = "text"


class Space(StrEnum):
    """The namespace in which a reference is looked up."""

    SITE = "site"  # a site; with a selector also a group, country, bloc, operator or *
    COMMODITY = "commodity"  # a commodity; with a selector also a group or *
    PROCESS = "process"
    PLACE = "country or bloc"
    END_USE = "end use"
    ANY = "site or commodity"


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    name       as in the header, lower case
    kind       what a number measures; None for anything that is not a number
    default    what a blank cell means: a number, a word, or None where blank means "none" or "not given"
    lower, upper  bounds of a typed value in base units, both included
    key        part of what makes a row unique; required: a blank cell is an error, in every period if it varies
    by_period  may have one value for each period; main: bare period headers and `all` belong to it
    no_limit   the words `no limit` are a value
    later      the column is known but this version does not act on it: a filled cell is an error
    evenly     a row that leaves it blank beside many that fill it has most likely lost its number
    mostly     a share that is seldom 1 % or less: such a one may be a 1 that was to be all, or 5 % typed as 0.05
    """

    name: str
    role: Role
    help: str
    kind: Kind | None = None
    default: float | str | None = None
    lower: float = float("-inf")
    upper: float = float("inf")
    space: Space | None = None
    choices: tuple[str, ...] = ()
    key: bool = False
    required: bool = False
    selector: bool = False
    by_period: bool = False
    main: bool = False
    no_limit: bool = False
    later: bool = False
    evenly: bool = False
    mostly: bool = False


@dataclass(frozen=True)
class Table:
    """One sheet: what a row is, whether the workbook must have it, and its columns in template order."""

    name: str
    row_is: str
    columns: tuple[Column, ...]
    required: bool = False
    later: bool = False

    @cached_property
    def required_columns(self) -> frozenset[str]:
        """Return the names of the columns in which a blank cell is an error."""
        return frozenset(column.name for column in self.columns if column.required)

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Return the columns by their name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Return the names of the columns that make a row unique."""
        return tuple(column.name for column in self.columns if column.key)

    @cached_property
    def main(self) -> Column | None:
        """Return the column to which bare period headers, `all` and `unit` belong."""
        return next((column for column in self.columns if column.main), None)


def owned(name: str, help: str) -> Column:
    """Declare a column of names that the row creates."""
    return Column(name, Role.NAME, help, key=True, required=True)


def refer(
    name: str,
    space: Space,
    help: str,
    *,
    key: bool = False,
    required: bool = False,
    selector: bool = False,
    default: str | None = None,
) -> Column:
    """Declare a column of names created elsewhere."""
    return Column(
        name, Role.REFERENCE, help, space=space, key=key, required=required, selector=selector, default=default
    )


def number(
    name: str,
    kind: Kind,
    help: str,
    *,
    default: float | None = None,
    lower: float = 0.0,
    upper: float = float("inf"),
    required: bool = False,
    by_period: bool = False,
    main: bool = False,
    no_limit: bool = False,
    evenly: bool = False,
    mostly: bool = False,
) -> Column:
    """Declare a column of numbers of a kind."""
    return Column(
        name,
        Role.NUMBER,
        help,
        kind=kind,
        default=default,
        lower=lower,
        upper=upper,
        required=required,
        by_period=by_period,
        main=main,
        no_limit=no_limit,
        evenly=evenly,
        mostly=mostly,
    )


def choice(
    name: str,
    choices: tuple[str, ...],
    help: str,
    *,
    default: str | None = None,
    required: bool = False,
    key: bool = False,
) -> Column:
    """Declare a column with a closed list of words."""
    return Column(name, Role.CHOICE, help, choices=choices, default=default, required=required, key=key)


def text(name: str, help: str, *, later: bool = False) -> Column:
    """Declare a column of free text."""
    return Column(name, Role.TEXT, help, later=later)


def date(name: str, help: str, *, key: bool = False, required: bool = False) -> Column:
    """Declare a column of days."""
    return Column(name, Role.DATE, help, key=key, required=required)


# fmt: off
# Every row of every sheet may carry these.
COMMON = (
    text("note", "Anything worth remembering about the row."),
    text("source", "Where the figures come from: title, publisher, address."),
    text("as of", "Date of the source."),
    choice("confidence", ("A", "B", "C"), "A reported, B guidance of an operator, C estimate."),
    Column("active", Role.FLAG, "no: the row is read and reported, but nothing acts on it.", default="yes"),
    text("scenario", "The scenario in which the row acts.", later=True),
)
# fmt: on


def movable(kind: Kind, limit: str, per: str) -> tuple[Column, ...]:
    """Declare what a cure may do to the limit of a row: whether, how far and at what cost; `per` says what each counts.

    kind  what `how far` measures
    """
    return (
        Column(
            "movable",
            Role.FLAG,
            f"yes: a cure may move {limit}; no: none does; blank: a cure may propose it, without a cost.",
        ),
        number("how far", kind, f"Most by which a cure raises {limit}, {per}; beside a `yes` only; blank: no limit."),
        number(
            "at what cost",
            Kind.PRICE,
            f"Cost of each tonne by which it is raised, {per}; beside a `yes` only; blank: not known.",
        ),
    )


SITE_SELECTOR = "a site, group, country, bloc, operator or *"

# Months or periods: longer than any horizon, short enough for dates to be counted with.
LONGEST = 1200.0
