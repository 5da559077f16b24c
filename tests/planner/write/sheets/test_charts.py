"""The charts of the Summary, where there is little or nothing to show."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path

from planner.certify import verify_files
from tests.plan_books import opened, plan_file, texts
from tests.tiny import tiny
from tests.workbooks import small_example


def test_a_plan_in_which_nothing_is_asked_for_has_no_charts_and_is_written(tmp_path: Path) -> None:
    nothing = tiny({"Demand": [["customer", "commodity", "unit", "all"], ["User", "oxide", "t/period", 0]]})
    path = plan_file(tmp_path, nothing)
    assert not [name for name in zipfile.ZipFile(path).namelist() if "charts/" in name]
    assert "Verdict" in texts(opened(path)["Summary"])
    assert verify_files(path, tmp_path / "case.xlsx").verification.accepted


def titles_of_charts(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as package:
        parts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/chart")]
    return ["".join(re.findall(r"<a:t>([^<]*)</a:t>", part)) for part in parts]


def test_the_chart_of_costs_says_where_it_ends_before_a_longer_period(tmp_path: Path) -> None:
    sheets = small_example()
    sheets["Periods"][-1][2] = dt.date(2028, 12, 31)
    [cash] = [
        title
        for title in titles_of_charts(plan_file(tmp_path / "longer", sheets))
        if title.startswith("The plan costs")
    ]
    assert cash.endswith("of what is spent (drawn to 2027Q3)")
    [whole] = [
        title for title in titles_of_charts(plan_file(tmp_path / "quarters")) if title.startswith("The plan costs")
    ]
    assert whole.endswith("of what is spent")
