"""Days of cover: how long a customer's stock lasts at the rate at which it is asked for next."""

from __future__ import annotations

from dataclasses import dataclass

from planner.write.report import Report


@dataclass(frozen=True, eq=False)
class Cover:
    """The stock of one commodity at a customer who needs it.

    stock     position in sheet Inventory as the problem keeps it
    rate      (periods,) t a day asked for in the period that follows; the last period's own for the last
    opening   t;  levels  (periods,) t at the end of each period
    """

    customer: str
    commodity: str
    stock: int
    opening: float
    first_rate: float
    rate: list[float]
    levels: list[float]

    def days(self, period: int) -> float | None:
        """Return the days that the stock at the end of a period lasts; None where nothing is asked for."""
        return self.levels[period] / self.rate[period] if self.rate[period] else None


def days_of(report: Report, period: int) -> int:
    """Return the days of a period."""
    calendar = report.problem.calendar
    return int(calendar.end[period] - calendar.start[period] + 1)


def following(report: Report, period: int) -> int:
    """Return the period whose demand a stock at the end of a period serves."""
    return min(period + 1, len(report.periods) - 1)


def covers(report: Report) -> list[Cover]:
    """Return the stocks of customers who ask for what they keep, in the order of the inventories."""
    problem, count = report.problem, len(report.periods)
    asked: dict[tuple[str, str], list[float]] = {}
    for row in report.demands:
        key = (row["customer"], row["commodity"])
        asked.setdefault(key, [0.0] * count)[report.period_order[row["period"]]] += row["demand_t"]
    table = report.plan.tables["stock"]
    levels: dict[tuple[str, str], list[float]] = {}
    columns = (table[name].to_list() for name in ("site", "commodity", "period", "stock_t"))
    for site, commodity, period, tonnes in zip(*columns, strict=True):
        levels.setdefault((site, commodity), [0.0] * count)[report.period_order[period]] += tonnes
    found = []
    stocks = problem.inventories
    for stock in range(stocks.size):
        key = (problem.site_names.names[stocks.site[stock]], problem.commodity_names.names[stocks.commodity[stock]])
        if key in asked:
            daily = [asked[key][t] / days_of(report, t) for t in range(count)]
            rate = [daily[following(report, t)] for t in range(count)]
            found.append(
                Cover(*key, stock, float(stocks.opening[stock]), daily[0], rate, levels.get(key, [0.0] * count))
            )
    return found
