"""Runs tests, each request in a forked process that has what the planner imports of others, and none of the planner.

    python -m tests.mutation.server

reads a request a line on standard input, {"tests": [...], "seconds": limit, "out": path}, and answers with an exit
code of pytest a line on standard output, or "timeout".
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import resource
import signal
import sys
from functools import partial
from typing import Any

# Heavy to import. No thread may be started before a fork, and no plugin of pytest imported that it would rewrite.
IMPORTED = ("numpy", "pandas", "openpyxl", "xlsxwriter", "python_calamine", "pytest", "scipy.optimize")
MOST_BYTES = 8 * 2**30


def serve() -> None:
    """Answer until standard input ends."""
    for line in sys.stdin:
        request = json.loads(line)
        process = os.fork()
        if process == 0:
            os.setsid()
            os._exit(run(request))
        late: list[bool] = []
        signal.signal(signal.SIGALRM, partial(end, process, late))
        signal.setitimer(signal.ITIMER_REAL, request["seconds"])
        _, status, _ = os.wait4(process, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        end(process, [])  # what it started and left
        print("timeout" if late else os.waitstatus_to_exitcode(status), flush=True)


def end(process: int, late: list[bool], *_: object) -> None:
    """End a process with all that it started."""
    late.append(True)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)


def run(request: dict[str, Any]) -> int:
    """Run the tests until one fails and return the exit code of pytest."""
    import pytest

    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    target = os.open(request["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for number in (1, 2):
        os.dup2(target, number)
    options = ["-x", "-q", "-n", "0", "-p", "no:cacheprovider", "--tb=line", "--no-header"]
    code = int(pytest.main([*options, *request["tests"]]))
    sys.stdout.flush()
    sys.stderr.flush()
    return code


if __name__ == "__main__":
    for module in IMPORTED:
        importlib.import_module(module)
    serve()
