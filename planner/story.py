"""The line of `plan explain`: a plan's story in some twenty lines, and the cures of a shortage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from models.roles import CLOSING
from planner.explain.cures.actions import EFFORTS, Actions, about
from planner.explain.cures.cure import Cure
from planner.explain.cures.deadlines import deadlines
from planner.explain.level import SMALL, Level
from planner.explain.limit_values import limit_values, pressing
from planner.explain.rule_effects import changes_nothing
from planner.explain.split import splits
from planner.explain.study import Study
from planner.figures import figure
from planner.named_gap import EVERYTHING, NOTHING, gap_of
from planner.report import result_sentences
from planner.run import Solved, solve_input
from planner.solve.session import Progress
from planner.write.action_words import NAMED_LEVERS, cure_sentence, served_first, start_sentence, start_words
from planner.write.causes import behind
from planner.write.date_words import dates_of, dates_of_start, told_day
from planner.write.left_words import NOT_PROVEN, anew_sentence, beside_budget, budget_sentence, more_sentence
from planner.write.phrases import dated, joined
from planner.write.report import Limit, Report
from planner.write.sheets.known_values import known_values
from planner.write.split_pieces import DECIDED, FORCES, HAND, LETS, OTHERS, WANTED
from planner.write.split_words import SHARED, WITHIN, NamedPart, may_gain, named_parts, shortages
from planner.write.step_words import steps
from planner.write.workbook import report_of
from planner.write.worth import gains, idle_rows, is_of_rules

# The verdict, its causes and its cures come first; decisions fill the rest.
MOST_LINES = 20
NAMED_PARTS, NAMED_SHARED, NAMED_SHUT, NAMED_STARTS, NAMED_DECISIONS = 4, 2, 2, 2, 3
# Limits of which it is told what one more tonne changes: the first of sheet Value of limits.
NAMED_VALUES = 4
CURES = 3
# What `figure` says of no amount, and what is said of none at hand.
NONE, NOT_AT_HAND = "0", "nothing is at hand"


@dataclass(frozen=True, eq=False)
class Told:
    """The story of a plan in lines, and the plan and the report that it was read from."""

    lines: list[str]
    solved: Solved
    report: Report


def tell(
    path: Path, time_limit: float | None, progress: Progress, close: str | None = None, most: int = CURES,
    level: Level = Level.NONE, flags: Mapping[str, str] | None = None, near: Path | None = None,
) -> Told:  # fmt: skip
    """Plan an input, or the input that a plan holds, and tell why it is short and what would cure it, in sentences.

    close  words of what is to be closed, and its period where only one is meant; without, the largest shortage
    most   how many cures are looked for
    level  how much is explained besides, for the sheets of the report
    flags  options of the command, for sheet Run
    near   an earlier plan to stay near to, which goes before the setting
    Raises UsageError when nothing that is short is called so; everything else as `solve_input`.
    """
    solved = solve_input(path, "highs", time_limit, progress, near, level)
    study = Study(solved.plan.model, solved.plan.solution)
    if level is Level.NONE:
        causes = splits(study, progress, apart=False, most=0)
        limits = limit_values(solved.plan, study, progress, full=False)
        explained = replace(solved.explained, level=Level.FAST, splits=causes, limits=limits)
        solved = replace(solved, explained=explained)
    report = report_of(solved, flags=flags)
    is_short = any(row["priority"] for row in report.short)
    # Words that name nothing are refused before much is asked.
    is_all = close is not None and close.strip().casefold() == EVERYTHING
    named = gap_of(report, close) if is_short or (close is not None and not is_all) else None
    told = [
        *result_sentences(solved, in_short=True),
        *([report.within] if report.within else []),
        *_why(report),
        *_values(report, study),
        *([NOTHING] if is_all and named is None else []),
    ]
    effort, columns = EFFORTS[Level.FAST], study.model.program.columns
    known = solved.explained.actions.deadlines if level is Level.FULL else None
    waits = deadlines(study, effort.starts_of(columns, study.search), progress) if known is None else known
    found = Actions(deadlines=waits)
    if named is not None:
        words, gap = named
        starts = 1 if close is not None else effort.earlier // columns
        found = about(study, gap, most, progress, starts=starts, waits=waits)
        told += [
            *_in_words(report, words, found, is_asked=close is not None),
            *(f"  {line}" for line in served_first(report, gap)),
        ]
    return Told([*told, *_due(report, found, MOST_LINES - len(told))], solved, report)


def _why(report: Report) -> list[str]:
    """Return, for each priority that is short, what is wanted and the largest of what lets through, in its own unit."""
    told = []
    for one in shortages(report):
        if one.stream is not None:
            continue
        parts = named_parts(report, one)

        def of(*kinds: str, parts: Sequence[NamedPart] = parts) -> list[tuple[NamedPart, float]]:
            return [(part, part.amount) for part in parts if part.kind in kinds and part.amount is not None]

        wanted, others, at_hand = (
            figure(sign * sum(amount for _, amount in of(*kinds)))
            for sign, kinds in ((1.0, (WANTED, OTHERS)), (1.0, (OTHERS,)), (-1.0, (HAND,)))
        )
        within = [part for part in parts if part.stands == WITHIN]
        apart = (
            " apart from what is in the shared cause" if any(part.kind in (WANTED, OTHERS) for part in within) else ""
        )
        among = [f"{part.what} of {part.of}" for part in within if part.kind == LETS][:NAMED_SHARED]
        told.append(
            f"why {one.name} is short, counted in {one.unit} of what is short: {wanted} are wanted of the same supply"
            f"{apart}{'' if others == NONE else f', {others} of them by others'}{report.as_decided};"
        )
        ends = [
            _largest(of(LETS), "lets", "let", " through"), _largest(of(FORCES), "takes", "take", ""),
            _largest(of(DECIDED), "comes to", "come to", "", -1.0),
            *(f"{part.what}, a {SHARED}{f' with {joined(among, NAMED_SHARED)}' if among else ''}{_does(amount)}"
              for part, amount in of(SHARED) if amount or may_gain(parts)),
        ]  # fmt: skip
        ends = list(filter(None, ends)) or [_nothing_comes(report, one.priority)]
        ends.append(NOT_AT_HAND if at_hand == NONE else f"at hand are {at_hand}")
        told.append(f"  {'; '.join([*ends, *_shut(report, one.priority)])}")
    return told


def _shut(report: Report, priority: int) -> list[str]:
    """Return what lets nothing through on the ways to a priority: it adds no tonnes, and is shown beside those."""
    causes = [one.cause for one in behind(report, [row for row in report.short if row["priority"] == priority])]
    shut = [f"{one.words} ({one.nearest.cell})" for one in causes if one.nearest.family in CLOSING][:NAMED_SHUT]
    return [f"{' and '.join(shut)} let{'' if len(shut) > 1 else 's'} nothing through"] if shut else []


def _does(amount: float) -> str:
    """Return what several limits and demands do together, as others are told: of what is short they add an amount."""
    if not amount:
        return ": 0"
    return f", take {figure(amount)}" if amount > 0.0 else f", let {figure(-amount)} through"


def _nothing_comes(report: Report, priority: int) -> str:
    """Return what is said of a priority for which no limit lets anything through: better ones may take all there is."""
    ranked = report.problem.demands.priority
    better = "better priorities keep what they get, and " if np.any((ranked > 0) & (ranked < priority)) else ""
    return f"{better}no limit lets any of it through"


def _largest(parts: Sequence[tuple[NamedPart, float]], one: str, several: str, end: str, sign: float = 0.0) -> str:
    """Return the largest of some parts of a shortage in words, and what the others come to; "" where there are none.

    one, several, end  what a part does, and what several do
    sign               of what is said; 0 where all parts have the same
    """

    def said(amount: float) -> str:
        return figure(sign * amount if sign else abs(amount))

    named = [
        f"{part.what} of {part.of} {one} {said(amount)}{end}{f' ({part.cells})' if part.cell else ''}"
        for part, amount in parts[:NAMED_PARTS]
    ]  # fmt: skip
    rest = [amount for _, amount in parts[NAMED_PARTS:]]
    more = f" and {len(rest)} more {several if len(rest) > 1 else one} {said(sum(rest))}{end}" if rest else ""
    return ", ".join(named) + more


def _values(report: Report, study: Study) -> list[str]:
    """Return what one more tonne of the limits that matter most changes, two on a line."""
    by_row, known = {limit.row: limit for limit in report.limits}, known_values(report)
    # What a tonne more gains is negative: less short in a better priority, then a lower cost.
    gain = (
        limit for row in pressing(report.plan).tolist()
        if gains(report, limit := by_row[row]) < (0.0,) * len(limit.worth) and not limit.also
        and not known.is_nothing(limit)
        and not _changes_nothing(report, study, limit)
    )  # fmt: skip
    words = [
        f"{dated(f'{limit.words} of {limit.key}', limit.window)}: {known.one_more(limit)} ({limit.cell})"
        for limit in islice(gain, NAMED_VALUES)
    ]
    lines = [f"  {joined(words[place : place + 2], 2)}" for place in range(0, len(words), 2)]
    return [f"one tonne more would change{report.as_decided}:", *lines] if lines else []


def _changes_nothing(report: Report, study: Study, limit: Limit) -> bool:
    """Return whether a limit is of a rule without which nothing changes; in a large program as far as that is known."""
    if is_of_rules(limit, idle_rows(report)):
        return True
    if report.explained.level is Level.FULL or report.plan.model.program.columns > SMALL:
        return False
    row = report.records("Rules").row
    return any(is_of_rules(limit, {int(row[line])}) and changes_nothing(study, line) for line in range(row.size))


def _in_words(report: Report, words: str, actions: Actions, *, is_asked: bool) -> list[str]:
    """Return the cures of the one gap that is told about.

    is_asked  whether somebody asked for it: then all steps of each cure are told, so that it can be carried out
    """
    (found,), (dues,) = actions.cures, actions.dues
    if found.why:
        return [f"to close {words}: {found.why}"]
    more = more_sentence(report, actions.levers, found)
    starts = [f"  or {start_sentence(report, one, found.gap)}" for one in (actions.earlier or ((),))[0][:NAMED_STARTS]]
    other = anew_sentence(report, actions.levers, found)
    anew = [f"  {other}"] if other else []
    if not found.each:
        return [f"to close {words}: no limit that could move closes it; {more}", *anew, *starts]
    # Who yields stands in the line of what it yields to.
    early = (actions.earlier or ((),))[0]
    cured = [*found.each, *([found.anew] if found.anew else [])]
    yields = any(cure.yields for cure in cured) or any(one.yields for one in early)
    whom = "nobody of the same or a better priority" if yields else report.nobody_else
    lines = [f"to close {words}, with {whom} shorter{report.as_decided}:"]

    def most(cure: Cure) -> int:
        return len(cure.moves) if is_asked else NAMED_LEVERS

    lines += [
        f"  {number}. {cure_sentence(report, actions.levers, cure, due, found.gap, most(cure))}"
        for number, (cure, due) in enumerate(zip(found.each, dues, strict=True), start=1)
    ]
    budget, beside = budget_sentence(report, found), beside_budget(report, [found])
    ends = [more or ("" if found.proven else NOT_PROVEN), beside]
    return [*lines, *starts, *([f"  or {budget}"] if budget else []), *(f"  {end}" for end in ends if end), *anew]


def _due(report: Report, found: Actions, room: int) -> list[str]:
    """Return the first decisions that are due, those that are too late before all others.

    room  lines that are left for them; the first is told all the same
    """
    dated = [
        (dates_of_start(report, one.full, one.some, one.start).full, f"{start_words(one.start)}, as planned")
        for one in found.deadlines.each
    ]
    for early in found.earlier:
        dated += [
            (dates_of_start(report, one.full, one.some).full, f"{start_words(one.start)}, earlier than planned")
            for one in early
        ]
    for one, dues in zip(found.cures, found.dues, strict=True):
        for number, (cure, due) in enumerate(zip(one.each, dues, strict=True), start=1):
            day = dates_of(report, cure, due, one.gap).full
            # One of several is enough: each stands above by its number.
            which = f" (cure {number})" if len(one.each) > 1 else ""
            dated.append((day, joined((step.what for step in steps(report, found.levers, cure, one.gap)), 2) + which))
    known = sorted((day, words) for day, words in dated if day is not None)
    return [f"{told_day(report, day)}: {words}" for day, words in known[: max(1, min(NAMED_DECISIONS, room))]]
