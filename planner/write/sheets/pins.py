"""Sheet Pin effects: what each pin holds, who asked for it, and what it causes."""

from __future__ import annotations

import numpy as np

from planner.explain.outcomes import Change
from planner.write import bulk, styles
from planner.write.page import BAD_SIGN, FAIR_SIGN, FIRST_ROW, GOOD_SIGN, Desk, lights, open_page
from planner.write.report import Limit, Report
from planner.write.worth import is_money, told

NAME = "Pin effects"
SENTENCE = (
    "One row is a pin: what it causes is the plan with it less the best plan without it, first what is short, then "
    "cost. Pins that do the same work hide each other, so the last row, without all of them, need not be their sum."
)
TOGETHER = "all pins together"
NOTHING = "nothing: the plan would be as good without it"


def write(desk: Desk, report: Report) -> None:
    """Write the sheet; nothing where no pin acts."""
    problem, pins = report.problem, report.problem.pins
    if not pins.size:
        return
    page = open_page(desk, NAME, report.compared(SENTENCE))
    records, lines = report.records("Pins"), pins.line.tolist()
    every = report.explained.pins.together if pins.size > 1 else None
    more = [""] if every is not None else []
    effects = [*report.explained.pins.each, *([every] if every is not None else [])]
    empty = [None] * len(more)

    def words(column: str) -> list[str]:
        return [str(records.text[column][line]) for line in lines]

    page.table(
        [
            bulk.text("what", [*words("what"), *([TOGETHER] * len(more))]),
            *(
                bulk.text(name, [*words(name), *more])
                for name in ("from", "to", "commodity", "process", "end use", "period")
            ),
            *(
                bulk.number(
                    f"{name} [t]", [*(_given(float(records.number[name][line])) for line in lines), *empty]
                )
                for name in ("least", "most")
            ),
            bulk.number("planned [t]", [*_planned(report), *empty]),
            bulk.text("effect", [_state(report, effect) for effect in effects], 30),
            bulk.wrapped("what it causes", [told(report, effect, NOTHING) for effect in effects], 60.0),
            *(
                bulk.number(
                    result.tier.name,
                    [effect.figure(result.tier.name) or None for effect in effects],
                    styles.USD_A_TONNE if is_money(report, result.tier) else styles.WORTH,
                )
                for result in report.tiers
            ),
            bulk.text("reason", [*words("reason"), *more]),
            bulk.text("who", [*words("who"), *more]),
            bulk.source(
                "input cell",
                [
                    *(problem.cell("Pins", line, "least" if pins.least[pin] or np.isinf(pins.most[pin]) else "most")
                      for pin, line in enumerate(lines)),
                    *more,
                ],
            ),
        ],
        frozen=1,
    )  # fmt: skip
    lights(page, FIRST_ROW, 10, FIRST_ROW + len(effects) - 1, 10)
    least, most, planned = (f"{letter}{FIRST_ROW + 1}:{letter}{FIRST_ROW + pins.size}" for letter in "HIJ")
    page.check(
        "every pin is kept",
        f'SUMPRODUCT(({planned}<>"")*({planned}-{least}<-0.00001))'
        f'+SUMPRODUCT(({planned}<>"")*({most}<>"")*({planned}-{most}>0.00001))=0',
        True,
        "a pin is broken",
    )


def _given(limit: float) -> float | None:
    return limit if limit == limit else None


def _planned(report: Report) -> list[float | None]:
    """Return the tonnes of the plan that each pin counts; none for a stock that is pinned in every period."""
    rows: dict[int, list[Limit]] = {}
    for name in ("pin_least", "pin_most"):
        block = report.plan.model.program.row_blocks[name]
        by_row = {limit.row: limit for limit in report.limits if limit.family == name}
        for row, pin in zip(block.index.tolist(), block.keys["pin"].tolist(), strict=True):
            rows.setdefault(pin, []).append(by_row[row])
    planned: list[float | None] = []
    for pin in range(report.problem.pins.size):
        windows = {limit.window for limit in rows[pin]}
        planned.append(rows[pin][0].used if len(windows) == 1 else None)
    return planned


def _state(report: Report, effect: Change) -> str:
    if effect.why:
        return f"{FAIR_SIGN} not known"
    short = (effect.of.get(result.tier.name, 0.0) for result in report.tiers if result.tier.kind == "unmet")
    if next((amount for amount in short if amount), 0.0) > 0.0:
        return f"{BAD_SIGN} makes demand go short"
    return f"{GOOD_SIGN} holds nothing back" if effect.is_nothing else f"{FAIR_SIGN} costs"
