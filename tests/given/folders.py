"""The same input as a folder of tables and as a workbook."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from models.records import Records
from planner.read import read_input
from tests.workbooks import Sheets, write_workbook


def write_folder(folder: Path, sheets: Sheets, encoding: str = "utf-8") -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in sheets.items():
        with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows(["" if cell is None else cell for cell in row] for row in rows)
    return folder


def same(left: Records, right: Records) -> None:
    """Assert that two Records say the same, addresses included."""
    assert (left.sheet, left.row.tolist(), left.letter) == (right.sheet, right.row.tolist(), right.letter)
    assert {name: values.tolist() for name, values in left.text.items()} == {
        name: values.tolist() for name, values in right.text.items()
    }
    for ours, theirs in ((left.number, right.number), (left.number_by_period, right.number_by_period)):
        assert ours.keys() == theirs.keys()
        assert all(np.array_equal(ours[name], theirs[name], equal_nan=True) for name in ours)
    assert {name: values.tolist() for name, values in left.date.items()} == {
        name: values.tolist() for name, values in right.date.items()
    }


def read_like_the_workbook(tables: Path, sheets: Sheets) -> None:
    """Assert that a folder of tables is read as a workbook with the same cells is."""
    folder, workbook = read_input(tables), read_input(write_workbook(tables.with_suffix(".xlsx"), sheets))
    assert not folder.issues
    assert folder.tables is not None
    assert workbook.tables is not None
    assert folder.tables.settings == workbook.tables.settings
    assert folder.tables.setting_cells == workbook.tables.setting_cells
    for name, records in workbook.tables.records.items():
        same(folder.tables.records[name], records)
