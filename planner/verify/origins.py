"""Where material comes from, read again: the marks that rules ask for, and what sets, carries and clears them.

A set of marks is a frozenset of their folded words, as column `marks` of a plan states them, joined by ` + `.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.records import Records, Tables
from planner.verify.allowances import Allowance, read_allowances, uses_of
from planner.verify.ledger import BoolArray
from planner.verify.names import Names, fold
from planner.verify.recipes import Recipes
from planner.verify.time import Time

type Fact = tuple[str, str, tuple[str, ...]]  # place, stage, elements; all folded
type Marks = frozenset[str]

NONE: Marks = frozenset()
JOINED = " + "
CHAIN = ("mined", "separated", "metal", "alloy", "magnet")
MADE = {
    "ore": 1, "concentrate": 1, "mixed": 2, "oxide": 2, "metal": 3, "alloy": 4, "magnet": 5,
}  # fmt: skip
EVERY_STAGE = ("all", "*")
ORIGINS_IN = ("Processes", "Inventory", "Pipeline", "Recycling")
# Columns of the tables of a plan that state marks.
STATED = ("marks", "material")


@dataclass(frozen=True, eq=False)
class Origins:
    """What the rules ask of origins.

    marks      folded word of a mark -> the facts of which any one is having it; a stock kept for some uses has none
    of_rule    row of sheet Rules -> its marks; a rule that asks for no origin has no entry
    of_line    (lines of recipes) marks that an output gets;  cleared  (processes,) marks that a process takes away
    carried    (commodities,) marks that a commodity can carry
    kept_for   (site, commodity) -> mark of all that goes through a stock kept for some end uses
    asked      row of sheet Rules -> the facts that it asks for
    barred     mark of such a stock -> folded end uses that may have it
    allowances  rules of type de_minimis; an entry of `of_rule` too
    opening, order, earlier  row of Inventory, Pipeline, Recycling and commodity -> marks
    """

    marks: dict[str, frozenset[Fact]]
    of_rule: dict[int, Marks]
    of_line: list[Marks]
    cleared: list[Marks]
    carried: list[Marks]
    kept_for: dict[tuple[int, int], str]
    asked: dict[int, frozenset[Fact]]
    barred: dict[str, frozenset[str]]
    allowances: list[Allowance]
    opening: dict[tuple[int, int], Marks]
    order: dict[tuple[int, int], Marks]
    earlier: dict[tuple[int, int], Marks]

    def read(self, words: object) -> Marks | None:
        """Return the marks that a cell of a plan states, None where one of them is none."""
        found = frozenset(part for part in fold(words).split(JOINED) if part)
        return found if found <= self.marks.keys() else None

    def numbers(self, plan: Mapping[str, pd.DataFrame]) -> dict[str, int]:
        """Return folded words -> a number, of everything that a plan states in columns `marks` and that can be read."""
        stated = (
            fold(word)
            for table in plan.values()
            for column in STATED
            if column in table.columns
            for word in table[column].unique()
        )
        return {word: number for number, word in enumerate(dict.fromkeys(stated)) if self.read(word) is not None}

    def made(self, own: Marks, process: int, line: int) -> Marks:
        """Return the marks of what a run with some marks puts out."""
        uses = uses_of(self.allowances, own)
        return (own - uses.using | uses.made(line)) - self.cleared[process] | self.of_line[line]

    def covers(self, one: int, other: int) -> bool:
        """Tell whether a rule acts on all material, as far as its origin goes, on which another rule acts."""
        mine, theirs = self.asked.get(one, frozenset()), self.asked.get(other, frozenset())
        return not mine or (
            bool(theirs)
            and all(
                any(fact[:2] == own[:2] and (not own[2] or (fact[2] and set(fact[2]) <= set(own[2]))) for own in mine)
                for fact in theirs
            )
        )


def parts_of(cell: object, whole: Container[str] = ()) -> list[str]:
    """Return the folded entries of a list in a cell, `Dy; Tb`; a comma parts them too, but for these folded names."""
    found: list[str] = []
    for part in str(cell).split(";"):
        name = fold(part).strip()
        found += [name] if name in whole else [fold(piece).strip() for piece in part.split(",")]
    return [name for name in found if name]


def _asked(rules: Records, line: int) -> frozenset[Fact]:
    elements = tuple(sorted(set(parts_of(rules.text["elements"][line]))))
    return frozenset(
        (fold(rules.text[f"{stage} in"][line]), stage, elements) for stage in CHAIN if rules.text[f"{stage} in"][line]
    )


def read_origins(
    tables: Tables, in_force: list[int], days: Callable[[int], BoolArray], recipes: Recipes, sites: Names,
    materials: Names, time: Time, stocks: list[tuple[int, int, int]],
) -> Origins:  # fmt: skip
    """Read what rules ask of origins, and what answers.

    in_force  rows of sheet Rules that act on some day of the plan
    days      from such a row to the (days of the plan,) on which it acts
    stocks    (site, commodity, row of Inventory) of every stock
    """
    rules, processes = tables.records["Rules"], tables.records["Processes"]
    asked = {line: _asked(rules, line) for line in in_force}
    clears = [_stages_cleared(processes, recipes, process) for process in range(recipes.site.size)]
    near = _neighbours(tables.records["Sites"])
    given = {fold(name) for sheet in ORIGINS_IN for name in tables.records[sheet].text["origin"] if name}
    present = {*near, *given, *(other for name in given for other in near.get(name, ()))}
    marks = _marks(asked, {line: _does(rules, line, days(line), time) for line in in_force}, clears, present)
    inventory, demand = tables.records["Inventory"], tables.records["Demand"]
    spelled = {fold(use): str(use) for use in reversed(demand.text["end use"])}
    kept_for: dict[tuple[int, int], str] = {}
    barred: dict[str, frozenset[str]] = {}
    for site, commodity, line in stocks:
        uses = set(parts_of(inventory.text["released for"][line], spelled))
        if uses:
            word = fold(f"released for {', '.join(sorted(spelled.get(use, use) for use in uses))} only")
            kept_for[site, commodity], barred[word] = word, frozenset(uses)
    contents = [_elements(cell) for cell in tables.records["Commodities"].text["contents"]]
    stage = [str(word) for word in tables.records["Commodities"].text["stage"]]
    carried = [
        frozenset(
            word
            for word, facts in marks.items()
            if any(not elements or not own or own & set(elements) for _, _, elements in facts)
        )
        for own in contents
    ]

    def marked(places: set[str], commodity: int, stages: tuple[str, ...]) -> Marks:
        done = {word for word, facts in marks.items() if any(p in places and s in stages for p, s, _ in facts)}
        return frozenset(done) & carried[commodity]

    def behind(commodity: int) -> tuple[str, ...]:
        return CHAIN[: MADE.get(stage[commodity], len(CHAIN))]

    def supplied(records: Records, line: int, commodity: int) -> Marks:
        origin = fold(records.text["origin"][line])
        return marked({origin, *near.get(origin, ())}, commodity, behind(commodity)) if origin else carried[commodity]

    place = tables.records["Sites"].text
    of_line: list[Marks] = []
    for process in range(recipes.site.size):
        lines, site = recipes.lines(process), int(recipes.site[process])
        source = all(recipes.line_out[line] for line in lines)
        here = {fold(place["country"][site]), fold(place["bloc"][site]) or fold(place["country"][site])}
        for line in lines:
            commodity = int(recipes.line_commodity[line])
            row = int(recipes.line_record[line])
            if not recipes.line_out[line]:
                of_line.append(NONE)
            elif source and processes.text["origin"][row]:
                of_line.append(supplied(processes, row, commodity))
            else:
                last = behind(commodity)[-1:] if stage[commodity] in MADE else ()
                of_line.append(marked(here, commodity, behind(commodity) if source else last))
    of_rule = {
        line: frozenset(word for word, own in marks.items() if own & facts) for line, facts in asked.items() if facts
    }
    on_days = {line: days(line) for line in in_force}
    allowances = read_allowances(tables, in_force, of_rule, recipes, sites, materials, time, on_days)
    everywhere = frozenset(barred) | {one.used for one in allowances}
    pipeline, recycling = tables.records["Pipeline"], tables.records["Recycling"]
    ordered = [materials.number[fold(word)] for word in pipeline.text["commodity"]]
    scrap = [materials.number[fold(word)] for word in recycling.text["scrap"]]
    return Origins(
        marks={**marks, **dict.fromkeys([*everywhere, *(one.using for one in allowances)], frozenset())},
        of_rule=of_rule,
        of_line=of_line,
        cleared=[frozenset(word for word, facts in marks.items() if any(s in own for _, s, _ in facts))
                 for own in clears],
        carried=[own | everywhere for own in carried],
        kept_for=kept_for,
        asked=asked,
        barred=barred,
        allowances=allowances,
        opening={(line, commodity): supplied(inventory, line, commodity) for _, commodity, line in stocks},
        order={(line, commodity): supplied(pipeline, line, commodity) for line, commodity in enumerate(ordered)},
        earlier={(line, commodity): supplied(recycling, line, commodity) for line, commodity in enumerate(scrap)},
    )  # fmt: skip


def _elements(cell: object) -> set[str]:
    return {fold(part.strip().rpartition(" ")[0]).strip() for part in str(cell).split(";") if part.strip()}


def _stages_cleared(processes: Records, recipes: Recipes, process: int) -> frozenset[str]:
    words = {
        word
        for line in recipes.lines(process)
        for word in parts_of(processes.text["clears"][recipes.line_record[line]])
    }
    return frozenset(CHAIN) if words & set(EVERY_STAGE) else frozenset(words & set(CHAIN))


def _does(rules: Records, line: int, acts: BoolArray, time: Time) -> object:
    """Return what a rule does; hard bans of the same flows in the same whole periods do the same, others their own."""
    closed = np.array([
        acts[first - time.first[0] : last + 1 - time.first[0]].mean()
        for first, last in zip(time.first, time.last, strict=True)
    ])  # fmt: skip
    is_hard = rules.text["type"][line] in ("ban", "end_use_ban") and rules.text["hard"][line] != "no"
    if is_hard and not np.any((closed > 0.0) & (closed < 1.0)):
        words = ("type", "applies at", "from", "to", "commodity", "end use")
        return closed.tobytes(), tuple(fold(rules.text[name][line]) or "*" for name in words)
    return line


def _marks(
    asked: dict[int, frozenset[Fact]], does: dict[int, object], clears: list[frozenset[str]], present: set[str]
) -> dict[str, frozenset[Fact]]:
    """Return word -> facts: those for which rules do the same and that the same processes clear are one mark.

    present  folded places where something is; those where nothing is stay apart
    """
    alike: dict[tuple[object, ...], set[Fact]] = {}
    for fact in {fact for facts in asked.values() for fact in facts}:
        who = frozenset(does[line] for line, facts in asked.items() if fact in facts)
        by = frozenset(process for process, stages in enumerate(clears) if fact[1] in stages)
        alike.setdefault((fact[2], who, by, fact[0] in present), set()).add(fact)
    return {_word(facts): frozenset(facts) for facts in alike.values()}


def _word(facts: set[Fact]) -> str:
    places = []
    for place in sorted({place for place, _, _ in facts}):
        stages = [stage for stage in CHAIN if any(fact[:2] == (place, stage) for fact in facts)]
        places.append(f"{', '.join(stages)} in {place}")
    elements = next(iter(facts))[2]
    return " or ".join(places) + (f" ({', '.join(elements)})" if elements else "")


def _neighbours(sites: Records) -> dict[str, set[str]]:
    """Return folded country -> its blocs, and bloc -> its countries."""
    near: dict[str, set[str]] = {}
    for country, bloc in zip(sites.text["country"], sites.text["bloc"], strict=True):
        if country:
            one, other = fold(country), fold(bloc) or fold(country)
            near.setdefault(one, set()).add(other)
            near.setdefault(other, set()).add(one)
    return near
