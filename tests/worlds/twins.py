"""Worlds that mean the same, written differently: selectors written out, a site in two halves, names and order."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from tests.workbooks import Cell
from tests.worlds.objectives import BUDGET
from tests.worlds.world import Line, World, base, is_tonnes, scaled

# Sheets whose rows describe each match by itself, with the columns that select; in the others a row is one limit.
DESCRIBING: Mapping[str, tuple[str, ...]] = {
    "Processes": ("site",), "Capacity": ("site", "commodity"), "Ramp": ("site",), "Blends": ("site",),
    "Expansion": ("site",), "Lanes": ("from", "to", "commodity"), "Inventory": ("site", "commodity"),
    "Qualification": ("customer", "supplier", "commodity"), "Substitutes": ("customer", "end use"),
    "Recycling": ("customer", "product"),
}  # fmt: skip
KEYS: Mapping[str, tuple[str, ...]] = {
    "Processes": ("process", "direction", "commodity"), "Capacity": ("process", "basis"), "Ramp": ("process",),
    "Blends": ("process", "commodity", "of"), "Expansion": ("process",), "Lanes": ("mode",), "Inventory": (),
    "Qualification": (), "Substitutes": ("commodity", "accepted instead"), "Recycling": ("scrap",),
}  # fmt: skip
ONE_LIMIT = ("Rules", "Contracts", "Sourcing", "Pins")
LEFT, RIGHT = "left", "right"


def doubled(world: World) -> World:
    """Return the world with all that counts tonnes, t a time or runs of a plan doubled, and the budget."""
    result = scaled(world, 2.0, lambda *cell: is_tonnes(*cell) or cell[2].get("setting") == BUDGET)
    if world.earlier is not None:
        result.earlier = replace(world.earlier, tables=twice(world.earlier.tables))
    return result


def twice(plan: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables of a plan with every quantity doubled."""
    return {
        name: table.assign(**{column: 2.0 * table[column] for column in map(str, table) if is_quantity(column)})
        for name, table in plan.items()
    }


def is_quantity(column: str) -> bool:
    """Tell whether a column of a plan's tables holds quantities."""
    return column == "runs" or column.endswith(("_t", "_t_per_yr"))


def selected(world: World, selector: str) -> tuple[int, list[str]]:
    """Return how exact a selector is (3 a name, 2 a set, 1 a bloc, 0 all) and the names that it means."""
    names = world.names("Sites", "site") + world.names("Commodities", "commodity") + world.names("Demand", "end use")
    if selector in names:
        return 3, [selector]
    members = [str(line["member"]) for line in world.rows("Groups") if line["group"] == selector]
    if members:
        return 2, members
    for column in ("operator", "country"):
        found = [str(line["site"]) for line in world.rows("Sites") if line[column] == selector]
        if found:
            return 2, found
    found = [str(line["site"]) for line in world.rows("Sites") if (line["bloc"] or line["country"]) == selector]
    assert found, selector
    return 1, found


def written_out(world: World) -> World:
    """Return the world with a row for each name that a describing row selects; the more exact row stands.

    One limit over a sum, `{group}`, is no selector and stays.
    """
    result = world.copy()
    for sheet, columns in DESCRIBING.items():
        best: dict[tuple[Cell, ...], tuple[int, Line]] = {}
        for line in world.rows(sheet):
            for chosen, exactness in _combinations(world, sheet, line, columns):
                new = {**line, **chosen}
                key = (*chosen.values(), *(line.get(name) for name in KEYS[sheet]))
                if key not in best or exactness > best[key][0]:
                    best[key] = (exactness, new)
        if sheet in result.lines:
            result.lines[sheet] = [line for _, line in best.values()]
    return result


def _combinations(world: World, sheet: str, line: Line, columns: tuple[str, ...]) -> list[tuple[Line, int]]:
    found: list[tuple[Line, int]] = [({}, 0)]
    for column in columns:
        cell = line.get(column)
        if cell is None and column == "end use":
            exact, names = 0, world.names("Demand", "end use")
        elif cell == "*":
            exact, names = 0, world.names("Sites", "site")
        elif cell is None or str(cell).startswith("{"):
            found = [({**chosen, column: cell}, rank + 3) for chosen, rank in found]
            continue
        else:
            exact, names = selected(world, str(cell))
        found = [({**chosen, column: name}, rank + exact) for chosen, rank in found for name in names]
    return found


