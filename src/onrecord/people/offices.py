"""Who holds an office, and which public figure a bare surname means, on a given day.

The knowledge base is built by `training/people/build.py`: UK ministers since 1979, US presidents, vice-presidents and
members of Congress, and public figures listed by the authors. It is read once, at the first question. What it does not
hold it says nothing about: no answer is an empty tuple, never a guess.
"""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import msgspec

from onrecord.model import Printed
from onrecord.people import names, places
from onrecord.people.names import Gender, PersonName
from onrecord.people.places import AREAS, STATES


@dataclass(frozen=True, slots=True)
class Office(Printed):
    """A post, where, and from when to when; None for a day that is not known (or an end that has not come)."""

    title: str
    area: str
    start: date | None
    end: date | None
    party: str | None

    def held_on(self, day: date) -> bool:
        """Was the post held on that day, as far as its dates tell? False where they are not known."""
        return self.start is not None and self.start <= day and (self.end is None or day < self.end)

    def began_by(self, day: date) -> bool:
        """Had the post been taken up by that day? True where its dates are not known."""
        return self.start is None or self.start <= day


@dataclass(frozen=True, slots=True)
class Figure(Printed):
    """A person of the knowledge base. `ids` are of Wikidata, the Bioguide, Parliament and the IfG."""

    name: str
    aliases: tuple[str, ...]
    gender: Gender | None
    born: int | None
    ids: dict[str, str]
    country: str
    offices: tuple[Office, ...]

    @property
    def key(self) -> str:
        """An identifier that stays: `wikidata:Q76`, or the next best."""
        for scheme in ("wikidata", "bioguide", "parliament", "ifg"):
            if scheme in self.ids:
                return f"{scheme}:{self.ids[scheme]}"
        return f"name:{names.fold(self.name).replace(' ', '-')}"

    def party_on(self, day: date | None) -> str | None:
        """The party of the last office taken up by that day."""
        parties = [o.party for o in self.offices if o.party and (day is None or o.began_by(day))]
        return parties[-1] if parties else next((o.party for o in self.offices if o.party), None)


@lru_cache(maxsize=4096)
def named(name: PersonName, day: date | None = None) -> tuple[Figure, ...]:
    """The figures who bear this full name and could be news on that day; the best known first."""
    if name.is_single:
        return ()
    found = [f for f in _by_family(name.family) if any(names.agree(name, a) for a in _full_names(f.name, f.aliases))]
    exact = [f for f in found if name.full in (f.name, *f.aliases)]
    return tuple(sorted((f for f in exact or found if weight(f, day) > 0), key=lambda f: -weight(f, day)))


@lru_cache(maxsize=4096)
def prominent(name: PersonName, day: date | None) -> tuple[tuple[Figure, float], ...]:
    """The figures whom a surname (with its titles) can mean on that day, each with a weight; the best known first."""
    shown = names.gender(name)
    found = [
        (f, weight(f, day))
        for f in _by_family(name.family)
        if not names.genders_clash(shown, f.gender) and (name.suffix is None or name.suffix in f.name)
    ]
    return tuple(sorted(((f, w) for f, w in found if w > 0), key=lambda p: (-p[1], p[0].name)))


def holders(title: str, day: date, country: str | None = None) -> tuple[Figure, ...]:
    """Who holds the office of that title on a day: `Foreign Secretary`, `president`, `Prime Minister`.

    Without a country the title's own words must tell it (`British Prime Minister`), or only one country's office must
    have that title. Offices with several holders (senators) give them all.
    """
    words, place = _title_words(title)
    area = country or place
    held = (f for f, o in _by_title().get(words, ()) if o.held_on(day) and (area is None or _lies_in(o, f, area)))
    return tuple({f.key: f for f in held}.values())


def vouched(figure: Figure, name: PersonName, day: date | None, text: str) -> bool:
    """Does an article give a reason to take a surname for this figure: their country or state, and with a title their
    office, or else their party?"""
    named = places.spoken_of(text)
    areas = {area for area in named if area == figure.country or any(_lies_in(o, figure, area) for o in figure.offices)}
    here = bool(areas) or (figure.country == "US" and places.is_american(text))
    ranks = [title for title in name.titles if not names.gender(PersonName(name.family, titles=(title,)))]
    if ranks:
        return here and any(describes(rank, figure, day) > 0 for rank in ranks)
    party = figure.party_on(day)
    return here or bool(party and re.search(rf"\b{re.escape(party)}s?\b", text))


def weight(figure: Figure, day: date | None) -> float:
    """How likely news of that day speaks of the figure without saying who they are; 0 for never."""
    if day is None:
        return max((_rank(o) for o in figure.offices), default=0.0)
    if figure.born and not figure.born + 18 <= day.year <= figure.born + 95:
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


# ------------------------------------------------------------------------------------------- what a title says

_SMALL: Final = frozenset("the of for and to a an his her its their our on in at from s then now current".split())
_SYNONYMS: Final = {
    "chair": "chairman", "chairwoman": "chairman", "chairperson": "chairman", "premier": "prime minister",
    "veep": "vice president", "vice-president": "vice president", "gop": "republican", "dems": "democratic",
    "democrat": "democratic", "adviser": "advisor", "pm": "prime minister", "gov.": "governor", "sen.": "senator",
    "rep.": "representative", "congressman": "representative", "congresswoman": "representative",
    "lawmaker": "representative", "pontiff": "pope", "defense": "defence", "defendant": "defendant",
    "commander-in-chief": "president", "flotus": "first lady", "standard-bearer": "nominee", "contender": "candidate",
    "hopeful": "candidate", "frontrunner": "candidate", "front-runner": "candidate",
}  # fmt: skip


