"""Sheet Shortage split: the parts of each shortage, which add up to it, each with the cell that it comes from."""

from __future__ import annotations

from dataclasses import replace

from models.nouns import counted
from planner.explain.level import SMALL, Level
from planner.write import bulk, styles
from planner.write.causes import causes_of
from planner.write.page import FIRST_ROW, Desk, open_page
from planner.write.report import DEMAND, Report, Row
from planner.write.split_pieces import LETS, WANTED, Shortage
from planner.write.split_words import ALONE, WITHIN, NamedPart, named_parts, shortages

NAME = "Shortage split"
WHOLE = (
    "What is wanted, less what each limit lets through and what is at hand: the parts of a shortage add up to it. That "
    "of a demand is the least while no other of its priority or a better one is served worse. All are counted as what "
    "is short: a tonne of what it takes two of counts as half a tonne. Of a shared cause the sum is certain"
)
EACH = ", and what one more and one less of its largest parts mean alone; how it falls on them is not."
SUM_ALONE = "; how it falls on its parts is not, and what one more and one less of each mean was not asked of so many."
SENTENCE = WHOLE + EACH
SHORT = "short"
# Of what lets nothing through, so many limits are named.
NAMED_SHUT = 3
DECIDED = "With the yes/no decisions as the plan has taken them: what was decided against lets nothing through."
NONE_OF = {
    Level.NONE: "Not asked for: plan solve --explain fast splits each shortage into its parts.",
    Level.FAST: "Nothing with a priority is short: there is nothing to split.",
    Level.FULL: "Nothing with a priority is short: there is nothing to split.",
}


def write(desk: Desk, report: Report) -> None:
    """Write the sheet."""
    found = report.explained.splits
    page = open_page(desk, NAME, _sentence(report), tab=str(styles.Colour.BAD_FONT))
    if found.why or not (found.priorities or found.streams):
        page.text(FIRST_ROW, 0, found.why or NONE_OF[report.explained.level])
        page.check("nothing is claimed about causes", "TRUE", True)
        return
    lines: list[tuple[Shortage, NamedPart | None]] = []
    row_of, short = _rows_of_demand(report), {one["row"]: one for one in report.short}
    for shortage in shortages(report):
        own = named_parts(report, shortage)
        lines.append((shortage, None))
        lines += [(shortage, part) for part in own]
        if shortage.stream is not None and all(part.kind == WANTED for part in own):
            lines += [(shortage, part) for part in _shut(report, short.get(row_of[shortage.stream]))]
    parts = [part for _, part in lines]
    looks: list[styles.Style] = [{} if part else {"bold": True} for part in parts]
    columns = [
        bulk.wrapped("what is short", [one.name for one, _ in lines], 54.0),
        bulk.text("period", [one.period for one, _ in lines]),
        bulk.text("part", [part.kind if part else SHORT for part in parts]),
        bulk.text("what", [part.what if part else "" for part in parts]),
        bulk.wrapped("of", [part.of if part else "" for part in parts], 54.0),
        bulk.wrapped("when", [part.when if part else "" for part in parts], 30.0),
        bulk.number("amount", [part.amount if part else one.split.total for one, part in lines], styles.SIGNED_TONNES),
        bulk.text("unit", [one.unit for one, _ in lines]),
        bulk.text("stands", [part.stands if part else "" for part in parts]),
        bulk.number("one more gains", [part.more if part else None for part in parts], styles.SIGNED_TONNES),
        bulk.number("one less loses", [part.less if part else None for part in parts], styles.SIGNED_TONNES),
        bulk.link(
            "input cell", [part.cells if part else "" for part in parts], [part.cell if part else "" for part in parts]
        ),
    ]
    # What is short stands out from the parts that explain it.
    bottom = page.table([replace(column, looks=looks) for column in columns], frozen=2)
    if found.left_out:
        page.text(
            bottom + 1, 0, f"{counted(found.left_out, 'smaller shortage')} not split here: --explain full", styles.QUIET
        )
    if report.is_decided:
        page.text(bottom + 2, 0, DECIDED, styles.QUIET)
    kinds, amounts = (f"{letter}{FIRST_ROW + 1}:{letter}{FIRST_ROW + len(lines)}" for letter in "CG")
    page.agree(
        "the parts add up to what is short",
        f'SUMIFS({amounts},{kinds},"<>{SHORT}")',
        f'SUMIFS({amounts},{kinds},"{SHORT}")',
    )


def _sentence(report: Report) -> str:
    """Return what the sheet says; of a large plan in which nothing is told of one more of each part, that too."""
    if report.explained.splits.why or report.plan.model.program.columns <= SMALL:
        return SENTENCE
    parts = [part for one in shortages(report) for part in named_parts(report, one)]
    is_told = any(part.more is not None for part in parts) or not any(part.stands == WITHIN for part in parts)
    return SENTENCE if is_told else WHOLE + SUM_ALONE


def _rows_of_demand(report: Report) -> dict[tuple[int, int], int]:
    """Return demand and period -> row of the program."""
    rows = report.plan.model.program.row_blocks[DEMAND]
    keys = zip(rows.keys["demand"].tolist(), rows.keys["period"].tolist(), strict=True)
    return dict(zip(keys, rows.index.tolist(), strict=True))


def _shut(report: Report, short: Row | None) -> list[NamedPart]:
    """Return the nearest limits of nothing behind a demand of which nothing is let through: parts of 0 t."""
    causes = [] if short is None else [one for one in causes_of(report, [short])[0] if one.nearest.limit == 0.0]
    return [
        NamedPart(
            LETS, cause.name[0], cause.nearest.key, cause.when(report), 0.0, ALONE, cause.nearest.cell,
            len({limit.cell for limit in cause.limits}) - 1,
        )
        for cause in causes[:NAMED_SHUT]
    ]  # fmt: skip
