"""Whether whole rows of a sheet's XML hold nothing of which readers make different things, found by patterns."""

from __future__ import annotations

import re

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
