"""What one shortage shows of limits is known of the others: without asking, and only where it is true of them.

Two users need 5 t each of what a plant can make 6 t of: 4 t are short, 2 t at each in the plan. The plant's limit
stands twice, so that neither of its rows has a dual of its own; a tank that has to hold 1 t has nothing to do with it.
"""

from __future__ import annotations

import numpy as np
import pytest

from models.arrays import BoolArray, FloatArray
from models.linear.face import Bounds
from models.linear.matrix import Matrix
from models.linear.program import Tier
from planner.explain import combinations
from planner.explain.alone import Alone
from planner.explain.combinations import Combinations
from planner.explain.loaded import Loaded
from planner.solve.highs import solve
from planner.solve.session import silent

# Columns: sent to each user, short at each, in the tank. Rows: what each needs, the plant twice, the tank.
SHORT = (2, 3)
NEED, PLANT, TANK = (0, 1), (2, 3), 4
PLANNED = 2.0


def program() -> Matrix:
    start, column = np.array([0, 2, 4, 6, 8, 9]), np.array([0, 2, 1, 3, 0, 1, 0, 1, 4])
    lower, upper = np.array([5.0, 5.0, -np.inf, -np.inf, 1.0]), np.array([5.0, 5.0, 6.0, 6.0, 1.0])
    return Matrix(np.zeros(5), np.array([5.0, 5.0, 5.0, 5.0, 2.0]), lower, upper, start, column, np.ones(9))


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count how often limits are moved."""
    moved, real = [0], Loaded.duals

    def counted(self: Loaded, objective: FloatArray) -> tuple[FloatArray, FloatArray]:
        moved[0] += 1
        return real(self, objective)

    monkeypatch.setattr(Loaded, "duals", counted)
    return moved


class Users:
    """The two users, each of which is held to what it is short, but the one that is asked about."""

    def __init__(self, held: float) -> None:
        matrix = program()
        total = np.zeros(matrix.columns)
        total[[*SHORT]] = 1.0
        self.loaded = Loaded(solve(matrix, [Tier("short", "unmet", total)], None, silent), None)
        self.upper = matrix.column_upper.copy()
        self.upper[[*SHORT]] = held
        self.bounds = Bounds(matrix.column_lower, self.upper, matrix.row_lower, matrix.row_upper)

    def rows_alone(self, alone: Alone, own: int) -> list[bool]:
        """Return (rows,) whether each dual of a user's shortage is the only one."""
        free, objective = self.upper.copy(), np.zeros(self.upper.size)
        free[own], objective[own] = 5.0, 1.0
        self.loaded.bound(self.bounds.column_lower, free)
        every = np.ones(5, dtype=np.bool_), np.ones(5, dtype=np.bool_)
        row_single, _ = alone.single(objective, self.loaded.least(objective), every, own)
        return [bool(one) for one in row_single]


@pytest.mark.parametrize(("first", "second"), [SHORT, SHORT[::-1]])
def test_a_second_shortage_is_moved_once_where_the_first_needed_more(first: int, second: int, runs: list[int]) -> None:
    users = Users(PLANNED)
    alone = Alone(users.loaded, users.bounds)
    expected = [True, True, False, False, True]
    assert users.rows_alone(alone, first) == expected
    of_first, runs[0] = runs[0], 0
    assert users.rows_alone(alone, second) == expected
    assert runs[0] == 2  # there and back, and no dual is another
    assert of_first > 2


def test_of_a_shortage_that_could_be_less_than_it_is_held_to_nothing_is_taken_over(runs: list[int]) -> None:
    users = Users(held=3.0)  # 1 t is the least at each
    remembering, counts = Alone(users.loaded, users.bounds), []
    for own in SHORT:
        runs[0] = 0
        of_all = users.rows_alone(remembering, own)
        counts.append(runs[0])
        assert of_all == users.rows_alone(Alone(users.loaded), own)
    assert counts[0] == counts[1] > 2


@pytest.mark.parametrize("most", [0, 5, 10])
def test_of_more_than_there_is_room_for_nothing_is_taken_over(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(combinations, "MOST_KEPT", most)
    users = Users(PLANNED)
    alone = Alone(users.loaded, users.bounds)
    for own in (*SHORT, *SHORT):
        assert users.rows_alone(alone, own) == [True, True, False, False, True]


def factors(**of: float) -> FloatArray:
    """Return factors of the rows, then those of the columns that they add up to with the sign turned."""
    rows = np.array([of.get("one", 0.0), of.get("other", 0.0), of.get("plant", 0.0), of.get("again", 0.0), 0.0])
    return np.append(rows, -program().transposed_product(rows))


def stand() -> FloatArray:
    """Return what rows and columns come to in the plan."""
    values = np.array([3.0, 3.0, 2.0, 2.0, 1.0])
    return np.append(program().activity(values), values)


def held() -> Combinations:
    return Combinations(Users(PLANNED).bounds)


def test_a_combination_is_kept_where_it_comes_to_nothing_only() -> None:
    assert held().keep(factors(one=1.0, other=1.0, plant=-1.0), stand())  # 5 + 5 - 6 is what both are held to
    assert held().keep(factors(one=100.0, other=100.0, plant=-50.0, again=-50.0), stand())
    assert not held().keep(factors(one=1.0), stand())  # what is sent to a user is at no limit
    assert not held().keep(factors(one=-1.0, other=-1.0, plant=1.0), stand())  # the plant has no lower limit
    assert not held().keep(np.zeros(10), stand())


def shown(known: Combinations, duals: FloatArray, cost: float = 1.0) -> BoolArray:
    return known.not_the_only(duals, 5 + SHORT[0], cost, 1e-7)


@pytest.mark.parametrize("cost", [1.0, 0.25, 64.0])
def test_duals_that_a_combination_gives_otherwise_are_not_the_only_ones(cost: float) -> None:
    by_plant, by_again = factors(one=1.0, other=1.0, plant=-1.0), factors(one=3.0, other=3.0, again=-3.0)
    known = held()
    duals = cost * by_plant
    duals[5 + SHORT[0]] += cost
    assert not shown(known, duals, cost).any()
    assert known.keep(by_plant, stand())
    assert not shown(known, duals, cost).any()  # it says the same
    assert known.keep(by_again, stand())
    assert np.flatnonzero(shown(known, duals, cost)).tolist() == [*PLANT]


def test_a_combination_without_a_stream_takes_their_only_dual_from_all_its_limits() -> None:
    """The two rows of the plant, one held from below: what one gives the other takes."""
    matrix = program()
    lower = matrix.row_lower.copy()
    lower[PLANT[1]] = 6.0
    known = Combinations(Bounds(matrix.column_lower, Users(PLANNED).upper, lower, matrix.row_upper))
    assert known.keep(factors(plant=-1.0, again=1.0), stand())
    assert np.flatnonzero(shown(known, np.zeros(10))).tolist() == [*PLANT]


def test_what_has_a_part_in_no_combination_stays_known() -> None:
    known = held()
    assert not known.without.any()
    for place in (TANK, 9):
        known.keep_without(np.arange(10) == place)
    assert np.flatnonzero(known.without).tolist() == [TANK, 9]
