"""What a plan may hold that a spreadsheet obeys: our own formulas, links within the workbook, and nothing else."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape

# All that our formulas call; each adds up, compares or rounds, and none reaches out of the workbook.
FUNCTIONS = frozenset(
    {"ABS", "AND", "COUNTIF", "FIND", "IF", "LEFT", "MAX", "MIN", "ROUND", "SUBTOTAL", "SUM", "SUMIFS", "SUMPRODUCT"}
)
PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core|custom)\.xml"
    r"|xl/(workbook|styles|sharedStrings|metadata|theme/theme1)\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/(charts/chart|drawings/drawing|worksheets/sheet|comments|tables/table)\d+\.xml"
    r"|xl/drawings/vmlDrawing\d+\.vml|xl/(drawings|worksheets)/_rels/(drawing|sheet)\d+\.xml\.rels"
)
FORMULA = re.compile(r"<(f|formula|formula1|formula2|definedName)\b[^<>]*>([^<]*)</\1>")
IN_QUOTES = re.compile(r'"(?:[^"]|"")*"')
SHEET = re.compile(r"'((?:[^']|'')+)'!|\b(\w+)!")
# Characters of a formula with its sign, and of a text in one.
LONGEST_FORMULA, LONGEST_TEXT = 8_192, 255
REACHING_OUT = re.compile(r"[|\[\]{}#@\\]|://")


def formulas(content: bytes) -> list[str]:
    """Return every formula of a workbook: of cells, conditions, checks and names."""
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for part in package.namelist():
            if part.startswith("xl/worksheets/") or part == "xl/workbook.xml":
                found += [unescape(text) for _, text in FORMULA.findall(package.read(part).decode())]
    return found


def count_of_formulas(content: bytes) -> int:
    """Return how many formulas a workbook has, but for areas to be printed, which wide sheets alone name."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return len(formulas(content)) - package.read("xl/workbook.xml").count(b'name="_xlnm.Print_Area"')


def harms(content: bytes) -> list[str]:
    """Return what a spreadsheet would obey in a plan beyond what we write ourselves."""
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        found += [f"part {part}" for part in package.namelist() if not PARTS.fullmatch(part)]
        for part in package.namelist():
            text = package.read(part).decode(errors="replace")
            if part.endswith(".rels") and "TargetMode" in text:
                found.append(f"{part} leads out of the workbook")
            found += [f"link {tag} of {part}" for tag in re.findall(r"<hyperlink [^>]*>", text) if "r:id" in tag]
        sheets = {
            unescape(name) for name in re.findall(r'<sheet name="([^"]*)"', package.read("xl/workbook.xml").decode())
        }
    for formula in formulas(content):
        found += [f"formula {formula[:200]!r}"] if not is_ours(formula, sheets) else []
        found += [f"formula that Excel does not take {formula[:200]!r}"] if is_too_long(formula) else []
    return found


def is_too_long(formula: str) -> bool:
    """Return whether a formula, or a text in it, is longer than Excel takes: it then calls the file damaged."""
    texts = (text[1:-1].replace('""', '"') for text in IN_QUOTES.findall(formula))
    return len(formula) >= LONGEST_FORMULA or any(len(text) > LONGEST_TEXT for text in texts)


def is_ours(formula: str, sheets: set[str]) -> bool:
    """Return whether a formula, its texts left out, calls only our functions and names only sheets of its workbook."""
    bare = IN_QUOTES.sub("", formula)
    named = {(quoted or plain).replace("''", "'") for quoted, plain in SHEET.findall(bare)}
    rest = SHEET.sub("", bare)
    called = set(re.findall(r"([A-Za-z_.]\w*)\(", rest))
    return called <= FUNCTIONS and named <= sheets and not REACHING_OUT.search(rest)
