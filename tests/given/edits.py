"""Plans that a person has edited in a spreadsheet program, and the verdict on them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from planner.certify import Certified, verify_files
from planner.read_back.flows import COLUMNS
from planner.write.page import FIRST_ROW
from planner.write.sheets.flows import LETTER

type Edit = Callable[[Any], None]


def edited(folder: Path, tmp_path: Path, sheet: str, edit: Edit) -> Certified:
    """Return the verdict on a plan after an edit, saved with its values as a spreadsheet program would."""
    book = openpyxl.load_workbook(folder / "case_plan.xlsx", data_only=True)
    edit(book[sheet])
    path = tmp_path / "edited.xlsx"
    book.save(path)
    for beside in folder.glob("*.csv"):
        (tmp_path / beside.name).write_bytes(beside.read_bytes())
    return verify_files(path, folder / "case.xlsx")


def quantities(sheet: Any, **wanted: str) -> list[Any]:
    """Return the cells of the quantities of some flows: column (`_` for a space) -> its word."""
    place = {name: COLUMNS.index(name.replace("_", " ")) for name in wanted}
    return [
        sheet[f"{LETTER['quantity']}{number}"]
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1)
        if number > FIRST_ROW and all(cells[place[name]] == word for name, word in wanted.items())
    ]


def from_the_pit(sheet: Any) -> None:
    """Let the pit do what the mine was to do in the first period: rows of the mine get its name."""
    for kind in ("run", "ship", "arrive"):
        (cell,) = quantities(sheet, kind=kind, site="Mine", period="Q1")
        own = [each.value for each in sheet[cell.row]]
        cell.value = 0
        own[COLUMNS.index("site")] = "Pit"
        if kind == "run":
            own[COLUMNS.index("process")] = "scoop"
            own[COLUMNS.index("quantity")] = 5  # of one tonne each
        own[len(COLUMNS)] = None  # column `as planned`: nothing was
        sheet.append(own)
