"""Recipes at sites, and the limits on them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Processes:
    """Recipes at sites, and their lines.

    site, name        (processes,) site code; name as typed
    run_cost          (processes, periods) USD per tonne of the driver's line
    driver            (processes,) index of the line that drives it, into line_*
    output_period     (processes, periods) period in which a run's outputs appear; `size` behind the horizon
    minimum_run       (processes, periods) t of the driver's line per period
    line_process      (lines,) process code
    line_commodity    (lines,)
    line_output       (lines,) true for an output
    line_quantity     (lines, periods) tonnes per run, yield included for outputs
    line_record       (lines,) index into the records of sheet Processes
    line_mix          (lines,) code of the mixture in which an input stands in for others; -1: it is always needed
    mix_process       (mixtures,) process code; mix_name  (mixtures,) as typed in column `blend`
    """

    site: IntArray
    name: tuple[str, ...]
    run_cost: FloatArray
    driver: IntArray
    output_period: IntArray
    minimum_run: FloatArray
    line_process: IntArray
    line_commodity: IntArray
    line_output: BoolArray
    line_quantity: FloatArray
    line_record: IntArray
    line_mix: IntArray
    mix_process: IntArray
    mix_name: tuple[str, ...]

    @property
    def size(self) -> int:
        """Return the number of processes."""
        return int(self.site.size)

    @cached_property
    def is_source(self) -> BoolArray:
        """Return (processes,) true where nothing goes in; it is kept, and so cannot be written to."""
        source = np.ones(self.size, dtype=np.bool_)
        source[self.line_process[~self.line_output]] = False
        source.setflags(write=False)
        return source

    @property
    def is_fixed(self) -> BoolArray:
        """Return (lines,) true for what every run takes or gives, false for inputs of a mixture."""
        return np.asarray(self.line_mix < 0)

    @property
    def driver_quantity(self) -> FloatArray:
        """Return (processes, periods) tonnes of the driver's line per run."""
        return np.asarray(self.line_quantity[self.driver])


@dataclass(frozen=True, eq=False)
class Capacities:
    """Limits on runs or arrivals, each a sum over members.

    limit             (limits, periods) t per period, availability and start-up included, inf where there is none
    availability      (limits, periods) share that is there
    counted           (limits, periods) share of what is typed that counts: availability and start-up; 0 of weak data
                      that the plan leaves out
    minimum_load      (limits, periods) t per period when anything runs, start-up included; 0 where there is none
    before            (limits,) t/yr just before the first period; NaN where it is not given
    member_*          (members,) what is summed: the limit, and a line of a recipe, or for throughput
    throughput_*      a site and a commodity (-1: all) whose arrivals are summed
    line              (limits,) index into the records of sheet Capacity
    """

    limit: FloatArray
    availability: FloatArray
    counted: FloatArray
    minimum_load: FloatArray
    before: FloatArray
    member_limit: IntArray
    member_line: IntArray
    throughput_limit: IntArray
    throughput_site: IntArray
    throughput_commodity: IntArray
    line: IntArray
