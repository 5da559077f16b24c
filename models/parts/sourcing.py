"""Who may supply whom, how much of it, and how many suppliers there are."""

from __future__ import annotations

from dataclasses import dataclass

from models.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Qualifications:
    """Lanes on which a customer takes nothing before the supplier is qualified.

    lane   (lanes that wait,)
    ready  first period in which the lane may arrive; the number of periods where it never may
    line   row of sheet Qualification that acts on the lane
    """

    lane: IntArray
    ready: IntArray
    line: IntArray

    @property
    def size(self) -> int:
        """Return the number of lanes that wait."""
        return int(self.lane.size)


@dataclass(frozen=True, eq=False)
class Sourcing:
    """Rows of sheet Sourcing. An event is what one buyer buys of one commodity: all rows with the same two cells.

    buyer, commodity  (events,) as the rows spell them
    lane_event, lane  (lanes into buyers,) a lane may serve several events
    most              (lanes into buyers, periods) t; the most that real limits let through, inf where there are none
    share_*           (limits on shares,) event, share, whether it is a least, window, award that it depends on (-1:
                      none), row of the sheet
    member_share, member_lane  (members,) the lanes whose shipments are the share
    award_*           (awards,) event, supplier, cost in USD, row of the sheet
    count_*           (limits on numbers,) least (0: none), most (inf: none), row of the sheet
    member_count, member_award (members,) the awards that are counted
    """

    buyer: tuple[str, ...]
    commodity: tuple[str, ...]
    lane_event: IntArray
    lane: IntArray
    most: FloatArray
    share_event: IntArray
    share: FloatArray
    share_least: BoolArray
    share_window: tuple[str, ...]
    share_award: IntArray
    share_line: IntArray
    member_share: IntArray
    member_lane: IntArray
    award_event: IntArray
    award_site: IntArray
    award_cost: FloatArray
    award_line: IntArray
    count_least: FloatArray
    count_most: FloatArray
    count_line: IntArray
    member_count: IntArray
    member_award: IntArray
