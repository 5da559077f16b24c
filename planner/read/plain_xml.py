"""A sheet's XML rewritten in the one form that Excel writes, for files that other programs wrote differently.

Prefixes, comments, attributes in another order, cells without an address: all are allowed and rare. They are
brought into plain form here, so that there is a single scanner (planner/read/sheet_xml.py) to trust. What readers
understand differently is refused: values in pieces, elements of others among the cells, other namespaces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat
from xml.sax.saxutils import escape

from planner.read.grid import letters
from planner.read.usual_form import are_usual_texts, holds_elements, usual_root

# The namespace of workbooks, and that of the stricter form of the standard.
NAMESPACES = frozenset({
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main",
})  # fmt: skip
# Elements whose text the scanner needs, and those that hold a text and no other element.
WITH_TEXT = frozenset({"v", "f"})
LEAVES = frozenset({"v", "f", "t"})
# What may stand in the table of cells, in a row, and in a cell.
WITHIN = {
    "sheetData": frozenset({"row"}),
    "row": frozenset({"c", "extLst"}),
    "c": frozenset({"f", "v", "is", "extLst"}),
}
PLAIN_STYLE, PLAIN_TYPE = re.compile(r'(?: s="[0-9]+")?'), re.compile(r'(?: t="[a-zA-Z]+")?')
END_OF_TEXT = b"</si>"
# What is passed on at a time; any size would do.
BLOCK = 2**20


class MalformedError(Exception):
    """The XML is not well-formed, or means nothing; the message says where, and `cell` is the cell if it is one's."""

    def __init__(self, message: str, cell: str = "") -> None:
        super().__init__(message)
        self.cell = cell


def local_name(name: str) -> str:
    """Return the name of an element of workbooks without its namespace; of another, one that no workbook has."""
    namespace, _, local = name.rpartition(" ")
    return local if namespace in NAMESPACES else f"{local} of another kind"


class _Plain:
    """Handlers that write the plain form into `out`."""

    def __init__(self) -> None:
        self.out: list[str] = ["<worksheet>"]
        self.size = 0
        self.inside = False
        self.row = 0
        self.column = -1
        self.text: list[str] | None = None
        self.above: list[str] = []
        self.address = ""
        self.has_value = False

    def write(self, text: str) -> None:
        self.out.append(text)
        self.size += len(text)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = local_name(name)
        parent = self.above[-1] if self.above else ""
        self.above.append(local)
        if parent in LEAVES and self.inside:
            raise MalformedError("a value in pieces", self.address)
        if local == "sheetData":
            if self.inside:
                raise MalformedError("a table of cells within another")
            self.inside = True
            self.write("<sheetData>")
        elif local == "mergeCell":
            self.write(f'<mergeCell ref="{escape(attributes.get("ref", ""))}"/>')
        elif not self.inside:
            self.outside(local, attributes)
        elif parent in WITHIN and local not in WITHIN[parent]:
            raise MalformedError(f"element {local} among the cells")
        elif local == "row":
            stated = attributes.get("r", str(self.row + 1))
            self.row = int(stated) if stated.isdecimal() else self.row + 1
            self.column = -1
            hidden = ' hidden="1"' if attributes.get("hidden") in ("1", "true") else ""
            self.write(f'<row r="{escape(stated)}"{hidden}>')
        elif local == "c":
            self.cell(attributes)
        elif local in ("v", "is") and self.has_value:
            raise MalformedError("two values in a cell", self.address)
        elif local == "is":
            self.has_value = True
            self.write("<is></is>")
        elif local in WITH_TEXT:
            self.has_value |= local == "v"
            self.text = []

    def outside(self, local: str, attributes: dict[str, str]) -> None:
        """Write what counts of that which stands outside of the table of cells: that columns are hidden."""
        if local == "col" and attributes.get("hidden") in ("1", "true"):
            ends = "".join(f' {end}="{escape(attributes.get(end, ""))}"' for end in ("min", "max"))
            self.write(f'<col{ends} hidden="1"/>')

    def cell(self, attributes: dict[str, str]) -> None:
        """Write the start of a cell; one without an address stands right of the one before."""
        self.has_value = False
        self.column += 1
        address = attributes.get("r") or f"{letters(self.column)}{self.row}"
        place = sum((ord(letter) - 64) * 26**power for power, letter in
                    enumerate(reversed([letter for letter in address if letter.isalpha()])))  # fmt: skip
        self.column = place - 1
        self.address = f"{letters(self.column)}{self.row}" if place else ""
        style = f' s="{attributes["s"]}"' if "s" in attributes else ""
        kind = f' t="{attributes["t"]}"' if "t" in attributes else ""
        if not PLAIN_STYLE.fullmatch(style) or not PLAIN_TYPE.fullmatch(kind):
            raise MalformedError(f"a cell with attributes{style}{kind}", self.address)
        self.write(f'<c r="{escape(address)}"{style}{kind}>')

    def end(self, name: str) -> None:
        local = local_name(name)
        self.above.pop()
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

    def interrupted(self, *_: object) -> None:
        if self.text is not None:
            raise MalformedError("a value in pieces", self.address)


