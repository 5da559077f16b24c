"""The valid workbooks that are mutated: the shipped ones, and small ones of the tests for sheets that those lack."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

import openpyxl

from models.schema import TABLE
from tests.cases import reference
from tests.fuzz.forms import FORMS, Tables, workbook_parts
from tests.given.origin_chain import chain, chain_ban
from tests.given.stocks import stocked_sheets
from tests.given.verified import rich_sheets
from tests.places import INPUTS
from tests.tiny import tiny
from tests.workbooks import Sheets

type Parts = dict[str, bytes]
SOLVED, CHECKED = "solve", "check"


@dataclass(frozen=True)
class Original:
    """A valid workbook.

    command  what is asked of its mutations: `solve`, or for a large one `check`
    weight   how often it is taken
    made     its tables; None for one that is shipped as a file
    """

    name: str
    command: str
    weight: int
    made: Callable[[], Sheets] | None = None

    @cached_property
    def tables(self) -> Tables:
        """Return the rows of each sheet of the input, of equal length."""
        if self.made is not None:
            return {sheet: levelled([list(row) for row in rows]) for sheet, rows in self.made().items()}
        book = openpyxl.load_workbook(INPUTS / f"{self.name}.xlsx", data_only=True)
        return {sheet.title: levelled([list(row) for row in sheet.values]) for sheet in book if sheet.title in TABLE}

    def parts(self, form: str) -> Parts:
        """Return the parts of the file; a shipped one has its own form, others are written in the one asked for."""
        if self.made is not None:
            return workbook_parts(self.tables, form)
        with zipfile.ZipFile(io.BytesIO((INPUTS / f"{self.name}.xlsx").read_bytes())) as package:
            return {name: package.read(name) for name in package.namelist()}


def levelled(rows: list[list[object]]) -> list[list[object]]:
    """Return the rows filled up to the length of the longest."""
    width = max(map(len, rows), default=0)
    return [row + [None] * (width - len(row)) for row in rows]


REFERENCES = (
    "budget", "contracts_lots", "contracts_small", "discounting", "expansion", "fair_share", "food_manufacture_blends",
    "grades", "licences_lapse", "origin_shares", "pins", "qualification", "recycling_loop", "soft_order", "start_up",
    "stock_priced", "stock_releases", "supplier_choice", "supplier_shares", "waiting",
)  # fmt: skip

ORIGINALS = (
    Original("small_example", SOLVED, 20),
    Original("mexican_steel", SOLVED, 5),
    Original("us_rare_earths", CHECKED, 5),
    Original("us_rare_earths_2025", CHECKED, 3),
    Original("tiny", SOLVED, 10, tiny),
    Original("stocks", SOLVED, 5, stocked_sheets),
    Original("every kind of row", SOLVED, 10, rich_sheets),
    Original("chain", SOLVED, 5, lambda: chain(chain_ban(), mine=4, released="toys")),
    *(Original(name, SOLVED, 2, reference(name).sheets) for name in REFERENCES),
)


@cache
def weights() -> list[int]:
    """Return how often each original is taken."""
    return [original.weight for original in ORIGINALS]


def drawn(chance: random.Random) -> Original:
    """Draw an original."""
    return chance.choices(ORIGINALS, weights())[0]


def drawn_form(chance: random.Random) -> str:
    """Draw a form to write a workbook in."""
    return chance.choice(FORMS)
