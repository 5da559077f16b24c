"""Random values for a cell: those that a person may type, and those that nobody should."""

from __future__ import annotations

import datetime as dt
import random
import sys
from collections.abc import Callable, Sequence

from models.schema import TABLE, TABLES
from models.settings import SETTINGS
from tests.fuzz.forms import NUMBER_FORMATS, Calculated, Styled, Tables, Wrong
from tests.hostile.texts import HOSTILE, encodable

ODD_NUMBERS: tuple[float, ...] = (
    0, -0.0, 1, -1, 2, 0.5, 100, 101, -100, 1e308, -1e308, sys.float_info.max, 5e-324, -5e-324, sys.float_info.min,
    1e-9, 1e-6, 1e-12, 1e15, 1e16, 1e20, 1e30, 2**53 + 1, 2**31, 2**63, 2**64, 0.1 + 0.2, 1 / 3, 1e9, 12, 365, 1e4,
)  # fmt: skip
UNITS = (
    "t", "kg", "g", "t/yr", "t/period", "kg/month", "t/month", "USD/t", "USD/kg", "USD/t/yr", "USD", "%", "%/yr",
    "days",
    "months", "periods", "yr", "runs/yr", "lot", "T/YR", "t / yr", "t per year", "tonnes", "lb", "EUR/t", "$/t", "t/q",
)  # fmt: skip
WORDS = (
    "yes", "no", "no limit", "all", "any", "none", "*", "n/a", "-", "TRUE", "in", "out", "unknown", "every", "hard",
    "soft",
    "1,200", "1.200,5", "85%", "1e5", "2026-10-01", "2026Q4", "2027", "2027-13-01", "2026-10-01 00:00", "01/05/2026",
    "12 t",
    "<5", ">= 3", "5;6", "a; b", "a, b", "not China", "country: China", "China + Japan", "!China", "'", '"', "\\",
    "#own",
)  # fmt: skip
NAMES_OF_SETTINGS = tuple(setting.name for setting in SETTINGS)
NAMES_OF_SHEETS = tuple(table.name for table in TABLES)
CHOICES = tuple(dict.fromkeys(word for table in TABLES for column in table.columns for word in column.choices))
ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!")
SAFE_HOSTILE = tuple(text for text in HOSTILE if encodable(text))

type Draw = Callable[[random.Random, Tables, str, object], object]


def number(chance: random.Random, tables: Tables, sheet: str, old: object) -> object:
    """Draw a number: an odd one, one of any size, or one near to another of the sheet."""
    way = chance.random()
    if way < 0.4:
        return chance.choice(ODD_NUMBERS)
    if way < 0.6:
        return chance.choice((1, 1, 1, -1)) * 10.0 ** chance.uniform(-12, 16)
    if way < 0.65:
        return chance.choice((1, -1)) * 10.0 ** chance.uniform(-320, 308)
    there = [value for row in tables[sheet] for value in row if isinstance(value, int | float)]
    if not there:
        return chance.randint(0, 50)
    return chance.choice(there) * chance.choice(
        (0, 0.001, 0.01, 0.5, 0.999999999, 1.000000001, 1.5, 2, 10, 100, 1000, -1)
    )


def date(chance: random.Random, tables: Tables, sheet: str, old: object) -> object:
    """Draw a date, with or without a time."""
    if chance.random() < 0.6:
        return dt.date(2025, 1, 1) + dt.timedelta(days=chance.randrange(1500))
    if chance.random() < 0.3:
        return dt.datetime(2027, 1, 1) + dt.timedelta(seconds=chance.randrange(10**8))  # noqa: DTZ001 - Excel knows none
    return dt.date.fromordinal(chance.randrange(dt.date(1900, 3, 1).toordinal(), dt.date.max.toordinal()))


def known_text(chance: random.Random, tables: Tables, sheet: str, old: object) -> object:
    """Draw a text from any cell of the workbook."""
    rows = tables[chance.choice(list(tables))]
    there = [value for row in rows for value in row if isinstance(value, str)]
    return chance.choice(there) if there else "x"


