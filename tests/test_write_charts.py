"""The charts of the Summary, where there is little or nothing to show."""

from __future__ import annotations

import zipfile
from pathlib import Path

from planner.certify import verify_files
from tests.plan_books import opened, plan_file, texts
from tests.tiny import tiny


def test_a_plan_in_which_nothing_is_asked_for_has_no_charts_and_is_written(tmp_path: Path) -> None:
    nothing = tiny({"Demand": [["customer", "commodity", "unit", "all"], ["User", "oxide", "t/period", 0]]})
    path = plan_file(tmp_path, nothing)
    assert not [name for name in zipfile.ZipFile(path).namelist() if "charts/" in name]
    assert "Verdict" in texts(opened(path)["Summary"])
    assert verify_files(path, tmp_path / "case.xlsx").verification.accepted
