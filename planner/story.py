"""The line of `plan explain`: a plan's story in some twenty lines, and the cures of a shortage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.levers import Lever
from planner.errors import UsageError
from planner.explain.closing import Gap
from planner.explain.cures import Cure, Cures, cures, levers_of
from planner.explain.level import Level
from planner.explain.study import Study
from planner.report import SHORT, figure, result_sentences
from planner.run import solve_input
from planner.solve.session import Progress
from planner.write.causes import when
from planner.write.phrases import joined, money, tonnes
from planner.write.report import Report
from planner.write.split_words import FORCES, HAND, LETS, OTHERS, NamedPart, named_parts, shortages
from planner.write.workbook import report_of

NAMED_PARTS, NAMED_MOVES = 4, 4
CURES = 3


def tell(
    path: Path, time_limit: float | None, progress: Progress, close: str | None = None, most: int = CURES
) -> list[str]:
    """Plan an input, or the input that a plan holds, and tell why it is short and what would cure it, in sentences.

    close  words of what is to be closed, and its period where only one is meant; without, the largest shortage
    most   how many cures are looked for
    Raises UsageError when nothing that is short is called so; everything else as `solve_input`.
    """
    solved = solve_input(path, "highs", time_limit, progress, None, Level.FAST)
    report = report_of(solved)
    told = [*result_sentences(solved), *_why(report)]
    if report.short or close is not None:
        told += _cured(report, Study(solved.plan.model, solved.plan.solution), close, most, progress)
    return told


def _why(report: Report) -> list[str]:
    """Return, for each priority that is short, what is wanted and the largest of what lets through, in its own unit."""
    told = []
    for one in shortages(report):
        if one.stream is not None:
            continue
        parts = named_parts(report, one)

        def of(*kinds: str, parts: Sequence[NamedPart] = parts) -> list[NamedPart]:
            return [part for part in parts if part.kind in kinds]

        wanted = sum(part.amount for part in parts if part.kind not in (LETS, HAND, FORCES))
        others = sum(part.amount for part in of(OTHERS))
        told.append(
            f"why {one.name} is short: {figure(wanted)} {one.unit} are wanted of the same supply, "
            f"{figure(others)} of them by others;"
        )
        named = [f"{part.what} of {part.of} lets {figure(-part.amount)} through ({part.cell})" for part in of(LETS)]
        told.append(f"  {joined(named, NAMED_PARTS)}; at hand are {figure(-sum(part.amount for part in of(HAND)))}")
    return told


def gap_of(report: Report, close: str | None) -> tuple[str, Gap]:
    """Return the shortage that some words name, in words, and where it stands; the largest where none are given."""
    short = [row for row in report.short if row["priority"] and row["unmet_t"] > SHORT]
    if not short:
        raise UsageError("nothing with a priority is short: there is nothing to close")
    if close is None:
        worst = max(short, key=lambda row: (-row["priority"], row["unmet_t"]))
        chosen = [worst]
    else:
        words = close.casefold().split()
        period = {name.casefold(): name for name in report.periods}.get(words[-1]) if words else None
        wanted = words[:-1] if period else words
        chosen = [
            row
            for row in short
            if (period is None or row["period"] == period)
            and all(re.search(rf"(?<!\w){re.escape(word)}", _called(row).casefold()) for word in wanted)
        ]
    if not chosen:
        names = dict.fromkeys(f"{_called(row)} {row['period']}" for row in short)
        raise UsageError(f"--close {close}: nothing short is called so; short are {joined(names, 5)}")
    # Rows of family `demand` and columns of `unmet` stand for the same in the same order.
    first = int(report.plan.model.program.row_blocks["demand"].index[0])
    places = [row["row"] - first for row in chosen]
    whole = sum(row["unmet_t"] for row in chosen)
    named = joined(dict.fromkeys(f"{_called(row)} in {row['period']}" for row in chosen), 2)
    return f"{named}, {tonnes(whole)}", Gap(np.array(places, dtype=np.int64), whole)


def _called(row: dict[str, object]) -> str:
    return ", ".join(str(row[name]) for name in ("customer", "commodity", "end_use") if row[name])


def _cured(report: Report, study: Study, close: str | None, most: int, progress: Progress) -> list[str]:
    words, gap = gap_of(report, close)
    levers = levers_of(study)
    (found,) = cures(study, [gap], levers, most, progress)
    told = _in_words(report, words, levers, found)
    ranked = report.problem.demands.priority[report.plan.model.variables.unmet.keys["demand"][gap.places]]
    better = sorted({row["priority"] for row in report.short if 0 < row["priority"] < ranked.min()})
    if better:
        told.append(f"  a plan made anew would serve priority {better[0]} first with what these give")
    return told


def _in_words(report: Report, words: str, levers: Sequence[Lever], found: Cures) -> list[str]:
    if found.why:
        return [f"to close {words}: {found.why}"]
    if not found.each:
        return [f"to close {words}: no limit that could move closes it; {tonnes(found.left)} stay short whatever moves"]
    lines = [f"to close {words}, with nobody else shorter:"]
    lines += [f"  {number}. {_of(report, levers, cure)}" for number, cure in enumerate(found.each, start=1)]
    if found.left > SHORT:
        lines.append(f"  {tonnes(found.left)} stay short all the same")
    return lines


def _of(report: Report, levers: Sequence[Lever], cure: Cure) -> str:
    by_row = {limit.row: limit for limit in report.limits}
    parts = []
    for number in cure.levers:
        lever, own = levers[number], [move for move in cure.moves if move.lever == number]
        amount = sum(move.tonnes for move in own)
        limits = [by_row[move.row] for move in own if move.row in by_row]
        cell = report.problem.cell(lever.sheet, int(lever.line[own[0].place]), lever.column)
        parts.append(f"{amount:,.6g} {lever.unit} more {lever.words} of {lever.key}, "
                     f"{when(report, limits) if limits else ''} ({cell})")
    more = f"the plan then costs {money(abs(cure.cost))} {'more' if cure.cost >= 0.0 else 'less'}, levers apart"
    return f"{joined(parts, NAMED_MOVES)}; {more} {cure.lever_cost}"
