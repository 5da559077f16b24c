"""Scrap of what is delivered, a lag later, in the origin class of the delivery."""

from __future__ import annotations

import numpy as np

from models.arrays import FloatArray, IntArray
from models.linear.joins import join, radix_codes
from models.linear.program import Block
from models.problem import Problem
from models.variables import Variables


def returned(problem: Problem, v: Variables) -> tuple[Block, FloatArray]:
    """Return the deliveries of which scrap comes back inside the horizon, and t of scrap for a tonne of each.

    Their keys commodity and period are those of the scrap; key `stream` is the row of problem.returns. A delivery
    stands here once for each scrap that it returns as.
    """
    returns = problem.returns
    stream, deliver = join(
        [returns.site, returns.product], [v.deliver.keys["site"], v.deliver.keys["commodity"]]
    )  # fmt: skip
    landing = returns.arrival[stream, v.deliver.keys["period"][deliver]]
    kept = (landing < problem.calendar.size) & (returns.rate[stream] > 0.0)
    stream, deliver, landing = stream[kept], deliver[kept], landing[kept]
    own = v.classes.after_return[stream, v.deliver.keys["class"][deliver]]
    scrap = v.deliver.pick(
        deliver, **{"commodity": returns.scrap[stream], "period": landing, "stream": stream, "class": own}
    )
    return scrap, returns.rate[stream]


def return_rows(problem: Problem, v: Variables, values: FloatArray) -> tuple[dict[str, IntArray], FloatArray]:
    """Return the keys and tonnes of what comes back, one row for a return stream and period of delivery.

    values   (columns,) the plan
    returns  site, product, scrap, delivered (period of delivery), period (of return); t
    """
    scrap, rate = returned(problem, v)
    tonnes = rate * values[scrap.index]
    delivered = v.deliver.keys["period"][np.searchsorted(v.deliver.index, scrap.index)]
    stream = scrap.keys["stream"]
    code, _ = radix_codes([stream, delivered], [stream, delivered])
    _, first, group = np.unique(code, return_index=True, return_inverse=True)
    total = np.bincount(group, weights=tonnes, minlength=first.size)
    first, total = first[total != 0.0], total[total != 0.0]
    returns, stream = problem.returns, stream[first]
    keys = {
        "site": returns.site[stream],
        "product": returns.product[stream],
        "scrap": returns.scrap[stream],
        "delivered": delivered[first],
        "period": scrap.keys["period"][first],
    }
    return keys, total
