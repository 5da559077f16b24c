"""Sheet Without each rule: the plan without it, in full, at the old shortage, by itself and together with others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.limits.windows import Windows
from planner.explain.level import Level
from planner.explain.outcomes import COST, Change, difference
from planner.explain.rule_effects import RuleEffect, RuleEffects
from planner.write import bulk, styles
from planner.write.page import FIRST_ROW, Desk, open_page
from planner.write.phrases import joined
from planner.write.report import Limit, Report
from planner.write.sheets.effects import effects_of
from planner.write.worth import told

NAME = "Without each rule"
SENTENCE = (
    "What would change without a rule, each found by solving again; rows with one name are one rule. Effects do not "
    "add up: rules that close the same flow hide each other. `Added to no other rule` is what it changes where it is "
    "the only one."
)
CHECK = "what each rule costs, and what rules do to each other, is what all cost"
WIDTH = 60.0
# Behind them the solver's room in what is held shows.
CENTS = 2
AS_ONE, TOGETHER, NAMED = "tried as one", "all rules together", 6
REST = "what rules do to each other: all together, less the sum of each"


def write(desk: Desk, report: Report) -> None:
    """Write the sheet, where it was asked for."""
    if report.explained.level is not Level.FULL:
        return
    page = open_page(desk, NAME, report.compared(SENTENCE))
    found = report.explained.rules
    if found.together is None:
        page.text(FIRST_ROW, 0, "No rule acts in this plan.")
        page.check("no rule acts", "TRUE", True)
        return
    rows = [(effect.name, effect) for effect in found.each]
    rows += [(f"{AS_ONE}: {joined(names, NAMED)}", effect) for names, effect in found.groups]
    rows.append((TOGETHER, found.together))
    at_old = [_at_old(effect) for _, effect in rows]
    formulas: list[str | None] = [None] * len(rows)
    each, together = _places(found)
    has_rest = len(found.each) > 1 and not found.together.without.why
    if has_rest:
        rows.append((REST, RuleEffect("", (), Change(interaction(found)))))
        at_old.append(None)
        formulas.append(f"{together}-SUM({each})")
    periods = _binding(report, [effect for _, effect in rows])
    page.table(
        [
            bulk.wrapped("rule", [name for name, _ in rows], 44.0),
            bulk.wrapped("without it", [told(report, effect.without) for _, effect in rows], WIDTH),
            bulk.formula("more cost without it [USD]", formulas, [_cost(one.without) for _, one in rows], styles.USD),
            bulk.number("more cost without it, as short as now [USD]", at_old, styles.USD),
            bulk.wrapped(
                "added to no other rule",
                ["" if effect.only is None else told(report, effect.only) for _, effect in rows],
                WIDTH,
            ),
            bulk.wrapped(
                "one tonne more of its cap or grant, the first that is used up",
                ["" if effect.one_more is None else told(report, effect.one_more) for _, effect in rows],
                44.0,
            ),
            bulk.text("binds first in", [first for first, _ in periods]),
            bulk.text("binds last in", [last for _, last in periods]),
            bulk.source(
                "input cell",
                [report.problem.cell("Rules", effect.lines[0], "rule") if effect.lines else "" for _, effect in rows],
            ),
        ]
    )
    rest = f"+C{FIRST_ROW + len(rows)}" if has_rest else f"+({together}-SUM({each}))"
    page.agree(CHECK, f"SUM({each}){rest}", together)


def _binding(report: Report, effects: Sequence[RuleEffect]) -> list[tuple[str, str]]:
    """Return the first and the last period in which any of the rules of an effect binds; blank where none does."""
    rules, windows = report.problem.rules, Windows(report.plan.model, report.plan.solution.matrix)
    by_line: dict[int, list[int]] = {}
    for rule, state in enumerate(effects_of(report)):
        own = [period for limit in state.tight for period in _periods(report, windows, limit)]
        for line in (int(rules.line[rule]), *rules.grants.line[rules.grants.rule == rule].tolist()):
            by_line.setdefault(line, []).extend(own)
    found = []
    for effect in effects:
        codes = [period for line in effect.lines for period in by_line.get(line, [])]
        found.append((report.periods[min(codes)], report.periods[max(codes)]) if codes else ("", ""))
    return found


def _periods(report: Report, windows: Windows, limit: Limit) -> list[int]:
    """Return when a limit binds: one of a period in it, one over several where anything uses it, or else could."""
    if limit.period:
        return [report.period_order[limit.period]]
    columns, values, periods = windows.entries(limit.family, limit.row)
    # What is allowed beyond a soft limit stands in its row too, the other way round.
    used = (report.plan.values[columns] != 0.0) & (values > 0.0)
    found: list[int] = np.unique(periods[used if used.any() else values > 0.0]).tolist()
    return found


def _places(found: RuleEffects) -> tuple[str, str]:
    """Return the cells with the cost without each rule, and the cell with that without all."""
    count = len(found.each)
    return f"C{FIRST_ROW + 1}:C{FIRST_ROW + count}", f"C{FIRST_ROW + 1 + count + len(found.groups)}"


def _cost(change: Change) -> float | None:
    return None if change.why else change.of.get(COST, 0.0)


def _at_old(effect: RuleEffect) -> float | None:
    """Return the change of cost at the old shortage; that without the rule where no better tier changes."""
    if effect.at_old_unmet is not None:
        return round(effect.at_old_unmet, CENTS) + 0.0
    moved = any(amount for tier, amount in effect.without.of.items() if tier != COST)
    return None if moved else _cost(effect.without)


def interaction(found: RuleEffects) -> dict[str, float]:
    """Return tier -> what is more without all rules, less the sum of what is more without each."""
    if found.together is None:
        return {}
    # What sums of rounded numbers differ by is nothing.
    return {
        tier: difference(amount, sum(effect.without.of.get(tier, 0.0) for effect in found.each))
        for tier, amount in found.together.without.of.items()
    }
