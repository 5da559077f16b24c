"""How the optimum of a changed random problem must lie to that of the problem: the same, scaled, or no worse."""

from __future__ import annotations

import copy
import random

from models.plan import Plan
from tests.workbooks import Cell, Sheets

# Relative to the size of a tier's optimum: the solver's own tolerance, with room for sums.
SAME = 1e-6


def vector(plan: Plan) -> list[float]:
    """Return the optimum of each tier but the tie-break, best first."""
    return [optimum for name, optimum, _ in plan.objectives if name != "tie-break"]


def named_vector(plan: Plan) -> dict[str, float]:
    return {name: optimum for name, optimum, _ in plan.objectives if name != "tie-break"}


def assert_no_worse(new: Plan, old: Plan) -> None:
    """Assert that the vector of the new plan is not lexicographically greater."""
    first, second = named_vector(new), named_vector(old)
    for name in dict.fromkeys([*first, *second]):
        after, before = first.get(name, 0.0), second.get(name, 0.0)
        if abs(after - before) > SAME * max(1.0, abs(before)):
            assert after < before, (name, before, after)
            return


def places(sheets: Sheets, sheet: str, *columns: str) -> list[tuple[int, int]]:
    """Return the cells (row, column) of a sheet that hold numbers, under headers that begin with these words."""
    if sheet not in sheets:
        return []
    header, *rows = sheets[sheet]
    wanted = [place for place, name in enumerate(header) if str(name).startswith(columns)]
    return [
        (number, place)
        for number, row in enumerate(rows, start=1)
        for place in wanted
        if isinstance(row[place], (int, float)) and not isinstance(row[place], bool)
    ]


def scaled(sheets: Sheets, factor: float, sheet: str, *columns: str) -> Sheets:
    """Return the sheets with these numbers multiplied."""
    result = copy.deepcopy(sheets)
    for row, column in places(sheets, sheet, *columns):
        result[sheet][row][column] *= factor  # type: ignore[operator]
    return result


def without(sheets: Sheets, *left_out: str) -> Sheets:
    return {name: rows for name, rows in sheets.items() if name not in left_out}


def shuffled(sheets: Sheets, seed: int) -> Sheets:
    """Return the sheets in another order, with their rows and columns in another order.

    Rows of Periods follow time, and without a run cost the first line of a recipe drives it, so recipes keep their
    order of lines where no line is named the driver: the random recipes all name one.
    """
    chance = random.Random(seed)
    names = list(sheets)
    chance.shuffle(names)
    result: Sheets = {}
    for name in names:
        header, *rows = copy.deepcopy(sheets[name])
        rows = [row + [None] * (len(header) - len(row)) for row in rows]
        if name != "Periods":
            chance.shuffle(rows)
        order = list(range(len(header)))
        chance.shuffle(order)
        result[name] = [[row[place] for place in order] for row in [header, *rows]]
    return result


TONNES = {
    "Commodities": ("surplus limit",), "Demand": ("P",), "Capacity": ("all", "P"),
    "Expansion": ("capacity",), "Ramp": ("rate limit",), "Lanes": ("capacity",),
    "Inventory": ("opening", "maximum", "safety", "end stock"), "Pipeline": ("quantity",),
    "Contracts": ("tier to", "minimum take", "maximum"),
    "Recycling": ("P",),
}  # fmt: skip


def halved(sheets: Sheets, site: str) -> Sheets:
    """Return the sheets with a site split in two: its limits halved, its rules and contracts on the group of both."""
    halves = (f"{site} left", f"{site} right")
    result: Sheets = {}
    for name, (header, *rows) in copy.deepcopy(sheets).items():
        result[name] = [header]
        limits = [place for place, column in enumerate(header) if str(column).startswith(TONNES.get(name, ("\0",)))]
        for row in rows:
            if site not in row or name in ("Rules", "Contracts"):
                result[name].append(row)
                continue
            for half in halves:
                new: list[Cell] = [half if cell == site else cell for cell in row]
                for place in limits:
                    if place < len(new) and isinstance(new[place], (int, float)):
                        new[place] /= 2  # type: ignore[operator]
                result[name].append(new)
    result["Groups"] = [["group", "member"], [site, halves[0]], [site, halves[1]]]
    return result
