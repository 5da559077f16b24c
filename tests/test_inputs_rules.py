"""The rules of the shipped workbooks: what is law, what is ours, and what one setting switches."""

from __future__ import annotations

import re

import pytest

from tests.input_tables import FOLDERS, MAIN, active, table

# What the note of a rule begins with: law, or whose decision it is.
WHOSE_RULE = (
    "Law", "Our scenario, not law", "Our judgement, not law", "Planning limit, not a legal one", "Stand-in",
    "Decision of the company, not law", "Contracts, not law",
)  # fmt: skip
FALL_BACK = "Licences fall back with the October controls"


@pytest.fixture(params=FOLDERS)
def folder(request: pytest.FixtureRequest) -> str:
    """Return each shipped folder of tables in turn."""
    return str(request.param)


def test_a_rule_on_an_end_use_names_a_use_that_somebody_has(folder: str) -> None:
    uses = {row["end use"] for row in active(folder, "Demand")}
    banned = {row["end use"] for row in active(folder, "Rules") if row["type"] == "end_use_ban"}
    assert banned <= uses


def test_one_setting_switches_the_october_2025_controls_and_what_we_let_follow_them() -> None:
    rows = [row for row in active(MAIN, "Rules") if row["rule"].startswith(("October 2025 controls", FALL_BACK))]
    assert len(rows) >= 7
    assert {row["status"] for row in rows} == {"announced"}, "the setting switches all of them"
    assert min(row["start"] for row in rows) == "2027-01-11"
    setting = {row["setting"]: row["value"] for row in table(MAIN, "Settings")}
    assert setting["announced rules"] == "yes"


def test_licences_that_fall_back_are_tighter_than_those_of_april() -> None:
    def by_material(prefix: str) -> dict[str, float]:
        """Return material -> its limit in the first months of 2027."""
        return {
            row["commodity"]: float(row["value"])
            for row in active(MAIN, "Rules")
            if row["rule"].startswith(prefix)
            and row["type"] == "cap"
            and row["start"] <= "2027-01-11"
            and (row["end"] or "9999") >= "2027-12-31"
        }

    april, fallen = by_material("April 2025 licences"), by_material(FALL_BACK)
    assert len(april) == 6
    assert all(fallen[material] < licensed for material, licensed in april.items())


def test_each_rule_that_acts_says_whether_it_is_law_or_ours(folder: str) -> None:
    silent = [row["rule"] for row in active(folder, "Rules") if not row["note"].startswith(WHOSE_RULE)]
    assert silent == []


def test_a_scenario_or_a_planning_limit_names_no_legal_text(folder: str) -> None:
    ours = ("Our scenario", "Planning limit", "Our judgement")
    lawful = [
        row["rule"]
        for row in active(folder, "Rules")
        if row["note"].startswith(ours) and not re.match("none|$", row["legal reference"])
    ]
    assert lawful == []


@pytest.mark.parametrize("maker", ["Benson magnets", "Stillwater magnets", "10X magnets", "Narva magnets"])
def test_buyers_wait_until_a_new_maker_is_qualified(maker: str) -> None:
    waits = [row for row in active(MAIN, "Qualification") if row["supplier"] == maker]
    periods = [row["period"] for row in table(MAIN, "Periods")]
    assert waits
    assert all(periods.index(row["ready period"]) > 0 for row in waits)
