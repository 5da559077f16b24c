"""The generated instances are what the benchmarks say they are, and the peers write the same program."""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from benchmarks.generate import instance, make_sheets, tables_of
from benchmarks.instances import known_by_hand, problem_by_name
from benchmarks.long_sheet import write_long_sheet
from benchmarks.network import SIZES, STAGES, Size, period_names, size_of
from benchmarks.peers.by_hand import SHEETS
from benchmarks.sheets import write_folder
from benchmarks.tiers import WAYS, run_way
from models.formulation import Model, build
from models.issues import errors
from models.network import reach
from models.problem import Problem
from models.records import Records, Tables
from models.resolve import make_problem
from planner.read import read_input
from planner.solve import highs
from tests.drawn.problems import always_open, problem_of, random_sheets
from tests.seeds import graded

SMALL = Size(dict(zip(STAGES, (5, 5, 5, 5, 5, 5, 8), strict=True)), months=6)
# Read back, a figure has gone through a unit.
SAME = 1e-12


def problem_of_tables(tables: Tables) -> Problem:
    problem, issues = make_problem(tables)
    assert not errors(list(issues)), errors(list(issues))
    return problem


@pytest.fixture(scope="module")
def small() -> Model:
    return build(problem_of_tables(tables_of(SMALL)))


def differences(one: Records, other: Records) -> list[str]:
    """Return the names of the columns in which the records differ."""
    if len(one) != len(other):
        return ["number of rows"]
    found: list[str] = []
    for name, values in one.text.items():
        found += [name] * (not np.array_equal(values, other.text[name]))
    for name, days in one.date.items():
        found += [name] * (not np.array_equal(days, other.date[name]))
    for numbers, others in ((one.number, other.number), (one.number_by_period, other.number_by_period)):
        for name, figures in numbers.items():
            found += [name] * (not np.allclose(figures, others[name], rtol=SAME, atol=0.0, equal_nan=True))
    return found


def test_an_instance_is_the_same_whenever_it_is_made() -> None:
    one, other = tables_of(SMALL, seed=1), tables_of(SMALL, seed=1)
    for name, records in one.records.items():
        assert differences(records, other.records[name]) == [], name


def test_another_seed_makes_another_instance() -> None:
    one, other = tables_of(SMALL, seed=1), tables_of(SMALL, seed=2)
    assert differences(one.records["Lanes"], other.records["Lanes"]) != []


def test_the_folder_reads_back_as_the_tables_made_in_memory(tmp_path: Path) -> None:
    write_folder(make_sheets(SMALL), tmp_path / "small", "Generated instance", period_names(SMALL))
    reading = read_input(tmp_path / "small")
    assert not errors(reading.issues), errors(reading.issues)[:3]
    assert reading.tables is not None
    for name, records in tables_of(SMALL).records.items():
        if name != "Settings":
            assert differences(records, reading.tables.records[name]) == [], name


FAMILIES = (
    "balance demand plant_capacity lane_capacity maximum_stock safety_stock end_stock surplus_limit ban cap "
    "end_use_ban licence_volume contracted minimum_take maximum_take tier_limit"
)


@pytest.mark.parametrize("family", FAMILIES.split())
def test_an_instance_has_rows_of_each_family(small: Model, family: str) -> None:
    assert small.program.row_blocks[family].size > 0


def test_an_instance_has_co_production_recycling_lead_times_and_waiting(small: Model) -> None:
    problem = small.problem
    outputs = np.bincount(problem.processes.line_process[problem.processes.line_output])
    assert outputs.max() == 8
    assert "recycle" in problem.processes.name
    assert (problem.lanes.arrival > np.arange(problem.calendar.size)).any()
    assert (problem.demands.last_delivery > np.arange(problem.calendar.size)).any()
    assert {"ban", "cap", "tariff", "licence", "end_use_ban"} == set(problem.rules.type)
    assert {tier.kind for tier in small.program.tiers} == {"unmet", "soft", "cost", "tie-break"}


