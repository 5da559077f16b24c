"""Elements in what is wanted, short and sent: by the contents that sheet Commodities gives, in t of the element.

A commodity without contents counts whole, under its own name: of it nothing more is known.

What part of the deliveries went through the country is told at the stage at which most did, of those that the input has
commodities of; of equal ones at the first in the chain, from mined to magnet. It is traced by element: the dysprosium
of what a run makes is from where the inputs that hold some came, in proportion to their tonnes of it. Where none is
known to hold any, it is from those without contents, in proportion to their tonnes, and else from all. What is of
unknown origin, or only known to be of a bloc, does not count as done in the country.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import BoolArray, FloatArray
from models.names import folded
from models.problem import Problem
from models.records import TextArray


@dataclass(frozen=True, eq=False)
class Elements:
    """The elements of the commodities that somebody outside the withholding country wants.

    names    as typed, in the order of sheet Commodities; commodities without contents among them
    content  (commodities, elements) t of the element in a tonne
    """

    names: tuple[str, ...]
    content: FloatArray

    def of_demand(self, problem: Problem, amounts: FloatArray, *, at_home: bool = False) -> FloatArray:
        """Return (elements, periods) t of each element in amounts of demand: (demands, periods) t.

        at_home  of customers in the home country alone, else of all outside the withholding country
        """
        counted = wanted_outside(problem)
        if at_home:
            counted &= np.asarray(_country_of(problem) == problem.options.home_country)
        return np.asarray(self.content[problem.demands.commodity[counted]].T @ amounts[counted])


def wanted_outside(problem: Problem) -> BoolArray:
    """Return (demands,) whose customer lies outside the withholding country, with a priority or a shortage cost.

    What its own customers lack no longer, since nothing leaves it, makes nobody else independent of it.
    """
    return np.asarray(_country_of(problem) != problem.options.withholding_country)


def wants_itself(problem: Problem) -> bool:
    """Return whether customers in the withholding country want anything."""
    return not wanted_outside(problem).all()


def _country_of(problem: Problem) -> TextArray:
    """Return (demands,) the country of each customer."""
    return np.array(problem.sites.country, dtype=object)[problem.demands.customer]


def elements_of(problem: Problem) -> Elements:
    """Return the elements that somebody outside the withholding country wants."""
    demands, contents = problem.demands, problem.commodities.contents
    commodities = problem.commodity_names.names
    wanted: BoolArray = np.zeros(len(commodities), dtype=np.bool_)
    wanted[demands.commodity[wanted_outside(problem)]] = True
    place: dict[str, int] = {}
    names: list[str] = []
    shares = [own or {commodities[code]: 1.0} for code, own in enumerate(contents)]
    for code in np.flatnonzero(wanted).tolist():
        for name in shares[code]:
            if folded(name) not in place:
                place[folded(name)] = len(names)
                names.append(name)
    content = np.zeros((len(commodities), len(names)))
    for code, own in enumerate(shares):
        for name, share in own.items():
            if folded(name) in place:
                content[code, place[folded(name)]] += share
    return Elements(tuple(names), content)
