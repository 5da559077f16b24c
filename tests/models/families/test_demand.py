"""Families demand, substitute_days and surplus_limit."""

from __future__ import annotations

import pytest

from tests.given.material import demand, substitutes
from tests.tiny import Changed, Row, cells, day, rows_of, tiny_model, tiny_plan
from tests.workbooks import Cell


def test_demand_is_delivered_or_unmet() -> None:
    rows = rows_of(tiny_model(), "demand")
    assert rows["motors Q1"] == Row(5.0, 5.0, {"deliver motors User oxide Q1 Q1": 1.0, "unmet motors Q1": 1.0})
    assert len(rows) == 3


def test_demand_may_be_served_late_and_never_early() -> None:
    rows = rows_of(tiny_model(demand(["may wait [periods]", "unit", "all"], 1, "t/period", 5)), "demand")
    assert set(rows["motors Q1"].terms) == {
        "deliver motors User oxide Q1 Q1", "deliver motors User oxide Q2 Q1", "unmet motors Q1",
    }  # fmt: skip
    assert set(rows["motors Q3"].terms) == {"deliver motors User oxide Q3 Q3", "unmet motors Q3"}


def test_demand_of_nothing_has_no_row() -> None:
    assert list(rows_of(tiny_model(demand(["unit", "Q2"], "t/period", 5)), "demand")) == ["motors Q2"]


def test_demand_a_year_is_converted_by_the_length_of_the_period() -> None:
    assert rows_of(tiny_model(demand(["unit", "all"], "t/yr", 48)), "demand")["motors Q1"].lower == 12.0


def test_surplus_limit_is_one_row_over_all_sites() -> None:
    sheets: Changed = {
        "Commodities": [
            ["commodity", "stage", "surplus price [USD/t]", "surplus limit [t/yr]"], ["oxide", "oxide", 3, 8]
        ]
    }  # fmt: skip
    rows = rows_of(tiny_model(sheets), "surplus_limit")
    assert rows["oxide Q1"] == Row(-float("inf"), 2.0, {"sell Mine oxide Q1": 1.0, "sell User oxide Q1": 1.0})
    assert len(rows) == 3


def test_a_surplus_limit_of_nothing_builds_no_sales() -> None:
    sheets: Changed = {
        "Commodities": [
            ["commodity", "stage", "surplus price [USD/t]", "unit", "surplus limit [t/period]"],
            ["oxide", "oxide", 3, None, 0],
        ]
    }
    assert tiny_model(sheets).variables.sell.size == 0


def test_surplus_given_away_is_sold_without_a_limit() -> None:
    sheets: Changed = {"Commodities": [["commodity", "stage", "surplus price [USD/t]"], ["oxide", "oxide", 0]]}
    model = tiny_model(sheets)
    assert model.variables.sell.size == 6
    assert rows_of(model, "surplus_limit") == {}


def test_priced_demand_waits_where_that_is_cheaper_than_its_shortage() -> None:
    # The mine digs 8 a quarter: 4 of the first quarter's 12 come in the second, and 0 are short.
    plan = tiny_plan(
        demand(["may wait [periods]", "shortage cost [USD/t]", "unit", "Q1", "Q2"], 1, 100, "t/period", 12, 2)
    )
    assert plan.tables["unmet"]["unmet_t"].sum() == pytest.approx(0.0)
    late = plan.tables["deliver"]
    assert late.loc[late["period"] != late["demand_period"], "delivered_t"].sum() == pytest.approx(4.0)


def test_priced_demand_is_short_where_a_shortage_is_cheaper_than_waiting() -> None:
    # A tonne costs 1 USD on its way, so a shortage at 0.5 USD is cheaper whenever it comes.
    plan = tiny_plan(demand(["may wait [periods]", "shortage cost [USD/t]", "unit", "Q1"], 1, 0.5, "t/period", 12))
    assert plan.tables["unmet"]["unmet_t"].sum() == pytest.approx(12.0)


def test_demand_is_served_by_a_substitute_at_its_tonnes_per_tonne() -> None:
    rows = rows_of(tiny_model(substitutes(None, None, None)), "demand")
    assert rows["motors Q1"].terms == {
        "deliver motors User oxide Q1 Q1": 1.0, "deliver motors User powder Q1 Q1": pytest.approx(0.8),
        "unmet motors Q1": 1.0,
    }  # fmt: skip


def test_a_substitute_is_delivered_only_between_its_dates() -> None:
    rows = rows_of(tiny_model(substitutes(day("2027-04-01"), day("2027-06-30"), None)), "demand")
    served = {name: "powder" in " ".join(row.terms) for name, row in rows.items()}
    assert served == {"motors Q1": False, "motors Q2": True, "motors Q3": False}


def test_a_substitute_for_another_end_use_is_not_delivered() -> None:
    other = substitutes(None, None, "magnets")
    other["Demand"] = [*(other["Demand"] or []), ["User", "oxide", "magnets", None, "t/period", 2]]
    rows = rows_of(tiny_model(other), "demand")
    assert "powder" not in " ".join(rows["motors Q1"].terms)
    assert "deliver magnets User powder Q1 Q1" in rows["magnets Q1"].terms


def test_substitute_days_leave_the_share_of_the_demand_that_falls_on_them() -> None:
    rows = rows_of(tiny_model(substitutes(day("2027-05-16"), None, None, wait=1)), "substitute_days")
    # 46 of the 91 days of the second quarter; what waited from the first may all come on these.
    (row,) = rows.values()
    assert row.upper == pytest.approx(5.0 * 46.0 / 91.0)
    assert row.terms == {"deliver motors User powder Q2 Q2": pytest.approx(0.8)}


def test_a_substitute_that_is_cheaper_is_delivered_first() -> None:
    plan = tiny_plan(substitutes(None, None, None))
    assert set(plan.tables["deliver"]["commodity"]) == {"powder"}
    assert plan.tables["deliver"]["asked"].tolist() == ["oxide"] * 3
    assert plan.tables["deliver"]["delivered_t"].tolist() == pytest.approx([6.25] * 3)


def test_a_priority_that_is_blank_where_others_are_given_is_warned_of() -> None:
    header: list[Cell] = ["customer", "commodity", "end use", "priority", "shortage cost [USD/t]", "unit", "all"]

    def asked(*ranks: tuple[Cell, Cell]) -> Changed:
        uses = ("motors", "toys", "tools")
        rows = [["User", "oxide", use, *rank, "t/period", 1] for use, rank in zip(uses, ranks, strict=False)]
        return {"Demand": [header, *rows]}

    assert cells(asked((1, None), (None, None)), "blank-priority") == ["Demand!D3"]
    # Where none has one all are alike, which is noted of the sheet; what has a price has no priority.
    assert cells(asked((None, None), (None, None)), "blank-priority") == ["Demand"]
    assert cells(asked((1, None), (None, 900), (2, None)), "blank-priority") == []
