"""The command `plan` run as a process of its own, and what it must not touch."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from tests.cases import Case
from tests.places import INPUTS, ROOT

SMALL = Case(INPUTS / "small_example")


def plan(*arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `plan` as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "planner.cli", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def digest(path: Path) -> tuple[str, int]:
    """Return the hash and the time of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns
