"""Questions asked side by side come to the same answers in the same order, whoever gives them and whoever dies."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

from planner import stop
from planner.explain import asked
from planner.explain.asked import answers, usual_jobs
from planner.explain.outcomes import Outcome
from planner.explain.stops import receivers_of, stopped
from planner.explain.study import Study
from planner.explain.worlds import Lost
from planner.solve.session import silent
from tests.cases import reference
from tests.studies import study_of


@pytest.fixture(scope="module")
def study() -> Study:
    return study_of(reference("example_small").sheets())


@pytest.fixture(scope="module")
def questions(study: Study) -> list[Lost]:
    problem = study.model.problem
    worlds = [
        stopped(problem.tables, problem.options.withholding_country, receivers_of(study), int(day))
        for day in problem.calendar.start
    ]
    return [Lost(f"stop {period}", tables, period) for period, tables in enumerate(worlds)]


def told(found: list[Outcome]) -> list[tuple[dict[str, float], list[float]]]:
    return [(dict(one.optima), [] if one.unmet is None else one.unmet.ravel().tolist()) for one in found]


def test_helpers_give_the_answers_that_one_process_gives_in_their_order(
    study: Study, questions: list[Lost], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = told(answers(study, questions, 1, silent))
    monkeypatch.setattr(asked, "WORTH_A_HELPER", 0)
    lines: list[str] = []
    assert told(answers(study, questions * 3, 3, lines.append)) == alone * 3
    assert sorted(lines) == sorted(
        f"{question.words}: {number} of 15" for number, question in enumerate(questions * 3, start=1)
    )
    assert stop.children() == []


@pytest.mark.parametrize("begin", ["raise SystemExit(3)", "import time; time.sleep(0.2)", "not python"])
def test_what_a_helper_that_dies_had_taken_is_answered_here(
    study: Study, questions: list[Lost], monkeypatch: pytest.MonkeyPatch, begin: str
) -> None:
    monkeypatch.setattr(asked, "WORTH_A_HELPER", 0)
    monkeypatch.setattr(asked, "BEGIN", begin)
    assert told(answers(study, questions, 3, silent)) == told(answers(study, questions, 1, silent))
    assert stop.children() == []


def test_no_helper_is_started_where_none_is_worth_it_or_asked_for(
    study: Study, questions: list[Lost], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*arguments: object, **options: object) -> Callable[[], None]:
        raise AssertionError(arguments, options)

    monkeypatch.setattr(subprocess, "Popen", never)
    assert len(answers(study, questions, 4, silent)) == len(questions)
    monkeypatch.setattr(asked, "WORTH_A_HELPER", 0)
    assert len(answers(study, questions, 1, silent)) == len(questions)


def test_a_question_that_fails_here_fails_as_a_whole_and_leaves_no_helper(
    study: Study, questions: list[Lost], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Wrong(Lost):
        def ask(self, study: Study) -> Outcome:
            raise ValueError(self.words)

    monkeypatch.setattr(asked, "WORTH_A_HELPER", 0)
    with pytest.raises(ValueError, match="wrong"):
        answers(study, [*questions, Wrong("wrong", study.model.problem.tables)], 2, silent)
    assert stop.children() == []


def test_there_is_a_number_of_processes_where_nobody_says_one() -> None:
    assert 1 <= usual_jobs() <= asked.MOST_HELPED
