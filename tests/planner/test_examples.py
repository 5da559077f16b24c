"""The examples that the planner brings, and that they are found wherever it was installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner import examples
from planner.errors import InternalError, UsageError
from planner.examples import example_bytes, example_names, find_example, write_example
from planner.read import read_input
from planner.run import solve_input
from tests.commands import plan
from tests.workbooks import small_example


def test_the_names_on_the_command_line_are_these() -> None:
    assert example_names() == ("small", "mexican-steel", "us-rare-earths", "us-rare-earths-2025")


def test_the_help_of_plan_new_names_each_of_them(tmp_path: Path) -> None:
    said = " ".join(plan("new", "--help", cwd=tmp_path).stdout.split())
    assert f"instead of an empty template: {', '.join(example_names())}." in said


@pytest.mark.parametrize("name", ["small", "Small", "us_rare_earths", "US rare earths"])
def test_an_example_is_found_by_any_spelling_of_its_name(name: str) -> None:
    assert find_example(name).name == name.casefold().replace("_", "-").replace(" ", "-")


def test_an_unknown_example_is_answered_with_the_names_that_there_are() -> None:
    with pytest.raises(UsageError, match=r"did you mean 'small'\?.*there are small, mexican-steel, us-rare-earths"):
        find_example("smal")


def test_the_small_example_is_written_and_read_without_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    write_example("small", path)
    reading = read_input(path)
    assert reading.issues == []
    assert reading.tables is not None
    assert reading.tables.settings["title"] == "Small example"


def test_the_small_example_has_the_demand_capacity_and_lanes_of_the_worked_case(tmp_path: Path) -> None:
    write_example("small", tmp_path / "mine.xlsx")
    tables = read_input(tmp_path / "mine.xlsx").tables
    assert tables is not None
    case = small_example()
    assert tables.records["Demand"].number_by_period["demand"].tolist() == [[6.0] * 5, [50.0] * 5]
    assert tables.records["Capacity"].number_by_period["capacity"].tolist() == [
        [12.0] * 5, [10.0] * 5, [50.0] * 5, [20.0, 24.0, 28.0, 32.0, 32.0],
    ]  # fmt: skip
    assert tables.records["Lanes"].text["from"].tolist() == [row[0] for row in case["Lanes"][1:]]
    assert tables.records["Sites"].text["site"].tolist() == [row[0] for row in case["Sites"][1:]]


def test_the_tariff_of_the_small_example_is_27_1_per_cent_of_the_price_in_each_quarter(tmp_path: Path) -> None:
    write_example("small", tmp_path / "mine.xlsx")
    tables = read_input(tmp_path / "mine.xlsx").tables
    assert tables is not None
    rules, processes = tables.records["Rules"], tables.records["Processes"]
    tariff = rules.number["value"][rules.text["type"] == "tariff"]
    price = processes.number_by_period["run cost"][processes.text["process"] == "supply"][0]
    assert price.tolist() == pytest.approx([60_000, 62_000, 64_000, 66_000, 68_000])
    assert tariff.tolist() == pytest.approx((0.271 * price).tolist())


def test_the_small_example_is_short_of_nothing_for_defence_and_of_44_t_for_industry(tmp_path: Path) -> None:
    write_example("small", tmp_path / "mine.xlsx")
    plan = solve_input(tmp_path / "mine.xlsx", "highs", None, lambda text: None).plan
    tiers = {name: optimum for name, optimum, _ in plan.objectives}
    assert tiers["unmet, priority 1"] == pytest.approx(0.0, abs=1e-6)
    assert tiers["unmet, priority 2"] == pytest.approx(44.0)
    assert tiers["cost"] == pytest.approx(15_921_720.0)


def test_the_steel_example_has_its_published_cost(tmp_path: Path) -> None:
    write_example("mexican-steel", tmp_path / "mine.xlsx")
    plan = solve_input(tmp_path / "mine.xlsx", "highs", None, lambda text: None).plan
    tiers = {name: optimum for name, optimum, _ in plan.objectives}
    assert tiers["cost"] == pytest.approx(538.811e6, abs=500.0)


def test_the_package_is_looked_into_before_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed, checkout = tmp_path / "examples", tmp_path / "inputs"
    for place in (installed, checkout):
        place.mkdir()
        (place / "small_example.xlsx").write_bytes(place.name.encode())
    monkeypatch.setattr(examples, "PLACES", (installed, checkout))
    assert example_bytes("small") == b"examples"
    (installed / "small_example.xlsx").unlink()
    assert example_bytes("small") == b"inputs"


def test_an_example_that_was_not_installed_is_said_to_be_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examples, "PLACES", (tmp_path,))
    with pytest.raises(InternalError, match=r"small_example\.xlsx\) was not installed"):
        example_bytes("small")
