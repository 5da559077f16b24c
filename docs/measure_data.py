"""Prints the figures of docs/data.md that only solving gives: prices, chains, and what moves the shortage most.

    python3 dev.py run python docs/measure_data.py

Each case of the sensitivity is a copy of the tables with some cells changed, solved anew. Takes about two minutes.
"""

from __future__ import annotations

import csv
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from models.plan import Plan
from planner.explain.level import Level
from planner.run import solve_input

TABLES = Path(__file__).resolve().parent.parent / "inputs" / "us_rare_earths"
# The priorities of US buyers; the last one is the own demand of others.
OWN_DEMAND = 5
LAST_PART = " (last 25 %)"
MONTH = "2027-06"
YEARS = ("2027", "2030")
PERIODS = r"all|20\d\d.*"


@dataclass(frozen=True)
class Change:
    """Cells of one sheet: those rows where each named column matches its pattern, those columns, and what becomes."""

    sheet: str
    where: dict[str, str]
    columns: str
    becomes: Callable[[float], float] | str


def times(factor: float) -> Callable[[float], float]:
    """Return what multiplies a cell."""
    return lambda value: value * factor


US_BUYERS = {"priority": "[1-4]", "commodity": "NdFeB.*"}
FALL_BACK = {"rule": "Licences fall back with the October controls, magnets"}
ALLIED = {"rule": "Magnets from (Japan|Germany|Vietnam|South Korea|Estonia) to the US"}
RUNNING = {"site": "(Independence|Sumter|San Marcos) magnets", "availability.*": "0.7"}
STARTING = {"site": "(Stillwater|Benson|Narva) magnets", "commodity": ".NdFeB magnets."}
GRADES = {"process": "cast (H|SH|UH)", "commodity": "(Dy|Tb) metal"}
SINTERED = {"process": "sinter .*", "direction": "out", "commodity": "NdFeB.*", "quantity.*": "0.72"}

CASES: dict[str, tuple[Change, ...]] = {
    "base case": (),
    "licences fall back to 100 t magnets a month, not 200": (Change("Rules", FALL_BACK, "value", times(0.5)),),
    "licences fall back to 300 t": (Change("Rules", FALL_BACK, "value", times(1.5)),),
    "licences do not fall back (`announced rules` = `no`)": (
        Change("Settings", {"setting": "announced rules"}, "value", "no"),
    ),
    "US buyers want 10 % more NdFeB magnets": (Change("Demand", US_BUYERS, PERIODS, times(1.1)),),
    "US buyers want 10 % less": (Change("Demand", US_BUYERS, PERIODS, times(0.9)),),
    "Japan, Germany, Vietnam, South Korea and Estonia may sell half": (Change("Rules", ALLIED, "value", times(0.5)),),
    "they may sell half as much again": (Change("Rules", ALLIED, "value", times(1.5)),),
    "lines that run in the US yield 0.6 of their ramp, not 0.7": (
        Change("Capacity", RUNNING, "availability.*", "0.6"),
    ),
    "they yield 0.8": (Change("Capacity", RUNNING, "availability.*", "0.8"),),
    "Stillwater, Benson and Narva make half": (Change("Capacity", STARTING, PERIODS, times(0.5)),),
    "buyers need no qualification": (Change("Qualification", {"supplier": ".*"}, "active", "no"),),
    "users hold one month of magnets at the start, not two": (
        Change("Inventory", {"site": "US .*", "commodity": "NdFeB.*"}, "opening.*", times(0.5)),
    ),
    "grades hold half as much Dy and Tb again": (Change("Processes", GRADES, "quantity.*", times(1.5)),),
    "0.65 t magnet a tonne of alloy outside China, not 0.72": (Change("Processes", SINTERED, "quantity.*", "0.65"),),
    "Mountain Pass recovers 0.75, not 0.85": (
        Change("Processes", {"process": "separate (Mountain Pass|more)"}, "yield.*", times(0.75 / 0.85)),
    ),
    "Kuantan makes 6,500 t NdPr a year, not 8,320": (
        Change("Capacity", {"site": "Kuantan separation", "process": "separate Mt Weld"}, "all", "6500"),
    ),
}

# One stream for each civil use, as if there were no last 25 %; and what a tonne counts for.
WHOLE = Change("Demand", {"priority": "4"}, "priority", "3")
MEASURES = ("tonnes", "share of demand", "value")

