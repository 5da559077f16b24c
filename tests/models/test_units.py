"""Units: every spelling of the closed table, wrong kinds, and rates by the length of a period."""

from __future__ import annotations

import numpy as np
import pytest

from models.units import (
    DEFAULT_UNIT,
    DURATION,
    EXAMPLES,
    FRACTION,
    MASS,
    PER_YEAR,
    Counted,
    Kind,
    parse_unit,
    per_period,
)


@pytest.mark.parametrize(
    ("text", "kind", "factor", "per_year"),
    [
        ("t", Kind.MASS, 1.0, 0.0),
        ("kg", Kind.MASS, 1e-3, 0.0),
        ("tonne", Kind.MASS, 1.0, 0.0),
        ("tonnes", Kind.MASS, 1.0, 0.0),
        ("lb", Kind.MASS, 0.45359237e-3, 0.0),
        ("g", Kind.MASS, 1e-6, 0.0),
        ("t/yr", Kind.RATE, 1.0, 1.0),
        ("kg/month", Kind.RATE, 1e-3, 12.0),
        ("t/year", Kind.RATE, 1.0, 1.0),
        ("t/quarter", Kind.RATE, 1.0, 4.0),
        ("t/period", Kind.RATE, 1.0, 0.0),
        ("USD/t", Kind.PRICE, 1.0, 0.0),
        ("USD/kg", Kind.PRICE, 1000.0, 0.0),
        ("USD/t/yr", Kind.HOLDING, 1.0, 1.0),
        ("USD/kg/month", Kind.HOLDING, 1000.0, 12.0),
        ("USD", Kind.MONEY, 1.0, 0.0),
        ("%", Kind.FRACTION, 0.01, 0.0),
        ("fraction", Kind.FRACTION, 1.0, 0.0),
        ("ppm", Kind.FRACTION, 1e-6, 0.0),
        ("%/yr", Kind.LOSS_RATE, 0.01, 1.0),
        ("%/period", Kind.LOSS_RATE, 0.01, 0.0),
        ("months", Kind.DURATION, 1.0, 0.0),
        ("month", Kind.DURATION, 1.0, 0.0),
        ("day", Kind.DURATION, 12.0 / 365.0, 0.0),
        ("week", Kind.DURATION, 7.0 * 12.0 / 365.0, 0.0),
        ("years", Kind.DURATION, 12.0, 0.0),
        ("year", Kind.DURATION, 12.0, 0.0),
        ("yr", Kind.DURATION, 12.0, 0.0),
        ("days", Kind.DURATION, 12.0 / 365.0, 0.0),
        ("weeks", Kind.DURATION, 7.0 * 12.0 / 365.0, 0.0),
        ("s", Kind.SECONDS, 1.0, 0.0),
        ("deg", Kind.DEGREES, 1.0, 0.0),
        ("", Kind.NUMBER, 1.0, 0.0),
    ],
)
def test_a_unit_has_its_factor(text: str, kind: Kind, factor: float, per_year: float) -> None:
    unit = parse_unit(text, kind)
    assert unit is not None
    assert unit.factor == pytest.approx(factor, rel=1e-12)
    assert unit.per_year == per_year
    assert unit.kind is kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("USD", Kind.MASS), ("t", Kind.PRICE), ("t/yr", Kind.MASS), ("USD/t", Kind.HOLDING), ("USD/t/yr", Kind.PRICE),
        ("t REO", Kind.MASS), ("t/week", Kind.RATE), ("%", Kind.MASS), ("months", Kind.RATE), ("t", Kind.DURATION),
        ("EUR/t", Kind.PRICE), ("t", Kind.NUMBER), ("t/yr", Kind.LIMIT), ("", Kind.PRICE),
    ],
)  # fmt: skip
def test_a_unit_of_the_wrong_kind_is_none(text: str, kind: Kind) -> None:
    assert parse_unit(text, kind) is None


def test_case_and_spaces_do_not_matter() -> None:
    unit = parse_unit(" USD / KG ", Kind.PRICE)
    assert unit is not None
    assert unit.factor == pytest.approx(1000.0)


