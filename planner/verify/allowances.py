"""Rules of type de_minimis, read again: how much marked material may go into a run as if it were clean.

A run under an allowance states so among its marks. What it takes of marked material is stated by the plan, must be
worth no more than a share of what comes out, and may not have used the same allowance before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.records import Tables
from planner.verify.ledger import FloatArray, Ledger
from planner.verify.names import Names, fold
from planner.verify.recipes import Recipes
from planner.verify.time import Time

type Marks = frozenset[str]

DE_MINIMIS = "de_minimis"
NOTHING: Marks = frozenset()


@dataclass(frozen=True, eq=False)
class Allowance:
    """One de_minimis rule.

    line      row of sheet Rules
    using     word of a run that uses it;  used  word of what such a run made
    relieved  marks that it relieves
    tested    lines of recipes at which it is tested
    part      (periods,) share of the value that may be marked, by the days on which the rule acts
    """

    line: int
    using: str
    used: str
    relieved: Marks
    tested: frozenset[int]
    part: FloatArray


def read_allowances(
    tables: Tables, in_force: Sequence[int], of_rule: Mapping[int, Marks], recipes: Recipes, sites: Names,
    materials: Names, time: Time, days: Mapping[int, np.ndarray],
) -> list[Allowance]:  # fmt: skip
    """Return the allowances; days: row -> (days of the plan,) on which it acts."""
    records, found = tables.records["Rules"], []
    begin = [int(first - time.first[0]) for first in time.first]
    for line in in_force:
        if records.text["type"][line] != DE_MINIMIS:
            continue
        makers = sites.select(records.text["from"][line])
        what = materials.select(records.text["commodity"][line])
        name = fold(records.text["rule"][line])
        acting = [
            float(days[line][start : start + int(last - first) + 1].mean())
            for start, first, last in zip(begin, time.first, time.last, strict=True)
        ]
        found.append(
            Allowance(
                line,
                f"under the allowance of {name}",
                f"made under the allowance of {name}",
                of_rule[line],
                frozenset(
                    one
                    for process in range(recipes.site.size)
                    for one in recipes.lines(process)
                    if recipes.line_out[one]
                    and int(recipes.site[process]) in makers
                    and int(recipes.line_commodity[one]) in what
                ),
                np.array(acting) * float(records.number["value"][line]),
            )
        )
    return found


@dataclass(frozen=True, eq=False)
class Uses:
    """The allowances that a run uses: what they relieve together, and the words of what used one of them before."""

    own: tuple[Allowance, ...]

    @property
    def using(self) -> Marks:
        """Return the words of the run."""
        return frozenset(one.using for one in self.own)

    @property
    def used(self) -> Marks:
        """Return the words that no input of the run may have."""
        return frozenset(one.used for one in self.own)

    @property
    def relieved(self) -> Marks:
        """Return the marks that inputs may have as far as they are allowed."""
        return NOTHING.union(*(one.relieved for one in self.own))

    def made(self, line: int) -> Marks:
        """Return what an output gets since its run uses allowances: where none is tested it has what was relieved."""
        return NOTHING.union(*(frozenset({one.used}) if line in one.tested else one.relieved for one in self.own))


def uses_of(allowances: Sequence[Allowance], marks: Marks) -> Uses:
    """Return what a run with these marks uses."""
    return Uses(tuple(one for one in allowances if one.using in marks))


type Run = tuple[int, int, int, Marks]  # process, period, period of outputs, marks
type Taken = tuple[int, int, int, Marks, Marks]  # process, line, period, marks of the run and of the material


def check_allowances(
    tables: Tables, allowances: Sequence[Allowance], runs: Mapping[Run, float], allowed: Mapping[Taken, float],
    passed: Mapping[int, Marks], amounts: Mapping[tuple[int, int, int, Marks], float], recipes: Recipes, sites: Names,
    materials: Names, time: Time, ledger: Ledger,
) -> None:  # fmt: skip
    """Check what goes into runs as allowed: how much, of what, and what it is worth.

    allowed  t of an input that the plan states as allowed
    passed   process -> marks of its inputs that are followed in what it makes
    amounts  (process, line, period, marks of the run) -> t of an input that goes into the runs
    """
    given = tables.records["Commodities"].number_by_period["value"]
    # What has no value may be worth anything as an input, and is worth nothing when it is made.
    worth, value = np.where(np.isnan(given), np.inf, given), np.nan_to_num(given)

    def where(process: int, period: int) -> str:
        return f"{sites.spelled[recipes.site[process]]} in {time.names[period]}"

    ledger.checks["allowances"] += len(runs) + len(allowed)
    for process, period, _, own in runs:
        uses = uses_of(allowances, own)
        if own & uses.relieved:
            ledger.fault(
                "allowances",
                f"runs at {where(process, period)} are under an allowance and still "
                f"{' + '.join(sorted(own & uses.relieved))}, which it relieves",
            )
    together: dict[tuple[int, int, int, Marks], float] = {}
    for (process, line, period, own, material), tonnes in allowed.items():
        uses = uses_of(allowances, own)
        together[process, line, period, own] = together.get((process, line, period, own), 0.0) + tonnes
        wrong = material & uses.used or (material - uses.relieved) & passed[process] - own
        if wrong or not uses.own:
            said = f"which has {' + '.join(sorted(wrong))}" if wrong else "by a run that uses no allowance"
            ledger.fault(
                "allowances",
                f"{tonnes:g} t of {materials.spelled[recipes.line_commodity[line]]} at {where(process, period)} are "
                f"taken as allowed, {said}", tonnes,
            )  # fmt: skip
    keys = list(together)
    ledger.at_most(
        "allowances", np.array([together[key] for key in keys]), np.array([amounts.get(key, 0.0) for key in keys]),
        np.array([together[key] for key in keys]),
        lambda row, excess: f"{materials.spelled[recipes.line_commodity[keys[row][1]]]} at "
        f"{where(keys[row][0], keys[row][2])}: {excess:g} t more are allowed than go in",
    )  # fmt: skip
    used: list[float] = []
    most: list[float] = []
    said_of: list[str] = []
    for (process, period, output, own), count in runs.items():
        for one in uses_of(allowances, own).own:
            made = sum(
                float(value[recipes.line_commodity[line], output] * recipes.line_quantity[line, period]) * count
                for line in recipes.lines(process)
                if line in one.tested
            )
            taken = sum(
                float(worth[recipes.line_commodity[line], when]) * tonnes
                for (by, line, when, marks, material), tonnes in allowed.items()
                if (by, when, marks) == (process, period, own) and material & one.relieved and tonnes > 0.0
            )
            # Measured in what is made, so that a tolerance of a gram is one.
            scale = made / count if made > 0.0 and count > 0.0 else 1.0
            used.append(taken / scale)
            most.append(float(one.part[output]) * made / scale)
            records = tables.records["Rules"]
            said_of.append(
                f"{records.cell(one.line, 'value')}: de_minimis '{records.text['rule'][one.line]}' is broken at "
                f"{where(process, period)}"
            )
    ledger.at_most(
        "allowances", np.array(used), np.array(most), np.array(used),
        lambda row, excess: f"{said_of[row]}: marked inputs are worth {excess:g} runs' output too much",
    )  # fmt: skip
