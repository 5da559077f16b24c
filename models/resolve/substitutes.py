"""Sheet Substitutes: which demand streams accept what instead, and on which days."""

from __future__ import annotations

import numpy as np

from models.calendar import Calendar
from models.issues import Findings
from models.linear.joins import join
from models.names import Namespace, make_namespace
from models.problem import Demands, Substitutes
from models.records import Records, Tables
from models.resolve.flows import exact_codes
from models.resolve.selectors import Candidates, expand, look_up, most_exact, report_equal_matches


def make_substitutes(
    tables: Tables,
    calendar: Calendar,
    site_space: Namespace,
    commodity_space: Namespace,
    demands: Demands,
    issues: Findings,
) -> Substitutes:
    """Make what each demand stream accepts, the more exact row replacing the other."""
    records = tables.records["Substitutes"]
    asked = exact_codes(tables, records, "commodity", commodity_space, "Commodities", issues)
    accepted = exact_codes(tables, records, "accepted instead", commodity_space, "Commodities", issues)
    uses = make_namespace({use.casefold(): use for use in reversed(demands.end_use)}.values())
    every = expand(
        [
            look_up(records, "customer", site_space, "Sites", tables, issues),
            look_up(records, "end use", uses, "Demand", tables, issues),
        ]
    )
    for line in np.flatnonzero((asked >= 0) & (asked == accepted)):
        issues.error(
            "substitute-for-itself",
            records.cell(int(line), "accepted instead"),
            f"'{records.text['commodity'][line]}' is accepted in its own place",
            "name another commodity, or delete the row",
        )
    start, end = records.date["from"], records.date["until"]
    for line in np.flatnonzero((start >= 0) & (end >= 0) & (end < start)):
        issues.error(
            "dates", records.cell(int(line), "until"), "`until` lies before `from`", "correct the dates"
        )  # fmt: skip
    usable = (asked >= 0) & (accepted >= 0) & (asked != accepted)
    kept = usable[every.record]
    every = Candidates(every.record[kept], every.codes[kept], every.exactness[kept])
    extra = np.stack([asked[every.record], accepted[every.record]], axis=1)
    best, pairs = most_exact(every, extra)
    report_equal_matches(records, pairs, issues)
    record, site, use = every.record[best], every.codes[best, 0], every.codes[best, 1]
    own_use = np.array([uses.code[word.casefold()] for word in demands.end_use], dtype=np.int64)
    demand, row = join([demands.customer, demands.commodity, own_use], [site, asked[record], use])
    order = np.lexsort((accepted[record[row]], demand))
    demand, record = demand[order], record[row[order]]
    share = np.array(
        [calendar.share(int(start[line]), int(end[line])) for line in record], dtype=np.float64
    ).reshape(record.size, calendar.size)  # fmt: skip
    _report_unused(records, usable, set(record.tolist()), issues)
    return Substitutes(demand, accepted[record], records.number["tonnes per tonne"][record], share, record)


def _report_unused(records: Records, usable: np.ndarray, used: set[int], issues: Findings) -> None:
    """Warn of rows that no demand can make use of."""
    for line in np.flatnonzero(usable).tolist():
        if line not in used and records.text["customer"][line]:
            issues.warning(
                "substitute-without-demand",
                records.cell(line, "commodity"),
                f"'{records.text['customer'][line]}' has no demand for '{records.text['commodity'][line]}'"
                + (f" for {use}" if (use := records.text["end use"][line]) else "")
                + " that this row is the most exact one for",
                "correct the names, or delete the row",
            )
