"""A second formulation of the problems of tests/drawn/rules.py, written out loop by loop, its rules day by day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
from scipy.optimize import linprog

from tests.drawn.rules import COUNTRY, FIRST, HORIZON, MINES, MONTHS, NAMES, SIZE, SPANS, Draw, Rule

HALF = 0.5


class Second:
    """The second formulation: a linear program of named columns, with what each rule adds to it."""

    def __init__(self, given: Draw) -> None:
        """Write out the whole problem."""
        self.given = given
        self.names: dict[tuple[Any, ...], int] = {}
        self.rows: list[tuple[dict[tuple[Any, ...], float], float, float]] = []
        self.cost: dict[tuple[Any, ...], float] = {}
        self.broken: dict[tuple[Any, ...], float] = {}
        self._materials()
        licences: dict[tuple[Any, ...], list[Rule]] = {}
        for rule in given.rules:
            if rule["type"] == "licence":
                key = tuple(rule.get(name) for name in ("rule", "from", "to", "applies at"))
                licences.setdefault(key, []).append(rule)
        self.licences = list(licences.values())
        for number, rule in enumerate(given.rules):
            if rule["type"] != "licence":
                getattr(self, f"_{rule['type']}")(number, rule)
        for number, grants in enumerate(self.licences):
            self._licence(number, grants)

    def add(self, terms: dict[tuple[Any, ...], float], low: float, high: float) -> None:
        """Add a row."""
        for name in terms:
            self.names.setdefault(name, len(self.names))
        self.rows.append((terms, low, high))

    def _materials(self) -> None:
        given = self.given
        balance: list[dict[tuple[Any, ...], float]] = [{} for _ in NAMES]
        for mine in MINES:
            for t in range(SIZE):
                self.add({("dig", mine, t): 1.0}, 0.0, given.dig[mine][t])
                self.cost["dig", mine, t] = given.cost[mine]
                self.add({("dig", mine, t): 1.0, ("ship", mine, t): -1.0}, 0.0, np.inf)
                lands = t + given.lead[mine]
                limit = given.lane[mine]
                self.add({("ship", mine, t): 1.0}, 0.0, np.inf if limit is None else limit)
                if lands < SIZE:
                    balance[lands]["ship", mine, t] = 1.0
                else:
                    self.add({("ship", mine, t): 1.0}, 0.0, 0.0)
        for t in range(SIZE):
            row = balance[t]
            row["stock", t], row["waste", t] = -1.0, -1.0
            if t:
                row["stock", t - 1] = 1.0
            for s in range(max(0, t - given.wait), t + 1):
                row["deliver", s, t] = -1.0
            self.add(row, 0.0, 0.0)
            self.add({("stock", t): 1.0}, 0.0, given.storage)
            served = {("deliver", t, u): 1.0 for u in range(t, min(SIZE, t + given.wait + 1))}
            self.add({**served, ("unmet", t): 1.0}, given.demand[t], given.demand[t])
            middles = np.cumsum([0, *MONTHS])[:-1] + np.array(MONTHS) / 2
            for _, s, u in served:
                self.broken["deliver", s, u] = (middles[u] - middles[s]) / 12.0

    def counted(self, rule: Rule) -> list[tuple[tuple[Any, ...], int, float]]:
        """Return the columns that a rule counts, the period in which each counts, and its own capacity."""
        at, origin, given = rule.get("applies at") or "departure", rule.get("from"), self.given
        mines = [mine for mine in MINES if origin in (None, mine, COUNTRY[mine])]
        if at == "production":
            return [(("dig", mine, t), t, np.inf) for mine in mines for t in range(SIZE)]
        if at == "delivery":
            return [(name, name[2], float(given.demand[name[1]])) for name in self.names if name[0] == "deliver"]
        found = []
        for mine in mines:
            limit = given.lane[mine]
            for t in range(SIZE):
                lands = t + given.lead[mine]
                if lands < SIZE:
                    found.append((
                        ("ship", mine, t), lands if at == "arrival" else t, np.inf if limit is None else float(limit)
                    ))  # fmt: skip
        return found

    def days(self, rule: Rule) -> set[int]:
        """Return the days of the horizon, from 0, on which a row acts."""
        begin = (rule["start"] - FIRST).days
        end = HORIZON - 1 if rule["end"] is None else (rule["end"] - FIRST).days
        return set(range(max(begin, 0), min(end, HORIZON - 1) + 1))

    def part(self, days: set[int], t: int) -> float:
        """Return the share of a period's days that are among these."""
        begin, end = ((dt.date.fromisoformat(word) - FIRST).days for word in SPANS[t][1:])
        return len(days & set(range(begin, end + 1))) / (end - begin + 1)

    def shut(self, grants: list[Rule]) -> set[int]:
        """Return the days on which a licence has no valid grant."""
        begins = min((grant["start"] - FIRST).days for grant in grants)
        return set(range(max(begins, 0), HORIZON)) - set().union(*(self.days(grant) for grant in grants))

    def _closed(self, own: set[int], name: tuple[Any, ...], t: int) -> float:
        """Return the share of a period that is closed to a column: by these days, and by everything hard."""
        return self.part(own | self._barred(name, t), t)

    def _barred(self, name: tuple[Any, ...], t: int) -> set[int]:
        """Return the days that everything hard closes to a column."""
        closed: set[int] = set()
        for rule in self.given.rules:
            if rule["type"] == "ban" and rule["hard"] == "yes" and self._meets(rule, name, t):
                closed |= self.days(rule)
        for grants in self.licences:
            if grants[0]["hard"] == "yes" and self._meets(grants[0], name, t):
                closed |= self.shut(grants)
        return closed

    def _meets(self, rule: Rule, name: tuple[Any, ...], t: int) -> bool:
        return any(other == name and counts == t for other, counts, _ in self.counted(rule))

    def _close(self, own: set[int], rule: Rule, soft: tuple[Any, ...] | None) -> None:
        for name, t, capacity in self.counted(rule):
            if self.part(own, t) > 0.0:
                closed = self._closed(own, name, t)
                if np.isinf(capacity) and closed < HALF:
                    continue
                limit = 0.0 if np.isinf(capacity) else (1.0 - closed) * capacity
                terms = {name: 1.0}
                if soft:
                    terms[*soft, name] = -1.0
                    departs = name[2]
                    self.broken[*soft, name] = MONTHS[departs] / 12.0
                self.add(terms, -np.inf, limit)

    def _ban(self, number: int, rule: Rule) -> None:
        self._close(self.days(rule), rule, ("soft", number) if rule["hard"] == "no" else None)

    def _windows(self, rule: Rule) -> list[dict[int, float]]:
        shares = {t: self.part(self.days(rule), t) for t in range(SIZE)}
        if rule.get("window") == "period":
            return [{t: share} for t, share in shares.items() if share > 0.0]
        return [shares] if any(shares.values()) else []  # the horizon lies in one year

    def _cap(self, number: int, rule: Rule) -> None:
        for place, window in enumerate(self._windows(rule)):
            terms: dict[tuple[Any, ...], float] = {}
            for name, t, _ in self.counted(rule):
                if window.get(t):
                    terms[name] = window[t]
            self._limit(terms, rule, ("soft", number, place), window, rule["value"])

    def _limit(
        self, terms: dict[tuple[Any, ...], float], rule: Rule, soft: tuple[Any, ...], window: dict[int, float],
        value: float,
    ) -> None:  # fmt: skip
        if rule["hard"] == "no":
            terms = {**terms, soft: -1.0}
            self.broken[soft] = sum(share * MONTHS[t] / 12.0 for t, share in window.items())
        self.add(terms, -np.inf, value)

    def _share_max(self, number: int, rule: Rule, sign: float = 1.0) -> None:
        for place, window in enumerate(self._windows(rule)):
            terms: dict[tuple[Any, ...], float] = {}
            own = {name for name, _, _ in self.counted(rule)}
            for name, t, _ in self.counted({**rule, "from": None}):
                if window.get(t):
                    terms[name] = sign * window[t] * ((name in own) - rule["value"])
            self._limit(terms, rule, ("soft", number, place), window, 0.0)

    def _share_min(self, number: int, rule: Rule) -> None:
        self._share_max(number, rule, -1.0)

    def _tariff(self, number: int, rule: Rule) -> None:
        rate = rule["value"]  # in USD/t, or in % of a value of 100 USD/t
        for name, t, _ in self.counted(rule):
            self.cost[name] = self.cost.get(name, 0.0) + rate * self.part(self.days(rule), t)

    def _licence(self, number: int, grants: list[Rule]) -> None:
        begins = min((grant["start"] - FIRST).days for grant in grants)
        if begins >= HORIZON:
            return
        hard, shut = grants[0]["hard"] == "yes", self.shut(grants)
        free = set(range(min(max(begins, 0), HORIZON)))
        if hard:
            self._close(shut, grants[0], None)
        for t in range(SIZE):
            valid = self.part(set().union(*(self.days(grant) for grant in grants)), t)
            granted = set().union(*(self.days(grant) for grant in grants))
            closed = self.part(shut, t) >= HALF
            terms: dict[tuple[Any, ...], float] = {}
            for name, counts, _ in self.counted(grants[0]):
                barred = self._barred(name, t)
                yes, no = self.part(granted - barred, t), self.part(free - barred, t)
                need = yes / (yes + no) if yes else float(valid > 0.0 and not no)
                need = max(need, valid / (valid + self.part(free, t)) if valid else 0.0)
                if not hard and closed:
                    need = 1.0
                if counts == t and need:
                    terms[name] = -need
            for place, grant in enumerate(grants):
                if self.part(self.days(grant), t) and (hard or not closed):
                    terms["use", number, place, t] = 1.0
            if not hard:
                terms["soft", "licence", number, t] = 1.0
                self.broken["soft", "licence", number, t] = MONTHS[t] / 12.0
            self.add(terms, 0.0, 0.0)
        for place, grant in enumerate(grants):
            own = {name: 1.0 for name in self.names if name[:3] == ("use", number, place)}
            if grant["value"] is not None and own:
                self.add(own, -np.inf, grant["value"])

    def best(self) -> tuple[float, float, float]:
        """Return the least unmet, then the least violation in tonne-years, then the least cost."""
        unmet = {name: 1.0 for name in self.names if name[0] == "unmet"}
        found: list[float] = []
        for objective in (unmet, self.broken, self.cost):
            value = self._solve(objective)
            found.append(value)
            self.add(dict(objective), -np.inf, value + 1e-9)
        return found[0], found[1], found[2]

    def _solve(self, objective: dict[tuple[Any, ...], float]) -> float:
        for name in objective:
            self.names.setdefault(name, len(self.names))
        size = len(self.names)
        matrix, limit = [], []
        for terms, low, high in self.rows:
            row = np.zeros(size)
            for name, value in terms.items():
                row[self.names[name]] = value
            for sign, bound in ((1.0, high), (-1.0, -low)):
                if np.isfinite(bound):
                    matrix.append(sign * row)
                    limit.append(bound)
        vector = np.zeros(size)
        for name, value in objective.items():
            vector[self.names[name]] = value
        result = linprog(vector, A_ub=np.array(matrix), b_ub=np.array(limit), method="highs")
        assert result.status == 0, result.message
        return float(result.fun)
