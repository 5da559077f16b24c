"""Sheet Run: what was run on what, to which tolerances, with which result; no seconds, so that runs can be compared."""

from __future__ import annotations

from math import isfinite

from models.linear.face import DUAL_NOISE
from models.settings import SETTING
from planner.read_back.plan import RECOMPUTED
from planner.solve.session import FEASIBILITY
from planner.verify.ledger import ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE, TIER_TOLERANCE
from planner.write import bulk, styles
from planner.write.bulk import Item
from planner.write.page import FIRST_ROW, Desk, constant, open_page
from planner.write.report import Report

NAME = "Run"
SENTENCE = "What this plan was made from and with, and how exactly it holds. The same input gives the same workbook."
DECIMALS = 9  # of a drift; below it stands the rounding of a subtraction, which differs between programs
GAP = 3  # rows between two tables: a blank one, a heading, totals


def write(desk: Desk, report: Report) -> None:
    """Write the sheet."""
    page = open_page(desk, NAME, SENTENCE, tab=str(styles.Colour.INFORMATION))
    objectives = report.plan.objectives
    count = len(objectives)
    numbers = range(FIRST_ROW + 1, FIRST_ROW + 1 + count)
    recomputed = [report.verification.objectives.get(name) for name, _, _ in objectives]
    drift = [round(abs(value - optimum) / (1.0 + abs(optimum)), DECIMALS) for _, optimum, value in objectives]
    bottom = page.table(
        [
            bulk.text("tier, best first", [name for name, _, _ in objectives], 58),
            bulk.number("optimum", [optimum for _, optimum, _ in objectives], styles.EXACT, width=40),
            bulk.number("value at the plan", [value for _, _, value in objectives], styles.EXACT, width=22),
            bulk.formula(
                "drift, share",
                [f"ROUND(ABS(C{row}-B{row})/(1+ABS(B{row})),{DECIMALS})" for row in numbers],
                drift,
                styles.EXACT,
                width=16,
            ),
            bulk.number(RECOMPUTED, recomputed, styles.EXACT, width=22),
        ],
        frozen=0,
        filters=False,
        alone=False,
    )
    area = f"D{FIRST_ROW + 1}:D{FIRST_ROW + count}"
    page.check(
        "the plan keeps every tier's optimum, and the verifier accepts it",
        f"SUMPRODUCT(--({area}>{constant(TIER_TOLERANCE)}))=0",
        all(gap <= TIER_TOLERANCE for gap in drift),
    )
    for title, lines in _sections(report):
        top = bottom + GAP
        page.text(top - 2, 0, title, styles.SECTION)
        bottom = page.table(
            [
                bulk.text("what", [line[0] for line in lines]),
                bulk.text("value", [line[1] for line in lines]),
                bulk.source("input cell", [line[2] for line in lines]),
            ],
            first=top,
            filters=False,
        )


def _sections(report: Report) -> list[tuple[str, list[tuple[str, str, str]]]]:
    tables, plan, verification = report.problem.tables, report.plan, report.verification
    matrix = plan.solution.matrix
    made_from = [
        ("input", tables.source_name, ""),
        ("hash of the input (SHA-256)", tables.source_hash, ""),
        *_earlier(report),
        ("solver", plan.solution.solver, ""),
        *((f"version of {name}", version, "") for name, version in report.meta.versions.items()),
        *((f"option {name}", value, "") for name, value in report.meta.flags.items()),
        ("program", f"{matrix.columns:,} columns, {matrix.rows:,} rows, {matrix.value.size:,} coefficients", ""),
        ("finished", plan.solution.unproven or "all tiers", ""),
        *_whole_numbers(report),
    ]
    settings = [
        (name, _setting(tables.settings.get(name, setting.default)), tables.setting_cells.get(name, ""))
        for name, setting in SETTING.items()
        if not setting.later
    ]
    tolerances = [
        ("feasibility asked of the solver", f"{FEASIBILITY:g}", ""),
        ("a dual below this share of the largest cost is rounding", f"{DUAL_NOISE:g}", ""),
        ("verifier: balance or limit missed by at most [t]", f"{ABSOLUTE_TOLERANCE:g}", ""),
        ("verifier: rounding, as a share of a row's largest term", f"{RELATIVE_TOLERANCE:g}", ""),
        ("verifier: drift of a tier, as a share of its optimum", f"{TIER_TOLERANCE:g}", ""),
    ]
    verified = [
        ("verdict", "accepted" if verification.accepted else f"refused: {len(verification.faults)} faults", ""),
        ("largest residual of a material balance [t]", f"{verification.balance_residual:.3g}", ""),
        ("largest violation of a limit [t]", f"{verification.limit_violation:.3g}", ""),
        *((f"checked: {kind}", f"{count:,}", "") for kind, count in verification.counts.items()),
    ]
    return [("Made from", made_from), ("Settings", settings), ("Tolerances", tolerances), ("Verifier", verified)]


def _earlier(report: Report) -> list[tuple[str, str, str]]:
    """Return which earlier plan this one is near to, and what names it."""
    earlier = report.problem.earlier.plan
    if earlier is None:
        return []
    cell = earlier.where if "!" in earlier.where else ""
    return [
        ("earlier plan to stay near to", f"{earlier.name}{'' if cell else f', named by {earlier.where}'}", cell),
        ("hash of the earlier plan (SHA-256)", earlier.hash, ""),
    ]


def _setting(value: Item) -> str:
    if value is None or value == "":
        return "none"
    return value if isinstance(value, str) else f"{value:g}"


def _whole_numbers(report: Report) -> list[tuple[str, str, str]]:
    """Return how many whole-number decisions there are, how far they are proven, and the rows that ask for them."""
    decisions = report.plan.solution.decisions
    if decisions is None:
        return [("whole-number decisions", "none: a linear program", "")]
    gap = f"{decisions.gap:.4%}" if isfinite(decisions.gap) else "not known"
    return [
        ("whole-number decisions", f"{decisions.count:,}", ""),
        ("gap: their distance from the best, at most, as a share of a tier's value", gap, ""),
        *(("whole numbers are asked for by", cell, cell) for cell in report.plan.model.program.integer_reasons),
    ]
