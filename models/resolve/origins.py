"""Where material comes from: the marks that rules ask for, and what sets them, carries them and clears them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from models.arrays import IntArray
from models.carriers import Carriers
from models.issues import Findings
from models.names import folded, list_of
from models.parts.origins import GIVEN_IN, MOST_MARKS, STAGE_OF, STAGES, Fact, Origins, stages_up_to
from models.problem import HALF, Commodities, Demands, Inventories, Pipeline, Processes, Returns, Rules, Sites
from models.records import Records, Tables
from models.resolve.allowances import make_allowances, words_of_allowances
from models.resolve.facts import (
    ALL_STAGES,
    Places,
    are_together,
    facts_together,
    holds,
    make_places,
    spelled_in_rules,
    stages_cleared,
    words_of,
)


@dataclass(frozen=True, eq=False)
class _Carried:
    """What tells the marks of some material: its facts against the facts of each mark, and its elements."""

    marks: list[list[Fact]]
    places: Places
    of_commodity: IntArray
    stage: tuple[str, ...]

    def made(self, place: str, bloc: str, commodity: int, stages: Iterable[str]) -> int:
        """Return the marks of a commodity of which these stages were done at a site."""
        return self._of({folded(place), folded(bloc)}, commodity, stages)

    def from_place(self, origin: str, commodity: int) -> int:
        """Return the marks of a commodity of which every stage was done in a country or bloc; "": all of them."""
        if not origin:
            return int(self.of_commodity[commodity])
        return self._of(self.places.of(origin), commodity, stages_up_to(self.stage[commodity]))

    def _of(self, places: Iterable[str], commodity: int, stages: Iterable[str]) -> int:
        done = {(place, stage) for place in places for stage in stages}
        bits = (bit for bit, facts in enumerate(self.marks) if any((fact.place, fact.stage) in done for fact in facts))
        return sum(1 << bit for bit in bits) & int(self.of_commodity[commodity])


def make_origins(
    tables: Tables,
    sites: Sites,
    commodities: Commodities,
    processes: Processes,
    inventories: Inventories,
    pipeline: Pipeline,
    returns: Returns,
    parts: Carriers,
    rules: Rules,
    issues: Findings,
    like: Origins | None = None,
) -> Origins:
    """Make the marks, and what each source, process, stock and order sets and clears of them.

    like  what other rules told apart: it stays so where these rules let it, be it that nothing asks for it any more
    """
    records = tables.records["Rules"]
    places, demands = make_places(sites), parts.demands
    clearing, cleared_stages = _clearing(tables.records["Processes"], processes, issues)
    released = _released(tables.records["Inventory"], inventories, demands, tables.knows("Demand"), issues)
    kept_for = sorted({uses for uses in released if uses})
    allowed = words_of_allowances(rules)
    marks = facts_together(rules.questions, clearing, _present(tables, places))
    spelled = spelled_in_rules(records)
    others = (*(f"released for {', '.join(uses)} only" for uses in kept_for), *allowed)
    words, told_apart = (*(words_of(facts, spelled) for facts in marks), *others), np.empty(0, dtype=np.int64)
    if like is not None and like.words[len(like.facts) :] == others and are_together(like.facts, rules.questions):
        marks, words, told_apart = [list(facts) for facts in like.facts], like.words, like.told_apart
    if (size := len(words)) > MOST_MARKS:
        issues.error(
            "too-many-origins",
            "Rules",
            f"the rules tell {size} origins, stockpiles and allowances apart, and {MOST_MARKS} are the most",
            "ask for the same places, stages and elements in several rules",
        )
        # What is made of tables with errors is checked further, and not planned with.
        marks, kept_for, rules, words = [], [], replace(rules, type=("",) * rules.size), ()
    of_commodity = np.array(
        [sum(1 << bit for bit, facts in enumerate(marks) if holds(own, facts[0].elements))
         for own in commodities.contents], dtype=np.int64,
    )  # fmt: skip
    carried = _Carried(marks, places, of_commodity, commodities.stage)
    of_use = {uses: 1 << (len(marks) + place) for place, uses in enumerate(kept_for)}
    # The facts of a mark may be asked for by several rules that do the same, each of which names some of them.
    of_rule = np.array(
        [sum(1 << bit for bit, facts in enumerate(marks) if own.intersection(facts)) for own in rules.asked],
        dtype=np.int64,
    )
    release_mark, release_demand, release_line = _releases(inventories, demands, released, of_use)
    allowances = make_allowances(rules, processes, of_rule, len(marks) + len(kept_for))
    return Origins(
        words=words,
        facts=tuple(map(tuple, marks)),
        told_apart=told_apart,
        of_rule=of_rule,
        of_output=_of_output(tables.records["Processes"], sites, commodities, processes, carried),
        cleared=np.array([
            sum(1 << bit for bit, facts in enumerate(marks) if any(fact.stage in stages for fact in facts))
            for stages in cleared_stages
        ], dtype=np.int64),
        of_commodity=of_commodity | sum(of_use.values()) | int(allowances.used.sum()),
        # Also of a stock with nothing at the start: it is that of what a planner would lay there.
        of_opening=_of_supply(tables.records["Inventory"], inventories.line, inventories.commodity,
                              np.ones(inventories.line.size, dtype=np.bool_), carried),
        of_order=_of_supply(tables.records["Pipeline"], pipeline.line, pipeline.commodity, pipeline.quantity > 0.0,
                            carried),
        of_earlier=_of_supply(tables.records["Recycling"], returns.line, returns.scrap,
                              (returns.earlier > 0.0).any(axis=1), carried),
        set_by_stock=np.array([of_use.get(uses, 0) for uses in released], dtype=np.int64),
        unsafe=_unsafe(inventories, parts, rules, released, of_rule),
        release_mark=release_mark,
        release_demand=release_demand,
        release_line=release_line,
        allowances=allowances,
    )  # fmt: skip


def _present(tables: Tables, places: Places) -> set[str]:
    """Return the folded places in which a site lies, or from which a cell says that something comes."""
    given = {name for sheet in GIVEN_IN for name in tables.records[sheet].text["origin"] if name}
    return {*places.blocs, *places.countries, *(other for name in given for other in places.of(str(name)))}


def _clearing(
    records: Records, processes: Processes, issues: Findings
) -> tuple[dict[str, frozenset[int]], list[frozenset[str]]]:
    """Return stage -> the processes that clear it, and (processes,) the stages that each clears."""
    stages_of_row: dict[int, frozenset[str]] = {}
    for row, cell in enumerate(records.text["clears"]):
        words = [word.casefold() for word in list_of(cell)]
        unknown = [word for word in words if word not in STAGES and word not in ALL_STAGES]
        if unknown:
            issues.error(
                "unknown-stage",
                records.cell(row, "clears"),
                f"'{unknown[0]}' is no stage",
                f"write some of {', '.join(STAGES)}, separated by semicolons, or all",
            )
        if words:
            stages_of_row[row] = stages_cleared(cell)
    own: list[set[str]] = [set() for _ in range(processes.size)]
    if stages_of_row:
        for line, row in enumerate(processes.line_record.tolist()):
            own[int(processes.line_process[line])] |= stages_of_row.get(row, frozenset())
    clearing = {stage: frozenset(number for number, stages in enumerate(own) if stage in stages) for stage in STAGES}
    return clearing, [frozenset(stages) for stages in own]


def _of_output(
    records: Records, sites: Sites, commodities: Commodities, processes: Processes, carried: _Carried
) -> IntArray:
    """Return (lines,) the marks that each line of a recipe sets on what comes out."""
    result = np.zeros(processes.line_process.size, dtype=np.int64)
    if not carried.marks:
        return result
    source = processes.is_source
    known: dict[Hashable, int] = {}
    for line in np.flatnonzero(processes.line_output).tolist():
        process, commodity = int(processes.line_process[line]), int(processes.line_commodity[line])
        site, stage = int(processes.site[process]), commodities.stage[commodity]
        origin = str(records.text["origin"][processes.line_record[line]])
        if source[process] and origin:
            result[line] = carried.from_place(origin, commodity)
        else:
            # Many sites of a country make the same.
            own = sites.country[site], sites.bloc[site], commodity, bool(source[process])
            if own not in known:
                stages = stages_up_to(stage) if source[process] else [STAGE_OF[stage]] if stage in STAGE_OF else []
                known[own] = carried.made(sites.country[site], sites.bloc[site], commodity, stages)
            result[line] = known[own]
    return result


def _of_supply(records: Records, line: IntArray, commodity: IntArray, there: np.ndarray, carried: _Carried) -> IntArray:
    """Return the marks of stocks or orders: of one of unknown origin all that its commodity can carry."""
    result = np.zeros(line.size, dtype=np.int64)
    for number in np.flatnonzero(there).tolist() if carried.marks else []:
        result[number] = carried.from_place(str(records.text["origin"][line[number]]), int(commodity[number]))
    return result


def _released(
    records: Records, inventories: Inventories, demands: Demands, known: bool, issues: Findings
) -> list[tuple[str, ...]]:
    """Return (stocks,) the end uses that each stock is kept for, () for all."""
    spelled = {folded(use): use for use in reversed(demands.end_use) if use}
    reported: set[int] = set()
    result: list[tuple[str, ...]] = []
    for line in inventories.line.tolist():
        words = list_of(records.text["released for"][line], spelled)
        for word in words:
            if folded(word) not in spelled and known and line not in reported:
                reported.add(line)
                issues.error(
                    "unknown-name",
                    records.cell(line, "released for"),
                    f"'{word}' is no end use of sheet Demand",
                    f"write some of these, parted by semicolons: {'; '.join(sorted(spelled.values()))}"
                    if spelled
                    else "give the demand its end use",
                )
        result.append(tuple(sorted({spelled.get(folded(word), word) for word in words})))
    return result


def _unsafe(
    inventories: Inventories, parts: Carriers, rules: Rules, released: list[tuple[str, ...]], of_rule: IntArray
) -> IntArray:
    """Return (stocks, periods) the marks with which material is not safe for the end uses of its stock.

    A ban counts where deliveries that it is about are of the stock's commodity, or where that is none that the end uses
    get, but made into it.
    """
    unsafe = np.zeros((inventories.size, rules.share.shape[1]), dtype=np.int64)
    closed = (rules.share >= HALF) & rules.hard[:, None]
    stream, delivered, _ = parts.ways
    use_of = [folded(use) for use in parts.demands.end_use]
    instead = np.append(parts.substitutes.commodity, 0)[rules.use_option]
    given = np.where(rules.use_option < parts.substitutes.size, instead, parts.demands.commodity[rules.use_demand])
    for stock, uses in enumerate(released):
        kept = {folded(use) for use in uses}
        if not kept:
            continue
        own = int(inventories.commodity[stock])
        wanted = {what for one, what in zip(stream.tolist(), delivered.tolist(), strict=True) if use_of[one] in kept}
        for rule in np.unique(rules.use_rule).tolist():
            about = rules.use_rule == rule
            uses_of = {use_of[demand] for demand in rules.use_demand[about].tolist()}
            named = set(given[about].tolist())
            if kept & uses_of and (own in named or own not in wanted):
                unsafe[stock, closed[rule]] |= of_rule[rule]
    return unsafe


def _releases(
    inventories: Inventories, demands: Demands, released: list[tuple[str, ...]], of_use: dict[tuple[str, ...], int]
) -> tuple[IntArray, IntArray, IntArray]:
    """Return mark, demand stream and row of sheet Inventory for every stream that may not use a released stock."""
    found: list[tuple[int, int, int]] = []
    for uses, mark in of_use.items():
        line = min(int(inventories.line[stock]) for stock, own in enumerate(released) if own == uses)
        kept = {folded(use) for use in uses}
        found += [(mark, demand, line) for demand, use in enumerate(demands.end_use) if folded(use) not in kept]
    table = np.array(found, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]
