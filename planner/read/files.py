"""The bytes of a file, when it is one, may be read, and is no larger than its cap: measured before it is read."""

from __future__ import annotations

from pathlib import Path

from planner.read.guard import Refusal, refuse, too_big
from planner.read.words import UNWRITABLE


def name_of(path: Path) -> str:
    """Return the name of a file as it can be written in a workbook: what is no character there becomes U+FFFD.

    That of a folder called `.` or `..` is the one that it has, and that of the root its path.
    """
    name = path.name if path.name not in ("", "..") else path.resolve().name or str(path)
    return UNWRITABLE.sub("\ufffd", name)


def file_bytes(path: Path, most: int) -> bytes:
    """Return what a file holds.

    most  bytes; of a longer file no more than this is ever read
    Raises a Refusal for a pipe or a device, whose reading need not end, for a file that this user may not read, and
    for one that is too long.
    """
    try:
        if path.is_dir():
            raise refuse("unreadable", name_of(path), "this is a folder, and a file is asked for", "name a file in it")
        if not path.is_file():
            raise refuse("unreadable", name_of(path), "this is a pipe or a device, not a file", "name a file")
        if (size := path.stat().st_size) > most:
            raise too_big(name_of(path), size, most)
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as fault:
        raise unreadable(path, fault) from fault
    if len(data) > most:
        raise too_big(name_of(path), len(data), most)
    return data


def unreadable(path: Path, fault: OSError) -> Refusal:
    """Return the Refusal of a file or folder that the system does not let us read."""
    message = f"it cannot be read ({fault.strerror or fault})"
    return refuse("unreadable", name_of(path), message, "close it in other programs, and see that you may read it")
