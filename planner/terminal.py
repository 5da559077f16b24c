"""What is printed: whatever the text holds, it moves no cursor, hides nothing, and forges no line of its own."""

from __future__ import annotations

import io
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from models.issues import Issue

# Findings of one kind that are printed before the rest is counted.
PRINTED_OF_A_KIND = 50
# Control characters but tab and line feed, invisible and directional marks, separators of lines, halves of a character.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def printable(text: str) -> str:
    r"""Return text with each character that a terminal would obey or hide written out, such as `\x1b`."""
    return UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def one_line(text: str) -> str:
    r"""Return printable text in which a line feed, such as one in the name of a sheet, is written out as `\n`."""
    return printable(text).replace("\n", "\\n")


def say(line: str) -> None:
    """Print a line on standard error; a plan is made whether or not anybody takes it."""
    try:
        print(printable(line), file=sys.stderr, flush=True)
    except OSError:
        discard(sys.stderr)


def discard(stream: TextIO) -> None:
    """Let whatever is still printed on a stream go nowhere, so that the end of the process does not fail by it."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, stream.fileno())
    os.close(sink)


def show(line: str) -> None:
    """Print a line on standard output."""
    print(printable(line))


def show_document(document: Mapping[str, object]) -> None:
    """Print one JSON document on standard output piece by piece, a line for each item of a list."""
    import json

    lines = (f" {json.dumps(key)}: " for key in document)
    for place, (line, value) in enumerate(zip(lines, document.values(), strict=True)):
        print("{" if place == 0 else ",", line, sep="\n", end="")
        if not isinstance(value, list):
            print(json.dumps(value), end="")
            continue
        for number, item in enumerate(value):
            print("[" if number == 0 else ",", f"  {json.dumps(item)}", sep="\n", end="")
        print("\n ]" if value else "[]", end="")
    print("\n}")


def print_issues(issues: Sequence[Issue], *, verbose: bool, quiet: bool) -> None:
    """Print findings, worst first, at most so many of a kind, with totals.

    Notes are printed where verbose is asked for, and errors alone where quiet is, or both are.
    """
    from models.issues import Severity

    printed: Counter[str] = Counter()
    told = {Severity.ERROR: True, Severity.WARNING: not quiet, Severity.NOTE: verbose and not quiet}
    for severity in (severity for severity in Severity if told[severity]):
        for issue in issues:
            if issue.severity is severity:
                printed[issue.code] += 1
                if printed[issue.code] <= PRINTED_OF_A_KIND:
                    say(f"{severity}: {one_line(str(issue))}")
    for code, count in printed.items():
        if count > PRINTED_OF_A_KIND:
            say(f"and {count - PRINTED_OF_A_KIND} more of kind {code}")


def with_seconds(began: float) -> Callable[[str], None]:
    """Return a `say` that puts the seconds since the beginning before each step."""
    return lambda line: say(f"{time.monotonic() - began:6.1f} s  {line}")


def nothing(line: str) -> None:
    """Print nothing."""


def progress_of(*, verbose: bool, quiet: bool) -> Callable[[str], None]:
    """Return what tells each step: to nobody where quiet is asked for, with seconds from now on where verbose is."""
    return nothing if quiet else with_seconds(time.monotonic()) if verbose else say


def accept_any_text() -> None:
    """Let the standard streams write out what their encoding lacks, rather than fail after the plan is written."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
