"""Rules, read again: bans, caps and tariffs on the shipments of a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import numpy as np

from models.records import Records, Tables
from planner.verify.bans import Flows, Rows, banned
from planner.verify.given import Given
from planner.verify.lanes import Shipments
from planner.verify.ledger import BoolArray, FloatArray, Ledger
from planner.verify.names import Names
from planner.verify.time import Time

WITHOUT_END = -1


def _acting(tables: Tables, shipments: Shipments, sites: Names, materials: Names, time: Time) -> Iterator[Flows]:
    """Yield each rule that is in force with the shipments that it matches and that count inside the horizon."""
    records = tables.records["Rules"]
    text = records.text
    announced = tables.settings["announced rules"] == "yes"
    for line in range(len(records)):
        status = text["status"][line]
        if status != "in force" and not (status == "announced" and announced):
            continue
        matched = np.ones(shipments.sent.size, dtype=np.bool_)
        for column, names, codes in (
            ("from", sites, shipments.origin),
            ("to", sites, shipments.destination),
            ("commodity", materials, shipments.commodity),
        ):
            inside = np.zeros(len(names.spelled), dtype=np.bool_)
            inside[list(names.select(text[column][line]))] = True
            matched &= inside[codes]
        at_arrival = text["applies at"][line] == "arrival"
        counted = shipments.arrival if at_arrival else shipments.period
        flow = np.flatnonzero(matched & (counted < time.size))
        share = time.share(int(records.date["start"][line]), _last_day(tables, line))
        yield Flows(line, flow, counted[flow], share, _days(tables, line, time))


def _last_day(tables: Tables, line: int) -> int:
    """Return the last day on which a rule acts: its end, or its review date where it lapses then; -1 without end."""
    records = tables.records["Rules"]
    days = [int(records.date["end"][line])]
    if tables.settings["reviews"] == "lapse" and records.text["if not renewed"][line] == "lapses":
        days.append(int(records.date["review date"][line]))
    return min((day for day in days if day != WITHOUT_END), default=WITHOUT_END)


def _days(tables: Tables, line: int, time: Time) -> BoolArray:
    """Return (days of the horizon,) whether the rule acts on that day."""
    day = np.arange(time.first[0], time.last[-1] + 1)
    start, end = int(tables.records["Rules"].date["start"][line]), _last_day(tables, line)
    return np.asarray((day >= start) & ((day <= end) | (end == WITHOUT_END)))


def check_rules(
    tables: Tables, shipments: Shipments, soft: Given, worth: FloatArray, sites: Names, materials: Names, time: Time,
    ledger: Ledger,
) -> tuple[FloatArray, float]:  # fmt: skip
    """Check bans and caps, and that the violations of soft rules are reported as they are.

    worth    (flows,) USD per t sent, of which ad valorem tariffs are shares
    returns  (flows,) tariff in USD per t sent; weighted violation of the soft rules in tonne-years
    """
    records = tables.records["Rules"]
    tariff = np.zeros(shipments.sent.size)
    broken: dict[int, list[float]] = {}
    weighted = 0.0
    acting = list(_acting(tables, shipments, sites, materials, time))
    text = records.text
    closing = [flows for flows in acting if text["type"][flows.line] == "ban" and text["hard"][flows.line] != "no"]
    for flows in acting:
        kind, hard = records.text["type"][flows.line], records.text["hard"][flows.line] != "no"
        if kind == "tariff":
            tariff[flows.flow] += _tariff(records, flows, worth)
            continue
        used, limit, term, years, words = (
            banned(flows, closing, shipments, time) if kind == "ban" else _capped(tables, flows, shipments, time)
        )
        cell = records.cell(flows.line, "value" if kind == "cap" else "rule")
        where = f"{cell}: {kind} '{records.text['rule'][flows.line]}'"
        if hard:
            ledger.at_most(
                f"{kind}s", used, limit, term,
                _broken(where, words),
            )  # fmt: skip
        else:
            over = np.maximum(used - limit, 0.0)
            broken[flows.line] = over.tolist()
            weighted += float(records.number["weight"][flows.line] * (over @ years))
    _check_reported(records, soft, broken, ledger)
    return tariff, weighted


def _tariff(records: Records, flows: Flows, worth: FloatArray) -> FloatArray:
    """Return (flows,) USD per t sent: the share of days x the value, or that share of what the flow is worth."""
    rate = np.full(flows.flow.size, records.number["value"][flows.line])
    if records.unit_kind["value"][flows.line] == "fraction":
        rate = rate * worth[flows.flow]
    return np.asarray(flows.share[flows.counted] * rate)


def _broken(where: str, words: list[str]) -> Callable[[int, float], str]:
    return lambda row, excess: f"{where} is broken by {excess:g} t, {words[row]}"


def _misreported(cell: str) -> Callable[[int, float], str]:
    return lambda _, gap: f"{cell}: the plan reports a violation that is {gap:+g} t off the real one"


def _capped(tables: Tables, flows: Flows, shipments: Shipments, time: Time) -> Rows:
    """Return used, limit, largest term, years and words for each window of a cap."""
    records = tables.records["Rules"]
    windows = list(_windows(tables, flows.line, time))
    sent = shipments.sent[flows.flow]
    counted = [share[flows.counted] * sent for _, share in windows]
    used = np.array([part.sum() for part in counted])
    term = np.array([part.max(initial=0.0) for part in counted])
    limit = np.full(used.size, records.number["value"][flows.line])
    return used, limit, term, np.array([share @ time.years for _, share in windows]), [words for words, _ in windows]


def _windows(tables: Tables, line: int, time: Time) -> Iterator[tuple[str, FloatArray]]:
    """Yield each window of a cap: what it is called, and (periods,) the share of each period that counts in it."""
    records = tables.records["Rules"]
    start, end = int(records.date["start"][line]), _last_day(tables, line)
    covered = time.share(start, end)
    match records.text["window"][line]:
        case "period":
            for period in np.flatnonzero(covered > 0.0).tolist():
                yield f"in {time.names[period]}", np.where(np.arange(time.size) == period, covered, 0.0)
        case "calendar year":
            first, last = date.fromordinal(time.first[0]).year, date.fromordinal(time.last[-1]).year
            for year in range(first, last + 1):
                opens, closes = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
                closes = closes if end == WITHOUT_END else min(closes, end)
                share = time.share(max(opens, start), closes)
                if closes >= max(opens, start) and share.any():
                    yield f"in {year}", share
        case _:
            if covered.any():
                yield "over its dates", covered


def _check_reported(records: Records, soft: Given, broken: dict[int, list[float]], ledger: Ledger) -> None:
    """Check that the plan reports the violations that there are, and no others.

    A rule of weight 0 costs nothing to break, so its reported violation may be larger than the real one.
    """
    line_of_row = {int(row): line for line, row in enumerate(records.row)}
    reported: dict[int, list[float]] = {}
    for row in range(soft.size):
        line = line_of_row.get(int(soft.quantity["row"][row]), -1)
        if line < 0 or str(records.text["rule"][line]).casefold() != soft.words["rule"][row].casefold():
            ledger.fault("soft rules", f"{soft.key(row)}: row {soft.quantity['row'][row]:g} of sheet Rules is another")
            continue
        reported.setdefault(line, []).append(float(soft.quantity["violation_t"][row]))
    for line in sorted(broken.keys() | reported.keys()):
        real, said = sorted(broken.get(line, []), reverse=True), sorted(reported.get(line, []), reverse=True)
        size = max(len(real), len(said))
        truth = np.array(real + [0.0] * (size - len(real)))
        claim = np.array(said + [0.0] * (size - len(said)))
        if records.number["weight"][line] == 0.0:
            claim = np.minimum(claim, truth)
        ledger.equal(
            "soft rules", claim, truth, truth,
            _misreported(records.cell(line, "rule")),
        )  # fmt: skip
