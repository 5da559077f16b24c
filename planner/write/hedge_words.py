"""What being prepared for a loss takes, costs and spares, in words: for sheet Hedges, terminal and first page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.explain.stress import hedges as hedging
from planner.explain.stress.hedges import Hedge, Move
from planner.write.phrases import joined, tonnes
from planner.write.report import Report
from planner.write.worth import told

if TYPE_CHECKING:
    from planner.stress import Stressed

NAMED = 3
# Stands for a hedge of which no decision is told.
NO_MOVE = Move("", (), 0.0, 0.0)


def hedge_sentences(report: Report, stressed: Stressed) -> list[str]:
    """Return a sentence for each hedge: premium, what it spares, and the main decisions."""
    when = report.periods[stressed.losses.period]
    said = []
    for hedge in stressed.hedges.each:
        moves = [f"{what_is_decided(report, move)} {_from_to(move)}" for move in hedge.moves]
        said.append(
            f"prepared for {hedge.loss.comes} in {when}: {premium(report, hedge)} if it does not come, "
            f"{spared(report, hedge)} if it does; {joined(moves, NAMED) or _no_decision(report)}"
        )
    return said


def what_is_decided(report: Report, move: Move) -> str:
    """Return the decision, with its place."""
    problem = report.problem
    sites, commodities, processes = problem.site_names.names, problem.commodity_names.names, problem.processes
    match move.what:
        case NO_MOVE.what:
            return _no_decision(report)
        case hedging.STOCK:
            return f"{commodities[move.of[1]]} in stock at {sites[move.of[0]]} just before"
        case hedging.SHIP:
            return f"{commodities[move.of[2]]} sent from {sites[move.of[0]]} to {sites[move.of[1]]}"
        case hedging.RUN:
            return f"{processes.name[move.of[0]]} at {sites[processes.site[move.of[0]]]}"
        case hedging.DELIVER:
            demands, (demand,) = problem.demands, move.of
            what = (commodities[demands.commodity[demand]], demands.end_use[demand])
            return f"delivered to {sites[demands.customer[demand]]}: {', '.join(filter(None, what))}"
        case _:
            process = int(problem.expansions.process[move.of[0]])
            return f"capacity added for {processes.name[process]} at {sites[processes.site[process]]}"


def premium(report: Report, hedge: Hedge) -> str:
    """Return what being prepared changes when the loss does not come."""
    words = told(report, hedge.premium)
    return words if hedge.is_cheapest or hedge.premium.why else f"{words}; there may be cheaper ways"


def spared(report: Report, hedge: Hedge) -> str:
    """Return what being prepared changes when the loss comes."""
    return told(report, hedge.spared.turned)


def _from_to(move: Move) -> str:
    unit = "/yr" if move.what == hedging.EXPAND else ""
    return f"{tonnes(move.before)}{unit} -> {tonnes(move.after)}{unit}"


def _no_decision(report: Report) -> str:
    return f"no decision before differs by more than {tonnes(hedging.ALIKE * report.plan.model.program.unit)}"
