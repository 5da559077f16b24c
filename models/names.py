"""Names and selectors: which sites and commodities a cell means, and how exactly.

A selector is a name, a group, a country, a bloc, an operator, or `*`. Codes are given in the order of the
names, not of the rows, so that a program does not depend on how a sheet is sorted.
"""

from __future__ import annotations

import difflib
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

import numpy as np

from models.arrays import IntArray
from models.country_names import other_names


class Exactness(IntEnum):
    """How exact a selector is; a more exact row replaces a less exact one."""

    ANY = 0
    BLOC = 1
    SET = 2  # a group, a country, an operator
    NAME = 3


ANY = "*"
TOTALS = frozenset(
    {"total", "totals", "grand total", "sub total", "sub-total", "subtotal", "sum", "overall", "all above"}
)
SLIP = 5  # letters of a name from which on one letter off is a slip and no other name


def folded(name: str) -> str:
    """Return the form in which two names are compared."""
    return name.casefold()


@dataclass(frozen=True, eq=False)
class Match:
    """What a selector means: codes in rising order, and its exactness."""

    codes: IntArray
    exactness: Exactness


@dataclass(frozen=True, eq=False)
class Namespace:
    """The names of one kind of thing, with the sets that select several of them.

    names  (size,) as the owning sheet spells them, in canonical order
    code   folded name -> code
    sets   folded name of a group, country, bloc, operator -> Match
    clashes  folded name that means two different sets -> the two words for them; an error where it is used
    spelled  folded name of a set -> as it is first spelled
    inactive folded name that only rows have which do not act -> the first of these rows
    """

    names: tuple[str, ...]
    code: dict[str, int]
    sets: dict[str, Match] = field(default_factory=dict)
    clashes: dict[str, tuple[str, str]] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)
    inactive: dict[str, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Return the number of names."""
        return len(self.names)

    def match(self, selector: str) -> Match | None:
        """Return what a selector means, or None when no such name is known; blank and * mean all."""
        key = folded(selector)
        if key in ("", ANY):
            return Match(np.arange(self.size, dtype=np.int64), Exactness.ANY)
        if key in self.code:
            return Match(np.array([self.code[key]], dtype=np.int64), Exactness.NAME)
        return self.sets.get(key)

    def suggestion(self, name: str) -> str:
        """Return ` (did you mean 'X'?)` for the closest known name, or nothing."""
        known = list(self.code) + list(self.sets)
        close = [one for one in other_names(name) if one in self.sets or one in self.code]
        close = close or difflib.get_close_matches(folded(name), known, n=1)
        if not close:
            return ""
        code = self.code.get(close[0])
        return f" (did you mean '{self.names[code] if code is not None else self.spelled[close[0]]}'?)"


def make_namespace(names: Iterable[str]) -> Namespace:
    """Make a namespace with codes in the canonical order of the names."""
    ordered = sorted(names, key=lambda name: (folded(name), name))
    return Namespace(tuple(ordered), {folded(name): code for code, name in enumerate(ordered)})


def add_sets(space: Namespace, labelled: Sequence[tuple[str, Exactness, dict[str, set[int]]]]) -> Namespace:
    """Return the namespace with its sets; a name with two different meanings is kept as a clash.

    labelled  (word for the kind of set, exactness, name of the set -> codes)
    """
    sets: dict[str, Match] = {}
    meaning: dict[str, str] = {}
    clashes: dict[str, tuple[str, str]] = {}
    spelled: dict[str, str] = {}
    for word, exactness, members in labelled:
        for name, codes in members.items():
            key = folded(name)
            spelled.setdefault(key, name)
            new = np.array(sorted(codes), dtype=np.int64)
            old = sets.get(key)
            own = space.code.get(key)
            if own is not None:
                if codes != {own}:
                    clashes[key] = ("name", word)
            elif old is None:
                sets[key], meaning[key] = Match(new, exactness), word
            elif not np.array_equal(old.codes, new):
                clashes[key] = (meaning[key], word)
            elif exactness > old.exactness:
                sets[key] = Match(new, exactness)
    return replace(space, sets=sets, clashes=clashes, spelled=spelled)


def within_one_typo(left: str, right: str) -> bool:
    """Return whether one letter added, dropped, changed or swapped with its neighbour turns one into the other."""
    if abs(len(left) - len(right)) > 1:
        return False
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    tails = left[start:], right[start:]
    if len(left) == len(right):
        swapped = tails[0][:2] == tails[1][:2][::-1] and tails[0][2:] == tails[1][2:]
        return swapped or tails[0][1:] == tails[1][1:]
    longer, shorter = sorted(tails, key=len, reverse=True)
    return longer[1:] == shorter


def is_slip(form: str, known: str) -> bool:
    """Tell whether a name is another one misspelled; short names (Iran, Iraq) and numbered ones are close by nature."""
    same_digits = [one for one in form if one.isdigit()] == [one for one in known if one.isdigit()]
    return len(form) >= SLIP and same_digits and within_one_typo(form, known)


def list_of(text: object, known: Container[str] = ()) -> list[str]:
    """Return the entries of a list in a cell, `Dy; Tb`; a comma parts them too, unless it stands in a name.

    known  folded names, some of which may hold commas
    """
    whole = str(text)
    if ";" not in whole and "," not in whole:
        return [entry] if (entry := whole.strip()) else []
    pieces = [piece.strip() for piece in whole.split(";")]
    parted = [[piece] if folded(piece) in known else piece.split(",") for piece in pieces]
    return [entry.strip() for entries in parted for entry in entries if entry.strip()]


def is_total(name: str) -> bool:
    """Return whether a name is what people call a row that adds up those above it."""
    return folded(name).strip(" :=") in TOTALS


def is_braced(name: object) -> bool:
    """Tell whether a selector asks for one limit over the sum: `{group}`; empty braces are no selector."""
    return str(name).startswith("{") and str(name).endswith("}") and bool(str(name).strip("{} "))
