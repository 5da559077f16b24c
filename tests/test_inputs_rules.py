"""The rules of the shipped workbooks: what is law, what is ours, and what one setting switches."""

from __future__ import annotations

import re

import pytest

from models.plan import Plan
from planner.read.fields import typed
from tests.input_tables import FOLDERS, MAIN, active, table
from tests.tiny import periods, solve_sheets
from tests.workbooks import Cell, Sheets

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
            and row["type"] in ("cap", "licence")
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


CONTENT, REFUSAL = "October 2025 controls, 0.1 % content rule", "October 2025 controls, military users refused"
MILITARY = "Military users refused under the April 2025 licences"
COLUMNS = (
    "rule", "type", "start", "end", "magnet in", "alloy in", "metal in", "separated in", "mined in", "elements", "from",
    "to", "commodity", "end use", "value", "unit", "status",
)  # fmt: skip


def defence_magnets(*rules: str, announced: str = "yes") -> Plan:
    """Solve a works in Japan that makes 12 t of UH magnets for defence, of Chinese dysprosium but for 0.25 t.

    rules  beginnings of names of shipped rules
    """
    shipped = {row["commodity"]: row for row in table(MAIN, "Commodities")}
    own = ("stage", "contents", "value [USD/t]")
    things: list[list[Cell]] = [
        [name, *(typed(shipped[name][column]) for column in own)]  # type: ignore[list-item]
        for name in ("NdPr metal", "Dy metal", "Tb metal", "NdFeB magnet UH")
    ]
    rows: list[list[Cell]] = [
        [typed(row[column]) or None for column in COLUMNS]  # type: ignore[misc]
        for row in active(MAIN, "Rules")
        if row["rule"].startswith(rules)
    ]
    sheets: Sheets = {
        "Settings": [["setting", "value"], ["announced rules", announced]],
        "Periods": periods(("2027Q2", "2027-04-01", "2027-06-30")),
        "Commodities": [["commodity", "stage", "contents", "value [USD/t]"], *things],
        "Groups": [["group", "member"], ["All magnets", "NdFeB magnet UH"]],
        "Sites": [
            ["site", "country", "kind"], ["Chinese metal", "China", "plant"], ["Other metal", "Australia", "plant"],
            ["Works", "Japan", "plant"], ["US defence", "United States", "customer"],
        ],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]"],
            ["Chinese metal", "sell", "out", "Dy metal", 1], ["Other metal", "sell", "out", "Dy metal", 1],
            ["Other metal", "sell NdPr", "out", "NdPr metal", 1], ["Other metal", "sell Tb", "out", "Tb metal", 1],
            ["Works", "sinter", "in", "NdPr metal", 0.281], ["Works", "sinter", "in", "Dy metal", 0.025],
            ["Works", "sinter", "in", "Tb metal", 0.004], ["Works", "sinter", "out", "NdFeB magnet UH", 1],
        ],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Other metal", "sell", "out", "Dy metal", "t/period", 0.25]],
        "Lanes": [["from", "to"], ["Chinese metal", "Works"], ["Other metal", "Works"], ["Works", "US defence"]],
        "Demand": [["customer", "commodity", "end use", "priority", "unit", "all"],
                   ["US defence", "NdFeB magnet UH", "defence", 1, "t/period", 12]],
        "Rules": [list(COLUMNS), *rows],
    }  # fmt: skip
    return solve_sheets(sheets)


def missed(plan: Plan) -> float:
    return float(plan.tables["unmet"]["unmet_t"].sum())


def test_the_content_rule_lets_traces_of_chinese_dysprosium_into_defence_magnets_and_no_more() -> None:
    assert missed(defence_magnets(REFUSAL)) == pytest.approx(2.0)
    # 0.1 % of a magnet of 84,000 USD/t is 84 USD: 0.28 kg of dysprosium at 295,000 USD/t, of 25 kg in a tonne.
    assert missed(defence_magnets(REFUSAL, CONTENT)) == pytest.approx(12 - 0.25 / (0.025 - 84 / 295_000), rel=1e-6)
    assert missed(defence_magnets(REFUSAL, CONTENT, announced="no")) == pytest.approx(0.0)


def test_the_content_rule_relieves_nothing_of_what_the_licences_of_april_refuse() -> None:
    assert missed(defence_magnets(MILITARY, REFUSAL, CONTENT)) == pytest.approx(2.0)
    assert missed(defence_magnets(MILITARY)) == pytest.approx(2.0)
