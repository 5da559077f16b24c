"""The Summary speaks of the home country's demand, and of the withholding country as a sender of its own."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from planner.write.scope import Scope, asked, missing, the
from planner.write.workbook import report_of
from tests.plan_books import opened, plan_file, solved, table, texts
from tests.tiny import tiny
from tests.workbooks import Cell, Sheets, small_example


def scope_of(folder: Path, sheets: Sheets) -> Scope:
    case = solved(folder, sheets)
    return Scope(report_of(case))


def with_customer_in(country: str) -> Sheets:
    """Return the small example with a second, small customer elsewhere."""
    sheets = small_example()
    heads = sheets["Sites"][0]
    site: dict[str, Cell] = {
        "site": "Other",
        "operator": "Other",
        "country": country,
        "bloc": "Allies",
        "kind": "customer",
    }
    sheets["Sites"].append([site.get(str(head)) for head in heads])
    heads = sheets["Demand"][0]
    given: dict[str, Cell] = {
        "customer": "Other",
        "commodity": "NdPr oxide",
        "end use": "glass",
        "priority": 3,
        "2026Q4": 7,
    }
    sheets["Demand"].append([given.get(str(head), 0 if str(head).startswith("202") else None) for head in heads])
    heads = sheets["Lanes"][0]
    lane: dict[str, Cell] = {"from": "Allied separator", "to": "Other", "commodity": "NdPr oxide"}
    sheets["Lanes"].append([lane.get(str(head)) for head in heads])
    return sheets


def test_demand_elsewhere_is_told_apart_in_one_sentence(tmp_path: Path) -> None:
    sheets = with_customer_in("Japan")
    scope = scope_of(tmp_path, sheets)
    assert (asked(scope.demands), asked(scope.others)) == (280.0, 7.0)
    assert missing(scope.short) == pytest.approx(44.0)
    words = texts(opened(plan_file(tmp_path, sheets))["Summary"])
    assert any(text.startswith("• Customers elsewhere (Japan) ask for 7 t and") for text in words)
    assert "• Customers in the United States miss 44 t of 280 t (16%), first in 2026Q4." in words


def test_without_a_customer_at_home_all_customers_are_told_of(tmp_path: Path) -> None:
    sheets = small_example()
    sheets["Settings"].append(["home country", "France"])
    scope = scope_of(tmp_path, sheets)
    assert not scope.of_home
    assert asked(scope.demands) == 280.0
    assert scope.customers == "all customers"
    words = texts(opened(plan_file(tmp_path, sheets))["Summary"])
    assert any("No customer lies in France" in text for text in words)


def test_the_withholding_country_is_a_sender_of_its_own_beside_its_bloc(tmp_path: Path) -> None:
    sheets = small_example()
    heads = sheets["Sites"][0]
    for row in sheets["Sites"][1:]:
        row[heads.index("bloc")] = "One bloc"
    scope = scope_of(tmp_path, sheets)
    assert scope.sender("China magnets") == "China"
    assert scope.sender("US magnet plant") == "One bloc"


def test_the_largest_supplier_is_an_operator_whatever_it_sends_from_each_of_its_sites(tmp_path: Path) -> None:
    """Each quarter 4 t come from the mine, 3 t from each of two pits of one operator, in two countries."""
    sheets = tiny({
        "Sites": [["site", "operator", "country", "kind"], ["Mine", None, "Malaysia", "mine"],
                  ["Pit", "Pits", "Canada", "mine"], ["Second pit", "pits", "Japan", "mine"],
                  ["User", "Maker", "United States", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]"],
                      ["Mine", "dig", "out", "oxide", 1], ["Pit", "dig", "out", "oxide", 1],
                      ["Second pit", "dig", "out", "oxide", 1]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 4], ["Pit", "dig", "out", "oxide", "t/period", 3],
                     ["Second pit", "dig", "out", "oxide", "t/period", 3]],
        "Demand": [["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 10]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "oxide"],
                  ["Second pit", "User", "oxide"]],
    })  # fmt: skip
    words = texts(opened(plan_file(tmp_path, sheets))["Summary"])
    assert "\u2022 Largest supplier of oxides to the United States: Pits (Canada, Japan), 18 t or 60%." in words


def test_what_a_depot_forwards_within_the_country_counts_once_among_what_reaches_it(tmp_path: Path) -> None:
    """Each quarter 6 t come from China by a depot, and 2 t from a mine of the country itself."""
    sheets = tiny({
        "Sites": [["site", "operator", "country", "bloc", "kind"], ["Mine", "Miner", "United States", "US", "mine"],
                  ["Far mine", "Far", "China", "China", "mine"], ["Depot", "Port", "United States", "US", "trader"],
                  ["User", "Maker", "United States", "US", "customer"]],
        "Processes": [["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
                      ["Mine", "dig", "out", "oxide", 1, 10], ["Far mine", "dig", "out", "oxide", 1, 20]],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 2]],
        "Demand": [["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 8]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Far mine", "Depot", "oxide"],
                  ["Depot", "User", "oxide"]],
    })  # fmt: skip
    book = opened(plan_file(tmp_path, sheets))
    words = texts(book["Summary"])
    once = "(not traced further back; what is forwarded within the United States counts once)"
    assert (
        f"\u2022 Of what is sent to sites in the United States, China sends directly {once}: 75% of the oxides."
        in words
    )
    assert "\u2022 Largest supplier of oxides to the United States: Far (China), 18 t or 75%." in words
    flows = table(book["Flows"])
    shipped = {(row["site"], row["to"]): row["forwarded"] for row in flows if row["kind"] == "ship"}
    assert shipped == {("Mine", "User"): "no", ("Far mine", "Depot"): "no", ("Depot", "User"): "yes"}


def test_sites_without_a_country_leave_no_empty_brackets_in_the_summary(tmp_path: Path) -> None:
    sheets = tiny({
        "Sites": [["site", "country", "kind"], ["Mine", None, "mine"], ["User", "United States", "customer"],
                  ["Agent", None, "customer"]],
        "Demand": [["customer", "commodity", "end use", "unit", "all"], ["User", "oxide", "motors", "t/period", 5],
                   ["Agent", "oxide", "motors", "t/period", 1]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Mine", "Agent", "oxide"]],
    })  # fmt: skip
    words = texts(opened(plan_file(tmp_path, sheets))["Summary"])
    assert "\u2022 Largest supplier of oxides to the United States: Mine, 15 t or 100%." in words
    assert "\u2022 Customers elsewhere (no country given) ask for 3 t and get all of it." in words


def test_a_country_takes_its_article() -> None:
    assert [the(name) for name in ("United States", "Japan", "Netherlands")] == [
        "the United States", "Japan", "the Netherlands",
    ]  # fmt: skip


def test_a_name_that_looks_like_a_reference_is_text_in_a_chart(tmp_path: Path) -> None:
    evil = r"'\\evil\share\[x.xlsx]S'!A1"
    sheets = small_example()
    for row in (row for rows in sheets.values() for row in rows):
        for place, value in enumerate(row):
            if value in ("China", "US"):
                row[place] = evil if value == "China" else "'in Demand'!A1:B2"
    sheets["Settings"].append(["withholding country", evil])
    written = plan_file(tmp_path, sheets)
    with zipfile.ZipFile(written) as package:
        charts = [package.read(name).decode() for name in package.namelist() if "charts/chart" in name]
    references = re.findall(r"<c:f>([^<]*)</c:f>", "".join(charts))
    assert len(charts) == 4
    assert {reference.partition("!")[0] for reference in references} == {"Summary", "Costs"}
