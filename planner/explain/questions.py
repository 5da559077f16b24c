"""Independent questions about a plan, and what their answers are together: so that all are asked in one go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False)
class Questions[Found]:
    """What one explanation asks.

    asked     functions that each return an answer, whoever calls them and in whatever order: the longest first
    together  of the answers, in the order of the questions, what was found
    """

    asked: Sequence[Callable[[], Any]]
    together: Callable[[list[Any]], Found]

    def answered(self) -> Found:
        """Return what is found when the questions are asked one after the other."""
        return self.together([ask() for ask in self.asked])


def known[Found](found: Found) -> Questions[Found]:
    """Return what needs no question."""
    return Questions((), lambda _: found)
