"""Countries and states by their words, and which of them an article speaks of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

from onrecord import lexicon

STATES: Final = lexicon.values("states")

COUNTRY_WORDS: Final = lexicon.values("countries")

STATE_WORDS: Final = lexicon.values("people of states")
# By its words, every country's code and every state's (`US-OH`, as ISO 3166 has them: `DE` alone is Germany).
AREAS: Final[dict[str, str]] = {
    **COUNTRY_WORDS,
    **{word: f"US-{code}" for word, code in STATE_WORDS.items()},
    **{state.lower(): f"US-{code}" for code, state in STATES.items()},
}

_CAPITALS: Final = lexicon.values("capitals")

# Words by which an article shows whose politics it is in, without naming the country.
_AMERICAN: Final = re.compile(r"\b(?:Republicans?|Democrats?|GOP|White House|Capitol Hill)\b")
_ABROAD: Final = re.compile(
    r"\b(?:House of Commons|the Commons|House of Lords|MPs|Downing Street|Holyrood|Stormont|Knesset|Bundestag)\b"
)


@lru_cache(maxsize=64)
def spoken_of(text: str) -> Mapping[str, int]:
    """How often a text names each country and US state, by itself or its people, by code: `GB`, `US-OH`."""
    return Counter(_codes()[match[1]] for match in _pattern().finditer(text))


@lru_cache(maxsize=64)
def is_american(text: str) -> bool:
    """Is an article in the politics of the United States: of no other country's parliament, and naming none more?"""
    if _ABROAD.search(text):
        return False
    named = spoken_of(text)
    home = sum(count for code, count in named.items() if code.startswith("US")) + len(_AMERICAN.findall(text))
    return home > max((count for code, count in named.items() if not code.startswith("US")), default=0)


@lru_cache(maxsize=1024)
def government(city: str, text: str) -> str | None:
    """The country whose government the name of its capital stands for, where the article speaks of that country."""
    country = _CAPITALS.get(city.lower())
    if country is None:
        return None
    code = COUNTRY_WORDS.get(country.lower())
    spoken = code is not None and spoken_of(text)[code] > 0
    return country if spoken or re.search(rf"\b{country}", text) else None


@cache
def _codes() -> dict[str, str]:
    return {
        word.upper() if word in ("us", "uk", "u.s.", "u.k.") else word.title(): code for word, code in AREAS.items()
    }


@cache
def _pattern() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(_codes(), key=len, reverse=True))
    return re.compile(rf"(?<!\w)({words})(?=s?\b|(?<=\.)\W)")
