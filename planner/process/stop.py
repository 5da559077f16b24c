"""A stop from outside, by Ctrl-C or by the system: heard at once, and it leaves nothing half done.

A KeyboardInterrupt may come out anywhere: in a destructor, which swallows it, or in the middle of an import, which
makes it another error. So the command raises none: it says what was written, and ends. Knows no file format and no
solver, and imports nothing that is not there already.
"""

from __future__ import annotations

import os
import signal

# As of typing, which takes longer to load than all that is done here: until then no stop is heard.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmap import mmap
    from types import FrameType
    from typing import NoReturn

# By which a process is asked to end: Ctrl-C, the system, and a terminal that is closed, where systems know of it.
ASKED = tuple(getattr(signal, name) for name in ("SIGINT", "SIGHUP", "SIGTERM") if hasattr(signal, name))
# By which it is told that a limit on its processor time is reached.
LIMITED = tuple(getattr(signal, name) for name in ("SIGXCPU",) if hasattr(signal, name))
# What a process that is asked to end ends with, by custom: 128 and the number of the signal.
ENDED_BY = 128
# Exit code of a command that a limit stopped, as in planner.errors, which is not loaded yet.
STOPPED = 5
STANDARD_ERROR = 2

# Paths that are of no use when the process ends: what was begun and not yet put in its place, and folders for scratch.
begun: set[str] = set()
# Paths that were put in their place, in that order.
written: list[str] = []
# Both, for a process that watches this one: paths after each other, in as much room as they ever need.
_shared: mmap | None = None
ROOM, END = 1 << 16, b"\0"
ASK_FOR_DEATH = 1  # PR_SET_PDEATHSIG of prctl, on Linux


def listen() -> None:
    """From now on end at once when asked to; what the caller has told the process to ignore stays ignored."""
    for number in (*LIMITED, *ASKED):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, used_up if number in LIMITED else end)


def unlisten() -> None:
    """From now on end as any process does, without a word: for copies of this process, for which that one speaks."""
    for number in (*LIMITED, *ASKED):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


def end(number: int, frame: FrameType | None) -> None:
    """End since somebody asked for it."""
    del frame
    leave("stopped", ENDED_BY + number)


def used_up(number: int, frame: FrameType | None) -> None:
    """End since the processor time is used up that the system allows the process (`ulimit -S -t`)."""
    del number, frame
    leave("plan: no processor time is left to this process", STOPPED)


def leave(why: str, code: int) -> NoReturn:
    """Say why and what was written, clear what was begun, and end at once: what runs on may need what there is not."""
    try:
        _hear_no_more()
        os.write(STANDARD_ERROR, f"{why}; {what_was_written()}\n".encode(errors="backslashreplace"))
    except OSError:
        pass  # nobody listens
    finally:
        try:
            for process in children():
                os.kill(process, signal.SIGTERM)
            for path in list(begun):
                clear(path)
        finally:
            os._exit(code)


def _hear_no_more() -> None:
    """Let no second stop in: one from a terminal also comes from who watches this process, and hands it over."""
    for number in ASKED:
        try:
            signal.signal(number, signal.SIG_IGN)
        except ValueError:
            return  # another thread than the first hears none


def children() -> list[int]:
    """Return the processes that this one began, such as other solvers; [] on systems that do not tell."""
    found: list[int] = []
    try:
        for task in os.listdir("/proc/self/task"):  # noqa: PTH208 (pathlib may not be there yet)
            with open(f"/proc/self/task/{task}/children", encoding="ascii") as file:  # noqa: PTH123
                found += [int(word) for word in file.read().split()]
    except OSError:
        return found
    return found


def clear(path: str) -> None:
    """Remove a file, or a folder with what is in it."""
    try:
        if not os.path.isdir(path):  # noqa: PTH112
            os.unlink(path)  # noqa: PTH108
            return
        for name in os.listdir(path):  # noqa: PTH208
            clear(f"{path}/{name}")
        os.rmdir(path)  # noqa: PTH106
    except OSError:
        return  # it was put in its place, or the next run clears it


def begin(path: str) -> None:
    """Note a path that is of no use when the process ends."""
    begun.add(path)
    _tell()


def settle(path: str) -> None:
    """Note that a path is in its place, or gone."""
    begun.discard(path)
    _tell()


def place(path: str) -> None:
    """Note that what was asked for stands at a path."""
    written.append(path)
    _tell()


def share() -> None:
    """From now on let processes that this one begins tell it what they begin and write."""
    global _shared  # noqa: PLW0603 (there is one process)
    from mmap import mmap

    _shared = mmap(-1, ROOM)
    _tell()


def _tell() -> None:
    if _shared is None:
        return
    names = [str(len(begun)), *begun, *written]
    content = b"".join(os.fsencode(name) + END for name in names) + END
    if len(content) <= ROOM:
        _shared[: len(content)] = content


def recall() -> None:
    """Take over what a process that this one began had begun and written."""
    if _shared is None:
        return
    count, *names = [os.fsdecode(name) for name in _shared[: _shared.find(END + END)].split(END)]
    begun.update(names[: int(count)])
    written.extend(names[int(count) :])


def die_with(parent: int) -> None:
    """Ask the system to end this process when its parent ends, however that ends."""
    try:
        import ctypes

        ctypes.CDLL(None).prctl(ASK_FOR_DEATH, signal.SIGKILL)
    except (ImportError, OSError, AttributeError, MemoryError):
        return  # another system
    if os.getppid() != parent:
        os._exit(0)


def what_was_written() -> str:
    """Return the end of a sentence that tells what stands in its place when a command ends early."""
    return f"written before that: {', '.join(written)}" if written else "nothing was written"
