"""The line of `plan stress`: read, check, build, solve, verify; then what stops and losses would do."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from models.problem import Problem
from planner.errors import StoppedError, UsageError
from planner.explain.level import Level
from planner.explain.stress.hedges import HEDGED, NO_HEDGES, Hedges, hedges
from planner.explain.stress.losses import Losses, losses
from planner.explain.stress.stops import Leverage, leverage
from planner.explain.study import Study
from planner.process.deadline import moment_after
from planner.read.words import header_form
from planner.run import Solved, solve_input
from planner.solve.session import Progress

# Losses come in this period where none is named, or in the middle of a shorter plan: soon, and not at once, so that
# surprise can be told from preparation.
SOON = 3


@dataclass(frozen=True, eq=False)
class Stressed:
    """A verified plan, and what stops of the withholding country and losses would do to it."""

    solved: Solved
    leverage: Leverage
    losses: Losses
    hedges: Hedges = NO_HEDGES


def stress_input(
    path: Path, time_limit: float | None, progress: Progress, near: Path | None = None, at: str | None = None,
    jobs: int | None = None, hedged: int | None = None, answer_limit: float | None = None,
) -> Stressed:  # fmt: skip
    """Plan an input, and solve again for each stop and each loss.

    at    the period from which losses count
    jobs  in how many processes it is solved again; by the machine where it is not said
    hedged  losses that a hedge is looked for against, at most; a few where it is not said
    answer_limit  seconds behind the plan after which what is not yet answered is not known
    Raises UsageError when there is no such period, StoppedError also where the limit left the plan unproven; everything
    else as `solve_input`.
    """
    # A word that names no period is refused before anything is solved.
    solved = solve_input(
        path, "highs", time_limit, progress, near, Level.FAST, accept=lambda problem: _period(problem, at)
    )
    tier = solved.plan.solution.stopped_in
    best = "stops and losses are told against a best plan"
    if tier is not None:
        raise StoppedError(f"the time limit came in tier '{tier}', before the plan was proven best; {best}: raise "
                           "--time-limit")  # fmt: skip
    problem = solved.plan.model.problem
    period = _period(problem, at)
    study = Study(solved.plan.model, solved.plan.solution, moment_after(answer_limit, time.monotonic()))
    held, lost = leverage(study, progress, jobs), losses(study, period, progress, jobs)
    return Stressed(solved, held, lost, hedges(study, lost, progress, jobs, hedged or HEDGED))


def _period(problem: Problem, at: str | None) -> int:
    """Return the code of a period, by its name or a month within it; without a name one that comes soon."""
    names = problem.calendar.names
    if at is None:
        return min(SOON, (len(names) - 1) // 2)
    codes = {header_form(name): code for code, name in enumerate(names)}
    found = codes.get(header_form(at), problem.calendar.of_month(at.strip()))
    if found is None:
        raise UsageError(f"--at {at}: there is no such period; sheet Periods has {names[0]} to {names[-1]}")
    return found