def halved(world: World, site: str) -> World | None:
    """Return the world with a site in two halves: limits halved, rules, shares and contracts on the group of both.

    None where that cannot be written: a whole number of suppliers, or a decision of the site's own, knows no halves.
    """
    if _decides(world, site):
        return None
    both = {half: f"{site} {half}" for half in (LEFT, RIGHT)}
    source, result = written_out(world), World(periods=world.periods)
    by_share = any(line["value"] == "share of demand" for line in world.rows("Settings"))
    for sheet, lines in source.lines.items():
        for line in lines:
            if site not in line.values() or sheet in ONE_LIMIT:
                result.put(sheet, dict(line))
                continue
            for name in both.values():
                half = {column: name if cell == site else _half(sheet, column, line) for column, cell in line.items()}
                if sheet == "Demand" and by_share and line.get("priority"):
                    half["weight"] = float(str(line.get("weight") or 1)) / 2
                result.put(sheet, half)
    for name in both.values():
        result.add("Groups", group=site, member=name)
    _share_of_each(world, site, result)
    if world.earlier is not None:
        tables = {name: _halved_rows(table, site, tuple(both.values())) for name, table in world.earlier.tables.items()}
        result.earlier = replace(world.earlier, tables=tables)
    return result


def _halved_rows(table: pd.DataFrame, site: str, both: tuple[str, ...]) -> pd.DataFrame:
    """Return the rows of a plan with two rows of half as much for each that names the site, one for each half."""
    columns = [column for column in ("site", "from", "to", "supplier", "customer") if column in table]
    own = (table[columns] == site).any(axis=1)
    half = {column: table[column] / 2 for column in map(str, table) if is_quantity(column)}
    parts = [table[own].assign(**half).replace(dict.fromkeys(columns, site), dict.fromkeys(columns, name))
             for name in both]  # fmt: skip
    return pd.concat([table[~own], *parts], ignore_index=True)


def _half(sheet: str, column: str, line: Line) -> Cell:
    cell = line[column]
    return cell / 2 if isinstance(cell, (int, float)) and is_tonnes(sheet, column, line) else cell


def _decides(world: World, site: str) -> bool:
    """Tell whether whole numbers are decided for a site by itself: a load, an addition, an award."""
    loads = any(base(header) == "minimum load" and line[header] is not None
                and site in selected(world, str(line["site"]).strip("{}"))[1]
                for line in world.rows("Capacity") for header in line)  # fmt: skip
    adds = any(line["site"] == site and line.get("integer") == "yes" for line in world.rows("Expansion"))
    awards = any(
        line.get(f"{name}") is not None
        for line in world.rows("Sourcing")
        for name in ("most suppliers", "least suppliers", "switching cost [USD]")
    ) or any(line.get("supplier") is None and line.get("least share [fraction]") for line in world.rows("Sourcing"))
    return loads or adds or (awards and site in {name for line in world.rows("Lanes") for name in
                                                selected(world, str(line["from"]))[1]})  # fmt: skip


def _share_of_each(world: World, site: str, result: World) -> None:
    """Write the limit on each supplier for itself on the group of both halves of a supplier."""
    rows = world.rows("Sourcing")
    for line in rows:
        named = any(row["supplier"] == site and row.get("most share [fraction]") is not None and
                    (row["buyer"], row["commodity"]) == (line["buyer"], line["commodity"]) for row in rows)  # fmt: skip
        if line["supplier"] is None and not named and _sends(world, site, line):
            result.put("Sourcing", {**line, "supplier": site})


def _sends(world: World, site: str, line: Line) -> bool:
    """Tell whether a lane leads from a site to the buyer of a row of Sourcing, with what it is about."""
    buyers = world.names("Sites", "site") if line["buyer"] == "*" else selected(world, str(line["buyer"]))[1]
    materials = selected(world, str(line["commodity"]))[1]
    return any(
        lane["from"] == site and lane["to"] in buyers and site not in buyers and lane["commodity"] in materials
        for lane in written_out(world).rows("Lanes")
    )


def shuffled(world: World, seed: int) -> World:
    """Return the world with its sheets, rows and columns in another order; periods keep theirs, since time does."""
    chance = random.Random(seed)
    result = World(periods=world.periods, earlier=world.earlier)
    sheets = list(world.lines)
    chance.shuffle(sheets)
    for sheet in sheets:
        lines = [dict(line) for line in world.lines[sheet]]
        if sheet != "Periods":
            chance.shuffle(lines)
        columns = list(dict.fromkeys(column for line in lines for column in line))
        chance.shuffle(columns)
        result.lines[sheet] = [{column: line.get(column) for column in columns} for line in lines]
    return result
