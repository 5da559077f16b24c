"""The forms in which words of the input are compared and shown."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

# Soft hyphen, zero-width space and joiners, directional marks, word joiner, byte order mark.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
SPACES = re.compile(r"\s+")
# What cannot stand in a workbook: control characters, lone surrogates, noncharacters.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

# How alike two words are that are one but for a slip, and that may be meant for one another.
SLIP, LOOSE = 0.9, 0.6


def clean(text: str) -> str:
    """Return a name as it is kept: composed, without invisible characters, trimmed, inner spaces one."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    visible = UNWRITABLE.sub("", INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    return SPACES.sub(" ", visible).strip()


def header_form(text: str) -> str:
    """Return the form in which headers and sheet names compare: no case, no accents, space for underscore."""
    plain = clean(text).replace("_", " ")
    if plain.isascii():
        return clean(plain.casefold())
    apart = unicodedata.normalize("NFKD", plain).casefold()
    return clean("".join(letter for letter in apart if not unicodedata.combining(letter)))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `did you mean 'X'?` for the closest known word, or nothing."""
    close = closest(word, known)
    return f"did you mean '{close}'?" if close else ""


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is closest to `word`, or None when none is close.

    One that the word begins with is closer than what has as many letters alike: `safety stock` is `safety`.
    """
    by_form, form = {header_form(name): name for name in known}, header_form(word)
    begun = max((one for one in by_form if form.startswith(f"{one} ")), key=len, default=None)
    found = difflib.get_close_matches(form, list(by_form), n=1, cutoff=SLIP if begun else LOOSE)
    close = found[0] if found else begun
    return by_form[close] if close is not None else None
