"""Mutants change one place of a file each, and are tried with the tests that execute it."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.mutation.choice import FIRST, Executed
from tests.mutation.mutants import Mutant, mutants_of, mutants_under
from tests.places import ROOT


def changed(source: str) -> set[str]:
    return {mutant.applied(source) for mutant in mutants_of("code.py", source)}


@pytest.mark.parametrize(
    ("source", "others"),
    [
        ("a < b", {"a <= b", "a >= b"}),
        ("a not in b", {"a in b"}),
        ("a is not b", {"a is b"}),
        ("(a) + (b)", {"(a) - (b)"}),
        ("a // b", {"a % b"}),
        ("a and b", {"a or b"}),
        ("not a", {"a"}),
        ("a += b", {"a -= b", "pass"}),
        ("x = 1.5", {"x = 2.5", "x = 0.5"}),
        ("x = True", {"x = False"}),
        ("x = min(a)", {"x = max(a)"}),
        ("x = a.max()", {"x = a.min()"}),
        ("x = f(a, b=c)", {"x = f(a)"}),
        ("x = f(b=c, d=e)", {"x = f(d=e)", "x = f(b=c)"}),
        ("x = [a, b]", {"x = [b]", "x = [a]"}),
        ("a[b] = c", {"pass"}),
        ("f(a)", {"pass"}),
        ("x = a if b else c", {"x = a if (not (b)) else c"}),
        ("é = 'ü', a < b", {"é = a < b", "é = 'ü'", "é = 'ü', a <= b", "é = 'ü', a >= b"}),
    ],
)
def test_each_kind_of_mutant_is_made(source: str, others: set[str]) -> None:
    assert changed(source) == others


def test_a_function_that_returns_something_returns_nothing_instead() -> None:
    assert changed("def f():\n    return a") == {"def f():\n    return None"}
    assert not changed("def f():\n    return None")


@pytest.mark.parametrize("source", ['"""1 < 2"""', "x: Literal[1]", "def f(x: L[1]) -> L[2]: ...", "x = f'{a < b}'"])
def test_annotations_docstrings_and_messages_have_no_mutants(source: str) -> None:
    assert not changed(source)


def test_what_runs_at_the_import_of_a_file_is_told_from_what_runs_in_a_function() -> None:
    source = "x = 1\ndef f(y=2):\n    return 3 if y else g(lambda: 4)\nclass C:\n    z = 5\n"
    at_import = {mutant.line for mutant in mutants_of("code.py", source) if mutant.at_import}
    inside = {mutant.line for mutant in mutants_of("code.py", source) if not mutant.at_import}
    assert (at_import, inside) == ({1, 2, 5}, {3})


def test_a_mutant_belongs_to_all_lines_of_its_statement_and_not_to_the_body_below_it() -> None:
    source = "x = (\n    a,\n    1,\n)\nif (\n    b <\n    c\n):\n    f(d)\n"
    mutants = {(mutant.line, mutant.first, mutant.last) for mutant in mutants_of("code.py", source)}
    assert mutants == {(1, 1, 4), (3, 1, 4), (2, 1, 4), (6, 6, 7), (9, 9, 9)} - {(2, 1, 4)}


def test_there_are_thousands_of_mutants_of_the_model_and_the_verifier() -> None:
    assert len(mutants_under(ROOT, ["models/families/balance.py", "planner/verify/shares.py"])) > 200


HERE = Mutant("code.py", 3, 3, 3, 0, 0, "", "statement", at_import=False)
SECONDS = {"t.py::a[1]": 2.0, "t.py::a[2]": 1.0, "t.py::b": 3.0, "t.py::c": 0.5, "u.py::d": 0.1}
TESTS = {
    "t.py::a[1]": {"code.py": 0b1000}, "t.py::a[2]": {"code.py": 0b1100}, "t.py::b": {"code.py": 0b1000},
    "t.py::c": {"code.py": 0b0100}, "u.py::d": {"other.py": 0b1000},
}  # fmt: skip


def test_tests_that_execute_the_line_come_first_the_fast_before_the_slow_and_before_a_second_of_a_function() -> None:
    noticing = Executed(TESTS, SECONDS).noticing(HERE)
    assert noticing == ["t.py::a[2]", "t.py::b", "t.py::a[1]", "t.py::c"]


def test_a_test_that_noticed_other_mutants_comes_before_them() -> None:
    noticing = Executed(TESTS, SECONDS, Counter({"t.py::b": 3, "u.py::d": 9})).noticing(HERE)
    assert noticing == ["t.py::b", "t.py::a[2]", "t.py::a[1]", "t.py::c"]


def test_a_test_in_a_file_of_the_same_name_comes_before_them() -> None:
    seconds, tests = {**SECONDS, "test_code.py::e": 4.0}, {**TESTS, "test_code.py::e": {"code.py": 0b1000}}
    assert Executed(tests, seconds).noticing(HERE)[0] == "test_code.py::e"


def test_a_line_of_an_import_is_noticed_by_whatever_executes_its_file() -> None:
    above = Mutant("code.py", 1, 1, 1, 0, 0, "", "constant", at_import=True)
    assert Executed(TESTS, SECONDS).noticing(above) == ["t.py::c", "t.py::a[2]", "t.py::b", "t.py::a[1]"]


def test_a_mutant_meets_the_first_tests_and_then_as_many_more_as_the_seconds_allow() -> None:
    seconds = {"t.py::a": 10.0 * FIRST, "t.py::b": 10.0 - 20.0 * FIRST, "t.py::c": 20.0}
    tests = {name: {"code.py": 0b1000} for name in seconds}
    assert [names for names, _ in Executed(tests, seconds).stages(HERE, 10.0)] == [["t.py::a"], ["t.py::b"]]
