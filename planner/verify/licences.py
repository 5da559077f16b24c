"""Licences, read again: what needs a grant, what is granted, and what a plan says that it uses of each grant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from models.records import Tables
from planner.verify.bans import BANNED_SHARE, Flows
from planner.verify.given import Given
from planner.verify.ledger import BoolArray, FloatArray, Ledger
from planner.verify.moves import Moves
from planner.verify.names import EVERYTHING, Names, fold
from planner.verify.origins import CHAIN
from planner.verify.scope import LICENCE, acting_days, in_force, matched
from planner.verify.terms import day_period
from planner.verify.time import Time


@dataclass(frozen=True, eq=False)
class Licence:
    """The grants of one name and scope.

    lines   rows of sheet Rules, one a grant, the earliest first
    valid   (grants, days of the horizon) whether a grant is valid on that day
    shut    its moves, with the days on which none is valid though the licence has begun
    begins  day of the horizon on which the first grant begins, from 0
    need    (periods,) the share of a move that needs a grant where nothing else closes days to it
    whole   (periods,) true where a soft licence lets no grant be used, since too few days have one
    """

    lines: list[int]
    valid: BoolArray
    shut: Flows
    begins: int
    need: FloatArray
    whole: BoolArray


def read_licences(tables: Tables, moves: Moves, sites: Names, materials: Names, time: Time) -> list[Licence]:
    """Return the licences of which a grant, valid or not, is in force."""
    records = tables.records["Rules"]
    groups: dict[tuple[str, ...], list[int]] = {}
    for line in in_force(tables):
        if records.text["type"][line] == LICENCE:
            scope = ("from", "to", "commodity", "applies at", "elements", *(f"{stage} in" for stage in CHAIN))
            words = [fold(records.text[name][line]) for name in scope]
            key = (fold(records.text["rule"][line]), *("" if word in EVERYTHING else word for word in words))
            groups.setdefault(key, []).append(line)
    day = np.arange(time.first[0], time.last[-1] + 1)
    period = day_period(time)
    length = np.bincount(period)

    def by_period(days: BoolArray) -> FloatArray:
        return np.asarray(np.bincount(period, weights=days) / length)

    found = []
    for lines in groups.values():
        lines.sort(key=lambda line: int(records.date["start"][line]))
        valid = np.array([acting_days(tables, line, time) for line in lines])
        asked = day >= records.date["start"][lines[0]]
        granted, shut = by_period(valid.any(axis=0)), asked & ~valid.any(axis=0)
        closed = by_period(shut)
        with np.errstate(divide="ignore", invalid="ignore"):
            need = np.where(granted > 0.0, granted / (granted + by_period(~asked)), 0.0)
        whole = np.zeros(time.size, dtype=np.bool_)
        if records.text["hard"][lines[0]] == "no":
            whole = closed >= BANNED_SHARE
            need = np.where(whole, 1.0, need)
        flow, counted = matched(tables, lines[0], moves, sites, materials, time)
        closing = Flows(lines[0], flow, moves.tonnes[flow], counted, closed, shut)
        begins = int(records.date["start"][lines[0]] - time.first[0])
        found.append(Licence(lines, valid, closing, begins, need, whole))
    return found


def check_licences(
    tables: Tables, licences: list[Licence], closing: Callable[[Flows], Sequence[Flows]], use: Given, time: Time,
    ledger: Ledger,
) -> dict[int, FloatArray]:  # fmt: skip
    """Check that what needs a grant has one, within its dates and volume; return what of soft licences has none.

    closing  the hard bans and licences that act on all on which one does
    returns  row of the first grant of each soft licence -> (periods,) t without a grant
    """
    records = tables.records["Rules"]
    used = _used(tables, licences, use, time, ledger)
    without: dict[int, FloatArray] = {}
    for one in licences:
        volume = records.number["value"][one.lines]
        amounts = np.array([used.get(line, np.zeros(time.size)) for line in one.lines])
        ledger.at_most(
            "grants", amounts.sum(axis=1), np.where(np.isnan(volume), np.inf, volume), amounts.max(axis=1),
            _exceeded(tables, one),
        )  # fmt: skip
        needs = one.shut.sent * _needs(one, closing(one.shut), time)
        needed, covered = np.bincount(one.shut.counted, weights=needs, minlength=time.size), amounts.sum(axis=0)
        if records.text["hard"][one.lines[0]] == "no":
            ledger.at_most("licences", covered, needed, needed, _uncovered(tables, one, time))
            without[one.lines[0]] = np.maximum(needed - covered, 0.0)
        else:
            ledger.equal("licences", covered, needed, needed, _uncovered(tables, one, time))
    return without


def _needs(one: Licence, closing: Sequence[Flows], time: Time) -> FloatArray:
    """Return (flows,) the share of each move that needs a grant: of the days that nothing closes to it."""
    need = one.need[one.shut.counted]
    granted, before = one.valid.any(axis=0), np.arange(one.valid.shape[1]) < one.begins
    for place in np.flatnonzero((need > 0.0) & (need < 1.0)).tolist():
        period, move = int(one.shut.counted[place]), one.shut.flow[place]
        days = slice(time.first[period] - time.first[0], time.last[period] - time.first[0] + 1)
        open_ = np.ones(one.valid.shape[1], dtype=np.bool_)
        for other in closing:
            if np.any((other.flow == move) & (other.counted == period)):
                open_ &= ~other.days
        with_grant, without = (int((kind & open_)[days].sum()) for kind in (granted, before))
        need[place] = max(need[place], with_grant / (with_grant + without) if with_grant + without else 1.0)
    return need


def _used(tables: Tables, licences: list[Licence], use: Given, time: Time, ledger: Ledger) -> dict[int, FloatArray]:
    """Return row of sheet Rules -> (periods,) t that are said to use the grant; wrong rows of the plan are faults."""
    records = tables.records["Rules"]
    grant_of = {int(records.row[line]): (one, place) for one in licences for place, line in enumerate(one.lines)}
    period_of = day_period(time)
    used: dict[int, FloatArray] = {}
    seen: set[tuple[int, int]] = set()
    ledger.checks["grants"] += use.size
    for row in range(use.size):
        number, period = int(use.quantity["row"][row]), int(use.code["period"][row])
        tonnes = float(use.quantity["used_t"][row])
        one, place = grant_of.get(number, (None, 0))
        wrong = ""
        if one is None or fold(records.text["rule"][one.lines[place]]) != fold(use.words["rule"][row]):
            wrong = f"row {number} of sheet Rules is no such grant"
        elif not (one.valid[place] & (period_of == period)).any():
            wrong = "the grant is not valid then"
        elif one.whole[period]:
            wrong = "on too few days of the period a grant is valid"
        elif (number, period) in seen:
            wrong = "it stands twice in the plan"
        if wrong or one is None:
            ledger.fault("grants", f"{use.key(row)}: {wrong}", tonnes)
            continue
        seen.add((number, period))
        used.setdefault(one.lines[place], np.zeros(time.size))[period] += tonnes
    return used


def _exceeded(tables: Tables, one: Licence) -> Callable[[int, float], str]:
    records = tables.records["Rules"]
    return lambda row, excess: (
        f"{records.cell(one.lines[row], 'value')}: the grant of '{records.text['rule'][one.lines[row]]}' is exceeded "
        f"by {excess:g} t"
    )


def _uncovered(tables: Tables, one: Licence, time: Time) -> Callable[[int, float], str]:
    records = tables.records["Rules"]
    where = f"{records.cell(one.lines[0], 'rule')}: in"
    name = f"'{records.text['rule'][one.lines[0]]}'"

    def told(period: int, gap: float) -> str:
        if gap < 0.0:
            said = (
                f"{-gap:g} t need a grant of {name} and use none: rows of kind `use` of sheet Flows say which is used"
            )
        else:
            said = f"{gap:g} t more of the grants of {name} are used than what needs one"
        return f"{where} {time.names[period]} {said}"

    return told
