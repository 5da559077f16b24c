"""The shipped workbook several times as large: each site, with its lanes, processes, stocks and demand, once more.

    python -m benchmarks.copies 10 FOLDER      a folder of CSV tables; its workbook by planner.write.from_tables

The copies have new names and share commodities, rules and periods; a rule allows as many times as many tonnes.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path

SHIPPED = Path(__file__).resolve().parents[1] / "inputs" / "us_rare_earths.xlsx"
USAGE = "usage: python -m benchmarks.copies TIMES FOLDER"
# Names that are keys of their own sheet.
OWN_NAMES = {"Contracts": "contract", "Rules": "rule"}
SCALED = ("t", "kg")

type Rows = list[dict[str, str]]


def copied(name: str, rows: Rows, owned: set[str], times: int) -> Rows:
    """Return the rows of a table; those with a name that belongs to a copy once for each."""
    result = [dict(row) for row in rows]
    if name == "Rules":
        for row in result:
            if row["unit"] in SCALED and row["value"] and owned.isdisjoint(row.values()):
                row["value"] = repr(float(row["value"]) * times)
    for number in range(2, times + 1):
        for row in rows:
            if owned.isdisjoint(row.values()):
                continue
            more = {column: f"{cell} {number}" if cell in owned else cell for column, cell in row.items()}
            if name in OWN_NAMES:
                more[OWN_NAMES[name]] += f" {number}"
            result.append(more)
    return result


def owned_names(tables: dict[str, Rows]) -> set[str]:
    """Return what each copy has for itself: sites, and groups with sites in them."""
    owned = {row["site"] for row in tables["Sites"]}
    while more := {row["group"] for row in tables["Groups"] if row["member"] in owned} - owned:
        owned |= more
    return owned


def write_copies(times: int, folder: Path) -> None:
    """Write the shipped tables, so many times as large, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    tables: dict[str, Rows] = {}
    for path in sorted(SHIPPED.with_suffix("").glob("[!#]*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            tables[path.stem] = list(csv.DictReader(file))
    owned = owned_names(tables)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(copied(name, rows, owned, times))


def main(arguments: Sequence[str]) -> int:
    """Write the tables."""
    if len(arguments) != 2 or not arguments[0].isdigit():
        print(USAGE, file=sys.stderr)
        return 2
    write_copies(int(arguments[0]), Path(arguments[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
