"""Sheet Substitutes, read again: what a demand stream accepts, on which days, and how far it goes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.records import Tables
from planner.verify.ledger import FloatArray, IntArray, Ledger
from planner.verify.names import ALL, EVERYTHING, OWN, Names, fold
from planner.verify.time import Time


@dataclass(frozen=True, eq=False)
class Accepted:
    """One substitute of a demand stream: row of the sheet, t that serve as a tonne, (periods,) share of days."""

    line: int
    ratio: float
    share: FloatArray


type Menu = dict[tuple[int, int], Accepted]


def read_substitutes(tables: Tables, sites: Names, materials: Names, time: Time) -> Menu:
    """Return (row of Demand, commodity) -> the most exact row of Substitutes that lets it be delivered instead."""
    demand, records = tables.records["Demand"], tables.records["Substitutes"]
    rows: dict[tuple[int, int], list[int]] = {}
    for line in range(len(records)):
        asked = materials.number[fold(records.text["commodity"][line])]
        instead = materials.number[fold(records.text["accepted instead"][line])]
        rows.setdefault((asked, instead), []).append(line)
    menu: Menu = {}
    for stream in range(len(demand)):
        site = sites.number[fold(demand.text["customer"][stream])]
        wanted = materials.number[fold(demand.text["commodity"][stream])]
        use = fold(demand.text["end use"][stream])
        for (asked, instead), lines in rows.items():
            best = -1
            for line in lines if asked == wanted else ():
                selector, said = fold(records.text["customer"][line]), fold(records.text["end use"][line])
                if site not in sites.select(selector) or (said not in EVERYTHING and said != use):
                    continue
                rank = sites.words[site][selector] + (ALL if said in EVERYTHING else OWN)
                if rank > best:
                    best = rank
                    share = time.share(int(records.date["from"][line]), int(records.date["until"][line]))
                    menu[stream, instead] = Accepted(line, float(records.number["tonnes per tonne"][line]), share)
    return menu


def served(
    tables: Tables, menu: Menu, stream: IntArray, commodity: IntArray, period: IntArray, asked: IntArray,
    delivered: FloatArray, materials: Names, time: Time, ledger: Ledger,
) -> FloatArray:  # fmt: skip
    """Return (rows,) tonnes of demand that deliveries serve; faults where a stream does not accept what it gets.

    stream, commodity, period, asked, delivered  (rows,) row of Demand, what is delivered, when, for when, t
    """
    demand, records = tables.records["Demand"], tables.records["Substitutes"]
    result = delivered.copy()
    in_time: dict[tuple[int, int, int], float] = {}
    ledger.checks["substitutes"] += int(stream.size)
    rows = zip(stream.tolist(), commodity.tolist(), period.tolist(), asked.tolist(), strict=True)
    for row, (line, what, when, due) in enumerate(rows):
        if what == materials.number[fold(demand.text["commodity"][line])]:
            continue
        accepted = menu.get((line, what))
        if accepted is None or not accepted.share[when] > 0.0:
            result[row] = 0.0
            where = f"in {time.names[when]} " if accepted else ""
            ledger.fault(
                "substitutes",
                f"{demand.cell(line, 'commodity')}: {where}sheet Substitutes does not let "
                f"'{materials.spelled[what]}' be delivered for this demand", float(delivered[row]),
            )  # fmt: skip
            continue
        result[row] = delivered[row] / accepted.ratio
        if when == due and accepted.share[when] < 1.0:
            in_time[line, what, when] = in_time.get((line, what, when), 0.0) + float(result[row])
    keys = list(in_time)
    wanted = np.nan_to_num(demand.number_by_period["demand"])
    limit = np.array([menu[line, what].share[when] * wanted[line, when] for line, what, when in keys])

    def sentence(row: int, excess: float) -> str:
        line, what, when = keys[row]
        return (
            f"{records.cell(menu[line, what].line, 'from')}: '{materials.spelled[what]}' serves {excess:g} t more in "
            f"{time.names[when]} than the days on which it is accepted allow"
        )

    used = np.array([in_time[key] for key in keys])
    ledger.at_most("substitutes", used, limit, used, sentence)
    return result