# What a tonne costs: words, site, commodity.
PRICES = (
    ("NdPr oxide, Mountain Pass", "Mountain Pass separation", "NdPr oxide"),
    ("NdPr oxide, Kuantan", "Kuantan separation", "NdPr oxide"),
    ("NdPr oxide, China", "Chinese separators", "NdPr oxide"),
    ("NdFeB N, China", "Chinese magnet makers", "NdFeB magnet N"),
    ("NdFeB UH, Japan", "Takefu magnets", "NdFeB magnet UH"),
    ("Dy oxide, Kuantan", "Kuantan heavy circuit", "Dy oxide"),
    ("Dy oxide, China", "Chinese separators", "Dy oxide"),
    ("Tb oxide, Kuantan", "Kuantan heavy circuit", "Tb oxide"),
    ("Tb oxide, China", "Chinese separators", "Tb oxide"),
)

# Chains: words, sites and processes whose runs are added up (a run is a tonne of the feed, or of the product).
CHAINS = (
    ("Kuantan heavy circuit, SEGH fed", "Kuantan heavy circuit", "separate .*"),
    ("Kuantan heavy expansion, heavy feed", "Kuantan heavy expansion", "separate .*"),
    ("Mountain Pass heavy circuit, heavy feed", "Mountain Pass heavy circuit", "separate .*"),
    ("White Mesa heavy circuit, heavy feed", "White Mesa heavy circuit", "separate .*"),
    ("samarium metal of Cheshire, oxide fed", "Cheshire metal", "reduce Sm"),
    ("US SmCo makers, alloy", "US SmCo makers", "sinter SmCo"),
    ("Hanau SmCo, alloy", "Hanau magnets", "sinter SmCo"),
    ("swarf at Marion and Mountain Pass", "Marion recycling|Mountain Pass separation", "recycle .* swarf"),
    ("swarf at Japanese and Chinese recyclers", "(Japanese|Chinese) recyclers", "recycle .* swarf"),
    ("parts at Mesa", "Mesa recycling", ".*"),
    ("magnets at Kingston", "Kingston recycling", ".*"),
    ("end-of-life magnets at Lacq", "Lacq recycling", "recycle end-of-life magnets"),
    ("magnets remade at San Marcos and Fort Worth", "San Marcos magnets|Fort Worth recycled magnets", "remake .*"),
    ("Mountain Pass mine, REO mined", "Mountain Pass mine", ".*"),
    ("Mountain Pass separation, REO fed", "Mountain Pass separation", "separate .*"),
)


def apply(folder: Path, change: Change) -> None:
    """Change the cells of a copy of the tables; a change that meets no cell is a mistake."""
    path = folder / f"{change.sheet}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    met = 0
    for row in rows:
        if all(any(re.fullmatch(name, column) and re.fullmatch(text, row[column]) for column in row)
               for name, text in change.where.items()):  # fmt: skip
            for column in row:
                if re.fullmatch(change.columns, column) and row[column]:
                    becomes = change.becomes
                    row[column] = becomes if isinstance(becomes, str) else f"{becomes(float(row[column])):.10g}"
                    met += 1
    if not met:
        raise LookupError(f"{change.sheet}: no cell for {change.where}, {change.columns}")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def solved(changes: tuple[Change, ...]) -> Plan:
    """Solve a copy of the tables with some cells changed."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "tables"
        shutil.copytree(TABLES, folder)
        for change in changes:
            apply(folder, change)
        return solve_input(folder, "highs", None, lambda _: None, level=Level.NONE).plan


def cost(plan: Plan) -> float:
    """Return the plan's cost in billion USD."""
    return next(value for name, value, _ in plan.objectives if name == "cost") / 1e9


def sensitivity_rows() -> list[str]:
    """Return the lines of the table of what moves the shortage, in the order of CASES."""
    lines, base = [], 0.0
    for words, changes in CASES.items():
        plan = solved(changes)
        unmet = plan.tables["unmet"]
        tonnes = unmet[unmet["priority"] < OWN_DEMAND].groupby("priority")["unmet_t"].sum()
        base = base if changes else tonnes.sum()
        better = tonnes[tonnes.index < OWN_DEMAND - 1].sum()
        change = round(tonnes.sum() - base) + 0.0  # no minus zero
        lines.append(f"| {words} | {tonnes.sum():,.0f} | {change:+,.0f} | {better:,.0f} | {cost(plan):.2f} |")
    return lines


