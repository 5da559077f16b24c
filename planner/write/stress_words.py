"""What stops and losses do, in sentences: for the terminal and for the first page of the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.names import folded
from models.nouns import counted
from planner.explain.stress.elements import wants_itself
from planner.explain.stress.losses import SITE, SUPPLIER, Loss
from planner.explain.stress.stops import Leverage
from planner.write.element_words import SENT_BEFORE, element_sentences, is_sent_before, nothing_stops
from planner.write.hedge_words import hedge_sentences
from planner.write.phrases import joined, tonnes, whole
from planner.write.report import Report
from planner.write.worth import told

if TYPE_CHECKING:
    from planner.stress import Stressed

NAMED = 3


def gist(report: Report, stressed: Stressed) -> list[str]:
    """Return what the Summary says of it: independence, the single points of failure, and the worst loss."""
    said = [*_stopped(report, stressed)[:2], _single(report, stressed, NAMED), *_lost(report, stressed, 1)]
    return [whole(words) for words in said]


def sentences(report: Report, stressed: Stressed, most: int = NAMED) -> list[str]:
    """Return the story: independence, the first stop, and the worst losses."""
    said = _stopped(report, stressed)
    if stressed.leverage.stops:
        said += element_sentences(report, stressed.leverage, most)
    said += [_single(report, stressed, most), *_lost(report, stressed, most), *hedge_sentences(report, stressed)]
    return [*said, report.within] if report.within else said


def _stopped(report: Report, stressed: Stressed) -> list[str]:
    """Return what a stop from the first period on does, and from when on none leaves anybody shorter."""
    names, found = report.periods, stressed.leverage
    if not found.stops:
        return [nothing_stops(report, found)]
    first, what = found.independent_from, wanted(report)
    return [
        f"if {found.country} stops from {names[0]} on: {told(report, found.stops[0].surprised)}",
        f"independent of {found.country} from {names[first]} on: a stop then, by surprise, leaves no {what} shorter"
        f"{elsewhere(report, found)}{short_anyway(report, found, first)}"
        f"{f'; it lives {SENT_BEFORE}' if is_sent_before(report, found, first) else ''}"
        if first is not None
        else not_independent(report, found),
    ]


def wanted(report: Report) -> str:
    """Return what may be shorter: a priority, or any demand, where some has a shortage cost instead."""
    return "demand" if (report.problem.demands.priority == 0).any() else "priority"


def elsewhere(report: Report, found: Leverage) -> str:
    """Return where nobody is shorter, if the country itself wants anything too: what that gets does not count."""
    return f" outside {found.country}" if wants_itself(report.problem) else ""


def short_anyway(report: Report, found: Leverage, first: int) -> str:
    """Return what stays short outside the country from a period on in the plan itself; "" where nothing does."""
    short = sum(
        row["unmet_t"]
        for row in report.short
        if report.period_order[row["period"]] >= first and report.country[row["customer"]] != found.country
    )
    return f" than the plan itself, in which {tonnes(short)} are short from then on" if short else ""


def not_independent(report: Report, found: Leverage) -> str:
    """Return that no period is known from which on stops leave nobody shorter, or why the plan shows none."""
    last = found.stops[-1].surprised
    if last.why:
        return f"whether it is independent of {found.country} in this plan: {last.why}"
    when = report.periods[-1] if found.last_that_hurts is None else report.periods[found.last_that_hurts]
    too_late = "" if when == report.periods[-1] else "; what is sent later serves nobody before the plan ends"
    still = f"a stop in {when} still leaves a {wanted(report)} shorter{elsewhere(report, found)}{too_late}"
    return f"not independent of {found.country} in this plan: {still}"


def _single(report: Report, stressed: Stressed, most: int) -> str:
    when = report.periods[stressed.losses.period]
    each = [
        next((kind, name) for kind, name in loss.names if kind in (SITE, SUPPLIER))
        for loss in stressed.losses.each
        if loss.hurts and loss.is_single
    ]
    # A supplier may be called like a country, which is no single point.
    places = {folded(name) for name in (*report.problem.sites.country, *report.problem.sites.bloc)}
    single = [f"{name} ({kind})" if folded(name) in places else name for kind, name in each]
    # What a rule, a stage or a country would do is no single point, be it known or not.
    open_ = sum(bool(loss.surprised.why) for loss in stressed.losses.each if loss.is_single)
    if not single:
        said = f"the loss of no single site or supplier in {when} leaves any {wanted(report)} shorter"
        return f"{said}, as far as is known: of {open_:,} it is not" if open_ else said
    said = f"single points of failure in {when}: {joined(single, most)}"
    return f"{said}; what {open_:,} more would do is not known" if open_ else said


def _lost(report: Report, stressed: Stressed, most: int) -> list[str]:
    """Return what the worst losses do; those that come to the same have one sentence, of a site where there is one."""
    when = report.periods[stressed.losses.period]
    alike: dict[tuple[str, str], list[Loss]] = {}
    for loss in stressed.losses.each:
        if not loss.surprised.is_nothing:
            alike.setdefault((loss.sheet, told(report, loss.surprised)), []).append(loss)
    said = []
    for (_, words), some in list(alike.items())[:most]:
        first = next((loss for loss in some if loss.is_single), some[0])
        others = len(some) - 1
        same = f"{counted(others, 'more loss')} {'comes' if others == 1 else 'come'} to the same"
        if first.surprised.why:
            # What is not known of several need not be the same.
            same = f"and so it is with {counted(others, 'more loss')}"
        said.append(f"{first.comes} from {when} on, by surprise: {words}{f'; {same}' if others else ''}")
    return said
