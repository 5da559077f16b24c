"""The documentation page of the error catalogue: exit codes, and every kind of finding with cause and remedy.

    python -m planner.write.error_reference FILE

writes the page; a test holds the committed page against it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from planner.catalogue import CATALOGUE, EXITS, Entry
from planner.write.made_page import write_page

HEAD = """\
# What can be wrong, and what to do about it

This page is made from `planner/catalogue/`; change that, then run

    python3 dev.py run python -m planner.write.error_reference docs/errors.md

An *error* stops the run, a *warning* is told and stops nothing, a *note* says what was assumed; notes are printed with
`-v`. Each is one line: where, what was seen, and how to mend it. All findings of a file come in one run, at most 50 of
a kind. `--json` gives the code of each, which is its heading here.
"""

EXIT_HEAD = "| code | means | do | last line, for instance |\n|---|---|---|---|"


def error_page() -> str:
    """Return the page as Markdown."""
    parts = [HEAD, _contents(), _exits()]
    for title, entries in CATALOGUE.items():
        parts.append(f"## {title}\n")
        parts += [_entry(entry) for entry in sorted(entries, key=lambda one: one.code)]
    return "\n".join(parts)


def _contents() -> str:
    lines = ["- [Exit codes](#exit-codes)"]
    for title, entries in CATALOGUE.items():
        place = title.casefold().replace(",", "").replace(" ", "-")
        lines.append(f"- [{title}](#{place}): {len(entries)} kinds")
    return "\n".join(lines) + "\n"


def _exits() -> str:
    rows = [f"| {int(one.code)} | {one.cause} | {one.remedy} | `{one.example}` |" for one in EXITS]
    return "\n".join(["## Exit codes\n", EXIT_HEAD, *rows]) + "\n"


def _entry(entry: Entry) -> str:
    return f"### {entry.code}\n\n{entry.cause} {entry.remedy}\n\n    {entry.example}\n"


def main(arguments: Sequence[str]) -> int:
    """Write the page to the file that is named and return the exit code."""
    return write_page(arguments, "planner.write.error_reference", error_page)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
