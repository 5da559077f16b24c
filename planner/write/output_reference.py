"""docs/output_workbook.md from what the sheets say of themselves: python -m planner.write.output_reference FILE."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from planner.read_back.checks import SUMMARY
from planner.write.made_page import write_page
from planner.write.sheets import (
    actions,
    awards,
    balance,
    baskets,
    blends,
    buy,
    certificate,
    co_products,
    contracts,
    costs,
    data_check,
    decide_by,
    expansion,
    flows,
    inputs,
    make,
    pins,
    provenance,
    qualification,
    recycling,
    rules,
    run_sheet,
    shortage_split,
    stock_sizes,
    stocks,
    stress,
    stress_elements,
    stress_hedges,
    substitutes,
    supplier_range,
    unmet,
    without_rules,
)  # fmt: skip

ALWAYS, FULL, STRESS = "always", "`--explain full`", "`plan stress`"
HEAD = """# The output workbook

Made by `python3 dev.py run python -m planner.write.output_reference docs/output_workbook.md`; do not edit by hand.

`plan solve` writes these sheets, in this order; `plan explain -o` writes the same with `--explain full`, `plan stress`
the same with its own. Cell A3 of each sheet is a check that Excel works out anew; the Summary gathers them. Every
number of the plan stands once, on sheet Flows; the other sheets refer to it by formulas. Behind the last sheet lie
frozen copies of the input's sheets, called `in ...`. A plan that is given as an input is read by these alone; a sheet
such as `Rules` that somebody put beside them is an error.

By default the plan of `inputs/x.xlsx` is `outputs/x_plan.xlsx` where the file lies in a folder called `inputs`, else
`x_plan.xlsx` beside it; the workbook of `plan stress` is `x_stress.xlsx` there. Our own earlier output is overwritten,
unless somebody has edited it: then, and where another program holds it, the new plan is `x_plan (2).xlsx`, or the next
number that is free. One that another program has saved again counts as edited, even with nothing in it changed. The
plan that a new one stays near to is kept too. Any other file needs `--force`, which overwrites an edited plan as well.
The input is never overwritten.

| sheet | what it says | written |
|---|---|---|
"""
SUMMARY_SENTENCE = (
    "What is short and why, what the plan costs, what is due, what it stands on, and whether all checks hold."
)
RANGE_SENTENCE = (
    "Least and most t that each supplier could send with no priority shorter and the cost at most a little above the "
    "least; below it the price at which each contract would be left."
)


def where(sheet: str) -> str:
    """Return when a sheet is written that only an input with something on another one has."""
    return f"where sheet {sheet} has rows that act"


@dataclass(frozen=True)
class Told:
    """A sheet of the output workbook: its name, what it says, and when it is written."""

    name: str
    sentence: str
    when: str = ALWAYS


SHEETS = (
    Told(SUMMARY, SUMMARY_SENTENCE),
    Told(actions.NAME, actions.SENTENCE),
    Told(decide_by.NAME, decide_by.SENTENCE),
    Told(unmet.NAME, unmet.SENTENCE),
    Told(shortage_split.NAME, shortage_split.SENTENCE),
    Told(buy.NAME, buy.SENTENCE),
    Told(contracts.NAME, contracts.SENTENCE),
    Told(supplier_range.NAME, RANGE_SENTENCE, FULL),
    Told(make.NAME, make.SENTENCE),
    Told(expansion.NAME, expansion.SENTENCE, where("Expansion")),
    Told(flows.NAME, flows.SENTENCE),
    Told(balance.NAME, balance.SENTENCE.format("opening stock + all that comes in")),
    Told(stocks.NAME, stocks.SENTENCE),
    Told(stock_sizes.NAME, stock_sizes.SENTENCE, "where a row of sheet Inventory is `sized`"),
    Told(co_products.NAME, co_products.SENTENCE),
    Told(baskets.NAME, baskets.SENTENCE),
    Told(substitutes.NAME, substitutes.SENTENCE, where("Substitutes")),
    Told(recycling.NAME, recycling.SENTENCE, where("Recycling")),
    Told(blends.NAME, blends.SENTENCE, where("Blends")),
    Told(rules.RULES, rules.RULES_SENTENCE),
    Told(without_rules.NAME, without_rules.SENTENCE, FULL),
    Told(provenance.NAME, provenance.SENTENCE),
    Told(awards.NAME, awards.SENTENCE, where("Sourcing")),
    Told(qualification.NAME, qualification.SENTENCE, where("Qualification")),
    Told(pins.NAME, pins.SENTENCE, where("Pins")),
    Told(rules.LIMITS, rules.LIMITS_SENTENCE),
    Told(stress.STORY, stress.STORY_SENTENCE, STRESS),
    Told(stress.LEVERAGE, stress.LEVERAGE_SENTENCE, STRESS),
    Told(stress_elements.INDEPENDENCE, stress_elements.INDEPENDENCE_SENTENCE, STRESS),
    Told(stress_elements.ELEMENTS, stress_elements.ELEMENTS_SENTENCE, STRESS),
    Told(stress.STRESS, stress.STRESS_SENTENCE, STRESS),
    Told(stress_hedges.HEDGES, stress_hedges.SENTENCE, STRESS),
    Told(costs.NAME, costs.SENTENCE),
    Told(data_check.NAME, data_check.SENTENCE),
    Told(run_sheet.NAME, run_sheet.SENTENCE),
    Told(certificate.NAME, certificate.SENTENCE),
    Told(inputs.NAME, inputs.SENTENCE),
)


def page() -> str:
    """Return the page."""
    return HEAD + "".join(f"| {one.name} | {one.sentence} | {one.when} |\n" for one in SHEETS)


if __name__ == "__main__":
    sys.exit(write_page(sys.argv[1:], "planner.write.output_reference", page))
