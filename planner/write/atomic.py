"""The one way in which a file is written: whole, or not at all.

Every output of the planner goes through `replace_atomically`; nothing else in the package opens a file for writing.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from planner.errors import OutputError

# What a new file may be read and written by before the user's mask takes away its part; mkstemp alone gives 0o600.
NEW_FILE_MODE = 0o666


def replace_atomically(path: Path, content: bytes) -> None:
    """Put `content` at `path`: the old file or the new one stands there at any moment, never half of one.

    A temporary file in the same folder is written, flushed to the disk and renamed; a link is followed, so that
    the file behind it is replaced and the link stays.
    Raises OutputError when the folder is missing or the file cannot be written, and leaves no temporary file.
    """
    target = _behind_links(path)
    if target.is_dir():
        raise OutputError(f"{path}: is a folder; give the name of a file")
    if not target.parent.is_dir():
        raise OutputError(f"{path}: the folder {target.parent} does not exist; make it or choose another")
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    except OSError as error:
        raise OutputError(f"{path}: cannot write in its folder ({error.strerror}); choose another") from error
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(target))
        temporary.replace(target)
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written ({error.strerror}); close it in other programs or choose another name"
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    _flush_folder(target.parent)


def _behind_links(path: Path) -> Path:
    """Return the file that `path` stands for, every link followed; a link that leads to itself is an OutputError."""
    try:
        target = path.resolve()
    except (OSError, RuntimeError) as error:  # Python 3.12 calls a link that leads to itself a RuntimeError
        raise OutputError(f"{path}: is a link that leads nowhere; choose another name") from error
    if target.is_symlink():  # Python 3.13 returns such a link as it is
        raise OutputError(f"{path}: is a link that leads nowhere; choose another name")
    return target


def _mode(target: Path) -> int:
    """Return the permissions of the file that is replaced, or those of a new file of this user."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return NEW_FILE_MODE & ~mask


def _flush_folder(folder: Path) -> None:
    """Make the renaming itself durable, where the system lets a folder be opened (not on Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
