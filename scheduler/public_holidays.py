"""Public holidays by country and part of it, offline. The only file that knows where they come from."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from content.languages import ENGLISH

YEARS = range(2020, 2051)  # a country's whole span takes some ten milliseconds, once a process; so no plan can reach beyond it
NONE: Mapping[date, str] = {}


class UnknownCode(ValueError):
    """There is no such country or part of one. *near* are codes that were perhaps meant, such as `DE-BY`."""

    def __init__(self, code: str, near: tuple[str, ...]) -> None:
        super().__init__(f"there are no holidays of “{code}”" + (f"; perhaps {' or '.join(near)}" if near else ""))
        self.code = code
        self.near = near


@lru_cache(maxsize=64)
def of(code: str, language: str = ENGLISH) -> Mapping[date, str]:
    """Each public holiday of a country (`US`) or a part of it (`DE-BY`) by its day, named in that *language*, or in English.

    "" has none, nor has a code that was known once. The mapping is shared: do not change it.
    """
    if not code:
        return NONE
    import holidays  # a twentieth of a second, which a process without holidays is spared

    country, _, part = code.partition("-")
    try:
        found = holidays.country_holidays(country, subdiv=part or None)
        named = next((one for one in (language, "en_US", "en_GB", *found.supported_languages) if one in found.supported_languages), None)
        with warnings.catch_warnings():  # of years for which some of a country's holidays are not known
            warnings.simplefilter("ignore")
            found = holidays.country_holidays(country, subdiv=part or None, years=YEARS, language=named)
    except NotImplementedError:
        return NONE
    return dict(sorted(found.items()))


def the_code(typed: str) -> str:
    """The code as we keep it: `DE-BY` for “de-by” and “DE Bayern”, `PT` for “Portugal”. Raises UnknownCode."""
    words = typed.replace("-", " ").replace("/", " ").split()
    whole = "".join(words).casefold()
    countries = _countries()
    if whole in countries:
        return countries[whole]
    country, part = countries.get("".join(words[:1]).casefold(), ""), "".join(words[1:]).casefold()
    if not country:
        raise UnknownCode(typed, tuple(dict.fromkeys(countries[one] for one in get_close_matches(whole, countries, n=3, cutoff=0.7))))
    parts = _parts(country)
    if part in parts:
        return f"{country}-{parts[part]}"
    like = sorted(get_close_matches(part, parts, n=3, cutoff=0.3), key=lambda one: one[:1] != part[:1])
    near = [f"{country}-{parts[one]}" for one in like or list(parts)[:3]]
    raise UnknownCode(typed, tuple(dict.fromkeys([*near, country])))


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, str]:
    """The code of each country by whatever it is called: `gb`, `gbr`, `uk`, `unitedkingdom`."""
    from holidays.registry import COUNTRIES

    return {name.replace("_", "").casefold(): codes[1] for key, codes in COUNTRIES.items() for name in (key, *codes)}


@lru_cache(maxsize=64)
def _parts(country: str) -> Mapping[str, str]:
    """The codes of a country's parts by code and by name."""
    import holidays

    found = holidays.country_holidays(country)
    named = {name: code for code, names in found.get_subdivision_aliases().items() for name in names}
    return {"".join(name.split()).casefold(): code for name, code in {**{one: one for one in found.subdivisions}, **named}.items()}
