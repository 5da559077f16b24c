"""Questions asked side by side come to the same answers in the same order as one after the other."""

from __future__ import annotations

import pytest

from planner.explain.outcomes import Outcome
from planner.explain.stress.asked import answers
from planner.explain.stress.worlds import Lost
from planner.explain.study import Study
from planner.process import stop
from planner.solve.session import silent
from tests.cases import reference
from tests.losses_by_hand import stopped
from tests.studies import study_of


@pytest.fixture(scope="module")
def study() -> Study:
    return study_of(reference("example_small").sheets())


@pytest.fixture(scope="module")
def questions(study: Study) -> list[Lost]:
    problem = study.model.problem
    worlds = [stopped(problem, period) for period in range(problem.calendar.size)]
    return [Lost(f"stop {period}", tables, period) for period, tables in enumerate(worlds)]


def told(found: list[Outcome]) -> list[tuple[dict[str, float], list[float]]]:
    return [(dict(one.optima), [] if one.unmet is None else one.unmet.ravel().tolist()) for one in found]


def test_three_at_once_give_the_answers_of_one_in_their_order_and_tell_of_each(
    study: Study, questions: list[Lost]
) -> None:
    alone, before = told(answers(study, questions, 1, silent)), set(stop.children())
    lines: list[str] = []
    assert told(answers(study, questions * 3, 3, lines.append)) == alone * 3
    assert sorted(line.split(": ")[0] for line in lines) == sorted(question.words for question in questions * 3)
    assert [line.split(": ")[1] for line in lines] == [f"{done} of 15" for done in range(1, 16)]
    assert set(stop.children()) <= before


def test_a_question_that_fails_fails_as_a_whole(study: Study, questions: list[Lost]) -> None:
    class Wrong(Lost):
        def ask(self, study: Study) -> Outcome:
            raise ValueError(self.words)

    before = set(stop.children())
    with pytest.raises(ValueError, match="wrong"):
        answers(study, [*questions, Wrong("wrong", study.model.problem.tables)], 2, silent)
    assert set(stop.children()) <= before
