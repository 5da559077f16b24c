"""What sheet Settings asks for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Options:
    """Settings as models/settings.py declares them; title and countries change words only, all others numbers.

    home_country, withholding_country  spelled as sheet Sites does, where a site has them
    """

    title: str
    home_country: str
    withholding_country: str
    announced_rules: bool
    reviews: str
    leave_out_weak_data: bool
    unmet_measure: str
    soft_in_order: bool
    fair_share: bool
    budget: float | None
    near: str
    frozen_periods: float | None
    plan_from: str
    discount_rate: float
    round_lead_times_up: bool
    time_limit: float | None
    gap: float
    cost_slack: float
