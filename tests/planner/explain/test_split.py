"""The parts of a shortage add up to it, are those derived by hand, and stand alone exactly where one more tells so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest

from planner.explain.split import Split, splits
from planner.explain.study import Study
from planner.solve.session import silent
from tests.cases import times
from tests.drawn.origins import draw, sheets_of
from tests.drawn.problems import random_sheets
from tests.given.explained import of_case
from tests.seeds import graded, seeds
from tests.studies import study_of
from tests.tiny import near, tiny


def by_family(study: Study, split: Split) -> dict[str, float]:
    """Return family of rows, or of columns, -> the sum of its parts."""
    found: dict[str, float] = {}
    program = study.model.program
    for blocks, places, amounts in (
        (program.row_blocks, split.rows, split.of_rows), (program.column_blocks, split.columns, split.of_columns),
    ):  # fmt: skip
        for name, block in blocks.items():
            own = np.isin(places, block.index)
            if own.any():
                found[name] = found.get(name, 0.0) + float(amounts[own].sum())
    return {name: round(amount, 6) for name, amount in found.items() if abs(amount) > 1e-6}


def test_the_network_is_short_by_its_demand_less_what_the_factories_make() -> None:
    study = of_case("network", times("Demand", "demand [t/month]", 1.7))
    ((_, split),) = splits(study, silent, apart=True).priorities
    assert split.total == near(15_500.0)
    assert by_family(study, split) == {"demand": 365_500.0, "plant_capacity": -350_000.0}
    assert split.row_alone is not None
    assert split.row_alone.all()


def test_the_small_example_is_short_by_demand_less_sintering_licences_and_the_opening_stock() -> None:
    study = of_case("example_small")
    ((_, split),) = splits(study, silent, apart=True).priorities
    assert split.total == near(44.0)
    parts = {"demand": 280.0, "plant_capacity": -136.0, "licence_volume": -70.0, "balance": -30.0}
    assert by_family(study, split) == parts


def test_two_limits_in_series_are_one_shared_cause_of_their_joint_tonnes() -> None:
    study = of_case("shared_cause")
    ((_, split),) = splits(study, silent, apart=True).priorities
    assert split.row_alone is not None
    assert split.total == near(5.0)
    alone = float(split.of_rows[split.row_alone].sum() + split.of_columns.sum())
    assert [alone, float(split.of_rows[~split.row_alone].sum())] == [near(15.0), near(-10.0)]
    assert int((~split.row_alone).sum()) == 2
    # One more of either gains nothing while the other stays, and one less of it loses a tonne.
    assert split.more[~split.row_alone].tolist() == [near(0.0)] * 2
    assert split.less[~split.row_alone].tolist() == [near(1.0)] * 2


@pytest.mark.parametrize("seeds", graded([range(12), range(12, 46), range(46, 80)], 1, 2))
def test_within_a_shared_cause_one_more_and_one_less_are_what_solving_again_gives(seeds: Sequence[int]) -> None:
    """Of the best priority, which no better one holds: else its limits are moved while those stay as they are."""
    told: Counter[str] = Counter()
    for seed in seeds:
        study = study_of(random_sheets(seed))
        tier = next(result.tier for result in study.solution.tiers if result.tier.kind == "unmet")
        for own, split in splits(study, silent, apart=True).priorities:
            if own is not tier or split.row_alone is None:
                continue
            for sign, changes in ((1.0, split.more), (-1.0, split.less)):
                for row, change in zip(split.rows.tolist(), changes.tolist(), strict=True):
                    after = study.moved(np.array([row]), np.array([sign]))
                    if np.isnan(change):
                        told["not told"] += 1
                    else:
                        assert not after.why, (seed, row)
                        found = sign * (study.base.optima[tier.name] - after.optima[tier.name])
                        assert change == pytest.approx(found, abs=1e-5), (seed, row, sign)
                        told["some" if change else "none"] += 1
    assert told["some"] > 3
    assert told["none"] > 3


def test_what_goes_to_other_demands_is_a_part_of_the_split_of_one() -> None:
    """The mine digs 8 t; motors and magnets want 5 t each, and the plan leaves one of them short."""
    demand = [
        ["customer", "commodity", "end use", "unit", "all"],
        ["User", "oxide", "motors", "t/period", 5], ["User", "oxide", "magnets", "t/period", 5],
    ]  # fmt: skip
    study = study_of(tiny({"Demand": demand}))  # type: ignore[dict-item]
    for _, split in splits(study, silent, apart=True).streams:
        parts = by_family(study, split)
        # Its own demand and the other's, less what is short of that one: 8 t are what the mine digs.
        assert parts["demand"] + parts.get("unmet", 0.0) == near(split.total + 8.0)
        assert parts["plant_capacity"] == near(-8.0)


@pytest.mark.parametrize("seed", seeds(20, 35, 60))
def test_the_parts_add_up_and_one_more_of_a_limit_that_stands_alone_is_what_its_dual_says(seed: int) -> None:
    study = study_of(random_sheets(seed))
    found = splits(study, silent, apart=True)
    assert not found.why
    program = study.model.program
    demand = set(program.row_blocks["demand"].index.tolist())
    for _, split in (*found.priorities, *found.streams):
        assert split.parts == pytest.approx(split.total, abs=1e-6 * max(1.0, abs(split.total)))
    for tier, split in found.priorities:
        name = tier.name
        assert split.row_alone is not None
        for row, part, alone in zip(split.rows.tolist(), split.of_rows, split.row_alone, strict=True):
            if row in demand or abs(part) < 1e-3:
                continue
            limit = float(study.solution.matrix.activity(study.solution.values)[row])
            more, less = (changes_of(study, row, step, name) for step in (1e-4, -1e-4))
            if alone:
                assert [more[name], less[name]] == [pytest.approx(part / limit, abs=1e-4)] * 2, (row, part, limit)
            else:
                assert any(abs(more[one] - less[one]) > 1e-3 for one in more), (row, part, limit)


def changes_of(study: Study, row: int, step: float, last: str) -> dict[str, float]:
    """Return by how much each tier, down to the last one asked for, changes for each tonne that a limit is moved."""
    after = study.moved(np.array([row]), np.array([step]))
    names = [result.tier.name for result in study.solution.tiers]
    names = names[: names.index(last) + 1]
    return {name: (after.optima[name] - study.base.optima[name]) / step for name in names}


@pytest.mark.parametrize("seeds", graded([range(10), range(10, 40), range(40, 120)], 1, 2))
def test_without_what_is_nothing_and_only_passed_on_the_parts_are_the_same(
    seeds: Sequence[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As large programs are split. What stands alone is the same; a shared cause holds no more, and comes to as much.

    It may hold less: where nothing leads from a demand's limits to its shortage, these come to nothing and are gone.
    """
    monkeypatch.setattr("planner.explain.split.SMALL", 0)
    alone, shared, fewer = 0, 0, 0
    for seed in seeds:
        for sheets in (random_sheets(seed), sheets_of(draw(seed))):
            study = study_of(sheets)
            monkeypatch.setattr("planner.explain.placed.SMALL", 10_000)
            whole = splits(study, silent, apart=True).streams
            monkeypatch.setattr("planner.explain.placed.SMALL", 0)
            few = splits(study, silent, apart=True).streams
            for (place, one), (same, other) in zip(whole, few, strict=True):
                assert place == same
                assert other.total == near(one.total), seed
                assert other.parts == near(other.total), seed
                (mine, mine_shared), (yours, yours_shared) = told(other), told(one)
                assert {name: mine.get(name) for name in yours} == {name: near(part) for name, part in yours.items()}
                assert all(part == near(0.0) for name, part in mine.items() if name not in yours | yours_shared), seed
                assert mine_shared.keys() <= yours_shared.keys(), seed
                alone, shared = alone + len(yours), shared + len(mine_shared)
                fewer += len(mine_shared) < len(yours_shared)
    assert alone
    assert shared
    assert fewer


