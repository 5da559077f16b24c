"""Bans of end uses by origin, and stocks kept for some end uses: the rows, and what they do."""

from __future__ import annotations

import pytest

from planner.verify import verify
from tests.given.end_uses import BASE, SITES, banned
from tests.tiny import Changed, Row, day, found, periods, rows_of, tiny_model, tiny_plan
from tests.workbooks import Cell


def test_end_use_ban_leaves_the_open_share_of_the_demand_to_marked_material() -> None:
    rows = rows_of(tiny_model(banned(("China", "2027-05-16", None))), "end_use_ban")
    # 45 of the 91 days of the second quarter lie before 16 May.
    open_share = 45 / 91
    marked = {name: row for name, row in rows.items() if "Q2" in name}
    assert len(rows) == 2
    [(name, row)] = marked.items()
    assert row.upper == pytest.approx(5 * open_share)
    assert list(row.terms.values()) == [1.0]
    [other] = [row for key, row in rows.items() if key != name]
    assert other.upper == 0.0


def test_a_ban_of_an_end_use_leaves_the_other_uses_alone() -> None:
    plan = tiny_plan(banned(("China", "2027-01-01", None)))
    unmet = plan.tables["unmet"].set_index(["end_use", "period"])["unmet_t"]
    # The mine gives 4 t of the 5 t that jets need; toys are served from China.
    assert unmet["jets"].tolist() == pytest.approx([1.0] * 3)
    assert unmet["toys"].tolist() == pytest.approx([0.0] * 3)
    deliver = plan.tables["deliver"]
    assert set(deliver[deliver["end_use"] == "toys"]["marks"]) == {"mined in China"}
    assert set(deliver[deliver["end_use"] == "jets"]["marks"]) == {""}


def test_end_use_bans_together_close_the_days_of_all_that_meet_on_a_class() -> None:
    # The first acts until 15 May, the second from 16 May on: Chinese oxide has no open day in the second quarter.
    changed = banned(("China", "2027-01-01", "2027-05-15"), ("China", "2027-05-16", None))
    model = tiny_model(changed)
    [row] = rows_of(model, "end_use_bans_together").values()
    assert row == Row(float("-inf"), 0.0, dict.fromkeys(row.terms, 1.0))
    unmet = tiny_plan(changed).tables["unmet"].set_index(["end_use", "period"])["unmet_t"]
    assert unmet["jets"].tolist() == pytest.approx([1.0] * 3)


def test_bans_of_different_origins_do_not_close_days_for_each_other() -> None:
    changed = banned(("China", "2027-01-01", "2027-05-15"), ("Malaysia", "2027-05-16", None))
    assert not rows_of(tiny_model(changed), "end_use_bans_together")


def test_bans_that_leave_the_same_days_of_a_period_open_each_leave_their_share_to_their_own_origin() -> None:
    """By hand: 45 of the 91 days of the second quarter are open, to 2.47 of 5 t from China, and from Malaysia."""
    changed = banned(("China", "2027-05-16", None), ("Malaysia", "2027-05-16", None))
    short = [5.0 * (1.0 - 2 * 45 / 91), 5.0]
    unmet = tiny_plan(changed).tables["unmet"].set_index(["end_use", "period"])["unmet_t"]
    assert unmet["jets"].tolist()[1:] == pytest.approx(short)
    # Where another rule asks for one of the two, nothing was ever told as if it came from either.
    more = banned(("China", "2027-05-16", None), ("Malaysia", "2027-05-16", None), ("China", "2027-07-01", None))
    assert tiny_plan(more).tables["unmet"].set_index("end_use")["unmet_t"]["jets"].tolist()[1:] == pytest.approx(short)
    assert set(tiny_plan(changed).tables["deliver"]["marks"]) >= {"mined in China", "mined in Malaysia"}


def test_an_origin_that_is_a_bloc_has_every_country_in_it() -> None:
    unmet = tiny_plan(banned(("Allies", "2027-01-01", None))).tables["unmet"]
    assert unmet["unmet_t"].sum() == pytest.approx(0.0), "jets get Chinese oxide instead"
    both = tiny_plan(banned(("Allies", "2027-01-01", None), ("China", "2027-01-01", None))).tables["unmet"]
    assert both[both["end_use"] == "jets"]["unmet_t"].tolist() == pytest.approx([5.0] * 3)


def test_a_soft_ban_of_an_end_use_yields_to_the_demand() -> None:
    changed = banned(("China", "2027-01-01", None))
    rules = changed["Rules"]
    assert rules is not None
    changed["Rules"] = [[*rules[0], "hard", "weight"], [*rules[1], "no", 2]]
    plan = tiny_plan(changed)
    assert plan.tables["unmet"]["unmet_t"].sum() == pytest.approx(0.0)
    assert plan.tables["soft"]["violation_t"].tolist() == pytest.approx([1.0] * 3)
    # A tonne too much for a quarter, at the weight 2.
    soft = {name: value for name, value, _ in plan.objectives}["soft rules, stocks and lateness"]
    assert soft == pytest.approx(3 * 1.0 * 0.25 * 2)


