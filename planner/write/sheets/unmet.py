"""Sheet Unmet: each demand that stays short, by how much, and which limits hold it back."""

from __future__ import annotations

from collections.abc import Sequence

from models.nouns import counted
from planner.explain.outcomes import STOPPED
from planner.write import bulk, styles
from planner.write.action_words import closed, cure_sentence, leaves_some
from planner.write.causes import Cause, causes_of
from planner.write.left_words import anew_sentence, more_sentence
from planner.write.page import FIRST_ROW, ROUNDING, Desk, constant, open_page
from planner.write.phrases import joined, tonnes
from planner.write.report import DEMAND, Report
from planner.write.sheets import flows as flow_sheet
from planner.write.split_pieces import WANTED
from planner.write.split_words import SHARED, NamedPart, may_gain, named_parts, shortages
from planner.write.styles import must

NAME = "Unmet"
SENTENCE = (
    "One row is a demand that stays short in a period. The limits named lie on the ways to it, the nearest first: a "
    "tonne more of them may leave less short in its priority, or cost less if the shortage has a price."
)
ONE_PLAN = (
    " Which demands and periods of a priority go short is that of the cheapest plan, also where stock is kept for "
    "later: the setting `fair share` has them share it."
)
NOT_LOOKED_FOR = "not looked for: plan explain --close does"
OUTBID = "its tonnes count for more elsewhere:"
NOT_IN_COST = (
    "no limit with a value in the cost: each way to serve it costs more than its shortage, is taken by what goes "
    "before cost, or comes too late"
)
NAMED_LIMITS, NAMED_PARTS = 3, 4


def write(desk: Desk, report: Report) -> None:
    """Write the sheet."""
    page = open_page(desk, NAME, SENTENCE + _shared(report) + report.decided, tab=str(styles.Colour.BAD_FONT))
    flows, short = report.flows, report.short
    whole = flow_sheet.total(flows, "unmet")
    # What every demand may miss without being short.
    traces = report.least_short * len(report.demands)
    if not short:
        page.text(FIRST_ROW, 0, "Nothing is short: every demand is delivered in full.")
        page.check("nothing is short, and sheet Flows says the same", f"{whole}<={constant(traces)}", True)
        return
    columns = flows.columns
    first, last = flows.kinds["unmet"]
    rows = {
        (columns["site"][row], columns["commodity"][row], columns["end use"][row], columns["period"][row]): row
        for row in range(first, last + 1)
    }
    keys = [(one["customer"], one["commodity"], one["end_use"], one["period"]) for one in short]
    asked, missing = [one["demand_t"] for one in short], [one["unmet_t"] for one in short]
    numbers = range(FIRST_ROW + 1, FIRST_ROW + 1 + len(short))
    page.table(
        [
            bulk.text("customer", [key[0] for key in keys]),
            bulk.text("commodity", [key[1] for key in keys]),
            bulk.text("end use", [key[2] for key in keys]),
            bulk.number("priority", [one["priority"] or None for one in short], styles.WHOLE),
            bulk.text("period", [key[3] for key in keys]),
            bulk.number("demand [t]", asked, total=True),
            bulk.formula("unmet [t]", [flow_sheet.cell("quantity", rows[key]) for key in keys], missing, total=True),
            bulk.formula(
                "share short",
                [f"G{row}/F{row}" for row in numbers],
                [part / all_ for part, all_ in zip(missing, asked, strict=True)],
                styles.PERCENT,
            ),
            bulk.text("met again in", _met_again(report)),
            bulk.wrapped("limits on the ways to it", _causes(report), 100.0),
            bulk.wrapped("its exact parts", _parts(report), 100.0),
            *([bulk.wrapped("cheapest cure", _cures(report), 60.0)] if report.explained.actions.cures else []),
            bulk.source("input cell", [report.demand_cell(*key) for key in keys]),
        ],
        frozen=2,
    )
    must(page.sheet.conditional_format(FIRST_ROW, 7, FIRST_ROW + len(short) - 1, 7, styles.HEAT_OF_SHARES))
    area = f"G{FIRST_ROW + 1}:G{FIRST_ROW + len(short)}"
    words = "the tonnes are those unmet in sheet Flows"
    page.check(words, f"ABS(SUM({area})-{whole})<={constant(traces)}+{constant(ROUNDING)}*{whole}", holds=True)


def _shared(report: Report) -> str:
    """Return that a shortage may lie elsewhere as well, where a priority is short more than once and shares nothing."""
    ranked = [row["priority"] for row in report.short if row["priority"]]
    return ONE_PLAN if len(ranked) > len(set(ranked)) and not report.problem.options.fair_share else ""


