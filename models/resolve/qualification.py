"""Sheet Qualification: on which lanes a customer takes nothing yet, the more exact row replacing the other."""

from __future__ import annotations

import numpy as np

from models.arrays import IntArray, are_among
from models.calendar import Calendar
from models.issues import Findings
from models.names import Match, Namespace, folded
from models.problem import Lanes, Qualifications
from models.records import Records, Tables
from models.resolve.selectors import Candidates, look_up, most_exact, report_equal_matches

# Detours that are named in one warning.
NAMED = 3


def make_qualifications(
    tables: Tables,
    calendar: Calendar,
    site_space: Namespace,
    commodity_space: Namespace,
    lanes: Lanes,
    issues: Findings,
) -> Qualifications:
    """Make one line for each lane that a row matches: the direct shipments from a supplier to a customer."""
    records = tables.records["Qualification"]
    customers = look_up(records, "customer", site_space, "Sites", tables, issues)
    suppliers = look_up(records, "supplier", site_space, "Sites", tables, issues)
    materials = look_up(records, "commodity", commodity_space, "Commodities", tables, issues)
    code = {folded(name): place for place, name in enumerate(calendar.names)}
    ready = np.array([code.get(folded(str(name)), calendar.size) for name in records.text["ready period"]], np.int64)
    matched = [lanes_between(lanes, suppliers[line], customers[line], materials[line]) for line in range(len(records))]
    _warn(records, matched, (suppliers, customers, materials), (site_space, commodity_space), lanes, issues)
    record = np.repeat(np.arange(len(records), dtype=np.int64), [found.size for found in matched])
    ranks = np.array(
        [[int(match.exactness) for match in row] for row in zip(customers, suppliers, materials, strict=True)],
        dtype=np.int64,
    ).reshape(len(records), 3)
    lane = np.concatenate([np.empty(0, dtype=np.int64), *matched])
    best, pairs = most_exact(
        Candidates(record, lane[:, None], ranks[record]), np.empty((record.size, 0), dtype=np.int64)
    )
    report_equal_matches(records, pairs, issues)
    return Qualifications(lane[best], ready[record[best]], record[best])


def lanes_between(lanes: Lanes, origin: Match, destination: Match, material: Match) -> IntArray:
    """Return the lanes whose two ends and commodity are all selected."""
    ends = ((lanes.origin, origin), (lanes.destination, destination), (lanes.commodity, material))
    return np.flatnonzero(np.logical_and.reduce([are_among(codes, chosen.codes) for codes, chosen in ends]))


def _warn(
    records: Records,
    matched: list[IntArray],
    sides: tuple[list[Match], list[Match], list[Match]],
    spaces: tuple[Namespace, Namespace],
    lanes: Lanes,
    issues: Findings,
) -> None:
    """Warn of rows that stop nothing, and of ways around them through a third site."""
    waiting = np.concatenate([np.empty(0, dtype=np.int64), *matched])
    free = np.flatnonzero(~np.isin(np.arange(lanes.origin.size), waiting))
    for line, found in enumerate(matched):
        supplier, customer, material = (side[line] for side in sides)
        if not (supplier.codes.size and customer.codes.size and material.codes.size):
            continue  # an unknown name, which is an error of its own
        if not found.size:
            issues.warning(
                "qualification-matches-nothing",
                records.cell(line, "supplier"),
                f"no lane leads from '{records.text['supplier'][line]}' to '{records.text['customer'][line]}' with "
                f"'{records.text['commodity'][line]}', so the row stops nothing",
                "correct the names, or delete the row",
            )
        around = _detours(lanes, free, supplier, customer, material)
        if around:
            sites, commodities = spaces
            names = [
                f"{commodities.names[commodity]} through {sites.names[site]} to {sites.names[end]}"
                for commodity, site, end in around[:NAMED]
            ]
            more = f" and {len(around) - NAMED} more ways" if len(around) > NAMED else ""
            issues.warning(
                "qualification-detour",
                records.cell(line, "supplier"),
                f"the row stops direct shipments only; '{records.text['supplier'][line]}' can also send "
                f"{', '.join(names)}{more}",
                "add a row for what the other site sends, where that waits for the test too",
            )


def _detours(
    lanes: Lanes, free: IntArray, supplier: Match, customer: Match, material: Match
) -> list[tuple[int, int, int]]:
    """Return (commodity, site, customer) of the last lanes by which a supplier's material comes through other sites.

    free  lanes that no row stops
    """
    carries = free[np.isin(lanes.commodity[free], material.codes)]
    links = sorted(zip(lanes.commodity[carries].tolist(), lanes.origin[carries].tolist(),
                       lanes.destination[carries].tolist(), strict=True))  # fmt: skip
    senders, ends = set(supplier.codes.tolist()), set(customer.codes.tolist())
    reached = {(commodity, site) for commodity in material.codes.tolist() for site in senders}
    growing = True
    while growing:
        before = len(reached)
        reached |= {
            (commodity, end) for commodity, site, end in links if (commodity, site) in reached and end not in ends
        }
        growing = len(reached) > before
    return [
        (commodity, site, end)
        for commodity, site, end in dict.fromkeys(links)
        if end in ends and site not in senders and site not in ends and (commodity, site) in reached
    ]
