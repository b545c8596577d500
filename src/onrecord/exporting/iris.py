"""Names for linked data: what stands for an article, a statement, a speaker, and the words of our own.

Nothing is invented that somebody could take for an address: what has no URL has a URN.
"""

from __future__ import annotations

import hashlib
from typing import Final
from urllib.parse import quote

from onrecord.model import Article, MadeBy, Speaker, Statement

TERMS: Final = "urn:onrecord:terms:"
_SAFE: Final = "/:@-._~"
_BARE: Final = "/:?#[]@!$&'()*+,;=-._~%"


def of_article(article: Article) -> str:
    """The article's address, where it has one that is an IRI; else a URN of its id."""
    url = article.url or ""
    if url.lower().startswith(("http://", "https://")) and not any(c.isspace() for c in url):
        return quote(url, safe=_BARE)
    return f"urn:onrecord:article:{quote(article.id, safe=_SAFE)}"


def of_statement(statement: Statement) -> str:
    """The URN of a statement's id."""
    return f"urn:onrecord:statement:{quote(statement.id, safe=_SAFE)}"


def of_speaker(speaker: Speaker) -> str | None:
    """The URN of a named speaker: the same for the same name and type; None where nobody is named."""
    if not speaker.name:
        return None
    return f"urn:onrecord:speaker:{speaker.type}:{quote(speaker.name, safe='')}"


def of_original(article: Article) -> str | None:
    """The name of the bytes that were read: their hash as it is written everywhere else."""
    return f"urn:sha256:{article.sha256}" if article.sha256 else None


def of_software(made_by: MadeBy) -> str:
    """The URN of what reads statements out: the version, the models and the parser."""
    return f"urn:onrecord:software:{key(str(made_by))}"


def key(*parts: str) -> str:
    """A short key that is the same for the same words."""
    return hashlib.sha1("\0".join(parts).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
