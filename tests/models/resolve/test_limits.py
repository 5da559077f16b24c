"""Capacity: what each row counts, by basis, process, commodity, group and sum; availability and weak data."""

from __future__ import annotations

import numpy as np
import pytest

from models.problem import Problem
from tests.tiny import Changed, cells, found, tiny_problem
from tests.workbooks import Cell

HEADER: list[Cell] = ["site", "process", "basis", "commodity", "availability [%]", "confidence", "unit", "all"]


def plants(*rows: list[Cell], settings: tuple[list[Cell], ...] = ()) -> Changed:
    """Return two plants that split ore into oxide and sand, the first also by leaching; rows of Capacity.

    Rows: site, process, basis, commodity, availability, confidence, capacity.
    """
    split: list[list[Cell]] = [
        [site, process, direction, commodity, tonnes, cost]
        for site, process in (("Plant A", "split"), ("Plant A", "leach"), ("Plant B", "split"))
        for direction, commodity, tonnes, cost in (
            ("in", "ore", 4, 20), ("out", "oxide", 1, None), ("out", "sand", 3, None)
        )
    ]  # fmt: skip
    return {
        "Settings": [["setting", "value"], ["title", "Plants"], *settings],
        "Sites": [
            ["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["Plant A", "Japan", "plant"],
            ["Plant B", "Japan", "plant"], ["User", "United States", "customer"],
        ],
        "Commodities": [["commodity", "stage"], ["ore", "ore"], ["oxide", "oxide"], ["sand", "scrap"]],
        "Groups": [["group", "member"], ["Products", "oxide"], ["Products", "sand"]],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
            ["Mine", "dig", "out", "ore", 1, 1], *split,
        ],
        "Lanes": None,
        "Capacity": [HEADER, *([*row[:6], "t/period", row[6]] for row in rows)],
    }  # fmt: skip


def limits(problem: Problem) -> list[tuple[list[str], float]]:
    """Return what each limit sums (site process commodity) and its value in the first period, sorted."""
    capacities, processes = problem.capacities, problem.processes
    sites, commodities = problem.site_names.names, problem.commodity_names.names
    result = []
    for limit in range(capacities.line.size):
        members = []
        for line in capacities.member_line[capacities.member_limit == limit].tolist():
            process = processes.line_process[line]
            side = "out" if processes.line_output[line] else "in"
            members.append(
                f"{sites[processes.site[process]]} {processes.name[process]} {side} "
                f"{commodities[processes.line_commodity[line]]}"
            )
        for place in np.flatnonzero(capacities.throughput_limit == limit).tolist():
            code = capacities.throughput_commodity[place]
            members.append(f"{sites[capacities.throughput_site[place]]} < {commodities[code] if code >= 0 else 'all'}")
        result.append((sorted(members), float(capacities.limit[limit, 0])))
    return sorted(result)


def test_a_row_counts_the_line_that_it_names() -> None:
    problem = tiny_problem(plants(["Plant A", "split", "out", "oxide", None, None, 5]))
    assert limits(problem) == [(["Plant A split out oxide"], 5.0)]


@pytest.mark.parametrize("basis", [None, "in"])
def test_a_blank_commodity_is_the_drivers(basis: Cell) -> None:
    problem = tiny_problem(plants(["Plant A", "split", basis, None, None, None, 5]))
    assert limits(problem) == [(["Plant A split in ore"], 5.0)]


@pytest.mark.parametrize("process", [None, "*"])
def test_a_row_without_a_process_limits_all_of_the_site_together(process: Cell) -> None:
    problem = tiny_problem(plants(["Plant A", process, "in", "ore", None, None, 5]))
    assert limits(problem) == [(["Plant A leach in ore", "Plant A split in ore"], 5.0)]


def test_a_row_of_the_site_and_one_of_a_process_both_act() -> None:
    problem = tiny_problem(
        plants(["Plant A", None, "in", "ore", None, None, 9], ["Plant A", "split", "in", "ore", None, None, 5])
    )
    assert [value for _, value in limits(problem)] == [9.0, 5.0]


def test_a_selector_is_one_limit_for_each_match_and_braces_are_one_over_the_sum() -> None:
    each = tiny_problem(plants(["Japan", "split", "out", "oxide", None, None, 5]))
    assert limits(each) == [(["Plant A split out oxide"], 5.0), (["Plant B split out oxide"], 5.0)]
    together = tiny_problem(plants(["{Japan}", "split", "out", "oxide", None, None, 5]))
    assert limits(together) == [(["Plant A split out oxide", "Plant B split out oxide"], 5.0)]


def test_a_sum_and_a_sites_own_limit_act_together() -> None:
    problem = tiny_problem(
        plants(["{Japan}", "split", "out", "oxide", None, None, 8], ["Plant A", "split", "out", "oxide", None, None, 5])
    )
    assert [value for _, value in limits(problem)] == [5.0, 8.0]


def test_the_more_exact_site_replaces_the_group() -> None:
    problem = tiny_problem(
        plants(["Japan", "split", "out", "oxide", None, None, 8], ["Plant A", "split", "out", "oxide", None, None, 5])
    )
    assert limits(problem) == [(["Plant A split out oxide"], 5.0), (["Plant B split out oxide"], 8.0)]


@pytest.mark.parametrize("row", [["{}", "split", "out", "oxide"], ["Plant A", "split", "out", "{ }"]])
def test_empty_braces_are_no_selector(row: list[Cell]) -> None:
    assert len(cells(plants([*row, None, None, 5]), "unknown-name")) == 1


