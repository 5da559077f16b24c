"""What the rows of sheet Sourcing must keep to, each by itself and those of one buyer and commodity together."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from models.arrays import IntArray
from models.issues import Findings
from models.names import ANY, Exactness, Match
from models.records import Records

LIMITS = ("least suppliers", "most suppliers", "least share", "most share", "switching cost")
# Shares are typed with two or three digits.
ROUNDING = 1e-9


@dataclass(eq=False)
class Event:
    """All rows of one buyer and commodity.

    general   the row for each supplier for itself, or None;  special  rows that name suppliers
    lanes     into the buyer, from outside;  suppliers  their senders
    inside    sites of the buyer that lanes lead from to others of it, which does not count
    """

    general: int | None = None
    special: list[int] = field(default_factory=list)
    lanes: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    suppliers: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    inside: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    @property
    def rows(self) -> list[int]:
        return [*([] if self.general is None else [self.general]), *self.special]


def is_general(records: Records, line: int) -> bool:
    """Tell whether a row names no supplier, and so stands for each one by itself."""
    return str(records.text["supplier"][line]) in ("", ANY)


def check_row(records: Records, line: int, supplier: Match, event: Event, issues: Findings) -> None:
    """Check what one row says by itself."""
    number = {name: float(records.number[name][line]) for name in LIMITS}
    incumbent = records.text["incumbent"][line] == "yes"
    for name in ("least suppliers", "most suppliers"):
        if number[name] != np.round(number[name]) and not np.isnan(number[name]):
            issues.error("not-whole", records.cell(line, name), f"{number[name]:g} is not a whole number",
                         "write a whole number of suppliers")  # fmt: skip
        if not np.isnan(number[name]) and supplier.exactness is Exactness.NAME:
            issues.error("count-of-one", records.cell(line, name), "a number of suppliers stands beside one supplier",
                         "empty the supplier, or name a group")  # fmt: skip
    for thing in ("suppliers", "share"):
        if number[f"least {thing}"] > number[f"most {thing}"]:
            issues.error(
                "minimum-above-maximum", records.cell(line, f"least {thing}"),
                f"the least {thing} {number[f'least {thing}']:g} lies above the most {thing}", "correct one of the two",
            )  # fmt: skip
    if incumbent and number["switching cost"] > 0.0:
        issues.error("incumbent-with-cost", records.cell(line, "switching cost"),
                     "an incumbent has a switching cost", "write the cost in the row of those who are not, "
                     "for instance the one without a supplier")  # fmt: skip
    if incumbent and is_general(records, line):
        issues.error("incumbent-unnamed", records.cell(line, "incumbent"), "every supplier is called an incumbent",
                     "name the incumbents, one a row, or a group of them")  # fmt: skip
    if not incumbent and all(np.isnan(value) for value in number.values()):
        issues.warning("sourcing-without-limit", records.cell(line, "supplier"), "the row limits nothing",
                       "give a share, a number of suppliers or a switching cost, or delete the row")  # fmt: skip
    if not np.isin(event.suppliers, supplier.codes).any():
        missing = issues.error if number["least share"] > 0.0 else issues.warning
        missing(
            "sourcing-matches-nothing", records.cell(line, "supplier"), *_why_nothing(records, line, supplier, event)
        )


def _why_nothing(records: Records, line: int, supplier: Match, event: Event) -> tuple[str, str]:
    """Return why a row matches nothing, and what to do: with `*` for a buyer there are lanes, and none counts."""
    goods, buyer, seller = (str(records.text[name][line]) for name in ("commodity", "buyer", "supplier"))
    if np.isin(event.inside, supplier.codes).any():
        why = f"what '{buyer}' stands for is one buyer, and what its own sites send each other does not count"
        others = f"none of '{seller or ANY}' but these sends '{goods}' there"
        return f"{why}: {others}", "name who buys without who sends, such as one customer a row or a group of them"
    why = f"no lane brings '{goods}' from '{seller or ANY}' to '{buyer}'"
    return why, "correct the names, add the lane, or delete the row"


def check_event(records: Records, event: Event, suppliers: list[Match], issues: Findings) -> None:
    """Check what the rows of an event say together."""
    least_share = records.number["least share"]
    named = [line for line in event.special if suppliers[line].exactness is Exactness.NAME]
    wanted = float(np.nansum(least_share[np.array(named, dtype=np.int64)]))
    if wanted > 1.0 + ROUNDING:
        issues.error(
            "shares-above-all", records.cell(named[-1], "least share"),
            f"the least shares of the suppliers come to {wanted:.6g} of all", "lower them to 1 (100 %) at most",
        )  # fmt: skip
    each = np.nan if event.general is None else least_share[event.general]
    for line in event.rows:
        least = float(records.number["least suppliers"][line])
        there = int(np.isin(event.suppliers, suppliers[line].codes).sum())
        if least > there:
            issues.error(
                "too-few-suppliers", records.cell(line, "least suppliers"),
                f"{least:g} suppliers are asked for, and lanes lead from {there}", "lower the number, or add lanes",
            )  # fmt: skip
        if least > 0.0 and not each > 0.0:
            issues.error(
                "number-without-share", records.cell(line, "least suppliers"),
                "an award of nothing would count as a supplier",
                "give a least share, that of each one with an award, in the row of this buyer and commodity without a "
                "supplier",
            )  # fmt: skip
