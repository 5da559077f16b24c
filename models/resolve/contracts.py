"""Sheet Contracts: rows with one name make one contract, its tiers in order of quantity, and the lanes it is about."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from models.arrays import FloatArray, IntArray, ranges
from models.calendar import YEAR, Calendar
from models.issues import Findings
from models.names import Namespace, folded
from models.parts.contracts import Contracts
from models.parts.moving import Lanes
from models.records import Records, Tables
from models.resolve.selectors import look_up
from models.spans import make_spans, make_windows

SHEET = "Contracts"
# What a contract says once, in the row of its first tier, and what a blank cell of it reads as.
ONCE_TEXT = {"supplier": "", "buyer": "", "commodity": "", "floor paid by": "buyer", "take-or-pay": "no", "window": ""}
ONCE_NUMBER = ("price floor", "minimum take", "maximum", "order quantity", "multiple")
ONCE_DATE = ("start", "end")
# Ends of tiers that are typed alike are alike, whatever their unit's factor rounds to.
SAME_END = 1e-9


@dataclass(frozen=True, eq=False)
class _Contract:
    """One contract under construction: its rows in order of quantity, the size of each tier, the lanes it matches."""

    lines: list[int]
    sizes: list[float]
    lanes: IntArray


def make_contracts(
    tables: Tables, calendar: Calendar, site_space: Namespace, commodity_space: Namespace, lanes: Lanes,
    issues: Findings,
) -> Contracts:  # fmt: skip
    """Make the contracts that run inside the horizon, in canonical order."""
    records = tables.records[SHEET]
    matched = _matched(records, tables, site_space, commodity_space, lanes, issues)
    by_name: dict[str, list[int]] = {}
    for line, name in enumerate(records.text["contract"]):
        by_name.setdefault(folded(str(name)), []).append(line)
    found: list[_Contract] = []
    for name in sorted(by_name):
        lines, sizes = _tiers(records, by_name[name], issues)
        _said_once(records, lines, issues)
        if _acts(records, lines[0], calendar, matched[lines[0]], issues):
            found.append(_Contract(lines, sizes, matched[lines[0]]))
    return _assembled(records, calendar, lanes, found)


def _matched(
    records: Records, tables: Tables, site_space: Namespace, commodity_space: Namespace, lanes: Lanes, issues: Findings
) -> list[IntArray]:
    """Return, for each row, the lanes whose ends and commodity are all selected."""
    suppliers, buyers, materials = (
        [match.codes for match in look_up(records, column, space, sheet, tables, issues)]
        for column, space, sheet in (
            ("supplier", site_space, "Sites"), ("buyer", site_space, "Sites"),
            ("commodity", commodity_space, "Commodities"),
        )
    )  # fmt: skip
    # A row is held against the lanes of its suppliers only: against all of them, many rows would take rows x lanes.
    order = np.argsort(lanes.origin, kind="stable")
    origin = lanes.origin[order]
    found = []
    for supplier, buyer, material in zip(suppliers, buyers, materials, strict=True):
        first, last = np.searchsorted(origin, supplier, side="left"), np.searchsorted(origin, supplier, side="right")
        own = order[ranges(first, last)]
        both = np.isin(lanes.destination[own], buyer) & np.isin(lanes.commodity[own], material)
        found.append(np.unique(own[both]))
    return found


def _tiers(records: Records, lines: list[int], issues: Findings) -> tuple[list[int], list[float]]:
    """Return the rows of a contract in order of quantity, and the t of a window that fit into each tier."""
    number = records.number
    upper = {line: float(np.nan_to_num(number["tier to"][line], nan=np.inf)) for line in lines}
    ordered = sorted(lines, key=lambda line: (upper[line], folded(str(records.text["tier"][line]))))
    sizes, below = [], 0.0
    _tell_order(records, lines, upper, issues)
    for line in ordered:
        given = number["tier from"][line]
        if not np.isnan(given) and abs(given - below) > SAME_END * max(below, 1.0):
            issues.error(
                "tier-gap",
                records.cell(line, "tier from"),
                f"the tier begins at {given:g} t, and "
                + (f"the one before it ends at {below:g} t" if np.isfinite(below) else "another has no end"),
                "let each tier begin where the one before it ends, the first at 0",
            )
        elif not upper[line] > below:
            issues.error(
                "tier-gap",
                records.cell(line, "tier to"),
                f"the tier ends at {upper[line]:g} t, where it begins" if np.isfinite(upper[line])
                else "two tiers of the contract have no end",
                "give each tier its own `tier to`; only the last may leave it blank",
            )  # fmt: skip
        sizes.append(upper[line] - below if np.isfinite(below) else 0.0)
        below = upper[line]
    return ordered, sizes


def _tell_order(records: Records, lines: list[int], upper: dict[int, float], issues: Findings) -> None:
    """Warn of a tier that ends below the one in the row before it: they are filled in the order of their ends."""
    for before, line in pairwise(lines):
        if upper[line] < upper[before]:
            ends = f"{upper[before]:g} t" if np.isfinite(upper[before]) else "no end"
            issues.warning(
                "tiers-out-of-order",
                records.cell(line, "tier to"),
                f"the tier ends at {upper[line]:g} t, and the one in the row before it has {ends} "
                f"({records.cell(before, 'tier to')}); tiers are filled in the order of their ends",
                "correct the end that is wrong, or put the rows in that order",
            )
            return


def _said_once(records: Records, lines: list[int], issues: Findings) -> None:
    """Report what a further tier says of the contract that the row of the first tier does not say."""
    first = lines[0]
    for line in lines[1:]:
        other = [name for name, blank in ONCE_TEXT.items()
                 if records.text[name][line] not in (blank, records.text[name][first])]  # fmt: skip
        other += [name for name in ONCE_NUMBER
                  if not np.isnan(records.number[name][line])
                  and records.number[name][line] != records.number[name][first]]  # fmt: skip
        other += [name for name in ONCE_DATE if records.date[name][line] not in (-1, records.date[name][first])]
        for name in other:
            issues.error(
                "tier-differs",
                records.cell(line, name),
                f"{name} differs from {records.cell(first, name)}, the row of the first tier of contract "
                f"'{records.text['contract'][line]}'",
                "say it in the row of the first tier only, or give this row another contract name",
            )


def _acts(records: Records, line: int, calendar: Calendar, matched: IntArray, issues: Findings) -> bool:
    """Tell whether a contract runs inside the horizon and matches a lane; say so where it does not."""
    start, end = int(records.date["start"][line]), int(records.date["end"][line])
    if 0 <= end < start:
        issues.error("dates", records.cell(line, "end"), "the end lies before the start", "correct the dates")
        return False
    if start > calendar.end[-1] or 0 <= end < calendar.start[0]:
        where = records.cell(line, "start" if start > calendar.end[-1] else "end")
        issues.note("contract-outside", where, "the contract never runs inside the horizon")
        return False
    if matched.size == 0:
        issues.warning(
            "contract-matches-nothing",
            records.cell(line, "contract"),
            f"contract '{records.text['contract'][line]}' matches no lane",
            "check its supplier, buyer and commodity, or add the lane to sheet Lanes",
        )
        return False
    return True


def _assembled(records: Records, calendar: Calendar, lanes: Lanes, found: list[_Contract]) -> Contracts:
    number, text, date = records.number, records.text, records.date
    first = np.array([one.lines[0] for one in found], dtype=np.int64)
    tiers = np.array([line for one in found for line in one.lines], dtype=np.int64)
    owner = np.repeat(np.arange(len(found)), [len(one.lines) for one in found]).astype(np.int64)
    start, end = date["start"][first], date["end"][first]
    window = tuple(str(text["window"][line]) for line in first)
    minimum = np.nan_to_num(number["minimum take"][first])
    can_send = np.array(
        [(lanes.arrival[one.lanes] < calendar.size).any(axis=0) for one in found], dtype=np.bool_
    ).reshape(len(found), calendar.size)
    spans = make_spans(calendar, start, end, YEAR in window)
    return Contracts(
        name=tuple(str(text["contract"][line]) for line in first),
        window=window,
        floor=number["price floor"][first],
        buyer_pays_floor=np.array([text["floor paid by"][line] != "third party" for line in first], dtype=np.bool_),
        minimum=minimum,
        maximum=_or_infinite(number["maximum"][first]),
        take_or_pay=np.array([text["take-or-pay"][line] == "yes" for line in first], dtype=np.bool_),
        order_quantity=np.nan_to_num(number["order quantity"][first]),
        multiple=np.nan_to_num(number["multiple"][first]),
        line=first,
        tier_contract=owner,
        tier_name=tuple(str(text["tier"][line]) for line in tiers),
        tier_size=np.array([size for one in found for size in one.sizes], dtype=np.float64),
        price=records.number_by_period["price"][tiers].reshape(tiers.size, calendar.size),
        tier_line=tiers,
        flow_contract=np.repeat(np.arange(len(found)), [one.lanes.size for one in found]).astype(np.int64),
        flow_lane=np.concatenate([np.empty(0, dtype=np.int64), *(one.lanes for one in found)]),
        spans=spans,
        windows=make_windows(calendar, spans, window, start, end, minimum, can_send),
    )


def _or_infinite(values: FloatArray) -> FloatArray:
    return np.where(np.isnan(values), np.inf, values)
