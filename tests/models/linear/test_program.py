"""The columnar program: blocks, terms joined on keys, and the finished matrix."""

from __future__ import annotations

import numpy as np
import pytest

from models.linear.program import NOT_HERE, Program


def dense(program: Program) -> np.ndarray:
    matrix = program.matrix()
    result = np.zeros((matrix.rows, matrix.columns))
    for row in range(matrix.rows):
        span = slice(matrix.start[row], matrix.start[row + 1])
        result[row, matrix.column[span]] = matrix.value[span]
    return result


def codes(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def test_blocks_follow_one_another_and_keep_their_keys() -> None:
    program = Program()
    first = program.variables("a", {"site": codes(3, 4)})
    second = program.variables("b", {"site": codes(5)}, lower=1.0, upper=2.0)
    assert first.index.tolist() == [0, 1]
    assert second.index.tolist() == [2]
    matrix = program.matrix()
    assert matrix.column_lower.tolist() == [0.0, 0.0, 1.0]
    assert matrix.column_upper.tolist() == [np.inf, np.inf, 2.0]


def test_terms_join_on_all_shared_keys() -> None:
    program = Program()
    run = program.variables("run", {"site": codes(0, 0, 1), "period": codes(0, 1, 0), "process": codes(7, 7, 8)})
    rows = program.row_block("limit", {"site": codes(1, 0), "period": codes(0, 1)}, upper=[5.0, 6.0])
    program.terms(rows, run, [2.0, 3.0, 4.0])
    assert dense(program).tolist() == [[0.0, 0.0, 4.0], [0.0, 3.0, 0.0]]
    matrix = program.matrix()
    assert matrix.row_lower.tolist() == [-np.inf, -np.inf]
    assert matrix.row_upper.tolist() == [5.0, 6.0]


def test_terms_on_fewer_keys_sum_over_the_others() -> None:
    program = Program()
    run = program.variables("run", {"site": codes(0, 0, 1), "period": codes(0, 1, 0)})
    program.terms(program.row_block("total", {"site": codes(0), "period": codes(9)}), run, on=("site",))
    assert dense(program).tolist() == [[1.0, 1.0, 0.0]]


def test_coefficients_at_the_same_place_add_up_and_zeros_are_dropped() -> None:
    program = Program()
    run = program.variables("run", {"site": codes(0, 1)})
    rows = program.row_block("r", {"site": codes(0, 1)})
    program.terms(rows, run, 1.0)
    program.terms(rows, run, [2.0, -1.0])
    matrix = program.matrix()
    assert matrix.value.tolist() == [3.0]
    assert matrix.start.tolist() == [0, 1, 1]


def test_the_columns_of_a_row_rise() -> None:
    program = Program()
    run = program.variables("run", {"site": codes(0, 0, 0)})
    rows = program.row_block("r", {"site": codes(0)})
    program.entries(np.repeat(rows.index, 3), run.index[::-1].copy(), np.array([1.0, 2.0, 3.0]))
    matrix = program.matrix()
    assert matrix.column.tolist() == [0, 1, 2]
    assert matrix.value.tolist() == [3.0, 2.0, 1.0]


def test_a_block_can_be_picked_with_repeats_and_renamed_keys() -> None:
    program = Program()
    run = program.variables("run", {"site": codes(5, 6), "period": codes(0, 1)})
    picked = run.pick(codes(1, 1, 0), period=codes(7, 8, 9))
    assert picked.index.tolist() == [1, 1, 0]
    assert picked.keys["site"].tolist() == [6, 6, 5]
    assert picked.keys["period"].tolist() == [7, 8, 9]
    assert run.keys["period"].tolist() == [0, 1]


def test_limits_can_be_set_once_the_right_hand_side_is_known() -> None:
    program = Program()
    program.row_block("first", {"site": codes(0)}, upper=1.0)
    rows = program.row_block("second", {"site": codes(0, 1)})
    program.set_limits(rows, 2.0, [3.0, 4.0])
    matrix = program.matrix()
    assert matrix.row_lower.tolist() == [-np.inf, 2.0, 2.0]
    assert matrix.row_upper.tolist() == [1.0, 3.0, 4.0]


def test_costs_add_up_by_kind_and_in_all() -> None:
    program = Program()
    ship = program.variables("ship", {"lane": codes(0, 1)})
    program.cost("freight", ship, [1.0, 2.0])
    program.cost("freight", ship.pick(codes(1, 1)), 10.0)
    program.cost("duty", ship, 0.5)
    assert program.cost_vector("freight").tolist() == [1.0, 22.0]
    assert program.cost_vector().tolist() == [1.5, 22.5]


def test_activity_and_its_transpose_agree_with_the_dense_matrix() -> None:
    program = Program()
    run = program.variables("run", {"site": codes(0, 1, 2)})
    rows = program.row_block("r", {"site": codes(2, 9, 0)})
    program.terms(rows, run, [1.5, 2.5, 3.5])
    matrix, full = program.matrix(), dense(program)
    point, duals = np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0])
    assert matrix.activity(point) == pytest.approx(full @ point)
    assert matrix.transposed_product(duals) == pytest.approx(full.T @ duals)


