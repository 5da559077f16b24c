"""The Summary speaks of the home country's demand, and of the withholding country as a sender of its own."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from planner.write.scope import Scope, asked, missing, the
from planner.write.workbook import report_of
from tests.plan_books import opened, plan_file, solved, texts
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
