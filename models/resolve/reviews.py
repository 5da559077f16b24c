"""Review dates of rules: the last day on which a rule acts, given what is assumed of its renewal."""

from __future__ import annotations

import numpy as np

from models.arrays import IntArray
from models.issues import Findings
from models.records import NO_DATE, Records

LAPSE, LAPSES = "lapse", "lapses"
SUSPENDED = "suspended"


def last_days(records: Records, reviews: str, issues: Findings) -> IntArray:
    """Return (rows,) the last day on which each rule acts, -1 for without end.

    reviews  the setting: renew, lapse, or "" where nothing is said, which is an error beside a review date
    """
    review, end = records.date["review date"], records.date["end"]
    reviewed = np.flatnonzero(review != NO_DATE)
    for line in reviewed.tolist():
        if not reviews:
            issues.error(
                "reviews-not-said",
                records.cell(line, "review date"),
                f"rule '{records.text['rule'][line]}' is reviewed, and the setting `reviews` does not say what then",
                "add the setting `reviews` to sheet Settings: renew, or lapse",
            )
        if not records.text["if not renewed"][line]:
            issues.error(
                "review-without-outcome",
                records.cell(line, "if not renewed"),
                f"rule '{records.text['rule'][line]}' has a review date and no word on what holds if it is not renewed",
                "write lapses or stays, or delete the review date",
            )
        if records.text["status"][line] == SUSPENDED:
            issues.warning(
                "review-of-suspended",
                records.cell(line, "status"),
                f"rule '{records.text['rule'][line]}' is suspended: it never acts, whatever its review date says",
                "where the suspension ends on a day, write `in force`, and that day as the start",
            )
    for line in np.flatnonzero((review == NO_DATE) & (records.text["if not renewed"] != "")).tolist():
        issues.error(
            "outcome-without-review",
            records.cell(line, "review date"),
            f"rule '{records.text['rule'][line]}' says what holds if it is not renewed, and has no review date",
            "give the review date, or empty `if not renewed`",
        )
    lapsing = (review != NO_DATE) & (records.text["if not renewed"] == LAPSES) & (reviews == LAPSE)
    earlier = np.where((end == NO_DATE) | (review < end), review, end)
    return np.asarray(np.where(lapsing, earlier, end), dtype=np.int64)
