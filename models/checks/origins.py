"""Findings about origins: places that are none, origins that nobody knows or nobody asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from models.classes.growth import MOST_SETS, TooManySetsError, asked_for, grow
from models.country_names import other_names
from models.issues import Findings
from models.names import folded, is_slip, list_of
from models.network import node, nodes_of, reach
from models.parts.origins import GIVEN_IN, JOINED, STAGES
from models.problem import Problem
from models.records import Records

# Cells that hold a list of names.
LISTS = (("Rules", "elements"), ("Processes", "clears"), ("Inventory", "released for"))


def check_origins(problem: Problem, issues: Findings) -> None:
    """Add what is wrong or worth knowing about the origins in all sheets."""
    _unknown_places(problem, issues)
    _unknown_elements(problem, issues)
    _lists_of_nothing(problem, issues)
    _origins_of_no_source(problem, issues)
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
        _unclear_words(problem, issues)
        _unknown_origins(problem, issues)
        _kept_from_its_own_site(problem, issues)
        _too_many_mixtures(problem, issues)


def _unknown_places(problem: Problem, issues: Findings) -> None:
    """Report places in which no site lies, which no other cell names: a slip, if it is close to one in which one does.

    What comes from a place that is only misspelled would count as free of what a rule asks for.
    """
    spelled = {folded(name): name for name in (*problem.sites.country, *problem.sites.bloc) if name}
    known = set(spelled)
    origins = [problem.tables.records[sheet] for sheet in GIVEN_IN]
    named = {folded(str(name)) for records in origins for name in records.text["origin"]}
    rules = problem.tables.records["Rules"]
    asked = {folded(str(name)) for stage in STAGES for name in rules.text[f"{stage} in"]}
    for records in origins:
        _report(records, "origin", lambda name: name in known or name in asked, "no site lies in", spelled, issues)
    for stage in STAGES:
        _report(rules, f"{stage} in", lambda name: name in known or name in named,
                "no site lies in, and no material comes from,", spelled, issues)  # fmt: skip


def _report(
    records: Records, column: str, known: Callable[[str], bool], words: str, spelled: Mapping[str, str],
    issues: Findings,
) -> None:  # fmt: skip
    seen: set[str] = set()
    for line, name in enumerate(records.text[column]):
        form = folded(str(name))
        if not name or form in seen:
            continue
        same = [] if form in spelled else [spelled[other] for other in other_names(form) if other in spelled]
        if known(form) and not same:
            continue
        seen.add(form)
        close = same or [own for other, own in spelled.items() if is_slip(form, other)]
        report = issues.error if close else issues.warning
        report(
            "unknown-place",
            records.cell(line, column),
            f"{words} '{name}'",
            f"did you mean '{close[0]}'? If not, name the place in column country of a site" if close
            else "write it as columns country or bloc of sheet Sites spell it, if it is one of them",
        )  # fmt: skip


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


def _unknown_elements(problem: Problem, issues: Findings) -> None:
    """Tell of elements of a rule that no commodity holds: a slip, most likely, and the rule acts on none of them."""
    held = {folded(element) for contents in problem.commodities.contents for element in contents}
    rules = problem.tables.records["Rules"]
    asking = np.flatnonzero(rules.text["elements"] != "").tolist()
    if asking and not held:
        issues.warning(
            "unknown-element",
            rules.cell(asking[0], "elements"),
            "no commodity has contents, so that each may hold every element, and this rule asks of all of them",
            "fill column contents of sheet Commodities",
        )
    for line, cell in enumerate(rules.text["elements"] if held else ()):
        named = list_of(cell)
        missing = [element for element in named if folded(element) not in held]
        if missing:
            # A law lists more elements than a plan has; of one that lists none of them something is wrong.
            report = issues.warning if len(missing) == len(named) else issues.note
            report(
                "unknown-element",
                rules.cell(line, "elements"),
                f"no commodity has {' or '.join(f"'{element}'" for element in missing)} in its contents",
                "write elements as column contents of sheet Commodities spells them, parted by semicolons",
            )


def _lists_of_nothing(problem: Problem, issues: Findings) -> None:
    for sheet, column in LISTS:
        records = problem.tables.records[sheet]
        for line, cell in enumerate(records.text[column]):
            if cell and not list_of(cell):
                issues.error(
                    "empty-list", records.cell(line, column), f"'{cell}' names nothing", "empty the cell, or fill it in"
                )


def _origins_of_no_source(problem: Problem, issues: Findings) -> None:
    """Report origins given for what a process takes, or makes of something: these follow from its inputs and site."""
    processes, records = problem.processes, problem.tables.records["Processes"]
    acts = processes.line_output & processes.is_source[processes.line_process]
    filled = records.text["origin"][processes.line_record] != ""
    good = np.unique(processes.line_record[acts])
    for row in np.setdiff1d(processes.line_record[filled], good).tolist():
        issues.error(
            "origin-of-no-source",
            records.cell(row, "origin"),
            "only what a source puts out can be given an origin; what else is made has those of its inputs and site",
            "empty the cell; where the law says that a process clears an origin, name the stage in `clears`",
        )


def _unclear_words(problem: Problem, issues: Findings) -> None:
    """Report names of origins that sheet Flows could not tell apart, where a plan is read back from."""
    origins, rules, stocks = problem.origins, problem.rules, problem.inventories
    seen: set[str] = set()
    for bit, word in enumerate(origins.words):
        asking = np.flatnonzero(origins.of_rule >> bit & 1)
        kept = np.flatnonzero(origins.set_by_stock >> bit & 1)
        unclear = JOINED in word or folded(word) in seen
        seen.add(folded(word))
        if not unclear or not asking.size + kept.size:
            continue
        if asking.size:
            line = int(rules.line[asking[0]])
            text = problem.tables.records["Rules"].text
            where = problem.cell("Rules", line, next(f"{one} in" for one in STAGES if text[f"{one} in"][line]))
        else:
            where = problem.cell("Inventory", int(stocks.line[kept[0]]), "released for")
        issues.error(
            "unclear-origin",
            where,
            f"sheet Flows would call an origin '{word}', which could mean others too: it joins several by '{JOINED}'",
            "take the plus, or the brackets, out of the name of the place, element or end use",
        )


def _kept_from_its_own_site(problem: Problem, issues: Findings) -> None:
    """Warn of a stock kept for some uses at a customer with others: all that comes there counts as from the stock."""
    stocks, demands, origins = problem.inventories, problem.demands, problem.origins
    for stock in np.flatnonzero(origins.set_by_stock).tolist():
        shut_out = origins.release_demand[origins.release_mark == origins.set_by_stock[stock]]
        own = (demands.customer[shut_out] == stocks.site[stock]) & (
            demands.commodity[shut_out] == stocks.commodity[stock]
        )
        uses = [demands.end_use[demand] for demand in shut_out[own & demands.quantity[shut_out].any(axis=1)].tolist()]
        if uses:
            issues.warning(
                "released-for-site",
                problem.cell("Inventory", int(stocks.line[stock]), "released for"),
                f"all that comes to the site of this stock counts as released from it, so nothing of it can serve "
                f"{', '.join(use or 'demand without an end use' for use in dict.fromkeys(uses))} there",
                "keep the stock at a site of its own, with a lane to the customer",
            )


def _too_many_mixtures(problem: Problem, issues: Findings) -> None:
    """Refuse a problem in which origins meet in more sets than can be solved with."""
    size = problem.origins.size
    if 2**size <= MOST_SETS:
        return
    reached, nodes = reach(problem), nodes_of(problem)
    try:
        grow(problem, reached, nodes, asked_for(problem, reached, nodes))
    except TooManySetsError as fault:
        site, commodity = divmod(fault.place, problem.commodity_names.size)
        issues.error(
            "too-many-mixtures",
            "Rules",
            f"the rules tell {size} origins and stockpiles apart, and where {problem.commodity_names.names[commodity]} "
            f"lies or is used at {problem.site_names.names[site]} they meet in more than {MOST_SETS:,} ways",
            "ask for fewer: for a bloc instead of its countries, or for the same origins in rules that do the same",
        )
