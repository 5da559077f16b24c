"""Why there is no plan, in sentences with the cells of the input."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import IntArray
from models.describe import describe
from models.formulation import FAMILIES, Family, Model
from models.limits import windows_of
from models.linear.matrix import Matrix
from models.linear.program import Block
from models.nouns import counted
from models.problem import Problem
from models.roles import TYPED

# Columns that may earn money: what a planner calls it, and where its price stands in the input.
EARNING: dict[str, tuple[str, str, str, Callable[[Problem, Block], IntArray], str]] = {
    "sell": (
        "selling", "Commodities", "surplus price", lambda p, b: p.commodities.line[b.keys["commodity"]],
        "give it a surplus limit, or a capacity to what makes it",
    ),
    "run": (
        "running", "Processes", "run cost", lambda p, b: p.processes.line_record[p.processes.driver[b.keys["process"]]],
        "give it a capacity, or a run cost of 0 or more",
    ),
}  # fmt: skip
NAMED = 5
# Limits that are named of those that a row contradicts.
MOST_BESIDE = 12
# The balances of materials among them, which say where something has to come from.
BALANCE, MOST_BALANCES = "balance", 3
TOOK_TOO_LONG = "  what it contradicts is not known: the search for it took too long"
THOUSAND = "thousand "
# Digits of an amount, and what a solver may be off by, as a share of it.
DIGITS, ROUNDING = 6, 1e-9


@dataclass(frozen=True)
class _Limit:
    """What a row asks for, in words led by its cell; its period, -1 for several, and then when it counts; its unit."""

    words: str
    period: int
    window: str
    unit: str


def contradictions(
    model: Model, missed: Sequence[tuple[int, float]], against: Mapping[int, IntArray | None] | None = None, *,
    is_proven: bool = True,
) -> list[str]:  # fmt: skip
    """Return sentences for the rows that cannot be kept: what each asks for, its cell, and by how much it is missed.

    missed   (position of the row in the program, t by which its activity falls short (+) or overshoots (-))
    against  row that is missed -> rows that it contradicts, none of which can be spared; None where that took too long
    is_proven  whether it is missed by no more; else whole numbers may add to it
    """
    problem, sentences = model.problem, []
    matrix = model.program.matrix()
    least = "" if is_proven else "at least "
    for row, amount in sorted(missed):
        limit = _limit(model, row)
        asked = f"{limit.words}{_during(model, [limit])}{_bound(model, matrix, row)}"
        sentences.append(f"{asked} is missed by {least}{_missed(abs(amount), limit.unit)}")
        if against and row in against:
            beside = against[row]
            sentences.append(TOOK_TOO_LONG if beside is None else _beside(model, matrix, beside))
    if problem.earlier.frozen:
        setting = problem.earlier.frozen_by
        sentences.append(
            f"{problem.cell('Settings', problem.setting_record(setting), 'value')}: what the earlier plan does before "
            f"{_first_free(problem)} is kept: freeze fewer periods, or mend what is missed above"
        )
    return sentences


def _beside(model: Model, matrix: Matrix, rows: IntArray) -> str:
    """Return a sentence for what a row contradicts: its limits first, then where material has to come from."""
    limits: dict[tuple[str, str], list[_Limit]] = {}
    balances: dict[tuple[str, str], list[_Limit]] = {}
    others: dict[str, None] = {}
    for row in rows.tolist():
        family, limit = _family(model, row), _limit(model, row)
        if family.line:
            limits.setdefault((limit.words, _bound(model, matrix, row)), []).append(limit)
        elif family.name == BALANCE:
            balances.setdefault((limit.words, ""), []).append(limit)
        else:
            # What ties columns to each other is no cell of the input, but has a name.
            others[family.words] = None
    told, more = _named(model, limits, MOST_BESIDE)
    places, more_places = _named(model, balances, MOST_BALANCES)
    counts = (
        (more, "further limit", "further limits"),
        (more_places, "further material balance", "further material balances"),
    )
    told += [*places, *others, *(counted(*each) for each in counts if each[0])]
    if not told:
        return "  nothing else stands against it: what it asks for cannot be had at all"
    if len(told) == 1:
        return f"  it contradicts {told[0]}; without the one the other can be kept; there may be other such sets"
    return (
        f"  it contradicts, taken together: {'; '.join(told)}; without any one of these the rest can be kept; "
        "there may be other such sets"
    )


def _named(model: Model, limits: Mapping[tuple[str, str], Sequence[_Limit]], most: int) -> tuple[list[str], int]:
    """Return the first limits in words, with when they count and their bound, and how many are left out."""
    told = [words + _during(model, own) + bound for (words, bound), own in limits.items()]
    return told[:most], max(0, len(told) - most)


def _during(model: Model, limits: Sequence[_Limit]) -> str:
    """Return when rows count: from the first period to the last where none between is missing, or their windows."""
    # Material of several origins has a row each in a period, of which a planner knows nothing.
    names, own = model.problem.calendar.names, sorted({limit.period for limit in limits})
    if own[0] < 0:
        windows = list(dict.fromkeys(limit.window for limit in limits if limit.window))
        dates = [window for window in windows if window not in names]
        return (f" in {', '.join(windows)}" if not dates else f", {', '.join(windows)}") if windows else ""
    if len(own) > 2 and own[-1] - own[0] == len(own) - 1:
        return f" in {names[own[0]]} to {names[own[-1]]}"
    return f" in {', '.join(names[period] for period in own)}"


def _bound(model: Model, matrix: Matrix, row: int) -> str:
    """Return how much a row allows or asks for, in words; "" where that is nothing."""
    family = _family(model, row)
    lower, upper, unit = float(matrix.row_lower[row]), float(matrix.row_upper[row]), family.unit
    if lower == upper:
        return f" (exactly {_amount(upper, unit)})" if upper else ""
    # What holds only with an award is a limit below nothing without one, which is none.
    sides = [f"at least {_amount(lower, unit)}"] if np.isfinite(lower) and lower > 0.0 else []
    sides += [f"at most {_amount(upper, unit)}"] if np.isfinite(upper) and (upper or family.name in TYPED) else []
    return f" ({', '.join(sides)})" if sides else ""


def _missed(number: float, unit: str) -> str:
    """Return by how much a row has to give way: rounded up, so that as much as is told suffices."""
    number, unit = _in_full(number, unit)
    step = min(1.0, 10.0 ** (np.floor(np.log10(number)) - DIGITS + 1)) if number > 0.0 else 1.0
    return _amount(float(step * np.ceil(number / step * (1.0 - ROUNDING))), unit)


def _amount(number: float, unit: str) -> str:
    """Return a number with its unit, such as `2 suppliers`; what is counted in thousands in full."""
    number, unit = _in_full(number, unit)
    text = f"{number:,.0f}" if abs(number) >= 10.0**DIGITS else f"{number:,.{DIGITS}g}"
    return f"{text} {unit.removesuffix('s') if text == '1' else unit}"


def _in_full(number: float, unit: str) -> tuple[float, str]:
    """Return a number and its unit without thousands."""
    return (1_000.0 * number, unit.removeprefix(THOUSAND)) if unit.startswith(THOUSAND) else (number, unit)


def _family(model: Model, row: int) -> Family:
    """Return the family of a row of the program."""
    return next(family for family in FAMILIES if _holds(model.program.row_blocks[family.name], row))


def _holds(block: Block, row: int) -> bool:
    return block.size > 0 and bool(block.index[0] <= row <= block.index[-1])


def _limit(model: Model, row: int) -> _Limit:
    """Return what a row asks for in words, and when."""
    problem, family = model.problem, _family(model, row)
    block = model.program.row_blocks[family.name]
    one = block.pick([row - block.index[0]])
    period = int(one.keys["period"][0]) if "period" in one.keys else None
    cell = window = ""
    if family.line:
        cell = f"{problem.cell(family.sheet, int(family.line(problem, one)[0]), family.column, period)}: "
        (window,) = windows_of(problem, one)
    what = describe(model, one)[0]
    # A grant is told with its dates.
    window = "" if window in what else window
    return _Limit(f"{cell}{family.words} of {what}", -1 if period is None else period, window, family.unit)


def _first_free(problem: Problem) -> str:
    names, frozen = problem.calendar.names, problem.earlier.frozen
    return names[frozen] if frozen < len(names) else f"the end of {names[-1]}"


def endless_earnings(model: Model, columns: Sequence[int]) -> list[str]:
    """Return a sentence for each price that earns without an end, the first period of each.

    columns  positions of columns that earn money in a direction without an end
    """
    problem, earning = model.problem, set(columns)
    found: dict[tuple[str, str], str] = {}
    for family, (words, sheet, column, line, remedy) in EARNING.items():
        block = model.program.column_blocks.get(family)
        if block is None:
            continue
        for position in (place for place, index in enumerate(block.index.tolist()) if index in earning):
            one = block.pick([position])
            period = int(one.keys["period"][0])
            record = int(line(problem, one)[0])
            cell = problem.cell(sheet, record, column, period)
            what = describe(model, one)[0]
            found.setdefault(
                (family, what),
                f"{cell}: {words} {what} earns money, in {problem.calendar.names[period]} for instance, and "
                f"nothing limits it: {remedy}",
            )
    more = len(found) - NAMED
    return [*list(found.values())[:NAMED], *([f"and {more} more like these"] if more > 0 else [])]
