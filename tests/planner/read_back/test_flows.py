"""Sheet Flows carries the whole plan, and the plan comes back out of it."""

from __future__ import annotations

import pandas as pd
import pytest

from planner.read_back.flows import COLUMNS, KINDS, flows_from_plan_tables, plan_tables_from_flows


def plan_tables() -> dict[str, pd.DataFrame]:
    """Return a plan that uses every table, with a loss on the way, demand that is met and names like numbers."""
    return {
        "run": pd.DataFrame(
            [("Mine", "dig", "2026", "2027", "mined in A", 2.5), ("Mine", "dig", "2027", "2027", "", 1.0)],
            columns=["site", "process", "period", "output_period", "marks", "runs"],
        ),
        "feed": pd.DataFrame(
            [("Mine", "dig", "ore", "2026", "", 0.75)],
            columns=["site", "process", "commodity", "period", "marks", "used_t"],
        ),
        "allow": pd.DataFrame(
            [("Mine", "dig", "ore", "2026", "under the allowance of Traces", "mined in A", 0.125)],
            columns=["site", "process", "commodity", "period", "marks", "material", "allowed_t"],
        ),
        "ship": pd.DataFrame(
            [
                ("Port", "00123", "ore", "", "2026", "2027", "mined in A", 3.0, 2.7),
                ("Mine", "Port", "ore", "rail", "2026", "2026", "", 4.0, 0.0),
            ],
            columns=["from", "to", "commodity", "mode", "period", "arrival_period", "marks", "sent_t", "arrived_t"],
        ),
        "stock": pd.DataFrame(
            [("Port", "ore", "2026", "", 1e-5)], columns=["site", "commodity", "period", "marks", "stock_t"]
        ),
        "deliver": pd.DataFrame(
            [("00123", "slag", "ore", "", "2026", "2027", "mined in A", 2.0)],
            columns=["customer", "commodity", "asked", "end_use", "demand_period", "period", "marks", "delivered_t"],
        ),
        "return": pd.DataFrame(
            [("00123", "slag", "dust", "2026", "2027", 0.5)],
            columns=["site", "product", "scrap", "delivered_period", "period", "returned_t"],
        ),
        "unmet": pd.DataFrame(
            [("00123", "ore", "", 1, "2026", 2.0, 0.0), ("00123", "ore", "NA", 0, "2027", 5.0, 1.0 / 3.0)],
            columns=["customer", "commodity", "end_use", "priority", "period", "demand_t", "unmet_t"],
        ),
        "sell": pd.DataFrame(
            [("Port", "ore", "2027", "", 0.5)], columns=["site", "commodity", "period", "marks", "quantity_t"]
        ),
        "dispose": pd.DataFrame(
            [("Port", "ore", "2027", "", 0.25)], columns=["site", "commodity", "period", "marks", "quantity_t"]
        ),
        "below_safety": pd.DataFrame(
            [("Port", "ore", "2026", 7.0)], columns=["site", "commodity", "period", "missing_t"]
        ),
        "below_end": pd.DataFrame([("Port", "ore", "2027", 8.0)], columns=["site", "commodity", "period", "missing_t"]),
        "soft": pd.DataFrame(
            [("Licence", 4, 0, 1.5), ("Licence", 4, 1, 2.5)], columns=["rule", "row", "span", "violation_t"]
        ),
        "use": pd.DataFrame(
            [("Licence", 5, "2026", 4.5), ("Licence", 6, "2026", 0.5)], columns=["rule", "row", "period", "used_t"]
        ),
        "award": pd.DataFrame(
            [("Mine", "Works", "ore", "2027", 1.0)], columns=["supplier", "buyer", "commodity", "period", "awarded"]
        ),
        "take": pd.DataFrame(
            [("Ore deal", "2", "Port", "00123", "ore", "", 0, "2026", 3.0)],
            columns=["contract", "tier", "from", "to", "commodity", "mode", "span", "period", "taken_t"],
        ),
        "shortfall": pd.DataFrame(
            [("Ore deal", 1, "2027", 0.5)], columns=["contract", "span", "period", "shortfall_t"]
        ),
        "expand": pd.DataFrame(
            [("Mine", "dig", "2026", "2027", 12.5)],
            columns=["site", "process", "period", "ready_period", "added_t_per_yr"],
        ),
        "standing": pd.DataFrame(
            [("Mine", "dig", "2027", 12.5)], columns=["site", "process", "period", "standing_t_per_yr"]
        ),
    }


def assert_same_tables(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    assert one.keys() == other.keys()
    for name, table in one.items():
        pd.testing.assert_frame_equal(table, other[name], check_dtype=False, check_exact=True)


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
