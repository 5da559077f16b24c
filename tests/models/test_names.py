"""Names: what a selector means, how exactly, and in which order codes are given."""

from __future__ import annotations

import numpy as np
import pytest

from models.names import Exactness, Match, Namespace, add_sets, is_slip, make_namespace, within_one_typo


def places() -> Namespace:
    """Three sites: two in China, of which one belongs to bloc East with the one in Japan."""
    space = make_namespace(["Osaka", "baotou", "Ganzhou"])
    return add_sets(
        space,
        [
            ("group", Exactness.SET, {"Makers": {0, 2}}),
            ("country", Exactness.SET, {"China": {0, 1}, "Japan": {2}}),
            ("bloc", Exactness.BLOC, {"China": {0, 1}, "East": {0, 1, 2}}),
        ],
    )


def meaning(space: Namespace, selector: str) -> tuple[list[int], Exactness] | None:
    match = space.match(selector)
    return None if match is None else (match.codes.tolist(), match.exactness)


def test_codes_follow_the_names_and_not_the_rows() -> None:
    assert make_namespace(["b", "C", "a"]).names == make_namespace(["C", "a", "b"]).names == ("a", "b", "C")


def test_a_name_is_exact_and_case_does_not_matter() -> None:
    assert meaning(places(), "BAOTOU") == ([0], Exactness.NAME)


def test_a_group_and_a_country_are_as_exact_as_each_other_and_more_than_a_bloc() -> None:
    assert meaning(places(), "makers") == ([0, 2], Exactness.SET)
    assert meaning(places(), "Japan") == ([2], Exactness.SET)
    assert meaning(places(), "east") == ([0, 1, 2], Exactness.BLOC)
    assert Exactness.NAME > Exactness.SET > Exactness.BLOC > Exactness.ANY


def test_a_star_and_a_blank_cell_mean_all() -> None:
    assert meaning(places(), "*") == meaning(places(), "") == ([0, 1, 2], Exactness.ANY)


def test_a_suggestion_is_spelled_as_its_own_sheet_spells_it() -> None:
    assert places().suggestion("makres") == " (did you mean 'Makers'?)"
    assert places().suggestion("ganzho") == " (did you mean 'Ganzhou'?)"


def test_an_unknown_name_means_nothing() -> None:
    assert meaning(places(), "Narnia") is None


def test_a_country_and_a_bloc_with_the_same_sites_are_one_thing_and_no_clash() -> None:
    assert meaning(places(), "China") == ([0, 1], Exactness.SET)
    assert places().clashes == {}


def test_the_order_of_the_sets_does_not_matter_for_their_exactness() -> None:
    sets = [("bloc", Exactness.BLOC, {"X": {0}}), ("country", Exactness.SET, {"X": {0}})]
    for ordered in (sets, sets[::-1]):
        assert meaning(add_sets(make_namespace(["a", "b"]), ordered), "X") == ([0], Exactness.SET)


def test_a_name_that_means_two_sets_is_a_clash() -> None:
    space = add_sets(
        make_namespace(["a", "b"]), [("country", Exactness.SET, {"X": {0}}), ("operator", Exactness.SET, {"x": {1}})]
    )
    assert space.clashes == {"x": ("country", "operator")}


def test_an_operator_of_its_own_site_alone_is_no_clash_and_one_of_two_sites_is() -> None:
    space = make_namespace(["Lynas", "Other"])
    assert add_sets(space, [("operator", Exactness.SET, {"Lynas": {0}})]).clashes == {}
    assert add_sets(space, [("operator", Exactness.SET, {"Lynas": {0, 1}})]).clashes == {"lynas": ("name", "operator")}


def test_a_misspelt_name_gets_the_closest_one_as_its_owner_spells_it() -> None:
    assert places().suggestion("Baotuo") == " (did you mean 'baotou'?)"
    assert places().suggestion("Quebec") == ""


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("demand", "demands", True),
        ("demand", "deman", True),
        ("demand", "demamd", True),
        ("demand", "demnad", True),
        ("demand", "demand", True),
        ("demand", "demnads", False),
        ("demand", "dmeadn", False),
        ("sites", "rules", False),
        ("pins", "pin", True),
        ("", "a", True),
        ("ab", "ba", True),
        ("abc", "cba", False),
    ],
)
def test_one_typo_is_one_letter_more_less_other_or_swapped(left: str, right: str, expected: bool) -> None:
    assert within_one_typo(left, right) is expected
    assert within_one_typo(right, left) is expected


def test_short_names_and_numbered_ones_are_close_without_being_slips() -> None:
    assert is_slip("regoin 1", "region 1")
    assert not is_slip("region 1", "region 2")
    assert not is_slip("iran", "iraq")


def test_another_name_of_a_country_is_suggested_before_what_only_looks_alike() -> None:
    space = Namespace(
        ("US Army",), {"us army": 0}, {"united states": Match(np.array([0]), Exactness.SET)},
        spelled={"united states": "United States"},
    )  # fmt: skip
    assert space.suggestion("USA") == " (did you mean 'United States'?)"
