"""FollowTheMoney entities (https://followthemoney.tech): articles, speakers, and a Note for each statement.

One entity a line, as Aleph and OpenAleph load them. A speaker is one entity wherever the same name of the same type
stands; whether two names are one person is for you to say there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final

from onrecord.exporting import iris, json_text
from onrecord.exporting.bylines import authors
from onrecord.exporting.stream import Exported
from onrecord.model import Article, Speaker
from onrecord.record import Entry

_SCHEMATA: Final = {"person": "Person", "organization": "Organization", "group": "LegalEntity"}


def write(documents: Iterable[Exported], out: BinaryIO) -> None:
    """Write the entities."""
    json_text.lines(entities(documents), out)


def entities(documents: Iterable[Exported]) -> Iterator[dict[str, Any]]:
    """Each article, then those of its speakers that were not there yet, then its statements."""
    known: set[str] = set()
    for document in documents:
        article = _article(document.article)
        yield article
        for entry in document.entries:
            speaker = _speaker(entry.statement.speaker)
            if speaker and speaker["id"] not in known:
                known.add(speaker["id"])
                yield speaker
            yield _note(entry, article["id"], speaker["id"] if speaker else None)


def _entity(id: str, schema: str, properties: dict[str, Any]) -> dict[str, Any]:
    lists = {name: value if isinstance(value, list) else [value] for name, value in properties.items() if value}
    return {"id": id, "schema": schema, "properties": lists}


def _article(article: Article) -> dict[str, Any]:
    return _entity(
        f"onrecord-article-{iris.key(article.id)}",
        "Article",
        {
            "title": article.title,
            "fileName": article.path or article.id,
            "author": [author.name for author in authors(article.byline)],
            "publisher": article.outlet,
            "publishedAt": article.published and article.published.isoformat(),
            "sourceUrl": _web(article.url),
            "notes": [f"sha256: {article.sha256}"] if article.sha256 else [],  # `contentHash` is a SHA-1
            "language": "eng" if article.language == "en" else None,
        },
    )


def _speaker(speaker: Speaker) -> dict[str, Any] | None:
    schema = _SCHEMATA.get(speaker.type)
    if schema is None or not speaker.name:
        return None
    return _entity(f"onrecord-{iris.key(speaker.type, speaker.name)}", schema, {"name": speaker.name})


def _note(entry: Entry, article: str, speaker: str | None) -> dict[str, Any]:
    said = entry.statement
    mentioned = {
        "peopleMentioned": [party.name for party in said.about if party.type == "person"],
        "companiesMentioned": [party.name for party in said.about if party.type == "organization"],
        "locationMentioned": [party.name for party in said.about if party.type == "place"],
    }
    told = {
        "kind": said.kind,
        "polarity": said.polarity,
        "said on": said.said_on.value if said.said_on else None,
        "published": entry.published,
        "confidence": f"{said.confidence:.2f}",
        "speaker's confidence": f"{said.speaker.confidence:.2f}",
        **{f"{role} at": " ".join(f"{s}-{e}" for s, e in getattr(said, role)) for role in ("source", "cue", "content")},
        "sha256": entry.sha256,
        "made by": entry.made_by,
        "statement": said.id,
    }
    return _entity(
        f"onrecord-statement-{iris.key(said.id)}",
        "Note",
        {
            "name": f"{said.speaker.name or said.speaker.type}, {entry.when or 'undated'}",
            "description": said.text,
            "entity": speaker,
            "proof": article,
            "publisher": entry.outlet,
            "sourceUrl": _web(entry.url),
            "notes": [f"{name}: {value}" for name, value in told.items() if value],
            **mentioned,
        },
    )


def _web(url: str | None) -> str | None:
    return url if url and url.lower().startswith(("http://", "https://")) else None
