"""A sheet's XML rewritten in the one form that Excel writes, for files that other programs wrote differently.

Prefixes, comments, attributes in another order, cells without an address: all are allowed and rare. They are
brought into plain form here, so that there is a single scanner (planner/read/sheet_xml.py) to trust.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.parsers import expat
from xml.sax.saxutils import escape

from planner.read.grid import letters

# Elements whose text the scanner needs.
WITH_TEXT = frozenset({"v", "f"})
# What is passed on at a time; any size would do.
BLOCK = 2**20


class MalformedError(Exception):
    """The XML is not well-formed; the message says where."""


class _Plain:
    """Handlers that write the plain form into `out`."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.size = 0
        self.inside = False
        self.row = 0
        self.column = -1
        self.text: list[str] | None = None

    def write(self, text: str) -> None:
        self.out.append(text)
        self.size += len(text)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "sheetData":
            self.inside = True
            self.write("<sheetData>")
        elif local == "mergeCell":
            self.write(f'<mergeCell ref="{escape(attributes.get("ref", ""))}"/>')
        elif not self.inside:
            return
        elif local == "row":
            stated = attributes.get("r", str(self.row + 1))
            self.row = int(stated) if stated.isdecimal() else self.row + 1
            self.column = -1
            hidden = ' hidden="1"' if attributes.get("hidden") in ("1", "true") else ""
            self.write(f'<row r="{escape(stated)}"{hidden}>')
        elif local == "c":
            self.column += 1
            address = attributes.get("r") or f"{letters(self.column)}{self.row}"
            place = sum((ord(letter) - 64) * 26**power for power, letter in
                        enumerate(reversed([letter for letter in address if letter.isalpha()])))  # fmt: skip
            self.column = place - 1
            style = f' s="{attributes["s"]}"' if attributes.get("s", "").isdecimal() else ""
            kind = f' t="{attributes["t"]}"' if attributes.get("t", "").isalpha() else ""
            self.write(f'<c r="{escape(address)}"{style}{kind}>')
        elif local == "is":
            self.write("<is></is>")
        elif local in WITH_TEXT:
            self.text = []

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "sheetData":
            self.inside = False
            self.write("</sheetData>")
        elif not self.inside:
            return
        elif local in WITH_TEXT and self.text is not None:
            self.write(f"<{local}>{escape(''.join(self.text))}</{local}>")
            self.text = None
        elif local in ("row", "c"):
            self.write(f"</{local}>")

    def characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)


def plain_form(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a sheet's XML in plain form; MalformedError when it is not well-formed."""
    plain = _Plain()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = plain.start
    parser.EndElementHandler = plain.end
    parser.CharacterDataHandler = plain.characters
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            if plain.size > BLOCK:
                yield "".join(plain.out).encode()
                plain.out, plain.size = [], 0
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as fault:  # the others speak of its encoding
        raise MalformedError(str(fault)) from fault
    yield "".join(plain.out).encode() + b"</worksheet>"
