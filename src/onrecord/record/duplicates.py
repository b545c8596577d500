"""Wire copy and reprints: articles that share most of their words are one story; what they say alike counts once.

Articles are looked up by the bands of their MinHash signatures (`comparison.minhash`), so that a new article costs the
same in a large record as in a small one. What is found so is then compared word for word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from onrecord import lexicon
from onrecord.model import Article, Printed
from onrecord.record import variants
from onrecord.record.either import given, of_keys
from onrecord.record.schema import articles, bands, statements

_SHARED = 0.6  # of the shorter one's runs, that a reprint has in common with the other
_CANDIDATES = 10  # that are compared word for word

_AGENCIES = lexicon.values("agencies")
_AGENCY = "|".join(sorted(map(re.escape, _AGENCIES), key=len, reverse=True))
_DATELINE = re.compile(rf"^(?:[^\n]{{0,60}}?\((?:The )?({_AGENCY})\)\s*[-–—:]|\((?:The )?({_AGENCY})\))", re.M)
_HEAD = 800  # characters in which a dateline stands, under a headline at most
_BYLINE = re.compile(rf"\b({_AGENCY})\b")


@dataclass(frozen=True, slots=True)
class Copy(Printed):
    """Another printing of the same story: its article, and the agency that it credits."""

    article: str
    outlet: str | None
    published: date | None
    url: str | None
    credit: str | None


@dataclass(frozen=True, slots=True)
class Printing(Copy):
    """One printing of a story, and how many of its statements stand otherwise in another one."""

    variants: int = 0


def credit(article: Article) -> str | None:
    """The agency that an article names as its source, in its byline or its dateline."""
    found = _BYLINE.search(article.byline or "") or _DATELINE.search(article.text, 0, _HEAD)
    return _AGENCIES[next(filter(None, found.groups()))] if found else None


def enter(connection: Connection, pk: int, article: Article) -> None:
    """Find the story of an article that has just been written, and which of its statements that story has already."""
    from onrecord.comparison import minhash

    own = connection.execute(select(articles.c.series, articles.c.story).where(articles.c.pk == pk)).one()
    connection.execute(update(articles).where(articles.c.pk == pk).values(credit=credit(article)))
    runs = minhash.runs(article.text)
    keys = minhash.bands(runs) if len(runs) >= minhash.LEAST else []
    story = own.story if own.series != pk else _story(connection, own.series, runs, keys) or own.story
    if keys:
        connection.execute(insert(bands), [{"key": key, "article_pk": pk} for key in keys])
    if story != own.story:
        connection.execute(update(articles).where(articles.c.pk == pk).values(story=story))
    variants.link(connection, story, [pk])


def rematch(connection: Connection, story: int) -> None:
    """Find anew which statements of a story are the same, or forms of one, after some of them were changed."""
    variants.rematch(connection, story)


def part(connection: Connection, series: int) -> None:
    """Make an article a story of its own: it is no reprint, whatever it shares with others."""
    story = connection.scalar(select(articles.c.story).where(articles.c.series == series).limit(1))
    others = select(articles.c.series).where(articles.c.story == story, articles.c.series != series)
    rest = connection.scalar(others.order_by(articles.c.series).limit(1))
    mine = select(articles.c.pk).where(articles.c.series == series)
    variants.part(connection, connection.execute(mine).scalars().all())
    if rest is not None:
        connection.execute(update(articles).where(articles.c.story == story).values(story=rest))
    connection.execute(update(articles).where(articles.c.series == series).values(story=series))
    if rest is not None:
        variants.rematch(connection, rest)


def stories(connection: Connection, only: int | None = None) -> list[list[Printing]]:
    """The stories that were printed more than once, or that one, each in the order of publication."""
    several = select(articles.c.story).where(articles.c.current).group_by(articles.c.story).having(func.count() > 1)
    chosen = select(*articles.c["story", "id", "outlet", "published", "url", "credit"])
    if only is not None:
        several = several.where(articles.c.story == only)
    ordered = chosen.where(articles.c.current, articles.c.story.in_(several)).order_by(*_FIRST)
    rows, found = connection.execute(ordered).all(), defaultdict[int, list[Printing]](list)
    varying = variants.varying(connection) if rows else {}
    for row in rows:
        where = (row.id, row.outlet, row.published, row.url, row.credit)
        found[row.story].append(Printing(*where, variants=varying.get(row.id, 0)))
    return list(found.values())


def copies(connection: Connection, firsts: Iterable[int]) -> dict[int, list[Copy]]:
    """Where each of these statements is printed, by its key or that of the one it is the same as; the first first."""
    found: dict[int, list[Copy]] = defaultdict(list)
    for row in given(connection, _COPIES, firsts):
        found[row.first].append(Copy(*row[1:]))
    return found


_FIRST: Final = (articles.c.published.asc().nulls_last(), articles.c.pk)
_COPIES: Final = (
    select(variants.first_of.label("first"), *articles.c["id", "outlet", "published", "url", "credit"])
    .join(articles, statements.c.article_pk == articles.c.pk)
    .where(articles.c.current, or_(of_keys(statements.c.pk), of_keys(statements.c.same_as)))
    .order_by(*_FIRST)
)


def _story(connection: Connection, series: int, runs: frozenset[int], keys: list[int]) -> int | None:
    """The story of the article that shares most with these runs, if it shares enough."""
    from onrecord.comparison import minhash

    if not keys:
        return None
    common = func.count().label("common")
    near = (
        select(*articles.c["pk", "story", "text"])
        .join(bands, bands.c.article_pk == articles.c.pk)
        .where(bands.c.key.in_(keys), articles.c.current, articles.c.series != series)
        .group_by(articles.c.pk)
        .order_by(common.desc(), articles.c.pk)
        .limit(_CANDIDATES)
    )
    best, found = _SHARED, None
    for row in connection.execute(near).all():
        other = minhash.runs(row.text)
        shared = len(runs & other) / min(len(runs), len(other))
        if shared > best or (shared == best and found is None):
            best, found = shared, row.story
    return found


def forget(connection: Connection, series: int) -> None:
    """Take the bands of an article's versions away, before a new one comes."""
    from onrecord.comparison import minhash

    own = select(articles.c.pk, articles.c.text).where(articles.c.series == series, articles.c.current)
    for row in connection.execute(own).all():
        runs = minhash.runs(row.text)
        if len(runs) >= minhash.LEAST:
            connection.execute(delete(bands).where(bands.c.key.in_(minhash.bands(runs)), bands.c.article_pk == row.pk))
