"""An allowance for traces in a chain of two stages that both could use it, with a known answer, through a workbook."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases import Change, put, reference, solve_case, unmet


@pytest.mark.parametrize(
    ("changes", "short"),
    [
        ((), 1.4),
        ((put("Rules", "commodity", "alloy", rule="Traces"),), 5.0),
        ((put("Rules", "commodity", "magnet", rule="Traces"),), 2.0),
        ((put("Rules", "active", "no", rule="Traces"),), 5.0),
        ((put("Rules", "active", "yes", rule="Traces again"),), 0.0),
        ((put("Rules", "active", "no", type="end_use_ban"),), 0.0),
    ],
    ids=["as derived", "at the alloy", "at the magnet", "no allowance", "two rules", "no ban"],
)
def test_an_allowance_is_used_once_in_a_chain(tmp_path: Path, changes: tuple[Change, ...], short: float) -> None:
    plan = solve_case(reference("traces_used_once"), tmp_path, *changes)
    assert sum(unmet(plan)) == pytest.approx(short, abs=1e-6)


def test_material_made_under_the_allowance_is_kept_apart_as_far_as_it_could_be_used_again(tmp_path: Path) -> None:
    plan = solve_case(reference("traces_used_once"), tmp_path)
    ship = plan.tables["ship"].groupby(["commodity", "marks"])["sent_t"].sum()
    assert ship["alloy", "made under the allowance of Traces"] == pytest.approx(2.0)
    assert ship["alloy", ""] == pytest.approx(1.8)
    assert set(ship["magnet"].index) == {""}
