"""Commodities, sites, and the groups, countries, blocs and operators that select several of them."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from models.country_names import other_names
from models.issues import Findings
from models.names import ANY, Exactness, Namespace, add_sets, folded, make_namespace
from models.parts.places import CONTENTS_ROUNDING
from models.problem import Commodities, Sites
from models.records import Records, Tables
from models.resolve.selectors import SUGGESTED, report_clash

# Groups in groups: a person keeps two or three.
DEEPEST = 50
# No part of the name of an element: where one stands there, or a number of its own, two elements were written as one.
PARTS_ELEMENTS = re.compile(r"[,/|:=%\n\r\t\u3001\uff0c\uff0f\uff1a\uff1b\uff5c]|(?:^|\s)[-+]?\.?\d|\d\.\d")
NO_MEMBERS: tuple[set[int], set[int]] = (set(), set())


def owned_names(records: Records, column: str) -> Namespace:
    """Return the namespace of the names that a sheet creates; of names equal but for case the first counts."""
    spelling: dict[str, str] = {}
    for name in records.text[column]:
        if name:
            spelling.setdefault(folded(str(name)), str(name))
    inactive: dict[str, str] = {}
    for row, name in records.ignored.items():
        if name and folded(name) not in spelling:
            inactive.setdefault(folded(name), records.cell_in(row, column))
    return replace(make_namespace(spelling.values()), inactive=inactive)


def lines_of(records: Records, column: str, space: Namespace) -> list[int]:
    """Return, for each code, the first row that creates the name."""
    found: dict[int, int] = {}
    for line, name in enumerate(records.text[column]):
        if name:
            found.setdefault(space.code[folded(str(name))], line)
    return [found[code] for code in range(space.size)]


def parse_contents(text: str) -> dict[str, float] | None:
    """Return element -> t per t of `Nd 0.23; Pr 0.07`, or None when it cannot be read so.

    `Nd 0.23, Pr 0.07` is no element called `Nd 0.23, Pr`; `Fe2O3 0.6` is one.
    """
    result: dict[str, float] = {}
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        element, _, share = part.rpartition(" ")
        try:
            value = float(share)
        except ValueError:
            return None
        if "_" in share:  # which Python overlooks in a number
            return None
        if (
            PARTS_ELEMENTS.search(element)
            or not element.strip()
            or not 0.0 <= value <= 1.0
            or folded(element.strip()) in map(folded, result)
        ):
            return None
        result[element.strip()] = value
    return result


def make_commodities(tables: Tables, space: Namespace, issues: Findings) -> Commodities:
    """Make the commodities in canonical order."""
    records = tables.records["Commodities"]
    line = np.array(lines_of(records, "commodity", space), dtype=np.int64)
    contents = []
    spelling: dict[str, str] = {}  # Nd and ND are one element
    for row in line:
        text = str(records.text["contents"][row])
        parsed = parse_contents(text)
        if parsed is None:
            issues.error(
                "contents",
                records.cell(int(row), "contents"),
                f"'{text}' is not a list of contents",
                "write element, space, share from 0 to 1, parted by semicolons and nothing else: Nd 0.23; Pr 0.07",
            )
        elif sum(parsed.values()) > 1.0 + CONTENTS_ROUNDING:
            issues.error(
                "contents-sum",
                records.cell(int(row), "contents"),
                f"the elements weigh {sum(parsed.values()):g} t in a tonne",
                "correct the shares; together they are at most 1",
            )
        contents.append({spelling.setdefault(folded(name), name): share for name, share in (parsed or {}).items()})
    limit = records.number_by_period["surplus limit"][line]
    price = records.number_by_period["surplus price"][line]
    sold_without_limit = np.any(np.isnan(limit) & (price > 0.0), axis=1)
    for code in np.flatnonzero(sold_without_limit):
        issues.error(
            "surplus-limit",
            records.cell(int(line[code]), "surplus limit"),
            f"surplus of '{space.names[code]}' has a price and no limit",
            "give the most that can be sold in a period, or write `no limit`",
        )
    for code in np.flatnonzero(~np.isnan(limit).all(axis=1) & np.isnan(price).all(axis=1)):
        issues.error(
            "surplus-price",
            records.cell(int(line[code]), "surplus limit"),
            f"surplus of '{space.names[code]}' has a limit and no price, so nothing is sold",
            "give the surplus price (0 where it is given away), or empty the limit",
        )
    return Commodities(
        stage=tuple(str(records.text["stage"][row]) for row in line),
        contents=tuple(contents),
        value=records.number_by_period["value"][line],
        surplus_price=price,
        surplus_limit=np.where(np.isnan(limit), np.inf, limit),
        disposal_cost=records.number["disposal cost"][line],
        line=line,
    )


def make_sites(tables: Tables, space: Namespace) -> Sites:
    """Make the sites in canonical order; countries, operators and blocs are spelled as the first of them is."""
    records = tables.records["Sites"]
    line = np.array(lines_of(records, "site", space), dtype=np.int64)

    # Who is told by name is one, whatever capitals each row has: an operator, a country, a bloc.
    spelling: dict[str, str] = {}

    def column(name: str) -> tuple[str, ...]:
        words = (str(records.text[name][row]) for row in line)
        return tuple(spelling.setdefault(folded(word), word) for word in words)

    country = column("country")
    bloc = tuple(given or own for given, own in zip(column("bloc"), country, strict=True))
    start, end = (records.date[name][line] for name in ("start", "end"))
    kind = tuple(str(records.text["kind"][row]) for row in line)
    return Sites(column("operator"), country, bloc, kind, start, end, line)


def _collect(labels: tuple[str, ...]) -> dict[str, set[int]]:
    """Return label -> codes, spelled as it first appears."""
    spelling: dict[str, str] = {}
    result: dict[str, set[int]] = {}
    for code, label in enumerate(labels):
        if label:
            result.setdefault(spelling.setdefault(folded(label), label), set()).add(code)
    return result


def name_sets(
    tables: Tables, site_space: Namespace, commodity_space: Namespace, sites: Sites, issues: Findings
) -> tuple[Namespace, Namespace]:
    """Return both namespaces with the sets that select several names; unknown members are errors."""
    place_sets = [
        ("country", Exactness.SET, _collect(sites.country)),
        ("operator", Exactness.SET, _collect(sites.operator)),
        ("bloc", Exactness.BLOC, _collect(sites.bloc)),
    ]
    base = add_sets(site_space, place_sets)
    site_groups, commodity_groups = _groups(tables, base, commodity_space, issues)
    return (
        add_sets(site_space, [("group", Exactness.SET, site_groups), *place_sets]),
        add_sets(commodity_space, [("group", Exactness.SET, commodity_groups)]),
    )


def _is_nested_without_end(group: str, seen: tuple[str, ...], where: str, issues: Findings) -> bool:
    """Tell, with an error, whether a group contains itself or lies too deep; seen: the groups that it lies in."""
    if group in seen:
        issues.error("group-cycle", where, f"group '{group}' contains itself", "take it out of one of the groups")
    elif len(seen) >= DEEPEST:
        message = f"group '{group}' lies in {DEEPEST} groups, one inside the other"
        issues.error("group-depth", where, message, "name its members in the outer groups")
    return group in seen or len(seen) >= DEEPEST


def _members_as_typed(records: Records) -> tuple[dict[str, str], dict[str, list[tuple[int, str]]]]:
    """Return folded name of a group -> its spelling, and spelling -> (row, member) of each of its rows."""
    members: dict[str, list[tuple[int, str]]] = {}
    spelling: dict[str, str] = {}
    for line, (group, member) in enumerate(zip(records.text["group"], records.text["member"], strict=True)):
        if group and member:
            members.setdefault(spelling.setdefault(folded(group), group), []).append((line, member))
    return spelling, members


def _report_unknown_member(member: str, where: str, sites: Namespace, commodities: Namespace, issues: Findings) -> None:
    hint = (sites.suggestion(member) or commodities.suggestion(member)) if len(issues) < SUGGESTED else ""
    issues.error(
        "unknown-name",
        where,
        f"'{member}' is no site, commodity, group, country, bloc or operator{hint}",
        "correct the name, or add it to its sheet",
    )


def _groups(
    tables: Tables, sites: Namespace, commodities: Namespace, issues: Findings
) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """Return group -> codes of sites, and group -> codes of commodities, nested groups resolved."""
    records = tables.records["Groups"]
    spelling, members = _members_as_typed(records)
    known = tables.knows("Sites", "Commodities")
    # A group inside another is read twice; what is wrong with it is said once.
    own = Findings()
    gathered: dict[str, tuple[set[int], set[int]]] = {}

    def gather(group: str, seen: tuple[str, ...]) -> tuple[set[int], set[int]]:
        if group in gathered:  # a group may stand in many others, and each of these in many more
            return gathered[group]
        places: set[int] = set()
        materials: set[int] = set()
        for line, member in members[group]:
            nested = spelling.get(folded(member))
            where = records.cell(line, "member")
            place = sites.match(member) if folded(member) != ANY else None
            material = commodities.code.get(folded(member))
            if nested is not None:
                more = NO_MEMBERS
                if not _is_nested_without_end(nested, seen, where, own):
                    more = gather(nested, (*seen, nested))
                places, materials = places | more[0], materials | more[1]
            elif place is not None:
                places |= {int(code) for code in place.codes}
                report_clash(sites, member, where, own)
            elif material is not None:
                materials.add(material)
            elif known:
                _report_unknown_member(member, where, sites, commodities, own)
        gathered[group] = places, materials
        return places, materials

    for group in members:
        gather(group, (group,))
    for group, found in gathered.items():
        if all(found):
            where = records.cell(members[group][0][0], "group")
            own.error("mixed-group", where, f"group '{group}' holds sites and commodities", "make two groups of it")
    issues.extend(dict.fromkeys(own))
    return (
        {group: found[0] for group, found in gathered.items() if found[0]},
        {group: found[1] for group, found in gathered.items() if found[1]},
    )


def named_country(tables: Tables, setting: str, typed: str, sites: Sites, issues: Findings) -> str:
    """Return a country that a setting names, spelled as sheet Sites does; one without a site is worth a warning.

    A default that no site has is none: nobody asked for that country. Another name of the same country will do.
    """
    spelled = {folded(country): country for country in reversed(sites.country) if country}
    known = next((name for name in (folded(typed), *other_names(typed)) if name in spelled), None)
    if known is None and setting in tables.setting_cells:
        issues.warning(
            "no-site-there",
            tables.setting_cells[setting],
            f"no site lies in '{typed}', so the Summary has nothing to say of it",
            f"write the {setting} as column `country` of sheet Sites spells it"
            + (f": {', '.join(sorted(spelled.values()))}" if spelled else ""),
        )
    return typed if known is None else spelled[known]
