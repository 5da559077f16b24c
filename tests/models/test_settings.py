"""The closed table of settings, and what each changes in the options of a problem."""

from __future__ import annotations

import dataclasses

import pytest

from models.problem import Options
from models.resolve import make_options
from models.settings import SETTINGS, Setting
from models.sheets.columns import Role
from models.units import Kind
from tests.drawn.problems import tables_of
from tests.tiny import day, found, tiny
from tests.workbooks import Cell


def options(*rows: list[Cell]) -> Options:
    return make_options(tables_of(tiny({"Settings": [["setting", "value"], *rows]})))


DEFAULTS = Options(
    title="", home_country="United States", withholding_country="China", announced_rules=False, reviews="",
    leave_out_weak_data=False, unmet_measure="tonnes", soft_in_order=False, fair_share=False, budget=None, near="",
    frozen_periods=None, plan_from="",
    discount_rate=0.0, round_lead_times_up=False, time_limit=None, gap=0.0,
    cost_slack=0.01,
)  # fmt: skip


def test_without_rows_and_with_blank_values_the_defaults_hold() -> None:
    assert dataclasses.asdict(options(["title", None])) == dataclasses.asdict(DEFAULTS)


@pytest.mark.parametrize(
    ("row", "changed"),
    [
        (["title", "Plan B"], {"title": "Plan B"}),
        (["home country", "Japan"], {"home_country": "Japan"}),
        (["withholding country", "Russia"], {"withholding_country": "Russia"}),
        (["announced rules", "yes"], {"announced_rules": True}),
        (["reviews", "lapse"], {"reviews": "lapse"}),
        (["gap [%]", 1], {"gap": 0.01}),
        (["cost slack [%]", 2], {"cost_slack": 0.02}),
        (["weak data", "leave out"], {"leave_out_weak_data": True}),
        (["unmet measure", "share of demand"], {"unmet_measure": "share of demand"}),
        (["soft order", "in order"], {"soft_in_order": True}),
        (["budget [USD]", 5000], {"budget": 5000.0}),
        (["budget [USD]", 0], {"budget": 0.0}),
        (["near", "old_plan.xlsx"], {"near": "old_plan.xlsx"}),
        (["frozen periods", 2], {"frozen_periods": 2.0}),
        (["plan from", "Q2"], {"plan_from": "Q2"}),
        (["fair share", "yes"], {"fair_share": True}),
        (["discount rate [%/yr]", 8], {"discount_rate": 0.08}),
        (["discount rate", 0.08], {"discount_rate": 0.08}),
        (["discount rate [fraction/year]", 0.08], {"discount_rate": 0.08}),
        (["discount rate []", 0.08], {"discount_rate": 0.08}),
        (["round lead times up", "yes"], {"round_lead_times_up": True}),
        (["time limit [s]", 60], {"time_limit": 60.0}),
    ],
)
def test_a_setting_changes_its_option_and_no_other(row: list[Cell], changed: dict[str, object]) -> None:
    assert dataclasses.asdict(options(row)) == pytest.approx({**dataclasses.asdict(DEFAULTS), **changed})


@pytest.mark.parametrize(
    ("typed", "read"), [(day("2027-04-01"), "2027-04"), ("2027  Q2\u200b", "2027 Q2"), (2027, "2027")]
)
def test_a_period_is_read_as_in_a_header_be_it_a_month_of_which_excel_made_a_date(typed: Cell, read: str) -> None:
    assert options(["plan from", typed]).plan_from == read


def test_every_setting_that_acts_changes_an_option() -> None:
    acting = [setting.name for setting in SETTINGS if not setting.later]
    assert len(acting) == len(dataclasses.fields(Options))


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_setting_is_declared_whole(setting: Setting) -> None:
    assert setting.help.endswith((".", "]."))
    assert (setting.role is Role.NUMBER) == (setting.kind is not None)
    assert (setting.role is Role.CHOICE) == bool(setting.choices)
    assert setting.default is None or setting.role is not Role.CHOICE or setting.default in setting.choices


def test_of_the_settings_the_discount_rate_alone_has_a_unit_with_a_span_of_time() -> None:
    """The reader refuses every other span than a year; a setting of another kind needs a rule of its own."""
    spans = {Kind.RATE, Kind.HOLDING, Kind.LOSS_RATE, Kind.CHANGE, Kind.CAPITAL, Kind.DURATION}
    assert [setting.name for setting in SETTINGS if setting.kind in spans] == ["discount rate"]


def test_settings_have_names_of_their_own() -> None:
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)


@pytest.mark.parametrize(("typed", "told"), [(0.08, "8%"), (0.2, "20%"), (8.0, ""), (0.5, ""), (0.0, "")])
def test_a_discount_rate_that_looks_like_a_share_of_one_is_warned_of(typed: float, told: str) -> None:
    rows: list[list[Cell]] = [["setting", "value"], ["title", "Tiny"], ["discount rate [%/yr]", typed]]
    issues = found({"Settings": rows}, "little-percent")
    words = f"discount rate is {typed:g}%; correct it if {told} is meant"
    assert [str(issue) for issue in issues] == ([f"Settings!B3: {words}"] if told else [])
