"""Writes docs/model.md, the page of the formulation, from the docstrings of the model itself.

python -m planner.write.model_reference docs/model.md
"""

from __future__ import annotations

import inspect
import sys

from models import tiers
from models.costs import COSTS
from models.formulation import FAMILIES
from models.variables import Variables
from planner.explain import basket_elements, baskets
from planner.explain.stress import elements, gone, hedges, losses, marginal, rule_losses, stops, worlds, yielding
from planner.write.made_page import write_page

HEAD = """# The linear program

Made from the docstrings of the model by `python3 dev.py run python -m planner.write.model_reference docs/model.md`.

A plan is the solution of one linear program, solved several times: the unmet demand of priority 1 is made as small as
possible, then with that kept, of priority 2, and so on, each with its fair share behind it where that is asked for;
then what should be kept but may yield (soft rules, stocks, lateness); then the cost, the distance from an earlier plan,
the size of stocks that are to be sized; last a tie-break, so that the same data give the same plan. A tier is kept by
its face: every column with a reduced cost stays at its bound and every row with a dual at its limit, which is exactly
the set of that tier's optima. There is never one sum with a large penalty.
"""

FAMILIES_HEAD = """## Families of rows

The sign of a shadow price that stands with a family is that of the first tier in which the row has one. From then on
the row is kept at its limit, as an equation: in the tiers behind, its shadow price may have either sign. One more tonne
that spares a shortage, for instance, may make the plan dearer.

quantity[line, t] is how many tonnes of a line of a recipe go into a run or come out of it, of an output with its yield.
The driver of a process is the line that carries its run cost, lead time or minimum run; where none does, the first one
that is no input of a mixture. Run costs and rates count tonnes of it.
"""

EXPLAINED = """
## What is told of a plan by solving again

`plan stress` makes each world from the plan's program with what is lost shut in it, or from the changed input where a
rule changes, and solves it by the same tiers.
"""

MODULES = {
    "Stops, and what a tonne is worth": stops, "A tonne less": marginal, "Elements": elements, "Losses": losses,
    "What is lost": gone, "Changes of rules": rule_losses, "Prepared and by surprise": worlds, "What yields": yielding,
    "Hedges": hedges, "Baskets": baskets, "Elements of baskets": basket_elements,
}  # fmt: skip


def page() -> str:
    """Return the page."""
    parts = [HEAD, "## Variables\n", _code(inspect.getdoc(Variables) or ""), FAMILIES_HEAD]
    parts += [
        f"### {family.name}\n\n{_limit(family.sheet, family.column)}{_code(_doc(family.build))}" for family in FAMILIES
    ]
    parts += ["## Costs\n", *(f"- **{cost.__name__}**: {_doc(cost)}" for cost in COSTS), "\n## Tiers, in order\n"]
    order = (
        tiers.unmet_tiers, tiers.fair_tiers, tiers.soft_tiers, tiers.cost_tier, tiers.near_tier, tiers.size_tiers,
        tiers.tie_break_tier,
    )  # fmt: skip
    parts += [f"{number}. {_doc(tier)}" for number, tier in enumerate(order, start=1)]
    parts += [EXPLAINED, *(f"### {title}\n\n{_doc(module)}\n" for title, module in MODULES.items())]
    return "\n".join(parts).rstrip() + "\n"


def _doc(function: object) -> str:
    return inspect.getdoc(function) or ""


def _code(text: str) -> str:
    return f"```text\n{text}\n```\n"


def _limit(sheet: str, column: str) -> str:
    return f"The limit stands in sheet {sheet}, column `{column}`.\n\n" if sheet else ""


if __name__ == "__main__":
    sys.exit(write_page(sys.argv[1:], "planner.write.model_reference", page))
