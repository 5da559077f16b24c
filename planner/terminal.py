"""What is printed: whatever the text holds, it moves no cursor, hides nothing, and forges no line of its own."""

from __future__ import annotations

import io
import re
import sys
import time
from collections.abc import Callable

# Control characters but tab and line feed, invisible and directional marks, separators of lines, halves of a character.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def printable(text: str) -> str:
    r"""Return text with each character that a terminal would obey or hide written out, such as `\x1b`."""
    return UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def one_line(text: str) -> str:
    r"""Return printable text in which a line feed, such as one in the name of a sheet, is written out as `\n`."""
    return printable(text).replace("\n", "\\n")


def say(line: str) -> None:
    """Print a line on standard error."""
    print(printable(line), file=sys.stderr, flush=True)


def show(line: str) -> None:
    """Print a line on standard output."""
    print(printable(line))


def with_seconds(began: float) -> Callable[[str], None]:
    """Return a `say` that puts the seconds since the beginning before each step."""
    return lambda line: say(f"{time.monotonic() - began:6.1f} s  {line}")


def nothing(line: str) -> None:
    """Print nothing."""


def accept_any_text() -> None:
    """Let the standard streams write out what their encoding lacks, rather than fail after the plan is written."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
