"""Which limits of the plan a row of the input makes, and which of them bind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.records import sheet_and_row
from planner.write.report import KEY_PARTS, Limit, Report
from planner.write.worth import gains, one_more

# A limit is used up when less than a gram, or a millionth of it, is left.
USED_UP, USED_UP_SHARE = 1e-6, 1e-6


def limits_by_row(report: Report, families: Iterable[str]) -> dict[tuple[str, int], list[Limit]]:
    """Return (family, row of the sheet) -> its limits, for the families that are asked for."""
    wanted = set(families)
    found: dict[tuple[str, int], list[Limit]] = {}
    for limit in report.limits:
        if limit.family in wanted:
            found.setdefault((limit.family, sheet_and_row(limit.cell)[1]), []).append(limit)
    return found


def binds(limit: Limit) -> bool:
    """Tell whether a limit is used up and worth something; without duals, whether it is used up."""
    return (any(limit.worth) or not limit.worth) and is_used_up(limit)


def is_used_up(limit: Limit) -> bool:
    """Tell whether nothing is left of a limit, whatever it is worth."""
    return limit.slack <= USED_UP + USED_UP_SHARE * abs(limit.limit)


def first_more(report: Report, binding: Sequence[Limit]) -> str:
    """Return what one more tonne of what binds first changes; "" where nothing does.

    Of several flows in that period it is the one that matters most, by itself where there is such, and is named.
    """
    if not binding:
        return ""
    # Rows over a window have no period; they stand in the order of their windows.
    first = min(binding, key=lambda limit: (report.period_order.get(limit.period, -1), not limit.period and limit.row))
    own = [limit for limit in binding if (limit.period, limit.window) == (first.period, first.window)]
    most = min(own, key=lambda limit: (bool(limit.also), *(-abs(change) for change in gains(report, limit))))
    flow = most.key.partition(KEY_PARTS)[2] if len({limit.key for limit in own}) > 1 else ""
    return f"{flow}: {one_more(report, most)}" if flow else one_more(report, most)
