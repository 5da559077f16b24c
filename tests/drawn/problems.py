"""Small random problems for property tests: every one has a plan, and every kind of row appears in some of them.

A chain of mines, separators with co-production, magnet plants and customers; figures lie on coarse grids, so that
ties and degenerate optima are common. The same seed gives the same sheets, in the form of tests/workbooks.py.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Sequence

from models.formulation import Model, build
from models.issues import errors
from models.problem import Problem
from models.records import Tables
from models.resolve import make_problem
from planner.read.book import read_book
from planner.read.grid import Book, Grid, levelled
from planner.read.grid import Cell as GridCell
from tests.drawn.material import add_material
from tests.workbooks import Cell, Formula, Sheets

FIRST_YEAR = 2027
MONTHS = 12
# A period is this many months; a mixture is as good as one length.
LENGTHS = (1, 3, 3, 6)


def random_sheets(seed: int, *, material: bool = True) -> Sheets:
    """Return the sheets of a random problem of 5 to 8 sites, 3 or 4 commodities and 3 to 5 periods.

    material  whether some of them have sheets Recycling, Blends and Substitutes
    """
    return _Draw(random.Random(seed)).sheets(material=material)


def tables_of(sheets: Sheets) -> Tables:
    """Return the tables that sheets hold, read as a workbook with these cells would be; errors are a failed test."""
    grids = {name: Grid(name, levelled([[_cell(value) for value in row] for row in rows]))
             for name, rows in sheets.items()}  # fmt: skip
    reading = read_book(Book("random problem", "", grids))
    assert reading.tables is not None, reading.issues
    assert not errors(reading.issues), errors(reading.issues)
    return reading.tables


def problem_of(sheets: Sheets) -> Problem:
    """Return the problem that sheets describe; errors are a failed test."""
    problem, issues = make_problem(tables_of(sheets))
    assert not errors(list(issues)), errors(list(issues))
    return problem


def random_model(seed: int) -> Model:
    """Return the built program of a random problem."""
    return build(problem_of(random_sheets(seed)))


def always_open(sheets: Sheets) -> Sheets:
    """Return the sheets without dates of sites and sheet Ramp: what starts late may skip rate limits, so both go."""
    header, *sites = sheets["Sites"]
    kept = [place for place, name in enumerate(header) if name not in ("start", "end")]
    return {
        **{name: rows for name, rows in sheets.items() if name != "Ramp"},
        "Sites": [[row[place] for place in kept] for row in [header, *sites]],
    }


def _cell(value: Cell) -> GridCell:
    if value is None:
        return ""
    if isinstance(value, Formula):
        return value.value
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


class _Draw:
    """One random problem while it is drawn."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.has_dysprosium = chance.random() < 0.5
        self.mines = ["Mine A", "Mine B"]
        self.separators = ["Separator A", "Separator B"][: chance.randint(1, 2)]
        self.plants = ["Magnet plant A", "Magnet plant B"][: chance.randint(1, 2)]
        self.customers = ["Motor maker", "Turbine maker"][: chance.randint(1, 2)]
        self.oxides = ["NdPr oxide", "Dy oxide"] if self.has_dysprosium else ["NdPr oxide"]
        self.materials = ["concentrate", *self.oxides, "magnet"]
        self.periods = self._draw_periods()
        self.names = [name for name, _, _ in self.periods]

    def sheets(self, *, material: bool) -> Sheets:
        """Return all sheets, those without a row left out."""
        drawn: Sheets = {
            "Settings": [["setting", "value"], ["title", "Random problem"],
                         ["discount rate [%/yr]", self.chance.choice([0, 0, 8])]],
            "Periods": self._period_rows(),
            "Commodities": self._commodities(),
            "Sites": self._sites(),
            "Processes": self._processes(),
            "Demand": self._demand(),
            "Capacity": self._capacity(),
            **self._timing(),
            "Lanes": self._lanes(),
            "Inventory": self._inventory(),
            "Pipeline": self._pipeline(),
            "Rules": self._rules(),
            "Contracts": self._contracts(),
        }  # fmt: skip
        # Drawn last and apart, so that what stands above stays as it was for a seed.
        if material:
            add_material(drawn, self.chance, self.customers[0], self.plants[0], self.names, self.periods[-1][1])
        return {name: rows for name, rows in drawn.items() if len(rows) > 1}

    def _draw_periods(self) -> list[tuple[str, dt.date, dt.date]]:
        periods = []
        month = 0
        for number in range(self.chance.randint(3, 5)):
            start = _month_start(month)
            month += self.chance.choice(LENGTHS)
            periods.append((f"P{number + 1}", start, _month_start(month) - dt.timedelta(days=1)))
        return periods

    def _period_rows(self) -> list[list[Cell]]:
        rows: list[list[Cell]] = [["period", "start", "end"]]
        for name, start, end in self.periods:
            rows.append([name, start, end])
        return rows

    def _some(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return some of the pairs, every sender and every receiver with at least one."""
        kept = [pair for pair in pairs if self.chance.random() < 0.7]
        for side in (0, 1):
            for name in dict.fromkeys(pair[side] for pair in pairs):
                if not any(pair[side] == name for pair in kept):
                    kept.append(self.chance.choice([pair for pair in pairs if pair[side] == name]))
        return kept

    def _series(self, low: int, high: int) -> list[Cell]:
        """Return a number on a grid of 5 for each period."""
        return [5 * self.chance.randint(low, high) for _ in self.names]

    def _commodities(self) -> list[list[Cell]]:
        rows: list[list[Cell]] = [
            ["commodity", "stage", "value [USD/t]", "surplus price [USD/t]", "surplus limit [t/period]",
             "disposal cost [USD/t]"],
            ["concentrate", "concentrate", 4_000, None, None, self.chance.choice([None, 50])],
            ["magnet", "magnet", 60_000, None, None, None],
        ]  # fmt: skip
        for oxide, value in zip(self.oxides, (70_000, 250_000), strict=False):
            sold = self.chance.random() < 0.5
            price, limit = (value // 10, 5 * self.chance.randint(1, 3)) if sold else (None, None)
            rows.append([oxide, "oxide", value, price, limit, self.chance.choice([None, 20])])
        return rows

    def _sites(self) -> list[list[Cell]]:
        rows: list[list[Cell]] = [["site", "country", "bloc", "kind", "start", "end"]]
        first, last = self.periods[0][1], self.periods[-1][2]
        opens = first + dt.timedelta(days=self.chance.choice([0, 0, 40, 91]))
        shuts = self.chance.choice([None, None, last - dt.timedelta(days=self.chance.randint(1, 80))])
        rows += [[self.mines[0], "China", None, "mine", None, shuts],
                 [self.mines[1], "Australia", "Allies", "mine", opens, None]]  # fmt: skip
        for names, kind in ((self.separators, "plant"), (self.plants, "plant")):
            rows += [[name, "China" if place == 0 else "United States", None, kind, None, None]
                     for place, name in enumerate(names)]  # fmt: skip
        return rows + [[name, "United States", None, "customer", None, None] for name in self.customers]

    def _timing(self) -> Sheets:
        """Return sheets Ramp and Expansion: separators and mines always have a capacity to start up and to add to."""
        ramp: list[list[Cell]] = [["site", "process", "start", "percent by age", "rate limit [t/yr/yr]"]]
        more: list[list[Cell]] = [["site", "process", "capacity [t/yr]", "lead time [months]",
                                   "capital cost [USD/(t/yr)]", "life [yr]", "latest start"]]  # fmt: skip
        first = self.periods[0][1]
        if self.chance.random() < 0.4:
            start = first + dt.timedelta(days=self.chance.randint(0, 60))
            ramp.append([self.separators[0], "separate", start, self.chance.choice(["0 50; 3 100", "1 20; 4 60; 9 90"]),
                         self.chance.choice([None, 200])])  # fmt: skip
        if self.chance.random() < 0.4:
            ramp.append([self.mines[1], "mine", None, None, 20 * self.chance.randint(2, 8)])
        for site, process in ((self.separators[-1], "separate"), (self.mines[0], "mine")):
            if self.chance.random() < 0.6:
                more.append([site, process, 10 * self.chance.randint(1, 8), self.chance.choice([None, 1, 4]),
                             1_000 * self.chance.randint(1, 5), self.chance.choice([0.5, 10]),
                             self.chance.choice([None, self.periods[1][2]])])  # fmt: skip
        return {"Ramp": ramp, "Expansion": more}

    def _processes(self) -> list[list[Cell]]:
        rows: list[list[Cell]] = [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "yield [fraction]",
             "run cost [USD/t]", "lead time [months]"],
        ]  # fmt: skip
        for mine in self.mines:
            rows.append([mine, "mine", "out", "concentrate", 1, None, 1_000 * self.chance.randint(1, 4), None])
        for separator in self.separators:
            share = self.chance.choice([0.5, 0.75, 1])
            cost = 500 * self.chance.randint(1, 4)
            rows.append([separator, "separate", "in", "concentrate", 1, None, cost, self.chance.choice([None, 1, 3])])
            rows.append([separator, "separate", "out", "NdPr oxide", 0.5, share, None, None])
            if self.has_dysprosium:
                rows.append([separator, "separate", "out", "Dy oxide", 0.125, None, None, None])
        for plant in self.plants:
            rows.append([plant, "sinter", "in", "NdPr oxide", 0.5, None, None, None])
            if self.has_dysprosium:
                rows.append([plant, "sinter", "in", "Dy oxide", 0.125, None, None, None])
            rows.append([plant, "sinter", "out", "magnet", 1, 1, 2_000 * self.chance.randint(1, 4), None])
        return rows

    def _demand(self) -> list[list[Cell]]:
        rows: list[list[Cell]] = [
            ["customer", "commodity", "end use", "priority", "shortage cost [USD/t]", "weight", "may wait [periods]",
             "unit", *self.names],
        ]  # fmt: skip
        uses = list(itertools.product(self.customers, ("defence", "cars")))
        priced = self.chance.random() < 0.5
        for place, (customer, use) in enumerate(uses):
            priority = 1 if use == "defence" else self.chance.choice([1, 2])
            cost = 1_000 * self.chance.randint(5, 80) if priced and place == len(uses) - 1 else None
            weight = self.chance.choice([None, None, 2])
            wait = self.chance.choice([None, 1, 2])
            rows.append([customer, "magnet", use, None if cost else priority, cost, None if cost else weight, wait,
                         "t/period", *self._series(0, 4)])  # fmt: skip
        if self.chance.random() < 0.3:
            oxide = self.oxides[0]
            rows.append([self.customers[0], oxide, "catalysts", 3, None, None, None, "t/period", *self._series(0, 2)])
        return rows

    def _capacity(self) -> list[list[Cell]]:
        rows: list[list[Cell]] = [["site", "process", "basis", "unit", "all", *self.names]]
        for mine in self.mines:
            rows.append([mine, "mine", "out", "t/period", None, *self._series(2, 10)])
        for separator in self.separators:
            rows.append(
                [separator, "separate", "in", "t/yr", 20 * self.chance.randint(5, 20), *[None] * len(self.names)]
            )
        for plant in self.plants:
            if self.chance.random() < 0.7:
                rows.append([plant, "sinter", "out", "t/period", None, *self._series(2, 6)])
        return rows

    def _lanes(self) -> list[list[Cell]]:
        rows: list[list[Cell]] = [
            ["from", "to", "commodity", "cost [USD/t]", "duty [%]", "lead time [months]", "loss [fraction]",
             "capacity [t/period]"],
        ]  # fmt: skip
        uses_oxide = [*self.plants, self.customers[0]]
        links = [("concentrate", pair) for pair in self._some(list(itertools.product(self.mines, self.separators)))]
        for oxide in self.oxides:
            links += [(oxide, pair) for pair in itertools.product(self.separators, uses_oxide)]
        links += [("magnet", pair) for pair in self._some(list(itertools.product(self.plants, self.customers)))]
        for material, (sender, receiver) in links:
            rows.append([
                sender, receiver, material, 50 * self.chance.randint(0, 6), self.chance.choice([None, None, 5]),
                self.chance.choice([None, None, 1, 3]), self.chance.choice([None, None, 0.125]),
                self.chance.choice([None, None, 10, 20]),
            ])  # fmt: skip
        return rows

    def _inventory(self) -> list[list[Cell]]:
        rows: list[list[Cell]] = [
            ["site", "commodity", "opening [t]", "maximum [t]", "safety [t]", "end stock [t]",
             "holding cost [USD/t/yr]", "loss [%/yr]"],
        ]  # fmt: skip
        limits: tuple[Cell, ...] = ("no limit", 25, 40)
        places = [(plant, oxide) for plant in self.plants for oxide in self.oxides]
        places += [(customer, "magnet") for customer in self.customers]
        for site, material in places:
            if self.chance.random() < 0.6:
                rows.append([
                    site, material, 5 * self.chance.randint(0, 4), limits[self.chance.randrange(len(limits))],
                    self.chance.choice([None, None, 5]), self.chance.choice([None, 5, 10]),
                    100 * self.chance.randint(0, 5), self.chance.choice([None, None, 10]),
                ])  # fmt: skip
        return rows

    def _pipeline(self) -> list[list[Cell]]:
        rows: list[list[Cell]] = [["to", "commodity", "period", "quantity [t]"]]
        if self.chance.random() < 0.4:
            rows.append([self.customers[0], "magnet", self.names[1], 5 * self.chance.randint(1, 2)])
        return rows

    def _rules(self) -> list[list[Cell]]:
        rows: list[list[Cell]] = [
            ["rule", "type", "from", "to", "commodity", "value", "unit", "start", "end", "window", "hard", "weight"],
        ]  # fmt: skip
        first, last = self.periods[0][1], self.periods[-1][2]
        middle = self.periods[1][1] + dt.timedelta(days=self.chance.choice([0, 15]))
        if self.chance.random() < 0.6:
            hard = self.chance.choice(["yes", "yes", "no"])
            window = self.chance.choice(["period", "own dates", "calendar year"])
            rows.append(["export cap", "cap", "China", "United States", None, 5 * self.chance.randint(1, 6), "t",
                         middle, None, window, hard, None if hard == "yes" else 2])  # fmt: skip
        if self.chance.random() < 0.5:
            value, unit = self.chance.choice([(25, "%"), (5_000, "USD/t")])
            rows.append(["tariff", "tariff", "China", "United States", None, value, unit, first, middle, None, None,
                         None])  # fmt: skip
        if self.chance.random() < 0.3:
            rows.append(["ban", "ban", self.mines[0], None, None, None, None, self.periods[2][1], last, None,
                         self.chance.choice(["yes", "no"]), None])  # fmt: skip
        if self.chance.random() < 0.3:
            # Bans of some days each, of which some are the same days of the same flows.
            for number in range(3):
                opens = first + dt.timedelta(days=self.chance.randint(0, 100))
                rows.append([f"closure {number}", "ban", self.chance.choice([self.mines[0], None]), None, None, None,
                             None, opens, opens + dt.timedelta(days=self.chance.randint(5, 60)), None,
                             self.chance.choice(["yes", "yes", "no"]), None])  # fmt: skip
        return rows

    def _contracts(self) -> list[list[Cell]]:
        rows: list[list[Cell]] = [
            ["contract", "tier", "supplier", "buyer", "commodity", "price [USD/t]", "price floor [USD/t]",
             "floor paid by", "tier to [t]", "minimum take [t]", "take-or-pay", "maximum [t]", "window", "start",
             "end"],
        ]  # fmt: skip
        windows = ("period", "calendar year", "term")
        if self.chance.random() < 0.5:
            # Prices that rise with quantity: those that fall need whole numbers.
            price, least = 1_000 * self.chance.randint(20, 90), self.chance.choice([None, 5, 15])
            start = self.periods[1][1] + dt.timedelta(days=self.chance.choice([0, 10]))
            rows.append(["oxide deal", "1", self.separators[0], None, self.oxides[0], price,
                         self.chance.choice([None, 50_000]), self.chance.choice(["buyer", "third party"]), 10, least,
                         "yes" if least else None, self.chance.choice([None, 40]), self.chance.choice(windows),
                         self.chance.choice([None, start]), None])  # fmt: skip
            rows.append(["oxide deal", "2", None, None, None, price + 5_000, *[None] * 9])
        if self.chance.random() < 0.3:
            rows.append(["oxide spot", None, None, None, self.oxides[0], 60_000, *[None] * 9])
        if self.chance.random() < 0.3:
            least = self.chance.choice([5, 10])
            rows.append(["magnet deal", None, self.plants[-1], self.customers[0], "magnet", None, 70_000, None, None,
                         None, None, 10 * least, self.chance.choice(windows), None,
                         self.periods[2][1] + dt.timedelta(days=self.chance.choice([0, 20]))])  # fmt: skip
        return rows


def _month_start(month: int) -> dt.date:
    return dt.date(FIRST_YEAR + month // MONTHS, month % MONTHS + 1, 1)
