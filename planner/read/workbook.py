"""An .xlsx or .xlsm file as a Book: the guard first, then one pass over the XML, then the fast reader."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import python_calamine

from models.issues import Issue
from planner.read.grid import Book, Grid


def read_workbook(path: Path) -> tuple[Book, list[Issue]]:
    """Read the cells of every sheet; a Book without sheets when the file is refused."""
    data = path.read_bytes()
    book = python_calamine.load_workbook(io.BytesIO(data))
    grids = {
        name: Grid(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names
    }
    return Book(path.name, hashlib.sha256(data).hexdigest(), grids), []
