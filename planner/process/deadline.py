"""When a command has to be through with solving: one moment of `time.monotonic` for all that it solves."""

from __future__ import annotations

import time


def moment_after(seconds: float | None, begun: float) -> float | None:
    """Return the moment so many seconds after another one; None without a limit."""
    return None if seconds is None else begun + seconds


def seconds_left(deadline: float | None) -> float | None:
    """Return the seconds until a moment, at least 0; None without a limit."""
    return None if deadline is None else max(deadline - time.monotonic(), 0.0)


def sooner(seconds: float, deadline: float | None) -> float:
    """Return the moment so many seconds from now, or the deadline where that comes first."""
    after = time.monotonic() + seconds
    return after if deadline is None else min(after, deadline)
