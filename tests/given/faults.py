"""What a plan orders under a contract, as tests of verifying and of sheets are given it."""

from __future__ import annotations

from tests.given.whole_contracts import Draw, Term, sheets_of
from tests.workbooks import Sheets


def orders() -> Sheets:
    """Return an input with an order quantity, lots and prices that fall with quantity."""
    tiers = ((2.0, 60), (float("inf"), 30))
    return sheets_of(
        Draw(
            (Term(tiers, "term", 2, True, 12, 0, 0), Term(((float("inf"), 50),), "period", 2, True, 6, 3, 2)), (5, 1, 6)
        )
    )
