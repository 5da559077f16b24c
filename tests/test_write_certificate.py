"""The certificate: in its sheet, or in a file beside a large plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.plan_books import opened, plan_file, table, texts


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plan_file(tmp_path_factory.mktemp("plan"))


@pytest.fixture(scope="module")
def values(path: Path) -> Any:
    return opened(path)


def test_the_certificate_proves_each_tier(values: Any) -> None:
    for row in table(values["Certificate"]):
        assert row["proven"] == pytest.approx(row["value at the plan"], rel=1e-9, abs=1e-6)


def test_a_large_certificate_goes_to_a_file_beside_the_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.write.sheets.certificate.MOST_LINES", 10)
    path = plan_file(tmp_path)
    beside = path.with_name("case_plan_certificate.csv")
    assert beside.name in " ".join(texts(opened(path)["Certificate"]))
    assert len(beside.read_text().splitlines()) > 10


def test_a_certificate_of_an_earlier_plan_goes_with_it_and_a_foreign_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = tmp_path / "case_plan_certificate.csv"
    with monkeypatch.context() as large:
        large.setattr("planner.write.sheets.certificate.MOST_LINES", 10)
        plan_file(tmp_path)
        assert beside.exists()
    plan_file(tmp_path)
    assert not beside.exists()
    beside.write_text("of somebody else")
    monkeypatch.setattr("planner.write.sheets.certificate.MOST_LINES", 10)
    other = "case_plan_certificate (2).csv"
    assert other in " ".join(texts(opened(plan_file(tmp_path))["Certificate"]))
    assert (tmp_path / other).exists()
    assert beside.read_text() == "of somebody else"
