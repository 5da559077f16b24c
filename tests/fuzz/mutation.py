"""Mutation number N of a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache

from tests.fuzz.cells import changed_cells
from tests.fuzz.file_bytes import changed_file
from tests.fuzz.forms import FORMS, packed, workbook_parts
from tests.fuzz.originals import ORIGINALS, Original, drawn, drawn_form
from tests.fuzz.part_bytes import changed_parts

# Of whole files most are refused at once, for their checksums; of parts and cells there is more to learn.
BYTES, PARTS, CELLS = "bytes", "parts", "cells"
SHARES = {BYTES: 12, PARTS: 38, CELLS: 50}


@dataclass(frozen=True)
class Mutation:
    """A workbook mutated.

    steps  what was done, in words
    """

    number: int
    kind: str
    original: Original
    steps: tuple[str, ...]
    content: bytes

    @property
    def name(self) -> str:
        """Return number, kind, original and steps in a line."""
        return f"{self.number}: {self.kind} of {self.original.name}: {'; '.join(self.steps)}"


@cache
def _file(place: int, form: str) -> bytes:
    return packed(ORIGINALS[place].parts(form))


def mutation(number: int, seed: int) -> Mutation:
    """Make a mutation; the same on every run."""
    chance = random.Random(f"{seed} {number}")
    kind = chance.choices(list(SHARES), list(SHARES.values()))[0]
    original, form = drawn(chance), drawn_form(chance)
    if kind == BYTES:
        data = _file(ORIGINALS.index(original), form)
        other = _file(chance.randrange(len(ORIGINALS)), FORMS[0])
        content, steps = changed_file(chance, data, other)
    elif kind == PARTS:
        parts, steps = changed_parts(chance, original.parts(form))
        content = packed(parts)
    else:
        tables, steps = changed_cells(chance, original.tables)
        content = packed(workbook_parts(tables, form))
    return Mutation(number, kind, original, (form, *steps), content)
