"""The certificate: in its sheet, or in a file beside a large plan."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from planner.atomic import replace_atomically
from planner.errors import OutputError
from planner.read_back.certificate import StatedDuals, read_certificate
from planner.write.sheets.certificate import is_ours, others
from tests.plan_books import opened, plan_file, table, texts
from tests.workbooks import small_example


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
    (beside,) = tmp_path.glob("case_plan_certificate_*.csv")
    assert beside.name in " ".join(texts(opened(path)["Certificate"]))
    assert len(beside.read_text().splitlines()) > 10


def test_a_certificate_of_an_earlier_plan_goes_with_it_and_a_foreign_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = tmp_path / "case_plan_certificate_0123456789ab.csv"
    foreign.write_text("of somebody else")
    with monkeypatch.context() as large:
        large.setattr("planner.write.sheets.certificate.MOST_LINES", 10)
        plan_file(tmp_path)
        (beside,) = set(tmp_path.glob("*.csv")) - {foreign}
        (tmp_path / "case_plan.xlsx").rename(tmp_path / "other_plan.xlsx")
        (other,) = [beside.rename(tmp_path / beside.name.replace("case", "other"))]
        plan_file(tmp_path)
    plan_file(tmp_path)
    # The plan that was renamed still names the first.
    assert set(tmp_path.glob("*.csv")) == {foreign, other, beside}
    (tmp_path / "other_plan.xlsx").unlink()
    plan_file(tmp_path)
    assert set(tmp_path.glob("*.csv")) == {foreign, other}
    assert foreign.read_text() == "of somebody else"


def test_a_plan_that_cannot_be_written_leaves_the_old_one_and_its_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.write.sheets.certificate.MOST_LINES", 10)
    plan_file(tmp_path)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.stem.startswith("case_plan")}
    other = small_example()
    other["Demand"][1][-1] = 7.0
    calls: list[Path] = []

    def full(path: Path, content: bytes) -> None:
        calls.append(path)
        if path.suffix == ".xlsx":
            raise OutputError("no space")
        replace_atomically(path, content)

    monkeypatch.setattr("planner.write.workbook.replace_atomically", full)
    with pytest.raises(OutputError, match="no space"):
        plan_file(tmp_path, other)
    assert calls[0].name not in before
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.stem.startswith("case_plan")} == before


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes")
def test_a_pipe_that_is_called_like_a_certificate_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "case_plan_certificate_0123456789ab.csv")
    assert not is_ours(tmp_path / "case_plan_certificate_0123456789ab.csv")
    assert others(tmp_path / "case_plan.xlsx", None) == []


def test_a_certificate_whose_name_was_taken_is_found_under_its_other_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of one that was opened and saved in a spreadsheet program, which quotes otherwise."""
    monkeypatch.setattr("planner.write.sheets.certificate.MOST_LINES", 10)
    plan_file(tmp_path)
    (beside,) = tmp_path.glob("*.csv")
    beside.write_text(beside.read_text().replace('"', ""))
    plan_file(tmp_path)
    assert isinstance(read_certificate(tmp_path / "case_plan.xlsx"), StatedDuals)
    assert len(list(tmp_path.glob("*(2).csv"))) == 1
