"""The stage at which most of an element went through the country is one that there is, and stays while shares do."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from models.parts.origins import STAGES
from planner.explain.stress.elements import elements_of
from planner.write.element_shares import traced_shares
from planner.write.report import Report
from planner.write.workbook import report_of
from tests.cases import reference
from tests.plan_books import solved
from tests.workbooks import Sheets


def example() -> Sheets:
    return reference("example_small").sheets()


def stages_of(report: Any) -> tuple[list[float], list[str]]:
    shares, stages = traced_shares(report, elements_of(report.problem), "China")
    return shares[0].tolist(), stages[0]


def told(report: Report, through: list[float]) -> tuple[list[float], list[str]]:
    """Return shares and stages if so much of every delivery went through China at each stage."""
    every = np.tile(through, (report.plan.model.variables.deliver.size, 1))
    traced = [SimpleNamespace(of=lambda _: every)]
    return stages_of(SimpleNamespace(problem=report.problem, plan=report.plan, once=lambda _: traced))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return report_of(solved(tmp_path_factory.mktemp("shares"), example()))


def test_what_nobody_mines_was_not_mined_in_the_country(report: Report) -> None:
    """Chinese magnets count as mined in China, but nothing that is mined is in the input."""
    shares, stages = stages_of(report)
    assert shares[0] == pytest.approx(0.6)
    assert stages == ["separated" if share else "" for share in shares]


def test_of_equal_stages_the_first_in_the_chain_is_named_whatever_the_last_digits_are(report: Report) -> None:
    assert STAGES == ("mined", "separated", "metal", "alloy", "magnet")
    for digits in (0.0, 1e-9, -1e-9):
        shares, stages = told(report, [1.0, 0.5, 0.5 + digits, 0.9, 0.5 - digits])
        assert stages == ["separated"] * 5
        assert shares == pytest.approx([0.5] * 5)
    assert told(report, [1.0, 0.5, 0.6, 0.0, 0.5])[1] == ["metal"] * 5


def test_where_all_is_scrap_a_share_is_told_and_no_stage(tmp_path: Path) -> None:
    sheets = example()
    place = sheets["Commodities"][0].index("stage")
    for row in sheets["Commodities"][1:]:
        row[place] = "scrap"
    shares, stages = stages_of(report_of(solved(tmp_path, sheets)))
    assert stages == [""] * 5
    assert shares[0] == pytest.approx(0.6)
