"""Whose demand the Summary speaks of, and who can withhold: the countries of the settings, as far as sites lie there.

A workbook without a customer in the home country is told of all its customers; one without a site in the withholding
country is told nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from planner.write.report import Report, Row

# Words that a sentence puts an article before.
ARTICLE_FIRST = ("United",)
ARTICLE_LAST = ("States", "Kingdom", "Islands", "Republic", "Emirates", "Netherlands", "Philippines")


def the(country: str) -> str:
    """Return a country as a sentence says it, such as `the United States`."""
    words = country.split() or [""]
    return f"the {country}" if words[0] in ARTICLE_FIRST or words[-1] in ARTICLE_LAST else country


@dataclass(frozen=True, eq=False)
class Scope:
    """The demand that the Summary speaks of first, and the country that can withhold."""

    report: Report

    @property
    def home(self) -> str:
        """Return the home country."""
        return self.report.problem.options.home_country

    @property
    def withholder(self) -> str:
        """Return the country that can withhold, or "" when none of the sites lies there."""
        country = self.report.problem.options.withholding_country
        return country if country in self.report.country.values() else ""

    @cached_property
    def of_home(self) -> bool:
        """Return whether a customer lies in the home country."""
        return any(self._at_home(row) for row in self.report.demands)

    @cached_property
    def demands(self) -> list[Row]:
        """Return the demand of the home country, or all of it when no customer lies there."""
        return [row for row in self.report.demands if not self.of_home or self._at_home(row)]

    @cached_property
    def others(self) -> list[Row]:
        """Return the demand of other countries."""
        return [row for row in self.report.demands if self.of_home and not self._at_home(row)]

    @cached_property
    def short(self) -> list[Row]:
        """Return the rows of `demands` that stay short."""
        return [row for row in self.demands if row["unmet_t"] > self.report.least_short]

    @property
    def customers(self) -> str:
        """Return how a sentence calls the customers."""
        return f"customers in {the(self.home)}" if self.of_home else "all customers"

    def sender(self, site: str) -> str:
        """Return what a site is counted under as a sender: the withholding country, or its bloc."""
        country, bloc = self.report.country[site], self.report.bloc[site]
        if country == self.withholder:
            return country
        return bloc if bloc != self.withholder else f"rest of {bloc}"

    def first_short(self) -> str:
        """Return the first period in which a demand stays short."""
        return min((str(row["period"]) for row in self.short), key=lambda name: self.report.period_order[name])

    def _at_home(self, row: Row) -> bool:
        return self.report.country[row["customer"]] == self.home


def asked(rows: list[Row]) -> float:
    """Return the tonnes that rows ask for."""
    return float(sum(row["demand_t"] for row in rows))


def missing(rows: list[Row]) -> float:
    """Return the tonnes that rows miss."""
    return float(sum(row["unmet_t"] for row in rows))
