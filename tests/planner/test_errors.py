"""What ends a command says the same wherever it is raised."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import pytest

from models.issues import Issue, Severity
from planner import errors
from planner.errors import EndlessError, InputError, PlannerError, RefusedError

FAULT = Issue(Severity.ERROR, "Demand!A1", "blank-header", "the header is blank", "write it")


def every(kind: type[PlannerError]) -> Iterator[type[PlannerError]]:
    yield kind
    for narrower in kind.__subclasses__():
        if narrower.__module__ == errors.__name__:
            yield from every(narrower)


def made(kind: type[PlannerError]) -> PlannerError:
    if issubclass(kind, InputError):
        return kind([FAULT])
    if issubclass(kind, RefusedError):
        return kind("refused", ["one fault"])
    return kind() if issubclass(kind, errors.ContradictionError) else kind("cost")


@pytest.mark.parametrize("kind", list(every(PlannerError)), ids=lambda kind: kind.__name__)
def test_a_fault_of_another_process_says_and_knows_what_it_did_there(kind: type[PlannerError]) -> None:
    fault = made(kind)
    copy = pickle.loads(pickle.dumps(fault))
    assert (type(copy), str(copy), vars(copy)) == (kind, str(fault), vars(fault))
    assert copy.exit_code == fault.exit_code


def test_what_has_no_end_is_told_once() -> None:
    assert str(pickle.loads(pickle.dumps(EndlessError("cost")))).count("no lower end") == 1
