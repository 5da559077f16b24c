"""How amounts stand in sentences, of the terminal and of sheets."""

from __future__ import annotations

from math import ceil, floor, log10

# Amounts from here on are said in whole tonnes and dollars.
WHOLE = 1e5
DIGITS, FEW_DIGITS = 6, 3
# So small a part of the last digit is a solver's rounding.
ROUNDING = 1e-3
# A share from here on would be rounded to all.
NEARLY_ALL = 0.9995


def figure(amount: float) -> str:
    """Return an amount as a sentence says it with its unit behind: six digits, or whole from 100,000 on."""
    return f"{amount:,.0f}" if abs(amount) >= WHOLE else f"{amount + 0.0:,.6g}"  # no minus before nothing


def enough(amount: float) -> str:
    """Return an amount of which less would not do, as `figure` says it: rounded up."""
    if amount <= 0.0:
        return figure(amount)
    last = 1.0 if amount >= WHOLE else 10.0 ** (floor(log10(amount)) + 1 - DIGITS)
    return figure(ceil(amount / last - ROUNDING) * last)


def at_least(amount: float) -> float:
    """Return an amount of which at least so much holds, in three digits: rounded down."""
    if not 0.0 < amount < float("inf"):
        return amount
    last = 10.0 ** (floor(log10(amount)) + 1 - FEW_DIGITS)
    return float(f"{floor(amount / last + ROUNDING) * last:.{FEW_DIGITS}g}")


def covered(share: float) -> str:
    """Return the share of a demand that is covered, of which some is short: nearly all is not all."""
    return f"{share:.1%}" if share < NEARLY_ALL else "more than 99.9%"
