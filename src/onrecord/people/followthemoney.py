"""Persons, bodies and offices as FollowTheMoney entities: Person, Organization, PublicBody, Position, Occupancy.

Schemata: https://followthemoney.tech/explorer/. One dict per entity, ready to be a JSON line.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from onrecord import lexicon
from onrecord.people.figures import Office
from onrecord.people.places import STATES
from onrecord.people.resolution import Person

_PUBLIC: Final = re.compile(rf"\b{lexicon.pattern('bodies of a state')}\b", re.IGNORECASE)
_GENDERS: Final = {"f": "female", "m": "male"}


def entities(persons: Iterable[Person], bodies: Iterable[str] = ()) -> Iterator[dict[str, Any]]:
    """All persons with the offices that are known of them, then the bodies by name."""
    positions: set[str] = set()
    for person in persons:
        yield _person(person)
        for office in person.figure.offices if person.figure else ():
            if not office.title:
                continue
            position = _id("position", office.title, office.area)
            if position not in positions:
                positions.add(position)
                properties = {"name": [_titled(office)], "country": [_country(office)]}
                yield _entity(position, "Position", properties)
            held = {
                "holder": [person.id],
                "post": [position],
                "startDate": [office.start.isoformat()] if office.start else [],
                "endDate": [office.end.isoformat()] if office.end else [],
            }
            yield _entity(_id(person.id, position, str(office.start)), "Occupancy", held)
    for name in bodies:
        yield _entity(_id("body", name), "PublicBody" if _PUBLIC.search(name) else "Organization", {"name": [name]})


def _person(person: Person) -> dict[str, Any]:
    seen = sorted({s.name for s in person.sightings} - {person.name})
    figure = person.figure
    return _entity(
        person.id,
        "Person",
        {
            "name": [person.name],
            "alias": sorted({*seen, *(figure.aliases if figure else ())}),
            "gender": [_GENDERS[figure.gender]] if figure and figure.gender else [],
            "birthDate": [str(figure.born)] if figure and figure.born else [],
            "wikidataId": [figure.ids["wikidata"]] if figure and "wikidata" in figure.ids else [],
            "political": sorted({o.party for o in figure.offices if o.party}) if figure else [],
        },
    )


def _entity(id: str, schema: str, properties: dict[str, list[str]]) -> dict[str, Any]:
    return {"id": id, "schema": schema, "properties": {k: v for k, v in properties.items() if any(v)}}


def _titled(office: Office) -> str:
    state = STATES.get(office.area)
    return f"{office.title}, {state}" if state else office.title


def _country(office: Office) -> str:
    return "us" if office.area in STATES else office.area.lower()[:2]


def _id(*parts: str) -> str:
    return hashlib.sha1("\0".join(parts).encode()).hexdigest()[:20]
