"""A valid workbook as parts and cells, and the ways to damage one part or one cell of it."""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import openpyxl

from models.schema import TABLE, Column, Role

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
STRINGS, STYLES, THEME = "xl/sharedStrings.xml", "xl/styles.xml", "xl/theme/theme1.xml"
CONTENT_TYPES = "[Content_Types].xml"
HEADER_ROWS = 20
WORKSHEET = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"

type Value = object
type Rewrite = Callable[[str], str]


class NoSuchPlace(LookupError):  # noqa: N818 - the workbook is simply without one
    """The workbook has nothing that a case could damage."""


@dataclass(frozen=True)
class Place:
    """A cell: its sheet, and its row and column counted from 1."""

    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        """Return the address within the sheet, such as F12."""
        return f"{openpyxl.utils.get_column_letter(self.column)}{self.row}"

    def __str__(self) -> str:
        """Return the address as findings name it."""
        sheet = self.sheet if self.sheet.isidentifier() else f"'{self.sheet}'"
        return f"{sheet}!{self.cell}"

    def down(self, rows: int = 1) -> Place:
        """Return the cell so many rows below."""
        return replace(self, row=self.row + rows)

    def right(self, columns: int = 1) -> Place:
        """Return the cell so many columns to the right."""
        return replace(self, column=self.column + columns)


