"""Runs commands of `plan`, each in a forked process with limits, and tells what each took.

    python -m tests.hostile.server [MODULE ...]

reads a request a line on standard input and answers a line on standard output. It has imported what the commands
import, which is most of the time that a small one takes; a forked process shares nothing else with the one before.
A request may name another module whose `main` is run, best one that was imported on the command line. It may also be
quick: then the process ends as soon as all is printed, and does not take down what it had imported, which is most of
the time that is left.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import resource
import signal
import sys
from functools import partial
from typing import Any, NoReturn

# What guards the machine; the goals are held against what is measured.
MOST_SECONDS, MOST_BYTES = 60, 8 * 2**30
# What `plan solve` imports. No thread may be started before a fork.
IMPORTED = (
    "planner.cli", "planner.report", "planner.run", "planner.read_near", "planner.solve.highs",
    "planner.solve.diagnosis",
    "planner.write.workbook", "planner.certify", "encodings.cp437",
)  # fmt: skip


def serve() -> dict[str, Any]:
    """Answer until standard input ends; a forked process returns its request, with its arguments in place."""
    for line in sys.stdin:
        request = json.loads(line)
        process = os.fork()
        if process == 0:
            become(request)
            return dict(request)
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


def call_once() -> None:
    """Call `plan` for a file that is not there: what reads arguments imports as much again when it is first used."""
    sys.argv = ["plan", "check", "no such file"]
    with contextlib.redirect_stderr(io.StringIO()), contextlib.suppress(SystemExit):
        importlib.import_module("planner.cli").main()


def end_quickly(module: str) -> NoReturn:
    """Run a module's `main`, hand over what it printed, and end without taking anything down."""
    code: Any = 0
    try:
        importlib.import_module(module).main()
    except SystemExit as end:
        code = end.code
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)


if __name__ == "__main__":
    for module in (*IMPORTED, *sys.argv[1:]):
        importlib.import_module(module)
    call_once()
    request = serve()
    if request["quick"]:
        end_quickly(request["module"])
    importlib.import_module(request["module"]).main()
