"""What a title or a description says: which office, where, and of whom it can be said on a day."""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from typing import Final

from onrecord import lexicon
from onrecord.people.figures import Figure, Office
from onrecord.people.places import AREAS, STATES

_SMALL: Final = lexicon.words("small words of titles")
_LONGEST_FIRST: Final = sorted(AREAS, key=len, reverse=True)
_SYNONYMS: Final = lexicon.values("offices by other names")
_PARTIES: Final = frozenset("republican democratic independent libertarian labour conservative tory".split())
_OFFICE_HEADS: Final = frozenset(
    "president senator governor pope representative nominee candidate mayor secretary chancellor".split()
)
_QUALIFIERS: Final = lexicon.words("qualifiers of offices")


@lru_cache(maxsize=16384)  # few titles are printed again and again
def title_words(title: str) -> tuple[frozenset[str], str | None]:
    """The content words of a title in their usual form, and the country or state that it names."""
    text = " " + re.sub(r"['’]s?\b", " ", title.lower()).replace(",", " ") + " "
    place = None
    for word in _LONGEST_FIRST:
        if f" {word} " in text:
            place = AREAS[word]
            text = text.replace(f" {word} ", " ")
            break
    words = " ".join(_SYNONYMS.get(w, w) for w in text.split())
    return frozenset(w for w in words.split() if w not in _SMALL), place


@cache
def office_words(title: str) -> tuple[frozenset[str], ...]:
    """The forms in which an office is named, each as a set of words: as listed, and as newspapers write it."""
    forms = [title]
    if m := re.match(r"Secretary of State for (?:the )?(.*)", title):
        what = "Home" if "Home Dep" in m[1] else "Foreign" if m[1].startswith("Foreign") else m[1]
        forms = [title, f"{what} Secretary", *(f"{w} Secretary" for w in re.findall(r"[A-Z][a-z]+", what))]
    elif m := re.match(r"Minister (?:of State )?(?:\(|for )(.*)", title):
        forms = [title, f"{m[1]} Minister"]
    elif title == "Chancellor of the Exchequer":
        forms = [title, "Chancellor"]
    elif title.startswith("Leader of"):
        forms = [title, "Opposition Leader"] if "Opposition" in title else [title]
    elif m := re.match(r"(?:Attorney General|FBI|CIA|White House|National) ?.*", title):
        forms = [title, title.replace("White House ", "")]
    found = (title_words(f)[0] for f in forms)
    return tuple(words for words in found if words not in ({"secretary"}, {"minister"}))


def lies_in(office: Office, figure: Figure, area: str) -> bool:
    """Is an office in an area (`DE`, `US-DE`, Scotland), or does its title name it?"""
    own = f"US-{office.area}" if figure.country == "US" and office.area in STATES else office.area
    if area == own or (area == "US" and own.startswith("US-") and office.title in ("Senator", "Representative")):
        return True
    return (STATES[area[3:]] if area.startswith("US-") else area) in office.title


def describes(words: str, figure: Figure, day: date | None) -> float:
    """How well a description (`the former Florida governor`, `the Utah Republican`) fits a figure on a day.

    1 it names an office of theirs and where; 0.6 an office, or a party and a place; 0 nothing known; -1 it cannot be
    (a place, party or office of somebody else).
    """
    wanted, place = title_words(words)
    former = bool(wanted & {"former", "ex", "one-time", "onetime", "late"})
    wanted -= {"former", "ex", "one-time", "onetime", "late", "state", "long-time", "longtime", "junior", "senior"} - (
        {"state"} if "secretary" in wanted else set()
    )
    offices = [o for o in figure.offices if day is None or o.began_by(day)]
    if former and day is not None:
        offices = [o for o in offices if not o.held_on(day)]
    for o in offices:
        for form in office_words(o.title):
            core = form - _place_words(o)
            if core and core <= wanted and (place is None or lies_in(o, figure, place)):
                rest = wanted - form
                if not rest & _PARTIES or _party_fits(rest & _PARTIES, figure, day):
                    return 1.0 if place or len(core) > 1 or core & {"president", "pope"} else 0.6
            heads, other = wanted & _OFFICE_HEADS, (wanted & (_PARTIES | _QUALIFIERS)) - form
            if heads and heads <= form and not other and not place and (former or day is None or _still(o, day)):
                return 0.6
    party = wanted & _PARTIES
    if party and not _party_fits(party, figure, day):
        return -1.0
    if place and not any(lies_in(o, figure, place) for o in figure.offices):
        return -1.0
    if wanted & _OFFICE_HEADS and figure.offices and not party:
        return -1.0
    return 0.6 if place and (party or wanted <= {"native"}) else 0.0


def _still(office: Office, day: date) -> bool:
    return office.start is None or office.held_on(day)


def _party_fits(party: frozenset[str], figure: Figure, day: date | None) -> bool:
    held = {(o.party or "").lower() for o in figure.offices}
    held |= {"democratic"} if "democrat" in held else set()
    held |= {"tory"} if "conservative" in held else set()
    titles = " ".join(o.title for o in figure.offices).lower()
    return bool(party & held) or any(p in titles for p in party) or held == {""}


def _place_words(office: Office) -> frozenset[str]:
    m = re.search(r" of (?:the )?([A-Z][\w ]+)$", office.title)
    return frozenset(m[1].lower().split()) if m and office.title.startswith(("Governor", "Mayor")) else frozenset()
