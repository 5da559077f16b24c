"""The README shows what the program prints."""

from __future__ import annotations

import textwrap

from planner.report import result_sentences
from planner.run import solve_input
from planner.solve.session import silent
from tests.places import ROOT


def test_the_plan_in_ten_lines_is_what_the_small_example_prints() -> None:
    printed = result_sentences(solve_input(ROOT / "inputs" / "small_example.xlsx", "highs", None, silent))
    block = textwrap.indent("\n".join(printed), "    ")
    assert block in (ROOT / "README.md").read_text(encoding="utf-8")
