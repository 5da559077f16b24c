"""Contracts of a plan: what is sent falls under them, within their limits, and what that costs and is worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from models.records import Records, Tables
from planner.verify.given import Given
from planner.verify.lanes import Shipments
from planner.verify.ledger import ABSOLUTE_TOLERANCE, FloatArray, IntArray, Ledger
from planner.verify.names import Names, fold
from planner.verify.terms import Terms, day_period, read_terms
from planner.verify.time import Time

TAKEN, LIMITS, SHORTFALLS = "contracts", "contract limits", "shortfalls"


@dataclass(frozen=True, eq=False)
class Bought:
    """What the contracts of a plan cost, and at what worth its flows are taxed.

    worth      (flows,) USD per t sent: what the buyer pays for it, or the commodity's value
    purchase   (taken,) USD, and the period of each; pay the same for shortfalls
    """

    worth: FloatArray
    purchase: FloatArray = field(default_factory=lambda: np.empty(0))
    purchase_period: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    pay: FloatArray = field(default_factory=lambda: np.empty(0))
    pay_period: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))


@dataclass(frozen=True, eq=False)
class _Taken:
    """Rows of table `take` that make sense: (rows,) number of the contract, tier, flow, day, period, t."""

    contract: IntArray
    tier: IntArray
    flow: IntArray
    day: IntArray
    period: IntArray
    tonnes: FloatArray


def check_contracts(
    tables: Tables, given: dict[str, Given], shipments: Shipments, sites: Names, materials: Names, time: Time,
    ledger: Ledger,
) -> Bought:  # fmt: skip
    """Check all that contracts ask for."""
    value = np.nan_to_num(tables.records["Commodities"].number_by_period["value"])
    worth = value[shipments.commodity, shipments.period]
    terms = read_terms(tables, sites, materials, time)
    if not terms:
        for name in ("take", "shortfall"):
            for row in range(given[name].size):
                ledger.fault(TAKEN, f"{given[name].key(row)}: no contract runs")
        return Bought(worth)
    number = {fold(one.name): place for place, one in enumerate(terms)}
    spans = _Spans(terms, time)
    taken = _read(tables.records["Contracts"], given["take"], number, terms, spans, shipments, time, ledger)
    outside = _check_sent(spans, taken, shipments, ledger)
    records = tables.records["Contracts"]
    short = _read_shortfalls(given["shortfall"], number, ledger)
    pay: list[tuple[float, int]] = []
    for place, one in enumerate(terms):
        own = taken.contract == place
        pay += _check_windows(records, one, place, taken, own, short, time, ledger)
        _check_orders(records, one, taken, own, time, ledger)
    for contract, _ in short:
        if not terms[contract].pays_shortfall:
            ledger.fault(SHORTFALLS, f"contract '{terms[contract].name}' has a shortfall, and is no take-or-pay")
    paid, taxed = _prices(terms, taken, shipments, value)
    sum_worth = np.bincount(taken.flow, weights=taxed * taken.tonnes, minlength=worth.size)
    with np.errstate(divide="ignore", invalid="ignore"):
        under = np.where(shipments.sent > 0.0, sum_worth / shipments.sent, 0.0)
    return Bought(
        outside * worth + under, paid * taken.tonnes, taken.period,
        np.array([money for money, _ in pay]), np.array([period for _, period in pay], dtype=np.int64),
    )  # fmt: skip


class _Spans:
    """Cuts the periods of a flow where the contracts that are about it begin, end, or count in another window."""

    def __init__(self, terms: list[Terms], time: Time) -> None:
        """Keep what was found for each set of contracts: many flows share one."""
        self.terms = terms
        self.period = day_period(time)
        self.known: dict[tuple[int, ...], IntArray] = {}

    def of(self, seller: int, buyer: int, material: int) -> tuple[list[Terms], IntArray]:
        """Return the contracts about a flow, and (days,) the first day of each day's span."""
        about = tuple(place for place, one in enumerate(self.terms) if one.binds(seller, buyer, material))
        if about not in self.known:
            changes = np.ones(self.period.size, dtype=np.bool_)
            changes[1:] = self.period[1:] != self.period[:-1]
            for place in about:
                counts = np.where(self.terms[place].runs, self.terms[place].window, -1)
                changes[1:] |= counts[1:] != counts[:-1]
            self.known[about] = np.maximum.accumulate(np.where(changes, np.arange(changes.size), 0))
        return [self.terms[place] for place in about], self.known[about]


