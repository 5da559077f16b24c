"""What every workbook of ours looks like: colours, cell formats, page set-up, and how a workbook begins and ends.

Input and output workbooks share these. Knows nothing of sheets, columns or plans.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from io import BytesIO
from typing import Any

import xlsxwriter

from planner.errors import InternalError

type Value = str | int | float | dt.date | None
type Style = dict[str, str | int | float | bool]

# A fixed date instead of today's, so that the same content gives the same bytes.
CREATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
LAST_ROW = 1_048_575  # the last row of a sheet, counted from 0
LONGEST_TEXT = 32_767  # characters that a cell holds
LONGEST_FORMULA = 8_192  # characters, the equals sign among them
LONGEST_QUOTED = 255  # characters of a text within a formula
LONGEST_SHEET_NAME = 31


class Colour(StrEnum):
    """The palette of cells; each colour has one meaning in all our workbooks."""

    INK = "#1F2933"
    QUIET = "#6B7785"
    LINE = "#D5DAE0"
    LINK = "#1D5FA8"
    INPUT_FONT = "#0000FF"
    INPUT_FILL = "#FFFBE6"
    REQUIRED = "#1F4E79"
    OPTIONAL = "#BDD7EE"
    INFORMATION = "#E4E7EB"
    PAPER = "#FFFFFF"
    DECISION_FONT = "#8A3B00"
    DECISION_FILL = "#FDF1E3"
    GOOD_FONT = "#1B6B3A"
    GOOD_FILL = "#E3F4E8"
    FAIR_FONT = "#8A5A00"
    FAIR_FILL = "#FFF2CC"
    BAD_FONT = "#A61B1B"
    BAD_FILL = "#FBE3E1"


class ChartColour(StrEnum):
    """The palette of charts: red is what lacks, is lost, or is the withholding country's; blue is what is there."""

    RED = "#C0504D"
    BLUE = "#5B9BD5"
    NAVY = "#1F4E79"
    GREEN = "#70AD47"
    PALE_BLUE = "#8FAADC"
    PALE_GREEN = "#A9D18E"
    PEACH = "#F4B183"
    PURPLE = "#7F6084"
    OCHRE = "#BF9000"
    GREY = "#A5A5A5"
    PALE_GREY = "#C9C9C9"


FONT: Style = {"font_name": "Calibri", "font_size": 11, "font_color": Colour.INK, "valign": "vcenter"}
BORDER: Style = {"border": 1, "border_color": Colour.LINE}
WRAP: Style = {"text_wrap": True, "valign": "top"}
INDENT: Style = {"align": "left", "indent": 1}  # text must not touch the number in the cell before it
RIGHT: Style = {"align": "right"}

TEXT: Style = FONT
TITLE: Style = {**FONT, "bold": True, "font_size": 16}
SECTION: Style = {**FONT, "bold": True, "font_size": 12}
QUIET: Style = {**FONT, "font_color": Colour.QUIET}
LINK: Style = {**FONT, "font_color": Colour.LINK, "underline": 1}
HEADER: Style = {**FONT, **BORDER, "bold": True, "text_wrap": True, "valign": "vcenter"}
HEADER_DARK: Style = {**HEADER, "bg_color": Colour.REQUIRED, "font_color": Colour.PAPER}
HEADER_OPTIONAL: Style = {**HEADER, "bg_color": Colour.OPTIONAL}
HEADER_INFORMATION: Style = {**HEADER, "bg_color": Colour.INFORMATION, "bold": False}
INPUT: Style = {**FONT, **BORDER, "font_color": Colour.INPUT_FONT, "bg_color": Colour.INPUT_FILL}
CELL: Style = {**FONT, **BORDER, "valign": "top"}  # beside texts of several lines, which begin at the top
CELL_TEXT: Style = {**CELL, **INDENT}
CELL_WRAPPED: Style = {**CELL_TEXT, **WRAP}
CELL_LINK: Style = {**CELL_TEXT, "font_color": Colour.LINK, "underline": 1}
DECISION: Style = {**CELL, "font_color": Colour.DECISION_FONT, "bg_color": Colour.DECISION_FILL}
ONE_LINE: Style = {"text_wrap": False}
NO_BORDER: Style = {"border": 0}
TOTAL: Style = {**FONT, "bold": True, "top": 1, "top_color": Colour.QUIET}
GOOD: Style = {"font_color": Colour.GOOD_FONT, "bg_color": Colour.GOOD_FILL}
FAIR: Style = {"font_color": Colour.FAIR_FONT, "bg_color": Colour.FAIR_FILL}
BAD: Style = {"font_color": Colour.BAD_FONT, "bg_color": Colour.BAD_FILL}
# Tonnes run from grams to kilotonnes: three decimals below one tonne, one above; nothing is a dash. Of numbers that can
# be below nothing only formats with a part for them are shown with their sign by every program.
TONNES: Style = {"num_format": '[=0]"–";[<1]0.000;#,##0.0', "align": "right"}
# The same to the kilogram, where sums of a few tonnes would not foot with one decimal.
TONNES_TO_THE_KG = '[=0]"–";[<100]0.000;#,##0.0'
SIGNED_TONNES: Style = {"num_format": '#,##0.0##;-#,##0.0##;"–"', "align": "right"}
USD: Style = {"num_format": '#,##0;-#,##0;"–"', "align": "right"}
USD_A_TONNE: Style = {"num_format": "#,##0.00;-#,##0.00", "align": "right"}
# Decimals stand there or not: where they may, Excel shows `1.` for 1, which LibreOffice does not.
WORTH: Style = {"num_format": "0.0000;-0.0000;0", "align": "right"}
EXACT: Style = {"num_format": "#,##0.000000;-#,##0.000000;0", "align": "right"}
MONTHS: Style = {"num_format": "0.0", "align": "right"}
SMALL: Style = {"num_format": "0.0E+00", "align": "right"}
USD_THOUSANDS: Style = {"num_format": '#,##0,"k";-#,##0,"k";"–"', "align": "right"}
USD_MILLIONS: Style = {"num_format": '#,##0.0,,"M";-#,##0.0,,"M";"–"', "align": "right"}
BALANCE: Style = {"num_format": "0.00000;-0.00000;0", "align": "center"}
PERCENT: Style = {"num_format": "0%", "align": "right"}
# A share of a mixture: contents are limited in tenths of a per cent.
SHARE: Style = {"num_format": "0.00%", "align": "right"}
RATIO: Style = {"num_format": "0.000", "align": "right"}
WHOLE: Style = {"num_format": "0", "align": "right"}
# Blocs take these in the order of their names, but for the withholding country's, which is red everywhere.
BLOC_COLOURS = (
    ChartColour.NAVY, ChartColour.GREEN, ChartColour.PEACH, ChartColour.PURPLE, ChartColour.BLUE, ChartColour.OCHRE,
    ChartColour.GREY,
)  # fmt: skip
# Kinds of cost, in the order of their sheet.
COST_COLOURS = (
    ChartColour.NAVY, ChartColour.BLUE, ChartColour.PALE_BLUE, ChartColour.PEACH, ChartColour.PALE_GREEN,
    ChartColour.PALE_GREY, ChartColour.PURPLE, ChartColour.OCHRE,
)  # fmt: skip
# Conditional formats of shares from 0 to 1: the one by their size, the other by how much is used of a limit.
COLD, WARM, HOT = "#FFFFFF", "#FCE8B2", "#F2A38C"
HEAT_OF_SHARES: Style = {
    "type": "2_color_scale", "min_type": "num", "max_type": "num", "min_value": 0, "max_value": 1,
    "min_color": COLD, "max_color": HOT,
}  # fmt: skip
HEAT_OF_USE: Style = {
    **HEAT_OF_SHARES, "type": "3_color_scale", "mid_type": "num", "mid_value": 0.7, "mid_color": WARM,
}  # fmt: skip
COPY: Style = {**FONT, "font_color": Colour.INPUT_FONT}
COPY_HEADER: Style = {**HEADER_INFORMATION, "bold": True}
DATE: Style = {"num_format": "yyyy-mm-dd", **INDENT}
AS_TYPED: Style = {"num_format": "General"}


