"""What every chart of ours looks like."""

from __future__ import annotations

from typing import Any

from planner.write import styles
from planner.write.page import Page

TITLE_FONT = {"name": "Calibri", "size": 12, "bold": True, "color": str(styles.Colour.INK)}
AXIS_FONT = {"name": "Calibri", "size": 9, "color": str(styles.Colour.QUIET)}
MILLIONS, BILLIONS = '#,##0.0,,"M"', '#,##0.0,,,"B"'
MANY = 1e9  # from this many USD on, money is shown in billions
SOME = 1e5  # below this many USD, an axis shows them one by one
PLAIN = "#,##0"


def money_axis(most: float) -> str:
    """Return the number format of an axis of USD whose largest value is known."""
    return PLAIN if abs(most) < SOME else MILLIONS if abs(most) < MANY else BILLIONS


def caption(text: str) -> str:
    """Return a title or a name as xlsxwriter takes no reference for: `'a sheet'!A1`, from the input, is text."""
    return text.replace("!", "! ")


def column_chart(page: Page, title: str, subtype: str, axis: str) -> Any:
    """Return an empty column chart in our dress."""
    chart = page.desk.book.add_chart({"type": "column", "subtype": subtype})
    chart.set_title({"name": caption(title), "name_font": TITLE_FONT, "overlay": False})
    chart.set_legend({"position": "bottom", "font": AXIS_FONT})
    chart.set_x_axis({"num_font": {**AXIS_FONT, "rotation": -45}, "line": {"color": str(styles.Colour.LINE)}})
    chart.set_y_axis(
        {
            "num_font": AXIS_FONT,
            "num_format": axis,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": str(styles.Colour.LINE), "width": 0.5}},
        }
    )
    chart.set_chartarea({"border": {"color": str(styles.Colour.LINE)}})
    return chart
