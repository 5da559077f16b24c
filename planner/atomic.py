"""The one way in which a file is written: whole, or not at all.

Every output of the planner goes through `staged`; nothing else in the package opens a file for writing.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from planner.errors import LockedError, OutputError
from planner.paths import next_free
from planner.process import stop

try:
    import fcntl
except ImportError:  # Windows, where nobody removes a file that another program has open
    fcntl = None  # type: ignore[assignment]

# What a new file may be read and written by before the user's mask takes away its part; mkstemp alone gives 0o600.
NEW_FILE_MODE = 0o666
# Names of files that are being written: hidden, short whatever the name of the output, and nobody else's.
PREFIX, SUFFIX = ".plan-", ".tmp"
# Without locks, what nobody has touched for so many seconds is left over.
SURELY_LEFT = 3600.0
LEFT = re.compile(re.escape(PREFIX) + "[a-z0-9_]{8}" + re.escape(SUFFIX))


def replace_atomically(path: Path, content: bytes) -> None:
    """Put `content` at `path`; as `staged`."""
    with staged(path) as temporary:
        temporary.write_bytes(content)


@contextmanager
def staged(path: Path) -> Iterator[Path]:
    """Yield an empty file, and put what the block writes into it at `path`: old or new stands there at any moment.

    The file lies in the same folder, is flushed to the disk and renamed; a link is followed, so that the file behind it
    is replaced and the link stays. What a run that was killed left in the folder is cleared.
    Raises OutputError when the folder is missing or cannot be written in, LockedError when only the file that is there
    cannot be replaced, and leaves no temporary file.
    """
    target = _behind_links(path)
    if target.is_dir():
        raise OutputError(f"{path}: is a folder; give the name of a file")
    if target.exists() and not target.is_file():
        raise OutputError(f"{path}: is a pipe, a device or a socket; give the name of a file")
    if not target.parent.is_dir():
        raise OutputError(f"{path}: the folder {target.parent} does not exist; make it or choose another")
    clear_left(target.parent)
    try:
        descriptor, temporary = _begin(target.parent)
    except OSError as error:
        raise OutputError(f"{path}: cannot write in its folder ({error.strerror}); choose another") from error
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        with contextlib.suppress(OSError):  # some disks know no permissions, and a plan is worth more than its own
            temporary.chmod(_mode(target))
        _put(temporary, target, path)
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written ({error.strerror}); make room on its disk or choose another place"
        ) from error
    finally:
        with contextlib.suppress(OSError):  # it is then cleared by the next run
            temporary.unlink(missing_ok=True)
        stop.settle(str(temporary))
        if descriptor is not None:
            os.close(descriptor)
    _flush_folder(target.parent)


def _begin(folder: Path) -> tuple[int | None, Path]:
    """Return a new file, and a descriptor that tells other runs, as long as it is open, that it is not left over."""
    while True:
        descriptor, name = tempfile.mkstemp(prefix=PREFIX, suffix=SUFFIX, dir=folder)
        stop.begin(name)
        if fcntl is None:
            os.close(descriptor)
            return None, Path(name)
        with contextlib.suppress(OSError):  # a disk without locks: then others cannot tell, and leave it
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if Path(name).exists():
            return descriptor, Path(name)
        os.close(descriptor)  # another run took it for left over before it was locked


def _put(temporary: Path, target: Path, path: Path) -> None:
    """Give the finished file its name."""
    try:
        temporary.replace(target)
    except OSError as error:
        if not target.exists():
            raise
        raise LockedError(
            f"{path}: cannot be replaced ({error.strerror}); close it in other programs or choose another name"
        ) from error
    stop.place(str(path))


def clear_left(folder: Path) -> None:
    """Remove what runs that were killed had begun in a folder; what a run is still writing is locked by it."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if LEFT.fullmatch(path.name):
                _clear(path)


def _clear(left: Path) -> None:
    with contextlib.suppress(OSError):  # somebody else's, or another run was quicker
        if fcntl is None:
            if time.time() - left.stat().st_mtime > SURELY_LEFT:
                left.unlink()
            return
        descriptor = os.open(left, os.O_RDWR | os.O_NONBLOCK | os.O_NOFOLLOW)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()
        finally:
            os.close(descriptor)


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
    """Make the renaming itself durable, where the system lets a folder be opened and flushed.

    The file stands in its place already: a disk that cannot promise more is no reason to call it not written.
    """
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def or_beside(path: Path, write: Callable[[Path], None]) -> Path:
    """Write a file and return where: beside `path`, under a new name, when another program holds it.

    Raises OutputError when it cannot be written there either, the first fault where both do.
    """
    try:
        write(path)
    except LockedError as locked:
        path = next_free(path)
        try:
            write(path)
        except OutputError:
            raise locked from None
    return path
