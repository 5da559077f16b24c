"""What sheets Substitutes, Recycling and Blends and column `blend` may not say, and where it is said."""

from __future__ import annotations

import pytest

from models.resolve.shipped import grown, most_shipped
from tests.drawn.problems import random_sheets
from tests.given.material import recycling, substitutes, works
from tests.tiny import Changed, cells, day, found, solve_sheets, tiny_problem
from tests.workbooks import Cell


@pytest.mark.parametrize("seed", range(12))
def test_no_plan_ships_more_than_what_mixtures_and_returns_let_through(seed: int) -> None:
    plan = solve_sheets(random_sheets(seed))
    problem, ship = plan.model.problem, plan.model.variables.ship
    capacities = grown(problem.capacities, problem.expansions, problem.calendar.length_years)
    most = most_shipped(
        problem.commodity_names.size, problem.site_names.size, problem.processes, capacities, problem.lanes,
        problem.inventories, problem.pipeline, problem.returns,
    )  # fmt: skip
    sent = plan.values[ship.index]
    assert (sent <= most[ship.keys["lane"], ship.keys["period"]] * (1.0 + 1e-9) + 1e-6).all()


def with_rows(sheets: Changed, sheet: str, *rows: list[Cell]) -> Changed:
    """Return the sheets with further rows on one of them."""
    return {**sheets, sheet: [*(sheets[sheet] or []), *rows]}


SUBSTITUTE = substitutes(None, None, None)


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (["User", "oxide", "oxide", 1, None, None, None], "substitute-for-itself", "Substitutes!C3"),
        (["User", "oxide", "powder", 1, day("2027-05-01"), day("2027-04-01"), "motors"], "dates", "Substitutes!F3"),
        (["User", "oxid", "powder", 1, None, None, None], "unknown-name", "Substitutes!B3"),
        (["User", "oxide", "powder", 1, None, None, "motor"], "unknown-name", "Substitutes!G3"),
        (["Mine", "oxide", "powder", 1, None, None, None], "substitute-without-demand", "Substitutes!B3"),
        (["User", "powder", "oxide", 1, None, None, None], "substitute-without-demand", "Substitutes!B3"),
    ],
)
def test_a_row_of_substitutes_that_means_nothing_is_told(row: list[Cell], code: str, cell: str) -> None:
    assert cells(with_rows(SUBSTITUTE, "Substitutes", row), code) == [cell]


def test_a_row_for_an_end_use_replaces_the_one_for_all() -> None:
    row: list[Cell] = ["User", "oxide", "powder", 2, None, None, "motors"]
    problem = tiny_problem(with_rows(SUBSTITUTE, "Substitutes", row))
    assert problem.substitutes.ratio.tolist() == [2.0]


def test_a_substitute_that_nothing_can_bring_is_warned_of_where_the_demand_itself_is_served() -> None:
    assert cells(SUBSTITUTE, "unreachable-substitute") == []
    lanes: list[list[Cell]] = [["from", "to", "commodity"], ["Mine", "User", "oxide"]]
    assert cells({**SUBSTITUTE, "Lanes": lanes}, "unreachable-substitute") == ["Substitutes!C2"]
    none: list[list[Cell]] = [["from", "to", "commodity"], ["Mine", "Mine", "oxide"]]
    assert cells({**SUBSTITUTE, "Lanes": none}, "unreachable-substitute") == []


def test_a_demand_that_only_a_substitute_can_serve_is_reachable() -> None:
    sheets: Changed = {**SUBSTITUTE, "Lanes": [["from", "to", "commodity"], ["Mine", "User", "powder"]]}
    assert found(sheets, "unreachable-demand") == []


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (["User", "slag", "slag", 0, 0.5, None, None, None], "scrap-is-product", "Recycling!C2"),
        (["*", "oxide", "slag", 0, 0.5, "t/yr", 8, None], "returns-of-many", "Recycling!G2"),
        (["User", "oxide", "dross", 0, 0.5, None, None, None], "unknown-name", "Recycling!C2"),
    ],
)
def test_a_row_of_recycling_that_means_nothing_is_told(row: list[Cell], code: str, cell: str) -> None:
    assert cells(recycling(row), code) == [cell]


