"""What users decided, as data to learn from: JSON lines in the form of the graph set.

An article is given whole, as it stands; what in it a person has decided is said, so that the rest, which a model read,
can be left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

from onrecord.model import Extraction, Span, Spans, Statement

_FIELDS: Final = ("speaker", "mode", "polarity", "addressee", "occasion", "said_on", "about", "stance", "content")
_ROLES: Final = ("source", "cue", "content")


def graph(extraction: Extraction, rejected: Sequence[Statement] = ()) -> dict[str, Any]:
    """A line in the form of the graph set (`training/graph`): spans in code points, entities, times and occasions by
    their keys. Beside it: `decided`, the fields of each statement that users decided (all, where they confirmed it),
    and `rejected`, the contents that are no statements."""
    article, text = extraction.article, extraction.article.text
    entities = _Entities(extraction)
    times: dict[str, dict[str, Any]] = {}
    occasions = {f"O{n}": o for n, o in enumerate(extraction.occasions, 1)}
    key_of = {o.id: key for key, o in occasions.items()}
    numbers = {s.id: f"S{n}" for n, s in enumerate(extraction.statements, 1)}
    said: dict[str, dict[str, Any]] = {}
    for s in extraction.statements:
        shown = {stance.target: stance for stance in s.stance}
        about = {party.name: (party.type, party.entity) for party in s.about}
        about |= {target: ("person", None) for target in shown if target not in about}
        said[numbers[s.id]] = {
            "speaker": entities.key(s.speaker.name, s.speaker.type, s.speaker.entity),
            "mode": s.mode,
            "polarity": s.polarity,
            "addressee": entities.key(s.addressee.name, s.addressee.type, s.addressee.entity) if s.addressee else None,
            "occasion": key_of.get(s.occasion or ""),
            "said_on": s.said_on.value if s.said_on else None,
            "basis": _time(times, s.said_on.value, s.said_on.basis) if s.said_on and s.said_on.basis else None,
            "about": [
                [
                    entities.key(name, type, id),
                    shown[name].attitude if name in shown else "neutral",
                    _pairs(shown[name].spans) if name in shown else [],
                ]
                for name, (type, id) in about.items()
            ],
            "nested_in": numbers.get(s.nested_in or ""),
            "title": None,
            "anonymity": None,
            **{role: _pairs(getattr(s, role)) for role in _ROLES},
        }
    met = {
        key: {
            "kind": o.kind,
            "participants": [entities.key(name, "person", None) for name in o.participants],
            "place": _place(text, o.place, o.spans),
            "date": o.date,
            "status": o.status,
            "spans": _pairs(o.spans),
        }
        for key, o in occasions.items()
    }
    voice = [[entities.key(v.target, "person", None), v.attitude, _pairs(v.spans)] for v in extraction.voice]
    decided = {numbers[s.id]: list(_FIELDS if s.confirmed else s.corrected) for s in extraction.statements}
    return {
        "id": article.id,
        **({"outlet": article.outlet} if article.outlet else {}),
        **({"published": article.published.isoformat()} if article.published else {}),
        "sha256": sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        "text": text,
        "entities": entities.found,
        "times": times,
        "occasions": met,
        "statements": said,
        "voice": voice,
        "decided": {key: fields for key, fields in decided.items() if fields},
        "rejected": [_pairs(s.content) for s in rejected],
    }


class _Entities:
    """The entities of an article by keys; who has none there is added, without a mention."""

    def __init__(self, extraction: Extraction) -> None:
        self._text = extraction.article.text
        self.found: dict[str, dict[str, Any]] = {}
        self._by_id: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        for e in extraction.entities:
            key = self._new(e.name, e.type, _pairs(e.mentions))
            self._by_id[e.id] = key
            for name in e.aliases:
                self._by_name.setdefault(name, key)

    def key(self, name: str | None, type: str, id: str | None) -> str | None:
        """The key of whoever has that id, else that name; None for nobody."""
        if name is None:
            return None
        return self._by_id.get(id or "") or self._by_name.get(name) or self._new(name, type, [])

    def _new(self, name: str, type: str, spans: list[list[int]]) -> str:
        key = f"E{len(self.found) + 1}"
        self.found[key] = {"name": name, "type": type, "spans": spans}
        self._by_name.setdefault(name, key)
        return key


def _time(times: dict[str, dict[str, Any]], value: str, basis: Span) -> str:
    for key, time in times.items():
        if time["spans"] == [list(basis)]:
            return key
    key = f"T{len(times) + 1}"
    times[key] = {"value": value, "spans": [list(basis)]}
    return key


def _place(text: str, place: str | None, near: Spans) -> list[int] | None:
    """Where a place is named, nearest to an occasion."""
    if not place:
        return None
    places = [n for n in range(len(text)) if text.startswith(place, n)]
    middle = near[0].start if near else 0
    at = min(places, key=lambda n: abs(n - middle), default=None)
    return None if at is None else [at, at + len(place)]


def _pairs(spans: Spans) -> list[list[int]]:
    return [list(span) for span in spans]
