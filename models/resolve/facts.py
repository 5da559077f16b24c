"""Which facts of origin material carries, and which of them are asked for together."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.calendar import Calendar
from models.issues import Findings
from models.names import ANY, folded, list_of
from models.parts.origins import STAGES, Fact
from models.parts.places import Sites
from models.records import Records
from models.rule_types import BANS, DE_MINIMIS, END_USE_BAN, SHARES

ALL_STAGES = {"all", "*"}
NAME_A_PLACE = "name a country or bloc in at least one of the columns `mined in` to `magnet in`"


def holds(contents: Mapping[str, float], elements: tuple[str, ...]) -> bool:
    """Tell whether a commodity can hold one of the elements; one of which nothing is given may hold any."""
    return not elements or not contents or any(folded(element) in elements for element in contents)


@dataclass(frozen=True, eq=False)
class Places:
    """Which folded names of countries and blocs a place means: its own, its bloc's, or those of all in the bloc."""

    blocs: dict[str, set[str]]
    countries: dict[str, set[str]]

    def of(self, name: str) -> frozenset[str]:
        """Return the names under which material from a country or bloc falls; of a bloc, any of its countries."""
        key = folded(name)
        return frozenset({key, *self.blocs.get(key, ()), *self.countries.get(key, ())})


def make_places(sites: Sites) -> Places:
    """Return the countries and blocs of the sites."""
    blocs: dict[str, set[str]] = {}
    countries: dict[str, set[str]] = {}
    for country, bloc in zip(sites.country, sites.bloc, strict=True):
        if country:
            blocs.setdefault(folded(country), set()).add(folded(bloc))
            countries.setdefault(folded(bloc), set()).add(folded(country))
    return Places(blocs, countries)


def facts_together(
    questions: Sequence[tuple[frozenset[Fact], Hashable]], clearing: Mapping[str, frozenset[int]],
    present: Container[str],
) -> list[list[Fact]]:  # fmt: skip
    """Return the facts in groups for which the rules do the same, and which every process clears together.

    questions  (rules,) facts of which any one makes the rule act; what it does
    clearing   stage -> the processes that clear it
    present    folded places in which a site lies or from which something comes; a place in which nothing is stays
               apart, so that a rule that asks for it does not seem to act on what comes from another
    """
    groups: dict[tuple[tuple[str, ...], frozenset[Hashable], frozenset[int], bool], list[Fact]] = {}
    for fact in sorted({fact for facts, _ in questions for fact in facts}, key=_order):
        rules = frozenset(effect for facts, effect in questions if fact in facts)
        key = (fact.elements, rules, clearing.get(fact.stage, frozenset()), fact.place in present)
        groups.setdefault(key, []).append(fact)
    return list(groups.values())


def are_together(
    facts: Iterable[Sequence[Fact]], questions: Sequence[tuple[frozenset[Fact], Hashable]]
) -> bool:  # fmt: skip
    """Return whether groups of facts have all for which rules ask, and the rules do the same for those of each group.

    questions  as `facts_together` takes them
    """
    done = {fact: frozenset(effect for asked, effect in questions if fact in asked) for own in facts for fact in own}
    return all(asked <= done.keys() for asked, _ in questions) and all(
        len({done[fact] for fact in own}) == 1 for own in facts
    )


def _order(fact: Fact) -> tuple[str, int, tuple[str, ...]]:
    return fact.place, STAGES.index(fact.stage), fact.elements


def words_of(facts: Iterable[Fact], spelled: Mapping[str, str]) -> str:
    """Return a mark in words: `mined, separated in China (Dy, Tb)`; spelled: folded name -> as typed."""
    by_place: dict[str, list[str]] = {}
    elements: tuple[str, ...] = ()
    for fact in sorted(facts, key=_order):
        by_place.setdefault(fact.place, []).append(fact.stage)
        elements = fact.elements
    places = [f"{', '.join(stages)} in {spelled.get(place, place)}" for place, stages in by_place.items()]
    inside = f" ({', '.join(spelled.get(element, element) for element in elements)})" if elements else ""
    return " or ".join(places) + inside


def spelled_in_rules(records: Records) -> dict[str, str]:
    """Return folded name -> spelling of the places and elements that rules ask for."""
    names = [str(name) for stage in STAGES for name in records.text[f"{stage} in"]]
    names += [element for cell in records.text["elements"] for element in list_of(cell)]
    return {folded(name): name for name in reversed(names)}


def stages_cleared(cell: object) -> frozenset[str]:
    """Return the stages that a cell of column `clears` names; words that are none are left out."""
    words = {word.casefold() for word in list_of(cell)}
    return frozenset(STAGES) if words & ALL_STAGES else frozenset(words & set(STAGES))


def facts_of_rule(records: Records, line: int) -> frozenset[Fact]:
    """Return the facts of which any one makes a rule act; none where it asks for no origin."""
    elements = tuple(sorted({folded(element) for element in list_of(records.text["elements"][line])}))
    named = ((stage, str(records.text[f"{stage} in"][line])) for stage in STAGES)
    return frozenset(Fact(folded(place), stage, elements) for stage, place in named if place)


def effect_of_rule(records: Records, line: int, calendar: Calendar, end: int) -> Hashable:
    """Return what a rule does, equal for two hard bans that stop the same flows in the same periods; of others the row.

    A ban that closes part of a period is like no other: each leaves what it asks for the open share.
    """
    text, acts = records.text, calendar.share(int(records.date["start"][line]), end)
    if text["type"][line] not in BANS or text["hard"][line] == "no" or np.any((acts > 0.0) & (acts < 1.0)):
        return line
    periods = tuple(np.flatnonzero(acts).tolist())
    scope = tuple(folded(str(text[name][line])) or ANY for name in ("from", "to", "commodity", "end use"))
    return str(text["type"][line]), str(text["applies at"][line]), periods, scope


def check_origin(records: Records, line: int, issues: Findings) -> None:
    """Add an error where a rule's question about origins is none, or one that is not told apart."""
    text = records.text
    asks = facts_of_rule(records, line)
    kind = str(text["type"][line])
    cell = records.cell(line, "mined in")
    if not asks and kind == END_USE_BAN:
        said = "an end_use_ban says of no stage where it must not have been done"
        issues.error("end-use-ban-without-origin", cell, said, NAME_A_PLACE)
    if not asks and kind == DE_MINIMIS:
        said = "a de_minimis says of no stage where it may have been done"
        issues.error("allowance-without-origin", cell, said, NAME_A_PLACE)
    if not asks and text["elements"][line] and kind not in (END_USE_BAN, DE_MINIMIS):
        issues.error(
            "elements-without-origin",
            records.cell(line, "elements"),
            "the row names elements, and no stage and place at which they were made",
            "fill `mined in` to `magnet in` too, or name commodities instead of elements",
        )
    if asks and kind in SHARES:
        issues.error(
            "share-of-an-origin",
            records.cell(line, "from"),
            f"a {kind} counts shipments by who sends them; where their material was made is not told apart there",
            "empty `mined in` to `magnet in` and `elements`, and name the country in `from`",
        )
