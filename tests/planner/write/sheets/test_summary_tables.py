"""Sheet Summary: its verdict and charts, and its figures by period."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.cases import reference
from tests.plan_books import opened, plan_file, table, texts


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plan_file(tmp_path_factory.mktemp("plan"))


@pytest.fixture(scope="module")
def values(path: Path) -> Any:
    return opened(path)


def test_the_summary_tells_the_verdict_and_shows_three_charts(path: Path, values: Any) -> None:
    words = texts(values["Summary"])
    assert "• Priority 1 is delivered in full (30 t)." in words
    assert "• Priority 2 is short by 44 t of 250 t (82% covered), first in 2026Q4." in words
    with zipfile.ZipFile(path) as package:
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        titles = "".join(package.read(name).decode() for name in charts)
    assert len(charts) == 4  # three on the Summary, one on Costs
    assert "Run cost is 92% of what is spent; all costs come to 15.92 million USD" in titles
    assert "Customers in the United States miss 44 t of 280 t, first in 2026Q4" in titles
    assert "China directly sends 34% of the magnets that reach the United States" in titles


def test_the_summary_shows_dependence_by_direct_sender(values: Any) -> None:
    sheet = values["Summary"]
    by_period = table(sheet, next(row[0].row for row in sheet.iter_rows(max_col=1) if row[0].value == "By period"))
    magnet = next(row for row in by_period if row["By period"] == "magnet")
    assert magnet["total"] == pytest.approx(70 / 206)
    assert magnet["2026Q4"] == pytest.approx(40 / 60)
    unmet = next(row for row in by_period if row["By period"] == "unmet")
    assert unmet["total"] == pytest.approx(44)


@pytest.mark.parametrize(("name", "said"), [("waiting", "delivered, some later"), ("example_small", "delivered")])
def test_what_is_delivered_of_a_period_is_said_to_come_later_where_demand_may_wait(
    name: str, said: str, tmp_path: Path
) -> None:
    words = texts(opened(plan_file(tmp_path, reference(name).sheets()))["Summary"])
    assert [one for one in words if one.startswith("delivered")] == [said]
