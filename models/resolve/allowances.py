"""Rules of type de_minimis: what a row must keep to, and the allowances that the rows make."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from models.arrays import IntArray
from models.carriers import output_lines
from models.issues import Findings
from models.names import ANY, folded
from models.parts.making import Processes
from models.parts.origins import JOINED, Allowances
from models.parts.policy import PRODUCTION, Rules
from models.records import Records
from models.rule_types import DE_MINIMIS

# What joins the marks of material in the tables of a plan.


def check_allowance(records: Records, line: int, issues: Findings) -> None:
    """Add an error for every cell of a de_minimis row that does not fit a test at the making of something."""
    text = records.text
    if text["type"][line] != DE_MINIMIS:
        return
    if text["commodity"][line] in ("", ANY):
        issues.error(
            "allowance-without-stage",
            records.cell(line, "commodity"),
            "a de_minimis names nothing whose making it is tested at",
            "name the commodity or group, such as all magnets: there the value of marked inputs is compared",
        )
    for column in ("to", "end use"):
        if text[column][line] not in ("", ANY):
            issues.error(
                "scope-not-counted",
                records.cell(line, column),
                f"a de_minimis is tested where something is made; `{column}` would narrow nothing",
                f"empty the cell, and write `{column}` in the rule that the allowance relieves",
            )
    if text["applies at"][line] not in ("departure", PRODUCTION):
        issues.error(
            "allowance-elsewhere",
            records.cell(line, "applies at"),
            f"a de_minimis is tested where something is made, not at {text['applies at'][line]}",
            "empty the cell, or write production",
        )
    if text["hard"][line] == "no":
        issues.error(
            "soft-allowance",
            records.cell(line, "hard"),
            "a de_minimis allows something, and an allowance cannot be broken",
            "write yes or empty the cell, and make the rule soft that it relieves",
        )
    if text["window"][line] != "own dates":
        issues.error(
            "allowance-with-window",
            records.cell(line, "window"),
            "a de_minimis is tested on all that is made together, in each period",
            "empty the cell",
        )
    if JOINED in str(text["rule"][line]):
        issues.error(
            "allowance-name",
            records.cell(line, "rule"),
            f"the name holds '{JOINED}', which joins the names of origins in the plan",
            "write `and` instead",
        )


def check_names(records: Records, standing: Iterable[int], issues: Findings) -> None:
    """Add an error where two de_minimis rows that act have one name: what was made under which could not be told."""
    first: dict[str, int] = {}
    for line in standing:
        if records.text["type"][line] != DE_MINIMIS:
            continue
        name = folded(str(records.text["rule"][line]))
        if name in first:
            issues.error(
                "allowance-named-twice",
                records.cell(line, "rule"),
                f"{records.cell(first[name], 'rule')} is a de_minimis of the same name",
                "give each its own name; several commodities of one allowance go into one group",
            )
        first.setdefault(name, line)


def words_of_allowances(rules: Rules) -> list[str]:
    """Return the words of the two marks of each allowance, `using` and then `used`."""
    names = [name for name, kind in zip(rules.name, rules.type, strict=True) if kind == DE_MINIMIS]
    return [
        words for name in names for words in (f"under the allowance of {name}", f"made under the allowance of {name}")
    ]


def make_allowances(rules: Rules, processes: Processes, of_rule: IntArray, first: int) -> Allowances:
    """Return the allowances of the rules that act.

    of_rule  (rules,) marks that each asks for
    first    bit of their first mark
    """
    chosen = rules.of_type(DE_MINIMIS)
    codes = np.flatnonzero(chosen)
    rule, line = output_lines(processes, rules, chosen)
    number = np.arange(codes.size, dtype=np.int64)
    bits = np.array([1 << (first + bit) for bit in range(2 * codes.size)], dtype=np.int64)
    return Allowances(
        rule=codes,
        using=bits[2 * number],
        used=bits[2 * number + 1],
        relieved=of_rule[codes],
        line_allowance=np.searchsorted(codes, rule),
        line=line,
    )
