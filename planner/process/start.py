"""The first thing that runs: hears a stop, and looks whether there is memory for anything, before much is loaded."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from planner.process import memory, stop


def prepare() -> None:
    """Make this process one that can run the command `plan`; end it where it cannot."""
    stop.listen()
    open_streams()
    # Sums of products would depend on the number of threads, and each takes memory that nothing uses.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    limit = memory.address_space()
    if limit is not None and limit < memory.LEAST:
        mine, least = limit // memory.MEGABYTE, memory.LEAST // memory.MEGABYTE
        refuse(f"the memory of this process is limited to {mine} MB; allow it {least} MB or more")
    if limit is not None:
        from planner.process import watch

        watch.watch()


def open_streams() -> None:
    """Give a standard stream that the caller has closed a sink, or the next file would take its number and its text."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free


def refuse(reason: str) -> NoReturn:
    """End as a limit ends a command: nothing else may be loaded for that."""
    print(f"plan: {reason}; nothing was written", file=sys.stderr)
    raise SystemExit(stop.STOPPED)
