"""Findings about origins: places that are none, origins that nobody knows or nobody asks for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.class_growth import asked_for
from models.issues import Findings
from models.names import folded
from models.network import node, nodes_of, reach
from models.parts.origins import STAGES
from models.problem import Problem
from models.records import Records

GIVEN_IN = ("Processes", "Inventory", "Pipeline", "Recycling")


def check_origins(problem: Problem, issues: Findings) -> None:
    """Add what is wrong or worth knowing about the origins in all sheets."""
    _unknown_places(problem, issues)
    given = [(sheet, int(np.flatnonzero(names != "")[0])) for sheet in GIVEN_IN
             if ((names := problem.tables.records[sheet].text["origin"]) != "").any()]  # fmt: skip
    if given and not any(facts for facts, _ in problem.rules.questions):
        sheet, line = given[0]
        issues.note(
            "origin-not-tested",
            problem.cell(sheet, line, "origin"),
            "origins are given, and no rule that acts asks where material comes from",
        )
    if problem.origins.size:
        _unknown_origins(problem, issues)


def _unknown_places(problem: Problem, issues: Findings) -> None:
    """Warn of places in which no site lies, which no other cell names: a slip, most likely."""
    known = {folded(name) for name in (*problem.sites.country, *problem.sites.bloc) if name}
    origins = [problem.tables.records[sheet] for sheet in GIVEN_IN]
    named = {folded(str(name)) for records in origins for name in records.text["origin"]}
    rules = problem.tables.records["Rules"]
    asked = {folded(str(name)) for stage in STAGES for name in rules.text[f"{stage} in"]}
    for records in origins:
        _report(records, "origin", lambda name: name in known or name in asked, "no site lies in", issues)
    for stage in STAGES:
        _report(rules, f"{stage} in", lambda name: name in known or name in named,
                "no site lies in, and no material comes from,", issues)  # fmt: skip


def _report(records: Records, column: str, known: Callable[[str], bool], words: str, issues: Findings) -> None:
    seen: set[str] = set()
    for line, name in enumerate(records.text[column]):
        if name and not known(folded(str(name))) and folded(str(name)) not in seen:
            seen.add(folded(str(name)))
            issues.warning(
                "unknown-place",
                records.cell(line, column),
                f"{words} '{name}'",
                "write it as columns country or bloc of sheet Sites spell it, if it is one of them",
            )


def _unknown_origins(problem: Problem, issues: Findings) -> None:
    """Warn where something of unknown origin lies from which a rule that asks for it can be reached."""
    nodes = nodes_of(problem)
    asked = asked_for(problem, reach(problem), nodes)
    stocks, orders, returns = problem.inventories, problem.pipeline, problem.returns
    for sheet, line, there, place, marks, words in (
        ("Inventory", stocks.line, stocks.opening > 0.0, node(problem, stocks.site, stocks.commodity),
         problem.origins.of_opening, "the opening stock"),
        ("Pipeline", orders.line, orders.quantity > 0.0, node(problem, orders.site, orders.commodity),
         problem.origins.of_order, "this order"),
        ("Recycling", returns.line, (returns.earlier > 0.0).any(axis=1), nodes.scrap, problem.origins.of_earlier,
         "the scrap of earlier sales"),
    ):  # fmt: skip
        blank = problem.tables.records[sheet].text["origin"][line] == ""
        for row in np.unique(line[there & blank & ((marks & asked[place]) != 0)]).tolist():
            issues.warning(
                "origin-unknown",
                problem.cell(sheet, row, "origin"),
                f"the origin of {words} is not given, so every rule that asks for an origin acts on it",
                "name the country or bloc in which it was made",
            )
