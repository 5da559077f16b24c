"""What a row contradicts is irreducible: all of it contradicts the row, any of it left out does not."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog

from models.arrays import FloatArray, IntArray
from models.limits.reasons import TOOK_TOO_LONG
from models.linear.matrix import Matrix
from planner.errors import NoPlanError
from planner.run import solve_model
from planner.solve import diagnosis
from planner.solve.conflict import irreducible
from planner.solve.diagnosis import SMALLEST_MISS, Miss, least_miss, whole_miss
from planner.solve.session import Outcome, silent
from tests.given.programs import matrix
from tests.tiny import Changed, tiny_model

SEEDS = 150


def drawn(seed: int) -> Matrix:
    """Return a random program of which most contradict themselves, several at once."""
    draw = np.random.default_rng(seed)
    rows, columns = int(draw.integers(4, 11)), int(draw.integers(2, 6))
    full = draw.integers(-2, 4, (rows, columns)) * (draw.random((rows, columns)) < 0.6)
    centre = draw.integers(-3, 12, rows).astype(np.float64)
    kind = draw.integers(0, 3, rows)
    lower = np.where(kind == 0, -np.inf, centre)
    upper = np.where(kind == 1, np.inf, centre)
    return matrix(full.tolist(), lower.tolist(), upper.tolist(), most=float(draw.integers(2, 9)))


def is_possible(program: Matrix, rows: list[int], room: FloatArray) -> bool:
    """Return whether some point keeps some rows, each with its room; by another library."""
    full = np.zeros((program.rows, program.columns))
    full[program.entry_row, program.column] = program.value
    sides = [(full[row], program.row_upper[row] + room[row]) for row in rows if np.isfinite(program.row_upper[row])]
    sides += [(-full[row], room[row] - program.row_lower[row]) for row in rows if np.isfinite(program.row_lower[row])]
    if not sides:
        return True
    answer = linprog(
        np.zeros(program.columns), np.array([side for side, _ in sides]), np.array([most for _, most in sides]),
        bounds=list(zip(program.column_lower, program.column_upper, strict=True)), method="highs",
    )  # fmt: skip
    assert answer.status in (0, 2), answer.message
    return bool(answer.status == 0)


def held_against(ways: Sequence[Matrix], miss: Miss, row: int, against: IntArray) -> None:
    """Hold one irreducible set against its definition; ways: the program, with all whole numbers gone through."""
    room = np.where(np.abs(miss.amounts) > SMALLEST_MISS, np.abs(miss.amounts) + 1e-7, 0.0)
    room[row] = 0.0
    every = [row, *against.tolist()]
    assert not any(is_possible(one, every, room) for one in ways)
    (equations,) = np.nonzero(ways[0].row_lower == ways[0].row_upper)
    for left_out in against.tolist():
        # A limit is a part of the cause only if it cannot be spared with all equations beside it.
        beside = [] if left_out in equations else [one for one in equations.tolist() if one != row]
        rest = [each for each in every if each != left_out] + beside
        assert any(is_possible(one, rest, room) for one in ways), left_out


def sets_held(program: Matrix, ways: Sequence[Matrix]) -> list[int]:
    """Hold every irreducible set of a program against its definition; return how many rows each has."""
    miss = least_miss(program)
    found = irreducible(program, miss)
    assert len(found) == min(len(miss.rows), 5)
    sizes = []
    for row, against in found.items():
        assert against is not None
        held_against(ways, miss, row, against)
        sizes.append(against.size)
    return sizes


def test_of_random_programs_no_row_can_be_left_out_and_all_together_contradict_each_other() -> None:
    sizes = [size for program in map(drawn, range(SEEDS)) for size in sets_held(program, [program])]
    assert len(sizes) > 100
    assert sum(size > 1 for size in sizes) > 50


def test_a_program_that_can_be_kept_has_no_conflict() -> None:
    program = matrix([[1.0]], [1.0], [2.0])
    assert irreducible(program, least_miss(program)) == {}


def test_a_clock_that_has_run_out_leaves_the_misses_and_no_set() -> None:
    program = matrix([[1.0], [1.0]], [-np.inf, 5.0], [3.0, np.inf])
    miss = least_miss(program)
    assert miss.rows
    assert irreducible(program, miss, deadline=0.0) == dict.fromkeys(row for row, _ in miss.rows)


MINIMUM: Changed = {"Lanes": [["from", "to", "minimum [t/period]"], ["Mine", "User", 400]]}


def test_the_planner_reads_which_limits_stand_against_a_minimum() -> None:
    with pytest.raises(NoPlanError) as caught:
        solve_model(tiny_model(MINIMUM), "highs", None, silent)
    lines = str(caught.value).splitlines()
    assert "Lanes!C2: lane minimum of oxide from Mine to User in Q1 (at least 400 t) is missed by 392 t" in lines[1]
    assert lines[2].strip() == (
        "it contradicts, taken together: Capacity!F2: capacity of Mine; dig in Q1 (at most 8 t); material balance of "
        "Mine; oxide in Q1; without any one of these the rest can be kept; there may be other such sets"
    )


def test_where_the_search_takes_too_long_that_is_told_beside_the_misses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.solve.conflict.LONGEST", 0.0)
    with pytest.raises(NoPlanError) as caught:
        solve_model(tiny_model(MINIMUM), "highs", None, silent)
    (_, *lines) = str(caught.value).splitlines()
    assert len(lines) == 6
    assert all(line.endswith("(at least 400 t) is missed by 392 t") for line in lines[::2])
    assert {line.strip() for line in lines[1::2]} == {TOOK_TOO_LONG.strip()}


def test_of_two_causes_neither_is_called_the_only_one() -> None:
    """Either minimum alone is dearer than the budget."""
    two: Changed = {
        "Settings": [["setting", "value"], ["budget [USD]", 10]],
        "Lanes": [["from", "to", "cost [USD/t]", "minimum Q1 [t/period]", "minimum Q2 [t/period]"],
                  ["Mine", "User", 10, 4, 4]],
    }  # fmt: skip
    with pytest.raises(NoPlanError) as caught:
        solve_model(tiny_model(two), "highs", None, silent)
    text = str(caught.value)
    assert "budget of all that is spent, the whole plan (at most 10 USD) is missed by 150 USD" in text
    assert "it contradicts " in text
    assert "; without the one the other can be kept; there may be other such sets" in text
    assert "it can" not in text


def test_what_only_whole_numbers_forbid_is_told_too() -> None:
    """Half of it could be taken: 2 x = 3 has a point, and none in whole numbers."""
    half = matrix([[2.0]], [3.0], [3.0])
    program = Matrix(
        half.column_lower, half.column_upper, half.row_lower, half.row_upper, half.start, half.column, half.value,
        integer=np.array([0]),
    )  # fmt: skip
    ((row, amount),) = least_miss(program).rows
    assert row == 0
    assert abs(amount) == pytest.approx(1.0)


def whole_program(seed: int) -> Matrix:
    """Return a random program of which the first two columns are whole numbers."""
    program = drawn(seed)
    return replace(
        program, column_upper=np.minimum(program.column_upper, 3.0), integer=np.arange(min(2, program.columns))
    )


def test_what_whole_numbers_alone_forbid_has_its_rows_none_of_which_can_be_left_out() -> None:
    sizes: list[int] = []
    for program in map(whole_program, range(4 * SEEDS)):
        # Three times what is a whole number misses much of what a part of it would reach.
        thrice = replace(program, value=np.where(program.column < 2, 3.0, 1.0) * program.value)
        if not least_miss(replace(thrice, integer=thrice.integer[:0])).rows:
            wholes = itertools.product(*(range(int(thrice.column_upper[at]) + 1) for at in thrice.integer))
            sizes += sets_held(thrice, [thrice.decided(np.array(whole)) for whole in wholes])
    assert len(sizes) > 20
    assert sum(size > 1 for size in sizes) > 3


MINIMUM_LOAD: Changed = {
    "Capacity": [["site", "process", "basis", "commodity", "unit", "all", "minimum load [t/period]"],
                 ["Mine", "dig", "out", "oxide", "t/period", 8, 6]],
    "Pins": [["what", "from", "commodity", "period", "least [t]", "most [t]", "reason", "who"],
             ["run", "Mine", "oxide", "Q1", 4, 5, "crew", "Ann"]],
}  # fmt: skip


def test_the_planner_reads_what_stands_against_a_minimum_load() -> None:
    """Off or at least 6 t, and pinned between 4 and 5 t."""
    with pytest.raises(NoPlanError) as caught:
        solve_model(tiny_model(MINIMUM_LOAD), "highs", None, silent)
    (_, missed, against) = str(caught.value).splitlines()
    assert "Capacity!G2: minimum load of Mine; dig in Q1 is missed by 1 t" in missed
    assert "Pins!E2: pinned least of run oxide at Mine in Q1 (at least 4 t)" in against
    assert "Pins!F2: pinned most of run oxide at Mine in Q1 (at most 5 t)" in against


def test_what_whole_numbers_forbid_has_its_rows_also_beside_what_nothing_but_limits_forbids() -> None:
    """Beside the minimum load of Q1 the mine, which digs 8 t, is pinned to 9 t in Q2."""
    pins = MINIMUM_LOAD["Pins"]
    assert pins is not None
    both: Changed = {**MINIMUM_LOAD, "Pins": [*pins, ["run", "Mine", "oxide", "Q2", 9, None, "crew", "Ann"]]}
    with pytest.raises(NoPlanError) as caught:
        solve_model(tiny_model(both), "highs", None, silent)
    lines = str(caught.value).splitlines()[1:]
    told = {line.split(":")[0].strip(): after for line, after in itertools.pairwise(lines) if "is missed by" in line}
    assert len(told) == 2
    assert all("it contradicts" in after for after in told.values()), lines


def test_where_the_search_among_whole_numbers_does_not_end_that_is_told_beside_the_misses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("planner.solve.conflict.first_answer", lambda *_: Outcome.TIME)
    with pytest.raises(NoPlanError) as caught:
        solve_model(tiny_model(MINIMUM_LOAD), "highs", None, silent)
    (_, missed, why) = str(caught.value).splitlines()
    assert "is missed by" in missed
    assert why.strip() == TOOK_TOO_LONG.strip()


LOTS: Changed = {
    "Settings": [["setting", "value"], ["budget [USD]", 100]],
    "Processes": [["site", "process", "direction", "commodity"], ["Mine", "dig", "out", "oxide"]],
    "Capacity": [["site", "process", "unit", "all"], ["Mine", "dig", "t/period", 100]],
    "Lanes": [["from", "to"], ["Mine", "User"]],
    "Demand": [["customer", "commodity", "unit", "all"], ["User", "oxide", "t/period", 50]],
    "Contracts": [["contract", "supplier", "buyer", "commodity", "price [USD/t]", "minimum take", "multiple", "window"],
                  ["K", "Mine", "User", "oxide", 10, 33, 20, "term"]],
}  # fmt: skip


def test_what_is_missed_is_what_whole_numbers_miss() -> None:
    """33 t in lots of 20 t are 40 t, for 400 USD."""
    with pytest.raises(NoPlanError, match=r"budget of .*, the whole plan \(at most 100 USD\) is missed by 300 USD"):
        solve_model(tiny_model(LOTS), "highs", None, silent)


def test_what_is_not_proven_of_whole_numbers_is_told_as_the_least(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnosis, "MOST_SECONDS", 0.0)
    with pytest.raises(NoPlanError, match=r"is missed by at least 230 USD"):
        solve_model(tiny_model(LOTS), "highs", None, silent)


def test_the_least_miss_of_whole_numbers_is_that_of_all_of_them_gone_through() -> None:
    checked = 0
    for seed in range(SEEDS):
        program = whole_program(seed)
        found = whole_miss(program)
        assert found is not None
        price = np.where(program.row_lower == program.row_upper, diagnosis.PHYSICS_YIELDS_LAST, 1.0)
        best = min(
            float(price @ np.abs(least_miss(program.decided(np.array(whole))).amounts))
            for whole in itertools.product(range(int(program.column_upper[0]) + 1), repeat=program.integer.size)
        )
        assert float(price @ np.abs(found.amounts)) == pytest.approx(best, rel=1e-7, abs=1e-6), seed
        checked += best > 1e-6
    assert checked > 50
