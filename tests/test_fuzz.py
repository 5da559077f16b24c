"""Random mutations of bytes, XML and cells come to a clean end, and two readers agree on every file that is taken.

A plain run takes a handful, `-m slow` some hundreds, `-m endurance` all ten thousand; as many of any seed as one likes:
`python -m tests.fuzz 10000 --seed 2`.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from tests.fuzz import second_reader
from tests.fuzz.__main__ import MOST, USUAL_SEED, earlier_plan, judged, main, summary
from tests.fuzz.forms import FORMS, packed, workbook_parts
from tests.fuzz.judge import judge
from tests.fuzz.mutation import SHARES, mutation
from tests.fuzz.originals import CHECKED, ORIGINALS
from tests.hostile.run import Planner
from tests.tiny import tiny
from tests.workbooks import write_workbook

FEW, MANY = 20, 250


def unclean(numbers: range, jobs: int) -> list[str]:
    """Return what became of the mutations whose ends were not clean."""
    return [one.outcome.line() for one in judged(numbers, USUAL_SEED, jobs) if one.outcome.faults]


def test_a_few_mutations_come_to_clean_ends() -> None:
    assert not unclean(range(FEW), jobs=1)


@pytest.mark.slow
def test_some_hundred_mutations_come_to_clean_ends() -> None:
    assert not unclean(range(FEW, FEW + MANY), jobs=2)


@pytest.mark.endurance
def test_ten_thousand_mutations_come_to_clean_ends() -> None:
    done = list(judged(range(MOST), USUAL_SEED, jobs=2))
    assert not [one.outcome.line() for one in done if one.outcome.faults], summary(done)


def test_a_mutation_is_the_same_on_every_run_and_another_with_another_number_or_seed() -> None:
    for number in range(30):
        assert mutation(number, 1) == mutation(number, 1)
        assert mutation(number, 1).content != mutation(number + 1, 1).content
        assert mutation(number, 1).content != mutation(number, 2).content


def test_half_of_all_mutations_are_of_cells_and_every_original_is_taken() -> None:
    made = [mutation(number, USUAL_SEED) for number in range(500)]
    kinds = Counter(one.kind for one in made)
    assert kinds.keys() == SHARES.keys()
    assert 0.4 < kinds["cells"] / len(made) < 0.6
    assert {one.original.name for one in made} == {original.name for original in ORIGINALS}


@pytest.mark.parametrize("form", FORMS)
def test_an_original_is_a_valid_workbook_in_every_form(form: str, tmp_path: Path) -> None:
    planner = Planner(second_reader.__name__, quick=True)
    earlier = earlier_plan(planner)
    for place, original in enumerate(ORIGINALS):
        if original.made is None or original.command == CHECKED or place % 16 != FORMS.index(form):
            continue
        folder = tmp_path / str(place)
        folder.mkdir()
        valid = dataclasses.replace(
            mutation(0, USUAL_SEED), original=original, content=packed(workbook_parts(original.tables, form))
        )
        outcome = judge(planner, valid, folder, earlier)
        assert (outcome.exit_code, outcome.faults) == (0, []), outcome.line()
    planner.close()


def test_the_second_reader_tells_a_cell_that_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source, changed = (write_workbook(tmp_path / name, tiny()) for name in ("a.xlsx", "b.xlsx"))
    monkeypatch.setattr(second_reader, "opened", lambda _: openpyxl.load_workbook(changed))
    assert second_reader.against_openpyxl(source) == []
    sheets = tiny()
    sheets["Demand"][1][4] = 6
    write_workbook(changed, sheets)
    assert second_reader.against_openpyxl(source) == ["Demand!E2: 5.0 and 6"]
    monkeypatch.setattr(sys, "argv", ["second reader", str(source)])
    second_reader.main()
    assert json.loads(capsys.readouterr().out) == ["Demand!E2: 5.0 and 6"]


def test_an_end_that_is_not_clean_is_told_and_its_file_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tests.fuzz.judge.CLEAN", dict.fromkeys(("solve", "check"), frozenset({143})))
    assert main(["--only", "3", "--keep", str(tmp_path), "--jobs", "1"]) == 1
    assert capsys.readouterr().out.startswith("FAIL 3: parts of ")
    assert (tmp_path / "1_3.xlsx").read_bytes() == mutation(3, USUAL_SEED).content
