"""The objectives, in order: unmet by priority, what may yield, cost, tie-break."""

from __future__ import annotations

import numpy as np
import pytest

from models.linear.program import Tier
from tests.tiny import Changed, by_column, cells, day, periods, tiny_model
from tests.workbooks import Cell


def demand(header: list[Cell], *rows: list[Cell], **settings: str) -> Changed:
    """Return sheets with these demand streams: end use, ..., demand in Q1 and Q2."""
    options: list[list[Cell]] = [[name.replace("_", " "), value] for name, value in settings.items()]
    return {
        "Settings": [["setting", "value"], ["title", "Tiers"], *options],
        "Demand": [["customer", "commodity", "end use", *header, "unit", "Q1", "Q2"],
                   *(["User", "oxide", *row[:-2], "t/period", *row[-2:]] for row in rows)],
    }  # fmt: skip


def tiers(changed: Changed) -> dict[str, dict[str, float]]:
    model = tiny_model(changed)
    return {tier.name: by_column(model, tier.objective) for tier in model.program.tiers}


def test_unmet_comes_by_priority_then_cost_then_tie_break() -> None:
    found = tiers(demand(["priority", "weight"], ["toys", 3, None, 5, 5], ["jets", 1, 2, 5, 0]))
    assert list(found) == ["unmet, priority 1", "unmet, priority 3", "cost", "tie-break"]
    assert found["unmet, priority 1"] == {"unmet jets Q1": 2.0}
    assert found["unmet, priority 3"] == {"unmet toys Q1": 1.0, "unmet toys Q2": 1.0}


def test_priced_demand_is_in_the_cost_and_in_no_unmet_tier() -> None:
    found = tiers(demand(["shortage cost [USD/t]"], ["toys", 90, 5, 0]))
    assert list(found) == ["cost", "tie-break"]
    assert found["cost"]["unmet toys Q1"] == 90.0


def test_unmet_may_be_measured_as_a_share_of_the_streams_whole_demand() -> None:
    found = tiers(demand(["weight"], ["toys", 3, 6, 4], unmet_measure="share of demand"))
    assert found["unmet, priority 1"] == pytest.approx({"unmet toys Q1": 0.3, "unmet toys Q2": 0.3})


def test_unmet_may_be_measured_in_value() -> None:
    sheets = demand(["weight"], ["toys", 3, 6, 4], unmet_measure="value")
    sheets["Commodities"] = [
        ["commodity", "stage", "value Q1 [USD/t]", "value Q2 [USD/t]", "value Q3 [USD/t]"],
        ["oxide", "oxide", 10, 20, 30],
    ]  # fmt: skip
    assert tiers(sheets)["unmet, priority 1"] == {"unmet toys Q1": 30.0, "unmet toys Q2": 60.0}


def test_unmet_in_value_without_a_value_is_an_error() -> None:
    assert cells(demand([], ["toys", 6, 4], unmet_measure="value"), "value-missing") == ["Demand!B2"]


def test_a_fair_share_follows_the_unmet_of_its_priority_and_counts_a_demand_in_a_period() -> None:
    found = tiers(demand(["priority"], ["toys", 3, 5, 4], ["jets", 1, 5, 0], fair_share="yes"))
    assert list(found) == [
        "unmet, priority 1", "fair share, priority 1", "unmet, priority 3", "fair share, priority 3", "cost",
        "tie-break",
    ]  # fmt: skip
    assert found["fair share, priority 3"] == {"unmet toys Q1": 0.2, "unmet toys Q2": 0.25}


def test_priced_demand_has_no_fair_share() -> None:
    found = tiers(demand(["shortage cost [USD/t]"], ["toys", 90, 5, 0], fair_share="yes"))
    assert list(found) == ["cost", "tie-break"]


