"""Which elements a separation is made for, and how its cost falls on them: its outputs, told by what they hold.

What falls on an output falls on its elements by their tonnes in it. An output of which nothing is known but that it is
parted further, such as a mixed concentrate, is told by what it is parted into: by what falls on the outputs there, run
by run of the plan. What has no contents and is not parted stands under its own name.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.names import folded
from models.parts.origins import STAGE_OF
from models.plan import Plan
from planner.explain.baskets import Basket

SEPARATED = "separated"


@dataclass(frozen=True)
class ElementPart:
    """One element in what a run puts out.

    made   t of it; None where an output that holds it has no contents
    share  of the worth in the tier that the run is made for;  falls  USD of its cost
    oversupplied, enough  whether no output that holds it is worth anything, and some of these are left over, or none
    """

    name: str
    made: float | None
    share: float
    falls: float
    oversupplied: bool
    enough: bool


class BasketElements:
    """The elements in the outputs of the runs of a plan."""

    def __init__(self, plan: Plan, runs: list[Basket]) -> None:
        problem, processes = plan.model.problem, plan.model.problem.processes
        self._names = problem.commodity_names.names
        called: dict[str, str] = {}
        self._contents = [
            {called.setdefault(folded(name), name): content for name, content in own.items() if content > 0.0}
            for own in problem.commodities.contents
        ]
        self._is_separated = np.array([STAGE_OF.get(stage) == SEPARATED for stage in problem.commodities.stage])
        inputs: dict[int, set[int]] = {}
        for line in np.flatnonzero(~processes.line_output).tolist():
            inputs.setdefault(int(processes.line_process[line]), set()).add(int(processes.line_commodity[line]))
        of_run = plan.model.variables.run.keys["process"]
        # commodity -> what falls on each output of the runs that it goes into.
        self._parted: dict[int, dict[int, float]] = {}
        for own in runs:
            for used in inputs.get(int(of_run[own.place]), ()):
                into = self._parted.setdefault(used, {})
                for code, fallen in zip(own.commodity.tolist(), own.falls.tolist(), strict=True):
                    into[code] = into.get(code, 0.0) + max(fallen, 0.0)
        self._known: dict[int, dict[str, float]] = {}

    def of(self, own: Basket) -> list[ElementPart]:
        """Return the elements of what a run puts out, the largest share first; none where nothing is separated, or
        where they are the outputs themselves.
        """
        codes = own.commodity.tolist()
        is_told = any(list(self._told_by(code)) != [self._names[code]] for code in codes)
        if not is_told or not self._is_separated[codes].any():
            return []
        share, falls, made = dict[str, float](), dict[str, float](), dict[str, float | None]()
        worthless, over = dict[str, bool](), dict[str, bool]()
        for place, code in enumerate(codes):
            contents = self._contents[code]
            for name, part in self._told_by(code).items():
                share[name] = share.get(name, 0.0) + part * float(own.share[place])
                falls[name] = falls.get(name, 0.0) + part * float(own.falls[place])
                worthless[name] = worthless.get(name, True) and bool(own.worthless[place])
                over[name] = over.get(name, False) or bool(own.oversupplied[place])
                before = made.get(name, 0.0)
                held = contents.get(name, 1.0 if name == self._names[code] else 0.0)
                made[name] = None if before is None or not held else before + held * float(own.made[place])
        ordered = sorted(share, key=lambda name: (-share[name], -falls[name], name))
        return [
            ElementPart(
                name, made[name], share[name], falls[name], worthless[name] and over[name],
                worthless[name] and not over[name],
            )
            for name in ordered
        ]  # fmt: skip

    def _told_by(self, code: int, within: frozenset[int] = frozenset()) -> dict[str, float]:
        """Return element -> its part in what falls on a commodity; together 1."""
        if code in self._known:
            return self._known[code]
        found = _parts(self._contents[code])
        if not found and code not in within:
            whole: dict[str, float] = {}
            for output, part in _parts(self._parted.get(code, {})).items():
                for name, own in self._told_by(output, within | {code}).items():
                    whole[name] = whole.get(name, 0.0) + part * own
            found = whole
        found = found or {self._names[code]: 1.0}
        if not within:
            self._known[code] = found
        return found


def _parts[Key](amounts: dict[Key, float]) -> dict[Key, float]:
    """Return what part of all each amount above 0 is; none where there is none."""
    total = sum(amounts.values())
    return {key: amount / total for key, amount in amounts.items() if amount > 0.0} if total > 0.0 else {}
