"""Sheet Data check says what selectors matched, and what rests on weak figures."""

from __future__ import annotations

from pathlib import Path

from tests.plan_books import opened, plan_file, table, texts
from tests.workbooks import Cell, Sheets, small_example


def lines(folder: Path, sheets: Sheets, topic: str) -> list[dict[str, object]]:
    """Return the lines of a topic on the sheet of the plan."""
    return [row for row in table(opened(plan_file(folder, sheets))["Data check"]) if row["topic"] == topic]


def graded(sheets: Sheets, sheet: str, *words: Cell) -> Sheets:
    """Return the sheets with a column confidence on one of them."""
    for row, word in zip(sheets[sheet], ("confidence", *words), strict=True):
        row.append(word)
    return sheets


def test_rows_that_match_one_thing_are_counted_and_others_listed_with_what_they_match(tmp_path: Path) -> None:
    sheets = small_example()
    heads = sheets["Rules"][0]
    sheets["Rules"][1][heads.index("from")] = "*"
    found = lines(tmp_path, sheets, "matched")
    listed = [row for row in found if row["where"]]
    assert [row["where"] for row in listed] == ["Rules!A2"]
    assert str(listed[0]["what"]).startswith("matches 2 flows: NdFeB magnet China magnets > Motor plant, ")
    others = len(sheets["Rules"]) - 2
    assert f"Rules: rows that match exactly one flow: {others}" in [row["what"] for row in found]


def test_what_is_delivered_through_weak_capacities_is_told_as_a_share(tmp_path: Path) -> None:
    """US sintering makes 136 t of the 236 t delivered; 70 t come from China, 30 t from the opening stock."""
    sheets = small_example()
    words = ["C" if row[0] == "US magnet plant" else "A" for row in sheets["Capacity"][1:]]
    (line,) = lines(tmp_path, graded(sheets, "Capacity", *words), "confidence")[-1:]
    assert "58% of what customers in the United States get (136 t of 236 t)" in str(line["what"])
    assert str(line["light"]).startswith("▲")


def test_without_weak_capacities_no_share_is_told(tmp_path: Path) -> None:
    sheets = small_example()
    words: list[Cell] = ["A"] * (len(sheets["Capacity"]) - 1)
    found = lines(tmp_path, graded(sheets, "Capacity", *words), "confidence")
    assert not any("passed through" in str(row["what"]) for row in found)


def test_the_summary_names_the_estimates_whose_limits_carry_most_of_the_result(tmp_path: Path) -> None:
    """The makers' capacity leaves magnets short in every quarter, the separators' costs money: it stands behind."""
    sheets = small_example()
    names = [str(row[0]) for row in sheets["Capacity"][1:]]
    weak = graded(sheets, "Capacity", *("A" if name == "China magnets" else "C" for name in names))
    (line,) = [text for text in texts(opened(plan_file(tmp_path, weak))["Summary"]) if "carry most" in text]
    assert line.startswith("• Of estimates (confidence C) these limits carry most of the result: capacity of US magnet")
    assert "US magnet plant; sinter (Capacity!J5)" in line, "of 20 t to 32 t a quarter, the cell of the first 32"
    assert "China magnets" not in line


def test_nothing_is_said_of_estimates_where_none_holds_anything_back(tmp_path: Path) -> None:
    sure = graded(small_example(), "Capacity", *["A"] * (len(small_example()["Capacity"]) - 1))
    assert not [text for text in texts(opened(plan_file(tmp_path, sure))["Summary"]) if "carry most" in text]
