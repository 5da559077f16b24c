"""The columns of an input sheet as they are written: header, note, cell format, width, check and dropdown.

All of it follows from models/schema.py; here stands only how it looks.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from models.schema import COMMODITIES, DEMAND, PERIODS, SITES, Column, Role, Space, Table
from models.schema import SETTINGS as SETTINGS_SHEET
from models.settings import SETTING, Setting
from models.units import PERIOD, Kind, parse_unit
from planner.read.headers import ALL, UNIT, split_unit
from planner.write import styles
from planner.write.styles import Style, Value
from planner.write.wording import (
    ASKED_UNIT,
    UNIT_CHOICES,
    allowed,
    asked,
    blank_means,
    is_information,
    needs_unit,
    plain,
)

FLAGS = ("yes", "no")

# Numbers of these kinds are shown as typed; the others with separated thousands and the decimals that they need.
SHOWN_AS_TYPED = (Kind.NUMBER, Kind.DEGREES, Kind.DURATION, Kind.SECONDS, Kind.FRACTION, Kind.LOSS_RATE, Kind.LIMIT)
MOST_DECIMALS = 4
EMPTY_DECIMALS = 2

# Widths in characters: a filter button takes three; a wider text is cut, not the page made wider.
BUTTON = 3
PADDING = 3
NARROWEST = 9
WIDEST = 34
WIDEST_INFORMATION = 48
WIDEST_HELP = 100  # the help of a setting is read in full
EMPTY_WIDTH = {Role.NUMBER: 12, Role.DATE: 13, Role.FLAG: 10, Role.CHOICE: 14, Role.PERIOD: 12}
EMPTY_TEXT_WIDTH = 18

EARLIEST_DAY = dt.date(1990, 1, 1)  # an earlier date is a slip of the hand
LOWEST_NUMBER = -(10**15)  # a column without bounds is still checked to hold numbers; Excel has 15 digits
LONGEST_PROMPT = 255  # characters that Excel shows
LONGEST_PROMPT_TITLE = 32


@dataclass(frozen=True)
class Heading:
    """One column of a sheet that is written.

    text    as in the header cell
    column  what the schema says; None for a column of the planner's own
    unit    of its numbers; None where it is not a number or stands in a column `unit`
    """

    text: str
    column: Column | None
    unit: str | None = None


@dataclass(frozen=True)
class NameList:
    """A named range over a column of names, which feeds the dropdowns of references."""

    name: str
    table: str
    column: str


SITE_NAMES = NameList("site_names", SITES.name, "site")
COMMODITY_NAMES = NameList("commodity_names", COMMODITIES.name, "commodity")
COUNTRY_NAMES = NameList("country_names", SITES.name, "country")
PERIOD_NAMES = NameList("period_names", PERIODS.name, "period")
USE_NAMES = NameList("end_use_names", DEMAND.name, "end use")
NAME_LISTS = (SITE_NAMES, COMMODITY_NAMES, COUNTRY_NAMES, PERIOD_NAMES, USE_NAMES)
LIST_OF_SPACE = {
    Space.SITE: SITE_NAMES,
    Space.COMMODITY: COMMODITY_NAMES,
    Space.PLACE: COUNTRY_NAMES,
    Space.ANY: SITE_NAMES,
    Space.END_USE: USE_NAMES,
}


def headings(table: Table, periods: Sequence[str] = ()) -> tuple[Heading, ...]:
    """Return the columns of an empty sheet in the order of the schema, each with the unit that is asked for.

    A value of several kinds, and the quantity that a sheet is named for, have their unit in a column `unit`; the
    periods stand where that quantity stands.
    """
    found: list[Heading] = []
    for column in asked(table):
        if column.main and column.name == table.name.casefold():
            found += [Heading(UNIT.name, unit_column(table)), Heading(ALL, column)]
            found += [Heading(period, column) for period in periods]
        elif column.kind is Kind.LIMIT:
            found += [Heading(column.name, column), Heading(UNIT.name, unit_column(table))]
        else:
            unit = ASKED_UNIT[column.kind] if column.kind is not None else ""
            found.append(Heading(f"{column.name} [{unit}]" if unit else column.name, column, unit or None))
    return tuple(found)


def unit_column(table: Table) -> Column:
    """Return the column that holds the unit of the sheet's main quantity."""
    main = table.main
    assert main is not None
    assert main.kind is not None
    return Column(
        UNIT.name, Role.CHOICE, f"Unit of {main.name} in this row.", choices=UNIT_CHOICES.get(main.kind, ()),
        default=f"t/{PERIOD}" if main.kind is Kind.RATE else None,
    )  # fmt: skip


