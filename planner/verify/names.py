"""The verifier's own reading of names and selectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from models.records import Records, Tables

# How exact a selector is: own name, then group, country or operator, then bloc, then everything.
OWN, SET, BLOC, ALL = 3, 2, 1, 0
EVERYTHING = ("", "*")


def fold(word: object) -> str:
    """Return the form in which names are compared."""
    return str(word).casefold()


@dataclass(frozen=True, eq=False)
class Names:
    """Names of one kind, numbered by their rows, and the sets of them.

    number   folded name -> number
    members  folded name of a set -> numbers
    words    for each number, folded selector -> exactness, for every selector that means it
    """

    spelled: tuple[str, ...]
    number: dict[str, int]
    members: dict[str, frozenset[int]]
    words: tuple[dict[str, int], ...]

    def select(self, word: object) -> frozenset[int]:
        """Return the numbers that a selector means; none when it is unknown."""
        key = fold(word)
        if key in EVERYTHING:
            return frozenset(range(len(self.spelled)))
        if key in self.number:
            return frozenset({self.number[key]})
        return self.members.get(key, frozenset())


def _make_names(spelled: Sequence[str], sets: Sequence[tuple[str, int, set[int]]]) -> Names:
    number = {fold(name): place for place, name in enumerate(spelled)}
    members: dict[str, frozenset[int]] = {}
    rank: dict[str, int] = {}
    for name, exactness, numbers in sets:
        key = fold(name)
        if key and key not in number:
            members[key] = members.get(key, frozenset()) | numbers
            rank[key] = max(rank.get(key, ALL), exactness)
    words: list[dict[str, int]] = [{**dict.fromkeys(EVERYTHING, ALL), fold(name): OWN} for name in spelled]
    for key, every in members.items():
        for place in every:
            words[place][key] = rank[key]
    return Names(tuple(spelled), number, members, tuple(words))


def read_names(tables: Tables) -> tuple[Names, Names]:
    """Return the names of sites and of commodities, with countries, operators, blocs and groups."""
    sites, materials = tables.records["Sites"], tables.records["Commodities"]
    place_names = [str(name) for name in sites.text["site"]]
    material_names = [str(name) for name in materials.text["commodity"]]
    sets: list[tuple[str, int, set[int]]] = []
    for place in range(len(place_names)):
        country = str(sites.text["country"][place])
        sets.append((country, SET, {place}))
        sets.append((str(sites.text["operator"][place]), SET, {place}))
        sets.append((str(sites.text["bloc"][place]) or country, BLOC, {place}))
    base = _make_names(place_names, sets)
    plain = _make_names(material_names, [])
    groups: dict[str, list[str]] = {}
    records = tables.records["Groups"]
    for group, member in zip(records.text["group"], records.text["member"], strict=True):
        groups.setdefault(fold(group), []).append(str(member))
    place_groups: list[tuple[str, int, set[int]]] = []
    material_groups: list[tuple[str, int, set[int]]] = []
    for group in groups:
        leaves = set(_leaves(groups, group, {group}))
        place_groups.append((group, SET, {number for leaf in leaves for number in base.select(leaf)}))
        material_groups.append((group, SET, {number for leaf in leaves for number in plain.select(leaf)}))
    return (
        _make_names(place_names, sets + [one for one in place_groups if one[2]]),
        _make_names(material_names, [one for one in material_groups if one[2]]),
    )


def _leaves(groups: dict[str, list[str]], group: str, seen: set[str]) -> Iterator[str]:
    """Yield the members of a group, those of groups inside it included."""
    for member in groups[group]:
        key = fold(member)
        if key not in groups:
            yield member
        elif key not in seen:
            seen.add(key)
            yield from _leaves(groups, key, seen)


class Exact:
    """Finds the row that acts on a concrete key: of all rows that match it, the most exact one."""

    def __init__(self, records: Records, selectors: Sequence[tuple[str, Names]], plain: Sequence[str] = ()) -> None:
        """Index the rows of a sheet by what their selector and plain key columns say."""
        self.selectors = [names for _, names in selectors]
        columns = [[fold(word) for word in records.text[name]] for name, _ in selectors]
        self.used = [set(column) for column in columns]
        extra = [[fold(word) for word in records.text[name]] for name in plain]
        self.columns = columns
        self.extra = extra
        self.row: dict[tuple[str, ...], int] = {}
        for line in range(len(records)):
            self.row.setdefault(tuple(column[line] for column in (*columns, *extra)), line)

    def find(self, numbers: Sequence[int], extra: Sequence[str] = ()) -> int:
        """Return the row that acts on these names and plain keys, -1 where none does."""
        options = [
            [(word, rank) for word, rank in names.words[number].items() if word in used]
            for names, number, used in zip(self.selectors, numbers, self.used, strict=True)
        ]
        best, best_rank = -1, -1
        for choice in product(*options):
            line = self.row.get((*(word for word, _ in choice), *extra))
            rank = sum(rank for _, rank in choice)
            if line is not None and rank > best_rank:
                best, best_rank = line, rank
        return best

    def matches(self, line: int) -> Iterator[tuple[int, ...]]:
        """Yield the names on which a row acts, leaving out those on which a more exact row does."""
        extra = [column[line] for column in self.extra]
        chosen = [
            sorted(names.select(column[line])) for names, column in zip(self.selectors, self.columns, strict=True)
        ]
        for numbers in product(*chosen):
            if self.find(numbers, extra) == line:
                yield numbers
