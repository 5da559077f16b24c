"""Sheet Provenance, and what Summary, Rule effects, Unmet and Stocks tell of bans of end uses and of kept stocks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.write.sheets.provenance import _countries
from tests.given.origin_chain import chain, chain_ban
from tests.plan_books import opened, plan_file, table, texts
from tests.tiny import day
from tests.workbooks import Cell, Sheets

# 45 of the 90 days of the first quarter lie before it.
HALFWAY = "2027-02-15"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("provenance")


def book_of(folder: Path, name: str, sheets: Sheets, *, formulas: bool = False) -> Any:
    path = folder / name / "case_plan.xlsx"
    return opened(path if path.exists() else plan_file(folder / name, sheets), formulas=formulas)


def deliveries(book: Any, use: str = "defence") -> list[dict[str, Any]]:
    sheet = book["Provenance"]
    head = next(row[0].row for row in sheet.iter_rows(max_col=1) if row[0].value == "Each delivery") + 1
    return [row for row in table(sheet, head) if row["end use"] == use]


def told(book: Any, words: str) -> list[str]:
    return [text for text in texts(book["Summary"]) if words in text]


def test_a_delivery_passes_a_hard_ban_or_is_not_asked_and_never_both(folder: Path) -> None:
    book = book_of(folder, "hard", chain(chain_ban()))
    assert [row["Defence chain"] for row in deliveries(book)] == ["passes", "passes"]
    toys = deliveries(book, "toys")
    assert [row["Defence chain"] for row in toys] == ["not asked of this use"] * 2
    assert all(row["origins that rules ask for"] == "mined, separated in China" for row in toys)
    assert not any(row["mark of a hard or soft rule"] for row in toys), "the rule does not ask it of toys"


def test_a_ban_that_begins_inside_a_period_tells_the_days_that_were_open(folder: Path) -> None:
    book = book_of(folder, "part", chain(chain_ban(HALFWAY), mine=3))
    first = {row["Defence chain"]: row for row in deliveries(book) if row["delivered in"] == "Q1"}
    marked = first["marked, allowed for 45 of 90 days"]
    assert marked["delivered [t]"] == pytest.approx(2.0)
    assert marked["mark of a hard or soft rule"] == "hard rule"
    assert told(
        book, "Defence chain: 8 t for defence, 2 t of it mined or separated in China, on days on which it does not"
    )


def test_a_ban_that_begins_later_is_not_in_force_before(folder: Path) -> None:
    rows = deliveries(book_of(folder, "later", chain(chain_ban("2027-04-01"), mine=5)))
    assert {row["delivered in"]: row["Defence chain"] for row in rows} == {"Q1": "not in force then", "Q2": "passes"}


def test_a_soft_ban_says_what_it_lets_pass(folder: Path) -> None:
    book = book_of(folder, "soft", chain(chain_ban(hard="no"), mine=3))
    marked = [row for row in deliveries(book) if row["Defence chain"] == "marked (soft rule)"]
    assert sum(row["delivered [t]"] for row in marked) == pytest.approx(4.0)
    assert {row["mark of a hard or soft rule"] for row in marked} == {"soft rule"}
    assert told(book, "Defence chain (soft): 10 t for defence, 4 t of it mined or separated in China")
    (row,) = table(book["Rule effects"])
    assert row["effect"].endswith("soft, exceeded by 4 t")


def test_the_totals_by_end_use_are_live_sums_of_the_deliveries(folder: Path) -> None:
    book = book_of(folder, "part", chain(chain_ban(HALFWAY), mine=3))
    totals = {row["end use"]: row for row in table(book["Provenance"])}
    for use in ("defence", "toys"):
        own = deliveries(book, use)
        assert totals[use]["delivered [t]"] == pytest.approx(sum(row["delivered [t]"] for row in own))
        mined = sum(row["delivered [t]"] * (row["mined in China (traced)"] or 0.0) for row in own)
        assert totals[use]["mined in China, traced in proportion [t]"] == pytest.approx(mined)
    assert totals["defence"]["carries a mark of a hard rule [t]"] == pytest.approx(2.0)
    assert totals["toys"]["carries a mark of a hard rule [t]"] == 0.0
    live = {row["end use"]: row for row in table(book_of(folder, "part", {}, formulas=True)["Provenance"])}
    assert live["toys"]["delivered [t]"].startswith("=SUMIFS(")
    assert live["toys"]["mined in China, traced in proportion [t]"].startswith("=SUMPRODUCT(")
    assert deliveries(book_of(folder, "part", {}, formulas=True))[0]["delivered [t]"].startswith("=Flows!")


def test_a_stage_that_a_delivery_did_not_go_through_names_no_country(folder: Path) -> None:
    (row, *_) = deliveries(book_of(folder, "hard", chain(chain_ban())))
    traced = [row[f"{stage} in (traced in proportion)"] for stage in ("mined", "separated", "metal", "magnet")]
    assert traced == ["Malaysia", "Japan", None, "United States"]


def test_the_summary_says_that_nothing_under_a_hard_ban_has_its_origin(folder: Path) -> None:
    book = book_of(folder, "hard", chain(chain_ban()))
    assert told(book, "• Defence chain: 10 t for defence, none of it mined or separated in China (0 t).")
    # 12 t of toys are of the pit's and stored ore, of 22 t in all.
    assert told(book, "55% was mined in China, traced in proportion")


def test_the_summary_says_from_when_on_a_ban_of_an_end_use_that_begins_later_is_about(folder: Path) -> None:
    book = book_of(folder, "later", chain(chain_ban("2027-04-01"), mine=5))
    assert told(book, "• Defence chain: 6 t for defence from Q2 on, none of it mined or separated in China (0 t).")


def test_the_summary_says_of_how_much_it_is_not_known_where_it_was_made(folder: Path) -> None:
    sheets = chain(chain_ban())
    sheets["Inventory"][2][5] = None
    book = book_of(folder, "unknown", sheets)
    # Of 22 t the pit's 10 are known to be of China; the 2 t of stored ore may be of anywhere.
    assert told(book, "45% was mined in China, traced in proportion through the plan; of 9% it is not known where;")
    assert not told(book_of(folder, "hard", chain(chain_ban())), "not known where")


def test_a_plan_without_a_rule_on_origins_has_countries_and_no_column_of_rules(folder: Path) -> None:
    book = book_of(folder, "none", chain())
    (row, *_) = deliveries(book)
    assert "Defence chain" not in row
    assert row["mined in (traced in proportion)"]
    assert book["Provenance"]["A3"].value == "✔ OK: the tonnes are those delivered in sheet Flows"
    assert not told(book, "none of it")


def test_rule_effects_tell_what_a_ban_of_an_end_use_acts_on_and_how_it_binds(folder: Path) -> None:
    (row,) = table(book_of(folder, "part", chain(chain_ban(HALFWAY), mine=3))["Rule effects"])
    assert row["effect"] == "▲ binds in Q1, Q2"
    assert (row["value"], row["applies at"], row["end use"]) == ("no such origin", "delivery", "defence")
    assert (row["allowed [t]"], row["used [t]"]) == (pytest.approx(2.0), pytest.approx(2.0))
    assert row["acts on material"] == "mined or separated in China"
    assert row["told apart as"] == "mined, separated in China"
    assert row["delivered under it [t asked for]"] == pytest.approx(8.0)
    assert row["one more tonne (first period in which it binds)"].startswith("up to 1 t less short in priority 1")
    assert row["input cell"] == "Rules!A2"


def test_bans_that_are_told_apart_together_say_that_they_bind_together(folder: Path) -> None:
    other = [*chain_ban()]
    other[0], other[4], other[5] = "Defence chain, Russia", "Russia", "Russia"
    sheets = chain(chain_ban(), other, mine=3)
    sheets["Sites"].append(["Kola", "Russia", "Russia", "mine"])
    rows = {row["rule"]: row for row in table(book_of(folder, "twins", sheets)["Rule effects"])}
    assert rows["Defence chain"]["effect"] == "▲ binds together with Defence chain, Russia"
    assert rows["Defence chain, Russia"]["effect"] == "▲ binds together with Defence chain"
    (worth,) = {row["one more tonne (first period in which it binds)"] for row in rows.values()} - {None}
    assert worth.startswith("nothing by itself: the same is closed by ban of an end use of Defence chain")


def test_a_ban_of_what_comes_from_nowhere_does_not_take_the_credit_of_another(folder: Path) -> None:
    other = [*chain_ban()]
    other[0], other[4], other[5] = "A chain, Russia", "Russia", "Russia"
    rows = {row["rule"]: row for row in table(
        book_of(folder, "nowhere", chain(chain_ban(), other, mine=3))["Rule effects"]
    )}  # fmt: skip
    assert rows["Defence chain"]["effect"] == "▲ binds in Q1, Q2"
    assert rows["A chain, Russia"]["effect"].startswith("✔")


def test_unmet_names_the_ban_of_an_end_use_with_its_cell(folder: Path) -> None:
    book = book_of(folder, "short", chain(chain_ban(), mine=3))
    causes = table(book["Unmet"])[0]["limits on the ways to it"]
    assert causes.startswith("ban of an end use of Defence chain; User, magnet, defence (Rules!A2)")
    assert "capacity of Mine; dig" in causes


def kept() -> Sheets:
    """Return toys that are short while the store keeps more than defence needs, and defence that takes 2 t of it."""
    sheets = chain(mine=1, released="defence")
    sheets["Demand"] = [
        ["customer", "commodity", "end use", "priority", "unit", "Q1", "Q2"],
        ["User", "magnet", "toys", 1, "t/period", 10, 20],
        ["User", "magnet", "defence", 2, "t/period", 0, 2],
    ]
    return sheets


def test_unmet_names_a_stock_that_is_kept_for_other_uses_with_its_cell(folder: Path) -> None:
    causes = table(book_of(folder, "kept", kept())["Unmet"])[0]["limits on the ways to it"]
    assert causes.startswith("limit on end uses of Store, magnet; User, magnet, toys (Inventory!E4)")


def test_sheet_stocks_tells_what_a_kept_stock_served(folder: Path) -> None:
    sheet = book_of(folder, "kept", kept())["Stocks"]
    title = next(
        row[0].row for row in sheet.iter_rows(max_col=1) if str(row[0].value).startswith("Stocks released for")
    )
    (row,) = table(sheet, title + 1)
    assert (row["site"], row["released for"], row["served"]) == ("Store", "defence", "defence 2 t")
    assert (row["opening [t]"], row["served [t]"]) == (3.0, pytest.approx(2.0))
    assert row["input cell"] == "Inventory!E4"


def test_a_rule_on_what_is_delivered_that_asks_for_an_origin_counts_it(folder: Path) -> None:
    header: list[Cell] = ["rule", "type", "start", "to", "commodity", "mined in", "value", "unit", "applies at"]
    sheets = chain()
    fee: list[Cell] = ["Fee", "tariff", day("2027-01-01"), "User", "magnet", "China", 5, "USD/t", "delivery"]
    sheets["Rules"] = [header, fee]
    rows = deliveries(book_of(folder, "fee", sheets)) + deliveries(book_of(folder, "fee", sheets), "toys")
    assert {row["Fee"] for row in rows} == {"passes", "marked: it counts"}


def test_what_went_through_no_such_step_is_told_beside_however_many_countries() -> None:
    both = [("Japan", 0.4), ("China", 0.4)]  # one refined what the other made
    assert _countries(both, 0.4) == "Japan 40%, China 40%, (no such step) 60%"
    assert _countries([*both, ("Vietnam", 0.1), ("Brazil", 0.1)], 0.5) == (
        "Japan 40%, China 40%, Vietnam 10% and 1 more, (no such step) 50%"
    )
    assert [_countries([("Japan", 1.0)], 1.0), _countries([], 0.0)] == ["Japan", ""]


def test_a_small_share_is_told_as_one_in_the_summary(folder: Path) -> None:
    """Of 22 t of magnets that the user gets 0.04 t are of ore of the pit."""
    sheets = chain(mine=30)
    sheets["Capacity"][1][-1] = 0.02
    sheets["Inventory"] = sheets["Inventory"][:2]
    (line,) = told(book_of(folder, "little", sheets), "Of what customers in")
    assert line.startswith("\u2022 Of what customers in the United States get, less than 1% was mined in China, traced")


def test_a_gram_beside_millions_of_tonnes_is_told_as_little_and_not_as_nothing(folder: Path) -> None:
    """Of 22 million t of magnets 40 g are of ore of the pit."""
    sheets = chain(mine=30e6)
    sheets["Capacity"][1][-1] = 2e-5
    sheets["Inventory"] = sheets["Inventory"][:2]
    for row in sheets["Demand"][1:]:
        row[:] = [1e6 * cell if isinstance(cell, int | float) and place > 3 else cell for place, cell in enumerate(row)]
    for row in sheets["Capacity"][2:]:
        row[-1] = 1e9
    (line,) = told(book_of(folder, "gram", sheets), "Of what customers in")
    assert "less than 1% was mined in China" in line


def test_a_rule_may_be_called_like_a_column_of_its_sheet(folder: Path) -> None:
    name = "mark of a hard or soft rule"
    sheets = chain(chain_ban(HALFWAY), mine=3)
    for row in sheets["Rules"][1:]:
        row[0] = name
    live = table(book_of(folder, "called", sheets, formulas=True)["Provenance"])
    head = next(row for row in opened(folder / "called" / "case_plan.xlsx")["Provenance"].iter_rows(max_col=40)
                if [cell.value for cell in row].count(name) == 2)  # fmt: skip
    last = [cell.column_letter for cell in head if cell.value == name][-1]
    assert all(f"${last}$" in row["carries a mark of a hard rule [t]"] for row in live)
