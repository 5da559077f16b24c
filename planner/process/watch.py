"""Where memory is limited: the command runs in a process beside this one, which speaks if that one no longer can.

Libraries that find no memory may end a process without a word (a null pointer, an abort), anywhere and with no way to
hear it. So where a limit is set the command is watched by the process that was called, and such an end is told as any
other want of memory is. Knows no command; imports little, as whatever is loaded takes memory.
"""

from __future__ import annotations

import os
import signal

from planner.process import stop

# As of typing, as in planner.process.stop.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

# What the system ends a process by that did what it must not: in libraries that is how a missing allocation shows.
BREAKDOWNS = tuple(
    getattr(signal, name) for name in ("SIGSEGV", "SIGBUS", "SIGABRT", "SIGILL", "SIGFPE") if hasattr(signal, name)
)
WHY = "plan: a library broke down, as libraries do that find no memory"


def watch() -> None:
    """Go on in a process of its own, and end here as that one ends; where there is no room for it, go on here.

    To whoever called nothing differs: streams, folder, exit code and signals are passed on.
    """
    stop.share()
    called = os.getpid()
    try:
        child = os.fork()
    except OSError:
        return
    if child:
        _pass_on_to(child)
        _end_as(_status(child))
    else:
        stop.die_with(called)


def _pass_on_to(child: int) -> None:
    """Hand over from now on what this process is asked; what the caller ignores stays ignored."""

    def hand_over(number: int, frame: object) -> None:
        del frame
        try:
            os.kill(child, number)
        except ProcessLookupError:
            return  # it ends just now

    for number in (*stop.LIMITED, *stop.ASKED):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, hand_over)


def _status(child: int) -> int:
    """Wait, and return how a process ended: its exit code, or the negative number of a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _end_as(status: int) -> NoReturn:
    """End as a process ended, in words where it broke down."""
    if -status in BREAKDOWNS:
        stop.recall()
        stop.leave(WHY, stop.STOPPED)
    if status < 0:  # by somebody's kill, or the system's: to be seen as that
        if -status != signal.SIGKILL:
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    os._exit(status)
