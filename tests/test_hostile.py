"""Damaged and malicious workbooks end in a sentence with an address, or in the plan of the valid one.

A plain run takes one case in eleven; `-m endurance` takes all of them, and a third of them on two other workbooks. All
on any workbook: `python -m tests.hostile WORKBOOK`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.__main__ import main, outcomes, summary
from tests.hostile.case import Case, refused
from tests.hostile.corpus import CASES, TOPICS
from tests.hostile.package import NoSuchPlace, Package
from tests.hostile.run import Base, Planner, prepare, try_case
from tests.places import INPUTS

SMALL = INPUTS / "small_example.xlsx"
LEAST = 250  # as the design page on trust asks for; there are more
STEP = 11  # in a plain run
FEW = [case for case in CASES if not case.heavy][::STEP]


@pytest.fixture(scope="module")
def planner() -> Iterator[Planner]:
    runs = Planner()
    yield runs
    runs.close()


@pytest.fixture(scope="module")
def base(planner: Planner, tmp_path_factory: pytest.TempPathFactory) -> Base:
    return prepare(planner, SMALL, "solve", tmp_path_factory.mktemp("valid"))


def test_there_are_enough_cases_of_every_topic_each_with_a_name_of_its_own() -> None:
    assert len(CASES) >= LEAST
    assert min(len(topic.cases) for topic in TOPICS) >= 20
    assert [name for name, count in Counter(case.name for case in CASES).items() if count > 1] == []


def test_no_two_cases_make_the_same_file() -> None:
    package = Package.of(SMALL)
    made: Counter[tuple[str, bytes]] = Counter()
    for case in FEW:
        try:
            file = case.make(package)
        except NoSuchPlace:
            continue
        if isinstance(file.content, bytes):
            made[file.name, file.content] += 1
    assert [name for (name, _), count in made.items() if count > 1] == []


@pytest.mark.parametrize("case", FEW, ids=lambda case: case.name)
def test_a_hostile_workbook_comes_to_the_end_that_it_should(
    case: Case, planner: Planner, base: Base, tmp_path: Path
) -> None:
    outcome = try_case(planner, base, case, tmp_path)
    assert not outcome.faults, outcome.line()


@pytest.mark.endurance
@pytest.mark.parametrize(
    ("workbook", "command", "step"),
    [("small_example.xlsx", "solve", 1), ("mexican_steel.xlsx", "solve", 3), ("us_rare_earths.xlsx", "check", 3)],
)
def test_every_hostile_workbook_comes_to_the_end_that_it_should(
    workbook: str, command: str, step: int, planner: Planner, tmp_path: Path
) -> None:
    base = prepare(planner, INPUTS / workbook, command, tmp_path)
    done = list(outcomes(base, CASES[::step], jobs=1))
    assert not [outcome.line() for outcome in done if outcome.faults]
    assert sum(not outcome.skipped for outcome in done) >= LEAST / step, summary(INPUTS / workbook, done)


def test_a_case_that_does_not_come_to_its_end_is_told(planner: Planner, base: Base, tmp_path: Path) -> None:
    wrong = Case("wrong", "test", lambda package: refused(package, "damaged"))
    outcome = try_case(planner, base, wrong, tmp_path)
    assert "exit code 0, not 3" in outcome.line()
    assert "no damaged at hostile.xlsx" in outcome.line()


def test_a_case_that_cannot_be_run_ends_the_run_and_keeps_no_other_waiting(
    base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no answer")

    monkeypatch.setattr("tests.hostile.__main__.try_case", broken)
    with pytest.raises(RuntimeError, match="no answer"):
        list(outcomes(base, FEW[:3], jobs=1))


def test_the_command_ends_with_a_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(SMALL), "--command", "check", "--case", "file: 0 bytes", "--jobs", "1", "-v"]) == 0
    *_, line, total = capsys.readouterr().out.splitlines()
    assert line.startswith("ok   file: 0 bytes: exit 3, ")
    assert total.startswith("small_example.xlsx: 1 cases, 0 failed, 1 refused, 0 accepted")
