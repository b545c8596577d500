"""The public figures that are known, and the offices that they held.

The knowledge base is built by `training/people/build.py`: UK ministers since 1979, US presidents, vice-presidents and
members of Congress, and public figures listed by the authors. It is read once, at the first question.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import msgspec

from onrecord.model import Printed
from onrecord.people import names
from onrecord.people.names import Gender, PersonName


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


class _Row(msgspec.Struct, array_like=True):
    name: str
    aliases: tuple[str, ...]
    gender: str | None
    born: int | None
    ids: dict[str, str]
    country: str
    offices: tuple[tuple[str, str, str | None, str | None, str | None], ...]


@cache
def rows() -> list[_Row]:
    """The knowledge base as it is stored."""
    packed = files("onrecord.people").joinpath("data/people.json.gz").read_bytes()
    return msgspec.json.decode(gzip.decompress(packed), type=list[_Row])


@cache
def _index() -> dict[str, list[int]]:
    """Row numbers by folded last word of each name; suffixes do not count."""
    index: dict[str, list[int]] = {}
    for i, row in enumerate(rows()):
        for key in {_last_word(n) for n in (row.name, *row.aliases)}:
            index.setdefault(key, []).append(i)
    return index


def _last_word(name: str) -> str:
    words = name.split()
    while len(words) > 1 and words[-1] in ("Jr.", "Sr.", "Jr", "Sr", "II", "III", "IV"):
        words.pop()
    return names.fold(words[-1])


@cache
def by_family(family: str) -> tuple[Figure, ...]:
    """The figures who bear a family name."""
    return tuple(at(i) for i in _index().get(_last_word(family), ()))


@cache
def at(i: int) -> Figure:
    """The figure of a row."""
    r = rows()[i]
    offices = tuple(Office(t, a, _day(s), _day(e), p) for t, a, s, e, p in r.offices)
    gender: Gender | None = "f" if r.gender == "f" else "m" if r.gender == "m" else None
    return Figure(r.name, r.aliases, gender, r.born, r.ids, r.country, offices)


@cache
def full_names(name: str, aliases: tuple[str, ...]) -> tuple[PersonName, ...]:
    """A figure's names that have a given name."""
    return tuple(p for p in map(names.parse, (name, *aliases)) if p and p.given)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
