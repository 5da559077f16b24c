"""Why there is no plan, in sentences with the cells of the input."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from models.arrays import IntArray
from models.describe import describe
from models.formulation import FAMILIES, Model
from models.problem import Problem
from models.program import Block

# Columns that may earn money: what a planner calls it, and where its price stands in the input.
EARNING: dict[str, tuple[str, str, str, Callable[[Problem, Block], IntArray]]] = {
    "sell": ("selling", "Commodities", "surplus price", lambda p, b: p.commodities.line[b.keys["commodity"]]),
    "run": (
        "running", "Processes", "run cost", lambda p, b: p.processes.line_record[p.processes.driver[b.keys["process"]]],
    ),
}  # fmt: skip
NAMED = 5


def contradictions(model: Model, missed: Sequence[tuple[int, float]]) -> list[str]:
    """Return sentences for the rows that cannot be kept: what each asks for, its cell, and by how much it is missed.

    missed  (position of the row in the program, t by which its activity falls short (+) or overshoots (-))
    """
    problem, sentences = model.problem, []
    for family in FAMILIES:
        block = model.program.row_blocks[family.name]
        amounts = {row: amount for row, amount in missed if block.size and block.index[0] <= row <= block.index[-1]}
        for row, amount in sorted(amounts.items()):
            one = block.pick([row - block.index[0]])
            period = int(one.keys["period"][0]) if "period" in one.keys else None
            cell = (
                problem.cell(family.sheet, int(family.line(problem, one)[0]), family.column, period)
                if family.line
                else ""
            )
            sentences.append(
                f"{cell + ': ' if cell else ''}{family.words} of {describe(model, one)[0]}"
                + (f" in {problem.calendar.names[period]}" if period is not None else "")
                + f" is missed by {abs(amount):,.6g} {family.unit}"
            )
    if problem.earlier.frozen:
        setting = problem.earlier.frozen_by
        sentences.append(
            f"{problem.cell('Settings', problem.setting_record(setting), 'value')}: what the earlier plan does before "
            f"{_first_free(problem)} is kept: freeze fewer periods, or mend what is missed above"
        )
    return sentences


def _first_free(problem: Problem) -> str:
    names, frozen = problem.calendar.names, problem.earlier.frozen
    return names[frozen] if frozen < len(names) else f"the end of {names[-1]}"


def endless_earnings(model: Model, columns: Sequence[int]) -> list[str]:
    """Return a sentence for each price that earns without an end, the first period of each.

    columns  positions of columns that earn money in a direction without an end
    """
    problem, earning = model.problem, set(columns)
    found: dict[tuple[str, str], str] = {}
    for family, (words, sheet, column, line) in EARNING.items():
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
                "nothing limits it: give it a surplus limit, or what it is made by a capacity",
            )
    more = len(found) - NAMED
    return [*list(found.values())[:NAMED], *([f"and {more} more like these"] if more > 0 else [])]
