"""Days of cover: a stock over what is asked for a day in the period that follows."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.write.cover import covers
from planner.write.workbook import report_of
from tests.plan_books import opened, plan_file, solved
from tests.workbooks import small_example


def test_a_stock_lasts_its_tonnes_over_the_daily_demand_of_the_next_period(tmp_path: Path) -> None:
    case = solved(tmp_path, small_example())
    report = report_of(case)
    (one,) = covers(report)
    assert (one.customer, one.commodity, one.opening) == ("Motor plant", "NdFeB magnet", 30.0)
    # 56 t are asked for in each quarter; the first has 92 days, the third 91.
    assert one.opening / one.first_rate == pytest.approx(30.0 / 56.0 * 92)
    assert one.days(1) == pytest.approx(8.0 / 56.0 * 91)
    assert one.days(0) == 0.0


def test_sheet_stocks_shows_the_days_live(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    sheet = opened(path)["Stocks"]
    (row,) = [cells for cells in sheet.iter_rows(min_row=9, values_only=True) if cells[0] == "Motor plant"]
    assert row[2] == pytest.approx(30.0 / 56.0 * 92)
    assert row[9] == pytest.approx(8.0 / 56.0 * 91)
    formulas = opened(path, formulas=True)["Stocks"].iter_rows(min_row=9, values_only=True)
    assert any(str(cells[9]).startswith("=J6/(SUMIFS(Flows!") for cells in formulas)
