"""Shortages of many millions of tonnes have the cures that they would have in tonnes, in numbers that can be typed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.records import Tables
from planner.explain.cures.actions import gaps_in_order
from planner.explain.cures.earlier import earlier_starts
from planner.explain.cures.search import TOO_LITTLE, cures, levers_of
from planner.explain.split import splits
from planner.solve.session import silent
from planner.story import tell
from tests.drawn.problems import random_sheets, tables_of
from tests.given.cures import cures_of, short_places
from tests.seeds import graded
from tests.studies import study_of, study_of_tables
from tests.tiny import near, tiny
from tests.workbooks import Sheets, write_workbook

# What is counted in t, or in t of a time.
MASSES = {
    "Demand": ("demand",),
    "Processes": ("minimum run",),
    "Capacity": ("capacity", "minimum load", "running at start"),
    "Ramp": ("rate limit",),
    "Expansion": ("capacity",),
    "Lanes": ("capacity", "minimum"),
    "Inventory": ("opening", "safety", "end stock", "maximum", "release per window"),
    "Contracts": ("maximum", "minimum take", "tier from", "tier to", "order quantity", "multiple"),
    "Commodities": ("surplus limit",),
    "Pipeline": ("quantity",),
    "Recycling": ("returns from earlier sales",),
}


def oxide(size: float) -> Sheets:
    """Return a mine of 8 and a stock of 3 that should stay, for 10 of priority 1 and 3 of 2, so many t each."""
    return tiny({
        "Demand": [
            ["customer", "commodity", "end use", "priority", "unit", "all"],
            ["User", "oxide", "motors", 1, "t/period", 10 * size], ["User", "oxide", "wire", 2, "t/period", 3 * size],
        ],
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "all"],
            ["Mine", "dig", "out", "oxide", "t/period", 8 * size],
        ],
        "Inventory": [["site", "commodity", "opening [t]", "safety [t]"], ["Mine", "oxide", 3 * size, 3 * size]],
    })  # fmt: skip


def enlarged(tables: Tables, size: float) -> Tables:
    """Return tables in which all masses and rates are so many times as large."""
    records = dict(tables.records)
    for sheet, names in MASSES.items():
        if sheet in records:
            own = records[sheet]
            number, by_period = (
                {name: values * size if name in names else values for name, values in columns.items()}
                for columns in (own.number, own.number_by_period)
            )
            records[sheet] = replace(own, number=number, number_by_period=by_period)
    if "Rules" in records:
        rules = records["Rules"]
        counted = np.array([kind in ("cap", "licence") for kind in rules.text["type"]], dtype=np.bool_)
        value = np.where(counted, rules.number["value"] * size, rules.number["value"])
        records["Rules"] = replace(rules, number={**rules.number, "value": value})
    return replace(tables, records=records)


@pytest.mark.parametrize("seed", graded([0, 1, 3, 5, 12, 17, 19, 37, 54, 59], 3))
def test_a_million_times_as_much_has_the_same_cures_and_the_same_parts(seed: int) -> None:
    tables = tables_of(random_sheets(seed))
    small, study = study_of_tables(tables), study_of_tables(enlarged(tables, 1e6))
    known, found = splits(small, silent, apart=True), splits(study, silent, apart=True)
    assert (known.why, found.why) == ("", "")
    totals = [[split.total / size for _, split in own.streams] for own, size in ((known, 1.0), (found, 1e6))]
    assert sum(totals[1]) == pytest.approx(sum(totals[0]))
    assert all(split.parts == pytest.approx(split.total, rel=1e-9) for _, split in found.streams)
    if totals[1] == pytest.approx(totals[0]):
        for place in short_places(small)[:2]:
            own, other = (cures_of(one, [place]) for one in (small, study))
            assert (other.why, other.left / 1e6) == ("", near(own.left))
            told = [(cure.levers, cure.tonnes / 1e6) for cure in other.each]
            assert told == [(cure.levers, near(cure.tonnes)) for cure in own.each]


@pytest.mark.parametrize("size", [1e6, 1e7, 3e7, 1e9])
def test_cures_of_millions_of_tonnes_are_those_of_tonnes(size: float) -> None:
    study, small = study_of(oxide(size)), study_of(oxide(1.0))
    places = short_places(small)
    assert short_places(study) == places
    for place in places:
        found, known = cures_of(study, [place]), cures_of(small, [place])
        assert (found.why, found.left) == ("", near(0.0))
        told = [(cure.levers, cure.tonnes / size, cure.cost / size) for cure in found.each]
        assert told == [(cure.levers, near(cure.tonnes), near(cure.cost)) for cure in known.each]


def test_a_million_tonnes_are_told_in_full(tmp_path: Path) -> None:
    told = "\n".join(tell(write_workbook(tmp_path / "case.xlsx", oxide(1e6)), None, silent, "motors Q1").lines)
    assert "1. 2,000,000 t more capacity of Mine; dig" in told
    assert "e+" not in told


def grams_beside_ore(ore: float, oxide: float) -> Sheets:
    """Return a mine of 8 for 13 of oxide a quarter, and one of 8 for 5 of ore, so many t each."""
    return tiny({
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["ore", "ore"]],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]"],
            ["Mine", "dig", "out", "oxide", 1, 10], ["Mine", "mine", "out", "ore", 1, 3],
        ],
        "Capacity": [
            ["site", "process", "basis", "commodity", "unit", "all"],
            ["Mine", "dig", "out", "oxide", "t/period", 8 * oxide], ["Mine", "mine", "out", "ore", "t/period", 8 * ore],
        ],
        "Demand": [
            ["customer", "commodity", "end use", "unit", "all"],
            ["User", "oxide", "motors", "t/period", 13 * oxide], ["User", "ore", "steel", "t/period", 5 * ore],
        ],
        "Lanes": [
            ["from", "to", "commodity", "cost [USD/t]"], ["Mine", "User", "oxide", 1], ["Mine", "User", "ore", 1],
        ],
    })  # fmt: skip


@pytest.mark.parametrize("ore", [1e6, 1e7, 1e8, 1e9])
@pytest.mark.parametrize("oxide", [1.0, 1e-2, 1e-3, 1e-4, 1e-5])
def test_a_cure_of_little_beside_much_is_known_to_a_hundredth_or_said_not_to_be(ore: float, oxide: float) -> None:
    study = study_of(grams_beside_ore(ore, oxide))
    found = cures(study, gaps_in_order(study)[:1], levers_of(study), 1, silent)[0]
    if found.why:
        assert found.why == TOO_LITTLE
        assert oxide <= 1.1e-11 * ore
        return
    (move,) = found.each[0].moves
    assert found.left == 0.0
    assert move.tonnes == pytest.approx(5 * oxide, rel=1e-2)
    assert found.each[0].cost == pytest.approx(55 * oxide, rel=1e-2)


@pytest.mark.parametrize("oxide", [1.0, 1e-4])
def test_what_brings_no_oxide_closes_no_shortage_of_it_however_little_that_is(oxide: float) -> None:
    """The mine digs ore from Q2 on: earlier, it still digs no oxide."""
    sheets = grams_beside_ore(1e9, oxide)
    header, (*keys, dug), (*others, ore) = sheets["Capacity"]
    sheets["Capacity"] = [[*header[:-1], "Q1", "Q2", "Q3"], [*keys, dug, dug, dug], [*others, 0, ore, ore]]
    study = study_of(sheets)
    gaps = [gap for gap in gaps_in_order(study) if gap.short < 1e3][:1]
    assert gaps
    assert earlier_starts(study, gaps, levers_of(study), silent) == [()]
