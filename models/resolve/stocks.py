"""Sheet Inventory: what is held where, what is wanted of it, and how much may leave."""

from __future__ import annotations

import numpy as np

from models.calendar import YEAR
from models.issues import Findings
from models.names import Namespace
from models.problem import Inventories, Sites
from models.records import Records, Tables
from models.resolve.selectors import expand, look_up, most_exact, report_equal_matches

STOCKPILE = "stockpile"


def make_inventories(
    tables: Tables, site_space: Namespace, commodity_space: Namespace, sites: Sites, issues: Findings
) -> Inventories:
    """Make the stocks, one for each match of the selectors of sheet Inventory."""
    records = tables.records["Inventory"]
    every = expand(
        [
            look_up(records, "site", site_space, "Sites", tables, issues),
            look_up(records, "commodity", commodity_space, "Commodities", tables, issues),
        ]
    )
    best, pairs = most_exact(every, np.empty((every.record.size, 0), dtype=np.int64))
    report_equal_matches(records, pairs, issues)
    record, codes = every.record[best], every.codes[best]
    number, by_period = records.number, records.number_by_period
    opening = number["opening"][record]
    stockpile = np.array([sites.kind[code] == STOCKPILE for code in codes[:, 0]], dtype=np.bool_)
    end_stock = number["end stock"][record]
    maximum, release = number["maximum"][record], number["release per window"][record]
    stocks = Inventories(
        site=codes[:, 0],
        commodity=codes[:, 1],
        opening=opening,
        maximum=np.where(np.isnan(maximum), np.inf, maximum),
        safety=np.nan_to_num(by_period["safety"][record]),
        safety_cost=by_period["safety cost"][record],
        end_stock=np.where(np.isnan(end_stock), np.where(stockpile, opening, 0.0), end_stock),
        end_cost=number["end stock cost"][record],
        release=np.where(np.isnan(release), np.inf, release),
        release_window=tuple(str(records.text["release window"][row] or YEAR) for row in record),
        sized=np.array([records.text["sized"][row] == "yes" for row in record], dtype=np.bool_),
        holding_cost=np.nan_to_num(by_period["holding cost"][record]),
        kept=1.0 - np.nan_to_num(by_period["loss"][record]),
        line=record,
    )
    _wanted_again(records, stocks, np.isnan(end_stock), issues)
    periods = [str(name) for name in tables.records["Periods"].text["period"]]
    _costs_of_nothing(records, stocks, periods, issues)
    for line in range(len(records)):
        if records.text["release window"][line] and np.isnan(records.number["release per window"][line]):
            issues.error(
                "release-window-alone",
                records.cell(line, "release window"),
                f"the window is '{records.text['release window'][line]}', and nothing says how much may leave in it",
                "give `release per window`, or empty the cell",
            )
    return stocks


def _wanted_again(records: Records, stocks: Inventories, blank: np.ndarray, issues: Findings) -> None:
    """Say that a blank end stock of a stockpile is its opening: it may cost a shortage to bring it back."""
    for stock in np.flatnonzero(blank & (stocks.end_stock > 0.0)).tolist():
        issues.note(
            "end-stock-assumed",
            records.cell(int(stocks.line[stock]), "end stock"),
            f"the end stock of a stockpile is blank, so its opening of {stocks.opening[stock]:g} t is wanted again "
            "after the last period",
            "write the end stock; 0 where the stockpile may be used up",
        )


def _costs_of_nothing(records: Records, stocks: Inventories, periods: list[str], issues: Findings) -> None:
    """A cost of missing a stock that no match of the row wants would be acted on by nothing."""
    costed = ~np.isnan(stocks.safety_cost).all(axis=1) | ~np.isnan(stocks.end_cost)
    for line in np.unique(stocks.line[costed]).tolist():
        own = stocks.line == line
        for column, priced, wanted in (
            ("safety cost", ~np.isnan(stocks.safety_cost[own]), stocks.safety[own] > 0.0),
            ("end stock cost", ~np.isnan(stocks.end_cost[own]), stocks.end_stock[own] > 0.0),
        ):
            if priced.any() and not wanted.any():
                what = column.removesuffix(" cost").removesuffix(" stock")
                first = int(priced.any(axis=0).argmax()) if priced.ndim > 1 else None
                issues.error(
                    "cost-of-no-stock",
                    records.cell(line, column) if first is None else records.cell(line, column, periods[first], first),
                    f"a missing tonne of {what} stock has a cost, and no {what} stock is wanted",
                    f"give column `{'safety' if what == 'safety' else 'end stock'}`, or empty the cell",
                )
