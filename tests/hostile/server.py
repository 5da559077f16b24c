"""Runs commands of `plan`, each in a forked process with limits, and tells what each took.

    python -m tests.hostile.server

reads a request a line on standard input and answers a line on standard output. It has imported what the commands
import, which is most of the time that a small one takes; a forked process shares nothing else with the one before.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import sys
from functools import partial
from typing import Any

# What guards the machine; the goals are held against what is measured.
MOST_SECONDS, MOST_BYTES = 60, 8 * 2**30
# What `plan solve` imports. No thread may be started before a fork.
IMPORTED = (
    "planner.cli", "planner.report", "planner.run", "planner.read_near", "planner.solve.highs",
    "planner.solve.diagnosis",
    "planner.write.workbook",
)  # fmt: skip


def serve() -> None:
    """Answer until standard input ends; a forked process returns from here with its arguments in place."""
    for line in sys.stdin:
        request = json.loads(line)
        process = os.fork()
        if process == 0:
            become(request)
            return
        # No thread keeps the time: one that has just ended may still be there at the next fork.
        signal.signal(signal.SIGALRM, partial(kill, process))
        signal.alarm(2 * MOST_SECONDS)
        _, status, usage = os.wait4(process, 0)
        signal.alarm(0)
        measured: dict[str, Any] = {
            "code": os.waitstatus_to_exitcode(status),
            "seconds": usage.ru_utime + usage.ru_stime,
            "mebibytes": usage.ru_maxrss / 1024,
        }
        print(json.dumps(measured), flush=True)
    raise SystemExit


def kill(process: int, *_: object) -> None:
    """End a process that takes too long by the clock."""
    os.kill(process, signal.SIGKILL)


def become(request: dict[str, Any]) -> None:
    """Make this process look like one that was started with the command."""
    for kind, most in (
        (resource.RLIMIT_AS, MOST_BYTES), (resource.RLIMIT_CPU, MOST_SECONDS), (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        resource.setrlimit(kind, (most, most))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    os.chdir(request["folder"])
    for number, name in enumerate((os.devnull, request["out"], request["err"])):
        flags = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        os.dup2(os.open(name, flags), number)
    sys.argv = ["plan", *request["arguments"]]


if __name__ == "__main__":
    for module in IMPORTED:
        importlib.import_module(module)
    serve()
    importlib.import_module("planner.cli").main()
