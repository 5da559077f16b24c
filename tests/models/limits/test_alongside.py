"""Rows that move together: of a lane what a rule leaves of it, of an option what is built of it at once."""

from __future__ import annotations

import pytest

from models.limits.alongside import alongside
from tests.studies import study_of
from tests.tiny import Changed, day, near, tiny


def test_with_a_lane_moves_the_share_of_it_that_each_rule_leaves() -> None:
    """By hand: of 91 days of Q2 the last 46 are banned, of Q3 all, and of Q1 none."""
    study = study_of(tiny({
        "Lanes": [["from", "to", "commodity", "capacity [t/period]"], ["Mine", "User", "oxide", 8]],
        "Rules": [["rule", "type", "from", "commodity", "start", "end"],
                  ["Ban", "ban", "Mine", "oxide", day("2027-05-16"), day("2027-09-30")]],
    }))  # fmt: skip
    found, blocks = alongside(study.model, study.solution.matrix), study.model.program.row_blocks
    lanes = blocks["lane_capacity"]
    place, others, share = found.of(lanes.index)
    assert lanes.keys["period"][place].tolist() == [1]
    assert [share[0], study.solution.matrix.row_upper[others[0]]] == [near(45 / 91), near(8 * 45 / 91)]
    assert others[0] in blocks["ban"].index


@pytest.mark.parametrize(("wanted", "built"), [(12, 1), (5, 0)])
def test_with_the_size_of_an_option_that_is_built_at_once_moves_what_is_built(wanted: int, built: int) -> None:
    sheets: Changed = {
        "Demand": [["customer", "commodity", "unit", "all"], ["User", "oxide", "t/period", wanted]],
        "Expansion": [["site", "process", "capacity [t/yr]", "capital cost [USD/t/yr]", "life [yr]", "integer"],
                      ["Mine", "dig", 8, 100, 10, "yes"]],
    }  # fmt: skip
    study = study_of(tiny(sheets))
    blocks = study.model.program.row_blocks
    _, others, share = alongside(study.model, study.solution.matrix).of(blocks["expansion_limit"].index)
    assert share.tolist() == [1.0] * built
    assert set(others.tolist()) <= set(blocks["whole_expansion"].index.tolist())
