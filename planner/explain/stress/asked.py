"""Many questions to one study, each about a world of its own: asked side by side, and told as they are answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from planner.explain.study import Study
from planner.process.copies import side_by_side
from planner.solve.session import Progress


class Question[Answer](Protocol):
    """Something to ask a study; `words` say what it is about."""

    @property
    def words(self) -> str:
        """Return what is asked, for the log."""
        ...

    def ask(self, study: Study) -> Answer:
        """Return the answer."""
        ...


def answers[Answer](
    study: Study, questions: Sequence[Question[Answer]], jobs: int | None, progress: Progress
) -> list[Answer]:
    """Return the answer to each question, in their order.

    jobs  how many are asked at once; by the machine where it is not said
    """
    return side_by_side(
        lambda number: questions[number].ask(study),
        len(questions),
        lambda number, done: progress(f"{questions[number].words}: {done} of {len(questions)}"),
        jobs,
    )
