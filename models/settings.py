"""The closed table of settings: what changes numbers without being a row of a sheet.

Each line gives the name that the Settings sheet shows, what a value may be, its default and its help;
the reader, the template and the documentation page follow from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.schema import Role
from models.units import Kind


@dataclass(frozen=True)
class Setting:
    """One option of sheet Settings.

    role     what its value is: TEXT, CHOICE, FLAG or NUMBER
    kind     what a number measures; its unit stands in brackets behind the setting's name
    default  what holds when the row is missing or its value is blank
    later    known, but this version does not act on it: a filled value is an error
    """

    name: str
    role: Role
    default: float | str | None
    help: str
    choices: tuple[str, ...] = ()
    kind: Kind | None = None
    lower: float = 0.0
    upper: float = float("inf")
    later: bool = False


# What a planner would hardly notice.
COST_SLACK = 0.01
# More money than this would be no limit to a solver.
MOST_MONEY = 1e15

SETTINGS: tuple[Setting, ...] = (
    Setting("title", Role.TEXT, "", "Title of the plan, shown on the Summary."),
    Setting(
        "home country", Role.TEXT, "United States",
        "Country whose customers the Summary speaks of first. It changes no number of the plan.",
    ),
    Setting(
        "withholding country", Role.TEXT, "China",
        "Country that can withhold the material; the Summary tells how much comes from it. It changes no number of "
        "the plan.",
    ),
    Setting(
        "announced rules", Role.FLAG, "no",
        "yes: rules with status `announced` act as if they were in force.",
    ),
    Setting(
        "weak data", Role.CHOICE, "use",
        "leave out: a Capacity row of confidence C counts as 0, so that only plants with reported or guided "
        "capacity run.",
        choices=("use", "leave out"),
    ),
    Setting(
        "unmet measure", Role.CHOICE, "tonnes",
        "What is minimised within a priority: tonnes x weight; share of the stream's whole demand x weight; "
        "value of the commodity x weight.",
        choices=("tonnes", "share of demand", "value"),
    ),
    Setting(
        "soft order", Role.CHOICE, "together",
        "Whether soft rules, missing stock and lateness are minimised as one sum or one after the other.",
        choices=("together", "in order"),
    ),
    Setting(
        "discount rate", Role.NUMBER, 0.0, "Discount of later costs, per year [%/yr].", kind=Kind.LOSS_RATE, upper=1.0
    ),
    Setting(
        "round lead times up", Role.FLAG, "no",
        "yes: lead times of lanes, runs and expansions and lags of recycling count from the end of a period, not from "
        "its middle: what is on its way then arrives one period later rather than earlier. `may wait` does not.",
    ),
    Setting(
        "time limit", Role.NUMBER, None, "Most seconds for the solver [s]; blank: none.", kind=Kind.SECONDS
    ),
    Setting(
        "gap", Role.NUMBER, 0.0,
        "Where whole numbers are decided: share of a tier's value within which they need not be proven best [%].",
        kind=Kind.FRACTION, upper=1.0,
    ),
    Setting(
        "cost slack", Role.NUMBER, COST_SLACK,
        "How much more than the least a plan may cost for the ranges of sheet Supplier range: a share of all that is "
        "spent [%]. It changes no number of the plan.",
        kind=Kind.FRACTION, upper=1.0,
    ),
    Setting(
        "plan from", Role.PERIOD, None,
        "First period that the plan decides; those before it are kept as the earlier plan in `near` has them.",
    ),
    Setting(
        "reviews", Role.CHOICE, None,
        "What is assumed of rules with a review date: renew, they go on; lapse, they take what `if not renewed` says.",
        choices=("renew", "lapse"),
    ),
    Setting(
        "fair share", Role.FLAG, "no",
        "yes: among plans that leave the least unmet of a priority, the worst share of a demand (a row of Demand in a "
        "period) that stays unmet is made as small as possible, then the next worst.",
    ),
    Setting(
        "budget", Role.NUMBER, None,
        "Most that the plan may spend in all [USD], before discounting: every kind of cost but the prices of what is "
        "short or missing, less what surplus earns; blank: no limit.",
        kind=Kind.MONEY, upper=MOST_MONEY,
    ),
    Setting(
        "near", Role.TEXT, None,
        "Earlier plan to stay close to: a workbook that `plan solve` wrote, by its path from the folder in which this "
        "file, or this folder of tables, lies. Of plans of equal cost the one that changes the fewest tonnes sent and "
        "run is chosen.",
    ),
    Setting(
        "frozen periods", Role.NUMBER, None,
        "So many first periods keep the shipments, runs, contract takes, expansions and awards of the earlier plan in "
        "`near`.",
        kind=Kind.NUMBER,
    ),
)  # fmt: skip

SETTING = {setting.name: setting for setting in SETTINGS}