def test_a_group_of_commodities_is_a_limit_for_each_and_braces_are_one_over_the_sum() -> None:
    each = tiny_problem(plants(["Plant A", "split", "out", "Products", None, None, 5]))
    assert limits(each) == [(["Plant A split out oxide"], 5.0), (["Plant A split out sand"], 5.0)]
    together = tiny_problem(plants(["Plant A", "split", "out", "{Products}", None, None, 5]))
    assert limits(together) == [(["Plant A split out oxide", "Plant A split out sand"], 5.0)]


def test_throughput_counts_what_arrives_of_all_commodities_or_of_one() -> None:
    problem = tiny_problem(
        plants(
            ["Plant A", None, "throughput", None, None, None, 5], ["Plant B", None, "throughput", "ore", None, None, 6]
        )
    )
    assert limits(problem) == [(["Plant A < all"], 5.0), (["Plant B < ore"], 6.0)]


def test_the_throughput_of_a_process_is_an_error() -> None:
    sheets = plants(["Plant A", "split", "throughput", None, None, None, 5])
    assert cells(sheets, "throughput-of-process") == ["Capacity!B2"]
    assert not cells(plants(["Plant A", "*", "throughput", None, None, None, 5]), "throughput-of-process")


def test_limits_stand_in_the_order_of_their_keys_and_not_of_their_rows() -> None:
    rows: list[list[Cell]] = [
        ["Plant A", "split", "out", "*", None, None, 5], ["Plant A", "leach", "out", "*", None, None, 6],
    ]  # fmt: skip
    one, other = (tiny_problem(plants(*some)).capacities.limit.tolist() for some in (rows, rows[::-1]))
    assert one == other


@pytest.mark.parametrize(
    ("row", "cell", "words"),
    [
        (["Plant A", "smelt", None, None], "Capacity!B2", "no such process"),
        (["Plant A", "split", "in", "sand"], "Capacity!B2", "no such input or output"),
        (["Plant A", "split", "out", None], "Capacity!D2", "several inputs or outputs"),
    ],
)
def test_a_row_that_counts_nothing_is_an_error(row: list[Cell], cell: str, words: str) -> None:
    (issue,) = found(plants([*row, None, None, 5]), "capacity-without-process")
    assert issue.where == cell
    assert words in issue.message


def test_a_capacity_ambiguous_at_one_site_is_an_error_even_where_another_matches() -> None:
    sheets = plants(["Japan", "split", "out", None, None, None, 5])
    processes = sheets["Processes"]
    assert processes is not None
    # At Plant B the oxide drives, so there it is plain what is counted.
    for row in processes:
        if row[0] == "Plant B":
            row[5] = 20 if row[3] == "oxide" else None
    assert cells(sheets, "capacity-without-process") == ["Capacity!D2"]


def test_equally_exact_rows_are_an_error_naming_both() -> None:
    (issue,) = found(
        plants(["Japan", "split", "in", "ore", None, None, 5], ["Japan", "split", "in", "{ore}", None, None, 6],
               ["*", "split", "in", "ore", None, None, 5], ["Plant A", "split", "in", "Stuff", None, None, 5])
        | {"Groups": [["group", "member"], ["Stuff", "ore"]]}, "equal-match",
    )  # fmt: skip
    assert issue.where == "Capacity!A5"
    assert "Capacity!A2" in issue.message


def test_availability_takes_its_share_of_the_capacity() -> None:
    assert limits(tiny_problem(plants(["Plant A", "split", "in", "ore", 80, None, 5])))[0][1] == pytest.approx(4.0)


def test_no_limit_is_none_and_a_share_of_it_is_an_error() -> None:
    assert limits(tiny_problem(plants(["Plant A", "split", "in", "ore", None, None, "no limit"])))[0][1] == np.inf
    assert cells(plants(["Plant A", "split", "in", "ore", 80, None, "no limit"]), "share-of-no-limit") == [
        "Capacity!E2"
    ]


def test_a_process_without_a_row_is_unlimited_and_noted() -> None:
    notes = found(plants(["Plant A", "split", "in", "ore", None, None, 5]), "unlimited")
    assert [note.where for note in notes] == ["Processes!B2", "Processes!B6", "Processes!B9"]


def test_weak_data_left_out_count_as_nothing() -> None:
    rows: list[list[Cell]] = [["Plant A", "split", "in", "ore", None, "C", 5],
                              ["Plant B", "split", "in", "ore", None, "B", 6]]  # fmt: skip
    assert [value for _, value in limits(tiny_problem(plants(*rows)))] == [5.0, 6.0]
    left_out = plants(*rows, settings=(["weak data", "leave out"],))
    assert [value for _, value in limits(tiny_problem(left_out))] == [0.0, 6.0]


def test_limits_stand_in_the_same_order_whatever_the_rows() -> None:
    rows: list[list[Cell]] = [
        ["{Japan}", "split", "in", "ore", None, None, 1], ["Plant A", "split", "out", "{Products}", None, None, 2],
        ["{Japan}", "leach", "in", "ore", None, None, 3], ["Plant A", "leach", "out", "{Products}", None, None, 4],
    ]  # fmt: skip
    one, other = tiny_problem(plants(*rows)).capacities, tiny_problem(plants(*rows[::-1])).capacities
    assert np.array_equal(one.limit, other.limit)
    assert np.array_equal(one.member_line, other.member_line)
