"""Plans to verify: a problem with every kind of row, solved, and its tables to tamper with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from models.formulation import build
from models.plan import make_plan
from models.records import Tables
from models.resolve import make_problem
from planner.solve import highs
from planner.verify import Verification, verify
from tests.drawn.problems import tables_of
from tests.workbooks import Cell, Sheets


@dataclass(frozen=True, eq=False)
class Case:
    """An input, and the plan that was found for it."""

    tables: Tables
    plan: Mapping[str, pd.DataFrame]
    objectives: list[tuple[str, float]]

    def copy(self) -> dict[str, pd.DataFrame]:
        """Return the tables of the plan, free to be changed."""
        return {name: table.copy() for name, table in self.plan.items()}

    def verify(self, plan: Mapping[str, pd.DataFrame] | None = None) -> Verification:
        """Verify the plan, or a changed one, against its own objectives."""
        return verify(self.tables, self.plan if plan is None else plan, self.objectives)


def solve_sheets(sheets: Sheets) -> Case:
    """Solve an input; errors in it are a failed test."""
    return solve_tables(tables_of(sheets))


def solve_tables(tables: Tables) -> Case:
    """Solve an input that was read."""
    problem, issues = make_problem(tables)
    assert not [issue for issue in issues if issue.severity == "error"], [str(issue) for issue in issues]
    model = build(problem)
    matrix = model.program.matrix()
    plan = make_plan(model, highs.solve(matrix, model.program.tiers))
    return Case(tables, plan.tables, [(name, optimum) for name, optimum, _ in plan.objectives])


PERIODS = ("December", "Winter", "Spring", "Second half")
FIRST_DAYS = (dt.date(2026, 12, 1), dt.date(2026, 12, 21), dt.date(2027, 4, 1), dt.date(2027, 7, 1))
LAST_DAYS = (dt.date(2026, 12, 20), dt.date(2027, 3, 31), dt.date(2027, 6, 30), dt.date(2027, 12, 31))
NONE: tuple[Cell, ...] = (None,) * len(PERIODS)


def _period(place: int) -> list[Cell]:
    return [PERIODS[place], FIRST_DAYS[place], LAST_DAYS[place]]


def rich_sheets(**settings: Cell) -> Sheets:
    """Return an input with every kind of row that this version acts on, in periods of uneven length.

    settings  name (`_` for a space) -> value, beyond a discount rate of 8 %/yr
    """
    value: list[Cell] = [f"value {name} [USD/t]" for name in PERIODS]
    price: list[Cell] = [f"surplus price {name} [USD/t]" for name in PERIODS]
    return {
        "Settings": [
            ["setting", "value"],
            ["discount rate [%/yr]", 8],
            *([name.replace("_", " "), value] for name, value in settings.items()),
        ],
        "Periods": [
            ["period", "start", "end"],
            *(_period(place) for place in range(len(PERIODS))),
        ],
        "Commodities": [
            ["commodity", "stage", *value, *price, "surplus limit [t/yr]", "disposal cost [USD/t]"],
            ["ore", "ore", 100, 100, 100, 100, *NONE, None, None],
            ["oxide", "oxide", 1000, 1100, 1200, 1300, *NONE, None, 5],
            ["cerium", "oxide", 10, 10, 10, 10, None, 4, 3, 2, 40, 7],
            ["magnet", "magnet", 9000, 9000, 9500, 9500, *NONE, None, None],
            ["old magnet", "scrap", *NONE, *NONE, None, 3],
            ["new oxide", "oxide", *NONE, *NONE, None, None],
        ],
        "Sites": [
            ["site", "operator", "country", "bloc", "kind", "start", "end"],
            ["North mine", "Digger", "Australia", "Allies", "mine", None, None],
            ["South mine", "Digger", "Brazil", "Allies", "mine", None, None],
            ["East mine", "Eastern", "China", None, "mine", None, dt.date(2027, 11, 15)],
            ["Separator", "Refiner", "Malaysia", "Allies", "plant", dt.date(2026, 12, 6), None],
            ["Port", "Harbour", "United States", None, "depot", None, None],
            ["Magnet works", "Works", "United States", None, "plant", None, None],
            ["Reserve", "State", "United States", None, "stockpile", None, None],
            ["Motor maker", "Motors", "United States", None, "customer", None, None],
            ["Turbine maker", "Turbines", "Allies land", "Allies", "customer", None, None],
        ],
        "Groups": [
            ["group", "member"],
            ["Western mines", "North mine"],
            ["Western mines", "Brazil"],
            ["All mines", "Western mines"],
            ["All mines", "East mine"],
            ["Products of separation", "oxide"],
            ["Products of separation", "cerium"],
        ],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "all", *PERIODS, "run cost [USD/t]",
             "run cost Spring [USD/t]", "lead time [days]", "minimum run [t/yr]", "blend"],
            ["All mines", "dig", "out", "ore", 2, None, *NONE, 20, 25, None, None],
            ["East mine", "dig", "out", "ore", 2, None, *NONE, 4, None, None, 24],
            ["Separator", "separate", "in", "ore", 1, None, *NONE, 30, None, 20, None],
            ["Separator", "separate", "out", "oxide", 0.4, None, 0.8, 0.9, 0.9, 0.95, None, None, None, None],
            ["Separator", "separate", "out", "cerium", 0.5, None, *NONE, None, None, None, None],
            ["Magnet works", "sinter", "in", "oxide", 0.3, None, *NONE, None, None, None, None, "feed"],
            ["Magnet works", "sinter", "in", "new oxide", 0.32, None, *NONE, None, None, None, None, "feed"],
            ["Magnet works", "recycle", "in", "old magnet", 1, None, *NONE, 90, None, None, None, None],
            ["Magnet works", "recycle", "out", "new oxide", 0.25, None, *NONE, None, None, None, None, None],
            ["Magnet works", "sinter", "out", "magnet", 1, 0.98, *NONE, 500, None, None, None],
        ],
        "Demand": [
            ["customer", "commodity", "end use", "priority", "shortage cost [USD/t]", "weight", "may wait [months]",
             "unit", *PERIODS],
            ["Motor maker", "magnet", "defence", 1, None, None, None, "t/period", 10, 20, 20, 30],
            ["Motor maker", "magnet", "cars", 2, None, 0.9, 5, "t/yr", 400, 160, 120, 120],
            ["Turbine maker", "magnet", "", 2, None, None, None, "t/period", 5, 30, 20, 40],
            ["Turbine maker", "oxide", "polish", 2, None, 5, None, "t/period", 2, 4, 4, 4],
            ["Motor maker", "magnet", "spares", None, 1500, None, None, "t/period", 1, 2, 2, 2],
        ],
        "Substitutes": [
            ["customer", "commodity", "end use", "accepted instead", "tonnes per tonne", "from", "until"],
            ["Allies", "oxide", None, "new oxide", 1.25, None, dt.date(2027, 5, 15)],
        ],
        "Recycling": [
            ["customer", "product", "scrap", "lag [months]", "collection rate [%]", "unit", "all", *PERIODS],
            ["Motor maker", "magnet", "old magnet", 4, 40, "t/yr", 30, None, 24, None, None],
        ],
        "Blends": [
            ["site", "process", "commodity", "of", "least [%]", "most [%]"],
            ["United States", "sinter", "new oxide", None, 1, 20],
            ["Magnet works", "sinter", "oxide", "magnet", None, 28],
        ],
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "availability [%]", "all", *PERIODS, "confidence",
             "running at start [t/yr]", "minimum load Spring [t/yr]"],
            ["All mines", "dig", "out", "ore", "t/yr", 90, 300, None, None, None, None, "B", None, None],
            ["South mine", "dig", "out", "ore", "t/yr", 90, 100, None, None, None, None, "C", None, None],
            ["{Western mines}", "dig", None, None, "t/yr", None, 330, None, None, None, None, None, None, None],
            ["Separator", None, "out", "{Products of separation}", "t/yr", None, 420, *NONE, None, None,
             None],
            ["Magnet works", "sinter", "out", "magnet", "t/yr", None, 200, 100, None, None, None, None, 95, None],
            ["Port", None, "throughput", None, "t/yr", None, 110, None, None, None, None, None, None, None],
            ["Separator", "separate", "in", "ore", "t/yr", None, 500, *NONE, None, None, 80],
        ],
        "Ramp": [
            ["site", "process", "start", "percent by age", "rate limit [t/yr/yr]"],
            ["Separator", "separate", dt.date(2026, 11, 20), "0 30; 2 60; 5 100", None],
            ["Magnet works", "sinter", None, None, 150],
        ],
        "Expansion": [
            ["site", "process", "capacity [t/yr]", "lead time [months]", "capital cost [USD/(t/yr)]", "life [yr]",
             "latest start", "integer"],
            ["Works", "sinter", 40, 4, 4000, 12, None, "yes"],
            ["Separator", "separate", 120, 1, 300, 0.4, dt.date(2027, 4, 1), None],
        ],
        "Lanes": [
            ["from", "to", "commodity", "mode", "cost [USD/t]", "duty [%]", "lead time [days]", "loss [%]", "unit",
             "capacity", "minimum [t/yr]"],
            ["All mines", "Separator", "ore", "sea", 10, None, 12, 1, "t/yr", "no limit", None],
            ["East mine", "Separator", "ore", "sea", 8, 3, 12, 1, "t/yr", 200, None],
            ["Separator", "Port", "oxide", "sea", 40, 2, 30, 0.5, "t/yr", None, None],
            ["Separator", "Port", "oxide", "air", 400, 2, 2, 0, "t/yr", 60, 6],
            ["Separator", "Turbine maker", "*", "truck", 15, None, None, None, "t/yr", None, None],
            ["Port", "Magnet works", "oxide", None, 5, None, None, None, "t/yr", None, None],
            ["Reserve", "Magnet works", "oxide", None, 5, None, None, None, "t/yr", None, None],
            ["Magnet works", "Turbine maker", "new oxide", "truck", 12, None, None, None, "t/yr", None, None],
            ["Motor maker", "Magnet works", "old magnet", "truck", 9, None, None, None, "t/yr", None, None],
            ["Magnet works", "*", "magnet", "truck", 12, None, None, None, "t/yr", None, None],
            ["Magnet works", "Turbine maker", "magnet", "truck", 60, None, 45, None, "t/yr", 90, None],
        ],
        "Inventory": [
            ["site", "commodity", "opening [t]", "maximum [t]", "safety [t]", "end stock [t]",
             "holding cost [USD/t/yr]", "loss [%/yr]"],
            ["*", "magnet", None, 25, None, None, 90, None],
            ["Motor maker", "magnet", 12, 40, 3, None, 80, 2],
            ["Reserve", "oxide", 9, "no limit", None, None, 20, 4],
            ["Magnet works", "oxide", 5, 30, 2, 4, 30, None],
            ["Separator", "ore", 30, 60, None, None, 6, 10],
            ["Separator", "oxide", 2, None, None, None, 6, None],
        ],
        "Pipeline": [
            ["to", "commodity", "period", "quantity [t]"],
            ["Port", "oxide", "Winter", 3],
            ["Turbine maker", "magnet", "December", 4],
        ],
        "Sourcing": [
            ["buyer", "commodity", "supplier", "most suppliers", "most share [%]", "incumbent", "switching cost [USD]"],
            ["Separator", "ore", None, 4, None, None, 10],
            ["Separator", "ore", "East mine", None, 95, "yes", None],
        ],
        "Qualification": [
            ["customer", "supplier", "commodity", "ready period"],
            ["Turbine maker", "Separator", "oxide", "December"],
            ["*", "Separator", "oxide", "December"],
            ["Turbine maker", "Separator", "cerium", None],
        ],
        "Rules": [
            ["rule", "type", "from", "to", "commodity", "value", "unit", "start", "end", "window", "applies at", "hard",
             "weight", "status"],
            ["East cap", "cap", "China", None, "ore", 60, "t", dt.date(2026, 12, 10), dt.date(2027, 5, 15),
             "own dates", "arrival", "yes", None, None],
            ["East stop", "ban", "China", None, "*", None, None, dt.date(2027, 5, 15), dt.date(2027, 9, 30),
             None, None, "yes", None, "in force"],
            ["Soft cap", "cap", "Allies", "Separator", "ore", 4, "t", dt.date(2026, 12, 5), None,
             "calendar year", None, "no", 2, None],
            ["Soft stop", "ban", "Separator", "Turbine maker", "oxide", None, None, dt.date(2027, 2, 1), None,
             None, None, "no", 0.1, None],
            ["Oxide tariff", "tariff", "Malaysia", "United States", "oxide", 12, "%", dt.date(2027, 1, 15), None,
             None, "arrival", "yes", None, None],
            ["Magnet fee", "tariff", None, "Turbine maker", "magnet", 33, "USD/t", dt.date(2026, 1, 1),
             dt.date(2027, 4, 30), None, None, "yes", None, None],
            ["Announced cap", "cap", None, "Turbine maker", "magnet", 9, "t", dt.date(2027, 1, 1), None,
             "period", None, "yes", None, "announced"],
            ["Suspended stop", "ban", None, None, None, None, None, dt.date(2026, 1, 1), None,
             None, None, "yes", None, "suspended"],
            ["Ore licence", "licence", "Brazil", None, "ore", 30, "t", dt.date(2026, 12, 1), dt.date(2027, 2, 10),
             None, None, "yes", None, None],
            ["Brazil share", "share_max", "Brazil", "Separator", "ore", 30, "%", dt.date(2026, 12, 10), None,
             "calendar year", None, "yes", None, None],
            ["Ore licence", "licence", "Brazil", None, "ore", None, None, dt.date(2027, 3, 1), dt.date(2027, 6, 30),
             None, None, "yes", None, None],
            ["Ore tax", "tariff", "Australia", None, "ore", 4, "%", dt.date(2027, 1, 1), None,
             None, "production", "yes", None, None],
            ["Ore licence", "licence", "Brazil", None, "ore", 12, "t", dt.date(2027, 7, 15), None,
             None, None, "yes", None, None],
            ["Turbine licence", "licence", None, "Turbine maker", "magnet", 6, "t", dt.date(2026, 12, 10), None,
             None, "delivery", "no", 0.5, None],
            ["Allies first", "share_min", "Malaysia", "Turbine maker", "*", 90, "%", dt.date(2027, 1, 1),
             dt.date(2027, 6, 30), "period", "arrival", "no", 0.3, None],
            ["Spares tax", "tariff", None, "Motor maker", "magnet", 11, "USD/t", dt.date(2027, 2, 1), None,
             None, "delivery", "yes", None, None],
            ["North pause", "ban", "North mine", None, "ore", None, None, dt.date(2027, 1, 15), dt.date(2027, 3, 31),
             None, "production", "yes", None, None],
            ["Polish pause", "ban", None, "Turbine maker", "oxide", None, None, dt.date(2027, 4, 20),
             dt.date(2027, 5, 20), None, "delivery", "yes", None, None],
        ],
        "Contracts": [
            ["contract", "tier", "supplier", "buyer", "commodity", "unit", "all", *PERIODS, "price floor [USD/t]",
             "floor paid by", "tier to [t]", "minimum take [t]", "take-or-pay", "maximum [t]", "window", "start",
             "end"],
            ["Magnet deal", "first", "Works", "*", "magnet", "USD/t", 700, *NONE, None, None, 30, 280, "yes", 400,
             "calendar year", dt.date(2027, 1, 20), None],
            ["Magnet deal", "then", "Works", "*", "magnet", "USD/t", 900, *NONE, *[None] * 8],
            ["Oxide deal", None, "Malaysia", "Port", "oxide", "USD/t", None, 1000, 1100, 1200, 1250, 1150,
             "third party", None, None, None, 90, "term", None, dt.date(2027, 5, 10)],
            ["Oxide later", None, "Refiner", "Port", None, "USD/t", 1300, *NONE, 1320, "buyer", None, 3, "no", None,
             "period", dt.date(2027, 5, 1), dt.date(2027, 8, 31)],
            ["Ore deal", None, "East mine", "Separator", "ore", "USD/t", None, *NONE, 130, "buyer", None, None, None,
             300, "term", None, None],
        ],
    }  # fmt: skip
