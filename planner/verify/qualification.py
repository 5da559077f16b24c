"""Sheet Qualification, read again: nothing arrives from a supplier before the customer has qualified it."""

from __future__ import annotations

import numpy as np

from models.records import Tables
from planner.verify.lanes import Shipments
from planner.verify.ledger import Ledger
from planner.verify.names import Exact, Names, fold
from planner.verify.time import Time


def check_qualification(
    tables: Tables, shipments: Shipments, sites: Names, materials: Names, time: Time, ledger: Ledger
) -> None:
    """Check every shipment against the row that acts on it, the most exact of those that match its ends and material.

    What comes through a third site is not looked at: a row speaks of direct shipments.
    """
    records = tables.records["Qualification"]
    if not len(records):
        return
    find = Exact(records, (("customer", sites), ("supplier", sites), ("commodity", materials)))
    number = {fold(name): place for place, name in enumerate(time.names)}
    first = [number.get(fold(word), time.size) for word in records.text["ready period"]]
    acting: dict[tuple[int, int, int], int] = {}
    early: list[int] = []
    row_of: list[int] = []
    ends = zip(shipments.destination.tolist(), shipments.origin.tolist(), shipments.commodity.tolist(), strict=True)
    for flow, key in enumerate(ends):
        if key not in acting:
            acting[key] = find.find(key)
        line = acting[key]
        if line >= 0:
            ledger.checks["qualification"] += 1
            if shipments.arrival[flow] < first[line]:
                early.append(flow)
                row_of.append(line)

    def sentence(place: int, tonnes: float) -> str:
        line, ready = row_of[place], first[row_of[place]]
        when = f"before {time.names[ready]}" if ready < time.size else "within the plan"
        return (
            f"{records.cell(line, 'ready period')}: {tonnes:g} t, {shipments.key(early[place])}, and the supplier is "
            f"not qualified {when}"
        )

    sent = shipments.sent[np.array(early, dtype=np.int64)]
    ledger.at_most("qualification", sent, np.zeros(sent.size), sent, sentence)
