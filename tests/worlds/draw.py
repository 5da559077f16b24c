"""Random whole problems that use every sheet: drawn by hypothesis, read as workbooks are, solved and verified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from models.formulation import Model, build
from models.issues import errors
from models.parts.earlier import EarlierPlan
from models.plan import Plan
from models.resolve import make_problem
from planner.errors import NoPlanError
from planner.run import solve_model
from planner.solve.session import silent
from planner.verify import Verification, verify
from tests.drawn.problems import tables_of
from tests.earlier_plans import as_earlier
from tests.workbooks import Sheets
from tests.worlds.allowances import add_allowances
from tests.worlds.chain import add_demand, add_frame, add_materials, add_recipes
from tests.worlds.limits import add_limits
from tests.worlds.material import add_mixture, add_returns, add_substitute
from tests.worlds.moves import add_moves
from tests.worlds.objectives import FROZEN, add_objectives
from tests.worlds.origins import add_origins
from tests.worlds.sourcing import add_pins, add_qualification, add_sourcing
from tests.worlds.terms import add_contracts, add_licences, add_rules
from tests.worlds.world import Choice, World

# Relative to the size of a tier's optimum: the solver's own tolerance, with room for sums.
SAME = 1e-6
# Shares that lie twice as close as this may be found as one.
SHARE = 5e-6
UNMET, FAIR = "unmet, priority ", "fair share"
TOPICS = (
    add_frame, add_materials, add_recipes, add_demand, add_limits, add_moves, add_mixture, add_substitute, add_returns,
    add_rules, add_licences, add_contracts, add_sourcing, add_qualification, add_pins, add_origins, add_allowances,
    add_objectives,
)  # fmt: skip


def examples(share: float) -> settings:
    """Return settings with this share of the profile's examples; see tests/conftest.py."""
    profile = settings()
    return settings(
        profile, max_examples=max(1, round(profile.max_examples * share)),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


class _Worlds(st.SearchStrategy[World]):
    """Draws worlds number by number, each of its own.

    Drawn through strategies for numbers, five in six problems would be copies of the one before with two of their
    numbers made equal, which is of use for lists of values and wastes the time to solve a problem.
    """

    def __init__(self, *, whole: bool) -> None:
        super().__init__()
        self.whole = whole

    def do_draw(self, data: Any) -> World:
        """Return the world of a run of choices, which hypothesis records and shrinks."""
        return drawn(Choice(data.draw_integer), whole=self.whole)


def worlds(*, whole: bool = False) -> st.SearchStrategy[World]:
    """Draw a problem.

    whole  whether some rows ask for whole numbers
    """
    return _Worlds(whole=whole)


def drawn(choice: Choice, *, whole: bool) -> World:
    """Return a world of chance."""
    world = World(whole=whole)
    for add in TOPICS:
        add(world, choice)
    if world.before is not None:
        plan = solved(world.before).plan
        world.earlier = None if plan is None else as_earlier(plan)
        if plan is None:  # then there is nothing to keep
            world.lines["Settings"] = [line for line in world.rows("Settings") if line["setting"] != FROZEN]
    return world


class RefusedError(Exception):
    """An input with errors; its arguments are their codes, then each in full."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of a problem: its program, and a plan or None where no plan can keep all that must be kept."""

    model: Model
    plan: Plan | None

    @property
    def vector(self) -> dict[str, float]:
        """Return the optimum of each tier but the tie-break, best first."""
        assert self.plan is not None
        return {name: optimum for name, optimum, _ in self.plan.objectives if name != "tie-break"}

    @property
    def shares(self) -> dict[int, pd.Series]:
        """Return priority -> the share that stays unmet of each of its demands, greatest first; none if not shared."""
        assert self.plan is not None
        unmet = self.plan.tables["unmet"]
        ranked = unmet[unmet["priority"] > 0] if self.model.problem.options.fair_share else unmet[:0]
        return {
            int(str(priority)): pd.Series(
                (own["unmet_t"] / own["demand_t"]).to_numpy(),
                index=pd.MultiIndex.from_frame(own[["customer", "commodity", "end_use", "period"]]),
            ).sort_values(ascending=False, kind="stable")
            for priority, own in ranked.groupby("priority")
        }

    @property
    def ranking(self) -> dict[str, float]:
        """Return the vector with every share of a priority, greatest first, in the place of the steps to them.

        The steps name each share once: of two vectors of shares the better one may have more different ones.
        """
        ranking: dict[str, float] = {}
        for name, optimum in self.vector.items():
            if not name.startswith(FAIR):
                ranking[name] = optimum
            if name.startswith(UNMET):
                own = self.shares.get(int(name.removeprefix(UNMET)), ())
                ranking |= {f"{FAIR}{name}, {place}": share for place, share in enumerate(own)}
        return ranking

    def worse_than(self, other: Outcome) -> str | None:
        """Return the tier in which this vector is lexicographically greater, None where it is not."""
        new, old = self.ranking, other.ranking
        for name in dict.fromkeys([*old, *new]):
            if name.startswith(FAIR) and not (name in old and name in new):
                continue  # fairness that is not asked for is no tier
            after, before = new.get(name, 0.0), old.get(name, 0.0)
            if abs(after - before) > (SHARE if name.startswith(FAIR) else SAME) * max(1.0, abs(before)):
                return name if after > before else None
        return None

    def verify(self, plan: Mapping[str, pd.DataFrame], factor: float = 1.0) -> Verification:
        """Verify tables of a plan against this problem and the optima of its tiers, or so many times them."""
        assert self.plan is not None
        stated = [(name, factor * optimum) for name, optimum, _ in self.plan.objectives]
        earlier = self.model.problem.earlier.plan
        return verify(self.model.problem.tables, plan, stated, earlier=earlier.tables if earlier else None)


def solved(world: World) -> Outcome:
    """Return the verified outcome of a problem."""
    return solved_sheets(world.sheets(), world.earlier)


def solved_sheets(sheets: Sheets, earlier: EarlierPlan | None = None) -> Outcome:
    """Return the verified outcome of sheets; a plan that the verifier refuses is a failed test.

    Raises RefusedError when the input has errors.
    """
    problem, found = make_problem(tables_of(sheets), earlier)
    if wrong := errors(list(found)):
        raise RefusedError({issue.code for issue in wrong}, [str(issue) for issue in wrong])
    model = build(problem)
    try:
        plan = solve_model(model, "highs", None, silent)
    except NoPlanError:
        return Outcome(model, None)
    outcome = Outcome(model, plan)
    verification = outcome.verify(plan.tables)
    assert verification.accepted, verification.faults
    return outcome


def is_same(new: Mapping[str, float], old: Mapping[str, float], factor: float = 1.0) -> bool:
    """Tell whether each tier's optimum is so many times the old one's."""
    return all(
        abs(new.get(name, 0.0) - factor * old.get(name, 0.0)) <= SAME * max(1.0, abs(factor * old.get(name, 0.0)))
        for name in {**old, **new}
    )
