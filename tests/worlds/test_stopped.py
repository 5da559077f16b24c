"""Whatever the input, and wherever a limit stops the solver: what is left is a plan that the verifier takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner import run
from planner.errors import NoPlanError, StoppedError
from planner.explain.level import Level
from planner.solve import highs
from planner.solve.session import silent
from tests.given.explained import source_of
from tests.seeds import graded

# Of some of these a contract was paid for more than is missed.
FEW, MANY = [*range(8), 24, 74, 94], range(95, 150)


def stopped_in_every_tier(seed: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, whole = source_of(seed, folder), highs._solve_tier
    for kind in ("unmet", "soft", "cost", "near", "size", "tie-break"):
        monkeypatch.setattr(
            highs, "_solve_tier", lambda state, tier, own=kind: None if tier.kind == own else whole(state, tier)
        )
        # That its verifier refuses the plan would be an InternalError.
        try:
            solved = run.solve_input(source, "highs", None, silent, level=Level.NONE)
        except (NoPlanError, StoppedError):
            continue
        assert solved.verification.accepted


@pytest.mark.parametrize("seed", FEW)
def test_a_world_that_is_stopped_has_a_plan_that_is_verified(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped_in_every_tier(seed, tmp_path, monkeypatch)


@pytest.mark.parametrize("seed", graded(MANY, 0, 20))
def test_many_worlds_that_are_stopped_have_plans_that_are_verified(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped_in_every_tier(seed, tmp_path, monkeypatch)