def test_an_empty_program_is_a_matrix_without_rows() -> None:
    matrix = Program().matrix()
    assert (matrix.rows, matrix.columns) == (0, 0)
    assert matrix.activity(np.empty(0)).size == 0


def test_a_program_may_grow_after_its_matrix_was_made() -> None:
    def grown(*, looked_at: bool) -> np.ndarray:
        program = Program()
        run = program.variables("run", {"site": codes(0, 1)})
        first = program.row_block("first", {"site": codes(0, 1)})
        program.terms(first, run, [2.0, 3.0])
        if looked_at:
            assert dense(program).tolist() == [[2.0, 0.0], [0.0, 3.0]]
        more = program.variables("more", {"site": codes(1)})
        program.terms(program.row_block("second", {"site": codes(1)}), more, 4.0)
        program.terms(first, run, [1.0, 1.0])
        return dense(program)

    assert grown(looked_at=True).tolist() == [[3.0, 0.0, 0.0], [0.0, 4.0, 0.0], [0.0, 0.0, 4.0]]
    assert grown(looked_at=True).tolist() == grown(looked_at=False).tolist()


def test_rows_are_taken_over_with_columns_where_they_stand_now_and_only_where_columns_are_the_same() -> None:
    """Columns y stand behind x and s: where s has one more, they are a place further on, and x stays."""

    def begun(of_rules: int, periods: int = 2) -> Program:
        one = Program()
        one.variables("x", {"t": np.arange(periods)})
        one.variables("s", {"rule": np.arange(of_rules)})
        one.variables("y", {"t": np.arange(periods)})
        return one

    before, after = begun(1), begun(2)
    before.row_block("first", {"t": [0]}, upper=9.0)
    rows = before.row_block("both", {"t": [0, 1]}, [1.0, 2.0], 5.0, switched=True)
    for family, coefficient in (("y", 3.0), ("x", 2.0)):
        before.terms(rows, before.column_blocks[family], coefficient)
    columns = after.columns_of(before, ["s"])
    assert columns is not None
    assert columns.tolist() == [0, 1, NOT_HERE, 4, 5]
    taken = after.take_over(before, "both", columns)
    assert (taken.index.tolist(), taken.keys["t"].tolist()) == ([0, 1], [0, 1])
    matrix = after.matrix()
    assert matrix.switched.tolist() == [0, 1]
    assert [matrix.row_lower.tolist(), matrix.row_upper.tolist()] == [[1.0, 2.0], [5.0, 5.0]]
    assert [matrix.start.tolist(), matrix.column.tolist(), matrix.value.tolist()] == [
        [0, 2, 4], [0, 4, 1, 5], [2.0, 3.0, 2.0, 3.0],
    ]  # fmt: skip
    assert after.columns_of(before, []) is None
    assert begun(1, 3).columns_of(before, ["s"]) is None
    assert Program().columns_of(before, ["s"]) is None
