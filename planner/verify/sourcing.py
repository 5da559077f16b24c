"""Sheet Sourcing, read again: shares, numbers of suppliers, and awards, held against the shipments of a plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from models.records import Records, Tables
from planner.verify.given import Given
from planner.verify.lanes import Shipments
from planner.verify.ledger import ABSOLUTE_TOLERANCE, BoolArray, FloatArray, IntArray, Ledger
from planner.verify.names import EVERYTHING, OWN, Names, fold
from planner.verify.time import Time

YES = "yes"


@dataclass(frozen=True, eq=False)
class _Event:
    """What one buyer buys of one commodity.

    rows    the rows of the sheet with these two cells
    flow    (flows,) the shipments into the buyer from outside
    sender  (flows,) who sends them;  awarded  suppliers with an award
    """

    rows: list[int]
    flow: IntArray
    sender: IntArray
    awarded: set[int]


def check_sourcing(
    tables: Tables, shipments: Shipments, award: Given, buyers: list[str], bought: list[str], sites: Names,
    materials: Names, time: Time, ledger: Ledger,
) -> float:  # fmt: skip
    """Check the shares, numbers and awards of every buyer and commodity; return USD of switching.

    buyers, bought  folded spelling of each number of a buyer and a commodity that `award` uses
    """
    records = tables.records["Sourcing"]
    switching = 0.0
    seen: set[tuple[str, str, int]] = set()
    for (buyer, material), rows in _events(records).items():
        awarded = _awarded(award, buyers.index(buyer), bought.index(material), ledger)
        seen |= {(buyer, material, site) for site in awarded}
        inside = np.isin(shipments.destination, list(sites.select(buyer)))
        inside &= ~np.isin(shipments.origin, list(sites.select(buyer)))
        inside &= np.isin(shipments.commodity, list(materials.select(material)))
        flow = np.flatnonzero(inside)
        event = _Event(rows, flow, shipments.origin[flow], awarded)
        _check_shares(records, event, shipments, sites, time, ledger)
        _check_numbers(records, event, sites, ledger)
        switching += _check_awards(records, event, shipments, sites, ledger)
    for row in range(award.size):
        key = (buyers[award.code["buyer"][row]], bought[award.code["commodity"][row]], int(award.code["supplier"][row]))
        if award.quantity["awarded"][row] and (award.code["period"][row] != 0 or key not in seen):
            ledger.fault("awards", f"{award.key(row)}: sheet Sourcing decides no such award")
    return switching


def _events(records: Records) -> dict[tuple[str, str], list[int]]:
    events: dict[tuple[str, str], list[int]] = {}
    for line in range(len(records)):
        key = fold(records.text["buyer"][line]), fold(records.text["commodity"][line])
        events.setdefault(key, []).append(line)
    return events


def _awarded(award: Given, buyer: int, material: int, ledger: Ledger) -> set[int]:
    """Return the suppliers with an award for a buyer and commodity; an award is a whole one."""
    found: set[int] = set()
    for row in np.flatnonzero((award.code["buyer"] == buyer) & (award.code["commodity"] == material)).tolist():
        ledger.checks["awards"] += 1
        given = float(award.quantity["awarded"][row])
        if not given:  # as a person types it
            continue
        if abs(given - 1.0) > ABSOLUTE_TOLERANCE:
            ledger.fault("awards", f"{award.key(row)}: an award is 1 or it is none, not {given:g}", abs(given - 1.0))
        found.add(int(award.code["supplier"][row]))
    return found


def _is_each(records: Records, line: int) -> bool:
    return fold(records.text["supplier"][line]) in EVERYTHING


def _check_shares(
    records: Records, event: _Event, shipments: Shipments, sites: Names, time: Time, ledger: Ledger
) -> None:
    for line in event.rows:
        for column in ("least share", "most share"):
            share = float(records.number[column][line])
            if np.isnan(share):
                continue
            for group in _groups(records, event, line, column, sites):
                own = np.isin(event.sender, list(group))
                for span, weight in _spans(str(records.text["window"][line]), time):
                    _check_share(records, event, shipments, (line, column, share, span), own, weight, ledger)


def _groups(records: Records, event: _Event, line: int, column: str, sites: Names) -> Iterator[set[int]]:
    """Yield the sets of suppliers that each have a limit: one set, or each supplier without a row of its own.

    A least share for each supplier holds for those with an award.
    """
    if not _is_each(records, line):
        yield set(sites.select(records.text["supplier"][line]))
        return
    named = {
        sites.number[fold(records.text["supplier"][other])]
        for other in event.rows
        if fold(records.text["supplier"][other]) in sites.number and not np.isnan(records.number[column][other])
    }
    for site in sorted(event.awarded if column == "least share" else set(event.sender.tolist())):
        if site not in named:
            yield {site}


def _spans(window: str, time: Time) -> Iterator[tuple[str, FloatArray]]:
    """Yield each span over which shares count, and (periods,) the share of each period's days in it."""
    if window == "term":
        yield "over the whole plan", np.ones(time.size)
    elif window == "period":
        for period, name in enumerate(time.names):
            yield f"in {name}", (np.arange(time.size) == period).astype(np.float64)
    else:
        for year in range(date.fromordinal(time.first[0]).year, date.fromordinal(time.last[-1]).year + 1):
            yield f"in {year}", time.share(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal())


