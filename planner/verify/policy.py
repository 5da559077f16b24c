"""Rules, read again: bans, caps, licences, shares and tariffs on what a plan moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.records import Records, Tables
from planner.verify.allowances import DE_MINIMIS
from planner.verify.bans import Flows, Rows, banned
from planner.verify.end_uses import END_USE_BAN
from planner.verify.given import Given
from planner.verify.ledger import FloatArray, IntArray, Ledger
from planner.verify.licences import Licence, check_licences, read_licences
from planner.verify.moves import SENT, Moves
from planner.verify.names import Names
from planner.verify.origin_checks import Found, Marking
from planner.verify.recipes import Recipes
from planner.verify.scope import LICENCE, acting, entering, in_force, windows
from planner.verify.time import Time

SHARES = ("share_max", "share_min")
# What the checks of each type are called.
CHECKS = {"ban": "bans", "cap": "caps", LICENCE: "licences", **dict.fromkeys(SHARES, "shares of origins")}


@dataclass(frozen=True, eq=False)
class Ruled:
    """What the rules of a plan cost, and how far soft ones are broken.

    tariff, period  (taxed,) USD, and the period in which it is paid
    broken          weighted violation of the soft rules in tonne-years
    """

    tariff: FloatArray
    period: IntArray
    broken: float


def check_rules(
    tables: Tables, moves: Moves, given: dict[str, Given], marking: Marking, recipes: Recipes,
    origins_found: Found, sites: Names, materials: Names, time: Time, ledger: Ledger,
) -> Ruled:  # fmt: skip
    """Check bans, caps, licences and shares, and that the violations of soft rules are reported as they are.

    origins_found  what `check_origins` found
    """
    records = tables.records["Rules"]
    text, origins = records.text, marking.origins

    def of_origin(flows: Flows) -> Flows:
        if flows.line not in origins.of_rule:
            return flows
        return replace(flows, sent=marking.tonnes(origins.of_rule[flows.line], moves, recipes)[flows.flow])

    licences = [replace(one, shut=of_origin(one.shut)) for one in read_licences(tables, moves, sites, materials, time)]
    others = [
        of_origin(acting(tables, line, moves, sites, materials, time))
        for line in in_force(tables)
        if text["type"][line] not in (LICENCE, END_USE_BAN, DE_MINIMIS, *SHARES)
    ]
    shut = [one.shut for one in licences if text["hard"][one.lines[0]] != "no"]
    closing = shut + [one for one in others if text["type"][one.line] == "ban" and text["hard"][one.line] != "no"]
    paid, broken = np.zeros(moves.tonnes.size), _Broken(records, dict(origins_found.broken), origins_found.weighted)

    def closing_all_of(flows: Flows) -> list[Flows]:
        return [one for one in closing if origins.covers(one.line, flows.line)]

    for flows in others:
        kind = text["type"][flows.line]
        if kind == "tariff":
            paid[flows.flow] += _tariff(tables, flows, moves, asks=flows.line in origins.of_rule)
            continue
        rows = banned(flows, closing_all_of(flows), moves, time) if kind == "ban" else _capped(tables, flows, time)
        _compare(records, flows.line, rows, broken, ledger)
    for flows in shut:
        _compare(records, flows.line, banned(flows, closing_all_of(flows), moves, time), broken, ledger)
    for line in in_force(tables):
        if text["type"][line] in SHARES:
            rows = _shared(tables, line, moves, sites, materials, time)
            _compare(records, line, rows, broken, ledger)
    for line, without in check_licences(tables, licences, closing_all_of, given["use"], time, ledger).items():
        broken.add(line, without, time.years)
    _check_reported(records, given["soft"], broken.tonnes, licences, ledger)
    return Ruled(paid, moves.paid, broken.weighted)


@dataclass(eq=False)
class _Broken:
    """Collects by how much soft rules are broken: row of sheet Rules -> tonnes, and the weighted sum."""

    records: Records
    tonnes: dict[int, list[float]]
    weighted: float

    def add(self, line: int, over: FloatArray, years: FloatArray) -> None:
        self.tonnes[line] = over.tolist()
        self.weighted += float(self.records.number["weight"][line] * (over @ years))


def _compare(records: Records, line: int, rows: Rows, broken: _Broken, ledger: Ledger) -> None:
    """Hold what is used against its limit, or for a soft rule note by how much it is broken."""
    used, limit, term, years, words = rows
    kind = str(records.text["type"][line])
    if records.text["hard"][line] == "no":
        broken.add(line, np.maximum(used - limit, 0.0), years)
        return
    cell = records.cell(line, "rule" if kind in ("ban", LICENCE) else "value")
    where = f"{cell}: {kind} '{records.text['rule'][line]}'"
    ledger.at_most(CHECKS[kind], used, limit, term, _broken(where, words))


def _tariff(tables: Tables, flows: Flows, moves: Moves, *, asks: bool) -> FloatArray:
    """Return (flows,) USD: the share of days x the value x t, or that share of what the flow is worth.

    asks  whether the rule asks for an origin: then it counts what is of it only, at the commodity's value
    """
    records = tables.records["Rules"]
    rate = np.full(flows.flow.size, records.number["value"][flows.line])
    if records.unit_kind["value"][flows.line] == "fraction":
        worth = moves.worth[flows.flow]
        if asks:
            value = np.nan_to_num(tables.records["Commodities"].number_by_period["value"])
            own = value[moves.commodity[flows.flow], moves.period[flows.flow]]
            worth = np.where(moves.kind[flows.flow] == SENT, own, worth)
        rate = rate * worth
    return np.asarray(flows.share[flows.counted] * rate * flows.sent)


def _broken(where: str, words: list[str]) -> Callable[[int, float], str]:
    return lambda row, excess: f"{where} is broken by {excess:g} t, {words[row]}"


def _misreported(cell: str) -> Callable[[int, float], str]:
    return lambda _, gap: f"{cell}: the plan reports a violation that is {gap:+g} t off the real one"


def _capped(tables: Tables, flows: Flows, time: Time) -> Rows:
    """Return used, limit, largest term, years and words for each window of a cap."""
    every = list(windows(tables, flows.line, time))
    counted = [share[flows.counted] * flows.sent for _, share in every]
    used = np.array([part.sum() for part in counted])
    term = np.array([part.max(initial=0.0) for part in counted])
    limit = np.full(used.size, tables.records["Rules"].number["value"][flows.line])
    return used, limit, term, np.array([share @ time.years for _, share in every]), [words for words, _ in every]


def _shared(tables: Tables, line: int, moves: Moves, sites: Names, materials: Names, time: Time) -> Rows:
    """Return what is too much (or for a least share, missing), 0, largest term, years and words.

    One for each commodity that comes into the place, and window.
    """
    records = tables.records["Rules"]
    flow, counted, own = entering(tables, line, moves, sites, materials, time)
    sign = 1.0 if records.text["type"][line] == "share_max" else -1.0
    rows: list[tuple[float, float, float, str]] = []
    for commodity in np.unique(moves.commodity[flow]).tolist():
        here = moves.commodity[flow] == commodity
        for words, share in windows(tables, line, time):
            tonnes = share[counted] * moves.tonnes[flow] * here
            over = sign * (tonnes[own].sum() - records.number["value"][line] * tonnes.sum())
            years = float(share @ time.years)
            rows.append((over, float(tonnes.max(initial=0.0)), years, f"{materials.spelled[commodity]} {words}"))
    used, term, length = (np.array([row[place] for row in rows], dtype=np.float64) for place in range(3))
    return used, np.zeros(used.size), term, length, [row[3] for row in rows]


def _check_reported(
    records: Records, soft: Given, broken: dict[int, list[float]], licences: Sequence[Licence], ledger: Ledger
) -> None:
    """Check that the plan reports the violations that there are, and no others.

    A rule of weight 0 costs nothing to break, so its reported violation may be larger than the real one.
    """
    line_of_row = {int(row): line for line, row in enumerate(records.row)}
    first = {line: one.lines[0] for one in licences for line in one.lines}
    reported: dict[int, list[float]] = {}
    for row in range(soft.size):
        line = line_of_row.get(int(soft.quantity["row"][row]), -1)
        if line < 0 or str(records.text["rule"][line]).casefold() != soft.words["rule"][row].casefold():
            ledger.fault("soft rules", f"{soft.key(row)}: row {soft.quantity['row'][row]:g} of sheet Rules is another")
            continue
        reported.setdefault(first.get(line, line), []).append(float(soft.quantity["violation_t"][row]))
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
