"""Which files are plans of ours, and whether anybody has changed one since it was written.

A plan carries a document property that says which program wrote it, and one more part in its package: the seal, a
fingerprint of all the others. Excel and LibreOffice write every part anew and drop the seal, so a plan that was saved
by them counts as edited, and so does one of which a part differs.
"""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

from planner import __version__
from planner.write.styles import must

PROPERTY = "Sourcing plan"
PROPERTIES = "docProps/custom.xml"
SEAL = "docProps/seal.xml"
# The beginning of time for zip files; a clock would make two runs differ.
NO_TIME = (1980, 1, 1, 0, 0, 0)


def mark(book: Any) -> None:
    """Mark a workbook that is being written as ours."""
    must(book.set_custom_property(PROPERTY, f"written by sourcing-planner {__version__}", "text"))


def sealed(content: bytes) -> bytes:
    """Return a finished workbook with its seal added."""
    buffer = BytesIO(content)
    with zipfile.ZipFile(buffer, "a") as package:
        seal = f'<?xml version="1.0" encoding="UTF-8"?>\n<seal sha256="{_fingerprint(package)}"/>\n'
        package.writestr(zipfile.ZipInfo(SEAL, NO_TIME), seal)
    return buffer.getvalue()


def is_our_output(path: Path) -> bool:
    """Return whether a file carries our property; a file that cannot be read is not ours."""
    try:
        with zipfile.ZipFile(path) as package:
            return f'name="{PROPERTY}"'.encode() in package.read(PROPERTIES)
    except (OSError, KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return False


def is_edited(path: Path) -> bool:
    """Return whether a plan of ours differs from what was written, in any part."""
    try:
        with zipfile.ZipFile(path) as package:
            return f'sha256="{_fingerprint(package)}"'.encode() not in package.read(SEAL)
    except (OSError, KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return True


def _fingerprint(package: zipfile.ZipFile) -> str:
    """Return a hash over name, size and checksum of every part but the seal."""
    parts = sorted((one.filename, one.file_size, one.CRC) for one in package.infolist() if one.filename != SEAL)
    return hashlib.sha256(repr(parts).encode()).hexdigest()
