"""Plans in their workbooks: sheets as rows, tables read back, and one number changed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd

from tests.plan_books import opened, plan_file
from tests.tiny import Changed, tiny
from tests.workbooks import read_part, rewrite_parts


def sheets_of(folder: Path, changed: Changed) -> Any:
    return opened(plan_file(folder, tiny(changed)))


def part_of(path: Path, sheet: str) -> str:
    """Return the part of a workbook that holds a sheet."""
    relation = re.search(rf'<sheet name="{sheet}"[^>]*r:id="(\w+)"', read_part(path, "xl/workbook.xml"))
    assert relation is not None
    found = re.search(rf'Id="{relation[1]}"[^>]*Target="([^"]+)"', read_part(path, "xl/_rels/workbook.xml.rels"))
    assert found is not None
    return f"xl/{found[1]}"


def changed(path: Path, folder: Path, sheet: str, cell: str, change: float) -> Path:
    """Return a copy of a workbook in which the stored number of one cell is larger by `change`."""
    copy = Path(shutil.copy(path, folder / "changed.xlsx"))
    part = part_of(copy, sheet)
    text, number = re.subn(
        rf'(<c r="{cell}"[^>]*>(?:<f>[^<]*</f>)?<v>)([^<]+)(</v>)',
        lambda found: f"{found[1]}{float(found[2]) + change!r}{found[3]}",
        read_part(copy, part),
    )
    assert number == 1
    return rewrite_parts(copy, {part: text})


def plan_tables() -> dict[str, pd.DataFrame]:
    """Return a plan that uses every table, with a loss on the way, demand that is met and names like numbers."""
    return {
        "run": pd.DataFrame(
            [("Mine", "dig", "2026", "2027", "mined in A", 2.5), ("Mine", "dig", "2027", "2027", "", 1.0)],
            columns=["site", "process", "period", "output_period", "marks", "runs"],
        ),
        "feed": pd.DataFrame(
            [("Mine", "dig", "ore", "2026", "", 0.75)],
            columns=["site", "process", "commodity", "period", "marks", "used_t"],
        ),
        "allow": pd.DataFrame(
            [("Mine", "dig", "ore", "2026", "under the allowance of Traces", "mined in A", 0.125)],
            columns=["site", "process", "commodity", "period", "marks", "material", "allowed_t"],
        ),
        "ship": pd.DataFrame(
            [
                ("Port", "00123", "ore", "", "2026", "2027", "mined in A", 3.0, 2.7),
                ("Mine", "Port", "ore", "rail", "2026", "2026", "", 4.0, 0.0),
            ],
            columns=["from", "to", "commodity", "mode", "period", "arrival_period", "marks", "sent_t", "arrived_t"],
        ),
        "stock": pd.DataFrame(
            [("Port", "ore", "2026", "", 1e-5)], columns=["site", "commodity", "period", "marks", "stock_t"]
        ),
        "deliver": pd.DataFrame(
            [("00123", "slag", "ore", "", "2026", "2027", "mined in A", 2.0)],
            columns=["customer", "commodity", "asked", "end_use", "demand_period", "period", "marks", "delivered_t"],
        ),
        "return": pd.DataFrame(
            [("00123", "slag", "dust", "2026", "2027", 0.5)],
            columns=["site", "product", "scrap", "delivered_period", "period", "returned_t"],
        ),
        "unmet": pd.DataFrame(
            [("00123", "ore", "", 1, "2026", 2.0, 0.0), ("00123", "ore", "NA", 0, "2027", 5.0, 1.0 / 3.0)],
            columns=["customer", "commodity", "end_use", "priority", "period", "demand_t", "unmet_t"],
        ),
        "sell": pd.DataFrame(
            [("Port", "ore", "2027", "", 0.5)], columns=["site", "commodity", "period", "marks", "quantity_t"]
        ),
        "dispose": pd.DataFrame(
            [("Port", "ore", "2027", "", 0.25)], columns=["site", "commodity", "period", "marks", "quantity_t"]
        ),
        "below_safety": pd.DataFrame(
            [("Port", "ore", "2026", 7.0)], columns=["site", "commodity", "period", "missing_t"]
        ),
        "below_end": pd.DataFrame([("Port", "ore", "2027", 8.0)], columns=["site", "commodity", "period", "missing_t"]),
        "soft": pd.DataFrame(
            [("Licence", 4, 0, 1.5), ("Licence", 4, 1, 2.5)], columns=["rule", "row", "span", "violation_t"]
        ),
        "use": pd.DataFrame(
            [("Licence", 5, "2026", 4.5), ("Licence", 6, "2026", 0.5)], columns=["rule", "row", "period", "used_t"]
        ),
        "award": pd.DataFrame(
            [("Mine", "Works", "ore", "2027", 1.0)], columns=["supplier", "buyer", "commodity", "period", "awarded"]
        ),
        "take": pd.DataFrame(
            [("Ore deal", "2", "Port", "00123", "ore", "", 0, "2026", 3.0)],
            columns=["contract", "tier", "from", "to", "commodity", "mode", "span", "period", "taken_t"],
        ),
        "shortfall": pd.DataFrame(
            [("Ore deal", 1, "2027", 0.5)], columns=["contract", "span", "period", "shortfall_t"]
        ),
        "expand": pd.DataFrame(
            [("Mine", "dig", "2026", "2027", 12.5)],
            columns=["site", "process", "period", "ready_period", "added_t_per_yr"],
        ),
        "standing": pd.DataFrame(
            [("Mine", "dig", "2027", 12.5)], columns=["site", "process", "period", "standing_t_per_yr"]
        ),
    }


def assert_same_tables(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    assert one.keys() == other.keys()
    for name, table in one.items():
        pd.testing.assert_frame_equal(table, other[name], check_dtype=False, check_exact=True)
