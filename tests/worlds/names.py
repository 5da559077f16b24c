"""Worlds with other names: of sites, commodities, periods, countries, end uses, rules and all else that has one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from tests.worlds.world import BARE, Line, World

# Columns of names of the planner's own, besides those that DESCRIBING and the sheets of places hold.
NAMED = {
    "site", "operator", "country", "bloc", "commodity", "group", "member", "process", "from", "to", "mode", "customer",
    "product", "scrap", "end use", "supplier", "buyer", "rule", "contract", "tier", "accepted instead", "of", "origin",
    "blend", "period", "ready period", "mined in", "separated in", "magnet in",
}  # fmt: skip
# Columns that list several names.
LISTS = ("released for",)
# Columns of the names that a plan shows inside what it says of origins.
PLACED = ("rule", "country", "bloc", "mined in", "separated in", "magnet in", "end use")
# Names that a plan shows as their own rows spell them.
OWNED = ("process", "mode", "end use", "rule", "contract", "tier", "mined in", "separated in", "magnet in")
ELEMENTS = ("Nd", "Dy")


def own_names(world: World) -> list[str]:
    """Return every name in a world, in the order in which the program sorts them."""
    found = {
        str(cell).strip("{}") for lines in world.lines.values() for line in lines for column, cell in line.items()
        if column in NAMED and isinstance(cell, str) and cell not in ("*", *ELEMENTS)
    }  # fmt: skip
    return sorted(found, key=lambda name: (name.casefold(), name))


def renamed(world: World, names: Mapping[str, str], spell: Callable[[str], str] = str) -> World:
    """Return the world with other names.

    spell  how a cell that refers to a name spells it: case and spaces do not matter there
    """
    result = World(periods=[(names[name], first, last) for name, first, last in world.periods])
    if world.earlier is not None:
        result.earlier = replace(world.earlier, tables={
            name: table.map(lambda cell: names.get(cell, cell)) for name, table in world.earlier.tables.items()
        })  # fmt: skip
    owning = {"Sites": "site", "Commodities": "commodity", "Periods": "period"}
    for sheet, lines in world.lines.items():
        for line in lines:
            new: Line = {}
            for column, cell in line.items():
                new[_header(column, names)] = cell
                if column in NAMED and isinstance(cell, str) and cell.strip("{}") in names:
                    word = cell.replace(cell.strip("{}"), names[cell.strip("{}")])
                    shown = owning.get(sheet) == column or column in OWNED or sheet == "Sourcing"
                    new[column] = word if shown else spell(word)
                if column in LISTS and cell is not None:
                    new[column] = "; ".join(spell(names[name]) for name in str(cell).split("; "))
            result.put(sheet, new)
    return result


def _header(column: str, names: Mapping[str, str]) -> str:
    """Return a header with the name of its period changed."""
    if BARE.fullmatch(column):
        return names.get(column, column)
    words, bracket, unit = column.partition(" [")
    head, _, last = words.rpartition(" ")
    return f"{head} {names[last]}{bracket}{unit}" if BARE.fullmatch(last) and last in names else column


def names_of_origins(world: World) -> set[str]:
    """Return the names that a plan may show in what it says of origins: `mined in China`."""
    return {
        str(line[column]) for lines in world.lines.values() for line in lines for column in PLACED if line.get(column)
    }


def in_words(words: str, names: Mapping[str, str]) -> str:
    """Return what a plan says of origins with other names."""
    if not names:
        return words
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(rf"(?<!\w)({pattern})(?!\w)", lambda found: names[found[0]], words)
