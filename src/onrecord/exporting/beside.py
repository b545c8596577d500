"""What formats of annotation say beside the words that they mark: of an article, and of a statement in it."""

from __future__ import annotations

from onrecord.model import Article
from onrecord.record import Entry


def head(article: Article) -> dict[str, str | None]:
    """What is known of an article, besides its text."""
    published = article.published.isoformat() if article.published else None
    names = ("id", "title", "byline", "outlet", "url", "path", "sha256", "language")
    return {**{name: getattr(article, name) for name in names}, "published": published}


def facts(entry: Entry) -> dict[str, object]:
    """What is known of a statement, besides its words and their places."""
    said = entry.statement
    return {
        "id": said.id,
        "speaker": said.speaker.name,
        "speaker_type": said.speaker.type,
        "speaker_confidence": said.speaker.confidence,
        "kind": said.kind,
        "mode": said.mode,
        "polarity": said.polarity,
        "addressee": said.addressee.name if said.addressee else None,
        "addressee_confidence": said.addressee.confidence if said.addressee else None,
        "said_on": said.said_on.value if said.said_on else None,
        "said_on_confidence": said.said_on.confidence if said.said_on else None,
        "about": [party.name for party in said.about],
        "occasion_confidence": said.occasion_confidence,
        "confidence": said.confidence,
        "made_by": str(entry.made_by) if entry.made_by else None,
    }
