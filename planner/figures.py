"""How amounts stand in sentences, of the terminal and of sheets."""

# Amounts from here on are said in whole tonnes and dollars.
WHOLE = 1e5
# A share from here on would be rounded to all.
NEARLY_ALL = 0.9995


def figure(amount: float) -> str:
    """Return an amount as a sentence says it with its unit behind: six digits, or whole from 100,000 on."""
    return f"{amount:,.0f}" if abs(amount) >= WHOLE else f"{amount + 0.0:,.6g}"  # no minus before nothing


def covered(share: float) -> str:
    """Return the share of a demand that is covered, of which some is short: nearly all is not all."""
    return f"{share:.1%}" if share < NEARLY_ALL else "more than 99.9%"
