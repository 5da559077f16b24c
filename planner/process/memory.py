"""How much memory the process may have, and which faults are only the want of it."""

from __future__ import annotations

import contextlib
import mmap

# What the libraries need to be loaded at all. With less, a library of numpy ends the process by itself.
LEAST = 256 * 1024 * 1024
MEGABYTE = 1024 * 1024
# A copy of the process may come to take as much again as it has, and no less than this. Half of what is free is left to
# others.
COPY, LEFT = 256 * MEGABYTE, 2
# What a group of processes may have on Linux, and has.
GROUP = "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"
# Addresses that a thread takes: 8 MB for its stack, 64 MB that its allocations come from, and what it begins with.
THREAD = 96 * MEGABYTE
# With less room than this a fault may be the want of it, whatever it says.
LITTLE = 32 * MEGABYTE
# What the loader of libraries, the system and Python say of an import or a thread for which there is no memory.
WORDS = ("failed to map segment", "cannot allocate memory", "can't start new thread", "memory allocation failed")


def address_space() -> int | None:
    """Return the bytes that this process may address; None without a limit, or where there are none."""
    try:
        import resource
    except ImportError:
        return None
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if soft == resource.RLIM_INFINITY else soft


def room_for_copies() -> int:
    """Return how many copies of this process the free memory holds beside it, as far as the system says; 0 for none."""
    free = _figure("/proc/meminfo", "MemAvailable")
    if free is None:
        return 1
    most, now = (_number(path) for path in GROUP)
    if most is not None and now is not None:
        free = min(free, most - now)
    own = _figure("/proc/self/status", "VmRSS") or 0
    return max(0, free) // LEFT // max(own, COPY)


def _figure(path: str, name: str) -> int | None:
    """Return the bytes of a line such as `MemAvailable:   16256 kB`; None where there is no such line."""
    for line in _lines(path):
        words = line.split()
        if words[:1] == [f"{name}:"] and len(words) > 1 and words[1].isdigit():
            return int(words[1]) * 1024
    return None


def _number(path: str) -> int | None:
    """Return the number that a file holds; None where it holds none, such as `max`."""
    word = "".join(_lines(path)).strip()
    return int(word) if word.isdigit() else None


def _lines(path: str) -> list[str]:
    # Before much is loaded, pathlib is not.
    with contextlib.suppress(OSError), open(path, encoding="ascii", errors="replace") as file:  # noqa: PTH123
        return file.readlines()
    return []


def require_room() -> None:
    """Raise MemoryError without room for a thread; the system's own library ends a process that finds none later."""
    if not _is_room_for(THREAD):
        raise MemoryError("no room for a thread")


def _is_room_for(size: int) -> bool:
    """Tell whether the process may address so many bytes more."""
    try:
        mmap.mmap(-1, size).close()
    except OSError:
        return False
    return True


def ready_thread() -> None:
    """Give this thread, where memory is limited, what C++ needs to tell that there is none: later there is no room.

    The first exception in a thread asks for a few bytes of its own, and the system ends a process that finds none.
    """
    if address_space() is None:
        return
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL("libstdc++.so.6").__cxa_get_globals()


def is_want_of_memory(fault: BaseException | None) -> bool:
    """Tell whether an exception, or one that led to it, says that there is no memory left.

    Where memory is limited, Python raises a SystemError where a library's code failed without a word, and whatever is
    raised with hardly any room left may come from that: the compiler, for one, tells a wrong line of code.
    """
    limited = address_space() is not None
    if limited and not _is_room_for(LITTLE):
        return True
    while fault is not None:
        if limited and isinstance(fault, SystemError):
            return True
        if isinstance(fault, MemoryError) or any(word in str(fault).casefold() for word in WORDS):
            return True
        fault = fault.__cause__ or fault.__context__
    return False
