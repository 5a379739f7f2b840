"""Time zones as people name them."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import available_timezones

from content.translated import _
from handlers.grammar import Misunderstood


def the_zone(typed: str) -> str:
    """The zone's own name for `Europe/Lisbon`, “europe/lisbon” or “Lisbon”. Raises Misunderstood."""
    said = "_".join(typed.split()).casefold()
    zones, cities = _zones(), _cities()
    found = zones.get(said) or cities.get(said)
    if found is None:
        near = [zones[one] for one in get_close_matches(said, zones, n=1, cutoff=0.7)]
        near += [cities[one] for one in get_close_matches(said, cities, n=1, cutoff=0.7)]
        like = near[0] if near else "Europe/Lisbon"
        problem = _("the zone “{typed}” (a zone is written like {like}, or as one of its cities)", typed=typed, like=like)
        raise Misunderstood(problem, nearest=f"zone {like}")
    return found


@lru_cache(maxsize=1)
def _zones() -> Mapping[str, str]:
    return {name.casefold(): name for name in available_timezones()}


@lru_cache(maxsize=1)
def _cities() -> Mapping[str, str]:
    """Zones by their city, which one zone alone may have."""
    found: dict[str, str | None] = {}
    for name in sorted(available_timezones()):
        area, _slash, city = name.rpartition("/")
        if area and area not in ("Etc", "US", "Canada", "Brazil", "Chile", "Mexico"):
            found[city.casefold()] = None if city.casefold() in found else name
    return {city: name for city, name in found.items() if name is not None}