def header_style(heading: Heading) -> Style:
    """Return the look of a header by its role: required, optional or information."""
    column = heading.column
    if column is None or is_information(column):
        return {**styles.HEADER_INFORMATION, **styles.INDENT}
    style = styles.HEADER_DARK if is_required(column) else styles.HEADER_OPTIONAL
    # The filter button covers the right end of a header, so that numbers are headed from the left as well.
    return {**style, **styles.INDENT}


def is_required(column: Column) -> bool:
    """Say whether every cell of the column must be filled; of a quantity by period one of several cells is enough."""
    return column.required and not column.by_period


def note(heading: Heading) -> str:
    """Return the note of a header: help, unit, what is allowed, what a blank cell means."""
    column = heading.column
    if column is None:
        return "A column of your own; it is not read."
    lines = [column.help]
    if heading.unit:
        lines.append(f"Unit: {heading.unit}.")
    elif needs_unit(column.kind):
        lines.append("Its unit must be given.")
    if column.role is not Role.TEXT:
        lines.append(f"Allowed: {allowed(column, _factor(heading))}.")
    if column.required:
        lines.append(f"Must be filled: in {ALL}, or in every period." if column.by_period else "Must be filled.")
    elif blank_means(column):
        lines.append(f"Blank: {blank_means(column, _factor(heading))}.")
    return plain("\n".join(lines))


def _factor(heading: Heading) -> float:
    """Return how many base units one unit of the column's numbers is."""
    if heading.column is None or heading.column.kind is None or heading.unit is None:
        return 1.0
    unit = parse_unit(heading.unit, heading.column.kind)
    return unit.factor if unit is not None else 1.0


def cell_style(heading: Heading, values: Sequence[Value]) -> Style:
    """Return the look of a column's cells: input fill and font, and a format that shows every value in full."""
    column = heading.column
    if column is None:
        return {**styles.FONT, **styles.BORDER, **styles.INDENT}
    match column.role:
        case Role.DATE:
            return {**styles.INPUT, **styles.DATE}
        case Role.NUMBER:
            return {**styles.INPUT, **styles.RIGHT, **_number_style(column.kind, values)}
        case _:
            return {**styles.INPUT, **styles.INDENT}


def _number_style(kind: Kind | None, values: Sequence[Value]) -> Style:
    if kind in SHOWN_AS_TYPED:
        return styles.AS_TYPED
    numbers = [value for value in values if isinstance(value, int | float)]
    if not numbers:
        return styles.thousands(EMPTY_DECIMALS)
    for decimals in range(MOST_DECIMALS + 1):
        if all(math.isclose(number, round(number, decimals), rel_tol=0.0, abs_tol=1e-12) for number in numbers):
            return styles.thousands(decimals)
    return styles.AS_TYPED


def width(heading: Heading, values: Sequence[Value]) -> float:
    """Return the width of a column in characters: its longest header word and most of its values fit."""
    words = [len(word) for word in heading.text.split()]
    header = max(max(words, default=0), math.ceil(len(heading.text) / 2)) + BUTTON
    column = heading.column
    shown = [len(_shown(value)) for value in values if value is not None]
    role = Role.TEXT if column is None else column.role
    content = max(shown) + PADDING if shown else EMPTY_WIDTH.get(role, EMPTY_TEXT_WIDTH)
    widest = WIDEST_INFORMATION if column is None or is_information(column) else WIDEST
    if column is SETTINGS_SHEET.by_name["help"]:
        widest = WIDEST_HELP
    return float(max(NARROWEST, min(max(header, content), widest)))


