"""Sheet Shortage split: the parts of each shortage, which add up to it, each with the cell that it comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from planner.explain.level import Level
from planner.explain.split import Split
from planner.write import bulk, styles
from planner.write.page import FIRST_ROW, Desk, open_page
from planner.write.phrases import counted
from planner.write.report import Report
from planner.write.sheets.worth import UNMET
from planner.write.split_words import NamedPart, named_parts

NAME = "Shortage split"
SENTENCE = (
    "What is wanted, less what each limit lets through and what is at hand: the parts of a shortage add up to it. That "
    "of a demand is the least while no other of its priority or a better one is served worse. A shared cause is exact "
    "as a sum, not row by row."
)
SHORT = "short"
NONE_OF = {
    Level.NONE: "Not asked for: plan solve --explain fast splits each shortage into its parts.",
    Level.FAST: "Nothing with a priority is short: there is nothing to split.",
    Level.FULL: "Nothing with a priority is short: there is nothing to split.",
}


def write(desk: Desk, report: Report) -> None:
    """Write the sheet."""
    page = open_page(desk, NAME, SENTENCE, tab=str(styles.Colour.BAD_FONT))
    found = report.explained.splits
    if found.why or not (found.priorities or found.streams):
        page.text(FIRST_ROW, 0, found.why or NONE_OF[report.explained.level])
        page.check("nothing is claimed about causes", "TRUE", True)
        return
    lines: list[tuple[str, str, str, NamedPart | None, float]] = []
    for name, period, unit, split, own in splits_of(report):
        lines.append((name, period, unit, None, split.total))
        lines += [(name, period, unit, part, part.amount) for part in named_parts(report, split, own)]
    looks: list[styles.Style] = [{"bold": True} if line[3] is None else {} for line in lines]
    columns = [
        bulk.text("what is short", [line[0] for line in lines], 40.0),
        bulk.text("period", [line[1] for line in lines]),
        bulk.text("part", [part.kind if part else SHORT for part in _parts(lines)]),
        bulk.text("what", [part.what if part else "" for part in _parts(lines)]),
        bulk.text("of", [part.of if part else "" for part in _parts(lines)], 44.0),
        bulk.text("when", [part.when if part else "" for part in _parts(lines)]),
        bulk.number("amount", [line[4] for line in lines], styles.SIGNED_TONNES),
        bulk.text("unit", [line[2] for line in lines]),
        bulk.text("stands", [part.stands if part else "" for part in _parts(lines)]),
        bulk.source("input cell", [part.cell if part else "" for part in _parts(lines)]),
    ]
    # What is short stands out from the parts that explain it.
    bottom = page.table([replace(column, looks=looks) for column in columns], frozen=2)
    if found.left_out:
        page.text(
            bottom + 1, 0, f"{counted(found.left_out, 'smaller shortage')} not split here: --explain full", styles.QUIET
        )
    kinds, amounts = (f"{letter}{FIRST_ROW + 1}:{letter}{FIRST_ROW + len(lines)}" for letter in "CG")
    page.agree(
        "the parts add up to what is short",
        f'SUMIFS({amounts},{kinds},"<>{SHORT}")',
        f'SUMIFS({amounts},{kinds},"{SHORT}")',
    )


def _parts(lines: list[tuple[str, str, str, NamedPart | None, float]]) -> list[NamedPart | None]:
    return [line[3] for line in lines]


type Shortage = tuple[str, str, str, Split, Callable[[int, int], bool]]


def splits_of(report: Report) -> list[Shortage]:
    """Return name, period, unit and split of each priority, and of each demand in a period, with what is its own."""
    problem, found = report.problem, report.explained.splits
    measure = problem.options.unmet_measure
    unit = "t" if measure == "tonnes" else UNMET[measure].replace("{} ", "")
    every: list[Shortage] = []
    for tier, split in found.priorities:
        level = int(tier.priority)

        def in_priority(demand: int, period: int, level: int = level) -> bool:
            del period
            return int(problem.demands.priority[demand]) == level

        every.append((f"priority {level}", "whole plan", unit, split, in_priority))
    unmet = report.plan.model.variables.unmet
    for place, split in found.streams:
        stream, asked = int(unmet.keys["demand"][place]), int(unmet.keys["period"][place])

        def is_it(demand: int, period: int, stream: int = stream, asked: int = asked) -> bool:
            return (demand, period) == (stream, asked)

        demands = problem.demands
        names = (
            problem.site_names.names[demands.customer[stream]],
            problem.commodity_names.names[demands.commodity[stream]],
            demands.end_use[stream],
        )
        every.append((", ".join(filter(None, names)), problem.calendar.names[asked], "t", split, is_it))
    return every