def test_no_more_comes_back_than_was_delivered() -> None:
    rows: list[list[Cell]] = [["User", "oxide", "slag", 0, 0.7, None, None, None],
                              ["User", "oxide", "other oxide", 0, 0.4, None, None, None]]  # fmt: skip
    assert cells(recycling(*rows), "more-back-than-delivered") == ["Recycling!E3"]


def test_no_element_comes_back_that_was_not_delivered() -> None:
    sheets = recycling(["User", "oxide", "slag", 0, 0.5, None, None, None])
    sheets["Commodities"] = [["commodity", "stage", "contents"], ["oxide", "oxide", "Nd 0.3"],
                             ["slag", "scrap", "Nd 0.7"]]  # fmt: skip
    assert cells(sheets, "more-back-than-in") == ["Recycling!E2"]


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (["Mine", "sinter", "Dy", None, None, None], "blend-without-limit", "Blends!E2"),
        (["Mine", "sinter", "Dy", None, 0.3, 0.2], "minimum-above-maximum", "Blends!E2"),
        (["Mine", "sintering", "Dy", None, None, 0.2], "blend-of-nothing", "Blends!B2"),
        (["Mine", "sinter", "oxide", None, None, 0.2], "blend-of-nothing", "Blends!C2"),
        (["Mine", "buy NdPr", "Nd", None, None, 0.2], "blend-of-nothing", "Blends!C2"),
        (["Mine", "sinter", "Tb", None, None, 0.2], "unknown-name", "Blends!C2"),
        (["Mine", "sinter", "Dy", "magnets", None, 0.2], "unknown-name", "Blends!D2"),
    ],
)
def test_a_row_of_blends_that_limits_nothing_is_told(row: list[Cell], code: str, cell: str) -> None:
    assert cells(works([row]), code) == [cell]


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (["Mine", "sinter", "Dy", None, 0.9, None], "Blends!E2"),  # the richest input holds 0.8
        (["Mine", "sinter", "Dy", None, 0.8, None], None),
        (["Mine", "sinter", "metals", None, None, 0.2], None),  # boron is none
        (["Mine", "press", "Dy", None, None, 0.7], "Blends!F2"),  # all that goes in holds 0.8
    ],
)
def test_a_share_that_no_mixture_has_is_warned_of(row: list[Cell], cell: str | None) -> None:
    sheets = works([row])
    sheets["Processes"] = [*(sheets["Processes"] or []), ["Mine", "press", "in", "DyFe", 1, None, None],
                           ["Mine", "press", "out", "oxide", 1, 3, None]]  # fmt: skip
    sheets["Groups"] = [["group", "member"], ["metals", "NdPr"], ["metals", "DyFe"]]
    assert cells(sheets, "blend-never") == ([cell] if cell else [])


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (["Mine", "sinter", "Dy", None, None, 0.9], "Blends!F2"),  # the richest input holds 0.08
        (["Mine", "sinter", "Dy", None, None, 0.7], None),  # a limit with room
        (["Mine", "sinter", "NdPr", None, None, 1], None),  # somebody wrote that all of it may be
        (["Mine", "press", "Dy", None, 0.0079, None], "Blends!E2"),  # all that goes in holds ten times as much
        (["Mine", "press", "Dy", None, 0.05, None], None),
        (["Mine", "sinter", "Dy", None, 0.001, None], None),  # a mixture may hold none
    ],
)
def test_a_share_that_every_mixture_keeps_by_far_is_warned_of(row: list[Cell], cell: str | None) -> None:
    sheets = works([row])
    sheets["Commodities"] = [["commodity", "stage", "contents"], ["NdPr", "metal", "Nd 0.75; Pr 0.25"],
                             ["DyFe", "metal", "Dy 0.08"], ["boron", "metal", "B 1"], ["oxide", "magnet"]]  # fmt: skip
    sheets["Processes"] = [*(sheets["Processes"] or []), ["Mine", "press", "in", "DyFe", 1, None, None],
                           ["Mine", "press", "out", "oxide", 1, 3, None]]  # fmt: skip
    assert cells(sheets, "blend-always") == ([cell] if cell else [])