@pytest.mark.parametrize(("text", "kind"), [("t", Kind.MASS), ("%", Kind.FRACTION), ("USD/kg", Kind.PRICE)])
def test_the_value_of_a_rule_keeps_the_kind_of_its_unit(text: str, kind: Kind) -> None:
    unit = parse_unit(text, Kind.LIMIT)
    assert unit is not None
    assert unit.kind is kind


@pytest.mark.parametrize(
    ("text", "counted"),
    [("periods", Counted.PERIODS), ("months", Counted.MONTHS), ("yr", Counted.MONTHS), ("days", Counted.DAYS),
     ("week", Counted.DAYS)],
)  # fmt: skip
def test_a_duration_says_what_it_counts(text: str, counted: Counted) -> None:
    unit = parse_unit(text, Kind.DURATION)
    assert unit is not None
    assert unit.counted is counted


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_an_example_for_messages(kind: Kind) -> None:
    assert EXAMPLES[kind]


@pytest.mark.parametrize("kind", [kind for kind in DEFAULT_UNIT if kind is not Kind.NUMBER])
def test_what_a_number_without_unit_means_is_a_unit_of_its_kind(kind: Kind) -> None:
    assert parse_unit(DEFAULT_UNIT[kind], kind) is not None


def test_prices_and_costs_have_no_default_unit() -> None:
    assert not {Kind.PRICE, Kind.HOLDING, Kind.CAPITAL, Kind.CHANGE} & set(DEFAULT_UNIT)
    # That of a cap or a grant is tonnes; what is read so of a tariff or a share is an error there.
    assert DEFAULT_UNIT[Kind.LIMIT] == DEFAULT_UNIT[Kind.MASS]


def test_every_unit_of_the_closed_tables_is_read() -> None:
    for mass in MASS:
        assert parse_unit(mass, Kind.MASS) is not None
        assert parse_unit(f"USD/{mass}", Kind.PRICE) is not None
        for span in (*PER_YEAR, "period"):
            assert parse_unit(f"{mass}/{span}", Kind.RATE) is not None
            assert parse_unit(f"USD/{mass}/{span}", Kind.HOLDING) is not None
    assert all(parse_unit(word, Kind.DURATION) is not None for word in DURATION)
    assert all(parse_unit(word, Kind.FRACTION) is not None for word in FRACTION)


def converted(value: float, text: str, kind: Kind, *years: float) -> list[float]:
    unit = parse_unit(text, kind)
    assert unit is not None
    return [float(one) for one in per_period(np.array([[value]]), unit, np.array(years))[0]]


def test_a_rate_is_converted_by_the_length_of_the_period() -> None:
    assert converted(48.0, "t/yr", Kind.RATE, 0.25, 1 / 12, 1.0) == pytest.approx([12.0, 4.0, 48.0])
    assert converted(10.0, "t/month", Kind.RATE, 0.25, 1 / 12) == pytest.approx([30.0, 10.0])
    assert converted(2000.0, "kg/quarter", Kind.RATE, 0.25, 1.0) == pytest.approx([2.0, 8.0])


def test_a_rate_per_period_is_the_same_in_every_period() -> None:
    assert converted(6.0, "t/period", Kind.RATE, 0.25, 1.0) == [6.0, 6.0]


def test_a_holding_cost_a_year_counts_for_the_length_of_the_period() -> None:
    assert converted(400.0, "USD/t/yr", Kind.HOLDING, 0.25, 1.0) == pytest.approx([100.0, 400.0])


def test_a_loss_rate_is_compounded() -> None:
    assert converted(19.0, "%/yr", Kind.LOSS_RATE, 0.5, 2.0) == pytest.approx([0.1, 1.0 - 0.81**2])
    assert converted(5.0, "%/period", Kind.LOSS_RATE, 0.5, 2.0) == pytest.approx([0.05, 0.05])
    assert converted(100.0, "%/yr", Kind.LOSS_RATE, 0.25) == [1.0]
