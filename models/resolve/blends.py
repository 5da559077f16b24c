"""Sheet Blends: which limits hold on the inputs of which process."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from models.arrays import FloatArray, IntArray
from models.issues import Findings
from models.names import ANY, Namespace, folded
from models.problem import Blends, Commodities, Processes
from models.records import Records, Tables
from models.resolve.recipes import name_codes
from models.resolve.selectors import expand, look_up, most_exact, report_equal_matches
from models.units import LITTLE, little_percent

# Shares that differ by less are the same.
SAME = 1e-9
# A limit so many times beyond every mixture was hardly meant as one.
FAR = 10.0
# Between these lies any share.
NO_ENDS = 0.0, np.inf

# Columns of the sheet that name what is counted.
PART, WHOLE = "commodity", "of"


@dataclass(frozen=True, eq=False)
class _Counted:
    """What a cell names: (commodities,) t counted per tonne of each, and whether it is an element."""

    weight: FloatArray
    element: str = ""


@dataclass(eq=False)
class _Lines:
    """Weighted lines of recipes under construction: blend, line, t counted per tonne of the line."""

    blend: list[int] = field(default_factory=list)
    line: list[int] = field(default_factory=list)
    weight: list[float] = field(default_factory=list)

    def add(self, blend: int, lines: IntArray, weights: FloatArray) -> None:
        """Add lines with a weight."""
        used = weights != 0.0
        self.blend += [blend] * int(used.sum())
        self.line += lines[used].tolist()
        self.weight += weights[used].tolist()

    def arrays(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Return them as arrays."""
        return (
            np.array(self.blend, dtype=np.int64),
            np.array(self.line, dtype=np.int64),
            np.array(self.weight, dtype=np.float64),
        )


def make_blends(
    tables: Tables,
    site_space: Namespace,
    commodity_space: Namespace,
    commodities: Commodities,
    processes: Processes,
    issues: Findings,
) -> Blends:
    """Make the limits, one for each process that a row matches; the more exact row replaces the other."""
    records = tables.records["Blends"]
    known = tables.knows("Processes")
    sites = look_up(records, "site", site_space, "Sites", tables, issues)
    counted = {
        column: [_counted(records, line, column, commodity_space, commodities, known, issues)
                 for line in range(len(records))] for column in (PART, WHOLE)
    }  # fmt: skip
    _check_shares(records, issues)
    every = expand([sites])
    extra = np.stack([name_codes(records.text[name])[0][every.record] for name in ("process", PART, WHOLE)], axis=1)
    best, pairs = most_exact(every, extra)
    report_equal_matches(records, pairs, issues)
    at = {(int(site), folded(name)): code for code, (site, name) in
          enumerate(zip(processes.site, processes.name, strict=True))}  # fmt: skip
    kept: list[tuple[int, int]] = []
    parts, wholes = _Lines(), _Lines()
    wrong: dict[int, str] = {}
    spans: dict[int, list[tuple[float, float]]] = {}
    for row, site in zip(every.record[best].tolist(), every.codes[best, 0].tolist(), strict=True):
        part, whole = counted[PART][row], counted[WHOLE][row]
        process = at.get((site, folded(records.text["process"][row])))
        if part is None or whole is None:
            continue
        if process is None:
            wrong.setdefault(row, "process")
            continue
        lines = np.arange(*np.searchsorted(processes.line_process, [process, process + 1]))
        inputs = lines[~processes.line_output[lines]]
        # An element is counted in what goes in; the contents of an output are the planner's claim, not a measurement.
        base = inputs if whole.element or records.text[WHOLE][row] in ("", ANY) else lines
        of_part = part.weight[processes.line_commodity[inputs]]
        of_whole = whole.weight[processes.line_commodity[base]]
        if not of_part.any() or not of_whole.any():
            wrong.setdefault(row, WHOLE if of_part.any() else PART)
            continue
        ends = NO_ENDS
        # Where outputs count too, the recipe says what their share of the inputs is.
        if base is inputs and (of_whole > 0.0).all():
            ends = _ends(of_part, of_whole)
            _never_kept(records, row, ends, issues)
        spans.setdefault(row, []).append(ends)
        parts.add(len(kept), inputs, of_part)
        wholes.add(len(kept), base, of_whole)
        kept.append((row, process))
    for row, every_ends in spans.items():
        _always_kept(records, row, (min(low for low, _ in every_ends), max(high for _, high in every_ends)), issues)
        if not any(one is not None and one.element for one in (counted[PART][row], counted[WHOLE][row])):
            _little_shares(records, row, issues)
    # A row that more exact ones replace wherever its process is limits nothing, and is not wrong for that.
    replaced = np.setdiff1d(np.arange(every.record.size), best)
    used = {row for row, _ in kept} | {
        row for row, site in zip(every.record[replaced].tolist(), every.codes[replaced, 0].tolist(), strict=True)
        if (site, folded(records.text["process"][row])) in at
    }  # fmt: skip
    for row, column in wrong.items():
        if row not in used and known:
            _report_nothing(records, row, column, issues)
    _contents_missing(records, kept, counted[PART], processes, commodities, commodity_space, issues)
    pairs_kept = np.array(kept, dtype=np.int64).reshape(-1, 2)
    row = pairs_kept[:, 0]
    return Blends(
        pairs_kept[:, 1], records.number["least"][row], records.number["most"][row], row, *parts.arrays(),
        *wholes.arrays(),
    )  # fmt: skip