class WellFormed:
    """Pieces of XML, one behind the other, held to be well-formed.

    What is known to be whole elements, well-formed, may be left out.
    """

    def __init__(
        self, root: str, start: Callable[[str, dict[str, str]], None] | None = None,
        end: Callable[[str], None] | None = None,
    ) -> None:  # fmt: skip
        """Take the name of the outermost element, which must be one of workbooks, and handlers of those within."""
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.EndElementHandler = end

        def first(name: str, _: dict[str, str]) -> None:
            self._parser.StartElementHandler = start
            if local_name(name) != root:
                raise MalformedError(f"its outermost element is {name}")

        self._parser.StartElementHandler = first

    def feed(self, piece: bytes, *, is_last: bool = False) -> None:
        """Take the next piece; raise MalformedError where this can be no XML any more."""
        try:
            self._parser.Parse(piece, is_last)
        except (expat.ExpatError, ValueError, LookupError) as fault:  # the others speak of its encoding
            raise MalformedError(str(fault)) from fault


def well_formed(chunks: Iterable[bytes], root: str) -> Iterator[bytes]:
    """Yield what is given, and raise MalformedError as soon as it is no XML: a scanner by patterns would not see it.

    root  name of the outermost element, which must be one of workbooks
    """
    whole = WellFormed(root)
    for chunk in chunks:
        whole.feed(chunk)
        yield chunk
    whole.feed(b"", is_last=True)


def whole_texts(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the part with the shared texts; MalformedError when it is not well-formed, or an element is in a text."""
    inside = False

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal inside
        if inside:
            raise MalformedError("a text in pieces")
        inside = local_name(name) == "t"

    def end(_: str) -> None:
        nonlocal inside
        inside = False

    whole = WellFormed("sst", start, end)
    rest, is_clear = b"", False
    for number, chunk in enumerate(chunks):
        yield chunk
        if number == 0:
            begin = max(chunk.find(b"<si>"), 0)
            whole.feed(chunk[:begin])
            is_clear, chunk = usual_root(chunk[:begin]) is not None, chunk[begin:]  # noqa: PLW2901 (what is left of it)
        rest += chunk
        ended = rest.rfind(END_OF_TEXT) + len(END_OF_TEXT)
        cut = ended if ended >= len(END_OF_TEXT) else len(rest)
        texts, rest = rest[:cut], rest[cut:]
        if not (is_clear and are_usual_texts(texts)):
            whole.feed(texts)
            is_clear &= texts.endswith(END_OF_TEXT) and holds_elements(texts)
    whole.feed(rest, is_last=True)


def plain_form(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a sheet's XML in plain form; MalformedError when it is not well-formed."""
    plain = _Plain()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = plain.start
    parser.EndElementHandler = plain.end
    parser.CharacterDataHandler = plain.characters
    # Of a value with a comment or the like in it each reader makes something else.
    parser.CommentHandler = parser.ProcessingInstructionHandler = parser.StartCdataSectionHandler = plain.interrupted
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
