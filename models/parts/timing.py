"""When processes may run, how fast they start up and change, and the capacity that can be added to them."""

from __future__ import annotations

from dataclasses import dataclass

from models.arrays import BoolArray, FloatArray, IntArray

type Curve = tuple[tuple[int, float], ...]


@dataclass(frozen=True, eq=False)
class Timing:
    """When processes run.

    open_share  (processes, periods) share of the days on which the site runs
    share       (processes, periods) start-up curve on the days on which the site runs: of a capacity, so much is there
    may_run     (processes, periods) false where the site is shut, or as good as shut for want of a capacity to scale
    curve       (processes,) (age in months, share of capacity from this age on), rising; () where there is none
    rate_limit  (processes,) t/yr of the driver's commodity a year; NaN where there is none
    before      (processes,) t/yr of the driver's commodity before the first period; NaN where it is not given
    line        (processes,) index into the records of sheet Ramp; -1 where none acts
    """

    open_share: FloatArray
    share: FloatArray
    may_run: BoolArray
    curve: tuple[Curve, ...]
    rate_limit: FloatArray
    before: FloatArray
    line: IntArray


@dataclass(frozen=True, eq=False)
class Expansions:
    """Capacity that can be added.

    process   (options,)
    most      (options,) t/yr that can be added in all
    annuity   (options,) USD a year for each t/yr, over its life
    whole     (options,) true where all of it is built at once or nothing
    last      (options,) last period in which it may be decided, -1 for none
    ready     (options, periods of decision) period from whose first day on it stands; `size` behind the horizon
    standing  (options, periods of decision, periods) share of the days on which it stands
    usable    (options, periods of decision, periods) start-up curve of its own age, on the days on which it stands and
              the site runs
    grown_limit, grown_option  (pairs,) the limits that grow by each option
    line      (options,) index into the records of sheet Expansion
    """

    process: IntArray
    most: FloatArray
    annuity: FloatArray
    whole: BoolArray
    last: IntArray
    ready: IntArray
    standing: FloatArray
    usable: FloatArray
    grown_limit: IntArray
    grown_option: IntArray
    line: IntArray

    @property
    def size(self) -> int:
        """Return the number of options."""
        return int(self.process.size)
