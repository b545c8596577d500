"""Who holds an office, and which public figure a bare surname means, on a given day.

What the knowledge base (`figures`) does not hold it says nothing about: no answer is an empty tuple, never a guess.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from typing import Final

from onrecord.people import names, places
from onrecord.people.figures import Figure, Office, at, by_family, full_names, rows
from onrecord.people.names import PersonName
from onrecord.people.titles import describes, lies_in, office_words, title_words

_OLDEST: Final = 95  # years, of who is in the news
_UNDATED: Final = 1980  # the year since when news is, of which no day is known


@lru_cache(maxsize=4096)
def named(name: PersonName, day: date | None = None) -> tuple[Figure, ...]:
    """The figures who bear this full name and could be news on that day; the best known first."""
    if name.is_single:
        return ()
    return tuple(sorted((f for f in _bearing(name) if weight(f, day) > 0), key=lambda f: -weight(f, day)))


@lru_cache(maxsize=16384)
def _bearing(name: PersonName) -> tuple[Figure, ...]:
    """The figures who bear this full name, whatever the day: of the same name to the letter or, without these, all."""
    found = [f for f in by_family(name.family) if any(names.agree(name, a) for a in full_names(f.name, f.aliases))]
    return tuple([f for f in found if name.full in (f.name, *f.aliases)] or found)


@lru_cache(maxsize=4096)
def prominent(name: PersonName, day: date | None) -> tuple[tuple[Figure, float], ...]:
    """The figures whom a surname (with its titles) can mean on that day, each with a weight; the best known first."""
    shown = names.gender(name)
    found = [
        (f, weight(f, day))
        for f in by_family(name.family)
        if not names.genders_clash(shown, f.gender) and (name.suffix is None or name.suffix in f.name)
    ]
    return tuple(sorted(((f, w) for f, w in found if w > 0), key=lambda p: (-p[1], p[0].name)))


def holders(title: str, day: date, country: str | None = None) -> tuple[Figure, ...]:
    """Who holds the office of that title on a day: `Foreign Secretary`, `president`, `Prime Minister`.

    Without a country the title's own words must tell it (`British Prime Minister`), or only one country's office must
    have that title. Offices with several holders (senators) give them all.
    """
    words, place = title_words(title)
    area = country or place
    held = (f for f, o in _by_title().get(words, ()) if o.held_on(day) and (area is None or lies_in(o, f, area)))
    return tuple({f.key: f for f in held}.values())


def vouched(figure: Figure, name: PersonName, day: date | None, text: str) -> bool:
    """Does an article give a reason to take a surname for this figure: their country or state, and with a title their
    office, or else their party?"""
    named = places.spoken_of(text)
    areas = {area for area in named if area == figure.country or any(lies_in(o, figure, area) for o in figure.offices)}
    here = bool(areas) or (figure.country == "US" and places.is_american(text))
    ranks = [title for title in name.titles if not names.gender(PersonName(name.family, titles=(title,)))]
    if ranks:
        return here and any(describes(rank, figure, day) > 0 for rank in ranks)
    party = figure.party_on(day)
    return here or bool(party and re.search(rf"\b{re.escape(party)}s?\b", text))


def weight(figure: Figure, day: date | None) -> float:
    """How likely news of that day speaks of the figure without saying who they are; 0 for never."""
    if day is None:
        dead = figure.born is not None and figure.born + _OLDEST < _UNDATED
        return 0.0 if dead else max((_rank(o) for o in figure.offices), default=0.0)
    if figure.born and not figure.born + 18 <= day.year <= figure.born + _OLDEST:
        return 0.0
    best = 0.0
    for o in figure.offices:
        rank = _rank(o)
        if o.held_on(day):
            value = rank
        elif o.start is None:
            value = rank * 0.25 if figure.born and figure.born + 30 <= day.year <= figure.born + 80 else 0.0
        elif o.start > day:
            value = rank * (0.3 if (o.start - day).days < 500 else 0.1)
        else:
            gone = (day - (o.end or day)).days / 365
            value = rank * (0.5 if gone < 1 else 0.25 if gone < 15 or (rank >= 80 and gone < 40) else 0.02)
        best = max(best, value)
    return best


def _rank(office: Office) -> float:
    title = office.title
    if title == "President" or title.startswith(("President of", "Prime Minister", "Chancellor of Germany", "Pope")):
        return 100.0 if office.area in ("US", "GB") or title != "President" else 80.0
    for words, value in (
        ("presidential nominee", 100.0), ("presidential candidate", 80.0), ("Supreme Leader", 70.0),
        ("Vice President", 60.0), ("Speaker of the House", 60.0), ("Leader of the Opposition", 60.0),
        ("Under-Secretary", 4.0), ("Secretary of State", 50.0), ("Chancellor of the Exchequer", 60.0),
        ("Majority Leader", 50.0),
        ("Secretary-General", 50.0), ("First Lady", 50.0), ("Minority Leader", 45.0), ("Leader of", 45.0),
        ("Attorney General", 45.0), ("Director", 40.0), ("Secretary", 40.0), ("Senator", 32.0), ("Mayor", 32.0),
        ("First Minister", 40.0), ("Governor", 30.0), ("Representative", 10.0),
        ("Minister", 12.0), ("Whip", 2.0), ("Lord in Waiting", 2.0), ("Baroness in", 2.0),
    ):  # fmt: skip
        if words in title:
            return value
    return 12.0 if not title else 40.0 if office.area != "GB" else 8.0


@cache
def _by_title() -> dict[frozenset[str], list[tuple[Figure, Office]]]:
    """The offices with dates, by the words of each of their titles."""
    found: dict[frozenset[str], list[tuple[Figure, Office]]] = {}
    for i, row in enumerate(rows()):
        if any(o[2] and o[2] > "1940" for o in row.offices):
            for office in at(i).offices:
                for words in set(office_words(office.title)) - {frozenset()}:
                    found.setdefault(words, []).append((at(i), office))
    return found