def stockpile(uses: str | None) -> Changed:
    """Return a user with 6 t in a store that is kept for some end uses, and a mine that gives 2 t a quarter."""
    return {
        "Sites": [*SITES, ["Store", "State", "United States", "US", "stockpile"]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Store", "User", "oxide"]],
        "Demand": [
            ["customer", "commodity", "end use", "priority", "unit", "all"],
            ["User", "oxide", "toys", 1, "t/period", 3],
            ["User", "oxide", "jets", 2, "t/period", 2],
        ],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 2]],
        "Inventory": [["site", "commodity", "opening [t]", "end stock [t]", "released for"],
                      ["Store", "oxide", 6, 0, uses]],
    }  # fmt: skip


def test_released_for_keeps_a_stock_for_its_end_uses_even_from_a_better_priority() -> None:
    plan = tiny_plan(stockpile("jets"))
    unmet = plan.tables["unmet"].groupby("end_use")["unmet_t"].sum()
    # Toys come first and get all that is mined, 6 t of 9 t; the store's 6 t serve jets.
    assert unmet.to_dict() == pytest.approx({"jets": 0.0, "toys": 3.0})
    rows = rows_of(tiny_model(stockpile("jets")), "released_for")
    assert len(rows) == 3
    assert all(row.upper == 0.0 and len(row.terms) == 1 for row in rows.values())


def test_an_end_use_with_a_comma_in_its_name_can_be_named_beside_another() -> None:
    changed = stockpile("jets, fast; toys")
    demand = changed["Demand"]
    assert demand is not None
    demand[2][2] = "jets, fast"
    plan = tiny_plan({**changed, "Demand": [*demand, ["User", "oxide", "pans", 3, "t/period", 1]]})
    objectives = [(name, own) for name, own, _ in plan.objectives]
    assert verify(plan.model.problem.tables, plan.tables, objectives, plan.costs).faults == ()
    unmet = plan.tables["unmet"].groupby("end_use")["unmet_t"].sum()
    # 12 t are mined or lie in store for 9 t of toys and 6 t of jets; pans, which may not have the store's, get none.
    assert unmet.to_dict() == pytest.approx({"jets, fast": 3.0, "toys": 0.0, "pans": 3.0})
    [barred] = found({**stockpile("jets, fast; toys")}, "unknown-name")
    assert barred.remedy == "write some of these, parted by semicolons: jets; toys"


def test_a_stock_released_for_all_uses_or_several_serves_them() -> None:
    for uses in (None, "jets; toys"):
        unmet = tiny_plan(stockpile(uses)).tables["unmet"].groupby("end_use")["unmet_t"].sum()
        assert unmet.to_dict() == pytest.approx({"jets": 3.0, "toys": 0.0}), uses


def test_material_of_unknown_origin_falls_under_every_rule() -> None:
    stock: list[list[Cell]] = [["site", "commodity", "opening [t]", "origin"], ["User", "oxide", 3, None]]
    changed = banned(("China", "2027-01-01", None), Inventory=stock)
    assert tiny_plan(changed).tables["unmet"]["unmet_t"].sum() == pytest.approx(3.0)
    clean = banned(("China", "2027-01-01", None), Inventory=[stock[0], ["User", "oxide", 3, "Malaysia"]])
    assert tiny_plan(clean).tables["unmet"]["unmet_t"].sum() == pytest.approx(0.0)


def test_waiting_demand_is_served_in_a_period_in_which_the_ban_is_over() -> None:
    demand: list[list[Cell]] = [
        ["customer", "commodity", "end use", "priority", "may wait [periods]", "unit", "Q1", "Q2", "Q3"],
        ["User", "oxide", "jets", 1, 1, "t/period", 5, 0, 0],
    ]
    early = banned(("China", "2027-01-01", "2027-03-31"), Demand=demand)
    plan = tiny_plan(early)
    assert plan.tables["unmet"]["unmet_t"].sum() == pytest.approx(0.0)
    deliver = plan.tables["deliver"].set_index("marks")["period"]
    assert deliver.to_dict() == {"": "Q1", "mined in China": "Q2"}


def test_uneven_periods_count_their_own_days() -> None:
    changed = banned(
        ("China", "2027-02-15", None),
        Periods=periods(("half", "2027-01-01", "2027-02-28"), ("rest", "2027-03-01", "2027-09-30")),
    )
    rows = rows_of(tiny_model(changed), "end_use_ban")
    assert sorted(round(row.upper, 9) for row in rows.values()) == [0.0, round(5 * 45 / 59, 9)]


