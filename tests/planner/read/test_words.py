"""The forms in which words are compared."""

from __future__ import annotations

import pytest

from planner.read.grid import column_number, letters
from planner.read.words import clean, closest, header_form


def test_cleaning_keeps_what_can_be_seen() -> None:
    assert clean(" \u00a0A\u200b  b\ufeff\r\n c\x00\ud800\uffff ") == "A b c"
    assert clean("  plain ") == "plain"
    assert clean("\u0416 \u6c34 \U0001f9f2") == "\u0416 \u6c34 \U0001f9f2"


def test_headers_compare_without_case_accents_and_underscores() -> None:
    assert header_form(" Lead_TIME ") == header_form("léad time") == "lead time"


def test_the_closest_word_is_found_and_nothing_when_none_is_close() -> None:
    assert closest("custmer", ("customer", "commodity")) == "customer"
    assert closest("zzz", ("customer", "commodity")) is None
    assert closest("safety stock", ("safety", "safety cost", "maximum")) == "safety"
    assert closest("safety costs", ("safety", "safety cost", "maximum")) == "safety cost"


@pytest.mark.parametrize(
    ("number", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_columns_have_their_letters(number: int, name: str) -> None:
    assert letters(number) == name
    assert column_number(name) == number