def test_a_share_that_limits_one_of_several_processes_is_not_warned_of() -> None:
    sheets = works([["*", "press", "Dy", None, 0.05, None]])
    recipes: list[list[Cell]] = [*(sheets["Processes"] or []), ["Mine", "press", "in", "DyFe", 1, None, None],
                                 ["Mine", "press", "out", "oxide", 1, 3, None]]  # fmt: skip
    mixed: list[list[Cell]] = [["User", "press", "in", "DyFe", 1, None, "metal"],
                               ["User", "press", "in", "NdPr", 1, None, "metal"],
                               ["User", "press", "out", "oxide", 1, 3, None]]  # fmt: skip
    sheets["Processes"] = recipes
    assert cells(sheets, "blend-always") == ["Blends!E2"]
    sheets["Processes"] = recipes + mixed
    assert cells(sheets, "blend-always") == []


@pytest.mark.parametrize(
    ("name", "share", "is_told"),
    [("NdPr", 0.004, True), ("NdPr", 0.4, False), ("NdPr", 0, False), ("Dy", 0.004, False)],
)
def test_a_share_of_an_input_below_a_per_cent_may_have_been_typed_as_a_share_of_one(
    name: str, share: float, *, is_told: bool
) -> None:
    told = found(works([["Mine", "sinter", name, None, None, share]]), "little-percent")
    assert [str(one) for one in told] == ["Blends!F2: most is 0.4%; correct it if 40% is meant"] * is_told


def test_a_name_that_is_a_commodity_and_an_element_is_told() -> None:
    sheets = works([["Mine", "sinter", "boron", None, None, 0.2]])
    sheets["Commodities"] = [*(sheets["Commodities"] or [])[:3], ["boron", "metal", "B 1"],
                             ["oxide", "magnet", "boron 0.1"]]  # fmt: skip
    assert cells(sheets, "commodity-or-element") == ["Blends!C2"]


def test_an_input_without_contents_counts_as_holding_none_and_that_is_told() -> None:
    sheets = works([["Mine", "sinter", "Dy", None, None, 0.2]])
    sheets["Commodities"] = [[*row[:2], None if row[0] == "boron" else row[2]] for row in sheets["Commodities"] or []]
    assert cells(sheets, "contents-missing") == ["Blends!C2"]


@pytest.mark.parametrize(
    ("column", "value", "line", "code", "cell"),
    [
        (6, "metal", 7, "blend-of-output", "Processes!G8"),
        (6, "other", 6, "blend-of-one", "Processes!G7"),
        (5, 3, 6, "driver-in-blend", "Processes!G7"),
    ],
)
def test_a_blend_of_what_cannot_be_mixed_is_told(column: int, value: Cell, line: int, code: str, cell: str) -> None:
    sheets = works()
    rows = [list(row) for row in sheets["Processes"] or []]
    if code == "driver-in-blend":
        rows[7][5] = None
    rows[line][column] = value
    assert cell in cells({**sheets, "Processes": rows}, code)


def test_a_product_that_the_poorest_mixture_cannot_make_is_warned_of_unless_a_least_share_holds() -> None:
    def sheets(*blends: list[Cell], contents: str) -> Changed:
        changed = works([*blends])
        rows = changed["Commodities"] or []
        return {**changed, "Commodities": [*rows[:-1], ["oxide", "magnet", contents]]}

    least: list[Cell] = ["Mine", "sinter", "Dy", None, 0.1, None]
    most: list[Cell] = ["Mine", "sinter", "Dy", None, None, 0.5]
    assert cells(sheets(most, contents="Dy 0.02"), "blend-may-lack") == ["Processes!E8"]
    assert cells(sheets(least, contents="Dy 0.02"), "blend-may-lack") == []
    assert cells(sheets(least, contents="Dy 0.5"), "more-out-than-in") == ["Processes!E8"]
