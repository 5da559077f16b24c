"""From the rows of a sheet to the concrete things they match, the more exact row replacing the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import IntArray
from models.issues import Findings
from models.names import ANY, Exactness, Match, Namespace, folded, is_total, list_of
from models.records import Records, Tables

# Of the unknown names of a column so many get a suggestion: each is a search through all names.
SUGGESTED = 50
# Where the names of sets stand.
WHERE = {
    "group": "a group of sheet Groups", "country": "a country in sheet Sites", "bloc": "a bloc in sheet Sites",
    "operator": "an operator in sheet Sites", "name": "a name of its own",
}  # fmt: skip
# What people write where all are meant.
ALL_WORDS = frozenset({"all", "any", "each", "every", "everyone", "everything", "everywhere", "global", "world"})
NOTHING = Match(np.empty(0, dtype=np.int64), Exactness.ANY)


@dataclass(frozen=True, eq=False)
class Candidates:
    """Every concrete thing that every row matches.

    record     (candidates,) index of the row
    codes      (candidates, columns) what it matches in each selector column
    exactness  (candidates, columns) how exactly
    """

    record: IntArray
    codes: IntArray
    exactness: IntArray


def look_up(
    records: Records,
    column: str,
    space: Namespace,
    sheet_of_names: str,
    tables: Tables,
    issues: Findings,
    *,
    selector: bool = True,
) -> list[Match]:
    """Return what each row's cell means; an unknown name is an error and matches nothing.

    So does a blank cell where one is needed, which is told already; in other columns it means all.
    Where the sheet that owns the names could not be read, unknown names are not reported again.
    """
    known = tables.knows(sheet_of_names)
    needed = column in records.required
    meaning: dict[str, Match | None] = {}
    said: dict[str, tuple[str, str]] = {}
    clashes, told = space.clashes if selector else {}, set[str]()
    result: list[Match] = []
    for line, name in enumerate(records.text[column]):
        if needed and name == "":
            result.append(NOTHING)
            continue
        if name not in meaning:
            found = space.match(name)
            # One thing is asked for: a country is not its only site, which need not stay the only one.
            meaning[name] = found if selector or (found and found.exactness is Exactness.NAME) else None
        match = meaning[name]
        if folded(str(name)) in clashes:
            # The two meanings are at odds once, however many rows name them.
            if name not in told:
                report_clash(space, str(name), records.cell(line, column), issues)
            told.add(name)
        elif match is None and known and name != "":
            if name not in said:
                said[name] = _unknown(
                    space, str(name), sheet_of_names, selector=selector, suggest=len(said) < SUGGESTED
                )
            message, remedy = said[name]
            issues.error("unknown-name", records.cell(line, column), message, remedy)
        result.append(NOTHING if match is None else match)
    return result


def _unknown(space: Namespace, name: str, sheet: str, *, selector: bool, suggest: bool) -> tuple[str, str]:
    """Return what is to say of a name that no thing of a sheet has, and how to mend it."""
    several = [entry for entry in list_of(name) if space.match(entry) is not None]
    if row := space.inactive.get(folded(name)):
        return f"'{name}' stands in {row}, which does not act (active = no)", (
            f"let {row} act, or write `no` under `active` here too"
        )
    if space.match(name) is not None:
        message = f"'{name}' is no single name of sheet {sheet}, and one is needed here"
        return message, f"correct the name, or add it to sheet {sheet}"
    if is_total(name):
        message = f"'{name}' is read as a name, which sheet {sheet} does not have"
        return message, "delete the row where it adds up others"
    message = f"'{name}' is not known in sheet {sheet}"
    if len(several) > 1:
        group = ", or a group of sheet Groups that has them" if selector else ""
        return message, f"write one name in a cell: a row for each{group}"
    if selector and folded(name) in ALL_WORDS:
        return message, f"write `{ANY}` for all"
    hint = space.suggestion(name) if suggest else ""
    return message + hint, f"correct the name, or add it to sheet {sheet}{' or Groups' if selector else ''}"


def report_clash(space: Namespace, name: str, where: str, issues: Findings) -> None:
    """Add an error when a name means two different sets."""
    if folded(name) not in space.clashes:
        return
    one, other = space.clashes[folded(name)]
    issues.error(
        "name-clash",
        where,
        f"'{name}' has two meanings that are not the same: {WHERE.get(one, one)} and {WHERE.get(other, other)}",
        "rename one of them, or write a name that means one thing",
    )


def expand(matches: Sequence[Sequence[Match]]) -> Candidates:
    """Return the product of what each row matches in its selector columns.

    matches  (columns)(rows)
    """
    rows = len(matches[0]) if matches else 0
    width = len(matches)
    sizes = np.ones(rows, dtype=np.int64)
    for column in matches:
        sizes *= np.fromiter((match.codes.size for match in column), dtype=np.int64, count=rows)
    record = np.repeat(np.arange(rows, dtype=np.int64), sizes)
    codes = np.empty((record.size, width), dtype=np.int64)
    exactness = np.empty((record.size, width), dtype=np.int64)
    single = sizes == 1
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64) if rows else np.empty(0, dtype=np.int64)
    for position, column in enumerate(matches):
        ranks = np.fromiter((int(match.exactness) for match in column), dtype=np.int64, count=rows)
        exactness[:, position] = ranks[record]
        firsts = np.fromiter((match.codes[0] if match.codes.size else -1 for match in column), np.int64, count=rows)
        codes[starts[single], position] = firsts[single]
    for line in np.flatnonzero(sizes > 1):
        parts: list[IntArray] = [column[int(line)].codes for column in matches]
        grid = np.meshgrid(*parts, indexing="ij")
        span = slice(starts[line], starts[line] + sizes[line])
        codes[span] = np.stack([part.ravel() for part in grid], axis=1)
    return Candidates(record, codes, exactness)


def combined(columns: IntArray) -> IntArray:
    """Return one integer per row of (rows, columns) non-negative codes, equal exactly where the rows are."""
    if columns.shape[0] == 0:
        return np.empty(0, dtype=np.int64)
    result = np.zeros(columns.shape[0], dtype=np.int64)
    for position in range(columns.shape[1]):
        values = columns[:, position]
        radix = int(values.max()) + 1
        if result.size and int(result.max()) > np.iinfo(np.int64).max // max(radix, 1) - 1:
            result = np.unique(result, return_inverse=True)[1].astype(np.int64)
        result = result * radix + values
    return result


def most_exact(candidates: Candidates, extra: IntArray) -> tuple[IntArray, list[tuple[int, int]]]:
    """Return the candidates that stand, and the pairs of rows that match the same thing equally.

    extra    (candidates, further key columns) codes of the keys that are no selectors
    returns  indices into the candidates, in canonical order of the key; pairs of indices of rows
    """
    key = combined(np.concatenate([candidates.codes, extra], axis=1))
    total = candidates.exactness.sum(axis=1)
    order = np.lexsort((candidates.record, -total, key))
    ordered = key[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if order.size else np.empty(0, dtype=np.bool_)
    best = order[first]
    if best.size == order.size:
        return best, []
    leader = best[np.cumsum(first) - 1]
    other = order[~first]
    other_leader = leader[~first]
    beaten = np.all(candidates.exactness[other_leader] >= candidates.exactness[other], axis=1) & (
        total[other_leader] > total[other]
    )
    pairs = {
        (int(candidates.record[a]), int(candidates.record[b]))
        for a, b in zip(other_leader[~beaten], other[~beaten], strict=True)
    }
    return best, sorted(pairs)


def report_equal_matches(records: Records, pairs: Sequence[tuple[int, int]], issues: Findings) -> None:
    """Add an error for each pair of rows that match the same thing equally exactly."""
    first_column = next(iter(records.text), "")
    for one, other in pairs:
        issues.error(
            "equal-match",
            records.cell(other, first_column),
            f"this row and {records.cell(one, first_column)} match the same thing, neither more exactly",
            "make one of them more exact, or delete it",
        )
