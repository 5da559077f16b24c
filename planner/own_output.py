"""Which files are plans of ours, and whether anybody has changed one since it was written.

A plan carries a document property that says which program wrote it, with a fingerprint of all other parts of the file.
Excel and LibreOffice write every part anew, so a plan that was saved by them no longer has the parts that its
property tells of.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

PROPERTY = "Sourcing plan"
PROPERTIES = "docProps/custom.xml"
# Stands for the fingerprint until the other parts are known; as long as one, and never one itself.
UNSEALED = "unsealed".ljust(64, "-")
# What our own part takes, and more than it ever does: nothing larger is unpacked to look for our mark.
LARGEST_PROPERTIES = 64 * 1024
UNREADABLE = (OSError, KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError)


def sealed(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the parts of a marked workbook with the fingerprint in its property."""
    found = fingerprint((name, len(content), zlib.crc32(content)) for name, content in parts.items())
    properties = parts[PROPERTIES].replace(UNSEALED.encode(), found.encode())
    return {**parts, PROPERTIES: properties}


def is_our_output(path: Path) -> bool:
    """Return whether a file carries our property; a file that cannot be read is not ours."""
    try:
        with zipfile.ZipFile(path) as package:
            return f'name="{PROPERTY}"'.encode() in _properties(package)
    except UNREADABLE:
        return False


def is_edited(path: Path) -> bool:
    """Return whether a plan of ours differs in any part from what was written."""
    try:
        with zipfile.ZipFile(path) as package:
            found = fingerprint((one.filename, one.file_size, one.CRC) for one in package.infolist())
            return found.encode() not in _properties(package)
    except UNREADABLE:
        return True


def _properties(package: zipfile.ZipFile) -> bytes:
    """Return the part with our mark; b"" where it is too large to be ours."""
    with package.open(PROPERTIES) as part:
        content = part.read(LARGEST_PROPERTIES + 1)
    return content if len(content) <= LARGEST_PROPERTIES else b""


def fingerprint(parts: Iterable[tuple[str, int, int]]) -> str:
    """Return a hash over name, size and checksum of every part but the properties."""
    listed = sorted(part for part in parts if part[0] != PROPERTIES)
    return hashlib.sha256(repr(listed).encode()).hexdigest()