def _title_words(title: str) -> tuple[frozenset[str], str | None]:
    """The content words of a title in their usual form, and the country or state that it names."""
    text = " " + re.sub(r"['’]s?\b", " ", title.lower()).replace(",", " ") + " "
    place = None
    for word in sorted(AREAS, key=len, reverse=True):
        if f" {word} " in text:
            place = AREAS[word]
            text = text.replace(f" {word} ", " ")
            break
    words = " ".join(_SYNONYMS.get(w, w) for w in text.split())
    return frozenset(w for w in words.split() if w not in _SMALL), place


@cache
def _office_words(title: str) -> tuple[frozenset[str], ...]:
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
    found = (_title_words(f)[0] for f in forms)
    return tuple(words for words in found if words not in ({"secretary"}, {"minister"}))


def _lies_in(office: Office, figure: Figure, area: str) -> bool:
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
    wanted, place = _title_words(words)
    former = bool(wanted & {"former", "ex", "one-time", "onetime", "late"})
    wanted -= {"former", "ex", "one-time", "onetime", "late", "state", "long-time", "longtime", "junior", "senior"} - (
        {"state"} if "secretary" in wanted else set()
    )
    offices = [o for o in figure.offices if day is None or o.began_by(day)]
    if former and day is not None:
        offices = [o for o in offices if not o.held_on(day)]
    for o in offices:
        for form in _office_words(o.title):
            core = form - _place_words(o)
            if core and core <= wanted and (place is None or _lies_in(o, figure, place)):
                rest = wanted - form
                if not rest & _PARTIES or _party_fits(rest & _PARTIES, figure, day):
                    return 1.0 if place or len(core) > 1 or core & {"president", "pope"} else 0.6
            heads, other = wanted & _OFFICE_HEADS, (wanted & (_PARTIES | _QUALIFIERS)) - form
            if heads and heads <= form and not other and not place and (former or day is None or _still(o, day)):
                return 0.6
    party = wanted & _PARTIES
    if party and not _party_fits(party, figure, day):
        return -1.0
    if place and not any(_lies_in(o, figure, place) for o in figure.offices):
        return -1.0
    if wanted & _OFFICE_HEADS and figure.offices and not party:
        return -1.0
    return 0.6 if place and (party or wanted <= {"native"}) else 0.0


_PARTIES: Final = frozenset("republican democratic independent libertarian labour conservative tory".split())
_OFFICE_HEADS: Final = frozenset(
    "president senator governor pope representative nominee candidate mayor secretary chancellor".split()
)
_QUALIFIERS: Final = frozenset(
    "presidential vice senate state attorney foreign defence treasury press home house deputy assistant general".split()
)


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


# ---------------------------------------------------------------------------------------------- the knowledge


class _Row(msgspec.Struct, array_like=True):
    name: str
    aliases: tuple[str, ...]
    gender: str | None
    born: int | None
    ids: dict[str, str]
    country: str
    offices: tuple[tuple[str, str, str | None, str | None, str | None], ...]


@cache
def _rows() -> list[_Row]:
    packed = files("onrecord.people").joinpath("data/people.json.gz").read_bytes()
    return msgspec.json.decode(gzip.decompress(packed), type=list[_Row])


@cache
def _index() -> dict[str, list[int]]:
    """Row numbers by folded last word of each name; suffixes do not count."""
    index: dict[str, list[int]] = {}
    for i, row in enumerate(_rows()):
        for key in {_last_word(n) for n in (row.name, *row.aliases)}:
            index.setdefault(key, []).append(i)
    return index


def _last_word(name: str) -> str:
    words = name.split()
    while len(words) > 1 and words[-1] in ("Jr.", "Sr.", "Jr", "Sr", "II", "III", "IV"):
        words.pop()
    return names.fold(words[-1])


@cache
def _by_family(family: str) -> tuple[Figure, ...]:
    return tuple(_figure(i) for i in _index().get(_last_word(family), ()))


@cache
def _by_title() -> dict[frozenset[str], list[tuple[Figure, Office]]]:
    """The offices with dates, by the words of each of their titles."""
    found: dict[frozenset[str], list[tuple[Figure, Office]]] = {}
    for i, row in enumerate(_rows()):
        if any(o[2] and o[2] > "1940" for o in row.offices):
            for office in _figure(i).offices:
                for words in set(_office_words(office.title)) - {frozenset()}:
                    found.setdefault(words, []).append((_figure(i), office))
    return found


@cache
def _figure(i: int) -> Figure:
    r = _rows()[i]
    offices = tuple(Office(t, a, _day(s), _day(e), p) for t, a, s, e, p in r.offices)
    gender: Gender | None = "f" if r.gender == "f" else "m" if r.gender == "m" else None
    return Figure(r.name, r.aliases, gender, r.born, r.ids, r.country, offices)


@cache
def _full_names(name: str, aliases: tuple[str, ...]) -> tuple[PersonName, ...]:
    return tuple(p for p in map(names.parse, (name, *aliases)) if p and p.given)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
