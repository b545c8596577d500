"""What an article's author says in his own person, outside quotation marks: `I think`, `we asked`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from onrecord.extraction.pronouns import I
from onrecord.extraction.quotes import quotation_mask
from onrecord.model import Article, Attribution, words_at
from onrecord.people import names

_FLOOR: Final = 0.6  # below it a reader marks one in five of the author's as a statement, above it half


def likely(text: str, found: Iterable[Attribution]) -> Iterator[Attribution]:
    """The attributions without those of an author's `I` that are hardly statements (`I love how it feels`)."""
    mask = quotation_mask(text)
    for a in found:
        own = words_at(text, a.source, " ").lower() in I and not mask[a.source[0].start]
        if not own or a.confidence >= _FLOOR:
            yield a


def signed(article: Article) -> names.PersonName | None:
    """The one person who signs an article with his full name."""
    byline = article.byline or ""
    name = None if "," in byline or " and " in byline or "&" in byline else names.parse(byline)
    return name if name is not None and not name.is_single and names.is_given_name(name.given[0]) else None
