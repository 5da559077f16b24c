"""What stops and losses do, in sentences: for the terminal and for the first page of the workbook."""

from __future__ import annotations

from planner.explain.losses import SITE, SUPPLIER
from planner.stress import Stressed
from planner.write.phrases import joined
from planner.write.report import Report
from planner.write.sheets.worth import told
from planner.write.stress_elements import element_sentences
from planner.write.stress_hedges import hedge_sentences

NAMED = 3


def sentences(report: Report, stressed: Stressed, most: int = NAMED) -> list[str]:
    """Return the story: independence, the first stop, and the worst losses."""
    names, found = report.periods, stressed.leverage
    said = []
    if not found.stops:
        said.append(f"{found.country} sends nothing to other countries: a stop would change nothing")
    else:
        first = found.independent_from
        said.append(f"if {found.country} stops in {names[0]}: {told(report, found.stops[0].surprised)}")
        said.append(
            f"independent of {found.country} from {names[first]} on: a stop then, by surprise, leaves nobody shorter"
            if first is not None
            else f"not independent of {found.country} in this plan: a stop in {names[-1]} still leaves somebody shorter"
        )
        said += element_sentences(report, found, most)
    when = names[stressed.losses.period]
    single = [
        name
        for loss in stressed.losses.each
        if loss.hurts
        for name in list(dict.fromkeys(name for kind, name in loss.names if kind in (SITE, SUPPLIER)))[:1]
    ]
    said.append(
        f"single points of failure in {when}: {joined(single, most)}"
        if single
        else f"the loss of no single site or supplier in {when} leaves anybody shorter"
    )
    said += [
        f"losing {loss.called} in {when}: {told(report, loss.surprised)}"
        for loss in stressed.losses.each[:most]
        if not loss.surprised.is_nothing
    ]
    return said + hedge_sentences(report, stressed)
