"""The tables of a plan as one long table, sheet Flows of the output workbook, and back again.

Every number of the plan that is not zero is one row with its kind, its names and its unit, so that the sheet can be
filtered, and so that `plan verify` finds in the workbook exactly the plan that was solved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

TEXT_COLUMNS = (
    "site", "to", "commodity", "second commodity", "process", "mode", "end use", "rule", "contract", "tier", "period",
    "second period", "origin", "material",
)  # fmt: skip
WHOLE_COLUMNS = ("priority", "row", "span")
# Columns of sheet Flows in their order; a cell that a kind does not use is blank.
COLUMNS = (
    "kind", "site", "to", "commodity", "second commodity", "process", "mode", "end use", "priority", "rule",
    "contract", "tier", "row",
    "span", "period", "second period", "quantity", "unit", "origin", "material",
)  # fmt: skip
BLANK = ""
TONNES, RUNS, AWARDS, A_YEAR = "t", "runs", "awards", "t/yr"


@dataclass(frozen=True)
class Kind:
    """One kind of row of sheet Flows.

    table     the plan's table, and `quantity` its column of numbers
    keys      column of the plan's table -> column of sheet Flows
    """

    table: str
    quantity: str
    keys: Mapping[str, str]
    unit: str = TONNES


_SHIP = {
    "from": "site", "to": "to", "commodity": "commodity", "mode": "mode", "period": "period",
    "arrival_period": "second period", "marks": "origin",
}  # fmt: skip
_STREAM = {
    "customer": "site", "commodity": "commodity", "end_use": "end use", "priority": "priority", "period": "period",
}  # fmt: skip
_PLACE = {"site": "site", "commodity": "commodity", "period": "period"}
_MATERIAL = {**_PLACE, "marks": "origin"}

# A table with two numbers has two kinds; its rows are those of the first.
KINDS: dict[str, Kind] = {
    "run": Kind(
        "run", "runs",
        {"site": "site", "process": "process", "period": "period", "output_period": "second period",
         "marks": "origin"}, unit=RUNS,
    ),
    "feed": Kind(
        "feed", "used_t", {"site": "site", "process": "process", "commodity": "commodity", "period": "period",
                           "marks": "origin"},
    ),
    "allow": Kind(
        "allow", "allowed_t", {"site": "site", "process": "process", "commodity": "commodity", "period": "period",
                               "marks": "origin", "material": "material"},
    ),
    "ship": Kind("ship", "sent_t", _SHIP),
    "arrive": Kind("ship", "arrived_t", _SHIP),
    "stock": Kind("stock", "stock_t", _MATERIAL),
    "deliver": Kind(
        "deliver", "delivered_t",
        {"customer": "site", "commodity": "commodity", "asked": "second commodity", "end_use": "end use",
         "demand_period": "second period", "period": "period", "marks": "origin"},
    ),
    "return": Kind(
        "return", "returned_t",
        {"site": "site", "product": "second commodity", "scrap": "commodity", "delivered_period": "period",
         "period": "second period"},
    ),
    "demand": Kind("unmet", "demand_t", _STREAM),
    "unmet": Kind("unmet", "unmet_t", _STREAM),
    "sell": Kind("sell", "quantity_t", _MATERIAL),
    "dispose": Kind("dispose", "quantity_t", _MATERIAL),
    "below_safety": Kind("below_safety", "missing_t", _PLACE),
    "below_end": Kind("below_end", "missing_t", _PLACE),
    "soft": Kind("soft", "violation_t", {"rule": "rule", "row": "row", "span": "span"}),
    "use": Kind("use", "used_t", {"rule": "rule", "row": "row", "period": "period"}),
    "award": Kind(
        "award", "awarded", {"supplier": "site", "buyer": "to", "commodity": "commodity", "period": "period"},
        unit=AWARDS,
    ),
    "take": Kind(
        "take", "taken_t",
        {"contract": "contract", "tier": "tier", "from": "site", "to": "to", "commodity": "commodity", "mode": "mode",
         "span": "span", "period": "period"},
    ),
    "shortfall": Kind("shortfall", "shortfall_t", {"contract": "contract", "span": "span", "period": "period"}),
    "expand": Kind(
        "expand", "added_t_per_yr",
        {"site": "site", "process": "process", "period": "period", "ready_period": "second period"}, unit=A_YEAR,
    ),
    "standing": Kind(
        "standing", "standing_t_per_yr", {"site": "site", "process": "process", "period": "period"}, unit=A_YEAR
    ),
}  # fmt: skip


def flows_from_plan_tables(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the long table, one row for each number of the plan that is not zero.

    tables   table -> columns as models/plan/ lists them
    returns  COLUMNS; in the order of KINDS, and of the rows of each table
    """
    parts: list[pd.DataFrame] = []
    for name, kind in KINDS.items():
        table = tables[kind.table]
        used = table[table[kind.quantity] != 0.0]
        columns: dict[str, object] = {column: [BLANK] * len(used) for column in COLUMNS}
        columns["kind"], columns["unit"] = [name] * len(used), [kind.unit] * len(used)
        columns |= {column: used[key].to_list() for key, column in kind.keys.items()}
        columns["quantity"] = used[kind.quantity].to_list()
        parts.append(pd.DataFrame(columns, dtype=object))
    flows = pd.concat(parts, ignore_index=True)
    return flows.astype({"quantity": "float64"})


def plan_tables_from_flows(flows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables of a plan; the inverse of `flows_from_plan_tables`.

    A row of a table is a row of its first kind; a number that has no row of its own is 0. Further columns of the
    sheet are passed over. Raises KeyError when one of COLUMNS is missing, ValueError for a kind that is not known or
    a number that is none.
    """
    missing = [column for column in COLUMNS if column not in flows.columns]
    if missing:
        raise KeyError(", ".join(missing))
    unknown = sorted({str(kind) for kind in flows["kind"]} - KINDS.keys())
    if unknown:
        raise ValueError(f"'{unknown[0]}' is no kind of flow")
    tables: dict[str, pd.DataFrame] = {}
    for name, kind in KINDS.items():
        rows = flows[flows["kind"] == name]
        part = pd.DataFrame(
            {key: _typed(rows[column], column) for key, column in kind.keys.items()}
            | {kind.quantity: rows["quantity"].astype("float64").to_numpy()}
        )
        if kind.table in tables:
            first = tables[kind.table]
            # An outer join: a number whose first row was deleted must not vanish with it.
            part = first.merge(part, how="outer", on=list(kind.keys), sort=False)
            part = _in_order_of(first, part, list(kind.keys)).fillna(dict.fromkeys(_numbers(kind.table), 0.0))
        tables[kind.table] = part
    return tables


def _typed(cells: pd.Series, column: str) -> pd.Series:
    if column in WHOLE_COLUMNS:
        return cells.astype("int64").reset_index(drop=True)
    return cells.astype(str).reset_index(drop=True)


def _numbers(table: str) -> list[str]:
    return [kind.quantity for kind in KINDS.values() if kind.table == table]


def _in_order_of(first: pd.DataFrame, joined: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return the joined rows in the order of the first table; an outer join sorts by key."""
    place = {key: row for row, key in enumerate(first[keys].itertuples(index=False, name=None))}
    order = [place.get(key, len(place)) for key in joined[keys].itertuples(index=False, name=None)]
    return joined.iloc[pd.Series(order, dtype="int64").argsort(kind="stable")].reset_index(drop=True)
