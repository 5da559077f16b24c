"""The story that `plan explain` prints, as lines."""

from __future__ import annotations

from pathlib import Path

from planner.solve.session import silent
from planner.story import tell
from tests.tiny import Changed, tiny
from tests.workbooks import write_workbook


def told(folder: Path, changed: Changed, close: str | None = None) -> list[str]:
    return tell(write_workbook(folder / "case.xlsx", tiny(changed)), None, silent, close).lines