def _read(
    records: Records, take: Given, number: dict[str, int], terms: list[Terms], spans: _Spans, shipments: Shipments,
    time: Time, ledger: Ledger,
) -> _Taken:  # fmt: skip
    """Return the rows of table `take`; those that no contract, flow or day allows are faults."""
    mode = shipments.given.code["mode"][shipments.row]
    flow_of = {key: flow for flow, key in enumerate(zip(
        shipments.origin.tolist(), shipments.destination.tolist(), shipments.commodity.tolist(), mode.tolist(),
        shipments.period.tolist(), strict=True,
    ))}  # fmt: skip
    rows: list[tuple[int, int, int, int, int, float]] = []
    seen: set[tuple[object, ...]] = set()
    ledger.checks[TAKEN] += take.size
    columns = [take.code[name].tolist() for name in ("from", "to", "commodity", "mode", "period")]
    for row, flow_key in enumerate(zip(*columns, strict=True)):
        contract = number.get(fold(take.words["contract"][row]), -1)
        flow = flow_of.get(flow_key, -1)
        day = time.first[flow_key[4]] - time.first[0] + int(take.quantity["span"][row])
        tier_name = fold(take.words["tier"][row])
        tiers = [] if contract < 0 else [fold(records.text["tier"][line]) for line in terms[contract].lines]
        key = (contract, tier_name, flow_key, day)
        wrong = ""
        if contract < 0:
            wrong = "no such contract runs"
        elif tier_name not in tiers:
            wrong = "the contract has no such tier"
        elif flow < 0:
            wrong = "nothing is sent so"
        elif not terms[contract].binds(*flow_key[:3]):
            wrong = "the contract is not about this"
        elif not _begins(spans, flow_key, day):
            wrong = "no span of days begins there"
        elif not terms[contract].runs[day]:
            wrong = "the contract does not run then"
        elif key in seen:
            wrong = "it stands twice in the plan"
        if wrong:
            ledger.fault(TAKEN, f"{take.key(row)}: {wrong}", float(take.quantity["taken_t"][row]))
            continue
        seen.add(key)
        rows.append((contract, tiers.index(tier_name), flow, day, flow_key[4], float(take.quantity["taken_t"][row])))
    parts = list(zip(*rows, strict=True)) or [()] * 6
    found = [np.array(part, dtype=np.int64) for part in parts[:5]]
    return _Taken(found[0], found[1], found[2], found[3], found[4], np.array(parts[5], dtype=np.float64))


def _begins(spans: _Spans, flow_key: tuple[int, ...], day: int) -> bool:
    """Tell whether a span of a flow's days, in the flow's period, begins on a day."""
    _, first = spans.of(flow_key[0], flow_key[1], flow_key[2])
    return 0 <= day < first.size and int(spans.period[day]) == flow_key[4] and int(first[day]) == day


def _check_sent(spans: _Spans, taken: _Taken, shipments: Shipments, ledger: Ledger) -> FloatArray:
    """Check that what is sent on days on which contracts run is taken under them; return (flows,) the rest's share."""
    length = np.bincount(spans.period)
    sums: dict[tuple[int, int], float] = {}
    for flow, day, tonnes in zip(taken.flow.tolist(), taken.day.tolist(), taken.tonnes.tolist(), strict=True):
        sums[flow, day] = sums.get((flow, int(day)), 0.0) + tonnes
    outside = np.ones(shipments.sent.size)
    rows: list[tuple[int, float, float]] = []
    keys = zip(shipments.origin.tolist(), shipments.destination.tolist(), shipments.commodity.tolist(), strict=True)
    for flow, key in enumerate(keys):
        about, first = spans.of(*key)
        if not about:
            continue
        when = int(shipments.period[flow])
        for day, days in zip(*np.unique(first[spans.period == when], return_counts=True), strict=True):
            if any(one.runs[day] for one in about):
                share = days / length[when]
                outside[flow] -= share
                rows.append((flow, sums.get((flow, int(day)), 0.0), share * float(shipments.sent[flow])))
    flow_of = [row[0] for row in rows]
    ledger.equal(
        TAKEN, np.array([row[1] for row in rows]), np.array([row[2] for row in rows]),
        np.array([row[2] for row in rows]),
        lambda row, gap: f"{shipments.key(flow_of[row])}: what contracts take of it is {gap:+g} t off",
    )  # fmt: skip
    return np.where(np.abs(outside) < 1e-9, 0.0, outside)


def _read_shortfalls(given: Given, number: dict[str, int], ledger: Ledger) -> dict[tuple[int, int], tuple[float, int]]:
    """Return (contract, window) -> t, and the period in which they are paid for."""
    found: dict[tuple[int, int], tuple[float, int]] = {}
    for row in range(given.size):
        contract = number.get(fold(given.words["contract"][row]), -1)
        key = (contract, int(given.quantity["span"][row]))
        if contract < 0 or key in found:
            ledger.fault(
                SHORTFALLS, f"{given.key(row)}: " + ("it stands twice" if key in found else "no such contract")
            )
            continue
        found[key] = float(given.quantity["shortfall_t"][row]), int(given.code["period"][row])
    return found


