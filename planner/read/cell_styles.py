"""What the styles of a workbook make of a cell: a percentage, perhaps a date, in some unit, struck through."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

# Number formats 0% and 0.00% of every workbook, and any other with a percent sign outside quotes.
PERCENT_FORMATS = frozenset({9, 10})
# Those with dates and times of every workbook, and any other with a letter of theirs outside quotes: no fewer than the
# fast reader takes for one, which does not survive every number of them.
DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
DATE_LETTER = re.compile(r"[dmyhs]|a.*[p/]", re.IGNORECASE | re.DOTALL)
# What is shown as it stands, blanks of the width of a letter, and colours, conditions, languages; but [h] is a time.
QUOTED = re.compile(r'"[^"]*"|[\\_*].|\[(?!(?:h+|m+|s+)\])[^\[\]]*\]', re.IGNORECASE)
# The part of a format for numbers above 0, and the words in it.
FIRST_PART = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;])*')
# What can be a currency or a unit.
TELLING = re.compile(r"[^\W\d_]|[%€£¥₹₩₽$]")
# No program writes a longer one; a search in brackets that never end would take long.
LONGEST = 255
# Commas behind the last digit: each shows a thousandth of the number.
SCALING = re.compile(r"[0#?](,+)(?![0#?,])")
SCALES = {1: ("thousand", "k", "K"), 2: ("million", "mn", "M", "m"), 3: ("billion", "bn", "B")}
# What is said of a format that shows thousands, and has no sign for them.
SCALED = {1: "thousands", 2: "millions", 3: "billions"}
WORDS = re.compile(r'"([^"]*)"|\[\$([^\]-]*)[^\]]*\]|((?:\\.)+)|([€£¥₹₩₽$])')


@dataclass(frozen=True)
class Styles:
    """The cell styles that show a number as something else, or strike what stands in the cell.

    percent  as a percentage;  date  perhaps as a date or a time
    words    style -> what it shows beside the number, such as `€` or `kg`
    struck   a line goes through the text
    """

    percent: frozenset[int] = frozenset()
    date: frozenset[int] = frozenset()
    words: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    struck: frozenset[int] = frozenset()


def words_of(code: str) -> tuple[str, ...]:
    """Return the words that a number format shows beside a number above 0, such as kg.

    Where it shows thousands of the number, the kt beside them are its t; without such a sign `thousands` is a word.
    """
    first = FIRST_PART.match(code)
    assert first is not None
    found = ("".join(part for part in groups if part) for groups in WORDS.findall(first[0]))
    words = [word for one in found if TELLING.search(word := re.sub(r"\\(.)", r"\1", one).strip())]
    scaled = SCALING.search(QUOTED.sub("", first[0]))
    times = len(scaled[1]) if scaled else 0
    signs = SCALES.get(times, ())
    bare = [_without(word, signs) for word in words]
    unsaid = [SCALED[times]] if bare == words and times in SCALED else []
    return tuple(filter(None, bare + unsaid))


def _without(word: str, signs: Iterable[str]) -> str:
    """Return a word without the sign of a multiple before or behind it; "" where it is no more than that."""
    for sign in signs:
        if word.startswith(sign):
            return word.removeprefix(sign).strip()
        if word.endswith(sign):
            return word.removesuffix(sign).strip()
    return word


def styles_of(part: ET.Element) -> Styles:
    """Return what the styles of a workbook, the root of their part, make of cells."""
    percent, date = set(map(str, PERCENT_FORMATS)), set(map(str, DATE_FORMATS))
    words: dict[str, tuple[str, ...]] = {}
    for element in part.iter():
        if _local(element.tag) == "numFmt":
            number, code = element.get("numFmtId", ""), element.get("formatCode", "")
            words[number] = words_of(code[:LONGEST])
            bare = QUOTED.sub("", code[:LONGEST])
            if "%" in bare:
                percent.add(number)
            if DATE_LETTER.search(bare) or len(code) > LONGEST:
                date.add(number)
    cell_formats = _within(part, "cellXfs")
    formats = [style.get("numFmtId", "0") for style in cell_formats]
    struck = {str(place) for place, font in enumerate(_within(part, "fonts")) if any(map(_strikes, font))}
    return Styles(
        _places(formats, percent), _places(formats, date),
        {place: words[number] for place, number in enumerate(formats) if words.get(number)},
        _places([style.get("fontId", "0") for style in cell_formats], struck),
    )  # fmt: skip


def _places(formats: Iterable[str], chosen: set[str]) -> frozenset[int]:
    return frozenset(place for place, number in enumerate(formats) if number in chosen)


def _within(part: ET.Element, name: str) -> list[ET.Element]:
    """Return what the element of this name holds; nothing where there is none."""
    return next(([*element] for element in part if _local(element.tag) == name), [])


def _strikes(element: ET.Element) -> bool:
    return _local(element.tag) == "strike" and element.get("val", "1") in ("1", "true")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