def spread_rows() -> list[str]:
    """Return what share of each civil use of NdFeB is short in 2027: one stream a use by MEASURES, then as shipped."""
    columns: dict[str, pd.Series] = {}
    for measure in MEASURES:
        counts = Change("Settings", {"setting": "unmet measure"}, "value", measure)
        columns[measure] = short_by_use(solved((WHOLE, counts)))
    columns["as shipped"] = short_by_use(solved(()))
    table = pd.DataFrame(columns)
    return [f"| {use} | " + " | ".join(f"{100.0 * share:,.0f} %" for share in row) + " |"
            for use, row in zip(table.index, table.to_numpy(), strict=True) if row.max() > 0.0]  # fmt: skip


def short_by_use(plan: Plan) -> pd.Series:
    """Return the share of each end use of NdFeB magnets that US buyers lack in 2027."""
    unmet = plan.tables["unmet"]
    here = (unmet["priority"] < OWN_DEMAND) & unmet["period"].str.startswith("2027")
    unmet = unmet[here & unmet["commodity"].str.startswith("NdFeB")]
    tonnes = unmet.groupby(unmet["end_use"].str.removesuffix(LAST_PART))[["demand_t", "unmet_t"]].sum()
    return tonnes["unmet_t"] / tonnes["demand_t"]


def price_rows(plan: Plan) -> list[str]:
    """Return what one more tonne costs at a place in MONTH: the dual of its balance in the tier of cost."""
    result = next(one for one in plan.solution.tiers if one.tier.name == "cost")
    block, problem = plan.model.program.row_blocks["balance"], plan.model.problem
    duals = result.row_dual[block.index]
    sites, commodities = problem.site_names.names, problem.commodity_names.names
    keys = zip(block.keys["site"], block.keys["commodity"], block.keys["period"], strict=True)
    named = {
        (sites[site], commodities[commodity], problem.calendar.names[period]): abs(dual)
        for (site, commodity, period), dual in zip(keys, duals, strict=True)
    }
    return [f"| {words} | {named[site, commodity, MONTH] / 1000.0:,.0f} |" for words, site, commodity in PRICES]


def chain_rows(plan: Plan) -> list[str]:
    """Return the runs of each chain in YEARS."""
    runs = plan.tables["run"]

    def tonnes(sites: str, processes: str, year: str) -> float:
        mine = runs["site"].str.fullmatch(sites) & runs["process"].str.fullmatch(processes)
        return float(runs[mine & runs["period"].str.startswith(year)]["runs"].sum())

    return [f"| {words} | " + " | ".join(f"{tonnes(sites, processes, year):,.0f}" for year in YEARS) + " |"
            for words, sites, processes in CHAINS]  # fmt: skip


def magnet_rows(plan: Plan) -> list[str]:
    """Return the tonnes of NdFeB and SmCo magnets that reach US buyers, by the country that sends them and the year."""
    ship, problem = plan.tables["ship"], plan.model.problem
    country = dict(zip(problem.site_names.names, problem.sites.country, strict=True))
    sent = ship[ship["commodity"].str.match("(?:NdFeB|SmCo) magnet") & ship["to"].str.startswith("US ")]
    table = pd.DataFrame(
        {"country": sent["from"].map(country), "year": sent["period"].str[:4], "tonnes": sent["sent_t"]}
    ).pivot_table(index="country", columns="year", values="tonnes", aggfunc="sum", fill_value=0.0)
    return [f"| {name} | " + " | ".join(f"{value:,.0f}" for value in row) + " |" for name, row in
            zip(table.index, table.to_numpy(), strict=True)]  # fmt: skip


def main() -> None:
    """Print every table."""
    plan = solved(())
    for title, lines in (
        (f"price in {MONTH}, USD/kg", price_rows(plan)),
        (f"chains, {' and '.join(YEARS)}", chain_rows(plan)),
        ("magnets to US buyers by sender, 2026 to 2030", magnet_rows(plan)),
        ("short in 2027, share of each use: " + ", ".join((*MEASURES, "as shipped")), spread_rows()),
        ("sensitivity: short, change, of it below priority 4, cost", sensitivity_rows()),
    ):
        print(f"\n{title}\n", *lines, sep="\n")


if __name__ == "__main__":
    main()
