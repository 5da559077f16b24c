"""What was measured is kept, so that one part of the page can be measured anew."""

from __future__ import annotations

from pathlib import Path

import benchmarks.__main__ as command
from benchmarks.growth import table
from benchmarks.kept import KEPT, keep, kept
from benchmarks.measure import Spread
from benchmarks.parts import Part
from benchmarks.table import Line

LINE = Line("ours", "theirs", Spread((1.0, 2.0, 3.0)), Spread((4.0,), "MB"), 1.5, at_least=True)
PARTS = {
    "reading": Part([LINE], ["a note"], machine="one"),
    "growth": Part(stages={"read": [(10.0, 0.1), (100.0, 1.0)]}, machine="another"),
}


def test_parts_come_back_as_they_were_kept(tmp_path: Path) -> None:
    keep(PARTS, tmp_path / "measured.json")
    assert kept(tmp_path / "measured.json") == PARTS


def test_nothing_is_known_before_anything_was_measured(tmp_path: Path) -> None:
    assert kept(tmp_path / "measured.json") == {}


def test_the_page_names_every_machine_and_has_the_parts_in_its_order() -> None:
    whole = command.joined(PARTS, ["growth", "reading", "tables-L"])
    assert (whole.machine, whole.lines, whole.notes) == ("one\n\nanother", [LINE], ["a note"])
    assert whole.stages == PARTS["growth"].stages


def test_the_page_holds_what_was_measured_last() -> None:
    page = command.PAGE.read_text(encoding="utf-8")
    whole = command.joined(kept(KEPT), command.parts_of(command.SIZES))
    assert len(whole.lines) > 20
    assert all(str(line) in page for line in whole.lines)
    assert all(note in page for note in whole.notes)
    assert all(line in page for line in table(whole.stages))
