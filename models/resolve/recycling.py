"""Sheet Recycling: what comes back of what is delivered, and of what was sold before."""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray, IntArray
from models.calendar import Calendar
from models.issues import Findings
from models.names import Match, Namespace
from models.problem import Options, Returns
from models.records import Records, Tables
from models.resolve.flows import exact_codes
from models.resolve.selectors import Candidates, expand, look_up, most_exact, report_equal_matches

# Rates are typed with two or three digits; together they may pass 1 by this much.
RATE_ROUNDING = 1e-6


def make_returns(
    tables: Tables,
    calendar: Calendar,
    site_space: Namespace,
    commodity_space: Namespace,
    options: Options,
    issues: Findings,
) -> Returns:
    """Make the return streams, one for each customer and product that a row matches."""
    records = tables.records["Recycling"]
    scrap = exact_codes(tables, records, "scrap", commodity_space, "Commodities", issues)
    sites = look_up(records, "customer", site_space, "Sites", tables, issues)
    products = look_up(records, "product", commodity_space, "Commodities", tables, issues)
    earlier = np.nan_to_num(records.number_by_period["returns from earlier sales"])
    _check_rows(records, calendar, sites, products, scrap, earlier, issues)
    every = expand([sites, products])
    kept = (scrap[every.record] >= 0) & (scrap[every.record] != every.codes[:, 1])
    every = Candidates(every.record[kept], every.codes[kept], every.exactness[kept])
    best, pairs = most_exact(every, scrap[every.record][:, None])
    report_equal_matches(records, pairs, issues)
    record, codes = every.record[best], every.codes[best]
    returns = Returns(
        site=codes[:, 0],
        product=codes[:, 1],
        scrap=scrap[record],
        rate=records.number["collection rate"][record],
        arrival=calendar.arrivals(
            np.nan_to_num(records.number["lag"][record]), records.counts("lag"), options.round_lead_times_up
        ),
        earlier=earlier[record],
        line=record,
    )
    _more_back_than_delivered(records, returns, issues)
    return returns


def _check_rows(
    records: Records, calendar: Calendar, sites: list[Match], products: list[Match], scrap: IntArray,
    earlier: FloatArray, issues: Findings,
) -> None:  # fmt: skip
    """Add errors for rows that return as themselves, or whose earlier sales belong to nobody in particular."""
    for line in range(len(records)):
        if scrap[line] >= 0 and products[line].codes.tolist() == [scrap[line]]:
            issues.error(
                "scrap-is-product",
                records.cell(line, "scrap"),
                f"'{records.text['product'][line]}' returns as itself",
                "name the scrap, a commodity of its own, and the process that makes something of it",
            )
        several = [
            f"{match.codes.size} {word}"
            for match, word in ((sites[line], "sites"), (products[line], "products"))
            if match.codes.size > 1
        ]
        if several and earlier[line].any():
            period = int(np.flatnonzero(earlier[line])[0])
            issues.error(
                "returns-of-many",
                records.cell(line, "returns from earlier sales", calendar.names[period], period),
                f"the row matches {' and '.join(several)}, and each of them would get these returns",
                "give the returns from earlier sales in rows that name one site and one product",
            )


def _more_back_than_delivered(records: Records, returns: Returns, issues: Findings) -> None:
    """Add an error where the rates of a customer's product add up to more than what was delivered."""
    total: dict[tuple[int, int], list[int]] = {}
    for stream, key in enumerate(zip(returns.site.tolist(), returns.product.tolist(), strict=True)):
        total.setdefault(key, []).append(stream)
    reported: set[int] = set()
    for streams in total.values():
        rate = float(returns.rate[streams].sum())
        last = int(returns.line[streams].max())
        if rate > 1.0 + RATE_ROUNDING and last not in reported:
            reported.add(last)
            issues.error(
                "more-back-than-delivered",
                records.cell(last, "collection rate"),
                f"the rows of '{records.text['product'][last]}' at '{records.text['customer'][last]}' return {rate:g} "
                "t for a tonne delivered",
                "lower the collection rates: together at most 1",
            )
