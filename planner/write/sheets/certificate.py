"""Sheet Certificate: primal and dual values of the program, tier by tier; or a file beside the workbook when large."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.arrays import FloatArray, IntArray
from models.describe import describe
from models.linear.joins import radix_codes
from models.linear.program import Block
from models.linear.solution import TierResult
from planner.paths import SUFFIX as WORKBOOK
from planner.paths import next_free
from planner.read_back.certificate import (
    BESIDE,
    COLUMN,
    DIGITS,
    DUAL,
    FAMILY,
    MIDDLE,
    NUMBER,
    ROW,
    SHEET,
    SUFFIX,
    VALUE,
    named_by,
)
from planner.write import bulk, styles
from planner.write.page import CHECK_ROW, FIRST_ROW, Desk, constant, open_page
from planner.write.report import Report

NAME = SHEET
SENTENCE = (
    "For each tier: costs = coefficients x duals + reduced costs, so the plan's value is proven. "
    "What is not listed is 0 in every tier."
)
# More lines than this are read by programs, not by people, and go to a file of their own.
MOST_LINES = 1_500
FIXED_HEADS = (FAMILY, "of", "period", VALUE)  # of the file; a column for each tier follows, then NUMBER
FIXED_HEADER = ",".join(f'"{head}"' for head in FIXED_HEADS).encode()
# Keys that tell when, not what.
TIMES = ("period", "output", "arrival", "demanded", "class")
# Spreadsheets look behind a tab or line end too, and some of them take the full-width form of a sign for the sign.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
GAP = 3  # rows between two tables: a blank one, a heading, totals
PROOF = 1e-6  # how far the identity may be off, as a share of the largest coefficient


def csv_path(path: Path, content: bytes) -> Path:
    """Return where the certificate of a large plan lies: beside the workbook, under a name of its content.

    So neither file ever stands beside one that it does not belong to, whenever a run is ended.
    """
    digest = hashlib.sha256(content).hexdigest()[:DIGITS]
    beside = path.with_name(f"{path.stem}{MIDDLE}{digest}{SUFFIX}")
    return beside if not beside.exists() or is_ours(beside) else next_free(beside)


def others(path: Path, kept: Path | None) -> list[Path]:
    """Return the certificates of plans that stood at `path` before, and that no other workbook beside it names.

    kept  that of the plan there now
    """
    start = path.stem + MIDDLE
    left = [
        one
        for one in path.parent.iterdir()
        if one != kept and one.name.startswith(start) and BESIDE.fullmatch(one.name) and is_ours(one)
    ]
    books = (one for one in path.parent.iterdir() if one.suffix.casefold() == WORKBOOK and one != path)
    named = {named_by(one) for one in books if one.is_file()} if left else set()
    return [one for one in left if one.name not in named]


def is_ours(path: Path) -> bool:
    """Return whether a file is a certificate that we wrote: one that begins with its header."""
    if not path.is_file():
        return False  # to open a pipe may take for ever
    try:
        with path.open("rb") as file:
            return file.read(len(FIXED_HEADER)) == FIXED_HEADER
    except OSError:
        return False


def write(desk: Desk, report: Report, path: Path) -> tuple[Path, bytes] | None:
    """Write the sheet; return a file beside the workbook, which stands at `path`, when it does not hold all of it."""
    page = open_page(desk, NAME, SENTENCE, tab=str(styles.Colour.INFORMATION))
    plan = report.plan
    if plan.solution.decisions is not None:
        page.text(
            CHECK_ROW + 1, 0,
            f"What is proven is the best plan with the {plan.solution.decisions.count:,} whole-number decisions as "
            "they were taken; sheet Run says how far these are.",
            styles.QUIET,
        )  # fmt: skip
    matrix, results = plan.solution.matrix, _proven(report)
    if not results:
        page.text(
            FIRST_ROW,
            0,
            f"{plan.solution.solver} gives no duals; the plan is verified, but its optimum is not proven here.",
        )
        page.check("the plan is verified", "TRUE", True)
        return None
    gaps, scales = [], []
    for result in results:
        residual = result.tier.objective - matrix.transposed_product(result.row_dual) - result.column_dual
        gaps.append(float(np.abs(residual).max(initial=0.0)))
        scales.append(float(np.abs(result.tier.objective).max(initial=0.0)))
    by_rows = [float(np.sum(result.row_dual * plan.activity)) for result in results]
    by_columns = [float(np.sum(result.column_dual * plan.values)) for result in results]
    values = [float(np.sum(result.tier.objective * plan.values)) for result in results]
    count = len(results)
    numbers = range(FIRST_ROW + 1, FIRST_ROW + 1 + count)
    bottom = page.table(
        [
            bulk.text("tier", [result.tier.name for result in results], 30),
            bulk.number("value at the plan", values, styles.EXACT, width=26),
            bulk.number("duals x rows", by_rows, styles.EXACT, width=34),
            bulk.number("reduced costs x columns", by_columns, styles.EXACT, width=22),
            bulk.formula(
                "proven",
                [f"C{row}+D{row}" for row in numbers],
                [a + b for a, b in zip(by_rows, by_columns, strict=True)],
                styles.EXACT,
                width=26,
            ),
            bulk.number("largest residual of a column", gaps, styles.SMALL, width=18),
            bulk.number("largest coefficient", scales, styles.EXACT, width=18),
        ],
        frozen=0,
        filters=False,
        alone=False,
    )
    area = {letter: f"{letter}{FIRST_ROW + 1}:{letter}{FIRST_ROW + count}" for letter in "BEFG"}
    page.check(
        "every tier's value is proven by its duals",
        f"SUMPRODUCT(--(ABS({area['B']}-{area['E']})>{constant(PROOF)}*(1+ABS({area['B']}))))"
        f"+SUMPRODUCT(--({area['F']}>{constant(PROOF)}*(1+{area['G']})))=0",
        all(gap <= PROOF * (1.0 + scale) for gap, scale in zip(gaps, scales, strict=True)),
    )
    names = [result.tier.name for result in results]
    found = report.once(proof)
    if found.content is not None:
        beside = csv_path(path, found.content)
        page.text(bottom + 1, 0, f"{found.size:,} primal and dual values stand in {beside.name} beside this workbook.")
        return beside, found.content
    top = bottom + GAP
    page.text(top - 2, 0, "Primal and dual values", styles.SECTION)
    lines = found.lines
    page.table(
        [
            bulk.text(FAMILY, lines[0]),
            bulk.text("period", lines[2]),
            bulk.text("of", lines[1]),
            bulk.number(VALUE, lines[3], styles.EXACT),
            *(bulk.number(f"{DUAL}{name}", lines[4 + n], styles.EXACT) for n, name in enumerate(names)),
            bulk.number(NUMBER, lines[-1], styles.WHOLE),
        ],
        first=top,
        filters=False,
    )
    return None


@dataclass(frozen=True)
class Proof:
    """The primal and dual values that prove a plan: columns as of `_lines`, or a file's content where they are many."""

    size: int
    lines: list[list[str | float]]
    content: bytes | None


