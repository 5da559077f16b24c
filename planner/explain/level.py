"""How much of a plan is explained. Loads nothing, so that the command line can offer it."""

from __future__ import annotations

from enum import StrEnum

# Up to so many columns what takes a solve for each limit is asked of all of them, and at every level.
SMALL = 10_000


class Level(StrEnum):
    """How much is explained.

    NONE  what the plan is
    FAST  also why each priority and the largest shortages are short, in parts that add up, and how far the limits that
          matter most keep their value
    FULL  also what each rule does, which parts of each shortage stand by themselves, how much each supplier could send,
          and at which price a contract is left
    """

    NONE = "none"
    FAST = "fast"
    FULL = "full"