def near_text(chance: random.Random, tables: Tables, sheet: str, old: object) -> object:
    """Draw a text that looks like one of the workbook, or nearly."""
    text = str(known_text(chance, tables, sheet, old))
    place = chance.randrange(len(text) + 1)
    changes: Sequence[str] = (
        text.upper(), text.lower(), text.swapcase(), f" {text}", f"{text} ", f"{text}\u00a0",
        text.replace(" ", "\u00a0"),
        text.replace(" ", "  "), text.replace(" ", "_"), text.replace(" ", ""), f"{text[:place]}\u200b{text[place:]}",
        f"{text[:place]}\u0301{text[place:]}", text[:place] + text[place + 1 :],
        text[:place] + text[place : place + 1] * 2 + text[place + 1 :], f"{text}\n", f"\ufeff{text}",
        f"{text}.", text[::-1], f"{text};{text}", f"{text}, {text}",
        f"not {text}", f"'{text}'", text.replace("e", "\u0435"), f"{text} [t]", f"{text} *", text[:place],
        f"{text}\x07",
    )  # fmt: skip
    return chance.choice(changes)


def odd_text(chance: random.Random, tables: Tables, sheet: str, old: object) -> object:
    """Draw a text that is odd wherever it stands."""
    way = chance.random()
    if way < 0.3:
        return chance.choice(UNITS)
    if way < 0.6:
        return chance.choice(WORDS)
    if way < 0.75:
        return chance.choice(SAFE_HOSTILE)
    if way < 0.85:
        return chance.choice(CHOICES)
    if way < 0.95:
        return chance.choice(NAMES_OF_SETTINGS + NAMES_OF_SHEETS)
    return chance.choice(
        ("", " ", "\u00a0", "\n", "x" * 255, "y" * 1001, "z" * 32767, "w " * 20000, "\U0001f600", "_x0041_")
    )


def boolean(chance: random.Random, tables: Tables, sheet: str, old: object) -> object:
    """Draw TRUE or FALSE."""
    return chance.random() < 0.5


def odd_cell(chance: random.Random, tables: Tables, sheet: str, old: object) -> object:
    """Draw an error value, a formula with or without a result, or a number in a format that is not its own."""
    way = chance.random()
    if way < 0.25:
        return Wrong(chance.choice(ERRORS))
    if way < 0.6:
        result = chance.choice((None, 5, 0, "text", "", True, 1e308, known_text(chance, tables, sheet, old)))
        return Calculated(chance.choice(("1+1", "A1", "SUM(A1:B2)", "NA()", 'IF(1,"","")', "[1]Other!A1")), result)
    return Styled(number(chance, tables, sheet, old), chance.randrange(len(NUMBER_FORMATS)))


def blank(chance: random.Random, tables: Tables, sheet: str, old: object) -> object:
    """Return nothing."""
    return None


def fitting(chance: random.Random, tables: Tables, sheet: str, old: object) -> object:
    """Draw another value of the same sheet, which may well fit."""
    there = [value for row in tables[sheet] for value in row if value is not None]
    return chance.choice(there) if there else None


def alike(chance: random.Random, tables: Tables, sheet: str, old: object) -> object:
    """Draw a value of the kind that is there: a number for a number, a date for a date, a text for a text."""
    if isinstance(old, int | float) and not isinstance(old, bool):
        return number(chance, tables, sheet, old)
    if isinstance(old, dt.date):
        return date(chance, tables, sheet, old)
    there = [value for row in tables[sheet] for value in row if isinstance(value, str)]
    return chance.choice(there) if there and chance.random() < 0.7 else near_text(chance, tables, sheet, old)


DRAWS: tuple[Draw, ...] = (
    alike, alike, alike, alike, number, number, number, date, known_text, near_text, near_text, odd_text, boolean,
    odd_cell, blank, blank, fitting, fitting,
)  # fmt: skip


def drawn_value(chance: random.Random, tables: Tables, sheet: str, old: object) -> object:
    """Draw a value for a cell of a sheet that holds `old`."""
    return chance.choice(DRAWS)(chance, tables, sheet, old)


def drawn_header(chance: random.Random, sheet: str, there: str) -> str:
    """Draw a header for a sheet: one of its own, one of another, with another unit, or nearly the one that is there."""
    name = there.partition(" [")[0]
    own = [column.name for column in TABLE[sheet].columns] if sheet in TABLE else ["note"]
    other = [column.name for column in chance.choice(TABLES).columns]
    unit = chance.choice(UNITS)
    choices = (
        chance.choice(own), chance.choice(own), f"{chance.choice(own)} [{unit}]", f"{name} [{unit}]",
        name, name.upper(),
        name[:-1], f"{name}s", f" {there} ", f"{name}\u00a0", there.replace(" ", "_"), chance.choice(other),
        f"#{name}", "", "x",
        f"{chance.choice(own)} 2027Q1", f"{name} 2027Q1 [{unit}]", f"{name} [", f"{name} []", "all", unit, "unit",
        "note",
    )  # fmt: skip
    return chance.choice(choices)