@dataclass(frozen=True, eq=False)
class Package:
    """The parts of a workbook by name, in the order of the file."""

    parts: dict[str, bytes]

    @classmethod
    def of(cls, path: Path) -> Package:
        """Read a valid workbook."""
        with zipfile.ZipFile(path) as package:
            return cls({name: package.read(name) for name in package.namelist()})

    @cached_property
    def sheets(self) -> dict[str, str]:
        """Return the part of each sheet by the sheet's name."""
        relations = self.parts[RELATIONS].decode()
        target = {
            _attribute(tag, "Id"): posixpath.normpath(posixpath.join("xl", _attribute(tag, "Target").lstrip("/")))
            for tag in re.findall(r"<Relationship\b[^>]*>", relations)
        }
        tags = re.findall(r"<sheet\b[^>]*>", self.parts[WORKBOOK].decode())
        return {_attribute(tag, "name"): target[_attribute(tag, "r:id")] for tag in tags}

    @cached_property
    def cells(self) -> dict[str, list[list[Value]]]:
        """Return the values of each sheet of the input, one list a row."""
        book = openpyxl.load_workbook(io.BytesIO(self.packed()), data_only=True)
        return {sheet.title: [list(row) for row in sheet.values] for sheet in book if sheet.title in TABLE}

    @cached_property
    def header_row(self) -> dict[str, int]:
        """Return the row of each sheet's header, from 1."""
        found: dict[str, int] = {}
        for sheet, rows in self.cells.items():
            known = set(TABLE[sheet].by_name)
            scores = [sum(_name(value) in known for value in row) for row in rows[:HEADER_ROWS]]
            found[sheet] = scores.index(max(scores)) + 1
        return found

    def value(self, place: Place) -> Value:
        """Return what a cell holds, None where it is blank."""
        rows = self.cells[place.sheet]
        row = rows[place.row - 1] if place.row <= len(rows) else []
        return row[place.column - 1] if place.column <= len(row) else None

    def header(self, sheet: str, column: str) -> Place:
        """Return the header cell of a column."""
        if sheet in self.cells:
            row = self.header_row[sheet]
            for index, value in enumerate(self.cells[sheet][row - 1], 1):
                if _name(value) == column:
                    return Place(sheet, row, index)
        raise NoSuchPlace(f"{sheet}: {column}")

    def last_row(self, sheet: str) -> int:
        """Return the last row of a sheet with a value."""
        rows = self.cells[sheet]
        return max(number for number, row in enumerate(rows, 1) if any(value is not None for value in row))

    def last_column(self, sheet: str) -> int:
        """Return the last column with a header."""
        row = self.cells[sheet][self.header_row[sheet] - 1]
        return max(index for index, value in enumerate(row, 1) if value is not None)

    def filled(self, sheet: str, column: str) -> Iterator[Place]:
        """Yield the filled cells of a column, from the first row down."""
        top = self.header(sheet, column)
        for row in range(top.row + 1, self.last_row(sheet) + 1):
            place = replace(top, row=row)
            if self.value(place) is not None:
                yield place

    def first(self, sheet: str, column: str) -> Place:
        """Return the first filled cell of a column."""
        for place in self.filled(sheet, column):
            return place
        raise NoSuchPlace(f"{sheet}: {column}")

    def number(self) -> Place:
        """Return a cell with an amount of demand, which every workbook has."""
        row = self.header_row["Demand"]
        main = {"demand", "all", *(str(value) for value in self.column_values("Periods", "period"))}
        for below in range(row + 1, self.last_row("Demand") + 1):
            for column, header in enumerate(self.cells["Demand"][row - 1], 1):
                place = Place("Demand", below, column)
                value = self.value(place)
                if _name(header) in {name.casefold() for name in main} and isinstance(value, int | float) and value:
                    return place
        raise NoSuchPlace("an amount of demand")

    def column_values(self, sheet: str, column: str) -> list[Value]:
        """Return the filled values of a column."""
        return [self.value(place) for place in self.filled(sheet, column)]

    def columns(self, *roles: Role) -> Iterator[tuple[str, Column, Place]]:
        """Yield sheet, column and first filled cell of each column of a role."""
        for sheet in self.cells:
            for column in TABLE[sheet].columns:
                if column.role in roles:
                    try:
                        yield sheet, column, self.first(sheet, column.name)
                    except NoSuchPlace:
                        continue

    def text(self, part: str) -> str:
        """Return a part as text."""
        if part not in self.parts:
            raise NoSuchPlace(part)
        return self.parts[part].decode()

    def sheet_text(self, sheet: str) -> str:
        """Return the XML of a sheet."""
        return self.text(self.sheets[sheet])

    def with_part(self, part: str, content: str | bytes | None) -> Package:
        """Return the workbook with a part replaced, added, or, for None, without it."""
        parts = dict(self.parts)
        if content is None:
            parts.pop(part)
        else:
            parts[part] = content.encode() if isinstance(content, str) else content
        return Package(parts)

    def with_change(self, part: str, old: str, new: str) -> Package:
        """Return the workbook with the first `old`, which must be there, replaced in a part."""
        text = self.text(part)
        if old not in text:
            raise NoSuchPlace(f"{part}: {old}")
        return self.with_part(part, text.replace(old, new, 1))

    def with_sheet(self, sheet: str, rewrite: Rewrite) -> Package:
        """Return the workbook with the XML of a sheet rewritten."""
        return self.with_part(self.sheets[sheet], rewrite(self.sheet_text(sheet)))

    def with_xml(self, place: Place, make: Callable[[str, str], str]) -> Package:
        """Return the workbook with a cell's XML made anew from its address and its style attribute."""
        return self.with_sheet(place.sheet, lambda text: _put(text, place, make))

    def with_value(self, place: Place, value: Value) -> Package:
        """Return the workbook with a value in a cell, typed as Python types it; None empties the cell."""
        return self.with_xml(place, lambda cell, style: cell_xml(cell, style, value))

    def with_raw(self, place: Place, raw: str) -> Package:
        """Return the workbook with raw text as the stored number of a cell."""
        return self.with_xml(place, lambda cell, style: f'<c r="{cell}"{style}><v>{raw}</v></c>')

    def with_values(self, values: Iterable[tuple[Place, Value]]) -> Package:
        """Return the workbook with several cells changed."""
        package = self
        for place, value in values:
            package = package.with_value(place, value)
        return package

    def with_row(self, sheet: str, row: int, **values: Value) -> Package:
        """Return the workbook with values in a row, by column (`_` for a space)."""
        places = ((replace(self.header(sheet, name.replace("_", " ")), row=row), v) for name, v in values.items())
        return self.with_values(list(places))

    def with_copy_of_row(self, sheet: str, row: int, changes: dict[str, Value] | None = None) -> Package:
        """Return the workbook with a row of a sheet once more at its end, with changes by column."""
        last = self.last_row(sheet) + 1
        changed = {self.header(sheet, name).column: value for name, value in (changes or {}).items()}
        values = [
            (Place(sheet, last, column), changed.get(column, value))
            for column, value in enumerate(self.cells[sheet][row - 1], 1)
        ]
        package = self
        for place, value in values:
            if value is not None:
                package = package.with_value(place, value)
        return package

    def renamed(self, old: str, new: str) -> Package:
        """Return the workbook with a name replaced in every cell of the input that holds it and no more."""
        return self.with_values(
            (Place(sheet, row, column), new)
            for sheet, rows in self.cells.items()
            for row, values in enumerate(rows, 1)
            for column, value in enumerate(values, 1)
            if isinstance(value, str) and value.casefold() == old.casefold() and row != self.header_row[sheet]
        )

    def with_empty_sheet(self, name: str, part: str = "xl/worksheets/more.xml", content: str | None = None) -> Package:
        """Return the workbook with one more sheet."""
        target = part.removeprefix("xl/")
        number = 9999 + self.text(WORKBOOK).count("<sheet ")
        sheet = f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        relation = f'<Relationship Id="rId{number}" Type="{WORKSHEET}" Target="{target}"/>'
        return (
            self.with_change(WORKBOOK, "</sheets>", f"{sheet}</sheets>")
            .with_change(RELATIONS, "</Relationships>", f"{relation}</Relationships>")
            .with_part(part, content if content is not None else worksheet("<sheetData/>"))
        )

    def packed(self) -> bytes:
        """Return the workbook as a file."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in self.parts.items():
                package.writestr(name, content)
        return buffer.getvalue()


def worksheet(inside: str) -> str:
    """Return the XML of a sheet."""
    return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{inside}</worksheet>'


def cell_xml(cell: str, style: str, value: Value) -> str:
    """Return the XML of a cell."""
    match value:
        case None:
            return f'<c r="{cell}"{style}/>'
        case bool():
            return f'<c r="{cell}"{style} t="b"><v>{int(value)}</v></c>'
        case int() | float():
            return f'<c r="{cell}"{style}><v>{value!r}</v></c>'
        case dt.datetime():
            return f'<c r="{cell}"{style}><v>{(value - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1):g}</v></c>'  # noqa: DTZ001 - Excel knows no time zones
        case _:
            text = escape(str(value))
            return f'<c r="{cell}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1] if found else ""


def _name(value: Value) -> str:
    return re.sub(r"\s*\[.*\]$", "", str(value)).strip().casefold() if value is not None else ""


def _put(text: str, place: Place, make: Callable[[str, str], str]) -> str:
    """Return a sheet's XML with a cell made anew, in its place among the others; a missing row is added at the end."""
    found = re.search(rf'(<row r="{place.row}"[^>]*?)(/>|>(.*?)</row>)', text, re.DOTALL)
    if found is None:
        return text.replace("</sheetData>", f'<row r="{place.row}">{make(place.cell, "")}</row></sheetData>', 1)
    cells = re.findall(r"<c [^>]*?/>|<c [^>]*?[^/]>.*?</c>", found[3] or "", re.DOTALL)
    by_column = {openpyxl.utils.cell.coordinate_from_string(_attribute(one, "r"))[0]: one for one in cells}
    old = by_column.get(openpyxl.utils.get_column_letter(place.column), "")
    style = re.match(r'<c [^>]*?( s="\d+")', old)
    by_column[openpyxl.utils.get_column_letter(place.column)] = make(place.cell, style[1] if style else "")
    ordered = sorted(by_column.items(), key=lambda item: openpyxl.utils.column_index_from_string(item[0]))
    inside = "".join(xml for _, xml in ordered)
    return text[: found.start()] + f"{found[1]}>{inside}</row>" + text[found.end() :]
