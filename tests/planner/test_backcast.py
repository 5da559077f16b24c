"""The comparison of a plan of the past with what was reported, and the page that tells it."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from models.plan import Plan
from planner.backcast import COLUMNS, PLACE, Comparison, backcast_page, compare, comparison_table, main
from planner.backcast import read_observations as read
from planner.errors import InputError, UsageError
from planner.run import solve_input
from tests.places import ROOT

SMALL = ROOT / "inputs" / "small_example"
ALL_YEAR = "2026Q4,2027Q4"


@cache
def small_plan() -> Plan:
    """Return the plan of the small example: one motor maker, a Chinese and an American maker of magnets."""
    return solve_input(SMALL, "highs", None, lambda _: None).plan


def observed(folder: Path, *rows: str) -> Path:
    """Write a table of observations and return its path."""
    path = folder / "# Observed.csv"
    path.write_text("\n".join([",".join(COLUMNS), *rows, ""]), encoding="utf-8")
    return path


def planned(folder: Path, row: str) -> float:
    """Return what the plan of the small example has in the place of one observation."""
    (observation,) = read(observed(folder, row), small_plan().model.problem)
    return compare(small_plan(), observation).planned


def test_the_committed_page_is_the_one_that_the_tables_give() -> None:
    page = backcast_page(ROOT / "inputs" / "us_rare_earths_2025")
    assert (ROOT / "docs" / "backcast.md").read_text(encoding="utf-8") == page, (
        "run: python3 dev.py run python -m planner.backcast inputs/us_rare_earths_2025 docs/backcast.md"
    )


def test_made_counts_the_output_of_the_named_sites_and_not_their_runs(tmp_path: Path) -> None:
    runs = small_plan().tables["run"]
    reduced = runs[runs["process"] == "reduce"]["runs"].sum()
    assert reduced > 0.0
    metal = planned(tmp_path, f"metal,made,US magnet plant,,NdPr metal,{ALL_YEAR},1,t,")
    assert metal == pytest.approx(0.8 * reduced)
    assert planned(tmp_path, f"metal,made,China,,NdPr metal,{ALL_YEAR},1,t,") == 0.0


def test_sent_counts_shipments_between_countries_in_the_named_periods(tmp_path: Path) -> None:
    ship = small_plan().tables["ship"]
    chinese = ship[ship["from"] == "China magnets"]
    first = chinese[chinese["period"] == "2026Q4"]["sent_t"].sum()
    assert 0.0 < first < chinese["sent_t"].sum()
    assert planned(tmp_path, "magnets,sent,China,United States,NdFeB magnet,2026Q4,2026Q4,1,t,") == pytest.approx(first)
    whole = planned(tmp_path, f"magnets,sent,not United States,*,magnet,{ALL_YEAR},1,t,")
    assert whole == pytest.approx(chinese["sent_t"].sum())


def test_what_stays_in_its_country_is_not_sent(tmp_path: Path) -> None:
    ship = small_plan().tables["ship"]
    assert ship[ship["from"] == "US magnet plant"]["sent_t"].sum() > 0.0
    assert planned(tmp_path, f"magnets,sent,United States,United States,magnet,{ALL_YEAR},1,t,") == 0.0


def test_several_materials_are_counted_together(tmp_path: Path) -> None:
    oxide = planned(tmp_path, f"a,made,*,,NdPr oxide,{ALL_YEAR},1,t,")
    metal = planned(tmp_path, f"a,made,*,,metal,{ALL_YEAR},1,t,")
    assert planned(tmp_path, f"a,made,*,,oxide; NdPr metal,{ALL_YEAR},1,t,") == pytest.approx(oxide + metal)


def test_every_cell_that_means_nothing_is_told_at_once(tmp_path: Path) -> None:
    path = observed(
        tmp_path, "a,bought,Atlantis,Thule,unobtainium,2031Q1,2027Q4,none,t,", f"b,sent,,,,{ALL_YEAR},-3,t,",
        "c,sent,,,,2027Q2,2027Q1,3,t,",
    )  # fmt: skip
    with pytest.raises(InputError) as caught:
        read(path, small_plan().model.problem)
    told = "\n".join(map(str, caught.value.issues))
    codes = {issue.code for issue in caught.value.issues}
    assert codes == {"bad-choice", "bad-number", "bad-order", "unknown-name"}
    for word in ("bought", "Atlantis", "Thule", "unobtainium", "2031Q1", "none", "-3", "line 2", "line 3"):
        assert word in told


def test_a_missing_column_is_told_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "# Observed.csv"
    path.write_text("line,measure\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(path, small_plan().model.problem)
    assert len(caught.value.issues) == len(COLUMNS) - 2


def test_the_percentage_is_of_what_was_reported() -> None:
    one = Comparison("Mine", "t", observed=200.0, planned=150.0, reason="a | b")
    assert comparison_table([one]).splitlines()[-1] == "| Mine [t] | 200 | 150 | -50 | -25 % | a \\| b |"


@pytest.mark.parametrize("text", ["no place for it\n", f"{PLACE}\n{PLACE}\n"])
def test_the_text_must_keep_one_place_for_the_comparison(tmp_path: Path, text: str) -> None:
    (tmp_path / "backcast.md").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="must stand there once"):
        backcast_page(tmp_path)


def test_the_command_writes_the_page_and_says_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "past"
    shutil.copytree(SMALL, folder)
    observed(folder, f"Chinese magnets,sent,China,United States,magnet,{ALL_YEAR},100,t,The cap.")
    (folder / "backcast.md").write_text(f"# Past\n\n{PLACE}\n", encoding="utf-8")
    assert main([str(folder), str(tmp_path / "page.md")]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "page.md")
    assert "| Chinese magnets [t] | 100 |" in (tmp_path / "page.md").read_text(encoding="utf-8")


def test_the_command_without_a_folder_shows_its_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "planner.backcast FOLDER FILE" in capsys.readouterr().err
