"""schema.org (JSON-LD): each statement as a Quotation in its NewsArticle, or as a draft of a ClaimReview.

https://schema.org/Quotation, https://schema.org/ClaimReview. A draft has no verdict and no author: both are yours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any, BinaryIO, Final

from onrecord.exporting import iris, json_text
from onrecord.exporting.bylines import authors
from onrecord.exporting.stream import Exported
from onrecord.model import Article, Party, Speaker, Statement
from onrecord.record import Entry

_TYPES: Final = {"person": "Person", "organization": "Organization", "group": "Organization", "place": "Place"}
_CONTEXT: Final = {"@context": "https://schema.org"}


def write(documents: Iterable[Exported], out: BinaryIO) -> None:
    """Write the statements as Quotations, one graph."""
    json_text.holding(_CONTEXT, "@graph", quotations(documents), out)


def write_claims(documents: Iterable[Exported], out: BinaryIO) -> int:
    """Write drafts of ClaimReview, of what somebody is reported to assert; other statements are left out. How many."""
    numbers = count(1)
    drafts = (draft for draft, _ in zip(claims(documents), numbers, strict=False))
    json_text.holding(_CONTEXT, "@graph", drafts, out)
    return next(numbers) - 1


def quotations(documents: Iterable[Exported]) -> Iterator[dict[str, Any]]:
    """A Quotation for each statement."""
    for document in documents:
        for entry in document.entries:
            said = entry.statement
            quotation = {
                "@type": "Quotation",
                "@id": iris.of_statement(said),
                "text": said.text,
                "spokenByCharacter": _speaker(said.speaker),
                "dateCreated": said.said_on and said.said_on.value,
                "about": [_party(party) for party in said.about],
                "audience": said.addressee and {"@type": "Audience", "name": said.addressee.name},
                "url": entry.link,
                "isPartOf": _article(document.article),
                "sdPublisher": {"@type": "Organization", "name": "onrecord"},
                "additionalProperty": _properties(entry),
            }
            yield json_text.known(quotation)


def claims(documents: Iterable[Exported]) -> Iterator[dict[str, Any]]:
    """A draft for each statement that is affirmed, in speech or writing, by somebody who is named."""
    for document in documents:
        for entry in document.entries:
            said = entry.statement
            if said.polarity != "affirmed" or said.mode == "thought" or not said.speaker.name:
                continue
            claim = {
                "@type": "Claim",
                "text": said.text,
                "author": _speaker(said.speaker),
                "datePublished": _day(said, document.article),
                "appearance": _article(document.article),
            }
            review = {
                "@type": "ClaimReview",
                "@id": f"{iris.of_statement(said)}:review",
                "creativeWorkStatus": "Draft",
                "claimReviewed": said.text,
                "itemReviewed": json_text.known(claim),
                "url": entry.link,
                "additionalProperty": _properties(entry),
            }
            yield json_text.known(review)


def _day(said: Statement, article: Article) -> str | None:
    if said.said_on:
        return said.said_on.value
    return article.published.isoformat() if article.published else None


def _speaker(speaker: Speaker) -> dict[str, Any] | None:
    if not speaker.name:
        return None
    return {"@type": _TYPES.get(speaker.type, "Thing"), "@id": iris.of_speaker(speaker), "name": speaker.name}


def _party(party: Party) -> dict[str, Any]:
    return {"@type": _TYPES.get(party.type, "Thing"), "name": party.name}


def _article(article: Article) -> dict[str, Any]:
    sha256 = article.sha256 and {"@type": "PropertyValue", "propertyID": "sha256", "value": article.sha256}
    return json_text.known(
        {
            "@type": "NewsArticle",
            "@id": iris.of_article(article),
            "headline": article.title,
            "url": article.url,
            "datePublished": article.published and article.published.isoformat(),
            "author": [{"@type": "Person", "name": author.name} for author in authors(article.byline)],
            "publisher": article.outlet and {"@type": "Organization", "name": article.outlet},
            "inLanguage": article.language,
            "identifier": sha256,
        }
    )


def _properties(entry: Entry) -> list[dict[str, Any]]:
    """What schema.org has no word for: kind and polarity, how sure, where in the text, and what made it."""
    said = entry.statement
    values = {
        "kind": said.kind,
        "mode": said.mode,
        "polarity": said.polarity,
        "confidence": said.confidence,
        "speakerConfidence": said.speaker.confidence,
        "sourceSpans": _places(said.source),
        "cueSpans": _places(said.cue),
        "contentSpans": _places(said.content),
        "madeBy": str(entry.made_by) if entry.made_by else None,
    }
    return [
        {"@type": "PropertyValue", "propertyID": name, "value": value}
        for name, value in values.items()
        if value not in (None, "")
    ]


def _places(spans: Iterable[tuple[int, int]]) -> str:
    return " ".join(f"{start}-{end}" for start, end in spans)