def _check_share(
    records: Records, event: _Event, shipments: Shipments, limit: tuple[int, str, float, str], own: BoolArray,
    weight: FloatArray, ledger: Ledger,
) -> None:  # fmt: skip
    line, column, share, span = limit
    tonnes = weight[shipments.period[event.flow]] * shipments.sent[event.flow]
    used, allowed = np.array([tonnes[own].sum()]), np.array([share * tonnes.sum()])
    term = np.array([tonnes.max(initial=0.0)])
    cell = records.cell(line, column)

    def sentence(_: int, excess: float) -> str:
        return f"{cell}: the {column} of {share:.4g} is missed by {excess:g} t {span}"

    compare = ledger.at_least if column == "least share" else ledger.at_most
    compare("sourcing shares", used, allowed, term, sentence)


def _check_numbers(records: Records, event: _Event, sites: Names, ledger: Ledger) -> None:
    """Check the least and most numbers of suppliers with an award."""
    for line in event.rows:
        counted = len(event.awarded & set(sites.select(records.text["supplier"][line])))
        for column, sign in (("least suppliers", -1.0), ("most suppliers", 1.0)):
            limit = float(records.number[column][line])
            if np.isnan(limit):
                continue
            ledger.checks["numbers of suppliers"] += 1
            if sign * (counted - limit) > 0.0:
                ledger.fault(
                    "numbers of suppliers",
                    f"{records.cell(line, column)}: {counted} awards, and the {column} are {limit:g}",
                    abs(counted - limit),
                )  # fmt: skip


def _check_awards(records: Records, event: _Event, shipments: Shipments, sites: Names, ledger: Ledger) -> float:
    """Check that who sends has an award where one is needed; return what the awards cost in USD."""
    spent = 0.0
    senders = set(event.sender[shipments.sent[event.flow] > ABSOLUTE_TOLERANCE].tolist())
    for site in sorted(senders | event.awarded):
        cost, needed = _switching(records, event, site, sites)
        ledger.checks["awards"] += 1
        if needed and site not in event.awarded:
            sent = float(shipments.sent[event.flow][event.sender == site].sum())
            cell = records.cell(event.rows[0], "buyer")
            ledger.fault("awards", f"{cell}: {sites.spelled[site]} sends {sent:g} t without an award", sent)
        if not needed and site in event.awarded:
            cell = records.cell(event.rows[0], "buyer")
            ledger.fault("awards", f"{cell}: the award of {sites.spelled[site]} is not asked for by any row")
        spent += cost if site in event.awarded else 0.0
    return spent


def _switching(records: Records, event: _Event, site: int, sites: Names) -> tuple[float, bool]:
    """Return the switching cost of a supplier, and whether it needs an award."""
    cost, best, needed = 0.0, -1, False
    for line in event.rows:
        word = fold(records.text["supplier"][line])
        if site not in sites.select(word):
            continue
        number = {name: float(records.number[name][line]) for name in records.number}
        needed |= not (np.isnan(number["least suppliers"]) and np.isnan(number["most suppliers"]))
        needed |= _is_each(records, line) and number["least share"] > 0.0
        incumbent = records.text["incumbent"][line] == YES
        rank = OWN if word in sites.number else sites.words[site][word]
        if (incumbent or not np.isnan(number["switching cost"])) and rank > best:
            cost, best = 0.0 if incumbent else number["switching cost"], rank
    return cost, needed or cost > 0.0
