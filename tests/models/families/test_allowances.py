"""Rules of type de_minimis: the rows, what they let through, and that an allowance is used once."""

from __future__ import annotations

import pytest

from tests.given.allowances import BAN, TRACES, ruled, short
from tests.tiny import Row, cells, day, found, near, rows_of, tiny_model, tiny_plan
from tests.workbooks import Cell


def test_de_minimis_compares_the_value_of_marked_inputs_with_that_of_what_comes_out() -> None:
    rows = rows_of(tiny_model(ruled(BAN, {**TRACES, "start": day("2027-05-16")})), "de_minimis")
    # The rule acts on 46 of the 91 days of the second quarter; before, no run can use it.
    allow, run = "allow Plant press Q2 oxide", "run Plant press Q2"
    assert rows["Traces press Q2"] == Row(float("-inf"), 0.0, {allow: near(20 / 100), run: near(-0.04 * 46 / 91)})
    assert set(rows) == {"Traces press Q2", "Traces press Q3"}


def test_allowed_input_is_no_more_than_the_run_takes() -> None:
    rows = rows_of(tiny_model(ruled(BAN, TRACES)), "allowed_input")
    terms = {"allow Plant press Q1 oxide": 1.0, "run Plant press Q1": -1.0}
    assert rows["Plant press Q1 oxide"] == Row(float("-inf"), 0.0, terms)
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("share", "missed"),
    [
        (None, 2.0),
        (0, 2.0),
        # A fifth of a tonne of Chinese oxide in each tonne of magnets: 3 t of other oxide are in 3.75 t.
        (4, 1.25),
        (8, 0.0),
        (100, 0.0),
    ],
)
def test_an_allowance_stretches_clean_material_by_its_share(share: float | None, missed: float) -> None:
    rules = (BAN,) if share is None else (BAN, {**TRACES, "value": share})
    assert short(tiny_plan(ruled(*rules))) == pytest.approx([missed] * 3)


def test_what_is_allowed_is_stated_with_the_marks_of_run_and_material() -> None:
    plan = tiny_plan(ruled(BAN, TRACES))
    allow = plan.tables["allow"]
    assert allow["allowed_t"].tolist() == pytest.approx([0.75] * 3)
    assert set(allow["marks"]) == {"under the allowance of Traces"}
    assert set(allow["material"]) == {"mined in China"}
    assert set(plan.tables["deliver"]["marks"]) == {""}


@pytest.mark.parametrize(
    ("change", "missed"),
    [
        # What the ban asks for beside the facts of the allowance is not relieved.
        ({"mined in": "Allies"}, [2.0] * 3),
        ({"elements": "Dy"}, [2.0] * 3),
        ({"from": "Mine"}, [2.0] * 3),
        ({"from": "Japan"}, [1.25] * 3),
        ({"start": day("2027-07-01")}, [2.0, 2.0, 1.25]),
        ({"end": day("2027-03-31")}, [1.25, 2.0, 2.0]),
    ],
)
def test_an_allowance_is_given_for_its_facts_at_its_makers_on_its_days(
    change: dict[str, Cell], missed: list[float]
) -> None:
    assert short(tiny_plan(ruled(BAN, {**TRACES, **change}))) == pytest.approx(missed)


def test_on_half_the_days_half_as_much_is_allowed() -> None:
    # Marked oxide in a tonne of magnets, at 0.04 / 0.2 a tonne, on 46 of 91 days.
    part = 0.2 * 46 / 91
    missed = 5 - 3 / (1 - part)
    assert short(tiny_plan(ruled(BAN, {**TRACES, "start": day("2027-05-16")})))[1] == pytest.approx(missed, abs=1e-6)


def test_an_allowance_does_not_relieve_another_rule_that_asks_for_more() -> None:
    second = {**BAN, "rule": "Other", "mined in": None, "separated in": "China"}
    assert short(tiny_plan(ruled(BAN, second, TRACES))) == pytest.approx([2.0] * 3)
    both = {**TRACES, "separated in": "China"}
    assert short(tiny_plan(ruled(BAN, second, both))) == pytest.approx([1.25] * 3)


def test_an_allowance_serves_only_the_run_that_uses_it() -> None:
    # Oxide itself is wanted for jets too, and first: what is allowed in the press must not reach them.
    demand: list[list[Cell]] = [
        ["customer", "commodity", "end use", "priority", "unit", "all"],
        ["User", "magnet", "jets", 2, "t/period", 5], ["Plant", "oxide", "jets", 1, "t/period", 4],
    ]  # fmt: skip
    plan = tiny_plan(ruled(BAN, {**TRACES, "value": 8}, Demand=demand))
    unmet = plan.tables["unmet"].groupby("commodity")["unmet_t"].sum()
    # The mine's 3 t go to oxide for jets; without clean oxide no magnet can be made under the allowance.
    assert unmet.to_dict() == pytest.approx({"oxide": 3.0, "magnet": 15.0})


