"""What the families of rows are to those who explain a plan: whoever adds a family says here what it is.

A family of which nothing is said here says what a decision means, decides by whole numbers, or asks for what may lack
at a price of its own, as demand.
"""

from __future__ import annotations

from typing import Final

from models.families.near import FROZEN_ROWS
from models.formulation import FAMILIES

# Their rows hold a share of what flows: in tonnes they have no limit, and move above the share and below it.
SHARES: Final = (
    "blend_least", "blend_most", "de_minimis", "share_max", "share_min", "supplier_most_share", "supplier_least_share",
    "awarded_least_share",
)  # fmt: skip
# Ask for so much at least, which somebody promised or wished for: what they take is not there for others.
ASKED: Final = (
    "minimum_run", "lane_minimum", "minimum_take", "share_min", "supplier_least_share", "awarded_least_share",
    "blend_least", "pin_least",
)  # fmt: skip
# Of these such as nobody can keep without material; a share of nothing is kept by nothing.
PROMISES: Final = tuple(name for name in ASKED if name not in SHARES)
# What is kept as it was in an earlier plan.
KEPT: Final = FROZEN_ROWS

# Hold flows for a rule, by the tonne: a rule that is left out lets through all that one more tonne would, and more.
OF_RULES: Final = tuple(family.name for family in FAMILIES if family.sheet == "Rules" and family.name not in SHARES)
# The same by the flows that they hold: what needs a grant always equals what is granted.
HOLDING: Final = (*(name for name in OF_RULES if name != "licence_volume"), "licence_flow")
# The bans of an end use: that of one rule, and that of several which a flow meets together.
END_USE_BANS: Final = ("end_use_ban", "end_use_bans_together")
# Let nothing through: one limit for all that they hold.
SHUT: Final = ("ban", *END_USE_BANS, "released_for", "unlicensed", "qualification")
# And what has to be decided to let anything through.
CLOSING: Final = (*SHUT, "award")
# Hold somebody to a share of what all bring.
MOST_SHARES: Final = ("share_max", "supplier_most_share")

# Limits that somebody could raise, without a change of law that forbids altogether.
RAISED: Final = (
    "plant_capacity", "lane_capacity", "cap", "licence_volume", "maximum_take", "tier_limit", "stock_release",
    "maximum_stock", "share_max", "supplier_most_share", "expansion_limit",
)  # fmt: skip
# Of these a row is a sum over the periods of a window, of which any part can be used in any of them.
WINDOWED: Final = ("cap", "licence_volume", "maximum_take", "tier_limit", "stock_release", "expansion_limit")
# Limits that nobody raises: they let nothing through, or somebody wished for them.
NOT_RAISED: Final = (
    *SHUT, "substitute_days", "pin_most", "blend_most", "ramp", "ramp_down", "surplus_limit", "budget",
)  # fmt: skip
# Their limit is a number that somebody typed: of these nothing is an amount, too. Elsewhere 0 is what parts of other
# rows come to.
TYPED: Final = frozenset({
    "plant_capacity", "lane_capacity", "maximum_stock", "cap", "licence_volume", "maximum_take", "pin_most", "budget",
})  # fmt: skip
# Limits on what is decided, which may be missed by what was decided before a loss.
MISSED_EARLY: Final = (
    "ban", "unlicensed", "cap", "licence_volume", "share_max", "share_min", "supplier_most_share",
    "supplier_least_share", "awarded_least_share",
)  # fmt: skip
