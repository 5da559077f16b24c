"""Commands as processes that are looked at, and stopped, while they run."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from tests.places import ROOT

# Seconds after which a process is held to hang.
PATIENCE = 120.0
MEGABYTE = 1024 * 1024


def begin(*arguments: object, cwd: Path, memory: int | None = None, **environment: str) -> subprocess.Popen[str]:
    """Begin `plan` as a process of its own, with so many bytes to address."""

    command = [sys.executable, "-m", "planner", *map(str, arguments)]
    if memory is not None:
        command = ["sh", "-c", f'ulimit -v {memory // 1024}; exec "$@"', "sh", *command]
    return subprocess.Popen(
        command, cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def wait_until_heard(process: subprocess.Popen[str]) -> None:
    """Wait until the process has said that it handles SIGTERM itself; before that it is Python alone that starts."""
    while process.poll() is None:
        caught = re.search(r"SigCgt:\s*([0-9a-f]+)", Path(f"/proc/{process.pid}/status").read_text())
        if caught and int(caught[1], 16) >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.001)


def wait_until_it_solves(said: IO[str]) -> None:
    """Wait until a command has said that it solves."""
    for line in said:
        if "solving" in line:
            return


def children_of(process: int) -> list[str]:
    """Return the processes that a process has begun."""
    found: list[str] = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # it may end just now
            found += task.read_text().split()
    return found


def is_running(process: str) -> bool:
    """Tell whether a process runs; one that has ended stays in the list until somebody asks how."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False
