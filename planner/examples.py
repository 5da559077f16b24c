"""The worked examples that `plan new --example NAME` offers, and where their files are.

From an installed wheel they lie inside the package, from a checkout in the folder inputs.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from planner.errors import InternalError, UsageError

PACKAGE = Path(__file__).resolve().parent
PLACES = (PACKAGE / "examples", PACKAGE.parent / "inputs")


@dataclass(frozen=True)
class Example:
    """One example: its name on the command line, and its file."""

    name: str
    file: str


EXAMPLES = (
    Example("small", "small_example.xlsx"),
    Example("mexican-steel", "mexican_steel.xlsx"),
    Example("us-rare-earths", "us_rare_earths.xlsx"),
    Example("us-rare-earths-2025", "us_rare_earths_2025.xlsx"),
)


def example_names() -> tuple[str, ...]:
    """Return the names that the command line offers."""
    return tuple(example.name for example in EXAMPLES)


def joined_names() -> str:
    """Return the names that the command line offers, as a sentence lists them."""
    return ", ".join(example_names())


def find_example(name: str) -> Example:
    """Return the example of that name, in any case and with spaces or underscores for hyphens.

    Raises UsageError with the names that there are.
    """
    wanted = name.strip().casefold().replace("_", "-").replace(" ", "-")
    for example in EXAMPLES:
        if example.name == wanted:
            return example
    close = difflib.get_close_matches(wanted, example_names(), n=1)
    guess = f" (did you mean '{close[0]}'?)" if close else ""
    raise UsageError(f"there is no example '{name}'{guess}; there are {joined_names()}")


def example_bytes(name: str) -> bytes:
    """Return the workbook of an example.

    Raises UsageError for a name that is not known, InternalError when its file was not installed.
    """
    example = find_example(name)
    for place in PLACES:
        path = place / example.file
        if path.is_file():
            return path.read_bytes()
    raise InternalError(f"the example '{example.name}' ({example.file}) was not installed with the program")


def write_example(name: str, path: Path) -> None:
    """Write the workbook of an example to `path`, whole or not at all.

    Raises also OutputError when it cannot be written.
    """
    from planner.atomic import replace_atomically

    replace_atomically(path, example_bytes(name))
