"""What one more tonne is said to change is no more than what anybody lacks."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from planner.cli import app
from planner.solve.session import silent
from planner.story import tell
from tests.tiny import Changed, tiny
from tests.workbooks import write_workbook


def test_of_what_is_all_covered_no_tonne_more_is_said_to_leave_less_short(tmp_path: Path) -> None:
    """The 5 t of Q1 are kept as they were, and needed: a tonne less would be short, and a tonne more helps nobody."""
    contract: Changed = {"Contracts": [
        ["contract", "tier", "supplier", "buyer", "commodity", "price [USD/t]", "tier to [t]", "window", "maximum [t]"],
        ["Deal", "a", "Mine", "User", "oxide", 30, 6, "term", 40],
        ["Deal", "b", None, None, None, 20, None, None, None],
    ]}  # fmt: skip
    before = write_workbook(tmp_path / "before.xlsx", tiny({**contract}))
    assert CliRunner().invoke(app, ["solve", str(before), "-o", str(tmp_path / "old.xlsx"), "-q"]).exit_code == 0
    source = write_workbook(tmp_path / "case.xlsx", tiny({
        **contract, "Settings": [["setting", "value"], ["title", "Tiny"], ["frozen periods", 1]],
        "Demand": [["customer", "commodity", "end use", "unit", "Q1"], ["User", "oxide", "motors", "t/period", 5]],
    }))  # fmt: skip
    lines = tell(source, None, silent, near=tmp_path / "old.xlsx").lines
    assert any("all 5 t are covered" in line for line in lines)
    assert not any("less short" in line for line in lines)