def test_the_rules_on_origins_make_several_classes_occur(small: Model) -> None:
    flows = small.program.column_blocks["deliver"]
    assert np.unique(flows.keys["class"]).size > 1
    assert small.classes.size > 2


def test_something_is_short_and_most_is_served(small: Model) -> None:
    solution = highs.solve(small.program.matrix(), small.program.tiers)
    unmet = float(solution.values[small.program.column_blocks["unmet"].index].sum())
    assert 0.0 < unmet < 0.5 * small.problem.demands.quantity.sum()


COLUMNS = {"M": 1e5, "3M": 3e5, "L": 1e6, "XL": 5e6}


@pytest.mark.parametrize("name", graded(COLUMNS, 1, 3))
def test_an_instance_has_about_the_columns_that_it_should(name: str) -> None:
    program = build(problem_of_tables(instance(name))).program
    assert 0.9 * COLUMNS[name] < program.columns < 1.2 * COLUMNS[name]


def test_larger_scales_have_more_sites() -> None:
    assert sum(size_of(2, 1).sites.values()) == 2 * sum(size_of(1, 1).sites.values())
    assert set(SIZES) == {"M", "3M", "L", "XL"}


LAYERS = pytest.mark.parametrize("layer", ["pulp", "linopy", "pyomo"])


def assert_same_program(model: Model, layer: str) -> None:
    """Hold the program of the best tier in a modelling layer against ours: size, coefficients and optimum."""
    pytest.importorskip(layer, reason="the dependency group `benchmarks` is not installed")
    peer = importlib.import_module(f"benchmarks.peers.{layer}_peer")
    matrix, tier = model.program.matrix(), model.program.tiers[0]
    solved = peer.solve(peer.write(model.problem, reach(model.problem)))
    rows = np.diff(matrix.start)
    # Ours has a column for each way to break a soft ban, also where the flow itself is not built.
    assert solved.columns == np.unique(matrix.column).size
    assert sorted(solved.entries()) == sorted(rows[rows > 0].tolist())
    ours = highs.solve(matrix, [tier]).tiers[0].objective
    assert solved.optimum == pytest.approx(ours, rel=1e-7, abs=1e-7)


@LAYERS
def test_a_layer_holds_the_same_program_of_a_generated_instance(layer: str) -> None:
    assert_same_program(build(problem_of_tables(known_by_hand(tables_of(SMALL)))), layer)


@LAYERS
def test_a_layer_holds_the_same_program_of_the_shipped_workbook(layer: str) -> None:
    assert_same_program(build(problem_by_name("S", by_hand=True)), layer)


@LAYERS
@pytest.mark.parametrize("seed", range(200, 220))
def test_a_layer_holds_the_same_program_of_a_random_problem(seed: int, layer: str) -> None:
    known = {name: rows for name, rows in always_open(random_sheets(seed, material=False)).items() if name in SHEETS}
    assert_same_program(build(problem_of(known)), layer)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if "pdlp" in name else name for name in WAYS]
)
def test_every_way_of_starting_the_tiers_finds_the_same_optima(name: str, small: Model) -> None:
    if "hipo" in name and find_spec("highspy_extras") is None:
        pytest.skip("HiPO needs highspy-extras, of the version of highspy")
    matrix, tiers = small.program.matrix(), small.program.tiers
    expected = [result.objective for result in highs.solve(matrix, tiers).tiers]
    assert run_way(matrix, tiers, WAYS[name], lambda line: None) == pytest.approx(expected, rel=1e-6, abs=1e-6)


def test_the_long_sheet_is_a_valid_workbook(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    write_long_sheet(path, rows=300)
    reading = read_input(path)
    assert not errors(reading.issues)
    assert reading.tables is not None
    assert len(reading.tables.records["Lanes"]) == 300
    problem_of_tables(reading.tables)


def test_a_random_problem_is_read_like_a_workbook_with_the_same_cells() -> None:
    assert problem_of(random_sheets(5)).demands.size == len(random_sheets(5)["Demand"]) - 1
