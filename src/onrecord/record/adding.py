"""Articles into a record: each is one transaction, and what is there already stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import case, select

from onrecord.model import Article, Extraction, MadeBy, Printed
from onrecord.record import originals, removal, settling, store
from onrecord.record.connection import Database
from onrecord.record.originals import Kept
from onrecord.record.schema import articles


@dataclass(frozen=True, slots=True)
class Added(Printed):
    """What came of adding an article: its id and version in the record, and whether it was new there.

    `removed`: a user has removed it and decided that it is not to be added again; its version is 0.
    """

    status: Literal["added", "unchanged", "new version", "removed"]
    id: str
    version: int


def add(database: Database, extraction: Extraction, original: Kept | None, *, keeps: bool) -> Added:
    """Write what was read out of an article that is new and, where the record `keeps` any, its original: the one given,
    else the one at its path. InputError where it cannot be stored."""
    article = extraction.article
    kept = (original or originals.from_file(article)) if keeps else None
    with database.connect(writes=True, input=article.path or article.id) as connection:
        if row := store.known(connection, article):
            return Added("unchanged", row["id"], row["version"])
        version = store.add(connection, extraction)
        if row := store.known(connection, article):
            settling.renew(connection, row["series"])
        if kept is not None:
            originals.add(connection, article, kept)
    return Added("added" if version == 1 else "new version", article.id, version)


def known(database: Database, article: Article, original: Kept | None, *, keeps: bool) -> Added | None:
    """Where an article is in the record already; None where it is new. An `original` that it lacked is kept, where
    the record `keeps` any."""
    with database.connect(input=article.path or article.id) as connection:
        row = store.known(connection, article)
        if row is None and removal.remembered(connection, article):
            return Added("removed", article.id, 0)
        lacks = row and original and article.sha256 and originals.find(connection, article.sha256) is None
    if lacks and original and keeps and not originals.is_its_text(article):
        with database.connect(writes=True) as connection:
            originals.add(connection, article, original)
    return Added("unchanged", row["id"], row["version"]) if row else None


def replace(database: Database, extraction: Extraction) -> None:
    """Put another extraction of an article in the place of the one that is there. RecordError where there is none."""
    article = extraction.article
    with database.connect(writes=True, input=article.path or article.id) as connection:
        row = database.article(connection, article.id)
        store.replace(connection, row, extraction)
        settling.renew(connection, row["series"])


def outdated(database: Database, made_by: MadeBy | None, languages: Mapping[str, MadeBy]) -> list[str]:
    """The ids of the current articles that something else than this has read out; None: of all.

    `languages`: what reads those of other languages, by their codes.
    """
    with database.connect() as connection:
        chosen = select(articles.c.id).where(articles.c.current).order_by(articles.c.pk)
        if made_by is not None:
            other = articles.c.made_by.is_distinct_from(made_by)
            by = [
                (articles.c.language == code, articles.c.made_by.is_distinct_from(m)) for code, m in languages.items()
            ]
            chosen = chosen.where(case(*by, else_=other) if by else other)
        return list(connection.execute(chosen).scalars())
