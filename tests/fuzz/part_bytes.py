"""Mutations of the parts of a workbook, packed again with right checksums: their bytes, tags, attributes and texts."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tests.fuzz.file_bytes import ON_BYTES

MOST_CHANGES = 4
TOKEN = re.compile(r"<[^<>]*>|[^<>]+|[<>]")
ATTRIBUTE = re.compile(r' ([\w:]+)="([^"]*)"')
WHOLE_CELL = re.compile(r"<(?:x:)?c [^<>]*[^/<>]>.*?</(?:x:)?c>", re.DOTALL)
WHOLE_ROW = re.compile(r"<(?:x:)?row\b[^<>]*[^/<>]>.*?</(?:x:)?row>", re.DOTALL)

ODD_NUMBERS = (
    "NaN", "nan", "INF", "-INF", "Infinity", "1e999", "-1e999", "1e308", "5e-324", "1e-400", "1_000", "1,5", "0x10",
    "+5", "--5", "5.", ".5", "1E+2", "1e", " 7 ", "\n7", "\u0661\u0662", "\uff11", "", " ", "-0", "00012", "1 000",
    "99999999999999999999", "4294967296", "-1", "1048577", "16385", "2.5", "true", "TRUE", "1d5", "7f", "6.0E0",
    "2958466", "60", "0", "45000.99999999", "1e5", "\ufeff3", "3\u00a0",
)  # fmt: skip
ODD_TEXTS = (
    "&amp;", "&#65;", "&#0;", "&#xD;", "&#xFFFF;", "&lt;c&gt;", "&unknown;", "_x0041_", "_x000D_", "_xD83D_", "]]>",
    "<![CDATA[7]]>", "<!-- 7 -->", "<?pi 7?>", "\t7\n", "a\r\nb", "\u00a0x", "\ud7ff", "\U0001f600", "#N/A", "#REF!",
    "=1+1", "no limit", "<b/>", "</v>", "<v>1</v>", "<t>x</t>",
)  # fmt: skip
ODD_ATTRIBUTES = (
    't="s"', 't="str"', 't="b"', 't="d"', 't="e"', 't="n"', 't="inlineStr"', 't="x"', 't=""', 's="0"', 's="1"', 's="9"',
    's="999999"', 's="-1"', 's="x"', 'r="A1"', 'r="B2"', 'r="XFD1048576"', 'r="XFE1"', 'r="A0"', 'r="A1048577"',
    'r="a1"', 'r="$A$1"', 'r="1"', 'r="2"', 'r="99999999999"', 'r=""', 'hidden="1"', 'cm="1"', 'vm="1"', 'ph="1"',
    'xml:space="preserve"', 'xmlns="urn:x"', 'state="hidden"', 'state="veryHidden"', 'count="0"', 'uniqueCount="1"',
    'date1904="1"', 'numFmtId="14"', 'numFmtId="9"', 'numFmtId="164"', 'formatCode="0%"', 'formatCode="yyyy"',
    'formatCode="[h]:mm"', 'ref="A1:B2"', 'ref="A1:XFD1048576"', 'sheetId="1"', 'TargetMode="External"', 'Type="x"',
    'mc:Ignorable="x14ac"', 'spans="1:3"', 'customFormat="1"', 'si="0"', 'ht="15"', "t='s'", 'x:t="s"', 'x:r="C3"',
)  # fmt: skip
SNIPPETS = (
    "<!-- comment -->", "<![CDATA[5]]>", "<?x y?>", "<f>1+1</f>", '<f t="shared" si="0"/>',
    '<f t="array" ref="A1">1</f>',
    "<v>5</v>", "<v/>", "<is><t>more</t></is>", "<is><r><t>ri</t></r><r><t>ch</t></r></is>", "<t>more</t>",
    "<rPh><t>phonetic</t></rPh>", "<r><rPr><b/></rPr><t>run</t></r>", '<c r="B2"><v>5</v></c>', "<c><v>6</v></c>",
    "<c/>",
    '<row r="3"><c r="A3"><v>7</v></c></row>', "<row/>", "<row><c><v>1</v></c></row>",
    "<extLst><ext><v>1</v></ext></extLst>",
    '<mergeCells><mergeCell ref="A2:B3"/></mergeCells>', "<sheetData/>", "<sheetData>", "</sheetData>",
    "<si><t>x</t></si>",
    '<mc:AlternateContent xmlns:mc="urn:m"><mc:Choice/><mc:Fallback/></mc:AlternateContent>',
    '<workbookPr date1904="1"/>',
    '<numFmts><numFmt numFmtId="164" formatCode="0%"/></numFmts>', "<!DOCTYPE x>", "<x:v>5</x:v>", "<a", ">", "<", "&",
    "<c r='B2'><v>5</v></c>", '<c  r="B2"><v>5</v></c>', '<c r="C2" t="s"><v>0</v></c >', "<v >5</v>", "<V>5</V>",
)  # fmt: skip
ENCODINGS = ("utf-16", "utf-16-le", "latin-1", "utf-8-sig", "utf-7", "cp1252", "ascii")

type TextChange = Callable[[random.Random, list[str]], list[str]]


def inside(chance: random.Random, tokens: list[str]) -> int:
    """Draw the place of a token."""
    return chance.randrange(len(tokens)) if tokens else 0


def odd_text(chance: random.Random, tokens: list[str]) -> list[str]:
    """Write something else in a text between tags."""
    places = [place for place, token in enumerate(tokens) if not token.startswith("<") and token.strip()]
    if places:
        tokens[chance.choice(places)] = chance.choice(ODD_NUMBERS if chance.random() < 0.7 else ODD_TEXTS)
    return tokens


def without_token(chance: random.Random, tokens: list[str]) -> list[str]:
    """Leave out a tag or a text."""
    place = inside(chance, tokens)
    return tokens[:place] + tokens[place + 1 :]


def token_twice(chance: random.Random, tokens: list[str]) -> list[str]:
    """Write a tag or a text twice."""
    place = inside(chance, tokens)
    return tokens[: place + 1] + tokens[place:]


def tokens_swapped(chance: random.Random, tokens: list[str]) -> list[str]:
    """Swap two tags or texts, near to each other or not."""
    one = inside(chance, tokens)
    other = min(len(tokens) - 1, one + chance.randint(1, 6)) if chance.random() < 0.5 else inside(chance, tokens)
    if tokens:
        tokens[one], tokens[other] = tokens[other], tokens[one]
    return tokens


def snippet(chance: random.Random, tokens: list[str]) -> list[str]:
    """Insert an element or a piece of one."""
    place = inside(chance, tokens)
    return [*tokens[:place], chance.choice(SNIPPETS), *tokens[place:]]


def attribute(chance: random.Random, tokens: list[str]) -> list[str]:
    """Change, add, take away or repeat an attribute."""
    places = [place for place, token in enumerate(tokens) if token.startswith("<") and token[1:2] not in "/!?"]
    if not places:
        return tokens
    place = chance.choice(places)
    token = tokens[place]
    there = [found[0] for found in ATTRIBUTE.finditer(token)]
    new = " " + chance.choice(ODD_ATTRIBUTES)
    what = chance.random()
    if there and what < 0.75:
        old = chance.choice(there)
        name = old.partition("=")[0]
        value = chance.choice((*ODD_NUMBERS, *ODD_TEXTS)).replace('"', "").replace("<", "")
        fitting = [one for one in ODD_ATTRIBUTES if one.startswith(name.strip() + "=")]
        like = " " + chance.choice(fitting) if fitting else f'{name}="{value}"'
        turned = old.replace('"', "'")
        changed = chance.choice((like, like, like, f'{name}="{value}"', "", old + old, turned, "  " + old.lstrip()))
        tokens[place] = token.replace(old, changed, 1)
    else:
        end = len(token) - (2 if token.endswith("/>") else 1)
        tokens[place] = token[:end] + new + token[end:]
    return tokens


def renamed_tag(chance: random.Random, tokens: list[str]) -> list[str]:
    """Give a tag another name."""
    place = inside(chance, tokens)
    names = ("c", "v", "f", "is", "t", "row", "si", "x:c", "X", "sheet", "mergeCell", "r")
    if tokens:
        tokens[place] = re.sub(r"^(</?)[\w:]+", lambda found: found[1] + chance.choice(names), tokens[place])
    return tokens


def elements_moved(chance: random.Random, tokens: list[str]) -> list[str]:
    """Leave out, repeat or move a whole cell or row."""
    text = "".join(tokens)
    found = list((WHOLE_CELL if chance.random() < 0.6 else WHOLE_ROW).finditer(text))
    if not found:
        return tokens
    one, other = chance.choice(found), chance.choice(found)
    new = chance.choice(("", one[0] * 2, other[0], other[0] + one[0]))
    return TOKEN.findall(text[: one.start()] + new + text[one.end() :])


def as_bytes(chance: random.Random, tokens: list[str]) -> list[str]:
    """Mutate the bytes, whatever they mean."""
    data = chance.choice(ON_BYTES)(chance, "".join(tokens).encode(errors="surrogateescape"))
    return TOKEN.findall(data.decode(errors="surrogateescape"))


ON_TEXTS: tuple[TextChange, ...] = (
    odd_text, odd_text, odd_text, attribute, attribute, attribute, snippet, snippet, without_token, token_twice,
    tokens_swapped, renamed_tag, elements_moved, elements_moved, as_bytes, as_bytes,
)  # fmt: skip


def changed_parts(chance: random.Random, parts: dict[str, bytes]) -> tuple[dict[str, bytes], list[str]]:
    """Return the parts mutated, and how."""
    parts = dict(parts)
    done: list[str] = []
    for _ in range(chance.randint(1, MOST_CHANGES)):
        name = drawn_part(chance, parts)
        if chance.random() < 0.06:
            done.append(change_package(chance, parts, name))
            continue
        if chance.random() < 0.02:
            encoding = chance.choice(ENCODINGS)
            text = parts[name].decode(errors="replace")
            parts[name] = text.replace("UTF-8", encoding).encode(encoding, "replace")
            done.append(f"{name} in {encoding}")
            continue
        change = chance.choice(ON_TEXTS)
        tokens = TOKEN.findall(parts[name].decode(errors="surrogateescape"))
        parts[name] = "".join(change(chance, tokens)).encode(errors="surrogateescape")
        done.append(f"{change.__name__} of {name}")
    return parts, done


def drawn_part(chance: random.Random, parts: dict[str, bytes]) -> str:
    """Draw a part: mostly a sheet, else any."""
    sheets = [name for name in parts if "sheet" in name and name.endswith(".xml")]
    return chance.choice(sheets if sheets and chance.random() < 0.6 else list(parts))


def change_package(chance: random.Random, parts: dict[str, bytes], name: str) -> str:
    """Leave a part out, give it another name, or another's content."""
    other = chance.choice(list(parts))
    match chance.randrange(5):
        case 0 if len(parts) > 1:
            del parts[name]
            return f"without {name}"
        case 1:
            new = chance.choice(
                (name.upper(), name.replace("/", "\\"), "/" + name, "../" + name, name + "\0x", other + "x")
            )
            parts[new] = parts[name]
            if chance.random() < 0.5 and new != name:
                del parts[name]
            return f"{name} called {new!a}"
        case 2:
            parts[name], parts[other] = parts[other], parts[name]
            return f"{name} and {other} swapped"
        case 3:
            parts[name] = b""
            return f"{name} empty"
        case _:
            parts[name] = parts[other]
            return f"{name} as {other}"
