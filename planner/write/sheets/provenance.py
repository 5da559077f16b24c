"""Sheet Provenance: each delivery against every rule that asks for its origin, and where its stages were done."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from models.parts.origins import STAGES
from planner.read.grid import letters
from planner.trace.countries import UNKNOWN
from planner.write import bulk, styles
from planner.write.bulk import Column
from planner.write.origin_facts import DONE, Delivery, Verdict
from planner.write.page import FIRST_ROW, PAGE_WIDTH, ROUNDING, Desk, Page, Printed, constant, criterion, open_page
from planner.write.phrases import percent
from planner.write.report import Report
from planner.write.scope import Scope, the
from planner.write.sheets import flows as flow_sheet
from planner.write.styles import must

NAME = "Provenance"
SENTENCE = (
    "Above, tonnes by end use; below, one row is one delivery. What a rule says of it is exact; in which countries it "
    "was made is traced in proportion: whatever leaves a site is the same mixture as all of its origin class there. "
    "A stage that was done in several countries counts in each."
)
GAP = 3  # rows between the two tables: a blank one, a heading, totals
TONNES = 5  # the column of the tonnes of a delivery
WIDTHS = (32.0, 18.0, 32.0, 14.0, 14.0, 14.0)  # customer, commodity, end use, demand of, delivered in, delivered
RULE, MARKS, MARKED, COUNTRIES, SHARE = 24.0, 44.0, 14.0, 40.0, 14.0
COLOURED = (
    (Verdict.PASSES, styles.GOOD),
    (Verdict.SOFT, styles.FAIR),
    (Verdict.PART, styles.FAIR),
    (Verdict.BROKEN, styles.BAD),
)
NO_USE = "(no end use)"
UNTRACED = "(no such step)"
NAMED_PLACES = 3


def write(desk: Desk, report: Report) -> None:
    """Write the sheet."""
    page = open_page(desk, NAME, SENTENCE)
    facts, deliveries = report.origins, report.origins.deliveries
    whole = flow_sheet.total(report.flows, "deliver")
    if not deliveries:
        page.text(FIRST_ROW, 0, "Nothing is delivered in this plan.")
        page.check("nothing is delivered, and sheet Flows says the same", f"{whole}=0", True)
        return
    uses = list(dict.fromkeys(report.problem.demands.end_use[one.demand] for one in deliveries))
    uses.sort(key=lambda use: (not use, use))
    first = FIRST_ROW + len(uses) + GAP
    columns = _of_deliveries(report, deliveries)
    _totals(page, report, uses, columns, (first, first + len(deliveries) - 1))
    page.text(first - 2, 0, "Each delivery", styles.SECTION)
    page.table(columns, first=first, alone=False)
    widths = [column.width for column in columns]
    page.printed = Printed(widths, math.ceil(sum(widths) / PAGE_WIDTH), TONNES)
    styles.set_page(page.sheet, page.printed.pages)
    # Of which delivery a row tells stands on every page.
    must(page.sheet.repeat_columns(0, TONNES - 1))
    left, rows = TONNES + 1, (first, first + len(deliveries) - 1)
    right = left + len(facts.rules) - 1
    own = f"{letters(TONNES)}{rows[0] + 1}:{letters(TONNES)}{rows[1] + 1}"
    same = f"ABS(SUM({own})-({whole}))<={constant(ROUNDING)}*(1+ABS({whole}))"
    if not facts.rules:
        page.check("the tonnes are those delivered in sheet Flows", same, True)
        return
    for verdict, style in COLOURED:
        rule = {"type": "text", "criteria": "begins with", "value": str(verdict), "format": page.style(style)}
        must(page.sheet.conditional_format(rows[0], left, rows[1], right, rule))
    area = f"{letters(left)}{rows[0] + 1}:{letters(right)}{rows[1] + 1}"
    broken = any(facts.verdict(one, each) is Verdict.BROKEN for one in facts.rules for each in deliveries)
    page.check(
        "the tonnes are those delivered in sheet Flows, and none has an origin that a hard rule forbids all the time",
        f'AND({same},COUNTIF({area},"{Verdict.BROKEN}")=0)',
        not broken,
    )


def _of_deliveries(report: Report, deliveries: Sequence[Delivery]) -> list[Column]:
    """Return the columns of the table of deliveries."""
    problem, facts, flows = report.problem, report.origins, report.flows.columns
    rows = [one.row for one in deliveries]
    keys = (
        ("customer", "site"), ("commodity", "commodity"), ("end use", "end use"), ("demand of", "second period"),
        ("delivered in", "period"),
    )  # fmt: skip
    traced, withholder = facts.traced, problem.options.withholding_country
    own = traced.of(withholder)
    return [
        *(
            bulk.text(head, [flows[name][row] for row in rows], width)
            for (head, name), width in zip(keys, WIDTHS, strict=False)
        ),
        bulk.formula(
            "delivered [t]", [flow_sheet.cell("quantity", row) for row in rows], [one.tonnes for one in deliveries],
            total=True, width=WIDTHS[TONNES],
        ),
        *(
            bulk.text(problem.rules.name[rule], [facts.words(rule, one) for one in deliveries], RULE)
            for rule in facts.rules
        ),
        bulk.text("mark of a hard or soft rule", [facts.marked_of(one) for one in deliveries], MARKED),
        bulk.wrapped("origins that rules ask for", [problem.origins.name(one.marks) for one in deliveries], MARKS),
        *(
            bulk.text(f"{stage} in (traced in proportion)",
                      [_countries(traced.words(one.place, number), float(traced.done[one.place, number]))
                       for one in deliveries], COUNTRIES)
            for number, stage in enumerate(STAGES)
        ),
        *(
            bulk.number(f"{stage} in {withholder} (traced)", [_share(own, one, number) for one in deliveries],
                        styles.SHARE, width=SHARE)
            for number, stage in enumerate(STAGES)
        ),
    ]  # fmt: skip


def _share(own: np.ndarray, one: Delivery, stage: int) -> float | None:
    return float(own[one.place, stage]) or None


def _countries(shares: Sequence[tuple[str, float]], done: float) -> str:
    """Return countries with their shares in words, most first; what went through no such step last."""
    rest = 1.0 - done
    untraced = f"{UNTRACED} {percent(rest)}" if shares and rest > ROUNDING else ""
    if len(shares) == 1 and not untraced:
        return shares[0][0]
    named = ", ".join(f"{name} {percent(share)}" for name, share in shares[:NAMED_PLACES])
    more = len(shares) - NAMED_PLACES
    return ", ".join(filter(None, (named + (f" and {more} more" if more > 0 else ""), untraced)))


def _totals(page: Page, report: Report, uses: Sequence[str], columns: Sequence[Column], rows: tuple[int, int]) -> None:
    """Write tonnes by end use, live from the table of deliveries: all, those with a mark, those traced to a country."""
    facts, deliveries = report.origins, report.origins.deliveries
    # A rule may be called like any header.
    marked, shares = TONNES + 1 + len(facts.rules), len(columns) - len(STAGES)
    area = {place: f"${letters(place)}${rows[0] + 1}:${letters(place)}${rows[1] + 1}" for place in range(len(columns))}
    of_use = [[one for one in deliveries if report.problem.demands.end_use[one.demand] == use] for use in uses]
    numbers = range(FIRST_ROW + 1, FIRST_ROW + 1 + len(uses))
    wanted = [criterion(f"$A{row}", use) if use else '"="' for row, use in zip(numbers, uses, strict=True)]
    sums = [f"SUMIFS({area[TONNES]},{area[2]},{one}" for one in wanted]
    named = [f"({area[2]}=$A{row})" if use else f'({area[2]}="")' for row, use in zip(numbers, uses, strict=True)]
    withholder = report.problem.options.withholding_country
    traced = facts.traced.of(withholder)
    page.table(
        [
            bulk.text("end use", [use or NO_USE for use in uses], WIDTHS[0]),
            bulk.formula("delivered [t]", [f"{one})" for one in sums],
                         [sum(one.tonnes for one in own) for own in of_use], total=True, width=WIDTHS[1]),
            *(
                bulk.formula(
                    f"carries a mark of a {word} [t]", [f'{one},{area[marked]},"{word}")' for one in sums],
                    [sum(one.tonnes for one in own if facts.marked_of(one) == word) for own in of_use], total=True,
                    width=width,
                )
                for word, width in zip(("hard rule", "soft rule"), WIDTHS[2:], strict=False)
            ),
            *(
                bulk.formula(
                    f"{stage} in {withholder}, traced in proportion [t]",
                    [f"SUMPRODUCT({one}*{area[TONNES]}*{area[shares + number]})" for one in named],
                    [sum(one.tonnes * float(traced[one.place, number]) for one in own) for own in of_use],
                    total=True, width=columns[4 + number].width,
                )
                for number, stage in enumerate(STAGES)
            ),
        ],
        filters=False, frozen=0, alone=False,
    )  # fmt: skip


def traced_sentence(scope: Scope) -> list[str]:
    """Return how much of what the customers get was done in the withholding country at each stage; traced."""
    report = scope.report
    if not scope.withholder:
        return []
    at_home = {row["customer"] for row in scope.demands}
    flows = report.flows.columns
    own = [one for one in report.origins.deliveries if flows["site"][one.row] in at_home]
    total = sum(one.tonnes for one in own)
    if not total:
        return []

    def of(place: str) -> list[float]:
        shares = report.origins.traced.of(place)
        tonnes = [sum(one.tonnes * float(shares[one.place, number]) for one in own) for number in range(len(STAGES))]
        # A gram beside a million tonnes is little, and not nothing.
        return [amount / total if amount > ROUNDING * min(1.0, total) else 0.0 for amount in tonnes]

    return [_traced_words(scope, of(scope.withholder), max(of(UNKNOWN)))]


def _traced_words(scope: Scope, shares: Sequence[float], unknown: float) -> str:
    done = [(percent(share), DONE[stage]) for stage, share in zip(STAGES, shares, strict=True) if share]
    named = [f"{share}{'' if place else ' was'} {stage}" for place, (share, stage) in enumerate(done)]
    # An opening stock, an order or a return without an origin may be from there, too.
    where = f"; of {percent(unknown)} it is not known where" if unknown else ""
    return (
        f"Of what {scope.customers} get, {', '.join(named) or 'no stage was done'} in {the(scope.withholder)}, traced "
        f"in proportion through the plan{where}; sheet {NAME} has each end use."
    )