type Parts = dict[tuple[bool, int], float]


def told(split: Split) -> tuple[Parts, Parts]:
    """Return the parts that stand alone, those that are nothing left out, and those of a shared cause.

    By whether it is of a row, and of which row or column.
    """
    assert split.row_alone is not None
    assert split.column_alone is not None
    names = [(True, row) for row in split.rows.tolist()] + [(False, column) for column in split.columns.tolist()]
    parts = [*split.of_rows.tolist(), *split.of_columns.tolist()]
    flags = [*split.row_alone.tolist(), *split.column_alone.tolist()]
    each = list(zip(names, parts, flags, strict=True))
    return (
        {name: part for name, part, is_alone in each if is_alone and abs(part) > 1e-6},
        {name: part for name, part, is_alone in each if not is_alone},
    )


def test_of_many_shortages_the_largest_of_the_best_priority_are_split_and_the_others_counted() -> None:
    study = of_case("example_small")
    every = splits(study, silent, apart=False)
    some = splits(study, silent, apart=False, most=1)
    assert [some.left_out, len(every.streams)] == [len(every.streams) - 1, 3]
    ((place, split),) = some.streams
    assert split.total == near(max(one.total for _, one in every.streams))
    assert split.total == near(dict(every.streams)[place].total)


def test_half_a_gram_is_no_shortage_that_has_causes() -> None:
    """17,636.98 lb are half a gram less than the 8 t that are asked for, which the plan calls covered."""
    study = study_of(tiny({
        "Demand": [["customer", "commodity", "unit", "Q1"], ["User", "oxide", "t/period", 8]],
        "Inventory": [["site", "commodity", "opening [lb]", "maximum [t]"], ["User", "oxide", 17_636.98, "no limit"]],
        "Capacity": [["site", "process", "unit", "all"], ["Mine", "dig", "t/period", 0]],
    }))  # fmt: skip
    assert 1e-7 < study.base.optima["unmet, priority 1"] < 1e-6
    found = splits(study, silent, apart=True)
    assert not found.priorities
    assert not found.streams


def test_one_more_of_what_is_added_at_once_is_a_larger_plant_and_not_only_room_for_one() -> None:
    """The mine digs 8 t a quarter, and 8 t a year more are added as a whole; 12 t are wanted."""

    def added(tonnes: float) -> Study:
        return study_of(tiny({
            "Demand": [["customer", "commodity", "unit", "all"], ["User", "oxide", "t/period", 12]],
            "Expansion": [["site", "process", "capacity [t/yr]", "integer"], ["Mine", "dig", tonnes, "yes"]],
        }))  # fmt: skip

    study = added(8.0)
    ((_, split),) = splits(study, silent, apart=True).priorities
    (row,) = study.model.program.row_blocks["expansion_limit"].index
    (place,) = np.flatnonzero(split.rows == row)
    others = [added(tonnes).base.optima["unmet, priority 1"] for tonnes in (9.0, 7.0)]
    assert split.more[place] == near(split.total - others[0])
    assert split.less[place] == near(others[1] - split.total)
    assert split.more[place] > 0.7
