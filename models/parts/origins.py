"""Origins: where material was mined, separated, made into metal, alloy or magnet, as far as rules ask for it.

A fact is one stage of the chain that was done in a place. A mark is a set of facts that no rule and no process tells
apart; having any of them is having the mark. A class is a set of marks, kept as the bits of one integer.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.arrays import IntArray

# Stages in the order of the chain; a rule names them in columns `mined in` and so on.
STAGES = ("mined", "separated", "metal", "alloy", "magnet")
# What making a commodity of a stage is; scrap falls off at a stage that is counted already.
STAGE_OF = {
    "ore": "mined", "concentrate": "mined", "mixed": "separated", "oxide": "separated", "metal": "metal",
    "alloy": "alloy", "magnet": "magnet",
}  # fmt: skip

MOST_MARKS = 62

# Sheets that say where something comes from, in column `origin`.
GIVEN_IN = ("Processes", "Inventory", "Pipeline", "Recycling")

# Between the words of the marks of a class.
JOINED = " + "


def stages_up_to(stage: str) -> tuple[str, ...]:
    """Return the stages that material of a commodity's stage has behind it; scrap has all of them."""
    return STAGES[: STAGES.index(STAGE_OF[stage]) + 1] if stage in STAGE_OF else STAGES


@dataclass(frozen=True, order=True)
class Fact:
    """One stage, done in a place (folded name of a country or bloc), of material with one of these elements.

    elements  folded, in order; () is any material
    """

    place: str
    stage: str
    elements: tuple[str, ...] = ()


def covers(one: frozenset[Fact], other: frozenset[Fact]) -> bool:
    """Tell whether a rule that asks for one set of facts acts on all that a rule that asks for the other acts on.

    No fact is no question: such a rule acts on everything.
    """
    return not one or (
        bool(other)
        and all(
            any(
                mine.place == theirs.place
                and mine.stage == theirs.stage
                and (not mine.elements or (bool(theirs.elements) and set(theirs.elements) <= set(mine.elements)))
                for mine in one
            )
            for theirs in other
        )
    )


@dataclass(frozen=True, eq=False)
class Allowances:
    """Rules of type de_minimis: runs whose inputs may have marks up to a share of the value of what comes out.

    rule      (allowances,) code of the rule
    using     (allowances,) mark of a run that uses the allowance; no material has it
    used      (allowances,) mark of what came out of such a run: it may not use the same allowance again
    relieved  (allowances,) marks that such a run leaves out of what it makes
    line_allowance, line  (lines,) outputs of recipes at which each allowance is tested
    """

    rule: IntArray
    using: IntArray
    used: IntArray
    relieved: IntArray
    line_allowance: IntArray
    line: IntArray

    @property
    def size(self) -> int:
        """Return the number of allowances."""
        return int(self.rule.size)

    def of_run(self, marks: int) -> list[int]:
        """Return the allowances that a run with these marks uses."""
        return [number for number, mark in enumerate(self.using.tolist()) if marks & mark]


@dataclass(frozen=True, eq=False)
class Origins:
    """What rules ask of origins, and what carries it. Every set of marks is the bits of an integer.

    words            (marks,) `mined, separated in China (Dy, Tb)`; `released from DLA stockpile for defence`
    facts            (marks about origins,) the facts of each of these, which come first
    told_apart       (nodes,) marks that are told apart at each node, be it that nothing asks for them; else empty
    of_rule          (rules,) marks of which any one makes the rule act; 0 where a rule does not ask for an origin
    of_output        (lines,) marks that a line of a recipe sets on what comes out; 0 for what goes in
    cleared          (processes,) marks that a process takes away
    of_commodity     (commodities,) marks that the commodity can carry: an element that it lacks leaves none
    of_opening       (stocks,) marks of the opening stock, or of one if there were any
    of_order, of_earlier           (orders,), (returns,) marks of each
    set_by_stock     (stocks,) marks of all that goes through a stock that is released for some end uses only
    release_mark, release_demand  (releases,) mark of stock kept for some end uses; a demand stream of another use
    unsafe           (stocks, periods) marks with which material does not count towards the safety stock: hard bans of
                     the end uses for which the stock is released act on it in at least half of the period
    release_line     (releases,) index into the records of sheet Inventory
    allowances       rules of type de_minimis; of_rule of one is what it relieves, and asks nothing of its outputs
    """

    words: tuple[str, ...]
    facts: tuple[tuple[Fact, ...], ...]
    told_apart: IntArray
    of_rule: IntArray
    of_output: IntArray
    cleared: IntArray
    of_commodity: IntArray
    of_opening: IntArray
    of_order: IntArray
    of_earlier: IntArray
    set_by_stock: IntArray
    unsafe: IntArray
    release_mark: IntArray
    release_demand: IntArray
    release_line: IntArray
    allowances: Allowances

    @property
    def size(self) -> int:
        """Return the number of marks."""
        return len(self.words)

    def name(self, marks: int) -> str:
        """Return a set of marks in words, "" for none."""
        return JOINED.join(word for bit, word in enumerate(self.words) if marks >> bit & 1)
