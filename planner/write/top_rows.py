"""The texts above and below a table, over as many lines as they take on the screen and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from planner.write import styles
from planner.write.page import CHECK_ROW, LINE_HEIGHT, SENTENCE_ROW, Page
from planner.write.styles import Style, must
from planner.write.widths import lines_of

# A sentence that is wider than this, or than the first page, goes over several lines: the end of one is cut in print.
SENTENCE_WIDTH, USUAL = 150.0, 8.43  # the second is the width of a column that nobody set
# In more lines than these a text takes too much of the screen; bold letters are so much wider.
MOST_LINES, BOLD = 5, 1.15


def spread(page: Page) -> None:
    """Write the texts above and below the table over several lines where they are wider than what is printed."""
    printed = page.printed
    if printed is None:  # nothing but text, whose columns are as wide as they come
        _fold(page, [USUAL] * round(SENTENCE_WIDTH / USUAL), SENTENCE_WIDTH)
        return
    page_width = sum(printed.widths) / printed.pages
    if printed.pages == 1 or not printed.repeated:
        _fold(page, printed.widths, page_width)
        return
    # Every page shows what begins in the columns that all of them have, and no more of it than these are wide.
    own = printed.widths[: printed.repeated]
    if lines_of(page.sentence, sum(own)) <= MOST_LINES:
        _write(page, SENTENCE_ROW, 0, own, page.sentence, styles.QUIET)
    else:
        must(page.sheet.write_blank(SENTENCE_ROW, 0, None, page.style(styles.TEXT)))
        _fold(page, printed.widths, page_width, printed.repeated)
    if page.lit is not None and len(page.lit[1]) * BOLD > sum(own):
        formula, shown = page.lit
        look = _write(page, CHECK_ROW, 0, own, shown, {"bold": True})
        must(page.sheet.write_formula(CHECK_ROW, 0, f"={formula}", look, shown))
    for row, (words, style) in page.notes.items():
        wide = len(words) * (BOLD if style.get("bold") else 1.0)
        if row > CHECK_ROW and row not in page.beside and wide > sum(own):
            _write(page, row, 0, own, words, style)


def _fold(page: Page, widths: Sequence[float], page_width: float, start: int = 0) -> None:
    """Write the sentence from a column on, over several lines where it is wider than what the first page has left."""
    room = min(SENTENCE_WIDTH, page_width - sum(widths[:start]))
    columns = sum(wide <= room for wide in accumulate(widths[start:]))
    if len(page.sentence) <= page_width - sum(widths[:start]) or columns < 2:
        page.text(SENTENCE_ROW, start, page.sentence, styles.QUIET)
        return
    _write(page, SENTENCE_ROW, start, widths[start : start + columns], page.sentence, styles.QUIET)


def _write(page: Page, row: int, start: int, widths: Sequence[float], words: str, look: Style) -> object:
    """Write a text over columns of some widths and as many lines as it takes, and return the format."""
    made = page.style(styles.TEXT, look, styles.WRAP)
    if len(widths) > 1:
        must(page.sheet.merge_range(row, start, row, start + len(widths) - 1, words, made))
    else:
        must(page.sheet.write_string(row, start, words, made))
    room = sum(widths) / (BOLD if look.get("bold") else 1.0)
    must(page.sheet.set_row(row, LINE_HEIGHT * lines_of(words, room)))
    return made