def proof(report: Report) -> Proof:
    """Return what proves the plan of a report, whatever explains it."""
    plan, results = report.plan, _proven(report)
    rows = _lines(report, plan.model.program.row_blocks, plan.activity, [one.row_dual for one in results])
    columns = _lines(report, plan.model.program.column_blocks, plan.values, [one.column_dual for one in results])
    size = len(rows[0]) + len(columns[0])
    if size > MOST_LINES:
        return Proof(size, [], _csv([one.tier.name for one in results], rows, columns))
    return Proof(size, [[*a, *b] for a, b in zip(rows, columns, strict=True)], None)


def _proven(report: Report) -> list[TierResult]:
    """Return the results of the tiers of which there are duals."""
    return [one for one in report.plan.solution.tiers if one.row_dual.size]


def _lines(
    report: Report, blocks: dict[str, Block], values: FloatArray, duals: list[FloatArray]
) -> list[list[str] | list[float]]:
    """Return columns: family, key, period, value, the dual of each tier, number; only lines with anything but zeros."""
    kind = ROW if "balance" in blocks else COLUMN
    families: list[str] = []
    keys: list[str] = []
    periods: list[str] = []
    found: list[IntArray] = []
    for name, block in blocks.items():
        some = values[block.index] != 0.0
        for dual in duals:
            some |= dual[block.index] != 0.0
        part = block.pick(some)
        families += [f"{kind} {name}"] * part.size
        keys += _descriptions(report, part)
        codes = part.keys.get("period")
        periods += [""] * part.size if codes is None else [report.periods[code] for code in codes.tolist()]
        found.append(part.index)
    index = np.concatenate(found) if found else np.empty(0, dtype=np.int64)
    numbers = (index + 1).tolist()
    return [families, keys, periods, values[index].tolist(), *(dual[index].tolist() for dual in duals), numbers]


def _descriptions(report: Report, block: Block) -> list[str]:
    """Return what each line is about; lines that differ in time only are described once."""
    names = [name for name in block.keys if name not in TIMES]
    if not names or not block.size:
        return [""] * block.size
    codes, _ = radix_codes([block.keys[name] for name in names], [block.keys[name][:0] for name in names])
    _, first, where = np.unique(codes, return_index=True, return_inverse=True)
    words = describe(report.plan.model, block.pick(first))
    return [words[place] for place in where.tolist()]


def _csv(names: list[str], rows: list[list[str] | list[float]], columns: list[list[str] | list[float]]) -> bytes:
    """Return the certificate as CSV, zeros left blank."""
    heads = [*FIXED_HEADS, *(f"{DUAL}{name}" for name in names), NUMBER]
    lines = [",".join(_quoted(head) for head in heads)]
    for part in (rows, columns):
        quoted = {word: _quoted(str(word)) for column in part[:3] for word in dict.fromkeys(column)}
        texts = [[quoted[word] for word in column] for column in part[:3]]
        numbers = [_figures(column) for column in part[3:]]
        lines += map(",".join, zip(*texts, *numbers, strict=True))
    return ("\n".join(lines) + "\n").encode()


def _figures(column: list[str] | list[float]) -> list[str]:
    """Return numbers in all their digits, zeros blank; most duals stand in many lines, and are put into words once."""
    words = {value: repr(value) if value else "" for value in set(column)}
    return [words[value] for value in column]


def _quoted(word: str) -> str:
    """Return a field of a CSV file; a text that a spreadsheet would take for a formula is led by an apostrophe."""
    safe = f"'{word}" if word.startswith(FORMULA_STARTS) else word
    return '"' + safe.replace('"', '""') + '"'