def _check_windows(
    records: Records, one: Terms, place: int, taken: _Taken, own: np.ndarray,
    short: dict[tuple[int, int], tuple[float, int]], time: Time, ledger: Ledger,
) -> list[tuple[float, int]]:  # fmt: skip
    """Check minimum, maximum and tiers of each window; return (USD, period) of what is paid for and not taken."""
    period = day_period(time)
    pay: list[tuple[float, int]] = []
    windows = np.unique(one.window[one.runs]).tolist()
    for contract, window in short:
        if contract == place and window not in windows:
            ledger.fault(SHORTFALLS, f"contract '{one.name}' has no window {window}")
    sizes = np.diff([0.0, *one.ends])
    for window in windows:
        inside = one.runs & (one.window == window)
        chosen = own & (one.window[taken.day] == window)
        by_tier = np.bincount(taken.tier[chosen], weights=taken.tonnes[chosen], minlength=len(one.lines))
        amount = float(by_tier.sum())
        counted = inside & one.sends[period]
        least = one.least * float(counted.sum()) / one.length[window]
        missing, when = short.get((place, window), (0.0, -1))
        where = _days(inside, time)
        say = _sentence(records, one, where)
        if one.pays_shortfall:
            ledger.equal(SHORTFALLS, np.array([missing]), np.array([max(least - amount, 0.0)]),
                         np.array([least]), say("minimum take", "the shortfall is off by"))  # fmt: skip
            if missing > ABSOLUTE_TOLERANCE and when != int(period[counted].max(initial=-1)):
                ledger.fault(SHORTFALLS, f"contract '{one.name}', {where}: it is paid for in another period")
            if missing > 0.0 and when >= 0:
                pay.append((float(one.charged()[0, when]) * missing, when))
        else:
            ledger.at_least(LIMITS, np.array([amount]), np.array([least]), np.array([amount]),
                            say("minimum take", "missing are"))  # fmt: skip
        ledger.at_most(LIMITS, np.array([amount]), np.array([one.most]), np.array([amount]),
                       say("maximum", "too much are"))  # fmt: skip
        ledger.at_most(LIMITS, by_tier, sizes, by_tier, say("tier to", "beyond the end of a tier are"))
        charged = one.charged()[:, np.unique(period[inside])]
        falls = np.flatnonzero((charged < np.maximum.accumulate(charged)).any(axis=1))
        for tier in range(int(falls.max(initial=0))):
            if by_tier[tier + 1 :].sum() > ABSOLUTE_TOLERANCE:
                ledger.at_least(LIMITS, by_tier[tier : tier + 1], sizes[tier : tier + 1], by_tier[tier : tier + 1],
                                say("tier to", "before the next tier is used, missing are"))  # fmt: skip
    return pay


def _check_orders(records: Records, one: Terms, taken: _Taken, own: np.ndarray, time: Time, ledger: Ledger) -> None:
    """Check order quantity and lot size of each period."""
    amount = np.bincount(taken.period[own], weights=taken.tonnes[own], minlength=time.size)
    if one.order > 0.0:
        placed = amount[amount > ABSOLUTE_TOLERANCE]
        ledger.at_least(LIMITS, placed, np.full(placed.size, one.order), placed,
                        _sentence(records, one, "an order")("order quantity", "missing are"))  # fmt: skip
    if one.lot > 0.0:
        ledger.equal(LIMITS, amount, np.rint(amount / one.lot) * one.lot, amount,
                     _sentence(records, one, "an order")("multiple", "beside whole lots are"))  # fmt: skip


def _days(inside: np.ndarray, time: Time) -> str:
    """Return the days of a plan, (days,) those that are chosen, from the first to the last."""
    first, last = (date.fromordinal(time.first[0] + int(day)) for day in np.flatnonzero(inside)[[0, -1]])
    return f"{first} to {last}"


def _sentence(records: Records, one: Terms, where: str) -> Callable[[str, str], Callable[[int, float], str]]:
    def of_column(column: str, words: str) -> Callable[[int, float], str]:
        cell = records.cell(one.lines[0], column)
        return lambda _, gap: f"{cell}: contract '{one.name}', {where}: {words} {gap:g} t"

    return of_column


def _prices(
    terms: list[Terms], taken: _Taken, shipments: Shipments, value: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return (taken,) USD/t that the buyer pays, and USD/t of which duty and tariffs are shares."""
    paid, taxed = np.zeros(taken.tonnes.size), np.zeros(taken.tonnes.size)
    for row, (contract, tier, flow, period) in enumerate(zip(
        taken.contract.tolist(), taken.tier.tolist(), taken.flow.tolist(), taken.period.tolist(), strict=True
    )):  # fmt: skip
        one = terms[contract]
        price = float(one.price[tier, period])
        market = float(value[shipments.commodity[flow], period]) if np.isnan(price) else price
        above = 0.0 if np.isnan(one.floor) or not one.buyer_pays else max(one.floor - market, 0.0)
        paid[row] = above + (0.0 if np.isnan(price) else price)
        taxed[row] = market + above
    return paid, taxed
