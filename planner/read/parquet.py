"""One Parquet table of a folder as rows of cells, held to the types that the cells of a workbook have.

Read by pyarrow, which is heavy and not installed with the planner. What a file says of its size is held to the caps
before anything of it is unpacked, and what it unpacks to again.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from typing import Any

from planner.read.cells import LONGEST_SHOWN, shortest
from planner.read.fields import EXACT_DIGITS, Digits, typed
from planner.read.grid import Cell, Fault, Flaw, Grid
from planner.read.guard import Caps, refuse, too_big
from planner.read.sheet_xml import LAST_COLUMN

# Rows unpacked at a time.
BATCH = 2**16
# Longest lists and texts in what a file says of itself; pyarrow's own limits are far above any table.
MOST_THRIFT = 2**24
# A larger whole number is a code.
LARGEST_NUMBER = 10**EXACT_DIGITS
INSTALL = "run `pip install pyarrow`, or save the table as CSV"
STORABLE = "store numbers, texts, truths, or dates without a time zone"
BEGIN = dt.datetime(1970, 1, 1)  # noqa: DTZ001 (a date in a table has no zone)
# Microseconds in a unit of time; Python's moments end there.
MICROSECONDS = {"day": 86_400_000_000, "s": 1_000_000, "ms": 1_000, "us": 1}

# From a column of pyarrow to its cells.
type Convert = Callable[[Any], Sequence[Cell]]


def parquet_rows(file: str, sheet: str, data: bytes, caps: Caps) -> list[list[Cell]]:
    """Return the rows of a table, the names of its columns first, or raise a Refusal.

    file, sheet  what a finding calls the table as a whole, and in the address of a column
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as fault:
        message = "a Parquet table is read by pyarrow, which is not installed"
        raise refuse("no-pyarrow", file, message, INSTALL) from fault
    try:
        options = {"thrift_string_size_limit": MOST_THRIFT, "thrift_container_size_limit": MOST_THRIFT}
        source = parquet.ParquetFile(pa.BufferReader(data), **options)
        names, types = source.schema_arrow.names, source.schema_arrow.types
        _check_size(file, source.metadata, caps)
        convert = [
            _conversion(pa, one, Grid(sheet, ()).address(0, place), name)
            for place, (name, one) in enumerate(zip(names, types, strict=True))
        ]
        # A text that stands in many rows is unpacked once.
        texts = [name for name, one in zip(names, types, strict=True) if _is_text(pa, one)]
        source = parquet.ParquetFile(pa.BufferReader(data), read_dictionary=texts, **options)
        rows: list[list[Cell]] = [list(names)]
        for batch in source.iter_batches(BATCH, use_threads=False):
            batch.validate(full=True)  # else a place in a dictionary may be none of its places
            columns = [make(column) for make, column in zip(convert, batch.columns, strict=True)]
            rows.extend(map(list, zip(*columns, strict=True)))
            _check_area(file, len(rows), len(names), caps)
    except MemoryError:
        raise
    except (pa.ArrowException, OSError, ValueError, OverflowError) as fault:
        message = f"the table is cut off or damaged ({_first_line(fault)})"
        raise refuse("bad-parquet", file, message, "write it again, or save the table as CSV") from fault
    return rows


def _first_line(fault: Exception) -> str:
    return next(iter(str(fault).splitlines()), type(fault).__name__)


def _check_size(file: str, stated: Any, caps: Caps) -> None:
    """Refuse a table that is too large by what it says of itself."""
    _check_area(file, stated.num_rows + 1, stated.num_columns, caps)
    sizes = [stated.row_group(place).total_byte_size for place in range(stated.num_row_groups)]
    if stated.num_rows < 0 or any(size < 0 for size in sizes):
        raise ValueError("a size below nothing")
    if sum(sizes) > caps.table_bytes:
        raise too_big(file, sum(sizes), caps.table_bytes)


def _check_area(file: str, rows: int, columns: int, caps: Caps) -> None:
    if rows * columns > caps.table_area or columns > LAST_COLUMN:
        message = f"the table is at least {rows:,} rows long and {columns:,} columns wide"
        raise refuse("too-big", file, message, "leave out rows and columns that are not needed")


def _is_text(pa: Any, kind: Any) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _conversion(pa: Any, kind: Any, where: str, name: str) -> Convert:
    """Return how a column becomes cells, or raise a Refusal of what no column of a sheet takes."""
    of = pa.types
    if _is_text(pa, kind):
        return lambda column: _texts(pa, column)
    if of.is_floating(kind) or of.is_decimal(kind) or of.is_integer(kind):
        return lambda column: [_number(value) for value in column.to_pylist()]
    if of.is_boolean(kind) or of.is_null(kind):
        return lambda column: ["" if value is None else value for value in column.to_pylist()]
    if of.is_date(kind) or (of.is_timestamp(kind) and kind.tz is None):
        unit = "day" if of.is_date32(kind) else "ms" if of.is_date64(kind) else kind.unit
        size = pa.int32() if of.is_date32(kind) else pa.int64()
        return lambda column: [_moment(value, unit) for value in column.cast(size).to_pylist()]
    held = str(kind)
    held = held if len(held) <= LONGEST_SHOWN else held[:LONGEST_SHOWN] + "..."
    raise refuse("parquet-type", where, f"column '{name}' holds {held}, which no column of a sheet takes", STORABLE)


def _texts(pa: Any, column: Any) -> list[Cell]:
    """Return the texts of a column; one that stands in several rows is the same object in all of them."""
    if not pa.types.is_dictionary(column.type):
        return [_text(value) for value in column.to_pylist()]
    known = [_text(value) for value in column.dictionary.to_pylist()]
    return ["" if place is None else known[place] for place in column.indices.to_pylist()]


def _text(value: str | None) -> Cell:
    """Return a text as a cell.

    A column has one type, and some of a sheet hold numbers beside words: a text that is a number, or a date, written
    as shortly as it can be is that, since it reads the same as a name.
    """
    if value is None:
        return ""
    cell = typed(value)
    return cell if shortest(cell) == value else value


def _number(value: Any) -> Cell:
    if value is None:
        return ""
    number = float(value)
    if not math.isfinite(number):
        return Flaw(Fault.NUMBER, str(value))
    return Digits(int(value)) if abs(value) >= LARGEST_NUMBER and not isinstance(value, float) else number


def _moment(value: int | None, unit: str) -> Cell:
    """Return a date, or a moment, from so many units after 1970 began."""
    if value is None:
        return ""
    passed = value // 1_000 if unit == "ns" else value * MICROSECONDS[unit]
    try:
        moment = BEGIN + dt.timedelta(microseconds=passed)
    except OverflowError:
        return Flaw(Fault.DATE, str(value))
    return moment.date() if unit == "day" else moment
