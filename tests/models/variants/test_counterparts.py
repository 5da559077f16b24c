"""Columns and rows are found in another program, whatever rules, and with them marks and running numbers, are gone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.formulation import Model, build
from models.resolve import make_problem
from models.variants import without_rows
from models.variants.counterparts import NONE, counterparts
from tests.drawn.problems import tables_of
from tests.given.origin_chain import chain, chain_ban
from tests.tiny import day
from tests.workbooks import Cell


def marked(model: Model, words: tuple[str, ...], marks: list[int]) -> Model:
    """Return a model as it would be if its classes carried other marks."""
    problem = replace(model.problem, origins=replace(model.problem.origins, words=words))
    return replace(model, problem=problem, classes=replace(model.classes, marks=np.array(marks)))


@pytest.fixture(scope="module")
def model() -> Model:
    found = build(make_problem(tables_of(chain(chain_ban())))[0])
    assert found.classes.marks.tolist() == [0, 1]
    return found


@pytest.mark.parametrize(
    ("more", "marks"),
    [
        # A mark that always goes with the other, and one that no class carries.
        (("more",), [0, 3]), (("more", "never"), [0, 5]),
        # All of it carries a mark that says nothing then.
        (("more",), [2, 3]),
    ],
)  # fmt: skip
def test_a_class_is_the_same_without_the_marks_of_which_the_other_program_knows_nothing(
    model: Model, more: tuple[str, ...], marks: list[int]
) -> None:
    other = marked(model, (*model.problem.origins.words, *more), marks)
    for one, two in ((model, other), (other, model)):
        found = counterparts(one, two)
        assert found.columns.tolist() == list(range(model.program.columns))
        assert found.rows.tolist() == list(range(model.program.rows))


def test_classes_that_differ_in_marks_unknown_to_the_other_alone_are_like_nothing(model: Model) -> None:
    (word,) = model.problem.origins.words
    other = marked(model, (word, "one", "two"), [3, 5])
    found = counterparts(model, other)
    of_class = model.program.row_blocks["balance"]
    assert (found.rows[of_class.index] == NONE).all()


def test_the_rows_of_a_ban_of_end_uses_keep_their_numbers_when_another_ban_is_gone() -> None:
    toys: list[Cell] = [
        "A ban of toys", "end_use_ban", day("2027-01-01"), None, "China", "China", None, "magnet", "toys", None, None,
    ]  # fmt: skip
    tables = tables_of(chain(toys, chain_ban()))
    whole = build(make_problem(tables)[0])
    part = build(make_problem(without_rows(tables, "Rules", [0]))[0])
    bans = part.program.row_blocks["end_use_ban"]
    found = counterparts(part, whole).rows[bans.index]
    theirs = whole.program.row_blocks["end_use_ban"]
    assert bans.size
    code = whole.problem.rules.name.index("Defence chain")
    assert found.tolist() == theirs.index[theirs.keys["rule"] == code].tolist()
