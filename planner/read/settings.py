"""Sheet Settings: a closed table of options, each value checked by its own line of models/settings.py."""

from __future__ import annotations

import numpy as np

from models.issues import Issue, error, errors
from models.records import Records
from models.schema import SETTINGS as SHEET
from models.schema import Column, Role
from models.settings import SETTING, SETTINGS, Setting
from models.units import PER_YEAR, Kind, parse_unit
from planner.read.cells import Strip, is_blank, shown
from planner.read.grid import Cell, Grid, column_number
from planner.read.headers import Header, split_unit
from planner.read.labels import choices, flags
from planner.read.periods_known import Periods, period_text
from planner.read.quantities import PER_PERIOD_KINDS, read_quantity
from planner.read.tables import read_table
from planner.read.words import clean, closest, header_form

type Value = float | str | None


def default_settings() -> dict[str, Value]:
    """Return what holds when sheet Settings says nothing."""
    return {setting.name: setting.default for setting in SETTINGS}


def read_settings(grid: Grid) -> tuple[dict[str, Value], dict[str, str], Records | None, list[Issue]]:
    """Return the settings with defaults filled in, the cells that set them, the rows, and what is wrong."""
    settings = default_settings()
    cells: dict[str, str] = {}
    records, issues = read_table(SHEET, grid, Periods(()), np.empty(0))
    if records is None or not {"setting", "value"} <= records.letter.keys():
        if records is not None and "value" not in records.letter and len(records):
            issues.append(
                error("missing-column", grid.name, "column 'value' is missing from sheet Settings", "add its header")
            )
        return settings, cells, records, issues
    setting_column, value_column = (column_number(records.letter[name]) for name in ("setting", "value"))
    for line, row in enumerate(records.row - 1):
        typed = str(records.text["setting"][line])
        if not typed:
            continue
        seen = {str(name).casefold() for name in records.text["setting"][:line]}
        name_cell = grid.address(int(row), setting_column)
        name, unit = split_unit(typed)
        setting = SETTING.get(name) or next((one for one in SETTINGS if header_form(one.name) == name), None)
        if setting is None:
            meant = closest(name, SETTING)
            remedy = f"did you mean '{meant}'?" if meant else "see the page of settings for those there are"
            issues.append(error("unknown-setting", name_cell, f"unknown setting '{typed}'", remedy))
            continue
        if setting.name in cells:
            if typed.casefold() in seen:
                continue  # reported with the keys of the sheet
            issues.append(
                error(
                    "duplicate-key", name_cell, f"setting '{setting.name}' stands already in {cells[setting.name]}",
                    "keep one of the two rows",
                )
            )  # fmt: skip
            continue
        strip = Strip(grid, value_column, [int(row)], [grid.rows[int(row)][value_column]])
        cells[setting.name] = strip.where(0)
        if is_blank(strip.values[0]):
            continue
        value, found = _value(setting, strip, unit, name_cell)
        issues += found
        if not errors(found) and value is not None:  # a note, such as an assumed unit, changes nothing
            settings[setting.name] = value
    return settings, cells, records, issues


def _value(setting: Setting, strip: Strip, unit: str | None, name_cell: str) -> tuple[Value, list[Issue]]:
    if setting.later:
        return None, [
            error(
                "not-yet", strip.where(0), f"setting '{setting.name}' is not yet supported and is set to "
                f"'{shown(strip.values[0])}'", "delete the row",
            )
        ]  # fmt: skip
    column = Column(
        setting.name, setting.role, setting.help, kind=setting.kind, choices=setting.choices, lower=setting.lower,
        upper=setting.upper,
    )  # fmt: skip
    if unit is not None and setting.kind is None:
        return None, [error("wrong-unit", name_cell, f"setting '{setting.name}' has no unit", "take the brackets away")]
    if unit and setting.kind in PER_PERIOD_KINDS and not _is_per_year(unit, setting.kind):
        return None, [
            error(
                "wrong-unit", name_cell, f"setting '{setting.name}' is per year, and [{unit}] is not",
                f"write {setting.name} [%/yr] or [fraction/yr], and the number for a whole year",
            )
        ]  # fmt: skip
    match setting.role:
        case Role.NUMBER:
            quantity, issues = read_quantity(strip, Header(strip.index, column, unit=unit), name_cell, None)
            base = quantity.base()[0]
            return (None if np.isnan(base) else float(base)), issues
        case Role.CHOICE:
            words, issues = choices(strip, column)
        case Role.FLAG:
            words, issues = flags(strip, column)
        case Role.PERIOD:  # Excel makes a date of a typed 2027-01
            return clean(period_text(strip.values[0])), []
        case _:
            return text_of(strip.values[0]), []
    return str(words[0]), issues


def _is_per_year(unit: str, kind: Kind) -> bool:
    """Tell whether a unit is one of a kind per year: a setting holds for all periods, whatever their length."""
    parsed = parse_unit(unit, kind)
    return parsed is not None and parsed.per_year == PER_YEAR["yr"]


def text_of(value: Cell) -> str:
    """Return a setting's text as typed."""
    return value.strip() if isinstance(value, str) else shown(value)
