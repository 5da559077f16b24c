"""How amounts stand in sentences."""

from __future__ import annotations

import pytest

from planner.figures import at_least, enough, figure


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (9 / 53, "0.169812"), (1234.5612, "1,234.57"), (44.0, "44"), (44.0 + 1e-11, "44"), (0.1 + 0.2, "0.3"),
        (0.0, "0"), (123456.2, "123,457"), (99999.99, "100,000"), (1e-7, "1e-07"),
    ],
)  # fmt: skip
def test_an_amount_of_which_less_would_not_do_is_rounded_up(amount: float, said: str) -> None:
    assert enough(amount) == said
    assert float(enough(amount).replace(",", "")) >= amount * (1.0 - 1e-9)


def test_other_amounts_are_rounded_to_the_nearest() -> None:
    assert (figure(9 / 53), figure(1234.5612), figure(-0.0)) == ("0.169811", "1,234.56", "0")


@pytest.mark.parametrize(
    ("amount", "said"),
    [(1.83964, 1.83), (135_263.0, 135_000.0), (0.0151598, 0.0151), (44.0, 44.0), (44.0 - 1e-11, 44.0), (0.0, 0.0),
     (float("inf"), float("inf"))],
)  # fmt: skip
def test_an_amount_that_holds_at_least_is_rounded_down_to_three_digits(amount: float, said: float) -> None:
    assert at_least(amount) == said