def test_inputs_of_a_mixture_use_the_allowance_as_others_do() -> None:
    processes: list[list[Cell]] = [
        ["site", "process", "direction", "commodity", "quantity per run [t]", "blend"],
        ["Mine", "dig", "out", "oxide", 1, None], ["Pit", "dig", "out", "other oxide", 1, None],
        ["Plant", "press", "in", "oxide", 1, "feed"], ["Plant", "press", "in", "other oxide", 1, "feed"],
        ["Plant", "press", "out", "magnet", 1, None],
    ]  # fmt: skip
    changed = ruled(
        BAN, TRACES, Processes=processes,
        Commodities=[["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 20], ["other oxide", "oxide", 20],
                     ["magnet", "magnet", 100]],
        Capacity=[["site", "process", "basis", "commodity", "unit", "all"],
                  ["Mine", "dig", "out", "oxide", "t/period", 3], ["Pit", "dig", "out", "other oxide", "t/period", 8]],
        Lanes=[["from", "to", "commodity"], ["Mine", "Plant", "oxide"], ["Pit", "Plant", "other oxide"],
               ["Plant", "User", "magnet"]],
    )  # fmt: skip
    plan = tiny_plan(changed)
    assert short(plan) == pytest.approx([1.25] * 3)
    assert plan.tables["allow"]["commodity"].unique().tolist() == ["other oxide"]


def test_what_else_comes_out_of_such_a_run_keeps_the_marks() -> None:
    # A run gives half a tonne of magnets and half a tonne of swarf; jets want both.
    processes: list[list[Cell]] = [
        ["site", "process", "direction", "commodity", "quantity per run [t]"],
        ["Mine", "dig", "out", "oxide", 1], ["Pit", "dig", "out", "oxide", 1], ["Plant", "press", "in", "oxide", 1],
        ["Plant", "press", "out", "magnet", 0.5], ["Plant", "press", "out", "swarf", 0.5],
    ]  # fmt: skip
    changed = ruled(
        BAN, {**TRACES, "value": 10}, Processes=processes,
        Commodities=[["commodity", "stage", "value [USD/t]"], ["oxide", "oxide", 20], ["magnet", "magnet", 100],
                     ["swarf", "scrap", None]],
        Lanes=[["from", "to", "commodity"], ["Mine", "Plant", "oxide"], ["Pit", "Plant", "oxide"],
               ["Plant", "User", "magnet"], ["Plant", "User", "swarf"]],
        Demand=[["customer", "commodity", "end use", "priority", "unit", "all"],
                ["User", "magnet", "jets", 1, "t/period", 2], ["User", "swarf", "jets", 2, "t/period", 2]],
    )  # fmt: skip
    unmet = tiny_plan(changed).tables["unmet"].groupby("commodity")["unmet_t"].sum()
    # 4 runs take 4 t, of which at most a quarter may be Chinese: 0.1 x 50 USD of magnets is a quarter of a tonne.
    assert unmet.to_dict() == pytest.approx({"magnet": 0.0, "swarf": 6.0})


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        ({"commodity": None}, "allowance-without-stage", "commodity"),
        ({"commodity": "*"}, "allowance-without-stage", "commodity"),
        ({"to": "User"}, "scope-not-counted", "to"),
        ({"end use": "jets"}, "scope-not-counted", "end use"),
        ({"applies at": "delivery"}, "allowance-elsewhere", "applies at"),
        ({"applies at": "arrival"}, "allowance-elsewhere", "applies at"),
        ({"hard": "no"}, "soft-allowance", "hard"),
        ({"window": "period"}, "allowance-with-window", "window"),
        ({"rule": "Traces + dust"}, "allowance-name", "rule"),
        ({"mined in": None}, "allowance-without-origin", "mined in"),
        ({"value": None}, "rule-without-value", "value"),
        ({"value": 101}, "share-above-all", "value"),
        ({"unit": "t"}, "unit-kind", "value"),
    ],
)
def test_a_row_that_cannot_be_tested_is_an_error_with_its_cell(change: dict[str, Cell], code: str, column: str) -> None:
    changed = ruled(BAN, {**TRACES, **change})
    rules = changed["Rules"]
    assert rules is not None
    letter = chr(ord("A") + rules[0].index(column))
    assert f"Rules!{letter}3" in cells(changed, code)


def test_two_allowances_of_one_name_are_an_error() -> None:
    changed = ruled(BAN, TRACES, {**TRACES, "rule": "traces", "start": day("2027-06-01")})
    assert cells(changed, "allowance-named-twice") == ["Rules!A4"]
    assert not found(ruled(BAN, {**TRACES, "rule": "Ban"}), "allowance-named-twice")


def test_a_value_that_the_test_needs_is_an_error_where_it_is_missing() -> None:
    for missing in ("oxide", "magnet"):
        commodities: list[list[Cell]] = [["commodity", "stage", "value [USD/t]"]]
        commodities += [
            [name, name, None if name == missing else worth] for name, worth in (("oxide", 20), ("magnet", 100))
        ]
        [issue] = found(ruled(BAN, TRACES, Commodities=commodities), "value-missing")
        assert issue.where == "Rules!K3"
        assert f"'{missing}'" in issue.message


def test_an_input_that_cannot_be_marked_needs_no_value() -> None:
    commodities: list[list[Cell]] = [
        ["commodity", "stage", "contents", "value [USD/t]"], ["oxide", "oxide", "Nd 0.8", None],
        ["magnet", "magnet", "Nd 0.3", 100],
    ]  # fmt: skip
    rules = [{**rule, "elements": "Dy"} for rule in (BAN, TRACES)]
    assert not found(ruled(*rules, Commodities=commodities), "value-missing")


def test_an_allowance_that_relieves_nothing_is_told() -> None:
    assert cells(ruled(BAN, {**TRACES, "elements": "Dy"}), "allowance-relieves-nothing") == ["Rules!A3"]
    assert not cells(ruled(BAN, TRACES), "allowance-relieves-nothing")


def test_an_allowance_at_what_nobody_makes_is_told() -> None:
    assert cells(ruled(BAN, {**TRACES, "from": "User"}), "rule-matches-nothing") == ["Rules!A3"]
