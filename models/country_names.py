"""Other names of countries that tables of suppliers use, so that two names of one country are not taken for two."""

from __future__ import annotations

# Those that are one country, the usual name first. Groups of countries are no names of one.
SAME = (
    ("United States", "United States of America", "USA", "U.S.A.", "US", "U.S."),
    ("China", "PRC", "P.R.C.", "PR China", "P.R. China", "People's Republic of China", "Mainland China"),
    ("United Kingdom", "UK", "U.K.", "Great Britain", "Britain"),
    ("South Korea", "Korea", "Republic of Korea", "ROK", "Korea, South", "Korea, Republic of"),
    ("Russia", "Russian Federation"),
    ("Vietnam", "Viet Nam"),
    ("Myanmar", "Burma"),
    ("Czechia", "Czech Republic"),
    ("Netherlands", "The Netherlands", "Holland"),
    ("Turkey", "Türkiye", "Turkiye"),
    ("DR Congo", "DRC", "Democratic Republic of the Congo", "Congo (Kinshasa)", "Congo, Democratic Republic of the"),
    ("Germany", "Federal Republic of Germany", "Deutschland"),
    ("European Union", "EU"),
    ("Ivory Coast", "Côte d'Ivoire", "Cote d'Ivoire"),
    ("Laos", "Lao PDR"),
    ("Taiwan", "Chinese Taipei"),
)
OTHERS = {name.casefold(): tuple(one.casefold() for one in names if one != name) for names in SAME for name in names}


def other_names(name: str) -> tuple[str, ...]:
    """Return the other names of a country, without case; none of what has no other or is no country."""
    return OTHERS.get(name.casefold(), ())
