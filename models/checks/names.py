"""Names that mean more than the thing that is called so, or the same as another: to rows that name it, or to Excel."""

from __future__ import annotations

import re
from collections.abc import Iterator

from models.issues import Findings
from models.names import ANY, SLIP, folded, is_braced, is_slip
from models.problem import Problem
from models.records import Records

# Sheets and the columns in which names begin; sheet Capacity reads those of the first three in braces as a sum.
NAMES = (
    ("Sites", "site"), ("Commodities", "commodity"), ("Groups", "group"), ("Sites", "operator"), ("Sites", "country"),
    ("Sites", "bloc"), ("Processes", "process"), ("Demand", "end use"),
)  # fmt: skip
BRACED = 3
# Columns whose names nothing else owns: a slip of one letter makes a new one, and rows that name the old one miss it.
LABELS = (
    ("Groups", "group"), ("Sites", "operator"), ("Sites", "country"), ("Sites", "bloc"), ("Processes", "process"),
    ("Demand", "end use"), ("Contracts", "contract"),
)  # fmt: skip
# Of more names in a column, or more that are nearly alike, a person typed none: they are codes.
MOST_NAMES, MOST_SLIPS = 2_000, 20
# A longer word is no name that somebody misspelled, and has as many forms as letters.
LONGEST_WORD = 100
# What a plan adds up by, in formulas over sheet Flows.
ADDED_UP = (*NAMES, ("Rules", "rule"), ("Contracts", "contract"), ("Contracts", "tier"))
# Signs between two words, or a word and a number, or at the end; between digits they tell 1.5 from 15.
SIGNS = re.compile(r"(?<=[^\W\d_])[ _./-]+(?=\w)|(?<=\d)[ _./-]+(?=[^\W\d_])|(?<=\w)[ _.,;:]+$")
NUMBER = re.compile(r"[-+]?(?:[0-9]{1,15}\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]{1,2})?%?")


def reserved_names(problem: Problem, issues: Findings) -> None:
    """Report names that are the words for all, or for a sum."""
    for place, (sheet, column) in enumerate(NAMES):
        records = problem.tables.records[sheet]
        for line, name in enumerate(records.text[column]):
            if name == ANY:
                why = f"`{ANY}` stands for every {column}"
            elif place < BRACED and is_braced(name):
                why = "braces ask sheet Capacity for one limit over a sum"
            else:
                continue
            issues.error(
                "name-reserved", records.cell(line, column), f"no {column} can be called '{name}': {why}",
                "give it another name",
            )  # fmt: skip


def names_of_one_number(problem: Problem, issues: Findings) -> None:
    """Warn of names such as 007 and 7: sums of Excel that look for the one find the other as well."""
    for sheet, column in ADDED_UP:
        records = problem.tables.records[sheet]
        first: dict[float, int] = {}
        for line, name in enumerate(map(folded, records.text[column])):
            if NUMBER.fullmatch(name) is None:
                continue
            number = float(name.removesuffix("%")) * (0.01 if name.endswith("%") else 1.0)
            twin = first.setdefault(number, line)
            if folded(str(records.text[column][twin])) != name:
                issues.warning(
                    "names-of-one-number", records.cell(line, column),
                    f"'{records.text[column][line]}' and '{records.text[column][twin]}' "
                    f"({records.cell(twin, column)}) are one number to Excel, whose sums by {column} would add both",
                    "put a letter before one of them",
                )  # fmt: skip


def names_but_for_signs(problem: Problem, issues: Findings) -> None:
    """Warn of names such as `NdPr oxide` and `NdPr-oxide`: one thing, most likely, of which the plan makes two."""
    for sheet, column in NAMES:
        records = problem.tables.records[sheet]
        first: dict[str, int] = {}
        told: set[str] = set()
        for line, name in enumerate(map(folded, records.text[column])):
            twin = first.setdefault(SIGNS.sub("", name), line)
            if folded(str(records.text[column][twin])) != name and name not in told:
                told.add(name)
                _nearly_alike(records, column, (line, twin), "signs", issues)


def names_but_for_a_letter(problem: Problem, issues: Findings) -> None:
    """Warn of names such as `defence` and `defense`: one thing, most likely, of which the plan makes two.

    Words of a few letters are close by nature: grades N, SH and UH, mines I and II.
    """
    for sheet, column in LABELS:
        records = problem.tables.records[sheet]
        own: dict[str, int] = {}
        for line, name in enumerate(map(folded, records.text[column])):
            own.setdefault(name, line)
        slips = _slips(own) if len(own) <= MOST_NAMES else []
        for line, first in slips if len(slips) <= MOST_SLIPS else []:
            _nearly_alike(records, column, (line, first), "a letter", issues)


def _nearly_alike(records: Records, column: str, lines: tuple[int, int], what: str, issues: Findings) -> None:
    """Warn of the names in two rows, of which the second comes first in the sheet; `what` they differ in."""
    (line, twin), name = lines, records.text[column]
    issues.warning(
        "names-nearly-alike", records.cell(line, column),
        f"'{name[line]}' and '{name[twin]}' ({records.cell(twin, column)}) are two names, and differ in {what} only",
        f"call the {column} the same in both rows, or otherwise in one of them",
    )  # fmt: skip


def _slips(own: dict[str, int]) -> list[tuple[int, int]]:
    """Return the line of each name that is another one misspelled, and the first line of that one.

    own  folded name -> its first line, rising
    """
    found: list[tuple[int, int]] = []
    # Two words that one letter parts are alike, or have a form in common, without one letter.
    by_form: dict[tuple[str, ...], list[str]] = {}
    for name, line in own.items():
        forms = list(_forms(name))
        twins = [twin for form in forms for twin in by_form.get(form, ()) if _is_slip(name, twin)]
        if twins:
            found.append((line, min(own[twin] for twin in twins)))
        for form in forms:
            by_form.setdefault(form, []).append(name)
    return found


def _forms(name: str) -> Iterator[tuple[str, ...]]:
    """Return the words of a name, and these with a letter less in one that is long enough to be misspelled."""
    words = name.split()
    yield tuple(words)
    for place, word in enumerate(words):
        if SLIP - 1 <= len(word) <= LONGEST_WORD:
            for less in dict.fromkeys(word[:at] + word[at + 1 :] for at in range(len(word))):
                yield (*words[:place], less, *words[place + 1 :])


def _is_slip(name: str, other: str) -> bool:
    """Return whether two names are alike but for one word, which is the other's misspelled; signs are told apart."""
    differ = [pair for pair in zip(name.split(), other.split(), strict=True) if pair[0] != pair[1]]
    if len(differ) != 1 or SIGNS.sub("", differ[0][0]) == SIGNS.sub("", differ[0][1]):
        return False
    shorter, longer = sorted(differ[0], key=len)
    return is_slip(longer, shorter)