def yielding(order: str) -> Changed:
    """Return sheets with a soft rule of weight 2, safety and end stock, and waiting, over a quarter and a year."""
    return {
        "Settings": [["setting", "value"], ["soft order", order]],
        "Periods": periods(("P1", "2027-01-01", "2027-03-31"), ("P2", "2027-04-01", "2028-03-31")),
        "Demand": [["customer", "commodity", "end use", "may wait [periods]", "unit", "P1"],
                   ["User", "oxide", "motors", 1, "t/period", 5]],
        "Inventory": [["site", "commodity", "safety [t]", "end stock [t]"], ["User", "oxide", 3, 4]],
        "Rules": [["rule", "type", "value", "unit", "start", "hard", "weight"],
                  ["R", "cap", 5, "t", day("2027-04-01"), "no", 2]],
    }  # fmt: skip


RULES = {"soft R 0": 2.0}
STOCKS = {"below_safety User oxide P1": 0.25, "below_safety User oxide P2": 1.0, "below_end User oxide P2": 1.0}
# Middles 1.5 and 9 months.
LATENESS = {"deliver motors User oxide P2 P1": 7.5 / 12}


def test_what_may_yield_counts_in_tonne_years_as_one_sum() -> None:
    found = tiers(yielding("together"))
    assert list(found)[1] == "soft rules, stocks and lateness"
    assert found["soft rules, stocks and lateness"] == pytest.approx(RULES | STOCKS | LATENESS)


def test_in_order_it_is_three_tiers() -> None:
    found = tiers(yielding("in order"))
    assert list(found)[1:4] == ["soft rules", "safety and end stock", "lateness"]
    assert found["soft rules"] == pytest.approx(RULES)
    assert found["safety and end stock"] == pytest.approx(STOCKS)
    assert found["lateness"] == pytest.approx(LATENESS)


def test_lateness_counts_no_demand_that_has_a_price() -> None:
    sheets = yielding("in order")
    sheets["Demand"] = [
        ["customer", "commodity", "end use", "may wait [periods]", "shortage cost [USD/t]", "unit", "P1"],
        ["User", "oxide", "motors", 1, 9, "t/period", 5],
    ]
    assert "lateness" not in tiers(sheets)


@pytest.mark.parametrize("order", ["together", "in order"])
def test_without_anything_that_may_yield_there_is_no_such_tier(order: str) -> None:
    found = tiers(demand([], ["toys", 5, 5], soft_order=order))
    assert list(found) == ["unmet, priority 1", "cost", "tie-break"]


def tie_break() -> Tier:
    return tiny_model(yielding("together")).program.tiers[-1]


def test_no_two_columns_weigh_the_same_in_the_tie_break() -> None:
    model = tiny_model(yielding("together"))
    moved = np.concatenate(
        [block.index for name, block in model.program.column_blocks.items() if name in ("run", "ship", "deliver")]
    )
    weights = tie_break().objective[moved]
    assert np.unique(weights).size == weights.size
    assert weights.min() > 0.0


def test_later_weighs_more_than_earlier_in_the_tie_break() -> None:
    model = tiny_model()
    weight = by_column(model, model.program.tiers[-1].objective)
    assert weight["ship Mine User oxide Q1"] < weight["ship Mine User oxide Q3"]
    assert weight["run Mine dig Q1"] < weight["run Mine dig Q3"]


def test_stock_that_has_a_cost_takes_part_in_no_soft_tier() -> None:
    sheets = yielding("in order")
    header: list[Cell] = [
        "site", "commodity", "safety [t]", "safety cost P1 [USD/t/yr]", "end stock [t]", "end stock cost [USD/t]",
    ]  # fmt: skip
    sheets["Inventory"] = [header, ["User", "oxide", 3, 5, 4, 6]]
    # Safety stock has a cost in the first period only.
    assert tiers(sheets)["safety and end stock"] == pytest.approx({"below_safety User oxide P2": 1.0})
    header[3] = "safety cost [USD/t/yr]"
    assert "safety and end stock" not in tiers(sheets)


def test_the_size_of_stocks_comes_after_the_cost_and_only_where_a_stock_is_sized() -> None:
    sheets: Changed = {"Inventory": [["site", "commodity", "sized"], ["User", "oxide", "yes"], ["Mine", "oxide", "no"]]}
    found = tiers(sheets)
    assert list(found) == ["unmet, priority 1", "cost", "size of stocks", "tie-break"]
    assert found["size of stocks"] == {"peak User oxide": 1.0}
