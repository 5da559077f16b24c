"""The columns of one quantity side by side: periods for which there is none, and units that differ.

Both are allowed and hardly meant: the horizon was made longer, or one header was changed and not the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from models.arrays import BoolArray
from models.issues import Issue, warning
from models.nouns import counted
from models.schema import Column
from models.units import DEFAULT_UNIT, Kind, parse_unit
from planner.read.grid import Grid
from planner.read.headers import ALL, Header

LEAST_COLUMNS = 2
# Beside prices; returns of earlier sales, for one, come to an end.
GOING_ON = frozenset({"demand", "capacity"})
# What costs nothing, or is worth nothing, where its cell is blank.
BLANK_IS_NOTHING = frozenset({"cost", "holding cost", "run cost", "value"})
NAMED = 3


def _goes_on(column: Column) -> bool:
    """Return whether what a column holds is hardly meant to end, or to pause."""
    return column.name in GOING_ON or column.kind is Kind.PRICE


def missing_period_columns(
    column: Column, headers: Sequence[Header], names: Sequence[str], grid: Grid, row: int
) -> list[Issue]:
    """Return a warning where a quantity has columns for the periods in a row, or most of them, and none for others.

    What is given for a few periods only, such as an outage, is meant so; what is given for one after the other, such as
    a demand or a price, is hardly meant to end, or to pause.
    row  of the header, from 0
    """
    own = sorted({header.period for header in headers if header.period is not None})
    everywhere = any(header.period is None for header in headers)
    if everywhere or len(own) < LEAST_COLUMNS or not _goes_on(column):
        return []
    missing = [name for period, name in enumerate(names) if period not in own]
    in_a_row = own[-1] - own[0] + 1 == len(own)
    # Prices with a gap are told by their rows.
    if not missing or not (in_a_row or (len(missing) < len(own) and column.name in GOING_ON)):
        return []
    said = ", ".join(missing[:NAMED]) + (f" and {len(missing) - NAMED} more" if len(missing) > NAMED else "")
    # The column before the gap, or that behind it.
    gap = names.index(missing[0])
    beside = max((period for period in own if period < gap), default=own[0])
    near = next(header for header in headers if header.period == beside)
    instead = ALL if column.main else column.name
    return [
        warning(
            "period-without-column", grid.address(row, near.index),
            f"{column.name} has columns for {len(own)} periods and none for {said}, where it counts as blank",
            f"add the columns, or a column `{instead}` for the periods without one of their own",
        )
    ]  # fmt: skip


def rows_without_a_column(
    column: Column, headers: Sequence[Header], given: BoolArray, names: Sequence[str], where: Callable[[int, int], str]
) -> list[Issue]:
    """Return a warning for the first row that is filled by periods, where one has neither a column nor a value for all.

    A row that is filled for a few periods only is meant so.
    given  (records, periods) true where a record has a value;  where  from a record and a period to a cell
    """
    own = [header.period for header in headers if header.period is not None]
    everywhere = any(header.period is None for header in headers)
    if not everywhere or len(own) < LEAST_COLUMNS or not _goes_on(column):
        return []
    without = np.setdiff1d(np.arange(len(names)), own)
    filled = given[:, own].sum(axis=1)
    short = ~given[:, without].any(axis=1) & (filled >= LEAST_COLUMNS) & (without.size < filled)
    if not without.size or not short.any():
        return []
    record = int(np.flatnonzero(short)[0])
    told = f"{names[without[0]]}" + (f" and {counted(without.size - 1, 'more period')}" if without.size > 1 else "")
    rows = f" ({counted(int(short.sum()), 'row')} are so)" if short.sum() > 1 else ""
    instead = ALL if column.main else column.name
    return [
        warning(
            "period-without-column", where(record, int(without[0])),
            f"{column.name} is blank in column `{instead}` here and filled by periods, and there is no column for "
            f"{told}, where it counts as blank{rows}",
            f"add the column, or fill column `{instead}` for the periods without one of their own",
        )
    ]  # fmt: skip


def prices_with_gaps(
    column: Column, headers: Sequence[Header], blank: BoolArray, names: Sequence[str], where: Callable[[int, int], str]
) -> list[Issue]:
    """Return a warning for the first row with a cost in some periods and none in others, where it counts as 0.

    Behind the last of the columns and before the first nothing is missing here: that is told of the header.
    blank  (records, periods) true where a record has no value;  where  from a record and a period to a cell
    """
    own = [header.period for header in headers if header.period is not None]
    if column.name not in BLANK_IS_NOTHING or len(own) < LEAST_COLUMNS:
        return []
    between = blank[:, min(own) : max(own) + 1]
    partly = np.flatnonzero(between.any(axis=1) & ~between.all(axis=1))
    if not partly.size:
        return []
    record = int(partly[0])
    gaps = np.flatnonzero(between[record]) + min(own)
    told = f"{names[gaps[0]]}" + (f" and {counted(gaps.size - 1, 'more period')}" if gaps.size > 1 else "")
    rows = f" ({counted(partly.size, 'row')} have such blanks)" if partly.size > 1 else ""
    return [
        warning(
            "price-with-gaps", where(record, int(gaps[0])),
            f"{column.name} is blank in {told} and filled in other periods{rows}: blank counts as 0",
            "type the number in each period, also where it is 0",
        )
    ]  # fmt: skip


def mixed_units(column: Column, headers: Sequence[Header], grid: Grid, row: int) -> list[Issue]:
    """Return a warning where the columns of a quantity are not all in one unit, at the first of the fewest.

    row  of the headers, from 0
    """
    if column.kind is None:
        return []
    texts = {header: header.unit or DEFAULT_UNIT.get(column.kind, "") for header in headers}
    units = {header: parse_unit(text, column.kind) for header, text in texts.items()}
    known = {header: (unit.factor, unit.per_year) for header, unit in units.items() if unit is not None}
    counts = Counter(known.values())
    if len(counts) <= 1:
        return []
    fewest = min(counts.values())
    odd = next(header for header in headers if header in known and counts[known[header]] == fewest)
    other = next(header for header in headers if header in known and known[header] != known[odd])
    return [
        warning(
            "mixed-units", grid.address(row, odd.index),
            f"{column.name} is in {texts[odd]} here and in {texts[other]} in {grid.address(row, other.index)}",
            "write the same unit in all headers of it, unless the numbers are in different ones",
        )
    ]  # fmt: skip
