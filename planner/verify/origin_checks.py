"""All checks of where material comes from, in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.records import Tables
from planner.verify.allowances import DE_MINIMIS, check_allowances
from planner.verify.end_uses import (
    END_USE_BAN,
    check_end_uses,
    check_released,
    deliveries_of,
    read_use_bans,
    unsafe_marks,
)
from planner.verify.given import MARKS, Given
from planner.verify.ledger import BoolArray, FloatArray, IntArray, Ledger
from planner.verify.moves import DELIVERED, MADE, SENT, Moves
from planner.verify.names import Exact, Names, fold
from planner.verify.origins import Marks, Origins
from planner.verify.provenance import Followed, Marked, check_provenance, read_scrap
from planner.verify.recipes import Recipes
from planner.verify.substitutes import read_substitutes
from planner.verify.time import Time


@dataclass(frozen=True, eq=False)
class Marking:
    """The marks of what a plan moves: table -> (rows,) marks and the row of all of the same flow together; and runs."""

    origins: Origins
    marked: Marked
    together: dict[str, IntArray]

    def tonnes(self, asked: Marks, moves: Moves, recipes: Recipes) -> FloatArray:
        """Return (moves,) the t of each move that has one of these marks."""
        result = np.zeros(moves.tonnes.size)
        for kind, name, column in ((SENT, "ship", "sent_t"), (DELIVERED, "deliver", "delivered_t")):
            has = np.array([bool(own & asked) for own in self.marked.marks[name]], dtype=np.bool_)
            place, values = self.together[name][has], self.marked.given[name].quantity[column][has]
            found = np.bincount(place, weights=values, minlength=int(self.together[name].max(initial=-1)) + 1)
            chosen = moves.kind == kind
            result[chosen] = found[moves.place[chosen]]
        made: dict[tuple[int, int], float] = {}
        for (process, period, _, own), runs in self.marked.runs.items():
            for line in recipes.lines(process):
                out = self.origins.made(own, process, line)
                if recipes.line_out[line] and asked & out:
                    amount = float(recipes.line_quantity[line, period]) * runs
                    made[line, period] = made.get((line, period), 0.0) + amount
        for row in np.flatnonzero(moves.kind == MADE).tolist():
            result[row] = made.get((int(moves.place[row]), int(moves.paid[row])), 0.0)
        return result


@dataclass(frozen=True, eq=False)
class Found:
    """What the origins of a plan mean for other checks.

    broken    row of a soft ban of an end use -> tonnes by which it is broken in each case
    weighted  their weighted sum in tonne-years
    unsafe    (site, commodity, period) -> t of a stock that does not count as safety stock
    """

    broken: dict[int, list[float]]
    weighted: float
    unsafe: dict[tuple[int, int, int], float]


def read_marking(
    marked: dict[str, Given], origins: Origins, processes: list[str], recipes: Recipes
) -> tuple[dict[str, Given], Marking]:
    """Return the tables of a plan with rows that differ by their marks only added up, and the marks.

    processes  folded spelling of each number of a process that `marked` uses
    """
    given = dict(marked)
    together: dict[str, IntArray] = {}
    marks = {name: _marks(table, origins) for name, table in marked.items() if MARKS in table.code}
    for name in marks:
        given[name], together[name] = marked[name].regardless_of_origin()
    runs = _runs(marked["run"], marks["run"], processes, recipes)
    fed = _fed(marked["feed"], marks["feed"], processes, recipes)
    allowed = _allowed(marked["allow"], marks["allow"], processes, origins, recipes)
    return given, Marking(origins, Marked(marked, marks, runs, fed, allowed), together)


def read_stocks(tables: Tables, sites: Names, materials: Names) -> list[tuple[int, int, int]]:
    """Return site, commodity and row of sheet Inventory of every stock."""
    records = tables.records["Inventory"]
    find = Exact(records, (("site", sites), ("commodity", materials)))
    return [(site, what, line) for line in range(len(records)) for site, what in find.matches(line)]


def check_origins(
    tables: Tables, marking: Marking, in_force: list[int], days: Callable[[int], BoolArray], uses: list[str],
    stocks: list[tuple[int, int, int]], recipes: Recipes, sites: Names, materials: Names, time: Time, ledger: Ledger,
) -> Found:  # fmt: skip
    """Check that origins are counted as they are, and what bans of end uses and kept stocks leave of deliveries.

    uses     folded spelling of each number of an end use that the plan uses
    """
    origins, marked = marking.origins, marking.marked
    if not origins.marks:
        return Found({}, 0.0, {})
    given, marks = marked.given, marked.marks
    _check_mixtures(marked, recipes, sites, time, ledger)
    demand = tables.records["Demand"]
    streams = {
        (sites.number[fold(demand.text["customer"][line])], materials.number[fold(demand.text["commodity"][line])],
         fold(demand.text["end use"][line])): line
        for line in range(len(demand))
    }  # fmt: skip
    menu = read_substitutes(tables, sites, materials, time)
    deliver = given["deliver"]
    ratio = np.ones(deliver.size)
    keys = zip(*(deliver.code[name].tolist() for name in ("customer", "asked", "end_use", "commodity")), strict=True)
    for row, (customer, asked, use, commodity) in enumerate(keys):
        instead = menu.get((streams.get((customer, asked, uses[use]), -1), commodity))
        ratio[row] = instead.ratio if instead and commodity != asked else 1.0
    deliveries = deliveries_of(deliver, marks["deliver"], deliver.quantity["delivered_t"] / ratio, uses)
    bans = read_use_bans(tables, in_force, days, origins, sites, materials)
    scrap = read_scrap(tables, sites, materials, time)
    followed = Followed(origins, recipes, marked, scrap)
    for delivery in deliveries:
        where = (delivery.stream[0], delivery.commodity)
        for ban in bans:
            if ban.matches(delivery):
                followed.ask(where, ban.marks)
        barred = (word for word, own in origins.barred.items() if delivery.stream[2] not in own)
        followed.ask(where, frozenset(barred))
    _ask_of_flows(tables, origins, marked, recipes, sites, materials, followed)
    stream_of = {line: stream for stream, line in streams.items()}
    ways = [(site, use, what) for site, what, use in streams]
    ways += [(stream_of[line][0], stream_of[line][2], what) for line, what in menu]
    unsafe = {(stock[0], stock[1]): unsafe_marks(tables, bans, time, ways, stock) for stock in stocks}
    for where, asked in unsafe.items():
        for own in asked:
            followed.ask(where, own)
    followed.settle()
    kept = 1.0 - np.nan_to_num(tables.records["Inventory"].number_by_period["loss"])
    passed = {process: followed.passed(process) for process in range(recipes.site.size)}
    check_allowances(
        tables, origins.allowances, marked.runs, marked.allowed, passed, marked.inputs(recipes), recipes, sites,
        materials, time, ledger,
    )  # fmt: skip
    check_provenance(tables, origins, marked, followed, scrap, stocks, kept, recipes, sites, materials, time, ledger)
    check_released(origins, deliveries, materials, time, ledger)
    quantity = np.nan_to_num(demand.number_by_period["demand"])
    wanted = {stream: quantity[line] for stream, line in streams.items()}
    broken, weighted = check_end_uses(tables, bans, deliveries, wanted, time, ledger)
    return Found(broken, weighted, _unsafe_stock(given["stock"], marks["stock"], unsafe))


def _unsafe_stock(
    held: Given, marks: list[Marks], unsafe: dict[tuple[int, int], list[Marks]]
) -> dict[tuple[int, int, int], float]:
    """Return (site, commodity, period) -> t that do not count as safety stock."""
    found: dict[tuple[int, int, int], float] = {}
    columns = (held.code[name].tolist() for name in ("site", "commodity", "period"))
    for site, what, period, own, tonnes in zip(*columns, marks, held.quantity["stock_t"].tolist(), strict=True):
        if (site, what) in unsafe and own & unsafe[site, what][period]:
            found[site, what, period] = found.get((site, what, period), 0.0) + tonnes
    return found


def _marks(table: Given, origins: Origins) -> list[Marks]:
    known = {word: origins.read(word) or frozenset() for word in dict.fromkeys(table.words[MARKS])}
    return [known[word] for word in table.words[MARKS]]


def _runs(
    given: Given, marks: list[Marks], names: list[str], recipes: Recipes
) -> dict[tuple[int, int, int, Marks], float]:
    """Return (process, period, period of outputs, marks) -> runs; a process that is none is a fault elsewhere."""
    found: dict[tuple[int, int, int, Marks], float] = {}
    columns = (given.code[name].tolist() for name in ("site", "process", "period", "output_period"))
    for site, name, period, output, own, runs in zip(*columns, marks, given.quantity["runs"].tolist(), strict=True):
        process = recipes.number.get((site, names[name]), -1)
        if process >= 0:
            found[process, period, output, own] = found.get((process, period, output, own), 0.0) + runs
    return found


def _fed(
    given: Given, marks: list[Marks], names: list[str], recipes: Recipes
) -> dict[tuple[int, int, int, Marks], float]:
    """Return (process, line, period, marks of the run) -> t of an input of a mixture."""
    found: dict[tuple[int, int, int, Marks], float] = {}
    columns = (given.code[name].tolist() for name in ("site", "process", "commodity", "period"))
    for site, name, what, period, own, used in zip(*columns, marks, given.quantity["used_t"].tolist(), strict=True):
        process = recipes.number.get((site, names[name]), -1)
        line = recipes.mixed.get((process, what), -1)
        if line >= 0:
            found[process, line, period, own] = found.get((process, line, period, own), 0.0) + used
    return found


def _allowed(
    given: Given, marks: list[Marks], names: list[str], origins: Origins, recipes: Recipes
) -> dict[tuple[int, int, int, Marks, Marks], float]:
    """Return (process, line, period, marks of the run, marks of the material) -> t that the plan states as allowed."""
    found: dict[tuple[int, int, int, Marks, Marks], float] = {}
    columns = (given.code[name].tolist() for name in ("site", "process", "commodity", "period"))
    material = [origins.read(word) or frozenset() for word in given.words["material"]]
    for site, name, what, period, own, of, tonnes in zip(
        *columns, marks, material, given.quantity["allowed_t"].tolist(), strict=True
    ):
        process = recipes.number.get((site, names[name]), -1)
        lines = recipes.lines(process) if process >= 0 else ()
        for line in lines:
            if recipes.line_commodity[line] == what and not recipes.line_out[line]:
                found[process, line, period, own, of] = found.get((process, line, period, own, of), 0.0) + tonnes
    return found


def _check_mixtures(marked: Marked, recipes: Recipes, sites: Names, time: Time, ledger: Ledger) -> None:
    """Check that what goes into a mixture with certain marks covers the runs that state the same marks."""
    gap: dict[tuple[int, str, int, Marks], float] = {}
    for (process, line, period, own), used in marked.fed.items():
        each = float(recipes.line_quantity[line, period])
        key = (process, recipes.line_blend[line], period, own)
        gap[key] = gap.get(key, 0.0) + (used / each if each > 0.0 else 0.0)
    for (process, period, _, own), runs in marked.runs.items():
        for word in {recipes.line_blend[line] for line in recipes.lines(process)} - {""}:
            key = (process, word, period, own)
            gap[key] = gap.get(key, 0.0) - runs
    keys = list(gap)

    def sentence(row: int, excess: float) -> str:
        process, word, period, own = keys[row]
        return (
            f"blend '{word}' at {sites.spelled[recipes.site[process]]} in {time.names[period]}, of "
            f"{' + '.join(sorted(own)) or 'no origin that a rule asks for'}: {excess:+g} runs off what runs"
        )

    values = np.array(list(gap.values()))
    ledger.equal("mixtures", values, np.zeros(values.size), np.ones(values.size), sentence)


def _ask_of_flows(
    tables: Tables, origins: Origins, marked: Marked, recipes: Recipes, sites: Names, materials: Names,
    followed: Followed,
) -> None:  # fmt: skip
    """Note what rules on shipments, on what is made and on deliveries ask."""
    text = tables.records["Rules"].text
    ship, deliver = marked.given["ship"].code, marked.given["deliver"].code
    for line, marks in origins.of_rule.items():
        senders, receivers = sites.select(text["from"][line]), sites.select(text["to"][line])
        wanted = materials.select(text["commodity"][line])
        if text["type"][line] in (END_USE_BAN, DE_MINIMIS):
            continue
        if text["applies at"][line] == "delivery":
            nodes = zip(deliver["customer"].tolist(), deliver["commodity"].tolist(), strict=True)
            found = {(site, what) for site, what in nodes if site in receivers}
        elif text["applies at"][line] == "production":
            found = {
                (int(recipes.site[process]), int(recipes.line_commodity[one]))
                for process in followed.ran
                for one in recipes.lines(process)
                if recipes.line_out[one] and int(recipes.site[process]) in senders
            }
        else:
            rows = zip(*(ship[name].tolist() for name in ("from", "to", "commodity")), strict=True)
            found = {(origin, what) for origin, end, what in rows if origin in senders and end in receivers}
        for where in found:
            if where[1] in wanted:
                followed.ask(where, marks)