def _parts(report: Report) -> list[str]:
    """Return, for each row that is short and was split, its largest parts; sheet Shortage split has all of them."""
    split = {own.stream: own for own in shortages(report) if own.stream is not None}
    rows = report.plan.model.program.row_blocks[DEMAND]
    place = {row: at for at, row in enumerate(rows.index.tolist())}
    found = []
    for row in report.short:
        at = place[row["row"]]
        own = split.get((int(rows.keys["demand"][at]), int(rows.keys["period"][at])))
        found.append("" if own is None else _in_words(named_parts(report, own)))
    return found


def _cures(report: Report) -> list[str]:
    """Return, for each row that is short, its first cure, or what stays short; whether none was looked for."""
    found, rows = report.explained.actions, report.plan.model.program.row_blocks[DEMAND]
    known: dict[int, str] = {}
    for one, dues in zip(found.cures, found.dues, strict=True):
        if one.gap.places.size == 1:
            part = f"to close {tonnes(closed(one))} of it: " if leaves_some(report, one.left) else ""
            first = part + cure_sentence(report, found.levers, one.each[0], dues[0], one.gap) if one.each else ""
            other = anew_sentence(report, found.levers, one)
            cure = "; or ".join(filter(None, (first, other)))
            known[int(rows.index[one.gap.places[0]])] = cure or one.why or more_sentence(report, found.levers, one)
    other = NOT_LOOKED_FOR if found.left_out else ""
    return [known.get(row["row"], other if row["priority"] else "") for row in report.short]


def _in_words(parts: Sequence[NamedPart]) -> str:
    """Return parts such as `20 t wanted; less 15 t: capacity of Sumter magnets`, the largest of the others first."""
    known = [(part, part.amount) for part in parts if part.amount]
    wanted = sum(amount for part, amount in known if part.kind == WANTED)
    others = sorted((pair for pair in known if pair[0].kind != WANTED), key=lambda pair: -abs(pair[1]))
    told = [f"{tonnes(wanted)} wanted"] if wanted else []
    for part, amount in others[:NAMED_PARTS]:
        sign = "less" if amount < 0.0 else "more"
        of = f" of {part.of}" if part.of else ""
        told.append(f"{sign} {tonnes(abs(amount))}: {part.kind}, {part.what}{of}")
    rest = sum(amount for _, amount in others[NAMED_PARTS:])
    told += [
        f"0 t: {part.kind}, {part.what}"
        for part in parts
        if part.kind == SHARED and not part.amount and may_gain(parts)
    ]
    if others[NAMED_PARTS:]:
        told.append(
            f"{'less' if rest < 0.0 else 'more'} {tonnes(abs(rest))}: {counted(len(others) - NAMED_PARTS, 'more part')}"
        )
    return "; ".join(told)


def _causes(report: Report) -> list[str]:
    """Return, for each row that is short, the nearest limits on the ways by which a tonne more could have come."""
    if not any(limit.worth for limit in report.limits):
        return [report.no_duals] * len(report.short)
    # Of a tier that was not ended nothing is known.
    ended = {one.tier.priority for one in report.tiers if one.tier.kind in ("unmet", "cost")}
    return [
        _cause(row["priority"], causes) if row["priority"] in ended else STOPPED
        for row, causes in zip(report.short, causes_of(report, report.short), strict=True)
    ]


def _cause(priority: int, causes: list[Cause]) -> str:
    if not causes and not priority:
        return NOT_IN_COST
    if not causes:
        return "no limit with a value lies on a way to it"
    # A large plan has hundreds of limits behind each row: only those that are named are put in words.
    nearest = [f"{cause.words} ({cause.nearest.cell})" for cause in causes[:NAMED_LIMITS]]
    named = joined(nearest, NAMED_LIMITS, len(causes))
    return f"{OUTBID} {named}" if causes[0].outbid else named


def _met_again(report: Report) -> list[str]:
    """Return, for each row that is short, the next period in which the same demand is met in full."""
    covered: dict[tuple[str, str, str], list[str]] = {}
    for row in report.demands:
        if row["unmet_t"] <= report.least_short:
            covered.setdefault((row["customer"], row["commodity"], row["end_use"]), []).append(row["period"])
    order = report.period_order
    found = []
    for row in report.short:
        later = [
            period
            for period in covered.get((row["customer"], row["commodity"], row["end_use"]), ())
            if order[period] > order[row["period"]]
        ]
        found.append(min(later, key=lambda period: order[period], default=f"not by {report.periods[-1]}"))
    return found
