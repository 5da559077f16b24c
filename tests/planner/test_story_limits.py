"""Which limits the story names, and what one tonne more of them changes."""

from __future__ import annotations

from pathlib import Path

from planner.solve.session import silent
from planner.story import NAMED_VALUES, tell
from tests.given.stories import told
from tests.places import INPUTS
from tests.tiny import Changed, periods
from tests.workbooks import Cell, small_example, write_workbook


def test_values_are_those_of_the_limits_that_matter_most_and_hold_as_far_as_is_said(tmp_path: Path) -> None:
    """The cap of the first two quarters may rise by 10 t, a tonne less short for each at the same cost."""

    def capped(tonnes: float) -> list[str]:
        sheets = small_example()
        cap = next(row for row in sheets["Rules"] if row[0] == "China magnet cap")
        cap[sheets["Rules"][0].index("value")] = tonnes
        return tell(write_workbook(tmp_path / f"{tonnes}.xlsx", sheets), None, silent).lines

    lines = capped(40)
    begin = lines.index("one tonne more would change:") + 1
    values = [line for line in lines[begin:] if line.startswith("  ") and "less short" in line and " t more (" in line]
    assert "2026-10-01 to 2027-03-31: 1 t less short in priority 2, for at least 10 t more (Rules!F2)" in values[0]
    assert sum(line.count("less short") for line in values) <= NAMED_VALUES
    assert "priority 2: short by 34 t of 250 t (86.4% covered)" in capped(50)


def test_two_limits_of_one_site_are_told_apart(tmp_path: Path) -> None:
    """Of the steel works both the furnace and the hearth are full, and each is worth something of its own."""
    lines = tell(INPUTS / "mexican_steel.xlsx", None, silent).lines
    assert any(
        "capacity of Ahmsa; oxygen furnace, year: 64.57 USD less cost, for at least 135,000 t more" in line
        for line in lines
    )
    assert any(
        "capacity of Ahmsa; open hearth, year: 53.76 USD less cost, for at least 166,000 t more" in line
        for line in lines
    )


def discounts() -> Changed:
    """Return three sellers whose price falls with the quantity ordered, an award to each, and three months."""
    orders = {"A": (1394, (9.94, 80), (9.45, 653), (8.95, 1030)), "B": (1399, (10.79, 74), (10.25, 649), (9.71, 814)),
              "C": (1317, (10.44, 50), (9.92, 628), (9.4, 936))}  # fmt: skip
    contracts: list[list[Cell]] = [
        [f"{name}{price}", name, "Buyer", "item", price, least, most, "period"]
        for name, (most, *offers) in orders.items()
        for price, least in offers
    ]
    runs: list[list[Cell]] = [[name, "make", "out", "item"] for name in orders]
    most_made: list[list[Cell]] = [[name, "make", "t/period", orders[name][0]] for name in orders]
    sites: list[list[Cell]] = [[name, "supplier"] for name in orders]
    lanes: list[list[Cell]] = [[name, "Buyer", "item"] for name in orders]
    awards: list[list[Cell]] = [["Buyer", "item", name, paid] for name, paid in (("A", 314), ("B", 543), ("C", 705))]
    return {
        "Periods": periods(
            ("M1", "2027-01-01", "2027-01-31"), ("M2", "2027-02-01", "2027-02-28"), ("M3", "2027-03-01", "2027-03-31")
        ),
        "Commodities": [["commodity", "stage"], ["item", "magnet"]],
        "Sites": [["site", "kind"], ["Buyer", "customer"], *sites],
        "Processes": [["site", "process", "direction", "commodity"], *runs],
        "Capacity": [["site", "process", "unit", "all"], *most_made],
        "Demand": [["customer", "commodity", "priority", "unit", "M1", "M2", "M3"],
                   ["Buyer", "item", 1, "t/period", 575, 1465, 429]],
        "Lanes": [["from", "to", "commodity"], *lanes],
        "Inventory": [["site", "commodity", "maximum [t]", "holding cost [USD/t/month]"],
                      ["Buyer", "item", "no limit", 0.5]],
        "Sourcing": [["buyer", "commodity", "supplier", "switching cost [USD]"], *awards],
        "Contracts": [["contract", "supplier", "buyer", "commodity", "price [USD/t]", "order quantity [t]",
                       "maximum [t]", "window"], *contracts],
    }  # fmt: skip


def test_no_limit_is_named_of_which_one_more_alone_is_known_to_change_nothing(tmp_path: Path) -> None:
    """Orders hold what an award would let through: by its dual it is worth 9.95 USD, and alone nothing."""
    assert not any(line.startswith("one tonne more would change") for line in told(tmp_path, discounts()))
