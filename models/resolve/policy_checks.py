"""What a row of sheet Rules must keep to: a value that fits its type, and a scope that fits what it counts."""

from __future__ import annotations

import numpy as np

from models.issues import Findings
from models.names import ANY
from models.parts.policy import DELIVERY, PRODUCTION
from models.records import Records
from models.rule_types import BAN, BANS, CAP, DE_MINIMIS, LICENCE, SHARES, TARIFF
from models.units import LITTLE, Kind, little_percent

# Types whose value is a share of all.
PARTS = (*SHARES, DE_MINIMIS)
# Types that cannot be broken: a cost, and what another rule lets through.
ALWAYS_HARD = (TARIFF, DE_MINIMIS)
# What a value of each type may be measured in, and how to write that.
UNITS: dict[str, set[str]] = {
    CAP: {"", Kind.MASS},
    LICENCE: {"", Kind.MASS},
    TARIFF: {Kind.FRACTION, Kind.PRICE},
    **{kind: {Kind.FRACTION} for kind in PARTS},
}
WRITE = {
    CAP: "write t, kg or lb",
    LICENCE: "write t, kg or lb",
    TARIFF: "write %, USD/t or USD/kg",
    **dict.fromkeys(PARTS, "write % or fraction"),
}
GIVE = {
    CAP: "give the tonnes of the cap",
    TARIFF: "give the tariff in % or USD/t",
    **dict.fromkeys(PARTS, "give the share in %"),
}


def check_rule(records: Records, line: int, issues: Findings) -> None:
    """Check what one row says by itself."""
    _check_value(records, line, issues)
    _check_scope(records, line, issues)
    kind = str(records.text["type"][line])
    if kind == TARIFF and records.text["hard"][line] == "no":
        issues.error(
            "soft-tariff",
            records.cell(line, "hard"),
            "a tariff is a cost and cannot be broken",
            "write yes or empty the cell, or make the rule a cap",
        )
    weight = float(records.number["weight"][line])
    if weight != 1.0 and records.text["hard"][line] != "no":
        soften = "" if kind in ALWAYS_HARD else "write no under `hard` if it may be broken, else "
        issues.warning(
            "weight-of-hard",
            records.cell(line, "weight"),
            f"the rule is hard, so that its weight of {weight:g} counts nowhere",
            f"{soften}empty the weight",
        )
    if kind == LICENCE and records.text["window"][line] != "own dates":
        issues.error(
            "licence-with-window",
            records.cell(line, "window"),
            "the volume of a grant counts over the grant's own dates",
            "empty the cell, or write one row for each window",
        )


def _check_value(records: Records, line: int, issues: Findings) -> None:
    kind, value = str(records.text["type"][line]), float(records.number["value"][line])
    unit, where = str(records.unit_kind["value"][line]), records.cell(line, "value")
    if kind in BANS and not np.isnan(value):
        issues.error(
            "ban-with-value",
            where,
            f"{'a ban' if kind == BAN else 'an end_use_ban'} has the value {value:g}",
            "delete the value, or make the rule a cap",
        )
    elif kind in GIVE and np.isnan(value):
        if "value" in records.letter:
            issues.error("rule-without-value", where, f"a {kind} has no value", GIVE[kind])
        elif not any(issue.code == "rule-without-value" for issue in issues):
            said = f"rule '{records.text['rule'][line]}' is a {kind}, and there is no column `value`"
            issues.error("rule-without-value", records.sheet, said, f"add the column, and {GIVE[kind]}")
    elif kind in UNITS and not np.isnan(value) and unit not in UNITS[kind]:
        # A blank unit is t, which a tariff or a share has not.
        said = "no unit, or one of mass" if unit == Kind.MASS else f"a unit of {unit}" if unit else "no unit"
        issues.error("unit-kind", where, f"the value of a {kind} has {said}", WRITE[kind])
    elif kind in PARTS and value > 1.0:
        issues.error("share-above-all", where, f"the share {value:.6g} is more than all", "write 100 % at most")
    elif kind in (*SHARES, TARIFF) and unit == Kind.FRACTION and 0.0 < value <= LITTLE:
        issues.warning("little-percent", where, *little_percent(f"the {kind}", value))


def _check_scope(records: Records, line: int, issues: Findings) -> None:
    kind, at = str(records.text["type"][line]), str(records.text["applies at"][line])
    if kind == DE_MINIMIS:
        return
    blank = {side: str(records.text[side][line]) in ("", ANY) for side in ("from", "to")}
    made = at in (PRODUCTION, DELIVERY)
    if kind in SHARES:
        if made:
            issues.error(
                "share-without-shipments",
                records.cell(line, "applies at"),
                f"a {kind} is of shipments into a place, and the row applies at {at}",
                "write departure or arrival, or empty the cell",
            )
        for side, what in (("from", "whose share it is"), ("to", "into which shipments count")):
            if blank[side]:
                issues.error(
                    "share-without-place",
                    records.cell(line, side),
                    f"a {kind} names nobody in `{side}`, {what}",
                    "name a site, group, country, bloc or operator",
                )
        return
    side, whom = ("to", "sites in `from` make") if at == PRODUCTION else ("from", "customers in `to` get")
    if made and not blank[side]:
        issues.error(
            "scope-not-counted",
            records.cell(line, side),
            f"the row applies at {at} and counts what {whom}; `{side}` would narrow nothing",
            f"empty `{side}`, or let the row apply at departure or arrival",
        )
