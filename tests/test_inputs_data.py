"""The tables of the shipped workbooks: every row says what it stands on, and the names fit together.

Read with the csv module alone, so that a fault of the tables is told apart from a fault of the reader.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest

from tests.input_tables import FOLDERS, MAIN, Row, active, materials, names, places, sheets, table

UNSOURCED = "analyst estimate, unsourced"

# Shares are written with six decimals, so a basket of a dozen of them adds up to one within this.
SHARE_ROUNDING = 1e-4
# What a separation splits is counted in tonnes of rare earth oxide on both sides.
SEPARATED = re.compile(r"separate\b")

LAST_PART = " (last 25 %)"


@pytest.fixture(params=FOLDERS)
def folder(request: pytest.FixtureRequest) -> str:
    """Return each shipped folder of tables in turn."""
    return str(request.param)


def test_every_row_says_what_it_stands_on(folder: str) -> None:
    bare = [
        f"{sheet}:{number}"
        for sheet in sheets(folder)
        for number, row in enumerate(table(folder, sheet), start=2)
        if not row["source"]
        or not re.fullmatch(r"20\d\d(-\d\d)?", row["as of"])
        or row["confidence"] not in ("A", "B", "C")
        or row["active"] not in ("yes", "no")
    ]
    assert bare == []


def test_what_has_no_source_is_never_better_than_an_estimate(folder: str) -> None:
    overstated = [
        f"{sheet}:{number}"
        for sheet in sheets(folder)
        for number, row in enumerate(table(folder, sheet), start=2)
        if row["source"].startswith(UNSOURCED) and row["confidence"] != "C"
    ]
    assert overstated == []


def test_an_inactive_row_says_why(folder: str) -> None:
    silent = [
        f"{sheet}:{number}"
        for sheet in sheets(folder)
        for number, row in enumerate(table(folder, sheet), start=2)
        if row["active"] == "no" and not row["note"]
    ]
    assert silent == []


def test_periods_follow_one_another_without_a_gap(folder: str) -> None:
    rows = table(folder, "Periods")
    for before, after in itertools.pairwise(rows):
        assert dt.date.fromisoformat(before["end"]) + dt.timedelta(days=1) == dt.date.fromisoformat(after["start"])


def test_the_plan_runs_by_month_through_2027_and_on_to_2030() -> None:
    periods = [row["period"] for row in table(MAIN, "Periods")]
    months = ["2026-12"] + [f"2027-{month:02d}" for month in range(1, 13)]
    assert periods == [*months, "2028Q1", "2028Q2", "2028Q3", "2028Q4", "2029", "2030"]


def recipes(folder: str) -> dict[tuple[str, str], list[Row]]:
    """Return (site or group, process) -> its lines."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in table(folder, "Processes"):
        found.setdefault((row["site"], row["process"]), []).append(row)
    return found


def test_each_basket_adds_up_to_the_tonne_that_is_fed(folder: str) -> None:
    checked = 0
    for (site, process), lines in recipes(folder).items():
        if not SEPARATED.match(process):
            continue
        fed = sum(float(line["quantity per run [t]"]) for line in lines if line["direction"] == "in")
        made = sum(float(line["quantity per run [t]"]) for line in lines if line["direction"] == "out")
        assert made == pytest.approx(fed, abs=SHARE_ROUNDING), (site, process)
        checked += 1
    assert checked >= 15


def test_each_ore_has_its_own_basket() -> None:
    baskets: dict[str, set[tuple[str, str]]] = {}
    for (_, process), lines in recipes(MAIN).items():
        fed = [line["commodity"] for line in lines if line["direction"] == "in"]
        if SEPARATED.match(process) and fed[0].endswith("concentrate") and fed[0] != "Pela Ema heavy concentrate":
            share = {line["quantity per run [t]"] for line in lines if line["commodity"] == "NdPr oxide"}
            baskets.setdefault(fed[0], set()).add((fed[0], share.pop()))
    assert len(baskets) >= 9
    assert all(len(found) == 1 for found in baskets.values()), "one ore, one share of NdPr, at every plant"


STAGE_OF_OUTPUT = {"concentrate": "mine", "oxide": "separation", "metal": "metal", "alloy": "metal", "magnet": "magnet"}


