"""Writes a workbook of which one sheet has very many rows, for the benchmark of reading."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import xlsxwriter

from planner.write.styles import must

ROWS = 100_000
SITES = 500
SEED = 7


def write_long_sheet(path: Path, rows: int = ROWS) -> None:
    """Write a workbook with that many rows in sheet Lanes: three names, six numbers and a note each."""
    chance = np.random.default_rng(seed=SEED)
    pairs = chance.choice(SITES * SITES, rows, replace=False)
    # A lane from a site to itself is none; the next site takes its place, and the mode keeps the keys apart.
    senders, receivers = pairs // SITES, pairs % SITES
    receivers = np.where(senders == receivers, (receivers + 1) % SITES, receivers)
    # The demand can be served.
    senders[0], receivers[0] = 0, 1
    figures = chance.uniform(0.0, 1.0, (rows, 6))
    figures[:, 0] *= 500.0
    figures[:, 2] = np.round(figures[:, 2] * 90.0)
    figures[:, 4] = 100.0 + 900.0 * figures[:, 4]
    figures[:, 5] *= 10.0
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    date_format = book.add_format({"num_format": "yyyy-mm-dd"})
    heads: dict[str, list[list[object]]] = {
        "Settings": [["setting", "value"], ["title", "A long sheet"]],
        "Commodities": [["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 1_000.0]],
        "Processes": [["site", "process", "direction", "commodity"], ["site 0", "make", "out", "oxide"]],
        "Demand": [["customer", "commodity", "2027 [t/period]"], ["site 1", "oxide", 1.0]],
        "Sites": [["site", "country"], *(list[object]((f"site {number}", "Here")) for number in range(SITES))],
    }
    for name, lines in heads.items():
        sheet = book.add_worksheet(name)
        for row, line in enumerate(lines):
            sheet.write_row(row, 0, line)
    sheet = book.add_worksheet("Periods")
    sheet.write_row(0, 0, ["period", "start", "end"])
    must(sheet.write_string(1, 0, "2027"))
    must(sheet.write_datetime(1, 1, dt.date(2027, 1, 1), date_format))
    must(sheet.write_datetime(1, 2, dt.date(2027, 12, 31), date_format))
    sheet = book.add_worksheet("Lanes")
    sheet.write_row(0, 0, ["from", "to", "commodity", "mode", "cost [USD/t]", "duty [fraction]", "lead time [days]",
                           "loss [fraction]", "capacity [t/yr]", "minimum [t/yr]", "note"])  # fmt: skip
    ends = zip(senders.tolist(), receivers.tolist(), figures.tolist(), strict=True)
    for row, (sender, receiver, numbers) in enumerate(ends, 1):
        names = [f"site {sender}", f"site {receiver}", "oxide", f"mode {row}"]
        sheet.write_row(row, 0, [*names, *numbers, "estimate"])
    book.close()
