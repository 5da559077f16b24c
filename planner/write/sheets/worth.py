"""What one more tonne of a limit changes, in words: the whole vector over the tiers, never money alone."""

from __future__ import annotations

from collections.abc import Sequence

from planner.write.report import Report

WHOLE_FROM = 1_000.0  # from here on decimals say nothing
UNITS = {"tonnes": "t", "share of demand": "of a stream's demand", "value": "USD of demand"}


def in_words(report: Report, worth: Sequence[float]) -> str:
    """Return the change of every tier for one more tonne, such as `1 t less short in priority 2; 760 USD more cost`."""
    unit = UNITS[report.problem.options.unmet_measure]
    if not worth:
        return "not known: this solver gives no duals"
    parts = []
    for result, change in zip(report.tiers, worth, strict=False):
        if change == 0.0:
            continue
        size = f"{abs(change):,.0f}" if abs(change) >= WHOLE_FROM else f"{abs(change):,.4g}"
        match result.tier.kind:
            case "unmet":
                less = "less" if change < 0.0 else "more"
                parts.append(f"{size} {unit} {less} short in priority {result.tier.priority}")
            case "soft":
                parts.append(f"{size} tonne-years {'less' if change < 0.0 else 'more'} missed of {result.tier.name}")
            case _:
                parts.append(f"{abs(change):,.2f} USD {'less' if change < 0.0 else 'more'} cost")
    return "; ".join(parts) or "nothing: it does not bind"
