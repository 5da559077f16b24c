"""Sheets Sourcing and Qualification: rows that let nothing in, which hardly anybody means."""

from __future__ import annotations

import numpy as np

from models.issues import Findings
from models.problem import Problem

# Shares are typed in per cent; what is less than this below all was rounded.
ROUNDING = 1e-9


def check_sourcing(problem: Problem, issues: Findings) -> None:
    """Add what is odd about who may supply whom."""
    _most_shares_below_all(problem, issues)
    _nobody_ready(problem, issues)


def _most_shares_below_all(problem: Problem, issues: Findings) -> None:
    """Warn where most shares of all who can send are less than all together: only nothing keeps them."""
    sourcing = problem.sourcing
    for event, (buyer, commodity) in enumerate(zip(sourcing.buyer, sourcing.commodity, strict=True)):
        lanes = sourcing.lane[sourcing.lane_event == event]
        shares = np.flatnonzero((sourcing.share_event == event) & ~sourcing.share_least)
        # Each lane is held by the lowest share that it is in, if by any.
        held = np.full(lanes.size, np.inf)
        total, lowest = 0.0, shares[np.argsort(sourcing.share[shares], kind="stable")]
        for share in lowest.tolist():
            own = np.isin(lanes, sourcing.member_lane[sourcing.member_share == share])
            if (held[own] == np.inf).any():
                total += float(sourcing.share[share])
            held[own] = np.minimum(held[own], sourcing.share[share])
        if lanes.size and np.isfinite(held).all() and total < 1.0 - ROUNDING:
            line = int(sourcing.share_line[lowest[-1]])
            issues.warning(
                "most-shares-below-all", problem.cell("Sourcing", line, "most share"),
                f"the most shares of everybody who can send '{commodity}' to '{buyer}' are {total:.6g} of all "
                "together, so that nothing at all can be bought there",
                "raise most shares to 100 % together, or leave one supplier without",
            )  # fmt: skip


def _nobody_ready(problem: Problem, issues: Findings) -> None:
    """Warn of a sheet in which no row says when it is ready: each then shuts its lanes for the whole plan."""
    records = problem.tables.records["Qualification"]
    if len(records) and not any(records.text["ready period"]) and problem.qualifications.size:
        more = f", as of the {len(records) - 1} rows below it" if len(records) > 1 else ""
        issues.warning(
            "qualification-without-period", records.cell(0, "ready period"),
            f"no ready period is given of this row{more}, so that nothing may be sent directly on these lanes in the "
            "whole plan",
            "write the first period in which it may arrive, or a ban in sheet Rules where that is meant",
        )  # fmt: skip
