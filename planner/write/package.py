"""A workbook whose parts are taken from xlsxwriter and packed by us: quickly, sealed, and without a clock."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.packager import Packager

# The fastest level: the file grows by a quarter, and packing takes a third of the time.
LEVEL = 1
# The beginning of time for zip files; a clock would make two runs differ.
NO_TIME = (1980, 1, 1, 0, 0, 0)


class _Pieces(StringIO):
    """A text that is kept in the pieces that were written: a large sheet is one, and is copied only into bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def write(self, text: str) -> int:
        """Keep a piece."""
        self.pieces.append(text)
        return len(text)

    def taken(self) -> bytes:
        """Return the whole text in bytes, and keep nothing of it."""
        pieces, self.pieces = self.pieces, []
        return "".join(pieces).encode()


class _Keeper(Packager):  # type: ignore[misc]
    """Makes the parts of a workbook and keeps them, so that xlsxwriter finds nothing to pack."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: dict[str, bytes] = {}

    def _filename(self, xml_filename: str) -> StringIO:
        """Return what a part is written into."""
        pieces = _Pieces()
        self.filenames.append((pieces, xml_filename, False))
        return pieces

    def _create_package(self) -> list[tuple[Any, str, bool]]:
        """Keep the parts by name, and return none."""
        for content, name, is_binary in super()._create_package():
            self.parts[name] = content.getvalue() if is_binary else content.taken()
        return []


class PartedBook(Workbook):  # type: ignore[misc]
    """A workbook in memory that is closed into its parts."""

    def _get_packager(self) -> _Keeper:
        self.keeper = _Keeper()
        return self.keeper

    def put_in_order(self, sheets: Sequence[Any]) -> None:
        """Let all sheets stand in an order, the first of them as it was."""
        # What names a sheet by its place does so at the end only, but for the one that is shown first.
        self.worksheets_objs[:] = sheets
        for place, sheet in enumerate(sheets):
            sheet.index = place

    def close_into_parts(self) -> dict[str, bytes]:
        """End the workbook and return its parts by name, in the order of the package."""
        self.close()
        return self.keeper.parts


def packed(parts: dict[str, bytes]) -> bytes:
    """Return the parts as one file."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, NO_TIME), content, zipfile.ZIP_DEFLATED, LEVEL)
    return buffer.getvalue()