def thousands(decimals: int) -> Style:
    """Return a number format with separated thousands and that many decimals."""
    return {"num_format": "#,##0" + ("." + "0" * decimals if decimals else "")}


class Formats:
    """The cell formats of one workbook, each made once however often it is asked for.

    to_the_kg  whether tonnes are shown so, below a hundred
    """

    def __init__(self, book: Any, *, to_the_kg: bool = False) -> None:
        self._book, self._to_the_kg = book, to_the_kg
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def of(self, *styles: Style) -> Any:
        """Return the format that joins the styles, a later one winning."""
        joined: Style = {}
        for style in styles:
            joined |= style
        if self._to_the_kg and joined.get("num_format") == TONNES["num_format"]:
            joined["num_format"] = TONNES_TO_THE_KG
        key = tuple(sorted(joined.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({name: _plain(value) for name, value in joined.items()})
        return self._made[key]


def _plain(value: str | int | float | bool) -> str | int | float | bool:
    return str(value) if isinstance(value, str) else value


def must(code: object) -> None:
    """Read the code that a call of xlsxwriter returns; a call that did not do its work is our own fault."""
    if isinstance(code, int) and code < 0:
        raise InternalError(f"a call of xlsxwriter failed with code {code}; the workbook would be incomplete")


def new_book(buffer: BytesIO, title: str, kind: Any = xlsxwriter.Workbook) -> Any:
    """Begin a workbook in memory in which text stays text and nothing depends on the clock.

    kind  the class of the workbook
    """
    book = kind(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "default_date_format": DATE["num_format"],
        },
    )
    book.set_properties({"title": title, "created": CREATED.replace(tzinfo=None)})
    book.set_size(24_000, 14_000)
    return book


def finish(book: Any, buffer: BytesIO) -> bytes:
    """End the workbook and return its bytes."""
    book.close()
    return buffer.getvalue()


def write_value(sheet: Any, row: int, column: int, value: Value, cell_format: Any) -> None:
    """Write one constant as what it is: text as text, a number as a number, a day as a date, None as a blank cell."""
    match value:
        case None:
            must(sheet.write_blank(row, column, None, cell_format))
        case str():
            must(sheet.write_string(row, column, value, cell_format))
        case dt.date():
            must(sheet.write_datetime(row, column, value, cell_format))
        case _:
            must(sheet.write_number(row, column, value, cell_format))


def set_page(sheet: Any, pages_wide: int = 1) -> None:
    """Set a sheet up for print: landscape, all columns on so many pages, name and page number below.

    On whatever paper the printer has: Letter in the United States, A4 nearly everywhere else.
    """
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(pages_wide, 0)
    must(sheet.set_footer("&L&F&C&A&R&P / &N"))
