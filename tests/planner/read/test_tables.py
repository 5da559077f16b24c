"""What comes out of a whole workbook, and which rows count."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from models.units import Counted, Kind
from tests.reading import QUARTERS, read, records_of, tables_of
from tests.workbooks import Cell


def test_the_small_example_is_read_whole(tmp_path: Path) -> None:
    reading = read(tmp_path)
    tables = tables_of(reading)
    assert not reading.issues
    assert tables.settings["title"] == "Small example"
    assert tables.settings["discount rate"] == 0.0
    assert tables.setting_cells == {"title": "Settings!B2", "discount rate": "Settings!B3"}
    assert tables.records["Periods"].text["period"].tolist() == QUARTERS
    capacity = tables.records["Capacity"].number_by_period["capacity"]
    assert capacity.tolist() == [[12] * 5, [10] * 5, [50] * 5, [20, 24, 28, 32, 32]]
    run_cost = tables.records["Processes"].number_by_period["run cost"]
    assert run_cost[0].tolist() == [110_000, 110_000, 110_000, 112_000, 115_000]
    assert run_cost[1].tolist() == [100_000] * 5
    assert np.isnan(run_cost[4]).all()
    rules = tables.records["Rules"]
    assert rules.number["value"].tolist() == [40, 30, 0, pytest.approx(0.271)]
    assert rules.unit_kind["value"].tolist() == [Kind.MASS] * 3 + [Kind.FRACTION]
    assert rules.date["start"][0] == dt.date(2026, 10, 1).toordinal()
    assert rules.date["end"].tolist()[2:] == [-1, -1]
    inventory = tables.records["Inventory"]
    assert inventory.number["maximum"].tolist() == [np.inf, np.inf]
    assert inventory.number_by_period["holding cost"].tolist() == [[100] * 5, [200] * 5]
    assert tables.records["Lanes"].counts("lead time") is Counted.PERIODS
    assert tables.hidden_rows == {}


def test_every_value_knows_its_cell(tmp_path: Path) -> None:
    records = records_of(read(tmp_path), "Capacity")
    assert records.cell(3, "capacity", "2027Q2", 2) == "Capacity!I5"
    assert records.cell(3, "site") == "Capacity!A5"


def test_rows_read_are_rows_used_and_rows_ignored(tmp_path: Path) -> None:
    demand: list[list[Cell]] = [
        ["customer", "commodity", "demand [t/period]", "active"],
        ["Motor plant", "NdFeB magnet", 5, "yes"],
        ["Motor plant", "NdPr oxide", "never looked at", "no"],
        ["Motor plant", "NdPr metal", 7, None],
        ["Motor plant", "NdPr metal", 8, False],
    ]
    records = records_of(read(tmp_path, Demand=demand), "Demand")
    assert records.row.tolist() == [2, 4]
    assert (records.read, list(records.ignored)) == (4, [3, 5])
