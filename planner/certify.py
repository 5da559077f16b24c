"""`plan verify PLAN INPUT`: the plan as its workbook states it, held against the input as it reads now.

The verifier, which shares no code with the model, holds every quantity against the input. That no plan is better is
proven by the duals of the certificate, held against the program that the input makes; `plan export` writes that.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from models.formulation import build
from models.linear.program import Program
from models.problem import Problem
from planner.bounds import LARGEST, Bound, dual_bounds
from planner.check import checked_problem
from planner.errors import UsageError
from planner.figures import figure
from planner.own_output import is_edited
from planner.paths import is_missing
from planner.read_back.certificate import read_certificate
from planner.read_back.checks import failing
from planner.read_back.plan import Edit, StatedPlan, read_plan
from planner.verify import Fault, Verification, verify
from planner.verify.fewer_marks import with_marks
from planner.verify.ledger import ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE, TIER_TOLERANCE, shown
from planner.verify.near import NEAR
from planner.verify.objectives import COST, TIE_BREAK
from planner.write.phrases import joined, settled
from planner.write.short_units import unit_of

SCOPE = (
    "held against the input: every quantity of sheet Flows, and the tiers in sheet Run; the other sheets are formulas "
    "and words over these"
)
SAVED = (
    "the workbook was saved again since it was written: what sheets other than Flows and Run say need not be what was "
    "verified here"
)
UNHELD = "that no plan is better was not held against duals"
PROOF, OPTIMUM, COSTS = "proof", "optimum", "Costs"
MOST_EDITS = 10
# Of tiers by their kind; what a tonne counts in one of unmet demand, its measure says.
UNITS = {"soft": "tonne-years", "size": "t", "near": "t"}


@dataclass(frozen=True)
class Certified:
    """The verdict on an output workbook, and what a reader of it should know besides.

    another  that the plan was made from another file than it is held against; "" where it was not
    remarks  on what it was held against
    bounds   what no plan can be better than, tier by tier; empty where the certificate could not be read
    edits    what a person changed since it was written
    costs    what the edit makes of each tier that is other than stated: tier -> how much more it is, best first
    units    tier -> the unit that it counts in, of those that have one
    exact, is_decided  whether the bounds are in fractions, and of plans with the same whole numbers
    unproven  why it was not held against duals in every tier of the plan; "" where it was
    """

    verification: Verification
    remarks: tuple[str, ...]
    bounds: tuple[Bound, ...] = ()
    edits: tuple[Edit, ...] = ()
    costs: dict[str, float] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    exact: bool = False
    is_decided: bool = False
    unproven: str = ""
    another: str = ""

    def sentences(self) -> list[str]:
        """Return the verdict for people."""
        said = [*self.verification.sentences(), *self._proof(), *self._edited(), *self.remarks]
        # What is said then need not be a fault of the plan.
        return [self.another, *said] if self.another else said

    @property
    def is_best(self) -> bool:
        """Return whether the plan is accepted and proven to be one than which none is better."""
        return self.verification.accepted and not self.unproven and not self.costs

    def _proof(self) -> list[str]:
        if all(bound.least is None for bound in self.bounds):
            return []
        how = " in exact fractions" if self.exact else ""
        taken = "they were planned" if self.edits else "this plan has them"
        decided = f", with the whole numbers as {taken}" if self.is_decided else ""
        lines = [f"what no plan can be better than that is best in the lines above, as the duals prove{how}{decided}:"]
        gaps = self._gaps()
        for bound in self.bounds:
            if bound.least is not None:
                room = f", or {bound.room:.2g} below for quantities up to {LARGEST:,.0f} t" if bound.room else ""
                least = f"at least {shown(float(bound.least))}{room if self.exact else ''}"
                lines.append(f"  {bound.tier}: {least}{gaps.get(bound.tier, '')}")
        return lines

    def _gaps(self) -> dict[str, str]:
        """Return by how much the plan is above the bound of each tier; behind the first gap nothing is compared."""
        told: dict[str, str] = {}
        for bound in self.bounds:
            value = self.verification.objectives.get(bound.tier)
            if bound.least is None or value is None:
                continue
            gap = float(Fraction(value) - Fraction(bound.least))
            is_rounding = abs(gap) <= _rounding(value) and bound.tier not in self.costs
            if self.exact and is_rounding:
                told[bound.tier] = f"; gap {gap:.1g}" if gap else "; gap 0"
            else:
                told[bound.tier] = f"; gap {'0' if is_rounding else shown(gap)}"
            if not is_rounding:
                break
        return told

    def _edited(self) -> list[str]:
        if not self.edits:
            return []
        count = len(self.edits)
        lines = [f"edited by hand: {count:,} {'quantity' if count == 1 else 'quantities'} of sheet Flows"]
        for edit in self.edits[:MOST_EDITS]:
            planned = "a new row" if edit.planned is None else f"planned {figure(edit.planned)}"
            lines.append(f"  {edit.cell}: {edit.what}: {figure(edit.now)}, {planned}")
        lines += [f"  and {count - MOST_EDITS:,} more"] if count > MOST_EDITS else []
        if not self.costs:
            is_kept = self.verification.accepted
            lines.append(f"{'the edit costs nothing: ' if is_kept else ''}every tier that is stated is as stated")
        for name, more in self.costs.items():
            lines.append(f"the edit changes {name} by {'+' if more > 0.0 else '-'}{shown(abs(more))}{self._unit(name)}")
        return lines

    def _unit(self, tier: str) -> str:
        return f" {self.units[tier]}" if tier in self.units else ""

    def document(self) -> dict[str, object]:
        """Return the verdict as plain data."""
        return {
            **self.verification.document(),
            "proven": self.is_best,
            "remarks": [*([self.another] if self.another else []), *self.remarks],
            "bounds": [
                {"tier": one.tier, "least": None if one.least is None else float(one.least), "room": one.room}
                for one in self.bounds
            ],
            "edits": [vars(edit) for edit in self.edits],
            "edit_costs": self.costs,
        }


def verify_files(plan: Path, source: Path, near: Path | None = None, *, exact: bool = False) -> Certified:
    """Verify an output workbook against its input, and against the earlier plan that it was to stay near to.

    exact  whether its optimality is proven in fractions, without any rounding
    Raises UsageError when a file is missing, InputError when the input has errors, RefusedError when the plan's
    workbook cannot be read as one.
    """
    if is_missing(plan):
        raise UsageError(f"{plan}: there is no such file")
    _, problem = checked_problem(source, near)
    stated = read_plan(plan)
    remarks, another, tables = [SCOPE], "", stated.tables
    if stated.made_from != problem.tables.source_hash:
        another = (
            f"the plan says it was made from another file (hash {stated.made_from or 'not given'}) than {source.name} "
            f"(hash {problem.tables.source_hash}): this is what it would be as a plan of {source.name}"
        )
        # Origins that this file does not ask for are told apart in vain.
        tables = with_marks(tables, problem.origins.words)
    unproven = ""
    if not stated.finished:
        unproven = f"the plan says that it is not proven best; it states {len(stated.objectives)} tiers"
        remarks.append(unproven)
    earlier = problem.earlier.plan
    if earlier is None and any(name == NEAR for name, _ in stated.objectives):
        remarks.append("the plan was made to stay near to an earlier one; name that with --near")
    overtyped = _overtyped(plan, stated)
    remarks += overtyped
    if not overtyped and not stated.edits and is_edited(plan):
        remarks.append(SAVED)
    verification = verify(
        problem.tables, tables, stated.objectives, finished=stated.finished, edited=bool(stated.edits),
        earlier=earlier.tables if earlier else None,
    )  # fmt: skip
    costs = costs_of_edit(verification, stated) if stated.edits else {}
    program = build(problem).program
    bounds, remark = _bounds(program, plan, exact=exact)
    if not remark:
        proven = {bound.tier for bound in bounds}
        left = [name for name, _ in stated.objectives if name not in proven and name != TIE_BREAK]
        remark = f"{UNHELD}: its certificate has none for {joined(left, MOST_EDITS)}" if left else ""
    remarks += [remark] if remark else []
    unproven = remark or unproven
    broken = bool(stated.edits and verification.found)
    gap = problem.options.gap if program.integer_reasons else 0.0
    faults = _impossible(costs, stated, gap, broken=broken)
    # What an edit breaks is no fault of the proof, nor is one that takes other whole numbers than it is about.
    if not broken and not (costs and gap):
        faults += _unproven(verification, bounds, costs if stated.edits else None)
    verification = replace(verification, found=(*verification.found, *faults))
    return Certified(
        verification, tuple(remarks), bounds, stated.edits, costs, _units(problem, program), exact,
        bool(program.integer_reasons), unproven, another,
    )  # fmt: skip


def _overtyped(plan: Path, stated: StatedPlan) -> list[str]:
    """Return the remark that other sheets no longer say what sheet Flows does; that an edit costs more is no such."""
    found = [name for name in failing(plan) if not (stated.edits and name == COSTS)]
    which = joined(found, MOST_EDITS)
    return [f"the workbook's own checks fail on {which}: it need not say what was verified here"] if found else []


def costs_of_edit(verification: Verification, stated: StatedPlan) -> dict[str, float]:
    """Return what each tier of an edited plan is more than stated; a tier that is not stated had nothing in it."""
    before = dict(stated.objectives)
    # A plan that a limit stopped states the tiers that were ended.
    told = {name: value for name, value in verification.objectives.items() if name in before or stated.finished}
    more: dict[str, float] = {}
    for name, value in told.items():
        was = before.get(name, 0.0)
        room, found = _rounding(was), stated.recomputed.get(name, math.nan)
        if abs(found - was) <= room:
            # Of a plan of billions a solver's rounding is thousands of USD: what an edit costs is known far better.
            was, room = found, max(ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE * abs(found))
        if abs(value - was) > room:
            more[name] = settled(value - was, max(abs(value), abs(was)))
    return more


def _units(problem: Problem, program: Program) -> dict[str, str]:
    """Return the unit of each tier that has one."""
    short = {tier.name: unit_of(problem, tier.priority) for tier in program.tiers if tier.kind == "unmet"}
    others = {tier.name: UNITS[tier.kind] for tier in program.tiers if tier.kind in UNITS}
    return {**short, **others, COST: "USD"}


def _impossible(costs: dict[str, float], stated: StatedPlan, gap: float, *, broken: bool) -> list[Fault]:
    """Return the fault of a plan that is better in its first other tier than the one that was called best.

    gap     the share of a tier by which the stated plan need not be best
    broken  whether it is known what the edit breaks
    """
    first = next(iter(costs.items()), None)
    if first is None or not stated.finished:
        return []
    stated_best = dict(stated.objectives).get(first[0], 0.0)
    if -first[1] <= max(_rounding(stated_best), gap * abs(stated_best)):
        return []
    return [
        Fault(
            OPTIMUM,
            f"tier '{first[0]}': the edit is better than what was stated to be best"
            + (", by what it breaks" if broken else ", or breaks a limit"),
            -first[1],
        )
    ]


def _bounds(program: Program, plan: Path, *, exact: bool) -> tuple[tuple[Bound, ...], str]:
    """Return what the duals of a plan's certificate prove, and a remark where they prove nothing."""
    duals = read_certificate(plan)
    if isinstance(duals, str):
        return (), f"{UNHELD}: {duals}"
    return tuple(dual_bounds(program.matrix(), program.tiers, duals, exact=exact)), ""


def _unproven(
    verification: Verification, bounds: tuple[Bound, ...], costs: Mapping[str, float] | None
) -> list[Fault]:  # fmt: skip
    """Return a fault for the first tier that is not what its duals prove; behind it nothing is compared.

    costs  what an edit makes of each tier; None where there is none
    What an edit makes worse is no fault of the proof, and what lies behind it can be better for it.
    """
    for bound in bounds:
        value = verification.objectives.get(bound.tier)
        if value is None:
            continue
        if bound.least is None:
            return [Fault(PROOF, f"tier '{bound.tier}': its duals prove nothing of this program")]
        gap = float(Fraction(value) - Fraction(bound.least))
        if costs is not None and (costs.get(bound.tier, 0.0) > 0.0 or gap > _rounding(value)):
            return []
        if abs(gap) <= _rounding(value):
            continue
        better = "is better than its duals allow" if gap < 0.0 else "may not be best: its duals leave"
        return [Fault(PROOF, f"tier '{bound.tier}': the plan {better}, by {figure(abs(gap))}", abs(gap))]
    return []


def _rounding(value: float) -> float:
    return max(ABSOLUTE_TOLERANCE, TIER_TOLERANCE * abs(value))
