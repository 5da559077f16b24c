"""Folders of tables: separators, encodings and line ends of other programs, links, and files that are none."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from planner.errors import ExitCode
from tests.hostile.case import Expected, Made, Topic
from tests.hostile.package import NoSuchPlace, Package, Value

FOLDERS = Topic("folder")
FOLDER = "hostile"
# A table by its name: what it holds, or how it is put there.
type Content = bytes | Callable[[Path], None]
type Files = dict[str, Content]


def tables(package: Package, separator: str = ",", end: str = "\r\n") -> dict[str, str]:
    """Return the tables of a workbook as texts, by the name of their file."""
    made: dict[str, str] = {}
    for sheet, rows in package.cells.items():
        buffer = io.StringIO()
        writer = csv.writer(buffer, delimiter=separator, lineterminator=end)
        writer.writerows([_field(value) for value in row] for row in rows[package.header_row[sheet] - 1 :])
        made[f"{sheet}.csv"] = buffer.getvalue()
    return made


def _field(value: Value) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def changed(package: Package, name: str, old: str, new: str) -> dict[str, str]:
    """Return the tables with the first `old`, which must be there, replaced in one of them."""
    texts = tables(package)
    if name not in texts or old not in texts[name]:
        raise NoSuchPlace(f"{name}: {old}")
    return {**texts, name: texts[name].replace(old, new, 1)}


def _first(package: Package, sheet: str, column: str) -> str:
    return _field(package.value(package.first(sheet, column)))


def written(texts: Mapping[str, str], encoding: str = "utf-8") -> Files:
    """Return tables as the bytes of their files."""
    return {name: text.encode(encoding) for name, text in texts.items()}


def folder(files: Files, exits: ExitCode, code: str = "", where: str = "") -> Made:
    """Return a folder of files, and what must become of it."""

    def make(path: Path) -> None:
        path.mkdir()
        for name, content in files.items():
            if isinstance(content, bytes):
                (path / name).write_bytes(content)
            else:
                content(path / name)

    return Made(make, Expected(frozenset({exits}), code, where), FOLDER)


def taken(files: Files, code: str = "", where: str = "") -> Made:
    """Return a folder that must give the plan of the workbook."""
    return folder(files, ExitCode.DONE, code, where)


def refused(files: Files, code: str, where: str = "") -> Made:
    """Return a folder that must be refused."""
    return folder(files, ExitCode.INPUT, code, where)


FOLDERS.add("the same tables", lambda p: taken(written(tables(p))))
FOLDERS.each(
    ("\n", "\r", "\r\n"), lambda end: f"lines that end in {end!r}", lambda p, end: taken(written(tables(p, end=end)))
)
FOLDERS.add("a byte order mark before each table", lambda p: taken(written(tables(p), "utf-8-sig")))
FOLDERS.each(
    ("utf-16", "utf-16-le", "utf-32"),
    lambda code: f"tables in {code}",
    lambda p, code: refused(written(tables(p), code), "not-utf8"),
)
FOLDERS.named(
    {"semicolons": ";", "tabs": "\t", "bars": "|"},
    lambda name: f"columns parted by {name}",
    lambda p, sign: refused(written(tables(p, sign)), "no-header", "Demand!A1"),
)
FOLDERS.add(
    "one table parted by semicolons, with decimal commas",
    lambda p: refused(
        written({**tables(p), "Lanes.csv": tables(p, ";")["Lanes.csv"].replace("200", "200,5")}),
        "no-header",
        "Lanes!A1",
    ),
)
FOLDERS.add(
    "a line that tells the separator",
    lambda p: taken(written({name: f"sep=,\r\n{text}" for name, text in tables(p).items()})),
)
FOLDERS.add(
    "a line that tells another separator",
    lambda p: refused(
        written({name: f"sep=;\r\n{text}" for name, text in tables(p, ";").items()}), "no-header", "Demand!A2"
    ),
)
FOLDERS.add(
    "separators at the ends of lines",
    lambda p: taken(written({name: text.replace("\r\n", ",,,\r\n") for name, text in tables(p).items()})),
)
FOLDERS.add(
    "blank lines between all lines",
    lambda p: taken(written({name: text.replace("\r\n", "\r\n\r\n") for name, text in tables(p).items()})),
)
FOLDERS.add(
    "a field of 200,000 characters",
    lambda p: refused(
        written({**tables(p), "Sites.csv": tables(p)["Sites.csv"] + "x" * 200_000}), "bad-csv", "Sites.csv"
    ),
)
FOLDERS.add(
    "a quote that does not end",
    lambda p: refused(written({**tables(p), "Sites.csv": tables(p)["Sites.csv"] + '"x'}), "bad-csv", "Sites.csv"),
)
FOLDERS.add(
    "a million separators",
    lambda p: refused(
        written({**tables(p), "Sites.csv": tables(p)["Sites.csv"] + "," * 1_000_000}), "too-big", "Sites.csv"
    ),
)
FOLDERS.add(
    "bytes of value 0 behind a name",
    lambda p: refused(
        written(changed(p, "Demand.csv", _first(p, "Demand", "customer"), _first(p, "Demand", "customer") + "\0")),
        "not-utf8",
        "Demand.csv",
    ),
)
FOLDERS.add(
    "numbers as in other countries",
    lambda p: refused(written(changed(p, "Lanes.csv", f",{_first(p, 'Lanes', 'cost')},", ',"200,5",')), "text-number"),
)
FOLDERS.add(
    "dates as in other countries",
    lambda p: refused(written(changed(p, "Periods.csv", _first(p, "Periods", "start"), "1.10.2026")), "text-cell"),
)


def _link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2 * 2**30)


NO_TABLES: dict[str, Callable[[Path], None]] = {
    "a pipe": os.mkfifo,
    "a link to a device without end": _link("/dev/zero"),
    "a link to itself": _link("Demand.csv"),
    "a link to nothing": _link("gone"),
    "a folder": lambda path: path.mkdir(),
}
FOLDERS.named(
    NO_TABLES,
    lambda name: f"{name} called Demand.csv",
    lambda p, make: refused({**written(tables(p)), "Demand.csv": make}, "missing-sheet"),
)
FOLDERS.add(
    "Demand.csv of 2 GB of nothing",
    lambda p: refused({**written(tables(p)), "Demand.csv": _sparse}, "too-big", "Demand.csv"),
)
FOLDERS.add(
    "a table that is a link to another folder's",
    lambda p: taken({**written(tables(p)), "Demand.csv": lambda path: _linked(path, tables(p)["Demand.csv"])}),
)


def _linked(path: Path, text: str) -> None:
    elsewhere = path.parent / ".elsewhere"
    elsewhere.write_text(text, encoding="utf-8", newline="")
    path.symlink_to(elsewhere)


# What is no sheet may be anything
OTHERS: dict[str, Content] = {
    "a table in another encoding": "Länder;Stück\n".encode("latin-1"),
    "a table without an end": b'a,"b\n',
    "2 GB of nothing": _sparse,
    "a link to a device without end": _link("/dev/zero"),
    "bytes of a picture": b"\x89PNG\r\n\x1a\n" + bytes(1000),
}
FOLDERS.named(
    OTHERS,
    lambda name: f"beside the tables, notes.csv: {name}",
    lambda p, content: taken(
        {**written(tables(p)), "notes.csv": content}, "unknown-file" if "device" in str(content) else ""
    ),
)
FOLDERS.each(
    ("DEMAND.csv", "demand.CSV", "_Demand.csv", "Demand.parquet"),
    lambda name: f"Demand.csv and {name}",
    lambda p, name: refused({**written(tables(p)), name: tables(p)["Demand.csv"].encode()}, "duplicate-sheet"),
)
FOLDERS.each(
    ("Demand (1).csv", "Demand - Copy.csv", "Kopie von Demand.csv", "line\nfeed.csv", "=cmd.csv"),
    lambda name: f"Demand.csv and {name!a}",
    lambda p, name: taken({**written(tables(p)), name: tables(p)["Demand.csv"].encode()}, "unknown-sheet"),
)
FOLDERS.each(
    ("~$Demand.csv", ".Demand.csv", ".~lock.Demand.csv#", "#Demand.csv", "README.md"),
    lambda name: f"Demand.csv and {name}, which is passed over",
    lambda p, name: taken({**written(tables(p)), name: b"x"}),
)