def test_a_safety_stock_for_an_end_use_counts_only_what_that_use_may_have() -> None:
    # Jets may have nothing from China; 4 t a quarter come from Malaysia, and 2 t of them go into the jets' stock.
    inventory: list[list[Cell]] = [
        ["site", "commodity", "opening [t]", "origin", "safety [t]", "released for"],
        ["Depot", "oxide", 6, "China", 6, "jets"],
    ]
    sites: list[list[Cell]] = [*SITES, ["Depot", "State", "United States", "US", "depot"]]
    lanes: list[list[Cell]] = [["from", "to", "commodity"], ["Mine", "Depot", "oxide"], ["Depot", "User", "oxide"]]
    demand: list[list[Cell]] = [
        ["customer", "commodity", "end use", "priority", "unit", "all"],
        ["User", "oxide", "jets", 1, "t/period", 2],
    ]
    changed = banned(("China", "2027-01-01", None), Inventory=inventory, Sites=sites, Lanes=lanes, Demand=demand)
    plan = tiny_plan(changed)
    assert plan.tables["unmet"]["unmet_t"].sum() == pytest.approx(0.0)
    below = plan.tables["below_safety"].set_index("period")["missing_t"]
    assert below.to_dict() == pytest.approx({"Q1": 4.0, "Q2": 2.0})
    open_to_all = tiny_plan({name: rows for name, rows in changed.items() if name != "Rules"})
    assert open_to_all.tables["below_safety"].empty


def test_the_verifier_counts_safety_stock_by_its_origin() -> None:
    inventory: list[list[Cell]] = [
        ["site", "commodity", "opening [t]", "origin", "safety [t]", "released for"],
        ["User", "oxide", 6, "China", 5, "jets"],
    ]
    plan = tiny_plan(banned(("China", "2027-01-01", None), Inventory=inventory))
    tables, objectives = plan.model.problem.tables, [(name, own) for name, own, _ in plan.objectives]
    assert verify(tables, plan.tables, objectives, plan.costs).faults == ()
    careless = {**plan.tables, "below_safety": plan.tables["below_safety"].iloc[:0]}
    assert not verify(tables, careless, objectives, plan.costs).accepted


def test_a_ban_takes_from_the_safety_stock_only_where_it_is_about_what_the_stocks_end_uses_get() -> None:
    # The stock of oxide is for jets; its material is from China.
    inventory: list[list[Cell]] = [
        ["site", "commodity", "opening [t]", "origin", "safety [t]", "released for"],
        ["User", "oxide", 40, "China", 5, "jets"],
    ]
    sites: list[list[Cell]] = [*SITES, ["Other", "Maker", "Japan", "Allies", "customer"]]
    commodities: list[list[Cell]] = [["commodity", "stage"], ["oxide", "oxide"], ["lean oxide", "oxide"]]
    more: Changed = {
        **BASE, "Sites": sites, "Inventory": inventory, "Commodities": commodities,
        "Substitutes": [["customer", "commodity", "end use", "accepted instead"],
                        ["User", "oxide", "jets", "lean oxide"]],
    }  # fmt: skip
    for to, material, use, missing in (
        ("User", "oxide", "jets", 5.0), ("User", None, None, 5.0), ("Other", None, "jets", 0.0),
        ("User", None, "toys", 0.0), ("User", "lean oxide", "jets", 0.0),
    ):  # fmt: skip
        rules: list[list[Cell]] = [
            ["rule", "type", "start", "mined in", "to", "commodity", "end use"],
            ["Rule", "end_use_ban", day("2027-01-01"), "China", to, material, use],
            ["Other rule", "end_use_ban", day("2027-01-01"), "Brazil", "User", None, None],
        ]
        plan = tiny_plan({**more, "Rules": rules})
        below = plan.tables["below_safety"]["missing_t"]
        assert below.max() == pytest.approx(missing) if missing else below.empty, (to, material, use)
        objectives = [(name, own) for name, own, _ in plan.objectives]
        assert verify(plan.model.problem.tables, plan.tables, objectives, plan.costs).faults == ()


@pytest.mark.parametrize(("clears", "missing"), [(None, 3.0), ("mined", 0.0), ("all", 0.0), ("separated", 3.0)])
def test_a_process_that_clears_a_stage_makes_material_whose_origin_the_law_forgets(
    clears: Cell, missing: float
) -> None:
    # Jets may have nothing mined in China; scrap from there is made into oxide at the user's.
    changed: Changed = {
        **banned(("China", "2027-01-01", None)),
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["scrap", "scrap"]],
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]", "origin",
             "clears"],
            ["Pit", "gather", "out", "scrap", 1, 2, "China", None],
            ["User", "recycle", "in", "scrap", 1, None, None, clears],
            ["User", "recycle", "out", "oxide", 1, 1, None, None],
            ["Mine", "dig", "out", "oxide", 1, 10, None, None],
        ],
        "Capacity": [["site", "process", "basis", "commodity", "unit", "all"],
                     ["Mine", "dig", "out", "oxide", "t/period", 2], ["Pit", "gather", "out", "scrap", "t/period", 9]],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Pit", "User", "scrap"]],
    }  # fmt: skip
    plan = tiny_plan(changed)
    unmet = plan.tables["unmet"].set_index(["end_use", "period"])["unmet_t"]
    assert unmet["jets"].tolist() == pytest.approx([missing] * 3)
    objectives = [(name, own) for name, own, _ in plan.objectives]
    assert verify(plan.model.problem.tables, plan.tables, objectives, plan.costs).faults == ()
