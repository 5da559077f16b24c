"""Sheet Unmet: each demand that stays short, by how much, and which limits hold it back."""

from __future__ import annotations

from planner.write import bulk, styles
from planner.write.page import FIRST_ROW, Desk, joined, open_page
from planner.write.report import DEMAND, Limit, Report
from planner.write.sheets import flows as flow_sheet

NAME = "Unmet"
SENTENCE = (
    "One row is a demand that stays short in a period. The limits named bind in its priority: with a tonne more of "
    "them less would be short."
)
NAMED_LIMITS = 4


def write(desk: Desk, report: Report) -> None:
    """Write the sheet."""
    page = open_page(desk, NAME, SENTENCE, tab=str(styles.Colour.BAD_FONT))
    flows, short = report.flows, report.short
    whole = flow_sheet.total(flows, "unmet")
    if not short:
        page.text(FIRST_ROW, 0, "Nothing is short: every demand is delivered in full.")
        page.check("nothing is short, and sheet Flows says the same", f"{whole}=0", True)
        return
    columns = flows.columns
    first, last = flows.kinds["unmet"]
    rows = {
        (columns["site"][row], columns["commodity"][row], columns["end use"][row], columns["period"][row]): row
        for row in range(first, last + 1)
    }
    keys = [(one["customer"], one["commodity"], one["end_use"], one["period"]) for one in short]
    asked, missing = [one["demand_t"] for one in short], [one["unmet_t"] for one in short]
    numbers = range(FIRST_ROW + 1, FIRST_ROW + 1 + len(short))
    page.table(
        [
            bulk.text("customer", [key[0] for key in keys]),
            bulk.text("commodity", [key[1] for key in keys]),
            bulk.text("end use", [key[2] for key in keys]),
            bulk.number("priority", [one["priority"] or None for one in short], styles.WHOLE),
            bulk.text("period", [key[3] for key in keys]),
            bulk.number("demand [t]", asked, total=True),
            bulk.formula("unmet [t]", [flow_sheet.cell("quantity", rows[key]) for key in keys], missing, total=True),
            bulk.formula(
                "share short",
                [f"G{row}/F{row}" for row in numbers],
                [part / all_ for part, all_ in zip(missing, asked, strict=True)],
                styles.PERCENT,
            ),
            bulk.wrapped("limits that bind in this priority", _causes(report), 70.0),
            bulk.source("input cell", [report.demand_cell(*key) for key in keys]),
        ],
        frozen=2,
    )
    heat = {
        "type": "2_color_scale",
        "min_type": "num",
        "max_type": "num",
        "min_value": 0,
        "max_value": 1,
        "min_color": "#FFFFFF",
        "max_color": "#F2A38C",
    }
    page.sheet.conditional_format(FIRST_ROW, 7, FIRST_ROW + len(short) - 1, 7, heat)
    area = f"G{FIRST_ROW + 1}:G{FIRST_ROW + len(short)}"
    page.agree("the tonnes are those unmet in sheet Flows", f"SUM({area})", whole)


def _causes(report: Report) -> list[str]:
    """Return, for each row that is short, the limits that bind in its priority, in its period or in all."""
    if not any(limit.worth for limit in report.limits):
        return ["not known: this solver gives no duals"] * len(report.short)
    tiers = {result.tier.priority: place for place, result in enumerate(report.tiers) if result.tier.priority}
    binding: dict[tuple[int, str], list[Limit]] = {}
    for limit in report.limits:
        if limit.family != DEMAND:
            for place, worth in enumerate(limit.worth):
                if worth:
                    binding.setdefault((place, limit.period), []).append(limit)
    return [_cause(binding, tiers.get(one["priority"]), one["period"]) for one in report.short]


def _cause(binding: dict[tuple[int, str], list[Limit]], tier: int | None, period: str) -> str:
    if tier is None:
        return "priced demand: not served by choice, because a shortage costs less"
    found = [*binding.get((tier, period), ()), *binding.get((tier, ""), ())]
    if not found:
        return "no limit of this period: what is missing was decided in other periods"
    found.sort(key=lambda limit: -abs(limit.worth[tier]))
    return joined((f"{limit.words} of {limit.key} ({limit.cell})" for limit in found), NAMED_LIMITS)
