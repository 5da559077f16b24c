"""`plan explain` tells the story in twenty lines: verdict, causes, what limits are worth, cures, decisions due."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.solve.session import silent
from planner.story import tell
from tests.cases import reference
from tests.commands import SMALL, plan
from tests.given.cures import beside_a_pit, due_late, second_pit, wanted
from tests.given.stories import told
from tests.plan_books import opened, texts
from tests.studies import solved_and_stopped
from tests.tiny import Changed, tiny
from tests.workbooks import rows, small_example, write_workbook


def test_the_small_example_is_told_in_twenty_lines(tmp_path: Path) -> None:
    lines = tell(write_workbook(tmp_path / "case.xlsx", small_example()), None, silent).lines
    assert 15 <= len(lines) <= 20
    whole = "\n".join(lines)
    assert "priority 2: short by 44 t" in whole
    assert "lets 136 through" in whole
    assert "one tonne more would change:" in lines
    assert "  1. 20 t more cap of China magnet cap, 2026-10-01 to 2027-03-31 (Rules!F2)" in whole
    assert "decide by 2027-01-01 (raised from 2027Q1 on, by as much as it then takes)" in whole
    assert lines[-1].startswith("decide by 20")


def test_what_is_too_late_is_said_first_among_the_decisions(tmp_path: Path) -> None:
    lines = told(tmp_path, due_late())
    first = next(line for line in lines if line.startswith(("too late", "decide by")))
    assert first == "too late since 2026-07-01: raise capacity of Mine; dig (cure 1)"


def test_a_stated_cost_is_said_beside_that_of_the_plan(tmp_path: Path) -> None:
    (line,) = [line for line in told(tmp_path, wanted("yes", 5, 100)) if line.startswith("  1. ")]
    assert "2 t more capacity of Mine; dig, in Q1 (Capacity!F2, which stands for other periods too); " in line
    assert "; with only this gap closed the plan costs 22 USD more" in line
    assert "and the levers 200 USD" in line


def test_each_stock_at_the_start_is_told_with_its_site_its_quantity_and_its_cell(tmp_path: Path) -> None:
    changed: Changed = {
        "Sites": [
            ["site", "country", "kind"], ["Mine", "Malaysia", "mine"],
            ["User", "United States", "customer"], ["Other", "United States", "customer"],
        ],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Mine", "Other", "oxide"]],
        "Demand": [
            ["customer", "commodity", "end use", "unit", "Q1", "Q2", "Q3"],
            ["User", "oxide", "motors", "t/period", 3, 0, 0], ["Other", "oxide", "motors", "t/period", 4, 0, 0],
        ],
        "Inventory": [
            ["site", "commodity", "opening [t]", "end stock [t]"], ["User", "oxide", 0, 0], ["Other", "oxide", 0, 0],
        ],
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "all", "movable"],
            ["Mine", "dig", "out", "oxide", "t/period", 0, "no"],
        ],
    }  # fmt: skip
    (line,) = [line for line in told(tmp_path, changed, "motors Q1") if line.startswith("  1. ")]
    assert "3 t more opening stock of User, oxide, before Q1 (Inventory!C2)" in line
    assert "4 t more opening stock of Other, oxide, before Q1 (Inventory!C3)" in line


def test_earlier_starts_are_told_beside_the_cures(tmp_path: Path) -> None:
    lines = told(tmp_path, second_pit(0, 0, 4), "motors Q1")
    assert any("or start capacity of Pit; dig in Q1, 2 periods earlier than Q3 (Capacity!H3)" in line for line in lines)
    assert "decide by 2027-01-01: start capacity of Pit; dig, earlier than planned" in lines


def test_a_date_tells_whether_it_is_of_the_plan_or_of_an_earlier_start(tmp_path: Path) -> None:
    capacity: Changed = {"Capacity": [["site", "process", "Q1", "Q2", "Q3"], ["Mine", "dig", 0, 8, 8]]}
    due = [line for line in told(tmp_path, capacity, "motors Q1") if line.startswith("decide by")]
    assert due == [
        "decide by 2027-01-01: raise capacity of Mine; dig",
        "decide by 2027-01-01: start capacity of Mine; dig, earlier than planned",
        "decide by 2027-04-01: start capacity of Mine; dig, as planned",
    ]


@pytest.mark.parametrize(("is_whole", "gap", "is_said"), [(True, 0.01, True), (True, 0, False), (False, 0.01, False)])
def test_plans_that_are_compared_within_a_gap_are_called_so(
    tmp_path: Path, *, is_whole: bool, gap: float, is_said: bool
) -> None:
    """Whole numbers need not be proven best then, in the plan and in every other that it is held against."""
    sheets = reference("contracts_lots").sheets() if is_whole else small_example()
    sheets["Settings"].append(["gap", gap])
    path = write_workbook(tmp_path / "case.xlsx", sheets)
    output = tmp_path / "plan.xlsx"
    lines = plan("explain", path, "-o", output, cwd=tmp_path).stdout.splitlines()
    words = "Plans are within 1% of best (setting gap)"
    assert any(line.startswith(words) for line in lines) is is_said
    book = opened(output)
    for name in ("Actions", "Decide by", "Rule effects", "Without each rule"):
        assert any(words in text for text in texts(book[name])[:3]) is is_said


def test_what_no_lever_closes_is_told_with_what_else_it_takes(tmp_path: Path) -> None:
    lines = told(tmp_path, wanted("no"), "motors Q1")
    assert any("2 t past the capacity of Mine; dig" in line for line in lines)


def test_where_nothing_is_short_there_is_nothing_to_close(tmp_path: Path) -> None:
    lines = told(tmp_path, {})
    assert not any("to close" in line for line in lines)


def test_to_close_all_where_nothing_is_short_is_no_wrong_usage_and_a_name_is(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "case.xlsx", tiny({}))
    assert CliRunner().invoke(app, ["explain", str(path), "--close", "motors"]).exit_code == 2
    result = CliRunner().invoke(app, ["explain", str(path), "--close", "ALL", "-q"])
    assert result.exit_code == 0
    assert "nothing with a priority is short: there is nothing to close" in result.output


def test_cures_that_were_not_searched_to_the_end_are_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "  of all cures that were looked at, these are the best; others may be better"
    pits = beside_a_pit(wanted(None, None, None), None, None, None)
    assert said not in told(tmp_path, pits, "motors Q1")
    monkeypatch.setattr("planner.explain.cures.actions.questions_of", lambda *_: 3)
    assert said in told(tmp_path, pits, "motors Q1")


def test_with_an_output_it_tells_the_same_and_fills_the_sheets_of_a_plan_that_verifies(tmp_path: Path) -> None:
    alone = plan("explain", SMALL.folder, "-q", cwd=tmp_path)
    assert not list(tmp_path.iterdir())
    both = plan("explain", SMALL.folder, "-q", "-o", "why.xlsx", cwd=tmp_path)
    assert (alone.returncode, both.returncode) == (0, 0)
    assert both.stdout == f"{alone.stdout}why.xlsx\n"
    sheets = openpyxl.load_workbook(tmp_path / "why.xlsx", read_only=True).sheetnames
    filled = "Actions", "Unmet", "Rule effects", "Without each rule", "Value of limits", "Supplier range", "Provenance"
    assert {*filled, "Shortage split", "Decide by", "Certificate"} <= set(sheets)
    assert plan("verify", "why.xlsx", SMALL.folder, cwd=tmp_path).returncode == 0


def test_sheet_run_records_the_options_that_count_for_what_is_written(tmp_path: Path) -> None:
    for command, options, recorded in (
        ("solve", ["--time-limit", "60", "--explain", "none"], {"--time-limit": "60.0", "--explain": "none"}),
        ("explain", ["--time-limit", "60"], {"--time-limit": "60.0", "--explain": "full"}),
        ("stress", ["--at", "2027Q1"], {"--at": "2027Q1"}),
    ):
        assert plan(command, SMALL.folder, *options, "-q", "-o", "p.xlsx", cwd=tmp_path).returncode == 0
        told = [row[:2] for row in opened(tmp_path / "p.xlsx")["Run"].iter_rows(values_only=True)]
        found = {str(name).removeprefix("option "): value for name, value in told if str(name).startswith("option ")}
        assert found == recorded


def test_its_output_overwrites_neither_the_input_nor_what_is_not_a_plan(tmp_path: Path) -> None:
    book, other = write_workbook(tmp_path / "case.xlsx", small_example()), tmp_path / "mine.xlsx"
    other.write_bytes(book.read_bytes())
    kept = book.read_bytes()
    assert plan("explain", book, "-o", book, cwd=tmp_path).returncode == 2
    assert plan("explain", book, "-o", other, cwd=tmp_path).returncode == 6
    assert book.read_bytes() == other.read_bytes() == kept
    assert plan("explain", book, "-q", "-o", other, "--force", cwd=tmp_path).returncode == 0
    assert book.read_bytes() == kept != other.read_bytes()


def test_the_story_of_a_plan_that_a_time_limit_stopped_ends_with_5_and_says_what_is_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_workbook(tmp_path / "case.xlsx", small_example())
    monkeypatch.setattr("planner.story.solve_input", solved_and_stopped)
    for more in ([], ["-o", str(tmp_path / "why.xlsx")]):
        result = CliRunner().invoke(app, ["explain", str(source), *more])
        assert result.exit_code == 5, result.output
        assert "NOT PROVEN OPTIMAL: the time limit stopped the solver in tier 'cost'." in result.output
        assert "not known: a time limit stopped the solver" in result.output
    told = opened(tmp_path / "why.xlsx")
    for name in ("Actions", "Decide by", "Shortage split", "Supplier range"):
        assert "not known: a time limit stopped the solver" in texts(told[name]), name


def test_the_command_tells_why_and_names_the_cells_that_would_cure_it(tmp_path: Path) -> None:
    source = write_workbook(tmp_path / "case.xlsx", small_example())
    result = CliRunner().invoke(app, ["explain", str(source), "--close", "industrial 2027Q2", "-q"])
    assert result.exit_code == 0, result.output
    assert "why priority 2 is short, counted in t of what is short: 280 are wanted" in result.output
    assert "1. 20 t more cap of China magnet cap" in result.output
    assert "2. 20 t more capacity of US magnet plant" in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case.xlsx"]


def test_where_some_demand_has_a_price_it_is_no_other_with_a_priority_that_a_cure_leaves_shorter(
    tmp_path: Path,
) -> None:
    changed: Changed = {
        "Demand": [["customer", "commodity", "end use", "priority", "shortage cost [USD/t]", "unit", "all"],
                   ["User", "oxide", "motors", 1, None, "t/period", 9],
                   ["User", "oxide", "toys", None, 50, "t/period", 1]]
    }  # fmt: skip
    (line,) = [line for line in told(tmp_path, changed) if line.startswith("to close")]
    assert "with no other demand with a priority shorter" in line


def test_what_other_decisions_might_close_is_not_laid_on_lead_times_and_recipes(tmp_path: Path) -> None:
    """By hand: lots of 10 t under a maximum of 15 t are one lot; a maximum of 20 t would be two, and close a gap."""
    changed: Changed = {
        "Capacity": None,
        "Demand": [["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 10]],
        "Contracts": [
            ["contract", "supplier", "buyer", "commodity", "price [USD/t]", "maximum [t]", "multiple [t]", "window"],
            ["Deal", "Mine", "User", "oxide", 100, 15, 10, "term"],
        ],
        "Lanes": [["from", "to", "commodity", "capacity [t/period]"], ["Mine", "User", "oxide", 10]],
    }
    (line,) = [line for line in told(tmp_path, changed) if line.startswith("to close")]
    assert "10 t stay short whatever these do, with the yes/no decisions fixed" in line
    assert line.endswith(
        "that could give way: the decisions, lead times, yields, recipes or supply that is not there do"
    )
    whole = "\n".join(told(tmp_path, changed))
    assert "20 are wanted of the same supply, with the yes/no decisions fixed;" in whole


def test_what_a_budget_lacks_for_a_shortage_is_told_in_usd(tmp_path: Path) -> None:
    """By hand: 10 t wanted in Q3 of Q1 to Q3 at 10 USD to dig and 1 USD to send, and 66 USD: 4 t stay short."""
    changed: Changed = {
        "Settings": [["setting", "value"], ["title", "Tiny"], ["budget [USD]", 66]],
        "Capacity": None,
        "Demand": [["customer", "commodity", "end use", "unit", "Q3"], ["User", "oxide", "motors", "t/period", 10]],
    }
    lines = told(tmp_path, changed)
    (line,) = [line for line in lines if line.startswith("to close")]
    assert line.endswith("to close it too, it takes 44 USD past the budget of all that is spent (Settings!B3)")
    value = lines[lines.index("one tonne more would change:") + 1]
    assert (
        "the whole plan: with 1,000 USD more: 90.91 t less short in priority 1, for at least 44 USD more (Settings!B3)"
        in value
    )


def test_what_is_kept_as_in_an_earlier_plan_is_explained_with_the_same_option(tmp_path: Path) -> None:
    """5 t a quarter were planned; of 8 t that are wanted now, in Q1 3 t stay short, since Q1 is kept."""
    before = write_workbook(tmp_path / "before.xlsx", tiny())
    assert CliRunner().invoke(app, ["solve", str(before), "-o", str(tmp_path / "old.xlsx"), "-q"]).exit_code == 0
    now = write_workbook(tmp_path / "now.xlsx", tiny({
        "Settings": [["setting", "value"], ["title", "Tiny"], ["frozen periods", 1]],
        "Demand": [["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 8]],
    }))  # fmt: skip
    options = ["--near", str(tmp_path / "old.xlsx"), "-q"]
    made = CliRunner().invoke(app, ["solve", str(now), "-o", str(tmp_path / "new.xlsx"), *options])
    assert made.exit_code == 0, made.output
    for path in (now, tmp_path / "new.xlsx"):
        result = CliRunner().invoke(app, ["explain", str(path), *options])
        assert result.exit_code == 0, result.output
        assert "to close User, oxide, motors in Q1, 3 t" in result.output


def test_grams_that_are_short_are_closed_and_told_as_tonnes_are(tmp_path: Path) -> None:
    """By hand: of 50 g 40 g are dug, and 4 g more may be."""
    changed: Changed = {
        "Demand": [["customer", "commodity", "end use", "unit", "Q1"], ["User", "oxide", "motors", "kg/period", 0.05]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all", "movable", "how far [kg/period]"],
                     ["Mine", "dig", "out", "oxide", "kg/period", 0.04, "yes", 0.004]],
    }  # fmt: skip
    whole = told(tmp_path, changed, "motors")
    (line,) = (line for line in whole if "stay short whatever these do" in line)
    assert line == (
        "  6e-06 t stay short whatever these do; to close it too, it takes 6e-06 t past the capacity of Mine; dig "
        "(Capacity!F2)"
    )
    made = CliRunner().invoke(app, ["solve", str(tmp_path / "case.xlsx"), "-o", str(tmp_path / "plan.xlsx"), "-q"])
    assert made.exit_code == 0, made.output
    book = opened(tmp_path / "plan.xlsx")
    assert "closes 4e-06 t of the 1e-05 t of User, oxide, motors, in Q1" in texts(book["Decide by"])


def test_a_cure_that_was_asked_for_is_told_with_all_of_its_steps(tmp_path: Path) -> None:
    """Five mines in a row each pass on 1 t: a tonne more takes a tonne more of each."""
    names = [f"Stop {number}" for number in range(7)]
    sheets = tiny({
        "Sites": [["site", "country"], *rows([name, "Japan"] for name in names)],
        "Processes": [["site", "process", "direction", "commodity"], [names[0], "dig", "out", "oxide"]],
        "Capacity": [["site", "process", "unit", "all"], [names[0], "dig", "t/period", 9]],
        "Lanes": [["from", "to", "commodity", "capacity [t/period]"],
                  *rows([one, other, "oxide", 1] for one, other in pairwise(names))],
        "Demand": [["customer", "commodity", "unit", "Q1"], [names[-1], "oxide", "t/period", 2]],
    })  # fmt: skip
    source = write_workbook(tmp_path / "case.xlsx", sheets)
    asked, brief = ("\n".join(tell(source, None, silent, close).lines) for close in ("all", None))
    assert all(f"from {one} to {other}" in asked for one, other in pairwise(names))
    assert "from Stop 5 to Stop 6" not in brief