def _shown(value: Value) -> str:
    if isinstance(value, int | float):
        return f"{value:,.{MOST_DECIMALS}f}".rstrip("0").rstrip(".")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def validation(heading: Heading, lists: Sequence[NameList]) -> dict[str, object] | None:
    """Return the check that Excel makes on a column's cells, with its dropdown and prompt; None where there is none.

    lists  the named ranges that this workbook has
    A check warns and lets the planner go on: sheets may be filled in any order, and `plan check` has the last word.
    """
    column = heading.column
    if column is None:
        return None
    match column.role:
        case Role.CHOICE | Role.FLAG:
            choices = column.choices or FLAGS
            return _warn(heading, {"validate": "list", "source": list(choices)}, f"Expected: {', '.join(choices)}.")
        case Role.REFERENCE | Role.PERIOD:
            return _from_list(heading, column, lists)
        case Role.DATE:
            rule = {"validate": "date", "criteria": ">=", "value": EARLIEST_DAY}
            return _warn(heading, rule, "Expected: a date.")
        case Role.NUMBER if not column.no_limit:
            return _within_bounds(heading, column)
        case _:
            return None


def _warn(heading: Heading, rule: dict[str, object], message: str) -> dict[str, object]:
    title = heading.text[:LONGEST_PROMPT_TITLE]
    return {**rule, "error_type": "warning", "error_title": title, "error_message": message[:LONGEST_PROMPT]}


def _from_list(heading: Heading, column: Column, lists: Sequence[NameList]) -> dict[str, object] | None:
    source = PERIOD_NAMES if column.role is Role.PERIOD else LIST_OF_SPACE.get(column.space or Space.SITE)
    if source is None or source not in lists:
        return None
    rule: dict[str, object] = {"validate": "list", "source": f"={source.name}"}
    if not column.selector and column.space is not Space.PLACE:
        return _warn(heading, rule, f"Expected a name of sheet {source.table}, column {source.column}.")
    prompt = {"input_title": heading.text[:LONGEST_PROMPT_TITLE], "input_message": allowed(column)[:LONGEST_PROMPT]}
    return {**rule, **prompt, "show_error": False}


def _within_bounds(heading: Heading, column: Column) -> dict[str, object]:
    lower, upper = column.lower / _factor(heading), column.upper / _factor(heading)
    rule: dict[str, object] = {"validate": "decimal"}
    if math.isfinite(lower) and math.isfinite(upper):
        return _warn(heading, {**rule, "criteria": "between", "minimum": lower, "maximum": upper},
                     f"Expected: a number from {lower:g} to {upper:g}.")  # fmt: skip
    if math.isfinite(lower):
        return _warn(heading, {**rule, "criteria": ">=", "value": lower}, f"Expected: a number, {lower:g} or more.")
    return _warn(heading, {**rule, "criteria": ">=", "value": LOWEST_NUMBER}, "Expected: a number.")


def setting_of(name: str) -> Setting | None:
    """Return the setting that a cell of Settings names, its unit in brackets left off."""
    return SETTING.get(split_unit(name)[0])


def setting_text(setting: Setting) -> str:
    """Return the name of a setting as the sheet shows it, with the unit that is asked for."""
    unit = ASKED_UNIT[setting.kind] if setting.kind is not None else ""
    return f"{setting.name} [{unit}]" if unit else setting.name


def setting_default(setting: Setting) -> Value:
    """Return the default of a setting as its sheet shows it, in the unit that is asked for."""
    if setting.default == "" and setting.role is Role.TEXT:
        return None
    if not isinstance(setting.default, float) or setting.kind is None:
        return setting.default
    unit = parse_unit(ASKED_UNIT[setting.kind], setting.kind)
    return setting.default / (unit.factor if unit is not None else 1.0)


def setting_validation(setting: Setting) -> dict[str, object] | None:
    """Return the check on the value of a setting, with its dropdown."""
    if setting.role not in (Role.CHOICE, Role.FLAG):
        return None
    choices = setting.choices or FLAGS
    heading = Heading(setting.name, None)
    return _warn(heading, {"validate": "list", "source": list(choices)}, f"Expected: {', '.join(choices)}.")
