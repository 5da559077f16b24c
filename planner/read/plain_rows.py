"""Whether whole rows of a sheet's XML hold nothing of which readers make different things, found by patterns.

And the addresses of the cells of such rows.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from planner.read.sheet_parts import NotPlainError

# Something that follows on a row and is none. Each pattern begins with what it is searched for: the search is then
# ten times as fast.
BEHIND_ROW = re.compile(rb"</row>\s*+<(?!row[\s/>])")
BEHIND_BARE_ROW = re.compile(rb"<row[^<>]*+(?<=/)>\s*+<(?!row[\s/>])")
BEFORE_ROWS = re.compile(rb"\s*+<(?!row[\s/>])")
# A value or text that does not end with its element.
IN_PIECES = re.compile(rb"<[vft](?:\s[^<>]*[^<>/])?>(?![^<]*+</)")
# A value that is not the last of its cell: of two one reader takes the first, another the last.
BEHIND_VALUE = re.compile(rb"</v>\s*+<(?!/c>)")
BEHIND_NO_VALUE = re.compile(rb"<v ?/>\s*+<(?!/c>)")
BEHIND_TEXT = re.compile(rb"</is>\s*+<(?!/c>)")
# A text in its cell, which only a cell of that type has: of others one reader sees it, and another does not.
IN_CELL = re.compile(rb' t="inlineStr"[^<>]*+>(?:\s*+<f(?:[^<>]*/>|[^<>]*+>[^<]*+</f>))?+\s*+<is\b')
ATTRIBUTES = rb'(?: s="[0-9]+")?(?: t="[a-zA-Z]+")?(?: [cv]m="[0-9]+")*'
FILLED = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"' + ATTRIBUTES + rb">(?!\s*</c>)")
EMPTY = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"' + ATTRIBUTES + rb"(?:/>|>\s*</c>)")
# No tag is searched beyond the next one, and no space is given back: else a long run of either takes minutes.
ROW = re.compile(rb'<row r="([0-9]{1,7})"[^<>]*+>')
BARE_ROW = re.compile(rb"<row [^<>]*+(?<=/)>")
OTHER_VALUE = re.compile(rb"<v(?!>| ?/>)")


def is_plain(block: bytes, bare_rows: int) -> bool:
    """Return whether there is nothing but rows, one value a cell and in one piece, and texts in cells of their type.

    bare_rows  how many rows have no cells and so no end of their own
    """
    return (
        b"<!" not in block
        and b"<?" not in block
        and b" xmlns" not in block
        and b"mergeCell" not in block
        and b"sheetData" not in block
        and BEFORE_ROWS.match(block) is None
        and BEHIND_ROW.search(block) is None
        and (bare_rows == 0 or BEHIND_BARE_ROW.search(block) is None)
        and IN_PIECES.search(block) is None
        and all(pattern.search(block) is None for pattern in (BEHIND_VALUE, BEHIND_NO_VALUE, BEHIND_TEXT))
        and (b"<is" not in block or block.count(b"<is") == len(IN_CELL.findall(block)))
    )


def plain_addresses(block: bytes) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Return what `addresses` does, of rows in plain form; NotPlainError where they are not."""
    filled = FILLED.findall(block)
    bare = len(BARE_ROW.findall(block))
    cells, rows = block.count(b"<c"), block.count(b"<row")
    blank = EMPTY.findall(block) if len(filled) != cells else []
    plain = (
        len(filled) + len(blank) == cells
        and len(ROW.findall(block)) == rows
        and rows - bare == block.count(b"</row>")
        and OTHER_VALUE.search(block) is None
        and is_plain(block, bare)
    )
    if not plain:
        found = re.search(rb'<c r="(?![A-Z]{1,3}[0-9]{1,7}")([^"]*)"', block)
        raise NotPlainError(found[1].decode(errors="replace") if found else "unreadable")
    signs = np.array([*filled, *blank], dtype="S10").view(np.uint8).reshape(cells, 10)
    return signs, np.arange(cells) < len(filled)
