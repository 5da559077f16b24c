"""One line of the table of ratios."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.measure import Spread

HEADER = """\
| what | figure | against | figure | ratio | goal | |
|---|---|---|---|---|---|---|"""


@dataclass(frozen=True)
class Line:
    """One line of the table: a ratio of two ways, and what was asked of it.

    first, second  the figures of both ways; at_least: whether the ratio should be above the goal
    bound          whether the second was stopped, so that the true ratio is smaller
    """

    what: str
    against: str
    first: Spread
    second: Spread
    goal: float
    at_least: bool = False
    bound: bool = False

    @property
    def ratio(self) -> float:
        """Return how many times as much the first way took; where it should be above, the second."""
        one, other = self.first.median, self.second.median
        return other / one if self.at_least else one / other

    @property
    def reached(self) -> bool:
        """Tell whether the goal is reached."""
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal

    def __str__(self) -> str:
        """Return the line in Markdown."""
        wanted = f"{'>=' if self.at_least else '<='} {self.goal:g} x"
        ratio = f"{'< ' if self.bound else ''}{self.ratio:.2g} x"
        verdict = "reached" if self.reached else "not reached"
        return f"| {self.what} | {self.first} | {self.against} | {self.second} | {ratio} | {wanted} | {verdict} |"
