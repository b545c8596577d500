"""Countries and states by their words, and which of them an article speaks of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

STATES: Final = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho",
    "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
    "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi",
    "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey",
    "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio",
    "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina",
    "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming", "DC": "District of Columbia",
}  # fmt: skip

COUNTRY_WORDS: Final = {
    "us": "US", "u.s.": "US", "american": "US", "united states": "US", "uk": "GB", "u.k.": "GB", "british": "GB",
    "britain": "GB", "united kingdom": "GB", "russian": "RU", "russia": "RU", "ukrainian": "UA", "ukraine": "UA",
    "german": "DE", "germany": "DE", "french": "FR", "france": "FR", "italian": "IT", "italy": "IT", "spanish": "ES",
    "spain": "ES", "hungarian": "HU", "hungary": "HU", "polish": "PL", "poland": "PL", "turkish": "TR",
    "turkey": "TR", "israeli": "IL", "israel": "IL", "palestinian": "PS", "syrian": "SY", "syria": "SY",
    "iraqi": "IQ", "iraq": "IQ", "iranian": "IR", "iran": "IR", "chinese": "CN", "china": "CN",
    "north korean": "KP", "north korea": "KP", "japanese": "JP", "japan": "JP", "indian": "IN", "india": "IN",
    "canadian": "CA", "canada": "CA", "australian": "AU", "australia": "AU", "new zealand": "NZ", "mexican": "MX",
    "mexico": "MX", "venezuelan": "VE", "venezuela": "VE", "brazilian": "BR", "brazil": "BR", "cuban": "CU",
    "cuba": "CU", "dutch": "NL", "netherlands": "NL", "greek": "GR", "greece": "GR", "irish": "IE", "ireland": "IE",
    "argentine": "AR", "argentina": "AR", "scottish": "Scotland", "scotland": "Scotland", "european": "European",
}  # fmt: skip

STATE_WORDS: Final = {
    "texan": "TX", "floridian": "FL", "californian": "CA", "new yorker": "NY", "ohioan": "OH", "vermonter": "VT",
    "kentuckian": "KY", "arizonan": "AZ", "georgian": "GA", "tennessean": "TN", "hoosier": "IN", "iowan": "IA",
    "virginian": "VA", "pennsylvanian": "PA", "wisconsinite": "WI", "south carolinian": "SC", "nevadan": "NV",
    "utahn": "UT", "arkansan": "AR", "alabamian": "AL", "mississippian": "MS", "oklahoman": "OK", "kansan": "KS",
}  # fmt: skip
# By its words, every country's code and every state's (`US-OH`, as ISO 3166 has them: `DE` alone is Germany).
AREAS: Final[dict[str, str]] = {
    **COUNTRY_WORDS,
    **{word: f"US-{code}" for word, code in STATE_WORDS.items()},
    **{state.lower(): f"US-{code}" for code, state in STATES.items()},
}

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


@cache
def _codes() -> dict[str, str]:
    return {
        word.upper() if word in ("us", "uk", "u.s.", "u.k.") else word.title(): code for word, code in AREAS.items()
    }


@cache
def _pattern() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(_codes(), key=len, reverse=True))
    return re.compile(rf"(?<!\w)({words})(?=s?\b|(?<=\.)\W)")
