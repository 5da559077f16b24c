"""A page of the documentation that a command makes from what is declared in the code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from planner.errors import ExitCode, PlannerError
from planner.write.atomic import replace_atomically


def write_page(arguments: Sequence[str], module: str, page: Callable[[], str]) -> int:
    """Write the page to the file that the only argument names, and return the exit code.

    module  `python -m` of what follows, for the sentence on its usage
    """
    if len(arguments) != 1:
        print(f"usage: python -m {module} FILE", file=sys.stderr)
        return ExitCode.USAGE
    try:
        replace_atomically(Path(arguments[0]), page().encode())
    except PlannerError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(arguments[0])
    return ExitCode.DONE
