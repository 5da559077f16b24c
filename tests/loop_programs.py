"""Linear programs written out row by row and solved by scipy: what the planner's programs are compared with."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog


@dataclass
class Rows:
    """Rows collected one by one over columns named as they come."""

    number: dict[str, int] = field(default_factory=dict)
    equal: list[tuple[dict[str, float], float]] = field(default_factory=list)
    most: list[tuple[dict[str, float], float]] = field(default_factory=list)

    def minimise(self, objective: dict[str, float]) -> float:
        """Return the least value, and hold it as one more row."""
        names = {name for row, _ in [*self.equal, *self.most] for name in row} | set(objective)
        self.number = {name: place for place, name in enumerate(sorted(names))}
        equal, wanted = self._dense(self.equal)
        most, limit = self._dense(self.most)
        (costs,), _ = self._dense([(objective, 0.0)])
        answer = linprog(costs, most, limit, equal, wanted, bounds=(0.0, None), method="highs")
        assert answer.status == 0, answer.message
        self.most.append((objective, float(answer.fun) + 1e-8))
        return float(answer.fun)

    def _dense(self, rows: list[tuple[dict[str, float], float]]) -> tuple[np.ndarray, np.ndarray]:
        matrix = np.zeros((len(rows), len(self.number)))
        for line, (row, _) in enumerate(rows):
            for name, value in row.items():
                matrix[line, self.number[name]] += value
        return matrix, np.array([limit for _, limit in rows])
