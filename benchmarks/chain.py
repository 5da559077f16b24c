"""The supply chain that the instances are drawn from: materials, baskets, recipes, countries.

Orders of magnitude are those of rare earth supply; the figures are invented.
"""

from __future__ import annotations

from dataclasses import dataclass

# Oxides with their value in USD/t.
OXIDES = {
    "La oxide": 700.0,
    "Ce oxide": 900.0,
    "NdPr oxide": 75_000.0,
    "Sm oxide": 2_000.0,
    "Gd oxide": 25_000.0,
    "Tb oxide": 900_000.0,
    "Dy oxide": 250_000.0,
    "Y oxide": 7_000.0,
}
# Share of each oxide in a tonne of concentrate, in the order of OXIDES: one basket a kind of deposit.
BASKETS = {
    "bastnaesite concentrate": (0.332, 0.491, 0.163, 0.008, 0.002, 0.0002, 0.0003, 0.001),
    "monazite concentrate": (0.230, 0.460, 0.205, 0.025, 0.017, 0.0016, 0.006, 0.020),
    "xenotime concentrate": (0.030, 0.070, 0.060, 0.020, 0.040, 0.010, 0.080, 0.600),
    "ionic clay concentrate": (0.280, 0.060, 0.270, 0.050, 0.045, 0.008, 0.045, 0.220),
}
CONCENTRATE_VALUE = 9_000.0

# Metals: the oxide each is reduced from, and t of it per t of metal.
METALS = {
    "NdPr metal": ("NdPr oxide", 1.17),
    "Sm metal": ("Sm oxide", 1.16),
    "Tb metal": ("Tb oxide", 1.15),
    "Dy metal": ("Dy oxide", 1.15),
}


@dataclass(frozen=True)
class Grade:
    """One grade of magnet: t of metals in a tonne of its alloy, its value, and its share of demand."""

    metals: dict[str, float]
    value: float
    share: float


GRADES = {
    "NdFeB N": Grade({"NdPr metal": 0.31}, 60_000.0, 0.45),
    "NdFeB SH": Grade({"NdPr metal": 0.29, "Dy metal": 0.02}, 80_000.0, 0.35),
    "NdFeB UH": Grade({"NdPr metal": 0.27, "Dy metal": 0.03, "Tb metal": 0.01}, 110_000.0, 0.15),
    "SmCo": Grade({"Sm metal": 0.35}, 150_000.0, 0.05),
}
# A tonne of alloy gives this much magnet, and the rest is swarf of which a recycler takes back the oxides.
MAGNET_YIELD = 0.75
SWARF_YIELD = 0.25
RECOVERED = {"NdPr oxide": 0.30, "Dy oxide": 0.015}

# Places: share of the sites of each stage, and the middle of the region on a plane, in 1000 km.
COUNTRIES = {
    "China": ("China", 0.40, (8.0, 3.0)),
    "United States": ("United States", 0.20, (-9.0, 3.5)),
    "Japan": ("Allies", 0.15, (11.0, 3.5)),
    "Australia": ("Allies", 0.15, (10.0, -3.0)),
    "Germany": ("Allies", 0.10, (0.0, 5.0)),
}
REGION_SPREAD = 1.0
END_USES = (("defence", 1), ("vehicles", 2), ("industry", 3))
LIGHT_USE = ("polishing", 4)
