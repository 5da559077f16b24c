"""Names of periods that a header could not tell from something else."""

from __future__ import annotations

from models.issues import Issue, error
from models.records import Records
from models.schema import COMMON, TABLES, Column, Table
from planner.read.headers import ALL, OWN_MARK, PERIOD, UNIT, WITH_UNIT
from planner.read.words import clean, header_form


def period_name_issues(periods: Records) -> list[Issue]:
    """Return an error for each name of a period that means something else, or another period, as a header."""
    names = [str(name) for name in periods.text["period"]]
    forms = [header_form(name) for name in names]
    taken = _meanings() | _in_periods({ALL, *filter(None, forms)})
    issues: list[Issue] = []
    first: dict[str, int] = {}
    for line, (name, form) in enumerate(zip(names, forms, strict=True)):
        twin = first.setdefault(form, line)
        if not form:  # told as a blank cell
            continue
        if form.startswith(OWN_MARK):
            why = f"a header that begins with {OWN_MARK} is a column of your own, which is passed over"
        elif WITH_UNIT.match(clean(name)):
            why = "what a header has in brackets at its end is its unit"
        elif form in taken:
            why = taken[form]
        elif names[twin].casefold() != name.casefold():  # else it is told as a key that stands twice
            why = f"as a header it is the same as '{names[twin]}' in {periods.cell(twin, 'period')}"
        else:
            continue
        issues.append(
            error(
                "period-name", periods.cell(line, "period"), f"no period can be called '{name}': {why}",
                "give it another name, such as 2027Q1, here and in the headers and cells that name it",
            )
        )  # fmt: skip
    return issues


def _in_periods(forms: set[str]) -> dict[str, str]:
    """Return the headers of quantities in a single period -> why no period can be called so."""
    return {
        f"{header_form(column.name)} {form}": f"as a header it is {column.name} in {form}"
        for column in {column.name: column for table in TABLES for column in table.columns if column.by_period}.values()
        for form in forms
    }


def _meanings() -> dict[str, str]:
    """Return what a header means already -> why, for each that a period's name would make ambiguous."""
    made = {ALL: f"`{ALL}` stands for every period"}
    for table in TABLES:
        columns = [column for column in table.columns if column.by_period]
        if not columns:
            continue
        known = _columns_of(table)
        for column in known:
            made.setdefault(header_form(column.name), f"sheet {table.name} has a column '{column.name}'")
        for column in columns:  # `price floor` is a column, and would be the price in a period called `floor`
            start = f"{header_form(column.name)} "
            for other in known:
                form = header_form(other.name)
                if form.startswith(start):
                    why = f"'{other.name}' is another column of sheet {table.name} than '{column.name}' in that period"
                    made.setdefault(form.removeprefix(start), why)
    return made


def _columns_of(table: Table) -> list[Column]:
    return [*table.columns, *COMMON, UNIT, PERIOD]
