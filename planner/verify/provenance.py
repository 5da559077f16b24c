"""That no material of a plan is counted as cleaner than it is.

What comes to a site is marked by where it is from, whatever the plan says. What the plan sends, keeps, delivers or uses
from there with certain marks must be found among it with no others: material may be counted as more marked than it is,
never as less. A mark is followed as far as some flow of the plan leads to where a rule asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from models.records import Tables
from planner.verify.allowances import uses_of
from planner.verify.dealing import shortage
from planner.verify.given import Given
from planner.verify.ledger import FloatArray, Ledger
from planner.verify.names import Exact, Names, fold
from planner.verify.origins import NONE, Marks, Origins
from planner.verify.recipes import Recipes
from planner.verify.time import Time

type Node = tuple[int, int]  # site, commodity


@dataclass(frozen=True, eq=False)
class Marked:
    """A plan's tables with the marks of every row: table -> (rows,) marks.

    runs    (process, period, period of outputs, marks of what goes in) -> runs
    fed     (process, line, period, marks of the run) -> t of an input of a mixture
    allowed (process, line, period, marks of the run, marks of the material) -> t stated as allowed
    """

    given: dict[str, Given]
    marks: dict[str, list[Marks]]
    runs: dict[tuple[int, int, int, Marks], float]
    fed: dict[tuple[int, int, int, Marks], float]
    allowed: dict[tuple[int, int, int, Marks, Marks], float]

    def inputs(self, recipes: Recipes) -> dict[tuple[int, int, int, Marks], float]:
        """Return (process, line, period, marks of the run) -> t of all that goes into runs."""
        found = dict(self.fed)
        for (process, period, _, own), runs in self.runs.items():
            for line in recipes.lines(process):
                if not recipes.line_out[line] and not recipes.line_blend[line]:
                    key = (process, line, period, own)
                    found[key] = found.get(key, 0.0) + float(recipes.line_quantity[line, period]) * runs
        return found


@dataclass(frozen=True, eq=False)
class Scrap:
    """Streams of sheet Recycling: (site, product) -> row and scrap of each, with (rows, periods) period of return."""

    of_product: dict[Node, list[tuple[int, int]]]
    landing: np.ndarray


def read_scrap(tables: Tables, sites: Names, materials: Names, time: Time) -> Scrap:
    """Read which scrap comes back of which product, where."""
    records = tables.records["Recycling"]
    find = Exact(records, (("customer", sites), ("product", materials)), ("scrap",))
    found: dict[Node, list[tuple[int, int]]] = {}
    for line in range(len(records)):
        scrap = materials.number[fold(records.text["scrap"][line])]
        for site, product in find.matches(line):
            if product != scrap:
                found.setdefault((site, product), []).append((line, scrap))
    return Scrap(found, time.landings(records, "lag", tables.settings["round lead times up"] == "yes"))


class Followed:
    """The marks that something asks for at each node, or at a node to which a flow of the plan leads from there."""

    def __init__(self, origins: Origins, recipes: Recipes, marked: Marked, scrap: Scrap) -> None:
        """Take the flows of a plan, with nothing asked for yet."""
        self.origins, self.recipes = origins, recipes
        self.asked: dict[Node, Marks] = {}
        ship, deliver = marked.given["ship"].code, marked.given["deliver"].code
        self.edges = set(
            zip(
                zip(ship["from"].tolist(), ship["commodity"].tolist(), strict=True),
                zip(ship["to"].tolist(), ship["commodity"].tolist(), strict=True),
                strict=True,
            )
        )
        for site, product in zip(deliver["customer"].tolist(), deliver["commodity"].tolist(), strict=True):
            self.edges |= {((site, product), (site, other)) for _, other in scrap.of_product.get((site, product), ())}
        self.ran = {process for process, *_ in marked.runs}
        self.tested: dict[int, Marks] = {}
        for process, *_, own in marked.runs:
            uses = uses_of(origins.allowances, own)
            self.tested[process] = self.tested.get(process, NONE) | uses.relieved | uses.used

    def ask(self, where: Node, marks: Marks) -> None:
        """Note that something asks for marks at a node."""
        self.asked[where] = self.at(where) | (marks & self.origins.carried[where[1]])

    def at(self, where: Node) -> Marks:
        """Return the marks that are followed at a node."""
        return self.asked.get(where, NONE)

    def passed(self, process: int) -> Marks:
        """Return the marks of its inputs that are followed in what a process makes."""
        site = int(self.recipes.site[process])
        after = NONE
        for line in self.recipes.lines(process):
            if self.recipes.line_out[line]:
                after |= self.at((site, int(self.recipes.line_commodity[line])))
        return after - self.origins.cleared[process]

    def settle(self) -> None:
        """Follow every mark back along the flows."""
        while True:
            before = dict(self.asked)
            for one, other in self.edges:
                self.ask(one, self.at(other))
            for process in self.ran:
                # An allowance is tested on all that it relieves, and on what has used it before.
                passed = self.passed(process) | self.tested[process]
                site = int(self.recipes.site[process])
                for line in self.recipes.lines(process):
                    if not self.recipes.line_out[line]:
                        self.ask((site, int(self.recipes.line_commodity[line])), passed)
            if before == self.asked:
                return


@dataclass(eq=False)
class _Pools:
    """What lies at every node and period, and what is taken: tonnes by marks; only where a mark is followed."""

    origins: Origins
    followed: Followed
    periods: int
    there: dict[tuple[int, int, int], dict[Marks, float]] = field(default_factory=dict)
    taken: dict[tuple[int, int, int], dict[Marks, float]] = field(default_factory=dict)

    def put(self, where: Node, period: int, own: Marks, tonnes: float) -> None:
        """Add what comes to a node, with the marks that it has."""
        followed = self.followed.at(where)
        if period < self.periods and tonnes > 0.0 and followed:
            kept = {self.origins.kept_for[where]} if where in self.origins.kept_for else set()
            pool = self.there.setdefault((*where, period), {})
            real = (own | kept) & self.origins.carried[where[1]] & followed
            pool[real] = pool.get(real, 0.0) + tonnes

    def take(self, where: Node, period: int, most: Marks, tonnes: float) -> None:
        """Take what leaves a node, with marks that it may have at most."""
        followed = self.followed.at(where)
        if tonnes > 0.0 and followed:
            pool = self.taken.setdefault((*where, period), {})
            pool[most & followed] = pool.get(most & followed, 0.0) + tonnes


def check_provenance(
    tables: Tables, origins: Origins, marked: Marked, followed: Followed, scrap: Scrap,
    stocks: Sequence[tuple[int, int, int]], kept: FloatArray, recipes: Recipes, sites: Names, materials: Names,
    time: Time, ledger: Ledger,
) -> None:  # fmt: skip
    """Check at every node and period that what leaves can be made of what is there.

    stocks   (site, commodity, row of Inventory) of every stock;  kept  (rows of Inventory, periods) share that survives
    """
    pools = _Pools(origins, followed, time.size)
    _supplies(tables, pools, marked, scrap, stocks, kept, sites, materials, time)
    given, marks = marked.given, marked.marks
    ship = given["ship"]
    for row, own in enumerate(marks["ship"]):
        origin, end, what = (int(ship.code[name][row]) for name in ("from", "to", "commodity"))
        pools.take((origin, what), int(ship.code["period"][row]), own, float(ship.quantity["sent_t"][row]))
        pools.put((end, what), int(ship.code["arrival_period"][row]), own, float(ship.quantity["arrived_t"][row]))
    for name, column, place in (("deliver", "delivered_t", "customer"), ("sell", "quantity_t", "site"),
                                ("dispose", "quantity_t", "site"), ("stock", "stock_t", "site")):  # fmt: skip
        table = given[name]
        for row, own in enumerate(marks[name]):
            where = (int(table.code[place][row]), int(table.code["commodity"][row]))
            pools.take(where, int(table.code["period"][row]), own, float(table.quantity[column][row]))
    _runs(pools, marked, recipes)
    keys = sorted(pools.taken)
    short = np.array([shortage(pools.there.get(key, {}), pools.taken[key]) for key in keys])
    scale = np.array([sum(pools.taken[key].values()) for key in keys])

    def sentence(row: int, missing: float) -> str:
        site, commodity, period = keys[row]
        return (
            f"{materials.spelled[commodity]} at {sites.spelled[site]} in {time.names[period]}: {missing:g} t is "
            "counted as of cleaner origin than what is there"
        )

    ledger.at_most("origins", short, np.zeros(short.size), scale, sentence)


def _supplies(
    tables: Tables, pools: _Pools, marked: Marked, scrap: Scrap, stocks: Sequence[tuple[int, int, int]],
    kept: FloatArray, sites: Names, materials: Names, time: Time,
) -> None:  # fmt: skip
    """Put down opening stocks, what is carried over, orders on their way, and scrap."""
    inventory, pipeline, recycling = (tables.records[name] for name in ("Inventory", "Pipeline", "Recycling"))
    origins, line_of = pools.origins, {(site, commodity): line for site, commodity, line in stocks}
    for where, line in line_of.items():
        opening = float(np.nan_to_num(inventory.number["opening"][line]) * kept[line, 0])
        pools.put(where, 0, origins.opening[line, where[1]], opening)
    held = marked.given["stock"]
    for row, own in enumerate(marked.marks["stock"]):
        where, after = (
            (int(held.code["site"][row]), int(held.code["commodity"][row])),
            int(held.code["period"][row]) + 1,
        )
        if after < time.size and where in line_of:
            pools.put(where, after, own, float(held.quantity["stock_t"][row] * kept[line_of[where], after]))
    number = {fold(name): place for place, name in enumerate(time.names)}
    for line in range(len(pipeline)):
        where = (
            sites.number[fold(pipeline.text["to"][line])],
            materials.number[fold(pipeline.text["commodity"][line])],
        )
        period, tonnes = number[fold(pipeline.text["period"][line])], float(pipeline.number["quantity"][line])
        pools.put(where, period, origins.order[line, where[1]], tonnes)
    earlier = np.nan_to_num(recycling.number_by_period["returns from earlier sales"])
    for (site, _), rows in scrap.of_product.items():
        for line, what in rows:
            for period in np.flatnonzero(earlier[line]).tolist():
                pools.put((site, what), period, origins.earlier[line, what], float(earlier[line, period]))
    deliver = marked.given["deliver"]
    for row, own in enumerate(marked.marks["deliver"]):
        site, product = int(deliver.code["customer"][row]), int(deliver.code["commodity"][row])
        for line, what in scrap.of_product.get((site, product), ()):
            back = int(scrap.landing[line, int(deliver.code["period"][row])])
            tonnes = float(recycling.number["collection rate"][line] * deliver.quantity["delivered_t"][row])
            pools.put((site, what), back, own, tonnes)


def _runs(pools: _Pools, marked: Marked, recipes: Recipes) -> None:
    """Take what runs need, and put down what they make."""
    origins, followed = pools.origins, pools.followed
    for (process, period, output, own), runs in marked.runs.items():
        for line in recipes.lines(process):
            if recipes.line_out[line]:
                where = (int(recipes.site[process]), int(recipes.line_commodity[line]))
                tonnes = float(recipes.line_quantity[line, period]) * runs
                pools.put(where, output, origins.made(own, process, line), tonnes)
    needed = marked.inputs(recipes)
    for (process, line, period, own, material), tonnes in marked.allowed.items():
        where = (int(recipes.site[process]), int(recipes.line_commodity[line]))
        needed[process, line, period, own] = needed.get((process, line, period, own), 0.0) - tonnes
        pools.take(where, period, material, tonnes)
    for (process, line, period, own), tonnes in needed.items():
        where = (int(recipes.site[process]), int(recipes.line_commodity[line]))
        uses = uses_of(origins.allowances, own)
        # Marks that nothing asks for in what is made may stand on the input all the same.
        free = followed.at(where) - followed.passed(process) - uses.relieved - uses.used
        pools.take(where, period, own - uses.used | free, tonnes)
