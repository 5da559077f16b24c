"""Which findings a run of the tests makes: at the end of a whole run each code of the catalogue must be among them.

Two processes run the tests; each records what it makes, and the one that started them puts both together.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any

from models.issues import Issue

RECORDED: set[str] = set()
KEY = "codes of findings"
# Made where pyarrow is installed, as it is from requirements-dev.txt.
BY_PYARROW = {"bad-parquet", "parquet-type"}


def record() -> None:
    """Note the code of every finding that is made from now on in this process."""
    plain = Issue.__init__

    @functools.wraps(plain)
    def recording(self: Issue, severity: Any, where: str, code: str, message: str, remedy: str) -> None:
        RECORDED.add(code)
        plain(self, severity, where, code, message, remedy)

    Issue.__init__ = recording  # type: ignore[method-assign]


def never_made(recorded: Iterable[str]) -> list[str]:
    """Return the codes of the catalogue that are not among those recorded, and could be."""
    from planner.catalogue import CATALOGUE

    every = {entry.code for entries in CATALOGUE.values() for entry in entries}
    return sorted(every - set(recorded) - (set() if find_spec("pyarrow") else BY_PYARROW))
