"""What a case is: a name, how to make its file from a valid workbook, and what must become of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from planner.errors import ExitCode
from tests.hostile.package import Package, Place

# A hostile file is refused inside these; bloat that is accepted may take longer (design page on trust, 3).
REFUSED_SECONDS, ACCEPTED_SECONDS, MEBIBYTES = 10.0, 15.0, 512.0


@dataclass(frozen=True)
class Expected:
    """What must become of a file.

    exits      the exit codes that are right
    code       a finding that must be among those told, "" for none in particular
    where      the address that finding must have: a cell, a sheet, or the file; "" for any
    same_plan  whether an accepted file must give the plan of the valid workbook
    """

    exits: frozenset[int]
    code: str = ""
    where: str = ""
    same_plan: bool = True


@dataclass(frozen=True)
class Made:
    """A hostile file: its content, or how to put it in a folder, and what must become of it."""

    content: bytes | Callable[[Path], None]
    expected: Expected
    name: str = "hostile.xlsx"


@dataclass(frozen=True)
class Case:
    """One damage: `make` raises NoSuchPlace where the valid workbook has nothing to damage so."""

    name: str
    topic: str
    make: Callable[[Package], Made]
    heavy: bool = False


@dataclass
class Topic:
    """The cases of one module, in the order in which they were written."""

    name: str
    cases: list[Case] = field(default_factory=list)

    def add(self, name: str, make: Callable[[Package], Made], *, heavy: bool = False) -> None:
        """Add a case."""
        self.cases.append(Case(f"{self.name}: {name}", self.name, make, heavy))

    def each[Value](
        self, values: Iterable[Value], name: Callable[[Value], str], make: Callable[[Package, Value], Made]
    ) -> None:
        """Add a case for each value."""
        for value in values:
            self.add(name(value), partial(_with_value, make, value))

    def named[Value](
        self, values: Mapping[str, Value], name: Callable[[str], str], make: Callable[[Package, Value], Made]
    ) -> None:
        """Add a case for each value, which goes by a name."""
        for called, value in values.items():
            self.add(name(called), partial(_with_value, make, value))

    def case(self, name: str, *, heavy: bool = False) -> Callable[[Callable[[Package], Made]], None]:
        """Add the decorated function as a case."""
        return lambda make: self.add(name, make, heavy=heavy)


def _with_value[Value](make: Callable[[Package, Value], Made], value: Value, package: Package) -> Made:
    return make(package, value)


def refused(package: Package | bytes, code: str, where: Place | str = "hostile.xlsx", **options: str) -> Made:
    """Return a file that must be refused with a finding at an address; `name` is the file's, if it matters."""
    content = package.packed() if isinstance(package, Package) else package
    return Made(content, Expected(frozenset({ExitCode.INPUT}), code, str(where)), **options)


def accepted(package: Package | bytes, code: str = "", where: Place | str = "", **options: str) -> Made:
    """Return a file that must give the plan of the valid workbook, with a finding if one is named."""
    content = package.packed() if isinstance(package, Package) else package
    return Made(content, Expected(frozenset({ExitCode.DONE}), code, str(where)), **options)


def other_plan(package: Package, code: str = "", where: Place | str = "") -> Made:
    """Return a file that means something else and is right to be accepted."""
    return Made(package.packed(), Expected(frozenset({ExitCode.DONE}), code, str(where), same_plan=False))


def either(package: Package | bytes) -> Made:
    """Return a file that may be refused, or else gives the plan of the valid workbook; nothing between."""
    content = package.packed() if isinstance(package, Package) else package
    return Made(content, Expected(frozenset({ExitCode.DONE, ExitCode.INPUT})))
