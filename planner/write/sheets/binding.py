"""Which limits of the plan a row of the input makes, and which of them bind."""

from __future__ import annotations

from collections.abc import Iterable

from planner.write.report import Limit, Report

# A limit is used up when less than a gram, or a millionth of it, is left.
USED_UP, USED_UP_SHARE = 1e-6, 1e-6


def limits_by_row(report: Report, families: Iterable[str]) -> dict[tuple[str, int], list[Limit]]:
    """Return (family, row of the sheet) -> its limits, for the families that are asked for."""
    wanted = set(families)
    found: dict[tuple[str, int], list[Limit]] = {}
    for limit in report.limits:
        if limit.family in wanted:
            digits = "".join(one for one in limit.cell.rpartition("!")[2].rpartition(":")[2] if one.isdigit())
            found.setdefault((limit.family, int(digits)), []).append(limit)
    return found


def binds(limit: Limit) -> bool:
    """Tell whether a limit is used up and worth something; without duals, whether it is used up."""
    return (any(limit.worth) or not limit.worth) and is_used_up(limit)


def is_used_up(limit: Limit) -> bool:
    """Tell whether nothing is left of a limit, whatever it is worth."""
    return limit.slack <= USED_UP + USED_UP_SHARE * abs(limit.limit)
