"""Demands that share what is short, drawn at random or given, and their programs."""

from __future__ import annotations

import random

import numpy as np

from models.formulation import Model, build
from models.linear.matrix import Matrix
from models.linear.program import Tier
from tests.drawn.problems import problem_of, random_sheets
from tests.workbooks import Sheets

INFINITE = float("inf")


def pools(supply: list[float], members: list[list[int]], wanted: list[float]) -> tuple[Matrix, list[Tier]]:
    """Return streams that draw on pools: unmet x[i] >= 0, and what the streams of a pool get is no more than it has."""
    size = len(wanted)
    entries = [(row, column) for row, own in enumerate(members) for column in own]
    start = np.cumsum([0, *(len(own) for own in members)])
    lacking = [sum(wanted[one] for one in own) - has for own, has in zip(members, supply, strict=True)]
    matrix = Matrix(
        np.zeros(size), np.array(wanted), np.array(lacking), np.full(len(supply), INFINITE), start,
        np.array([column for _, column in entries]), np.ones(len(entries)),
    )  # fmt: skip
    return matrix, [
        Tier("unmet, priority 1", "unmet", np.ones(size), 1),
        Tier("fair share, priority 1", "fair", 1.0 / np.array(wanted), 1),
    ]


def drawn(seed: int) -> tuple[Matrix, list[Tier]]:
    """Return three pools of which the streams draw on some, in whole numbers, so that equal shares are common."""
    chance = random.Random(seed)
    wanted = [float(chance.choice([1, 2, 4, 5])) for _ in range(6)]
    members = [sorted(chance.sample(range(6), chance.randint(1, 4))) for _ in range(3)]
    return pools([float(chance.randint(0, 4)) for _ in members], members, wanted)


def fair_model(sheets: Sheets) -> Model:
    sheets["Settings"].append(["fair share", "yes"])
    return build(problem_of(sheets))


def continuous(seed: int) -> Sheets:
    """Return a random problem without whole numbers."""
    sheets = random_sheets(seed)
    sheets.pop("Expansion", None)
    header = sheets["Capacity"][0]
    dropped = [place for place, name in enumerate(header) if str(name).startswith("minimum load")]
    sheets["Capacity"] = [[one for place, one in enumerate(row) if place not in dropped] for row in sheets["Capacity"]]
    return sheets
