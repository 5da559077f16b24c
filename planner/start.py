"""The first thing that runs: hears a stop, and looks whether there is memory for anything, before much is loaded."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from planner import memory, stop

# Exit code of a command that a limit stopped, as in planner.errors, for which there may be no memory.
STOPPED = 5


def main() -> None:
    """Run the command `plan`."""
    stop.listen()
    # Sums of products would depend on the number of threads, and each takes memory that nothing uses.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    limit = memory.address_space()
    if limit is not None and limit < memory.LEAST:
        mine, least = limit // memory.MEGABYTE, memory.LEAST // memory.MEGABYTE
        _refuse(f"the memory of this process is limited to {mine} MB; allow it {least} MB or more")
    try:
        from planner.cli import main as command
    except (ImportError, MemoryError) as fault:
        if memory.is_want_of_memory(fault):
            _refuse("not enough memory")
        raise
    command()


def _refuse(reason: str) -> NoReturn:
    """End as a limit ends a command: nothing else may be loaded for that."""
    print(f"plan: {reason}; nothing was written", file=sys.stderr)
    raise SystemExit(STOPPED)
