"""Every limit of the input as it stands in a plan: how much of it is used, and what one more unit is worth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.arrays import BoolArray, FloatArray
from models.calendar import WHOLE_PLAN
from models.describe import describe
from models.families.sourcing import share_rows
from models.formulation import FAMILIES, Family, Model
from models.limits.unfed import unfed_rows
from models.linear.matrix import Matrix
from models.linear.program import Block
from models.missed import missing_columns
from models.plan import Plan
from models.problem import Problem
from models.windows import cap_windows, grant_dates, release_windows

TONNES = "t"
# Families whose limit is how much a yes or a whole number stands for: a load where it runs, the size of so many lots.
BY_DECISIONS = ("minimum_load", "least_order", "whole_lots")
# The family of what is typed in sheet Capacity.
CAPACITY = "plant_capacity"
# The family of which a share is a limit with an award, and none without.
BY_AWARD = "awarded_least_share"
# No load, order or lot may be as little as this, in t: it is what a solver leaves of none.
LESS_THAN_A_GRAM = 1e-7


def limits(plan: Plan) -> pd.DataFrame:
    """Return every limit of the input as it stands in the plan.

    family, words   the kind of limit; cell  its address in the input; key  what it limits, in words
    period          the period that it limits, "" for a limit over several
    window          when it counts, in words: a period, a calendar year, or dates
    row             the row of the program
    limit, used     right-hand side and activity; slack  what is left; of a load, an order or lots what was decided for
    missed          of what is used, what only stands in for it: by how much the plan misses or exceeds the limit
    dual 1, ...     change of each tier's objective per extra tonne, in the order of the tiers; 0 where nothing can come
    """
    unfed = unfed_rows(plan.model.program, plan.solution.matrix)
    worths = [np.where(unfed, 0.0, worth) if worth.size else worth for worth in plan.solution.worths()]
    missed = _missed(plan)
    frames = [frame for family in FAMILIES if (frame := _family_limits(plan, family, worths, missed)) is not None]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _missed(plan: Plan) -> FloatArray:
    """Return (rows,) by how much the plan misses or exceeds each limit that it may miss."""
    columns, found = missing_columns(plan.model.variables), np.zeros(plan.values.size)
    found[columns] = plan.values[columns]
    return np.abs(plan.solution.matrix.activity(found))


def _family_limits(plan: Plan, family: Family, worths: list[FloatArray], missed: FloatArray) -> pd.DataFrame | None:
    model, matrix = plan.model, plan.solution.matrix
    block = model.program.row_blocks[family.name]
    if family.line is None or block.size == 0:
        return None
    problem = model.problem
    lines = family.line(problem, block)
    lower, upper = matrix.row_lower[block.index], matrix.row_upper[block.index]
    used = plan.activity[block.index]
    by_decisions = decided_sizes(model, matrix, plan.values)[block.index]
    # Of a row with two limits the nearer one counts.
    limit = np.where(upper - used <= used - lower, upper, lower)
    period = block.keys.get("period", np.full(block.size, -1))
    frame = {
        "family": family.name,
        "words": family.words if family.unit == TONNES else f"{family.words} ({family.unit})",
        "cell": [
            problem.cell(family.sheet, int(line), family.column, int(code) if code >= 0 else None)
            for line, code in zip(lines, period, strict=True)
        ],
        "key": describe(model, block),
        "period": [problem.calendar.names[code] if code >= 0 else "" for code in period],
        "window": windows_of(problem, block),
        "row": block.index,
        "limit": limit + by_decisions,
        "used": used + by_decisions,
        "missed": missed[block.index],
        "slack": np.minimum(upper - used, used - lower),
    }
    # The size of a load that is off, or of a lot of which none is taken, is no limit of anything.
    acts = (by_decisions > LESS_THAN_A_GRAM) | (family.name not in BY_DECISIONS)
    acts &= can_be_typed(model, family.name, block)
    for number, worth in enumerate(worths, start=1):
        if worth.size:
            frame[f"dual {number}"] = np.where(acts, worth[block.index], 0.0)
    return pd.DataFrame(frame)


def decided_sizes(model: Model, matrix: Matrix, values: FloatArray) -> FloatArray:
    """Return (rows,) the size that decisions give a limit: of a load where it runs, of an order, of lots; else 0.

    Of a least share with an award it is what the row leaves open without one, so that the limit is that of any share.
    Of a rate limit it is the rate at the start, so that the limit is what the rate may change by.

    matrix, values  of a solved program, in its unit
    """
    v = model.variables
    columns = np.concatenate([v.timing.on.index, v.contracts.order.index, v.contracts.lots.index, v.award.index])
    decisions, sizes = np.zeros(matrix.columns), np.zeros(matrix.rows)
    decisions[columns] = values[columns]
    rows = np.concatenate([model.program.row_blocks[family].index for family in (*BY_DECISIONS, BY_AWARD)])
    sizes[rows] = -matrix.activity(decisions)[rows] + 0.0
    rises, falls = (model.program.row_blocks[family].index for family in ("ramp", "ramp_down"))
    # Both have the same rows, of which a rate at the start widens one and narrows the other.
    both = np.isfinite(matrix.row_upper[rises]) & np.isfinite(matrix.row_upper[falls])
    apart = matrix.row_upper[rises[both]] - matrix.row_upper[falls[both]]
    sizes[rises[both]], sizes[falls[both]] = -apart / 2.0, apart / 2.0
    return sizes


def can_be_typed(model: Model, family: str, block: Block) -> BoolArray:
    """Return (rows of a block,) whether another number in the cell of a limit changes it.

    Of a capacity that is not available in a period, or is weak data that the plan leaves out, none does.
    """
    if family != CAPACITY:
        return np.ones(block.size, dtype=np.bool_)
    return np.asarray(model.problem.capacities.counted[block.keys["limit"], block.keys["period"]] > 0.0)


def room_to_type(model: Model) -> FloatArray:
    """Return (rows,) by how much more a limit may be typed: up to the most that another cell of its row states.

    What may be missed of a limit would let a plan stand beyond that, but the input would be refused. In t; infinite for
    all other limits.
    """
    problem, blocks = model.problem, model.program.row_blocks
    stocks, contracts, windows = problem.inventories, problem.contracts, problem.contracts.windows
    room = np.full(model.program.rows, np.inf)
    safety, end, take = blocks["safety_stock"], blocks["end_stock"], blocks["minimum_take"]
    held = safety.keys["stock"]
    room[safety.index] = stocks.maximum[held] - stocks.safety[held, safety.keys["period"]]
    room[end.index] = stocks.maximum[end.keys["stock"]] - stocks.end_stock[end.keys["stock"]]
    own, least = take.keys["contract"], windows.minimum[take.keys["window"]]
    # Of a window that the plan covers in part, the row asks for a part of what is typed.
    room[take.index] = least * (contracts.maximum[own] / contracts.minimum[own] - 1.0)
    return np.asarray(np.maximum(room, 0.0))


def windows_of(problem: Problem, block: Block) -> list[str]:
    """Return when each row of a block of limits counts: its period, its window, the whole plan, or the end of it."""
    names = problem.calendar.names
    if "period" in block.keys:
        return [names[code] for code in block.keys["period"]]
    if "share" in block.keys:
        words = share_rows(problem).words
        return [words[code] for code in block.keys["span"]]
    if "window" in block.keys:
        words = _window_words(problem, block)
        return [words[code] for code in block.keys["window"]]
    if "grant" in block.keys:
        return [grant_dates(problem, code) for code in block.keys["grant"]]
    # What can be added counts whenever it is: no period has a limit of its own.
    if {"count", "setting", "addition"} & block.keys.keys():
        return [WHOLE_PLAN] * block.size
    if "when" in block.keys:
        return [names[code] if code >= 0 else WHOLE_PLAN for code in block.keys["when"]]
    return [f"end of {names[-1]}"] * block.size


def _window_words(problem: Problem, block: Block) -> tuple[str, ...]:
    """Return the words of the windows of caps, of releases from stocks, or of contracts."""
    if "rule" in block.keys:
        return cap_windows(problem).words
    return release_windows(problem).words if "stock" in block.keys else problem.contracts.windows.words
