"""A number with its noun, as sentences say it."""

from __future__ import annotations


def several(word: str) -> str:
    """Return the noun of several, such as `notes` or `processes`."""
    return f"{word}es" if word.endswith("s") else f"{word}s"


def counted(number: int, word: str, many: str = "") -> str:
    """Return a number with its noun, such as `1 note` or `2 notes`.

    many  the noun of several, where the word itself does not tell
    """
    return f"{number:,} {word if number == 1 else many or several(word)}"
