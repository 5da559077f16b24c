"""The types of rules: what may stand in column `type` of sheet Rules."""

BAN, CAP, LICENCE, TARIFF = "ban", "cap", "licence", "tariff"
SHARE_MAX, SHARE_MIN, END_USE_BAN, DE_MINIMIS = "share_max", "share_min", "end_use_ban", "de_minimis"

RULE_TYPES = (BAN, CAP, LICENCE, SHARE_MAX, SHARE_MIN, TARIFF, END_USE_BAN, DE_MINIMIS)
# Those that hold origins to a share of what is bought.
SHARES = (SHARE_MAX, SHARE_MIN)
# Those that close something.
BANS = (BAN, END_USE_BAN)
