"""Sheet Hedges of `plan stress`: what being prepared for a loss costs and spares, and what is decided otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.nouns import counted
from planner.explain.outcomes import COST
from planner.explain.stress import hedges as hedging
from planner.explain.stress.hedges import Hedge, Move
from planner.explain.stress.losses import Loss
from planner.read.grid import letters
from planner.write import bulk, styles
from planner.write.hedge_words import NO_MOVE, premium, spared, what_is_decided
from planner.write.page import FIRST_ROW, Desk, open_page
from planner.write.report import Report
from planner.write.short_units import unit_in_header

if TYPE_CHECKING:
    from planner.stress import Stressed

HEDGES = "Hedges"
SENTENCE = (
    "Of the losses of which preparation spares most: the cheapest decisions before one that leave as little short, and "
    "miss as little of what should be kept, as if it had been known, what they cost more if it does not come (with "
    "whole numbers there may be cheaper ones), what they spare if it does, and where they differ from the plan: first "
    "what is in hand when it comes, then the way there, which goes far where plants and limits are shared."
)
NONE = "Preparation spares no shortage of any of these losses, or they come at once."
SOME_OPEN = (
    "As far as is known, preparation spares no shortage of these losses: of some it is not known what they come to."
)
MORE = "--hedges 10 looks at ten of all"
IN_HAND, WAY = "in hand when it comes", "the way there"
WIDTH = 48.0


def write_hedges(desk: Desk, report: Report, stressed: Stressed) -> None:
    """Write the sheet."""
    page = open_page(desk, HEDGES, report.compared(SENTENCE))
    found = stressed.hedges.each
    if not found:
        every = stressed.losses.each
        page.text(FIRST_ROW, 0, SOME_OPEN if any(is_open(one) for one in every) else NONE)
        page.check("there is nothing to prepare", "TRUE", True)
        return
    rows = [(hedge, move) for hedge in found for move in hedge.moves or (NO_MOVE,)]
    # What is told of a whole hedge stands at its first decision.
    heads = [place == 0 or hedge is not rows[place - 1][0] for place, (hedge, _) in enumerate(rows)]
    places = range(FIRST_ROW + 1, FIRST_ROW + 1 + len(rows))
    before, after = letters(4), letters(5)
    in_money = report.problem.options.unmet_measure == "value"
    bottom = page.table(
        [
            bulk.wrapped("prepared for the loss of", [hedge.loss.called for hedge, _ in rows], WIDTH),
            bulk.wrapped("decision", [what_is_decided(report, move) for _, move in rows], 52.0),
            bulk.text("what it is", [_is(move) for _, move in rows], 22.0),
            bulk.text("unit", ["t/yr" if move.what == hedging.EXPAND else "t" for _, move in rows]),
            bulk.number("in the plan", [move.before for _, move in rows]),
            bulk.number("prepared", [move.after for _, move in rows]),
            bulk.formula(
                "more", [f"{after}{row}-{before}{row}" for row in places],
                [move.after - move.before for _, move in rows], styles.SIGNED_TONNES,
            ),
            bulk.wrapped("if it does not come", _at(heads, [premium(report, hedge) for hedge, _ in rows]), WIDTH),
            bulk.number("premium [USD]", [_usd(hedge) for hedge, _ in rows], styles.USD),
            bulk.number(
                f"short more in some priority if it does not come{unit_in_header(report.problem)}",
                [_shorter(hedge) for hedge, _ in rows], styles.USD if in_money else styles.SIGNED_TONNES,
            ),
            bulk.wrapped(
                "spared if it comes by surprise", _at(heads, [spared(report, hedge) for hedge, _ in rows]), 2 * WIDTH
            ),
        ],
        frozen=1,
    )  # fmt: skip
    left_out = sum(hedge.left_out for hedge in found)
    if left_out:
        page.text(bottom + 1, 0, f"{left_out:,} differences in smaller parts are left out.", styles.QUIET)
    further = stressed.hedges.further
    if further:
        page.text(
            bottom + 2,
            0,
            f"Of {counted(further, 'more loss')} preparation would spare some shortage: {MORE}.",
            styles.QUIET,
        )
    areas = [f"{letters(place)}{FIRST_ROW + 1}:{letters(place)}{FIRST_ROW + len(rows)}" for place in (4, 5, 6)]
    page.agree("what is more is what differs", f"SUM({areas[2]})", f"SUM({areas[1]})-SUM({areas[0]})")


def is_open(loss: Loss) -> bool:
    """Return whether it is not known, or only in part, what a loss comes to."""
    return bool(loss.prepared.why or loss.surprised.why or loss.surprised.is_least)


def _at(heads: list[bool], words: list[str]) -> list[str]:
    """Return words where they begin something, "" elsewhere."""
    return [one if is_head else "" for is_head, one in zip(heads, words, strict=True)]


def _is(move: Move) -> str:
    if move is NO_MOVE:
        return ""
    return IN_HAND if move.is_in_hand else WAY


def _usd(hedge: Hedge) -> float | None:
    return None if hedge.premium.why else hedge.premium.of.get(COST, 0.0)


def _shorter(hedge: Hedge) -> float | None:
    """Return by how much priorities are shorter if the loss does not come; that others are less short is no offset."""
    if hedge.premium.why:
        return None
    return sum(max(amount, 0.0) for tier, amount in hedge.premium.of.items() if tier.startswith("unmet"))
