"""A Parquet table is read as the sheet with the same cells, and whatever else it is ends in a sentence."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from models.issues import Severity, errors
from planner.read import read_input
from planner.read.book import Reading
from planner.read.fields import Digits
from planner.read.grid import Cell, Fault, Flaw
from planner.read.guard import NO_CAPS_RAISED, Caps, Refusal
from planner.read.parquet import parquet_rows
from tests.given.folders import read_like_the_workbook, write_folder
from tests.reading import found
from tests.seeds import graded
from tests.workbooks import Sheets, small_example

pa = pytest.importorskip("pyarrow", reason="pyarrow is an extra")
parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is an extra")


MORNING, EVENING = (
    dt.datetime.fromisoformat("2026-10-01T06:00"),
    dt.datetime.fromisoformat("1969-12-31T23:59:59.000001"),
)


def packed(columns: dict[str, Any], **options: Any) -> bytes:
    """Return a Parquet file with some columns."""
    sink = pa.BufferOutputStream()
    parquet.write_table(pa.table(columns), sink, **options)
    return bytes(sink.getvalue())


def rows_of(data: bytes, caps: Caps = NO_CAPS_RAISED) -> list[list[Cell]]:
    return parquet_rows("Demand.parquet", "Demand", data, caps)


def column(values: list[Any], kind: Any = None) -> list[Cell]:
    """Return the cells that a column of values becomes."""
    header, *rows = rows_of(packed({"a": pa.array(values, kind)}))
    assert header == ["a"]
    return [row[0] for row in rows]


def as_column(values: list[Any]) -> Any:
    """Return cells of a sheet as an array, as somebody stores them who has but one type for a column."""
    kinds = {type(value) for value in values if value is not None}
    if len(kinds) <= 1 or kinds == {int, float}:
        return pa.array(values)
    return pa.array([None if value is None else str(value) for value in values])


def write_tables(folder: Path, sheets: Sheets) -> Path:
    folder.mkdir()
    for name, rows in sheets.items():
        columns = [list(cells) for cells in zip_longest(*rows)]
        content = packed({str(head): as_column(cells) for head, *cells in columns})
        (folder / f"{name}.parquet").write_bytes(content)
    return folder


def refusal(data: bytes, caps: Caps = NO_CAPS_RAISED) -> tuple[str, str]:
    with pytest.raises(Refusal) as caught:
        rows_of(data, caps)
    return caught.value.issue.code, caught.value.issue.where


def test_a_folder_of_parquet_tables_is_read_like_the_workbook_with_the_same_cells(tmp_path: Path) -> None:
    read_like_the_workbook(write_tables(tmp_path / "tables", small_example()), small_example())


@pytest.mark.parametrize(
    ("values", "kind", "cells"),
    [
        ([1, None, -3], "int8", [1.0, "", -3.0]),
        ([2**64 - 1, 123_456_789_012_345], "uint64", [Digits("18446744073709551615"), 123_456_789_012_345.0]),
        ([0.1, None, 1e300], "float64", [0.1, "", 1e300]),
        ([0.5, 2.0], "float32", [0.5, 2.0]),
        ([True, None, False], "bool", [True, "", False]),
        ([None, None], "null", ["", ""]),
        (["Mine", None, "", " x "], "string", ["Mine", "", "", " x "]),
        (["5", "0.25", "2026-10-01", "no limit"], "large_string", [5.0, 0.25, dt.date(2026, 10, 1), "no limit"]),
        (["00123", "1e5", "1.50", "+5", "1,200", "1e999", "NaN"], "string",
         ["00123", "1e5", "1.50", "+5", "1,200", "1e999", "NaN"]),
        (["1234567890123456789"], "string", [Digits("1234567890123456789")]),
        ([float("nan"), float("-inf")], "float64", [Flaw(Fault.NUMBER, "nan"), Flaw(Fault.NUMBER, "-inf")]),
        ([dt.date(2026, 10, 1), None], "date32", [dt.date(2026, 10, 1), ""]),
        ([MORNING], "timestamp[ns]", [MORNING]),
        ([EVENING], "timestamp[us]", [EVENING]),
        ([MORNING, EVENING], "timestamp[s]", [MORNING, EVENING.replace(microsecond=0)]),
        ([4_000_000], "date32", [Flaw(Fault.DATE, "4000000")]),
        ([-(2**62), 2**62], "timestamp[ms]", [Flaw(Fault.DATE, str(-(2**62))), Flaw(Fault.DATE, str(2**62))]),
    ],
)  # fmt: skip
def test_a_value_becomes_the_cell_that_a_workbook_has_for_it(values: list[Any], kind: str, cells: list[Cell]) -> None:
    kinds = {
        "timestamp[ms]": pa.timestamp("ms"),
        "timestamp[us]": pa.timestamp("us"),
        "timestamp[ns]": pa.timestamp("ns"),
    }
    one = kinds[kind] if kind in kinds else pa.type_for_alias(kind)
    assert column(values, one) == cells
    assert [type(cell) for cell in column(values, one)] == [type(cell) for cell in cells]


def test_a_decimal_is_a_number_as_long_as_it_holds_all_its_digits() -> None:
    values = [Decimal("0.10"), Decimal("12345678901234567890.00"), None]
    assert column(values) == [0.1, "12345678901234567890", ""]


def test_categories_are_texts_and_one_that_stands_often_is_one_object() -> None:
    long = "x" * 100_000
    cells = column([long, "5", long, None], pa.dictionary(pa.int8(), pa.string()))
    assert cells == [long, 5.0, long, ""]
    assert cells[0] is cells[2]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([[1, 2]], "list<element: int64>"), ([{"a": 1}], "struct<a: int64>"), ([b"x"], "binary"),
        ([dt.time(1)], "time64[us]"), ([dt.timedelta(1)], "duration[us]"),
        ([dt.datetime(2026, 1, 1, tzinfo=dt.UTC)], "timestamp[us, tz=UTC]"),
    ],
)  # fmt: skip
def test_a_column_of_what_no_cell_holds_is_refused_by_its_name(values: list[Any], kind: str) -> None:
    with pytest.raises(Refusal) as caught:
        rows_of(packed({"commodity": ["a"], "demand": pa.array(values)}))
    issue = caught.value.issue
    assert (issue.code, issue.where) == ("parquet-type", "Demand!B1")
    assert issue.message == f"column 'demand' holds {kind}, which no column of a sheet takes"


def test_errors_have_the_address_that_the_sheet_would_have(tmp_path: Path) -> None:
    sheets = small_example()
    sheets["Capacity"][1][5] = "1,200"
    sheets["Demand"][1][5] = float("nan")
    sheets["Lanes"][1][4] = "1e999"
    issues = errors(read_input(write_tables(tmp_path / "tables", sheets)).issues)
    assert {(issue.code, issue.where) for issue in issues} == {
        ("text-number", "Capacity!F2"), ("not-a-number", "Demand!F2"), ("text-number", "Lanes!E2"),
    }  # fmt: skip


def mixed(folder: Path, content: bytes) -> Reading:
    """Read the small example with one table as Parquet."""
    write_folder(folder / "tables", small_example())
    (folder / "tables" / "Sites.csv").unlink()
    (folder / "tables" / "Sites.parquet").write_bytes(content)
    return read_input(folder / "tables")


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + bytes(100) + b"PAR1", b"PARE" * 9, b"site\nMine\n"])
def test_what_is_no_parquet_table_is_refused_by_name_and_no_sheet_is_missing(tmp_path: Path, content: bytes) -> None:
    reading = mixed(tmp_path, content)
    [issue] = found(reading, "bad-parquet")
    assert issue.where == "Sites.parquet"
    assert "cut off or damaged" in issue.message
    assert not found(reading, "missing-sheet")


def test_a_table_of_each_kind_for_one_sheet_is_refused(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tables", small_example())
    (folder / "Sites.parquet").write_bytes(packed({"site": ["Mine"]}))
    issues = [issue for issue in read_input(folder).issues if issue.severity is Severity.ERROR]
    assert [(issue.code, issue.where) for issue in issues] == [("duplicate-sheet", "Sites.parquet")]


def test_a_table_that_is_too_large_is_refused_before_it_is_unpacked() -> None:
    long = packed({"a": pa.array([7] * 30_000_000, pa.int8())})
    assert len(long) < 200_000
    assert refusal(long) == ("too-big", "Demand.parquet")
    wide = packed({f"c{place}": [1] for place in range(17_000)})
    assert refusal(wide) == ("too-big", "Demand.parquet")
    large = packed({"a": ["x" * 2**20 + str(place) for place in range(4)]}, compression="zstd", use_dictionary=False)
    assert len(large) < 10_000
    assert refusal(large, Caps(table_bytes=2**20)) == ("too-big", "Demand.parquet")


def test_a_text_that_stands_in_very_many_rows_is_held_once() -> None:
    """A hundred thousand times a mebibyte are no more than a mebibyte."""
    text = "x" * 2**20
    kept = pa.DictionaryArray.from_arrays(pa.array([0] * 100_000, pa.int32()), [text])
    rows = rows_of(packed({"a": kept}, dictionary_pagesize_limit=2**24))
    assert len({id(row[0]) for row in rows[1:]}) <= 4
    assert rows[-1] == [text]


def test_a_text_that_is_no_unicode_is_refused() -> None:
    broken = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"\xff\xfe")])
    assert refusal(packed({"a": broken})) == ("bad-parquet", "Demand.parquet")


MUTATE = """
import random, sys
from pathlib import Path
from planner.read.guard import NO_CAPS_RAISED, Refusal
from planner.read.parquet import parquet_rows
from tests.fuzz.file_bytes import ON_BYTES
data, seed, count = Path(sys.argv[1]).read_bytes(), int(sys.argv[2]), int(sys.argv[3])
chance, ends = random.Random(seed), []
for _ in range(count):
    changed = data
    for _ in range(chance.randint(1, 3)):
        changed = chance.choice(ON_BYTES)(chance, changed)
    try:
        ends.append(type(parquet_rows("a", "a", changed, NO_CAPS_RAISED)).__name__)
    except Refusal as refusal:
        ends.append(refusal.issue.code)
    except MemoryError:
        ends.append("memory")
print(sorted(set(ends)), len(ends))
"""


@pytest.mark.parametrize("count", graded([300, 4_000, 20_000], 1, 2))
@pytest.mark.parametrize("packing", ["none", "snappy", "zstd"])
def test_mutated_tables_end_in_a_table_or_in_a_sentence(tmp_path: Path, count: int, packing: str) -> None:
    """In a process of its own: what breaks the library must not break the tests."""
    days = [dt.date(2026, 1, 1) + dt.timedelta(days) for days in range(50)]
    columns = {
        "a": [f"name {place}" for place in range(50)], "b": [place / 7 for place in range(50)], "c": days,
        "d": [None if place % 3 else place for place in range(50)], "e": [place % 2 == 0 for place in range(50)],
    }  # fmt: skip
    path = tmp_path / "a.parquet"
    path.write_bytes(packed(columns, compression=packing))
    command = [sys.executable, "-c", MUTATE, str(path), str(len(packing)), str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr[-2_000:]
    assert str(count) in done.stdout
    assert "bad-parquet" in done.stdout
