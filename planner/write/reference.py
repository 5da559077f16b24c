"""The documentation page of the input workbook, made from the schema: sheets, headers, units, defaults, settings.

    python -m planner.write.reference FILE

writes the page; a test holds the committed page against it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from models.schema import COMMON, TABLES, Column, Role, Table
from models.settings import SETTINGS, Setting
from models.units import DEFAULT_UNIT, EXAMPLES, Kind
from planner.write.made_page import write_page
from planner.write.wording import allowed, blank_means, bounds, default_text

HEAD = """\
# The input workbook: every sheet, column, unit and setting

This page is made from `models/sheets/`, `models/settings.py` and `models/units.py`; change those, then run

    python3 dev.py run python -m planner.write.reference docs/input_workbook.md

How to fill the sheets is told in [how_to_fill.md](how_to_fill.md).

How to read the tables of columns:

- **bold** columns together name the row: two rows that agree in all of them are an error.
- *needed* says `yes` where a blank cell is an error.
- *unit* is the kind of unit; the section [Units](#units) lists what each kind may be.
- *by period* says whether the column may have a value for each period, headed `column period`; in the one marked
  `main` the header may be the bare period, and there are `all` and `unit`.
- *allowed* gives bounds in base units: t, USD/t, months, and fractions, so 0 to 1 is 0 % to 100 %.
- *blank* is what a blank cell means; `none` is no limit, no such cost or not given, and where the place is empty the
  last column says it.

The *driver* of a process is the line of its recipe that carries its run cost, lead time or minimum run; where none
does, the first one that is no input of a blend. Run costs, minimum runs and rate limits count tonnes of it.

Tonnages of 10,000,000,000,000 t and more, of a rate in a period, are errors, whatever column they stand in, and so are
weights above 1,000,000,000.
"""

SHEET_HEAD = "| column | needed | holds | unit | by period | allowed | blank | what it is |"
SETTING_HEAD = "| setting | holds | unit | allowed | blank | what it does |"
UNIT_HEAD = "| kind | units | without a unit |"

LATER = """\
Known, and not yet acted on. A filled cell in one of these columns, or an active row on one of these sheets, is an
error, never ignored; the template leaves them out.
"""


def reference_page() -> str:
    """Return the page as Markdown."""
    now = [table for table in TABLES if not table.later]
    parts = [HEAD, _contents(now)]
    parts += [_sheet(table) for table in now]
    parts += [_common(), _settings(), _units(), _later()]
    return "\n".join(parts)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _grid(head: str, rows: Iterable[Sequence[str]]) -> str:
    rule = "|" + "---|" * (head.count("|") - 1)
    return "\n".join([head, rule, *map(_row, rows)]) + "\n"


def _contents(tables: Sequence[Table]) -> str:
    rows = [(f"[{table.name}](#{table.name.casefold()})", _yes(table.required), table.row_is) for table in tables]
    return "## Sheets\n\n" + _grid("| sheet | needed | one row is |", rows)


def _sheet(table: Table) -> str:
    needed = "Every workbook has this sheet." if table.required else "This sheet may be missing."
    rows = [_column(column) for column in table.columns if not column.later]
    return f"## {table.name}\n\nOne row is {table.row_is}. {needed}\n\n" + _grid(SHEET_HEAD, rows)


def _column(column: Column) -> tuple[str, ...]:
    return (
        f"**{column.name}**" if column.key else column.name,
        _yes(column.required),
        column.role.value,
        column.kind.value if column.kind is not None else "",
        "main" if column.main and column.by_period else _yes(column.by_period),
        allowed(column) if column.role is not Role.TEXT else "",
        blank_means(column),
        column.help,
    )


def _yes(flag: bool) -> str:
    return "yes" if flag else ""


def _common() -> str:
    rows = [_column(column) for column in COMMON if not column.later]
    return "## Columns of every sheet\n\n" + _grid(SHEET_HEAD, rows)


def _settings() -> str:
    text = "## The settings\n\nA unit stands behind the setting's name, as `discount rate [%/yr]`.\n\n"
    return text + _grid(SETTING_HEAD, (_setting(setting) for setting in SETTINGS if not setting.later))


def _setting(setting: Setting) -> tuple[str, ...]:
    match setting.role:
        case Role.CHOICE:
            may_be = ", ".join(f"`{choice}`" for choice in setting.choices)
        case Role.FLAG:
            may_be = "`yes`, `no`"
        case Role.NUMBER:
            may_be = bounds(setting.lower, setting.upper)
        case _:
            may_be = ""
    kind = setting.kind.value if setting.kind is not None else ""
    return setting.name, setting.role.value, kind, may_be, default_text(setting.default), setting.help


def _units() -> str:
    text = (
        "## Units\n\nCase and spaces do not matter. A unit of another kind is an error. For yr you may write year, y, "
        "a or annum, for quarter qtr, for month mo, for t tonne. A mass alone where one per time belongs, such as t "
        "for a capacity, is per period.\n\n"
    )
    return text + _grid(UNIT_HEAD, ((kind.value, EXAMPLES[kind], _without(kind)) for kind in Kind))


def _without(kind: Kind) -> str:
    if kind not in DEFAULT_UNIT:
        return "an error"
    if kind is Kind.LIMIT:
        return f"`{DEFAULT_UNIT[kind]}`; for a tariff or a share an error"
    return f"`{DEFAULT_UNIT[kind]}`" if DEFAULT_UNIT[kind] else ""


def _later() -> str:
    """Return what the schema knows and this version does not act on, so that nobody looks for it in vain."""
    sheets = [table.name for table in TABLES if table.later]
    lines = [f"- Sheets: {', '.join(sheets)}."]
    lines += [
        f"- Columns of {table.name}: {', '.join(names)}."
        for table in TABLES
        if not table.later and (names := [column.name for column in table.columns if column.later])
    ]
    lines.append(f"- Columns of every sheet: {', '.join(column.name for column in COMMON if column.later)}.")
    settings = [setting.name for setting in SETTINGS if setting.later]
    lines += [f"- Settings: {', '.join(settings)}."] if settings else []
    return "## Not yet\n\n" + LATER + "\n" + "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Write the page to the file that is named and return the exit code."""
    return write_page(arguments, "planner.write.reference", reference_page)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
