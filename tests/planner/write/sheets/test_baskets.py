"""Sheet Baskets: a row for each run with several outputs, its outputs below it, and what it is made for in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.write.sheets.baskets import NAME
from tests.cases import put, reference
from tests.plan_books import opened, plan_file, table, texts
from tests.tiny import day, near, tiny
from tests.workbooks import Sheets


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return opened(plan_file(tmp_path_factory.mktemp("plan"), reference("basket").sheets()))


def test_a_run_is_told_with_what_it_is_made_for_and_its_outputs_bear_its_cost(book: Any) -> None:
    run, *outputs = table(book[NAME])
    assert [run["part"], run["cost [USD]"]] == ["run", near(2_000.0)]
    assert run["what it is"] == (
        "for the sake of Dy (unmet, priority 1), which bears 2,000 USD and 64 USD that the others cost, 2,580 USD a "
        "tonne; oversupplied: La/Ce, NdPr"
    )
    assert {row["output or element"]: (row["what it is"], row["cost of a tonne [USD/t]"]) for row in outputs} == {
        "Dy": ("drives the run", near(2_580.0)), "NdPr": ("oversupplied", near(0.0)),
        "La/Ce": ("oversupplied", near(-0.2)),
    }  # fmt: skip
    assert book[NAME]["A3"].value.startswith("✔")
    # Every page says of which run and output a row tells.
    assert book[NAME].print_title_cols == "$A:$E"


def test_an_output_that_is_short_in_a_worse_priority_is_told_as_wanted_too(tmp_path: Path) -> None:
    sheets = reference("basket").sheets()
    put("Demand", "demand [t/yr]", 100, commodity="NdPr")(sheets)
    put("Demand", "priority", 2, commodity="NdPr")(sheets)
    run, *outputs = table(opened(plan_file(tmp_path, sheets))[NAME])
    assert run["what it is"].endswith("; wanted too: NdPr (unmet, priority 2); oversupplied: La/Ce")
    assert {row["output or element"]: row["what it is"] for row in outputs} == {
        "Dy": "drives the run", "NdPr": "wanted too: unmet, priority 2", "La/Ce": "oversupplied",
    }  # fmt: skip


def test_a_separation_is_told_by_the_elements_in_its_outputs_too(tmp_path: Path) -> None:
    sheets = reference("basket").sheets()
    for row, contents in zip(sheets["Commodities"], ("contents", None, "Nd 0.6; Pr 0.2", "Dy 0.8", None), strict=True):
        row.append(contents)
    sheet = opened(plan_file(tmp_path, sheets))[NAME]
    run, *rows = table(sheet)
    assert run["what it is"].endswith("; oversupplied: La/Ce, NdPr; of the worth by element: Dy 100%")
    elements = {row["output or element"]: row for row in rows if row["part"] == "element"}
    assert {name: (row["what it is"], row["cost [USD]"]) for name, row in elements.items()} == {
        "Dy": ("drives the run", near(2_064.0)), "Nd": ("oversupplied", near(0.0)), "Pr": ("oversupplied", near(0.0)),
        "La/Ce": ("oversupplied", near(-64.0)),
    }  # fmt: skip
    assert elements["Dy"]["cost of a tonne [USD/t]"] == near(2_064.0 / 0.64)
    assert sheet["A3"].value.startswith("✔")


def test_an_element_of_which_nothing_is_left_over_is_called_just_enough(tmp_path: Path) -> None:
    """By hand: the 64 t NdPr that come with 0.8 t Dy, which is short, are delivered, and no more is wanted."""
    sheets = reference("basket").sheets()
    for row, contents in zip(sheets["Commodities"], ("contents", None, "Nd 0.6; Pr 0.2", "Dy 0.8", None), strict=True):
        row.append(contents)
    put("Demand", "demand [t/yr]", 64, commodity="NdPr")(sheets)
    run, *rows = table(opened(plan_file(tmp_path, sheets))[NAME])
    assert "; oversupplied: La/Ce; just enough: NdPr" in run["what it is"]
    assert {row["output or element"]: row["what it is"] for row in rows} == {
        "Dy": "drives the run", "NdPr": "just enough of it", "Nd": "just enough of it", "Pr": "just enough of it",
        "La/Ce": "oversupplied",
    }  # fmt: skip


def test_sheet_co_products_names_the_same_output(book: Any) -> None:
    assert {row["driven by"] for row in table(book["Co-products"])} == {
        "Dy (100% of the worth, tier unmet, priority 1)"
    }


def test_a_plan_without_joint_outputs_says_so(tmp_path: Path) -> None:
    sheet = opened(plan_file(tmp_path, tiny()))[NAME]
    assert "No run of this plan has several outputs." in texts(sheet)
    assert sheet["A3"].value.startswith("✔")


def test_an_output_that_costs_more_on_its_way_while_another_pays_for_the_run_bears_nothing(tmp_path: Path) -> None:
    """Dy is short at any price, and a tonne of heavy costs 100 USD to part; Nd is bought for 1,000 USD a tonne else.

    10 t of ore are 2 t of Nd, 2,000 USD, and 1 t of heavy, 100 USD less: 1,900 USD is what the ore is worth.
    """
    sheets = tiny({
        "Periods": [["period", "start", "end"], ["Q1", day("2027-01-01"), day("2027-03-31")]],
        "Commodities": [["commodity", "stage"], ["ore", "ore"], ["Nd", "oxide"], ["heavy", "mixed"], ["Dy", "oxide"]],
        "Sites": [["site", "kind"], ["User", "customer"]],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
            ["User", "dig", "out", "ore", 1, None], ["User", "buy", "out", "Nd", 1, 1_000],
            ["User", "sep", "in", "ore", 1, None], ["User", "sep", "out", "Nd", 0.2, None],
            ["User", "sep", "out", "heavy", 0.1, None],
            ["User", "part", "in", "heavy", 1, 100], ["User", "part", "out", "Dy", 1, None],
        ],
        "Demand": [
            ["customer", "commodity", "priority", "unit", "all"],
            ["User", "Dy", 1, "t/period", 5], ["User", "Nd", 2, "t/period", 10],
        ],
        "Capacity": [["site", "process", "unit", "all"], ["User", "dig", "t/period", 10]],
        "Lanes": None,
    })  # fmt: skip
    run, *outputs = table(opened(plan_file(tmp_path, sheets))[NAME])
    assert run["what it is"] == (
        "for the sake of heavy (unmet, priority 1), which bears nothing of 1,900 USD and costs 100 USD more on its "
        "way; what pays for both is Nd"
    )
    assert {row["output or element"]: row["cost [USD]"] for row in outputs if row["part"] == "output"} == {
        "heavy": near(-100.0), "Nd": near(2_000.0),
    }  # fmt: skip


def test_several_makers_of_what_is_left_over_are_named_each_with_what_it_is_made_for(tmp_path: Path) -> None:
    """Five ores hold tails beside metals A to E, each of which somebody wants."""
    sheets: Sheets = tiny({
        "Commodities": [["commodity", "stage"], ["tails", "mixed"]],
        "Sites": [["site", "kind"], ["User", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]"]],
        "Demand": [["customer", "commodity", "all"]],
        "Capacity": [["site", "process", "commodity", "all"]],
        "Lanes": None,
    })  # fmt: skip
    for metal in "ABCDE":
        sheets["Commodities"].append([metal, "metal"])
        sheets["Processes"] += [["User", f"part {metal}", "out", goods, 1] for goods in (metal, "tails")]
        sheets["Demand"].append(["User", metal, 5])
        sheets["Capacity"].append(["User", f"part {metal}", metal, 4])
    (row,) = table(opened(plan_file(tmp_path, sheets))["Co-products"])
    told = [f"part {metal}: {metal} (100% of the worth, tier unmet, priority 1)" for metal in "ABC"]
    assert row["driven by"] == f"{'; '.join(told)}; and 2 more"
