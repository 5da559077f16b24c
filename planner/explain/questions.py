"""Independent questions about a plan, and what their answers are together: so that all are asked in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from planner.process.copies import Ahead, side_by_side
from planner.solve.session import Progress


@dataclass(frozen=True, eq=False)
class Questions[Found]:
    """What one explanation asks.

    asked     functions that each return an answer, whoever calls them and in whatever order: the longest first
    together  of the answers, in the order of the questions, what was found
    """

    asked: Sequence[Callable[[], Any]]
    together: Callable[[list[Any]], Found]


def known[Found](found: Found) -> Questions[Found]:
    """Return what needs no question."""
    return Questions((), lambda _: found)


def answered(
    parts: Mapping[str, Questions[Any]], jobs: int | None, progress: Progress,
    later: Mapping[str, Callable[[], Questions[Any]]] | None = None, ahead: Ahead[Any] | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return what is found of each part, with the questions of all parts asked in one go.

    jobs   how many are asked at once; by the machine where it is not said
    later  parts whose questions take long to prepare: that is done while those of the others are being answered
    ahead  a question that was asked before them, which a copy may still be at work on
    meanwhile  what is to be done here while copies are at work, if any is
    """
    every = dict(parts)
    asked = [question for part in parts.values() for question in part.asked]

    def prepared() -> int:
        before = len(asked)
        for name, prepare in (later or {}).items():
            every[name] = prepare()
            asked.extend(every[name].asked)
        return len(asked) - before

    answers = iter(
        side_by_side(
            lambda number: asked[number](),
            len(asked),
            lambda _, done: progress(f"answered {done} of {len(asked)} questions"),
            jobs,
            prepared if later else None,
            ahead,
            meanwhile,
        )
    )
    return {name: part.together([*islice(answers, len(part.asked))]) for name, part in every.items()}
