"""The same input gives the same plan, whatever order, machine settings, name, place and time of day it is read in."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from models.plan import Plan
from planner.errors import ExitCode
from tests.cases import Case, reference, solve_file
from tests.commands import SMALL, plan
from tests.places import INPUTS, ROOT
from tests.seeds import graded
from tests.workbooks import Sheets, write_workbook

# Small ones of each kind: whole numbers, fair shares, blends, contracts, origins, stocks, pins.
CASES = (
    "small_example", "contracts_lots", "fair_share", "food_manufacture_blends", "origin_shares", "stock_releases",
    "pins", "supplier_choice", "qualification", "traces_used_once", "recycling_loop", "soft_order",
)  # fmt: skip
RUNS = graded([2, 12, 100], 1, 2)
ADDRESSES = ("row", "cell")  # columns that say where in the input something stands

SURROUNDINGS: dict[str, dict[str, str]] = {
    "hash seed": {"PYTHONHASHSEED": "12345"},
    "no locale": {"LC_ALL": "C", "PYTHONUTF8": "0"},
    "west of the date line": {"TZ": "Pacific/Pago_Pago"},
    "east of the date line": {"TZ": "Pacific/Kiritimati"},
    "eight threads": {"OMP_NUM_THREADS": "8", "OPENBLAS_NUM_THREADS": "8", "MKL_NUM_THREADS": "8"},
    "one thread": {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    "no optimised code": {"NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3", "PYTHONOPTIMIZE": "1"},
}


def shuffled(sheets: Sheets, chance: random.Random) -> Sheets:
    """Return the sheets in another order, each with its rows and its columns in another order."""
    result: Sheets = {}
    for name in chance.sample(list(sheets), len(sheets)):
        header, *rows = sheets[name]
        rows = [[*row, *[None] * (len(header) - len(row))] for row in chance.sample(rows, len(rows))]
        order = chance.sample(range(len(header)), len(header))
        result[name] = [[row[place] for place in order] for row in (header, *rows)]
    return result


def decisions(found: Plan) -> dict[str, list[tuple[Any, ...]]]:
    """Return the lines of every table of a plan, sorted, to the last bit, without addresses in the input."""
    tables: dict[str, list[tuple[Any, ...]]] = {}
    for name, table in found.tables.items():
        columns = [column for column in sorted(table.columns) if column not in ADDRESSES]
        tables[name] = sorted(table[columns].itertuples(index=False, name=None), key=repr)
    return tables


def assert_same(one: Plan, other: Plan) -> None:
    """Fail unless two plans decide the same and come to the same totals, to the last bit."""
    assert decisions(one) == decisions(other)
    assert one.objectives == other.objectives
    assert one.costs == other.costs


@pytest.mark.parametrize("name", CASES)
def test_the_order_of_sheets_rows_and_columns_changes_no_decision(name: str, tmp_path: Path) -> None:
    sheets = reference(name).sheets()
    expected = solve_file(write_workbook(tmp_path / "a.xlsx", sheets))
    for seed in range(3):
        assert_same(expected, solve_file(write_workbook(tmp_path / "b.xlsx", shuffled(sheets, random.Random(seed)))))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["us_rare_earths_2025", "us_rare_earths"])
def test_the_order_of_the_shipped_workbooks_changes_no_decision(name: str, tmp_path: Path) -> None:
    sheets = Case(INPUTS / name).sheets()
    expected = solve_file(write_workbook(tmp_path / "a.xlsx", sheets))
    other = solve_file(write_workbook(tmp_path / "b.xlsx", shuffled(sheets, random.Random(1))))
    assert_same(expected, other)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the bytes of the plan of the small example."""
    return written(tmp_path_factory.mktemp("expected"))


def written(folder: Path, **surroundings: str) -> bytes:
    """Return the bytes of the plan of the small example, made in a folder and in these surroundings."""
    write_workbook(folder / "case.xlsx", SMALL.sheets(), {"in_memory": True})
    _same_time(folder / "case.xlsx")
    done = plan("solve", "case.xlsx", "-q", cwd=folder, **surroundings)
    assert done.returncode == ExitCode.DONE, done.stderr
    return (folder / "case_plan.xlsx").read_bytes()


def _same_time(path: Path) -> None:
    """Take the clock out of a workbook of the tests, which names its hash in the plan."""
    with zipfile.ZipFile(path) as package:
        parts = {one.filename: package.read(one) for one in package.infolist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), b"" if name == "docProps/core.xml" else content)


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_the_workbook_is_the_same_to_the_last_byte_in_other_surroundings(
    name: str, expected: bytes, tmp_path: Path
) -> None:
    assert written(tmp_path, **SURROUNDINGS[name]) == expected


@pytest.mark.parametrize("name", ["de_DE", "tr_TR"])
def test_a_decimal_comma_and_a_dotless_i_change_no_byte(name: str, expected: bytes, tmp_path: Path) -> None:
    """Even if something in the process switches to the locale, which Python leaves to its libraries."""
    places = tmp_path / "locales"
    places.mkdir()
    command = ["localedef", "-i", name, "-f", "UTF-8", str(places / f"{name}.UTF-8")]
    if shutil.which("localedef") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip(f"the locale {name} cannot be made here")
    (tmp_path / "sitecustomize.py").write_text("import locale\nlocale.setlocale(locale.LC_ALL, '')\n")
    path = f"{tmp_path}{os.pathsep}{ROOT}"
    assert written(tmp_path, LOCPATH=str(places), LC_ALL=f"{name}.UTF-8", PYTHONPATH=path) == expected


@pytest.mark.parametrize("count", RUNS)
def test_run_after_run_gives_the_same_bytes(count: int, expected: bytes, tmp_path: Path) -> None:
    for number in range(count):
        folder = tmp_path / f"run {number}"
        folder.mkdir()
        assert written(folder, PYTHONHASHSEED=str(number)) == expected


def test_another_day_gives_the_same_bytes(expected: bytes, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import time\nplain = time.time\ntime.time = lambda: plain() + 5e7\n")
    time.sleep(1.1)  # the clocks of workbooks count in seconds
    assert written(tmp_path, PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}") == expected


def test_the_name_of_the_file_changes_no_decision(tmp_path: Path) -> None:
    sheets = SMALL.sheets()
    first = solve_file(write_workbook(tmp_path / "a.xlsx", sheets))
    for name in ("zz.xlsx", "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE} 1,5.xlsx", "=1+1.xlsx"):
        assert_same(first, solve_file(write_workbook(tmp_path / name, sheets)))
