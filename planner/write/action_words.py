"""Cures and starts in sentences: what to do, how much, when, at what cost, and until when to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from models.describe import WORDS
from models.limits.levers import Lever
from models.nouns import counted
from models.variants.starts import CAPACITY, Start
from planner.explain.cures.closing import Gap
from planner.explain.cures.cure import Cure, Cures
from planner.explain.cures.due import Due
from planner.explain.cures.earlier import Earlier
from planner.figures import enough
from planner.write.date_words import date_of, dates_of, told_day
from planner.write.phrases import dated, in_periods, joined, money, tonnes
from planner.write.report import Report
from planner.write.step_words import PAST, RAISE, Step, paid_for, set_free, steps
from planner.write.yield_words import it_leaves

NAMED_LEVERS = 4
CLOSES = "closes "
ONLY = "with only this gap closed the plan"


def gap_name(report: Report, found: Cures) -> tuple[str, str]:
    """Return the demand and the period that a gap is about; of a whole priority that it is one."""
    keys = report.plan.model.variables.unmet.keys
    demands = dict.fromkeys(keys["demand"][found.gap.places].tolist())
    periods = [report.periods[period] for period in keys["period"][found.gap.places].tolist()]
    words = joined((WORDS["demand"](report.problem, own) for own in demands), 2)
    ranked = set(report.problem.demands.priority[list(demands)].tolist())
    if len(demands) > 1 and len(periods) == sum(row["priority"] in ranked for row in report.short):
        words = f"all of {joined((f'priority {own}' for own in sorted(ranked)), 2)}"
    return words, in_periods(periods, report.period_order)


def closed(found: Cures) -> float:
    """Return t that the cures of a gap close."""
    return found.gap.short - found.left


def served_first(report: Report, gap: Gap) -> list[str]:
    """Return which better priority a plan made anew would serve first with what cures give; none where none is short.

    A cure closes its gap with the others as they are; typed in, what it gives goes where it counts most.
    """
    ranked = report.problem.demands.priority[report.plan.model.variables.unmet.keys["demand"][gap.places]]
    better = sorted({row["priority"] for row in report.short if 0 < row["priority"] < ranked.min()})
    return [f"a plan made anew might serve priority {better[0]} first with some of what these give"] if better else []


def leaves_some(report: Report, left: float) -> bool:
    """Return whether so many t stay short: what no planner calls a shortage is the solver's rounding."""
    return left > report.least_short


def closes_words(report: Report, found: Cures) -> str:
    """Return what the cures of a gap close, and of how much where that is not all of it, behind CLOSES."""
    part = (
        "" if not leaves_some(report, found.left) else f"{tonnes(closed(found))} of the {tonnes(found.gap.short)} of "
    )
    return f"{CLOSES}{part}{', '.join(gap_name(report, found))}"


def cost_words(cure: Cure, paid: float) -> str:
    """Return what a cure costs, in words; its levers so much."""
    if not isfinite(cure.cost):
        return "what the plan then costs is not known"
    if not cure.lever_cost:
        return f"{_plan_cost(cure.cost)}, levers apart"
    return f"{_plan_cost(cure.cost)}, and the levers {money(paid)}"


def _plan_cost(cost: float) -> str:
    """Return what the plan costs more with a gap closed and no other shortage served more."""
    if round(cost, 2) == 0.0:
        return f"{ONLY} costs as much"
    return f"{ONLY} costs {money(abs(cost))} {'more' if cost > 0.0 else 'less'}"


def _cells(step: Step) -> str:
    """Return the cell of a step as a sentence says it."""
    more = f" and {counted(step.others, 'more cell')}" if step.others else ""
    return f"{step.cell}{more}{f', which stands for {step.shared} too' if step.shared else ''}"


def _limit(step: Step) -> str:
    """Return what so many tonnes are of: `more capacity of a plant`, `past the most share of a supplier`."""
    if step.what.startswith(PAST):
        return step.what.removeprefix("go ")
    return f"more {step.what.removeprefix(RAISE)}"


def cure_sentence(
    report: Report, levers: Sequence[Lever], cure: Cure, due: Due, gap: Gap, named: int = NAMED_LEVERS
) -> str:
    """Return a cure of a gap in one sentence: quantities, periods, cells, cost and the last day to decide.

    named  how many of its steps; the others are counted
    """
    parts = [
        f"{enough(step.amount)} {step.unit} {dated(_limit(step), step.when)} ({_cells(step)})"
        for step in steps(report, levers, cure, gap)
    ]
    cost = cost_words(cure, paid_for(report, levers, cure, gap))
    dates = dates_of(report, cure, due, gap)
    told = told_day(report, dates.full) + (f" ({dates.later})" if dates.later else "")
    words = (joined(parts, named), cost, it_leaves(report, cure.yields), told)
    return "; ".join(filter(None, words))


def start_words(start: Start) -> str:
    """Return what to do about a start: `start capacity of 10X magnets`."""
    verbs = {"qualification": "qualify", "substitute": "accept", "stock building": "build up", "start-up": "begin"}
    verb = verbs.get(start.kind, "start")
    noun = {"capacity": "capacity of ", "start-up": "start-up of ", "plant": "", "expansion": "expansion of "}
    return f"{verb} {noun.get(start.kind, '')}{start.words}"


def planned(report: Report, start: Start) -> str:
    """Return the period in which something begins as it is, `never` where it does not."""
    return report.periods[start.period] if start.period < len(report.periods) else "never"


def cell_of(report: Report, start: Start) -> str:
    """Return the cell of what begins; of a capacity that of its first period."""
    period = start.period if start.kind == CAPACITY else None
    return report.problem.cell(start.sheet, start.line, start.column, period)


@dataclass(frozen=True)
class EarlierWords:
    """When something begins earlier, in words: when, when it does so as planned, and by how many of which unit.

    on  as a sentence says it
    """

    on: str
    begins: str
    planned: str
    early: int
    unit: str


def earlier_words(report: Report, one: Earlier) -> EarlierWords:
    """Return how an earlier start is told: by its period, or by days where it stays in its period."""
    early = one.start.period - one.period
    if early or one.start.day is None:
        begins = report.periods[one.period]
        return EarlierWords(f"in {begins}", begins, planned(report, one.start), early, "period")
    first = int(report.problem.calendar.start[one.period])
    begins = date_of(first)
    return EarlierWords(f"on {begins}", begins, date_of(one.start.day), one.start.day - first, "day")


def start_sentence(report: Report, one: Earlier, gap: Gap) -> str:
    """Return an earlier start that closes a gap in one sentence."""
    cell = cell_of(report, one.start)
    start = f"and the start {money(one.lever_cost)}" if one.lever_cost else "the start apart"
    cost = "" if one.cost is None else f"; {_plan_cost(one.cost)}, {start}"
    by = earlier_words(report, one)
    words = f"{start_words(one.start)} {by.on}, {counted(by.early, by.unit)} earlier than {by.planned}"
    words += set_free(report, gap, one.period)
    return "; ".join(filter(None, (f"{words} ({cell}){cost}", it_leaves(report, one.yields))))
