"""A page of the documentation that a command makes from what is declared in the code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from planner.atomic import replace_atomically
from planner.errors import ExitCode, InputError, PlannerError


def write_page(arguments: Sequence[str], module: str, page: Callable[[], str]) -> int:
    """Write the page to the file that the only argument names, and return the exit code.

    module  `python -m` of what follows, for the sentence on its usage
    """
    if len(arguments) != 1:
        print(f"usage: python -m {module} FILE", file=sys.stderr)
        return ExitCode.USAGE
    return file_written(Path(arguments[0]), lambda path: replace_atomically(path, page().encode()))


def file_written(path: Path, write: Callable[[Path], None]) -> int:
    """Write a file, and return the exit code; its name is printed, or the findings that came between."""
    try:
        write(path)
    except InputError as fault:
        print("\n".join(map(str, fault.issues)), file=sys.stderr)
        return fault.exit_code
    except PlannerError as fault:
        print(fault, file=sys.stderr)
        return fault.exit_code
    print(path)
    return ExitCode.DONE
