"""Sheet Sourcing: shares of suppliers, and the yes/no decisions that numbers of suppliers and switching ask for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from models.arrays import FloatArray, IntArray
from models.issues import Findings
from models.names import Exactness, Match, Namespace, folded
from models.problem import Lanes, Sourcing
from models.records import Records, Tables
from models.resolve.qualification import lanes_between
from models.resolve.selectors import look_up
from models.resolve.sourcing_checks import Event, check_event, check_row, is_general

NO_AWARD = -1


@dataclass(eq=False)
class _Draft:
    """Lists that become the arrays of Sourcing."""

    shares: list[tuple[int, float, bool, int, int]] = field(default_factory=list)  # event, share, least, award, row
    share_lanes: list[IntArray] = field(default_factory=list)
    awards: dict[tuple[int, int], tuple[float, int]] = field(default_factory=dict)  # event, supplier -> cost, row
    counts: list[tuple[float, float, int]] = field(default_factory=list)
    counted: list[list[tuple[int, int]]] = field(default_factory=list)


def make_sourcing(
    tables: Tables, site_space: Namespace, commodity_space: Namespace, lanes: Lanes, most: FloatArray | None,
    issues: Findings,
) -> Sourcing:  # fmt: skip
    """Make events, limits on shares, awards and limits on their number.

    most  (lanes, periods) t that real limits let through; None where the sheet has no row
    """
    records = tables.records["Sourcing"]
    buyers = look_up(records, "buyer", site_space, "Sites", tables, issues)
    suppliers = look_up(records, "supplier", site_space, "Sites", tables, issues)
    materials = look_up(records, "commodity", commodity_space, "Commodities", tables, issues)
    events = _events(records, lanes, buyers, materials, suppliers, issues)
    draft = _Draft()
    for number, event in enumerate(events):
        for line in event.rows:
            check_row(records, line, suppliers[line], event, issues)
        check_event(records, event, suppliers, issues)
        _awards(records, number, event, suppliers, draft, site_space, issues)
        _shares(records, number, event, suppliers, lanes, draft)
    bounds = np.zeros((lanes.size, lanes.capacity.shape[1])) if most is None else most
    _check_bounds(records, events, draft, lanes, bounds, site_space, issues)
    return _arrays(records, events, draft, bounds)


def _events(
    records: Records, lanes: Lanes, buyers: list[Match], materials: list[Match], suppliers: list[Match],
    issues: Findings,
) -> list[Event]:  # fmt: skip
    """Return the events in canonical order, and their rows in canonical order of suppliers."""
    text = records.text

    def key(line: int) -> tuple[str, str]:
        return folded(str(text["buyer"][line])), folded(str(text["commodity"][line]))

    events: dict[tuple[str, str], Event] = {}
    for line in sorted(range(len(records)), key=lambda one: (*key(one), folded(str(text["supplier"][one])))):
        if not (buyers[line].codes.size and materials[line].codes.size and suppliers[line].codes.size):
            continue  # an unknown name, which is an error of its own
        event = events.setdefault(key(line), Event())
        if event.lanes.size == 0:
            everyone = Match(np.unique(lanes.origin), Exactness.ANY)
            found = lanes_between(lanes, everyone, buyers[line], materials[line])
            is_inside = np.isin(lanes.origin[found], buyers[line].codes)
            event.lanes, event.inside = found[~is_inside], np.unique(lanes.origin[found[is_inside]])
            event.suppliers = np.unique(lanes.origin[event.lanes])
        if not is_general(records, line):
            event.special.append(line)
        elif event.general is None:
            event.general = line
        else:
            issues.error(
                "equal-match",
                records.cell(line, "supplier"),
                f"this row and {records.cell(event.general, 'supplier')} both stand for each supplier",
                "delete one of them",
            )
    return list(events.values())


def _awards(
    records: Records, number: int, event: Event, suppliers: list[Match], draft: _Draft, names: Namespace,
    issues: Findings,
) -> None:  # fmt: skip
    """Add an award for each supplier of which a number, a switching cost or a least share of its award asks."""
    general = event.general
    shared = general is not None and records.number["least share"][general] > 0.0
    for line in event.rows:
        least, most = (float(records.number[f"{side} suppliers"][line]) for side in ("least", "most"))
        if np.isnan(least) and np.isnan(most):
            continue
        counted = event.suppliers[np.isin(event.suppliers, suppliers[line].codes)].tolist()
        draft.counts.append((0.0 if np.isnan(least) else least, np.inf if np.isnan(most) else most, line))
        draft.counted.append([(number, site) for site in counted])
        for site in counted:
            draft.awards.setdefault((number, site), (0.0, line))
    for site in event.suppliers.tolist():
        cost, line = _switching(records, event, suppliers, site, names, issues)
        if cost > 0.0:
            draft.awards[number, site] = (cost, line)
        elif shared and general is not None:
            draft.awards.setdefault((number, site), (0.0, general))


def _switching(
    records: Records, event: Event, suppliers: list[Match], site: int, names: Namespace, issues: Findings
) -> tuple[float, int]:
    """Return the switching cost of a supplier, and the row that says it: the most exact one that says something."""
    best: tuple[int, int] | None = None
    for line in event.rows:
        cost = records.number["switching cost"][line]
        if site not in suppliers[line].codes or (np.isnan(cost) and records.text["incumbent"][line] != "yes"):
            continue
        rank = int(suppliers[line].exactness)
        if best is not None and best[0] == rank:
            issues.error(
                "equal-match", records.cell(line, "switching cost"),
                f"this row and {records.cell(best[1], 'switching cost')} both say what switching to "
                f"'{names.names[site]}' costs", "make one of them more exact",
            )  # fmt: skip
        if best is None or rank > best[0]:
            best = (rank, line)
    if best is None:
        return 0.0, -1
    return float(np.nan_to_num(records.number["switching cost"][best[1]])), best[1]


def _shares(records: Records, number: int, event: Event, suppliers: list[Match], lanes: Lanes, draft: _Draft) -> None:
    """Add the limits on shares: one over all that a row names, or one for each supplier where it names none."""
    own: dict[str, set[int]] = {}
    for name in ("least share", "most share"):
        own[name] = {
            int(suppliers[line].codes[0])
            for line in event.special
            if suppliers[line].exactness is Exactness.NAME and not np.isnan(records.number[name][line])
        }
    senders = lanes.origin[event.lanes]
    for line in event.special:
        for name in own:
            share = float(records.number[name][line])
            members = event.lanes[np.isin(senders, suppliers[line].codes)]
            if members.size and not np.isnan(share) and (share > 0.0 or name == "most share"):
                draft.shares.append((number, share, name == "least share", NO_AWARD, line))
                draft.share_lanes.append(members)
    if event.general is None:
        return
    for name, others in own.items():
        share = float(records.number[name][event.general])
        if np.isnan(share) or (share == 0.0 and name == "least share"):
            continue
        for site in event.suppliers.tolist():
            if site not in others:
                least = name == "least share"
                draft.shares.append((number, share, least, site if least else NO_AWARD, event.general))
                draft.share_lanes.append(event.lanes[senders == site])


def _check_bounds(
    records: Records, events: list[Event], draft: _Draft, lanes: Lanes, most: FloatArray, names: Namespace,
    issues: Findings,
) -> None:  # fmt: skip
    """A yes/no decision needs a real limit on what it lets through; none is made up."""
    for (number, site), (_, line) in sorted(draft.awards.items()):
        event = events[number]
        own = event.lanes[lanes.origin[event.lanes] == site]
        if np.isinf(most[own]).any():
            issues.error(
                "award-without-limit", records.cell(line, "supplier"),
                f"nothing limits what '{names.names[site]}' can send to '{records.text['buyer'][line]}', and whether "
                "it gets an award must be scaled with a real limit",
                "give its lane a capacity, or what it makes a row on sheet Capacity",
            )  # fmt: skip


def _arrays(records: Records, events: list[Event], draft: _Draft, most: FloatArray) -> Sourcing:
    """Return the lists as arrays; awards in the order of event and supplier."""
    keys = sorted(draft.awards)
    code = {key: place for place, key in enumerate(keys)}
    lane_event = np.repeat(np.arange(len(events), dtype=np.int64), [event.lanes.size for event in events])
    lane = np.concatenate([np.empty(0, dtype=np.int64), *(event.lanes for event in events)])
    counted = [code[key] for members in draft.counted for key in members]
    return Sourcing(
        buyer=tuple(str(records.text["buyer"][event.rows[0]]) for event in events),
        commodity=tuple(str(records.text["commodity"][event.rows[0]]) for event in events),
        lane_event=lane_event,
        lane=lane,
        most=most[lane],
        share_event=_codes(share[0] for share in draft.shares),
        share=np.array([share[1] for share in draft.shares], dtype=np.float64),
        share_least=np.array([share[2] for share in draft.shares], dtype=np.bool_),
        share_window=tuple(str(records.text["window"][share[4]]) for share in draft.shares),
        share_award=_codes(code.get((share[0], share[3]), NO_AWARD) for share in draft.shares),
        share_line=_codes(share[4] for share in draft.shares),
        member_share=np.repeat(
            np.arange(len(draft.shares), dtype=np.int64), [members.size for members in draft.share_lanes]
        ),
        member_lane=np.concatenate([np.empty(0, dtype=np.int64), *draft.share_lanes]),
        award_event=_codes(key[0] for key in keys),
        award_site=_codes(key[1] for key in keys),
        award_cost=np.array([draft.awards[key][0] for key in keys], dtype=np.float64),
        award_line=_codes(draft.awards[key][1] for key in keys),
        count_least=np.array([count[0] for count in draft.counts], dtype=np.float64),
        count_most=np.array([count[1] for count in draft.counts], dtype=np.float64),
        count_line=_codes(count[2] for count in draft.counts),
        member_count=np.repeat(
            np.arange(len(draft.counts), dtype=np.int64), [len(members) for members in draft.counted]
        ),
        member_award=_codes(counted),
    )


def _codes(values: Iterable[int]) -> IntArray:
    return np.array(list(values), dtype=np.int64)