def _counted(
    records: Records, line: int, column: str, space: Namespace, commodities: Commodities, known: bool,
    issues: Findings,
) -> _Counted | None:  # fmt: skip
    """Return what a cell counts, None where it cannot be read; blank is everything."""
    name = str(records.text[column][line])
    match = space.match(name)
    share = np.array([dict(_folded(contents)).get(folded(name), 0.0) for contents in commodities.contents])
    element = any(folded(name) == key for contents in commodities.contents for key, _ in _folded(contents))
    if name and element and match is not None:
        if np.array_equal(share, _ones(space.size, match.codes)):
            return _Counted(share)
        issues.error(
            "commodity-or-element",
            records.cell(line, column),
            f"'{name}' is a commodity or group, and an element in the contents of others",
            "rename one of them, so that this cell means one thing",
        )
        return None
    if match is not None:
        return _Counted(_ones(space.size, match.codes))
    if element:
        return _Counted(share, name)
    if known:
        issues.error(
            "unknown-name",
            records.cell(line, column),
            f"'{name}' is no commodity, no group of them, and no element in the contents of any"
            f"{space.suggestion(name)}",
            "correct the name, or give the contents of the inputs in sheet Commodities",
        )
    return None


def _folded(contents: dict[str, float]) -> list[tuple[str, float]]:
    return [(folded(element), share) for element, share in contents.items()]


def _ones(size: int, codes: IntArray) -> FloatArray:
    weight = np.zeros(size)
    weight[codes] = 1.0
    return weight


def _check_shares(records: Records, issues: Findings) -> None:
    """Add an error for a row without a limit, or with a least share above the most."""
    least, most = records.number["least"], records.number["most"]
    for line in np.flatnonzero(np.isnan(least) & np.isnan(most)).tolist():
        issues.error(
            "blend-without-limit",
            records.cell(line, "least"),
            "neither a least nor a most share is given",
            "give one of them, or delete the row",
        )
    for line in np.flatnonzero(least > most).tolist():
        issues.error(
            "minimum-above-maximum",
            records.cell(line, "least"),
            f"the least share {100.0 * least[line]:g} % lies above the most, {100.0 * most[line]:g} %",
            "lower the least share or raise the most",
        )


def _little_shares(records: Records, row: int, issues: Findings) -> None:
    """Warn of a share of an input of 1 % or less: of an element so little is quite usual."""
    for column in ("least", "most"):
        share = float(records.number[column][row])
        if 0.0 < share <= LITTLE:
            issues.warning("little-percent", records.cell(row, column), *little_percent(column, share))


def _never_kept(records: Records, row: int, ends: tuple[float, float], issues: Findings) -> None:
    """Warn of a share that no mixture has: a process under it can never run."""
    least, most = records.number["least"][row], records.number["most"][row]
    for column, wrong, limit in (
        ("least", least > ends[1] * (1.0 + SAME), least), ("most", most < ends[0] * (1.0 - SAME), most),
    ):  # fmt: skip
        if wrong:
            issues.warning(
                "blend-never",
                records.cell(row, column),
                f"no mixture of the inputs keeps a {column} of {100.0 * limit:g} %: {_lies(ends)}, so that the process "
                "never runs",
                "correct the share, or the contents of the inputs",
            )


def _always_kept(records: Records, row: int, ends: tuple[float, float], issues: Findings) -> None:
    """Warn of a share that every mixture keeps by far; ends are of all the processes of a row."""
    least, most = records.number["least"][row], records.number["most"][row]
    for column, wrong, limit in (("least", 0.0 < least * FAR < ends[0], least), ("most", most > FAR * ends[1], most)):
        if wrong:
            issues.warning(
                "blend-always",
                records.cell(row, column),
                f"every mixture of the inputs keeps a {column} of {100.0 * limit:g} % by far: {_lies(ends)}, so that "
                "the row limits nothing",
                "correct the share, its unit, or the contents of the inputs",
            )


def _ends(part: FloatArray, whole: FloatArray) -> tuple[float, float]:
    """Return the least and the most share of any mixture.

    part, whole  (inputs,) what counts of a tonne of each, in the share and in what it is a share of
    """
    return float((part / whole).min()), float((part / whole).max())


def _lies(ends: tuple[float, float]) -> str:
    return f"their share lies between {100.0 * ends[0]:g} % and {100.0 * ends[1]:g} %"


def _report_nothing(records: Records, row: int, column: str, issues: Findings) -> None:
    """Add an error for a row that limits nothing."""
    where = f"'{records.text['process'][row]}' at '{records.text['site'][row]}'"
    if column == "process":
        said, remedy = "there is no such process", "correct the names, or add the recipe to sheet Processes"
    elif column == PART:
        said = f"no input is, or contains, '{records.text[PART][row]}'"
        remedy = "name an input of the process, or an element in the contents of one"
    else:
        said = f"no input or output is, and no input contains, '{records.text[WHOLE][row]}'"
        remedy = "name an input or output of the process, an element of an input, or empty the cell"
    issues.error("blend-of-nothing", records.cell(row, column), f"{where}: {said}", remedy)


def _contents_missing(
    records: Records, kept: list[tuple[int, int]], parts: list[_Counted | None], processes: Processes,
    commodities: Commodities, space: Namespace, issues: Findings,
) -> None:  # fmt: skip
    """Warn of inputs without contents where an element is limited: they count as holding none of it."""
    reported: set[tuple[int, int]] = set()
    for row, process in kept:
        part = parts[row]
        lines = np.flatnonzero((processes.line_process == process) & ~processes.line_output)
        for commodity in processes.line_commodity[lines].tolist():
            if part and part.element and not commodities.contents[commodity] and (row, commodity) not in reported:
                reported.add((row, commodity))
                issues.warning(
                    "contents-missing",
                    records.cell(row, PART),
                    f"'{space.names[commodity]}' goes into this process and has no contents, so it counts as holding "
                    f"no {part.element}",
                    f"give its contents in sheet Commodities, `{part.element} 0` if it holds none",
                )
