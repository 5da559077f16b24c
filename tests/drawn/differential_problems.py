"""Random problems on which solvers are held against each other: numbered, the same on every machine."""

from __future__ import annotations

import random

from models.formulation import build
from models.issues import errors
from models.linear.program import Program
from models.resolve import make_problem
from tests.drawn.problems import random_model, tables_of
from tests.worlds.draw import drawn
from tests.worlds.world import Choice

# The first numbers of what is drawn here; other tests have the ones below.
FIRST = 10_000


def numbered(number: int) -> Program:
    """Return a program without whole numbers: a chain for even numbers, a problem of every sheet for odd ones."""
    seed = FIRST + number // 2
    if number % 2 == 0:
        return random_model(seed).program
    world = drawn(Choice(random.Random(seed).randint), whole=False)
    problem, found = make_problem(tables_of(world.sheets()), world.earlier)
    assert not errors(list(found))
    return build(problem).program
