"""Columns that a solve may first go without: what they do, columns for more marked material can do as well.

Where further marks are harmless (models/harmless.py), classes at a node are alike: material may be counted as of the
most marked of them at once. The columns of the others are spare. They stay in the program, so that a plan can say what
its material is and limits keep their prices; but a solver that leaves them at 0 first has much less to do, and takes
them in again from its optimum.
"""

from __future__ import annotations

import numpy as np

from models.arrays import BoolArray, IntArray
from models.classes import Classes
from models.harmless import find_harmless
from models.linear.joins import join, radix_codes
from models.network import Reach, node, nodes_of
from models.problem import Problem
from models.variables import Variables

NODE = ("site", "commodity", "class", "period")
RUN = ("process", "class", "period")


def spare_columns(problem: Problem, v: Variables, reach: Reach) -> IntArray:
    """Return the positions of the spare columns, rising."""
    if v.classes.size == 1:
        return np.empty(0, dtype=np.int64)
    nodes = nodes_of(problem)
    harmless = find_harmless(problem, reach, nodes, v.classes.asked)
    # What lies at a node in a class can be thrown away in that class; what is only counted as of one for a run cannot.
    there = v.dispose.keys
    place, period, own = node(problem, there["site"], there["commodity"]), there["period"], there["class"]
    alike = harmless.closed(v.classes.marks[own], place, period)
    best = _most_marked(v.classes, [place, period, alike], own)
    spare = (best != own) & _leads_to(v.classes, place, own, best)
    found = [
        block.index[_matching(block.keys, {name: there[name][spare] for name in NODE}, site)]
        for block, site in (
            (v.ship, "site_from"), (v.stock, "site"), (v.deliver, "site"), (v.sell, "site"), (v.dispose, "site"),
        )
    ]  # fmt: skip
    process, period, own = (v.run.keys[name] for name in ("process", "period", "class"))
    alike = harmless.closed_runs(v.classes.marks[own], process, period)
    spare = _most_marked(v.classes, [process, period, alike], own) != own
    runs = {name: v.run.keys[name][spare] for name in RUN}
    found += [block.index[_matching(block.keys, runs)] for block in (v.run, v.feed, v.allow)]
    return np.unique(np.concatenate(found))


def _most_marked(classes: Classes, alike: list[IntArray], own: IntArray) -> IntArray:
    """Return (some,) the class with the most marks of those that are alike, where it has all marks of `own`."""
    code, _ = radix_codes(alike, [one[:0] for one in alike])
    group = np.unique(code, return_inverse=True)[1].reshape(-1)
    most = np.zeros(int(group.max(initial=-1)) + 1, dtype=np.int64)
    np.maximum.at(most, group, own)  # codes of classes rise with the number of their marks
    best = most[group]
    return np.where(classes.marks[own] & ~classes.marks[best], own, best)


def _leads_to(classes: Classes, place: IntArray, own: IntArray, best: IntArray) -> BoolArray:
    """Tell (some,) whether material in one class may be counted as of the other, in one step or several."""
    steps = np.stack([classes.down_node, classes.down_from, classes.down_to])
    known = steps
    while True:
        one, other = join([known[0], known[2]], [steps[0], steps[1]])
        more = np.unique(
            np.concatenate([known, np.stack([known[0][one], known[1][one], steps[2][other]])], axis=1), axis=1
        )
        if more.shape[1] == known.shape[1]:
            break
        known = more
    leads = np.zeros(place.size, dtype=np.bool_)
    leads[join(list(known), [place, own, best])[1]] = True
    return leads


def _matching(keys: dict[str, IntArray], wanted: dict[str, IntArray], site: str = "site") -> IntArray:
    """Return the positions of the columns that have the keys of one of those wanted."""
    own = [keys[site if name == "site" else name] for name in wanted]
    return np.unique(join(own, list(wanted.values()))[0])
