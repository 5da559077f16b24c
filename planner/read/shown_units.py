"""What a number format shows beside a number: in another unit or currency than it is read in it is another amount.

A planner sees `5 kt`, the file holds 5, and the column is in t.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from models.arrays import FloatArray, IntArray
from models.issues import Issue, error, warning
from models.schema import Column
from models.units import Unit, parse_unit
from planner.read.cell_styles import SCALED
from planner.read.cells import Strip, shown

# Signs and codes that a number format shows; prices are in USD.
OTHER_CURRENCIES = frozenset(
    {"€", "£", "¥", "₹", "₩", "₽", "EUR", "GBP", "JPY", "CNY", "RMB", "CHF", "CAD", "AUD", "INR", "KRW", "MXN", "BRL",
     "SEK", "NOK", "DKK", "KR", "A$", "C$", "CA$", "AU$", "HK$", "元", "円"}
)  # fmt: skip
MONEY, TONNES = frozenset({"$", "USD", *OTHER_CURRENCIES}), frozenset({"t", "tonnes"})
# They make a thousand, a million or a billion of what stands behind them, or of a currency before them.
BEFORE, BEHIND = ("k", "K", "M", "G"), ("k", "K", "m", "M", "mn", "bn")
MULTIPLES = frozenset({"k", "K", "M", "mn", "bn", "thousand", "thousands", "million", "millions", "billion"})
# Masses in which no column can be read.
OTHER_MASSES = frozenset({"lbs", "kgs", "oz", "ton", "tons", "cwt", "mg"})
DOLLARS = re.compile(r"(?:US)?\$")
A_YEAR = re.compile(r"(?:\s?p\.?a\.?|/a|/y|/annum)$", re.IGNORECASE)


def units_as_shown(
    strip: Strip, typed: FloatArray, unit: IntArray, units: Sequence[Unit], column: Column
) -> list[Issue]:  # fmt: skip
    """Return an error for each number whose cell shows it in another currency or unit than it is read in.

    typed, unit  (rows,) numbers, and the place of their unit in `units`, -1 where that is not known
    """
    if not strip.grid.words:
        return []
    issues: list[Issue] = []
    scaled: list[int] = []
    # Nothing is nothing in any unit, and `no limit` none.
    for line in np.flatnonzero(np.isfinite(typed) & (typed != 0.0) & (unit >= 0)).tolist():
        own = units[unit[line]]
        for word in strip.grid.words.get((strip.rows[line], strip.index), ()):
            if word in SCALED.values():
                scaled.append(line)
            elif is_other(word, own) or _is_foreign(word) or (word in MONEY and not _is_money(own)):
                read, wanted = (f"is read in {own.text}", f" in {own.text}") if own.text else ("has no unit", "")
                issues.append(
                    error(
                        "shown-unit", strip.where(line),
                        f"the cell shows {shown(strip.values[line])} in {word}, but {column.name} {read}",
                        f"type the number{wanted}, and give the cell a plain number format",
                    )
                )  # fmt: skip
                break
    return issues + _scaled(strip, scaled, column)


def _scaled(strip: Strip, lines: Sequence[int], column: Column) -> list[Issue]:
    """Return a warning for the first of the numbers that their cells show divided by a thousand, or more."""
    if not lines:
        return []
    place = strip.rows[lines[0]], strip.index
    times = next(word for word in strip.grid.words[place] if word in SCALED.values())
    more = f" ({len(lines)} cells of the column do so)" if len(lines) > 1 else ""
    return [
        warning(
            "shown-scaled", strip.where(lines[0]),
            f"the number format shows {column.name} in {times} and does not say so; {shown(strip.values[lines[0]])} is "
            f"read{more}",
            "give the cell a plain number format, and look at the number",
        )
    ]  # fmt: skip


def _is_money(unit: Unit) -> bool:
    return "USD" in unit.text.upper()


def is_other(word: str, unit: Unit) -> bool:
    """Tell whether a word is a unit of the same kind in which the number would be another amount."""
    meant = parse_unit(DOLLARS.sub("USD", A_YEAR.sub("/yr", word)), unit.kind)
    if meant is None:
        return False
    same_span = meant.per_year in (0.0, unit.per_year) and meant.counted is unit.counted
    return meant.factor != unit.factor or not same_span


def _is_foreign(word: str) -> bool:
    """Tell whether a word is a currency, a mass or a multiple in which nothing is read: €/kg, kt, kUSD, lbs."""
    amount = A_YEAR.sub("", word).split("/")[0].strip()
    if amount.upper() in OTHER_CURRENCIES or amount.casefold() in OTHER_MASSES or amount in MULTIPLES:
        return True
    of_any = [amount.removeprefix(sign).strip() for sign in BEFORE if amount.startswith(sign)]
    of_money = [amount.removesuffix(sign).strip() for sign in BEHIND if amount.endswith(sign)]
    if amount.startswith("m"):  # of a mass it would be a thousandth, and mt is a metric tonne
        of_money.append(amount.removeprefix("m").strip())
    return any(one.upper() in MONEY or one in TONNES for one in of_any) or any(one.upper() in MONEY for one in of_money)