def stage_sites(folder: str) -> dict[str, set[str]]:
    """Return stage -> the sites (groups taken apart) that make something of that stage."""
    stage = {row["commodity"]: row["stage"] for row in table(folder, "Commodities")}
    members: dict[str, list[str]] = {}
    for row in table(folder, "Groups"):
        members.setdefault(row["group"], []).append(row["member"])
    sites = names(folder, "Sites", "site")

    def apart(name: str) -> set[str]:
        return {name} if name in sites else set().union(*(apart(member) for member in members[name]))

    scrap_in = {
        (row["site"], row["process"])
        for row in active(folder, "Processes")
        if row["direction"] == "in" and stage[row["commodity"]] == "scrap"
    }
    found: dict[str, set[str]] = {}
    for row in active(folder, "Processes"):
        if row["direction"] == "out" and row["process"].startswith("mine"):
            found.setdefault("mine", set()).update(apart(row["site"]))
        elif (row["site"], row["process"]) in scrap_in:
            found.setdefault("recycling", set()).update(apart(row["site"]))
        elif row["direction"] == "out" and stage[row["commodity"]] in STAGE_OF_OUTPUT:
            found.setdefault(STAGE_OF_OUTPUT[stage[row["commodity"]]], set()).update(apart(row["site"]))
    return found


def test_at_least_35_sites_stand_on_five_stages() -> None:
    found = stage_sites(MAIN)
    assert set(found) == {"mine", "separation", "metal", "magnet", "recycling"}
    assert all(len(sites) >= 5 for sites in found.values()), {stage: len(sites) for stage, sites in found.items()}
    assert len(set().union(*found.values())) >= 35


def test_three_blocs_take_part_at_each_stage() -> None:
    bloc = {row["site"]: row["bloc"] for row in table(MAIN, "Sites")}
    for stage, sites in stage_sites(MAIN).items():
        assert {"United States", "Allies", "China"} <= {bloc[site] for site in sites}, stage


@pytest.mark.parametrize(
    "operator",
    [
        "MP Materials", "Lynas Rare Earths", "Lynas USA", "Energy Fuels", "Iluka Resources", "Arafura Rare Earths",
        "Serra Verde", "Ucore Rare Metals", "USA Rare Earth", "eVAC Magnetics", "Noveon Magnetics",
        "Neo Performance Materials", "Solvay", "Less Common Metals", "Shin-Etsu Chemical", "Proterial", "TDK",
        "China Northern Rare Earth", "China Rare Earth Group",
    ],
)  # fmt: skip
def test_the_operator_has_a_site(operator: str) -> None:
    assert operator in names(MAIN, "Sites", "operator")


def test_lynas_usa_stands_with_zero_capacity() -> None:
    rows = [row for row in active(MAIN, "Capacity") if row["site"] == "Seadrift separation"]
    assert [row["all"] for row in rows] == ["0"]


@pytest.mark.parametrize("oxide", ["La", "Ce", "NdPr", "Sm", "Gd", "Tb", "Dy", "Y"])
def test_the_element_is_an_oxide_of_its_own(oxide: str) -> None:
    assert f"{oxide} oxide" in names(MAIN, "Commodities", "commodity")


def test_the_magnet_grades_differ_in_dysprosium_and_terbium() -> None:
    contents = {row["commodity"]: row["contents"] for row in table(MAIN, "Commodities") if row["stage"] == "magnet"}
    heavy = {re.sub(r"(Nd|Pr|Sm) [\d.]+;? ?", "", text) for name, text in contents.items() if "NdFeB" in name}
    assert len(heavy) >= 3
    assert contents["SmCo magnet"].startswith("Sm ")


def test_every_name_that_a_row_uses_exists(folder: str) -> None:
    known_places, known_materials = places(folder) | {"*", ""}, materials(folder) | {"*", ""}
    known_any = known_places | known_materials
    uses = {
        "Processes": (("site", known_places), ("commodity", known_materials)),
        "Demand": (("customer", names(folder, "Sites", "site")), ("commodity", known_materials)),
        "Capacity": (("site", known_places), ("commodity", known_materials)),
        "Lanes": (("from", known_places), ("to", known_places), ("commodity", known_materials)),
        "Inventory": (("site", known_places), ("commodity", known_materials)),
        "Rules": (("from", known_places), ("to", known_places), ("commodity", known_materials)),
        "Groups": (("member", known_any),),
    }
    unknown = [
        f"{sheet}:{number} {row[column]}"
        for sheet, columns in uses.items()
        for number, row in enumerate(table(folder, sheet), start=2)
        for column, known in columns
        if row[column].strip("{}") not in known  # {group} is one limit over the sum
    ]
    assert unknown == []


