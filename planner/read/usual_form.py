"""Rows of cells and shared texts in the usual form, that in which spreadsheet programs write them, by one pattern each.

What is in the usual form throughout is well-formed, means the same to every reader, and stores nothing that its type
cannot hold; so that nothing of it is looked at again. One pattern for all of that takes a fifth of the time of a parser
and of the searches that other rows need. Every quantifier is possessive: nothing is given back, and no text takes long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

# Numbers as programs write them, and the place of a shared text.
USUAL_NUMBER = rb"-?+[0-9]{1,18}+(?:\.[0-9]{1,25}+)?+(?:[eE][-+]?+[0-9]{1,2}+)?+"
PLACE_OF_TEXT = rb"[0-9]{1,9}+"
# Of characters XML allows no others below the space; whether those above it are any is seen when they are decoded.
_PLAIN = rb"[^<>&\x00-\x08\x0b\x0c\x0e-\x1f]*+"
_TEXT = _PLAIN + rb"(?:&(?:amp|lt|gt|quot|apos);" + _PLAIN + rb")*+"
_IN_TEXT = rb'<t(?: xml:space="preserve")?+>' + _TEXT + rb"</t>"
_FORMULA = rb"(?:<f>" + _TEXT + rb"</f>)?+"
# A number that is shown as a date: days up to the year 4637, and what of the day is over.
_DAYS = rb"[0-9]{1,6}+(?:\.[0-9]{1,25}+)?+"
_OTHERS = (
    rb' t="s">' + _FORMULA + rb"<v>" + PLACE_OF_TEXT + rb"</v></c>",
    rb' t="inlineStr"><is>' + _IN_TEXT + rb"</is></c>",
    rb"/>",
    rb' t="str">' + _FORMULA + rb"<v>" + _TEXT + rb"</v></c>",
    rb' t="b">' + _FORMULA + rb"<v>[01]</v></c>",
)
_TRUTH = rb'"(?:[01]|true|false)"'
_SIZE = rb'"[0-9.]{1,25}+"'
# In the order of the standard, which is that of all programs: so none stands twice.
_ROW = rb'<row r="[0-9]{1,7}+"' + b"".join(
    rb"(?: " + name + rb"=" + value + rb")?+"
    for name, value in (
        (b"spans", rb'"[0-9]{1,5}+:[0-9]{1,5}+"'), (b"s", rb'"[0-9]{1,5}+"'), (b"customFormat", _TRUTH),
        (b"ht", _SIZE), (b"hidden", _TRUTH), (b"customHeight", _TRUTH), (b"outlineLevel", rb'"[0-7]"'),
        (b"collapsed", _TRUTH), (b"thickTop", _TRUTH), (b"thickBot", _TRUTH), (b"x14ac:dyDescent", _SIZE),
    )
)  # fmt: skip
_TEXTS = re.compile(rb"(?:<si>" + _IN_TEXT + rb"</si>\s*+)++")
# What a part begins with whose bytes mean what they seem to: nothing but its root, and that without entities.
_BEGIN = re.compile(
    rb'(?:\xef\xbb\xbf)?+(?:<\?xml version=["\']1\.0["\'](?: encoding=["\'](?i:utf-8)["\'])?+'
    rb'(?: standalone=["\'](?:yes|no)["\'])?+\s*+\?>)?+\s*+<(?:worksheet|sst)((?:\s++[\w:.-]++="[^"<>&]*+")*+)\s*+>'
)
# Behind these what looks like an element may be none, far into what follows.
_OTHER_MARKS = b"<!", b"<?"
_ATTRIBUTE = re.compile(rb'\s([\w:.-]++)="[^"]*+"')
_PREFIX, _DECLARED = b"x14ac:", b"xmlns:x14ac"
# The bytes of the two characters that UTF-8 can write and XML does not allow.
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
# `<c r="` and the longest address behind it.
_BEFORE_ADDRESS, _LONGEST_ADDRESS = 6, 10


def _number(form: bytes) -> bytes:
    return rb'(?: t="n")?+>' + _FORMULA + rb"<v>" + form + rb"</v></c>"


def _any_of(*kinds: bytes) -> bytes:
    return rb"(?:" + rb"|".join(kinds) + rb")"


class UsualRows:
    """Which rows of one sheet are in the usual form.

    styles  the cell styles that show a number as a date, which not every number can be
    """

    def __init__(self, styles: Iterable[int]) -> None:
        dates = rb"(?:" + (b"|".join(b"0*%d" % style for style in sorted(styles)) or b"none") + rb")"
        cell = rb'<c r="[A-Z]{1,3}+[0-9]{1,7}+"' + _any_of(
            rb'(?: s="(?!' + dates + rb'")[0-9]{1,5}+")?+' + _any_of(_number(USUAL_NUMBER), *_OTHERS),
            rb' s="' + dates + rb'"' + _any_of(_number(_DAYS), *_OTHERS),
        )
        self._pattern = re.compile(rb"(?:" + _ROW + rb"(?:/>|>(?:" + cell + rb")*+</row>)\s*+)++")
        self._is_known = self._has_prefix = False

    def begin(self, head: bytes) -> None:
        """Take note of what the sheet says of itself before its rows; without that, nothing is in the usual form."""
        root = usual_root(head)
        self._is_known = root is not None
        # Excel's own attribute of rows has a prefix, which has to be declared.
        self._has_prefix = root is not None and _DECLARED in _ATTRIBUTE.findall(root)

    def has(self, rows: bytes) -> bool:
        """Return whether whole rows are in the usual form throughout."""
        return (
            self._is_known
            and self._pattern.fullmatch(rows) is not None
            and (self._has_prefix or _PREFIX not in rows)
            and is_text(rows)
        )


def are_usual_texts(texts: bytes) -> bool:
    """Return whether shared texts, whole ones, are in the usual form throughout."""
    return _TEXTS.fullmatch(texts) is not None and is_text(texts)


def usual_root(head: bytes) -> bytes | None:
    """Return the attributes of a part's root where all behind the head stands in elements as it seems to, else None."""
    found = _BEGIN.match(head)
    return found[1] if found is not None and holds_elements(head[found.end() :]) else None


def holds_elements(piece: bytes) -> bool:
    """Return whether there is nothing but elements and texts: no comment, no instruction and nothing of their kind."""
    return not any(mark in piece for mark in _OTHER_MARKS)


def is_text(data: bytes) -> bool:
    """Return whether bytes above the space are UTF-8 of characters that XML allows."""
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return not any(one in data for one in _NO_CHARACTERS)


def addresses(rows: bytes) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Return (cells, letters and digits) the addresses of rows in the usual form, and whether each cell has a value.

    In each line behind the address stands 0.
    """
    signs = np.frombuffer(rows, dtype=np.uint8)
    cell = np.flatnonzero((signs[:-1] == ord("<")) & (signs[1:] == ord("c")))
    filled = np.ones(cell.size, dtype=np.bool_)
    if b"/>" in rows:
        end = np.flatnonzero(signs == ord(">"))
        filled = signs[end[np.searchsorted(end, cell)] - 1] != ord("/")
    # Behind any address there are more signs than the longest has: the cell ends, and its row.
    found: NDArray[np.uint8] = signs[cell[:, None] + np.arange(_BEFORE_ADDRESS, _BEFORE_ADDRESS + _LONGEST_ADDRESS)]
    found[np.logical_or.accumulate(found == ord('"'), axis=1)] = 0
    return found, filled
