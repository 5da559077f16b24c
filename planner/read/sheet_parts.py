"""A sheet's XML cut into what stands before its rows, whole rows, and what stands behind them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum, auto

ROOT = re.compile(rb"<worksheet[\s>]")
BLOCK = 2**22
# No row of 16,384 cells comes near this; what does not end before it is no row.
LONGEST_ROW = 2**26


class NotPlainError(Exception):
    """The XML is not in the form that the scanner reads."""


class Part(Enum):
    """Where in a sheet a piece of its XML stands."""

    HEAD = auto()
    ROWS = auto()
    TAIL = auto()


def sheet_parts(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, Part]]:
    """Yield the head of a sheet, its rows cut between two of them, and the tail: together all that is given.

    Raises NotPlainError when these cannot be told apart.
    """
    buffer, inside = b"", False
    pieces = iter(chunks)
    for piece in pieces:
        buffer += piece
        if not inside:
            start = buffer.find(b"<sheetData")
            end = buffer.find(b">", start)
            if start < 0 or end < 0:
                continue
            inside = True
            # With a prefix, or another namespace from here on, these may be the elements of something else.
            if ROOT.search(buffer[:start]) is None or b"xmlns" in buffer[start:end]:
                raise NotPlainError("the table of cells is of another kind")
            if buffer[end - 1 : end] == b"/":
                yield buffer[:end], Part.HEAD
                yield b"".join((buffer[end:], *pieces)), Part.TAIL
                return
            yield buffer[: end + 1], Part.HEAD
            buffer = buffer[end + 1 :]
        stop = buffer.find(b"</sheetData>")
        if stop >= 0:
            yield buffer[:stop], Part.ROWS
            tail = b"".join((buffer[stop:], *pieces))
            if b"</worksheet>" not in tail:
                raise NotPlainError("the end of the sheet is missing")
            yield tail, Part.TAIL
            return
        cut = buffer.rfind(b"</row>") + len(b"</row>")
        if cut >= len(b"</row>") and len(buffer) >= BLOCK:
            yield buffer[:cut], Part.ROWS
            buffer = buffer[cut:]
        elif len(buffer) > LONGEST_ROW:
            raise NotPlainError("a row without end")
    raise NotPlainError("the end of the sheet is missing")