def test_every_site_is_used(folder: str) -> None:
    used = {row[column] for row in table(folder, "Lanes") for column in ("from", "to")}
    used |= {row["site"] for sheet in ("Processes", "Capacity", "Inventory") for row in table(folder, sheet)}
    used |= {row["customer"] for row in table(folder, "Demand")}
    used |= {row["member"] for row in table(folder, "Groups")}
    assert names(folder, "Sites", "site") - used == set()


def test_a_plant_that_rests_on_an_estimate_can_be_switched_off() -> None:
    """Setting `weak data` counts a capacity of confidence C as 0, so announced plants need a row of their own."""
    limited = {row["site"] for row in active(MAIN, "Capacity") if row["confidence"] == "C"}
    announced = {"10X magnets", "Benson magnets", "Stillwater magnets", "Vinton separation", "Alexandria separation"}
    announced |= {"Eneabba refinery", "Nolans separation", "White Mesa phase 2", "Independence expansion"}
    assert announced <= limited


def test_the_last_quarter_of_a_civil_use_is_a_third_of_what_goes_before_it() -> None:
    """Every civil use of NdFeB magnets gets 75 % before any gets the rest; docs/data.md says why."""
    rows = {(row["customer"], row["commodity"], row["end use"]): row for row in active(MAIN, "Demand")}
    last = {key: row for key, row in rows.items() if key[2].endswith(LAST_PART)}
    first = {key: row for key, row in rows.items() if row["priority"] == "3" and key[1].startswith("NdFeB")}
    assert {(customer, what, use.removesuffix(LAST_PART)) for customer, what, use in last} == set(first)
    for (customer, what, use), row in last.items():
        assert row["priority"] == "4"
        before = first[customer, what, use.removesuffix(LAST_PART)]
        for period in (column for column in row if column.startswith("20")):
            assert 3.0 * float(row[period]) == pytest.approx(float(before[period])), (use, period)


def test_no_plant_loses_capacity_as_it_ramps_up() -> None:
    """A line through the months of 2027 that ends above the level of 2028 would be a slip."""
    periods = [row["period"] for row in table(MAIN, "Periods")]
    for row in active(MAIN, "Capacity"):
        if row["all"] == "":
            rates = [float(row[period]) for period in periods]
            assert rates == sorted(rates), (row["site"], row["process"], row["commodity"])


def test_a_plant_that_starts_within_the_horizon_does_not_start_at_its_last_rate() -> None:
    periods = [row["period"] for row in table(MAIN, "Periods")]
    grows = {
        (row["site"], row["commodity"]): [float(row[period]) for period in periods if float(row[period]) > 0.0]
        for row in active(MAIN, "Capacity")
        if row["all"] == "" and float(row["2026-12"]) == 0.0
    }
    assert len(grows) >= 15
    assert {name for name, rates in grows.items() if len(rates) > 1 and rates[0] == rates[-1]} == set()


def test_every_observed_figure_can_be_compared_with_the_plan_and_has_a_source_and_a_reason() -> None:
    folder = f"{MAIN}_2025"
    periods = [row["period"] for row in table(folder, "Periods")]
    rows = table(folder, "# Observed")
    assert len(rows) >= 20
    for row in rows:
        assert row["measure"] in ("made", "sent"), row["line"]
        assert periods.index(row["first period"]) <= periods.index(row["last period"])
        assert float(row["observed"]) > 0.0
        assert row["confidence"] == "A"
        assert row["source"]
        assert row["reason"], row["line"]
        reported = next(one["end"] for one in table(folder, "Periods") if one["period"] == row["last period"])
        assert row["as of"] > reported[:7], f"{row['line']}: the source is older than what it reports"
        assert row["from"].removeprefix("not ") in places(folder), row["line"]
