"""Scrap of deliveries: a lag later at the customer, in the balance of the scrap."""

from __future__ import annotations

from tests.given.material import recycling
from tests.tiny import rows_of, tiny_model


def test_scrap_is_a_share_of_what_was_delivered_a_lag_earlier() -> None:
    rows = rows_of(tiny_model(recycling(["User", "oxide", "slag", 1, 0.4, None, None, None])), "balance")
    assert "User slag Q1" in rows
    assert not any("deliver" in name for name in rows["User slag Q1"].terms)
    assert rows["User slag Q2"].terms["deliver motors User oxide Q1 Q1"] == -0.4
    assert rows["User slag Q3"].terms["deliver motors User oxide Q2 Q2"] == -0.4


def test_scrap_of_earlier_sales_is_there_in_its_period_as_a_rate() -> None:
    rows = rows_of(tiny_model(recycling(["User", "oxide", "slag", None, None, "t/yr", 8, 4])), "balance")
    assert [rows[f"User slag {name}"].lower for name in ("Q1", "Q2", "Q3")] == [2.0, 1.0, 2.0]


def test_a_substitute_returns_as_what_it_is() -> None:
    sheets = recycling(
        ["User", "other oxide", "slag", 0, 0.5, None, None, None],
        Substitutes=[["customer", "commodity", "accepted instead"], ["User", "oxide", "other oxide"]],
        Processes=[["site", "process", "direction", "commodity"], ["Mine", "dig", "out", "oxide"],
                   ["User", "dig other", "out", "other oxide"]],
    )  # fmt: skip
    terms = rows_of(tiny_model(sheets), "balance")["User slag Q1"].terms
    assert terms["deliver motors User other oxide Q1 Q1"] == -0.5
    assert "deliver motors User oxide Q1 Q1" not in terms


def test_a_product_returns_as_several_scraps() -> None:
    sheets = recycling(
        ["User", "oxide", "slag", 0, 0.5, None, None, None], ["*", "oxide", "other oxide", 0, 0.25, None, None, None]
    )
    rows = rows_of(tiny_model(sheets), "balance")
    assert rows["User slag Q1"].terms["deliver motors User oxide Q1 Q1"] == -0.5
    assert rows["User other oxide Q1"].terms["deliver motors User oxide Q1 Q1"] == -0.25
