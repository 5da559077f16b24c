"""Sheet Flows carries the whole plan, and the plan comes back out of it."""

from __future__ import annotations

import pandas as pd
import pytest

from planner.read_back.flows import COLUMNS, KINDS, flows_from_plan_tables, plan_tables_from_flows
from tests.given.plan_sheets import assert_same_tables, plan_tables


def test_the_plan_comes_back_out_of_its_flows() -> None:
    tables = plan_tables()
    assert_same_tables(plan_tables_from_flows(flows_from_plan_tables(tables)), tables)


def test_a_plan_without_any_flow_comes_back_empty() -> None:
    tables = {name: table.iloc[:0] for name, table in plan_tables().items()}
    assert_same_tables(plan_tables_from_flows(flows_from_plan_tables(tables)), tables)


def test_no_flow_is_zero_and_every_kind_is_there() -> None:
    flows = flows_from_plan_tables(plan_tables())
    assert tuple(flows.columns) == COLUMNS
    assert set(flows["kind"]) == set(KINDS)
    assert (flows["quantity"] != 0.0).all()
    assert not flows.isna().any(axis=None)


def test_the_order_of_the_rows_of_a_sheet_changes_no_number() -> None:
    flows = flows_from_plan_tables(plan_tables())
    tables = plan_tables_from_flows(flows.iloc[::-1].reset_index(drop=True))
    for name, table in plan_tables().items():
        columns = list(table.columns)
        pd.testing.assert_frame_equal(
            tables[name].sort_values(columns, ignore_index=True), table.sort_values(columns, ignore_index=True),
            check_dtype=False,
        )  # fmt: skip


def test_an_unmet_row_without_its_demand_is_kept() -> None:
    flows = flows_from_plan_tables(plan_tables())
    unmet = plan_tables_from_flows(flows[flows["kind"] != "demand"])["unmet"]
    assert unmet["unmet_t"].to_list() == [1.0 / 3.0]
    assert unmet["demand_t"].to_list() == [0.0]


def test_a_kind_that_is_not_known_is_refused() -> None:
    flows = flows_from_plan_tables(plan_tables())
    flows.loc[0, "kind"] = "teleport"
    with pytest.raises(ValueError, match="'teleport' is no kind of flow"):
        plan_tables_from_flows(flows)


def test_a_missing_column_is_refused() -> None:
    flows = flows_from_plan_tables(plan_tables())
    with pytest.raises(KeyError, match="second period"):
        plan_tables_from_flows(flows.drop(columns="second period"))
