"""Sites of which nobody said where they lie, where rules act by country: such a site would pass every one of them."""

from __future__ import annotations

from collections import Counter

import numpy as np

from models.arrays import BoolArray
from models.classes.growth import asked_for
from models.country_names import other_names
from models.issues import Findings
from models.names import folded
from models.network import node, nodes_of, reach
from models.parts.origins import STAGE_OF, STAGES, stages_up_to
from models.problem import Problem


def check_countries(problem: Problem, issues: Findings) -> None:
    """Warn of each site without a country and bloc where a rule asks by them who sends, who gets or where it was made.

    Warn of a country with two names, or in two blocs, too: what a rule says of the one does not act on the other.

    A blank origin of a stock or an order is unknown, and all rules act on it; a site lies nowhere, and no rule does.
    """
    _two_names(problem, issues)
    _two_blocs(problem, issues)
    nowhere = np.array([not bloc for bloc in problem.sites.bloc], dtype=np.bool_)
    if not nowhere.any():
        return
    makes = nowhere & _makes_what_rules_ask_for(problem, nowhere)
    for site in np.flatnonzero(makes | nowhere & _sends_or_gets(problem)).tolist():
        what = "made" if makes[site] else "sent or got"
        issues.warning(
            "site-without-country",
            problem.cell("Sites", int(problem.sites.line[site]), "country"),
            f"no country is given of '{problem.site_names.names[site]}', so no rule that asks for one acts on what is "
            f"{what} there",
            "give its country, also of a trader",
        )


def _two_names(problem: Problem, issues: Findings) -> None:
    first: dict[str, int] = {}
    for site, country in enumerate(problem.sites.country):
        if country:
            first.setdefault(folded(country), site)
    for name, site in first.items():
        other = next((first[one] for one in other_names(name) if one in first and first[one] < site), None)
        if other is not None:
            issues.warning(
                "country-of-two-names",
                problem.cell("Sites", int(problem.sites.line[site]), "country"),
                f"'{problem.sites.country[site]}' is another name of '{problem.sites.country[other]}' "
                f"({problem.cell('Sites', int(problem.sites.line[other]), 'country')}): as they stand they are two "
                "countries, and a rule on the one does not act on the other",
                "write one name in all rows",
            )


def _two_blocs(problem: Problem, issues: Findings) -> None:
    """Warn of a site in another bloc than most of its country, be it in none."""
    sites = problem.sites
    of_country: dict[str, list[int]] = {}
    for site, country in enumerate(sites.country):
        if country:
            of_country.setdefault(folded(country), []).append(site)
    for own in of_country.values():
        counts = Counter(folded(sites.bloc[site]) for site in own)
        usual = next(site for site in own if folded(sites.bloc[site]) == counts.most_common(1)[0][0])
        odd = next((site for site in own if folded(sites.bloc[site]) != folded(sites.bloc[usual])), None)
        if odd is not None:
            where = [problem.cell("Sites", int(sites.line[site]), "bloc") for site in (odd, usual)]
            blocs = [f"'{sites.bloc[site]}'" if sites.bloc[site] else "none" for site in (odd, usual)]
            issues.warning(
                "country-in-two-blocs",
                where[0],
                f"the bloc of '{sites.country[odd]}' is {blocs[0]} here and {blocs[1]} in {where[1]}: a rule on one of "
                "them acts on some sites of the country alone",
                "write the same bloc for all sites of a country",
            )


def _sends_or_gets(problem: Problem) -> BoolArray:
    """Return (sites,) true at an end of a lane for which some rule names a country or bloc."""
    sites, lanes, rules = problem.sites, problem.lanes, problem.rules
    places = {folded(name) for name in (*sites.country, *sites.bloc) if name}
    text = problem.tables.records["Rules"].text
    found = np.zeros(problem.site_names.size, dtype=np.bool_)
    for column, ends in (("from", lanes.origin), ("to", lanes.destination)):
        if any(folded(str(text[column][line])) in places for line in rules.line.tolist()):
            found[ends] = True
    return found


def _makes_what_rules_ask_for(problem: Problem, nowhere: BoolArray) -> BoolArray:
    """Return (sites,) true where a stage is done of which a rule that its material can meet asks where it was done."""
    found = np.zeros(problem.site_names.size, dtype=np.bool_)
    origins, processes = problem.origins, problem.processes
    if not origins.size:
        return found
    reached, nodes = reach(problem), nodes_of(problem)
    asked = asked_for(problem, reached, nodes)
    of_stage = dict.fromkeys(STAGES, 0)
    for facts, marks in zip(problem.rules.asked, origins.of_rule.tolist(), strict=True):
        for fact in facts:
            of_stage[fact.stage] |= marks
    given = problem.tables.records["Processes"].text["origin"]
    site = processes.site[processes.line_process]
    made = processes.line_output & reached.process[processes.line_process]
    for line in np.flatnonzero(made & nowhere[site]).tolist():
        commodity, is_source = int(processes.line_commodity[line]), processes.is_source[processes.line_process[line]]
        if is_source and given[processes.line_record[line]]:
            continue
        stage = problem.commodities.stage[commodity]
        done = stages_up_to(stage) if is_source else [STAGE_OF[stage]] if stage in STAGE_OF else []
        wanted = int(asked[node(problem, site[line], processes.line_commodity[line])])
        found[site[line]] |= any(of_stage[one] & wanted for one in done)
    return found
