"""A number with its noun."""

from __future__ import annotations

from models.nouns import counted


def test_a_count_agrees_with_its_noun() -> None:
    assert [counted(number, "note") for number in (0, 1, 1200)] == ["0 notes", "1 note", "1,200 notes"]
    assert [counted(number, "process") for number in (1, 2)] == ["1 process", "2 processes"]
    assert [counted(number, "lot in all", "lots in all") for number in (1, 2)] == ["1 lot in all", "2 lots in all"]
