"""Rules of type end_use_ban: which deliveries they are about."""

from __future__ import annotations

import numpy as np

from models.arrays import IntArray
from models.carriers import Carriers
from models.issues import Findings
from models.names import ANY, Match, folded
from models.parts.buying import Demands
from models.records import Records
from models.rule_types import END_USE_BAN


def matching_ways(parts: Carriers, customer: Match, commodity: Match, end_use: str) -> IntArray:
    """Return the ways of streams of these customers and this end use ("" for all) in these commodities."""
    demand, delivered, _ = parts.ways
    uses = np.array([not end_use or folded(use) == folded(end_use) for use in parts.demands.end_use], dtype=np.bool_)
    return np.flatnonzero(
        uses[demand] & np.isin(parts.demands.customer[demand], customer.codes) & np.isin(delivered, commodity.codes)
    )


def check_end_use(records: Records, line: int, demands: Demands, known: bool, issues: Findings) -> None:
    """Add an error where a rule's cells about deliveries do not fit its type.

    known  whether sheet Demand could be read; if not, unknown end uses are not reported again
    """
    kind, text = str(records.text["type"][line]), records.text
    end_use = str(text["end use"][line])
    if kind != END_USE_BAN:
        if end_use and kind:
            issues.error(
                "end-use-of-a-flow",
                records.cell(line, "end use"),
                f"a {kind} acts on what flows, where its end use '{end_use}' is not known yet",
                "make the rule an end_use_ban of material from an origin, or empty the cell",
            )
        return
    if str(text["from"][line]) not in ("", ANY):
        issues.error(
            "end-use-ban-with-sender",
            records.cell(line, "from"),
            f"an end_use_ban asks where material was made, not that it was sent by '{text['from'][line]}'",
            "empty the cell and name the country in `mined in` to `magnet in`",
        )
    if text["applies at"][line] not in ("departure", "delivery"):
        issues.error(
            "end-use-ban-elsewhere",
            records.cell(line, "applies at"),
            f"an end_use_ban acts when material is delivered to its use, not at {text['applies at'][line]}",
            "empty the cell, or write delivery",
        )
    if end_use and known and folded(end_use) not in {folded(use) for use in demands.end_use}:
        uses = sorted({use for use in demands.end_use if use})
        issues.error(
            "unknown-name",
            records.cell(line, "end use"),
            f"'{end_use}' is no end use of sheet Demand",
            f"write one of: {', '.join(uses)}" if uses else "give the demand its end use",
        )
