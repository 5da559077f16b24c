"""All explanations of a plan, as far as they were asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from models.formulation import Model
from models.plan import Plan
from planner.errors import InternalError
from planner.explain.cures.actions import NO_ACTIONS, Actions, actions
from planner.explain.free_world import FreeWorld, Told
from planner.explain.level import Level
from planner.explain.limit_values import NO_VALUES, LimitValues, limit_values
from planner.explain.pins import NO_PINS, PinEffects, pin_effects
from planner.explain.questions import Questions, answered
from planner.explain.rule_effects import NO_RULES, RuleEffects, rule_effects
from planner.explain.split import NO_SPLITS, Splits, splits
from planner.explain.stock_sizes import NO_SIZES, StockSizes, stock_sizes
from planner.explain.study import Study
from planner.explain.supplier_range import NO_RANGES, SupplierRanges, supplier_ranges
from planner.explain.walk_away import NO_WALK_AWAYS, WalkAways, walk_aways
from planner.process.copies import Ahead, ask_ahead
from planner.solve.session import Progress

# Demands and periods whose shortage is split when not everything is asked for.
MOST_SPLIT = 100
# Up to so many columns, and so long a search (`Study.search`), copies of the process take longer than what they spare.
MOST_IN_ONE_PROCESS, LONGEST_IN_ONE_PROCESS = 10_000, 100_000


@dataclass(frozen=True, eq=False)
class Explanations:
    """What was found out about a plan."""

    level: Level = Level.NONE
    pins: PinEffects = NO_PINS
    splits: Splits = NO_SPLITS
    rules: RuleEffects = NO_RULES
    sizes: StockSizes = NO_SIZES
    limits: LimitValues = NO_VALUES
    suppliers: SupplierRanges = NO_RANGES
    walk_aways: WalkAways = NO_WALK_AWAYS
    actions: Actions = NO_ACTIONS


NOTHING_EXPLAINED = Explanations()


class _NotYet:
    """What explains a plan before it is there: who asks for it has made a mistake."""

    def __getattr__(self, name: str) -> Any:
        raise InternalError(f"what explains a plan is asked for before it is there ({name})")


NOT_YET_EXPLAINED = cast(Explanations, _NotYet())


def explain(
    plan: Plan, level: Level, deadline: float | None, progress: Progress, *, exact: bool,
    ahead: Ahead[Told] | None = None, meanwhile: Callable[[], None] | None = None,
) -> Explanations:  # fmt: skip
    """Return the explanations of a plan.

    What a pin causes and how large a sized stock has to be is told at every level, since somebody asked for them.

    deadline  when all solves have to be through
    exact     whether the plan comes from HiGHS with its duals
    ahead     who was asked before for the world without rules
    meanwhile  what is to be done here while others answer questions, if others do
    """
    study = Study(plan.model, plan.solution, deadline, exact)
    pins = pin_effects(study, progress)
    sizes = stock_sizes(plan, deadline, progress, exact=exact)
    if level is Level.NONE:
        return Explanations(level, pins, sizes=sizes)
    is_full = level is Level.FULL
    why = study.base.why  # once, before the process is copied
    # The longest first, so that what is shorter fills the other processors meanwhile.
    parts: dict[str, Questions[Any]] = {
        "splits": _one(lambda: splits(study, progress, apart=is_full, most=None if is_full else MOST_SPLIT)),
        "actions": actions(study, level, progress),
        "limits": _one(lambda: limit_values(plan, study, progress, full=is_full)),
    }
    later: dict[str, Callable[[], Questions[Any]]] = {}
    if is_full:
        parts["walk_aways"] = walk_aways(study)
        later = {"rules": lambda: rule_effects(study, ahead), "suppliers": lambda: supplier_ranges(study)}
    is_long = plan.model.program.columns > MOST_IN_ONE_PROCESS or study.search > LONGEST_IN_ONE_PROCESS
    jobs = None if is_full or (is_long and not why) else 1
    return Explanations(level, pins, sizes=sizes, **answered(parts, jobs, progress, later, ahead, meanwhile))


def asked_ahead(model: Model, level: Level, deadline: float | None) -> Ahead[Told] | None:
    """Let a copy of this process ask for the world without rules before there is a plan; None where that does not pay.

    The search for whole numbers may be long, and is left to whoever is free.
    """
    program, problem = model.program, model.problem
    is_large = program.columns > MOST_IN_ONE_PROCESS and not program.integer_reasons
    if level is not Level.FULL or not is_large or problem.earlier.plan or not problem.rules.name:
        return None
    return ask_ahead(FreeWorld(model, deadline).told)


def _one(ask: Callable[[], Any]) -> Questions[Any]:
    """Return one question whose answer is all that is found."""
    return Questions((ask,), lambda answers: answers[0])
