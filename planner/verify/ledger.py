"""What the verifier found: faults, residuals, and how many checks it made, with the tolerances it works to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.nouns import counted

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

# A solver keeps its rows to 1e-7 absolute; ten times that is a gram, which nobody can buy or miss.
ABSOLUTE_TOLERANCE = 1e-6
# Rounding of sums in double precision, as a share of the row's largest term.
RELATIVE_TOLERANCE = 1e-9
# How far the final plan may drift from a tier's own optimum, as a share of it.
TIER_TOLERANCE = 1e-6
# A plan that is wrong everywhere is told by its first faults of each kind; the rest are counted.
MOST_FAULTS_OF_A_KIND = 50
# From here on a value is told without decimals, and always with all its digits.
WHOLE = 1e9


def shown(value: float) -> str:
    """Return the value of a tier as a sentence says it: ten digits, and more where it is larger."""
    return f"{value:,.0f}" if abs(value) >= WHOLE else f"{value:,.10g}"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a plan.

    kind      the check that failed, as in `Verification.counts`
    sentence  what is wrong, with the cell of the input or the key in the plan
    amount    by how much, in the unit of the check (t, runs, USD or tonne-years); 0 where nothing is measured
    """

    kind: str
    sentence: str
    amount: float = 0.0


@dataclass(frozen=True, eq=False)
class Verification:
    """What the verifier says of a plan.

    found              every fault, at most MOST_FAULTS_OF_A_KIND of each kind and then one line with their number
    balance_residual   largest absolute residual of a material balance, t
    limit_violation    largest violation of any other limit or equation, t
    objectives         tier -> the value of the plan in that tier, recomputed from the input
    stated             tier -> the value that the plan states for it
    costs              kind of cost -> discounted USD, recomputed
    counts             kind of check -> how many rows or values were checked
    """

    found: tuple[Fault, ...]
    balance_residual: float
    limit_violation: float
    objectives: Mapping[str, float]
    stated: Mapping[str, float]
    costs: Mapping[str, float]
    counts: Mapping[str, int]

    @property
    def accepted(self) -> bool:
        """Return whether nothing is wrong."""
        return not self.found

    @property
    def faults(self) -> tuple[str, ...]:
        """Return a sentence for each fault."""
        return tuple(fault.sentence for fault in self.found)

    @property
    def checks(self) -> int:
        """Return how many rows and values were checked."""
        return sum(self.counts.values())

    def sentences(self) -> list[str]:
        """Return the verdict for people: accepted or refused, each fault, what was checked, each tier."""
        verdict = "accepted" if self.accepted else "REFUSED"
        lines = [f"{verdict}: {self.checks:,} checks, {counted(len(self.found), 'fault')}"]
        lines += [f"  {sentence}" for sentence in self.faults]
        lines.append(f"largest residual of a balance: {self.balance_residual:.3g} t")
        lines.append(f"largest violation of a limit: {self.limit_violation:.3g} t")
        for name, value in self.objectives.items():
            stated = f", stated {shown(self.stated[name])}" if name in self.stated else ""
            lines.append(f"{name}: {shown(value)} recomputed{stated}")
        return lines

    def document(self) -> dict[str, object]:
        """Return the verdict as plain data."""
        return {
            "accepted": self.accepted,
            "faults": [
                {"kind": fault.kind, "sentence": fault.sentence, "amount": fault.amount} for fault in self.found
            ],
            "balance_residual": self.balance_residual,
            "limit_violation": self.limit_violation,
            "objectives": dict(self.objectives),
            "stated": dict(self.stated),
            "costs": dict(self.costs),
            "checks": dict(self.counts),
        }


@dataclass(eq=False)
class Ledger:
    """Collects faults, residuals and counts while the checks run."""

    faults: list[Fault] = field(default_factory=list)
    checks: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    largest: dict[str, float] = field(default_factory=dict)

    def fault(self, kind: str, sentence: str, amount: float = 0.0) -> None:
        """Add a fault."""
        self.seen[kind] += 1
        if self.seen[kind] <= MOST_FAULTS_OF_A_KIND:
            self.faults.append(Fault(kind, sentence, amount))

    def equal(
        self, kind: str, left: FloatArray, right: FloatArray, term: FloatArray, sentence: Callable[[int, float], str]
    ) -> None:
        """Check left = right, element by element.

        term      (rows,) largest term of each row, to which the tolerance is relative
        sentence  from the row and left - right to what is wrong
        """
        self._compare(kind, np.abs(left - right), left - right, term, sentence)

    def at_most(
        self, kind: str, used: FloatArray, limit: FloatArray, term: FloatArray, sentence: Callable[[int, float], str]
    ) -> None:
        """Check used <= limit, element by element; an infinite limit holds. As `equal`."""
        self._compare(kind, used - limit, used - limit, np.maximum(term, _finite(limit)), sentence)

    def at_least(
        self, kind: str, used: FloatArray, limit: FloatArray, term: FloatArray, sentence: Callable[[int, float], str]
    ) -> None:
        """Check used >= limit, element by element. As `equal`."""
        self._compare(kind, limit - used, limit - used, np.maximum(term, _finite(limit)), sentence)

    def _compare(
        self, kind: str, excess: FloatArray, shown: FloatArray, term: FloatArray, sentence: Callable[[int, float], str]
    ) -> None:
        self.checks[kind] += int(excess.size)
        if excess.size == 0:
            return
        self.largest[kind] = max(self.largest.get(kind, 0.0), float(excess.max()))
        # Written so that a residual that is not a number fails.
        holds = excess <= np.maximum(ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE * np.abs(term))
        for row in np.flatnonzero(~holds).tolist():
            self.fault(kind, sentence(row, float(shown[row])), abs(float(shown[row])))

    def all_faults(self) -> tuple[Fault, ...]:
        """Return the faults, with one line for those of each kind that were only counted."""
        more = [
            Fault(kind, f"{number - MOST_FAULTS_OF_A_KIND} more faults of this kind: {kind}")
            for kind, number in self.seen.items()
            if number > MOST_FAULTS_OF_A_KIND
        ]
        return (*self.faults, *more)


def _finite(limit: FloatArray) -> FloatArray:
    return np.where(np.isfinite(limit), np.abs(limit), 0.0)


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums by key: (keys,) the key in rising order, its total, and its largest absolute term."""

    key: IntArray
    total: FloatArray
    term: FloatArray


def sum_by_key(parts: Sequence[tuple[IntArray, FloatArray]]) -> Sums:
    """Add up values that share a key.

    parts  pairs of (values,) keys and (values,) numbers
    """
    every = np.concatenate([np.empty(0, dtype=np.int64), *(keys for keys, _ in parts)])
    values = np.concatenate([np.empty(0), *(numbers for _, numbers in parts)])
    key, place = np.unique(every, return_inverse=True)
    total = np.bincount(place, weights=values, minlength=key.size)
    term = np.zeros(key.size)
    np.maximum.at(term, place, np.abs(values))
    return Sums(key, total, term)
