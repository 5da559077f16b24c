"""A plan that tells apart more origins than another input asks for: told of as that input would tell it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import pandas as pd

from planner.verify.names import fold
from planner.verify.origins import JOINED, STATED


def with_marks(plan: Mapping[str, pd.DataFrame], known: Collection[str]) -> dict[str, pd.DataFrame]:
    """Return the tables of a plan with no other marks than some; rows that are alike without the others are one.

    known  marks as an input words them
    """
    folded = {fold(word) for word in known}

    def kept(cell: object) -> str:
        return JOINED.join(part for part in str(cell).split(JOINED) if fold(part) in folded)

    return {name: _fewer(table, kept) for name, table in plan.items()}


def _fewer(table: pd.DataFrame, kept: Callable[[object], str]) -> pd.DataFrame:
    columns = [column for column in STATED if column in table.columns]
    own = table.assign(**{column: table[column].map(kept) for column in columns})
    if not columns or all((own[column] == table[column]).all() for column in columns):
        return table
    amounts = [column for column in table.columns if pd.api.types.is_float_dtype(table[column])]
    keys = [column for column in table.columns if column not in amounts]
    return own.groupby(keys, sort=False, as_index=False)[amounts].sum()[list(table.columns)]
