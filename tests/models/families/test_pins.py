"""Families pin_least and pin_most, sheet Pins, and what each pin causes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.formulation import build
from models.limits import limits
from models.plan import make_plan
from planner.errors import NoPlanError
from planner.explain.pins import PinEffects, pin_effects
from planner.explain.study import Study
from planner.run import solve_model
from planner.solve import highs
from planner.verify import verify
from planner.write.page import BAD_SIGN
from tests.drawn.problems import problem_of
from tests.drawn.sourcing import pinned_sheets
from tests.given.verified import solve_sheets as solve_case
from tests.plan_books import opened, plan_file, silent, table
from tests.tiny import Changed, Row, cells, findings, found, rows_of, solve_sheets, tiny, tiny_model, tiny_plan
from tests.workbooks import Cell, Sheets

INFINITE = float("inf")
HEADER: list[Cell] = [
    "what", "from", "to", "commodity", "process", "end use", "period", "least", "most", "reason", "who",
]  # fmt: skip
STOCK: Changed = {"Inventory": [["site", "commodity", "maximum [t]"], ["User", "oxide", 20]]}
SOLD: Changed = {
    "Commodities": [
        ["commodity", "stage", "surplus price [USD/t]", "surplus limit [t/period]"],
        ["oxide", "oxide", 4, 10],
    ],
}  # fmt: skip


def pins(*rows: dict[str, Cell], sheets: Changed | None = None) -> Changed:
    """Return sheets with these pins; a cell that is not given is blank."""
    return {**(sheets or {}), "Pins": [HEADER, *([row.get(str(name)) for name in HEADER] for row in rows)]}


def test_pin_least_of_a_shipment_is_a_floor_in_its_period() -> None:
    changed = pins({"what": "ship", "from": "Mine", "to": "User", "period": "Q2", "least": 7})
    assert list(rows_of(tiny_model(changed), "pin_least").values()) == [
        Row(7.0, INFINITE, {"ship Mine User oxide Q2": 1.0})
    ]


def test_pin_most_without_a_period_is_a_ceiling_over_the_whole_plan() -> None:
    rows = rows_of(tiny_model(pins({"what": "ship", "most": 9})), "pin_most")
    assert list(rows.values()) == [
        Row(-INFINITE, 9.0, {f"ship Mine User oxide {period}": 1.0 for period in ("Q1", "Q2", "Q3")})
    ]


def test_a_fix_is_a_floor_and_a_ceiling() -> None:
    plan = tiny_plan(pins({"what": "deliver", "to": "User", "period": "Q1", "least": 2, "most": 2}))
    assert plan.tables["unmet"]["unmet_t"].tolist() == pytest.approx([3.0, 0.0, 0.0])


def test_a_run_counts_in_tonnes_of_the_pinned_commodity_that_it_makes_or_else_takes() -> None:
    recipe: Changed = {
        "Processes": [
            ["site", "process", "direction", "commodity", "quantity per run [t]", "run cost [USD/t]", "yield"],
            ["Mine", "dig", "out", "ore", 1, 10, 1],
            ["Mine", "part", "in", "ore", 4, 1, None],
            ["Mine", "part", "out", "oxide", 2, None, 0.5],
        ],
        "Commodities": [["commodity", "stage"], ["oxide", "oxide"], ["ore", "ore"]],
        "Capacity": None,
    }  # fmt: skip

    def coefficient(**row: Cell) -> dict[str, object]:
        changed = pins({"what": "run", "from": "Mine", "period": "Q1", "most": 1, **row}, sheets=recipe)
        return dict(next(iter(rows_of(tiny_model(changed), "pin_most").values())).terms)

    assert coefficient(commodity="oxide") == {"run Mine part Q1": 1.0}
    assert coefficient(commodity="ore") == {"run Mine dig Q1": 1.0, "run Mine part Q1": 4.0}
    assert coefficient(process="Part") == {"run Mine part Q1": 4.0}


def test_a_stock_without_a_period_is_pinned_at_the_end_of_each() -> None:
    rows = rows_of(tiny_model(pins({"what": "stock", "from": "User", "least": 3}, sheets=STOCK)), "pin_least")
    assert [row.terms for row in rows.values()] == [
        {f"stock User oxide {period}": 1.0} for period in ("Q1", "Q2", "Q3")
    ]


def test_a_sale_is_pinned_over_all_sites_that_match() -> None:
    changed = pins({"what": "sell", "least": 6}, sheets=SOLD)
    assert tiny_plan(changed).tables["sell"]["quantity_t"].sum() == pytest.approx(6.0)


def test_what_is_pinned_is_kept_although_nobody_wants_it() -> None:
    spare: Changed = {
        "Sites": [
            ["site", "country", "kind"], ["Mine", "Malaysia", "mine"], ["User", "United States", "customer"],
            ["Store", "United States", "trader"],
        ],
        "Lanes": [["from", "to", "commodity"], ["Mine", "User", "oxide"], ["Mine", "Store", "oxide"]],
    }  # fmt: skip
    plan = tiny_plan(pins({"what": "ship", "to": "Store", "least": 2}, sheets=spare))
    sent = plan.tables["ship"]
    assert sent[sent["to"] == "Store"]["sent_t"].sum() == pytest.approx(2.0)


def test_a_pin_that_cannot_be_kept_is_named_with_its_cell() -> None:
    with pytest.raises(NoPlanError, match=r"Pins!H2: pinned least of ship from Mine.* is missed by 1 t"):
        solve_model(
            tiny_model(pins({"what": "ship", "from": "Mine", "period": "Q1", "least": 9})), "highs", None, silent
        )


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        ({"what": "ship"}, "pin-without-limit", "Pins!H2"),
        ({"what": "ship", "least": 3, "most": 2}, "minimum-above-maximum", "Pins!H2"),
        ({"what": "stock", "to": "User", "most": 2}, "pin-cell-unused", "Pins!C2"),
        ({"what": "deliver", "from": "Mine", "most": 2}, "pin-cell-unused", "Pins!B2"),
        ({"what": "ship", "from": "User", "least": 2}, "pin-matches-nothing", "Pins!A2"),
        ({"what": "ship", "from": "User", "most": 0}, "pin-matches-nothing", "Pins!A2"),
        ({"what": "run", "process": "melt", "most": 0}, "pin-matches-nothing", "Pins!A2"),
    ],
)
def test_what_is_wrong_with_a_pin_is_said_at_its_cell(row: dict[str, Cell], code: str, cell: str) -> None:
    assert cells(pins(row), code) == [cell]


def test_a_floor_on_nothing_is_an_error_and_a_ceiling_on_nothing_a_warning() -> None:
    severities = [
        found(pins({"what": "ship", "from": "User", limit: 1}), "pin-matches-nothing")[0].severity
        for limit in ("least", "most")
    ]
    assert severities == ["error", "warning"]


def effects_of(sheets: Sheets, *, exact: bool = True) -> tuple[PinEffects, list[float]]:
    """Return what the pins cause, and the tiers of the plan."""
    model = build(problem_of(sheets))
    plan = make_plan(model, highs.solve(model.program.matrix(), model.program.tiers))
    tiers = [result.objective for result in plan.solution.tiers if result.tier.kind != "tie-break"]
    return pin_effects(Study(plan.model, plan.solution, None, exact), silent), tiers


def test_a_pin_tells_the_unmet_and_the_cost_that_it_causes() -> None:
    effects, _ = effects_of(tiny(pins({"what": "ship", "from": "Mine", "period": "Q1", "most": 2})))
    # 3 t are short in Q1; they are not dug (10 USD) nor sent (1 USD).
    assert tuple(effects.each[0].of.values()) == pytest.approx((3.0, -33.0))


def test_two_pins_that_do_the_same_work_hide_each_other_and_together_do_not() -> None:
    twice: dict[str, Cell] = {"what": "ship", "from": "Mine", "period": "Q1", "most": 2}
    effects, _ = effects_of(tiny(pins(twice, twice)))
    assert [tuple(one.of.values()) for one in effects.each] == [pytest.approx((0.0, 0.0))] * 2
    assert effects.together is not None
    assert tuple(effects.together.of.values()) == pytest.approx((3.0, -33.0))


def test_a_pin_without_which_the_cost_has_no_end_says_so() -> None:
    endless: Changed = {
        "Commodities": [
            ["commodity", "stage", "surplus price [USD/t]", "surplus limit [t/period]"],
            ["oxide", "oxide", 90, "no limit"],
        ],
        "Capacity": None,
    }  # fmt: skip
    effects, _ = effects_of(tiny(pins({"what": "sell", "most": 4}, sheets=endless)))
    assert dict(effects.each[0].of) == {}
    assert "no lower end" in effects.each[0].why


@pytest.mark.parametrize("seed", range(12))
def test_what_a_pin_causes_is_what_solving_a_workbook_without_its_row_gives(seed: int) -> None:
    sheets = pinned_sheets(seed)
    effects, with_pins = effects_of(sheets)
    problem = problem_of(sheets)
    for pin, effect in enumerate(effects.each):
        row = int(problem.tables.records["Pins"].row[problem.pins.line[pin]])
        rest = [one for number, one in enumerate(sheets["Pins"], start=1) if number != row]
        free = solve_sheets({**sheets, "Pins": rest})
        without = [result.objective for result in free.solution.tiers if result.tier.kind != "tie-break"]
        expected = np.array(with_pins) - np.array(without)
        assert tuple(effect.of.values()) == pytest.approx(expected, rel=1e-6, abs=1e-4)


def test_the_effects_of_a_plan_of_another_solver_are_found_without_its_duals() -> None:
    (one, _), (other, _) = effects_of(pinned_sheets(3)), effects_of(pinned_sheets(3), exact=False)
    assert one.each
    for first, second in zip(one.each, other.each, strict=True):
        assert tuple(first.of.values()) == pytest.approx(tuple(second.of.values()), rel=1e-6, abs=1e-4)


@pytest.mark.parametrize(
    ("row", "broken"),
    [
        ({"what": "ship", "from": "Mine", "period": "Q1", "most": 2}, {"most": 1.5}),
        ({"what": "run", "from": "Mine", "least": 16}, {"least": 17}),
        ({"what": "deliver", "end use": "motors", "period": "Q1", "most": 2}, {"most": 1}),
        ({"what": "stock", "least": 3}, {"least": 4}),
        ({"what": "sell", "period": "Q2", "least": 2}, {"least": 3}),
    ],
)
def test_the_verifier_reads_pins_by_itself(row: dict[str, Cell], broken: dict[str, Cell]) -> None:
    sheets: Changed = {**STOCK, **SOLD}
    good = solve_case(tiny(pins(row, sheets=sheets)))
    assert good.verify().accepted, good.verify().faults
    assert good.verify().counts["pins"] > 0
    other = solve_case(tiny(pins({**row, **broken}, sheets=sheets)))
    faults = verify(other.tables, good.plan, good.objectives).found
    assert [fault.kind for fault in faults if fault.kind == "pins"]
    assert all(fault.sentence.startswith("Pins!") for fault in faults)


def sheet_of(folder: Path, changed: Changed) -> Any:
    return opened(plan_file(folder, tiny(changed)))["Pin effects"]


def test_the_plan_shows_what_each_pin_causes_who_asked_and_why(tmp_path: Path) -> None:
    row: dict[str, Cell] = {
        "what": "ship", "from": "Mine", "period": "Q1", "most": 2, "reason": "strike", "who": "Ann",
    }  # fmt: skip
    sheet = sheet_of(tmp_path, pins(row, {"what": "run", "most": 1000}))
    rows = {one["what"]: one for one in table(sheet)}
    assert rows["ship"]["effect"] == f"{BAD_SIGN} makes demand go short"
    assert rows["ship"]["what it causes"] == "3 t more short in priority 1; 33.00 USD less cost"
    assert (rows["ship"]["reason"], rows["ship"]["who"]) == ("strike", "Ann")
    assert rows["ship"]["planned [t]"] == pytest.approx(2.0)
    assert rows["ship"]["input cell"] == "Pins!I2"
    assert rows["run"]["effect"] == "✔ holds nothing back"
    assert rows["all pins together"]["what it causes"] == rows["ship"]["what it causes"]
    assert sheet["A3"].value.startswith("✔")


def test_a_least_of_nothing_is_a_pin_that_holds_nothing_back(tmp_path: Path) -> None:
    sold: dict[str, Cell] = {"what": "sell", "least": 0}  # nothing has a surplus price
    sheet = sheet_of(tmp_path, pins({"what": "ship", "period": "Q1", "least": 0}, sold))
    rows = {one["what"]: one for one in table(sheet)}
    assert [rows[what]["planned [t]"] for what in ("ship", "sell")] == pytest.approx([5.0, 0.0])
    assert [rows[what]["input cell"] for what in ("ship", "sell")] == ["Pins!H2", "Pins!H3"]
    assert rows["ship"]["effect"] == rows["sell"]["effect"] == "✔ holds nothing back"


def test_a_pin_that_makes_a_share_unfair_causes_that() -> None:
    """Motors and toys want 8 t each of the mine's 8 t in the first quarter; a pin gives motors 6 of them."""
    changed = pins({"what": "deliver", "to": "User", "end use": "motors", "period": "Q1", "least": 6})
    changed["Settings"] = [["setting", "value"], ["fair share", "yes"]]
    changed["Demand"] = [
        ["customer", "commodity", "end use", "unit", "Q1"],
        ["User", "oxide", "motors", "t/period", 8], ["User", "oxide", "toys", "t/period", 8],
    ]  # fmt: skip
    model = tiny_model(changed)
    plan = make_plan(model, highs.solve(model.program.matrix(), model.program.tiers))
    study = Study(plan.model, plan.solution)
    effect = pin_effects(study, silent).each[0]
    # Unmet; 6 of 8 t in the first step in place of 4 of 8; 2 of 8 t in a second step, which else there is none of.
    assert [effect.of[tier] for tier in study.base.optima] == pytest.approx([0.0, 0.25, 0.25, 0.0])


def test_a_pin_on_a_name_that_is_not_known_is_that_error_alone() -> None:
    changed = pins({"what": "ship", "from": "Nowhere", "to": "User", "period": "Q1", "least": 1})
    assert [(issue.where, issue.code) for issue in findings(changed)] == [("Pins!B2", "unknown-name")]


def test_a_pin_without_a_period_limits_the_whole_plan_and_one_with_a_period_that() -> None:
    plan = tiny_plan(pins({"what": "ship", "most": 9}, {"what": "ship", "period": "Q2", "least": 1}))
    frame = limits(plan)
    assert frame[frame["family"].isin(["pin_least", "pin_most"])]["window"].tolist() == ["Q2", "the whole plan"]
