"""What is said to a question that is asked of a program."""

from __future__ import annotations

from dataclasses import dataclass

from models.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class Answer:
    """An optimum: (columns,) values and reduced costs, (rows,) what rows add up to and their duals, and its value."""

    values: FloatArray
    activity: FloatArray
    row_dual: FloatArray
    column_dual: FloatArray
    value: float


class UnansweredError(Exception):
    """A question without an optimum: what is asked for is endless, or nothing keeps the rows.

    is_endless  whether it is known to be the first
    """

    def __init__(self, words: str, *, is_endless: bool = False) -> None:
        super().__init__(words)
        self.is_endless = is_endless
