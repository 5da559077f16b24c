"""What figures were measured on is told once, with the most that is known of it."""

from __future__ import annotations

from benchmarks.machine import apart, machine


def test_a_machine_of_which_another_line_says_all_and_more_is_left_out() -> None:
    most, less, other = "CPU, 2 cores; a 1, b 2, c 3.", "CPU, 2 cores; a 1, c 3.", "CPU, 2 cores; a 1, c 4."
    assert apart([less, most, other, most]) == [most, other]


def test_only_what_is_installed_has_a_version() -> None:
    assert "highspy " in machine()
    assert "None" not in machine()
