"""An extraction into rows, and back again without loss."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from onrecord.model import Article, Entity, Evidence, Extraction, Occasion, SaidOn, Speaker, Statement
from onrecord.periods import days, first_day
from onrecord.record import assertions, duplicates, parts, postgres_text, sqlite
from onrecord.record.decided import overruled
from onrecord.record.fulltext import article_search, statement_search
from onrecord.record.schema import NO_DAY, NOT_YET, articles, compared, entities, occasions, parties, statements
from onrecord.version import __version__

# What must be equal in an article that was read again for it to be unchanged.
_SUBSTANCE: Final = ("title", "byline", "outlet", "published", "text")

_SHORTEST: Final = 8


def _fields(type: type, *apart: str) -> list[str]:
    return [f.name for f in fields(type) if f.name not in apart]


# The fields that are columns of the same name.
_ARTICLE: Final = _fields(Article, "published_evidence")
_ENTITY: Final = _fields(Entity)
_OCCASION: Final = _fields(Occasion)
_SPEAKER: Final = _fields(Speaker)
_SAID_ON: Final = _fields(SaidOn, "value")
_STATEMENT: Final = _fields(Statement, "speaker", "said_on")


def known(connection: Connection, article: Article) -> RowMapping | None:
    """The row (pk, id, series, version) of an article that is in the record already, as one of its versions.

    It is there if the same bytes are, or the same text and title, byline, outlet and date at the same address, as they
    were read or as a user edited them.
    """
    # A corpus has no bytes of an article but its text, which two outlets may have printed: hence the id and address.
    same_bytes = and_(
        articles.c.sha256 == article.sha256,
        articles.c.id == article.id,
        articles.c.url.is_not_distinct_from(article.url),
    )
    unchanged = and_(_same_place(article), *(articles.c[name] == getattr(article, name) for name in _SUBSTANCE))
    head = articles.c["pk", "id", "series", "version"]
    found = select(*head).where(or_(same_bytes, unchanged) if article.sha256 else unchanged)
    if row := connection.execute(found.order_by(articles.c.pk).limit(1)).mappings().first():
        return row
    same_text = and_(_same_place(article), articles.c.text == article.text, articles.c.corrected != ())
    for row in connection.execute(select(*head, articles.c.as_read).where(same_text)).mappings():
        if row["as_read"] and all(getattr(row["as_read"], n) == getattr(article, n) for n in _SUBSTANCE if n != "text"):
            return row
    return None


def add(connection: Connection, extraction: Extraction) -> int:
    """Write an article that is not `known`, and make it the current one of its series. Returns its version."""
    article = extraction.article
    earlier = connection.execute(
        select(*articles.c["series", "version", "story"])
        .where(_same_place(article))
        .order_by(articles.c.version.desc())
        .limit(1)
    ).first()
    if earlier:
        duplicates.forget(connection, earlier.series)
    version = earlier.version + 1 if earlier else 1
    evidence = article.published_evidence
    row = {
        "series": earlier.series if earlier else 0,
        "story": earlier.story if earlier else 0,
        "version": version,
        "current": True,
        "added_at": datetime.now(UTC).replace(tzinfo=None),
        "made_by": extraction.made_by,
        "reader": f"onrecord {__version__}",
        "published_rule": evidence.rule if evidence else None,
        "published_text": evidence.text if evidence else None,
        "extraction_warnings": extraction.warnings,
        "voice": extraction.voice,
        **{name: getattr(article, name) for name in _ARTICLE},
    }
    if earlier:
        connection.execute(update(articles).where(articles.c.series == earlier.series).values(current=False))
        assertions.forget(connection, earlier.series)
    # No RETURNING, here and below: one that an interruption leaves half read keeps SQLite's file locked.
    key = connection.execute(insert(articles), row).inserted_primary_key
    assert key is not None
    pk: int = key.pk
    if not earlier:
        connection.execute(update(articles).where(articles.c.pk == pk).values(series=pk, story=pk))
    connection.execute(insert(compared), {"article_pk": pk, "decisions": NOT_YET})
    postgres_text.enter(connection, article_search, [(pk, (article.title, article.text))])
    _add_entries(connection, extraction, pk)
    duplicates.enter(connection, pk, article)
    return version


def _add_entries(connection: Connection, extraction: Extraction, pk: int) -> None:
    _add_rows(connection, entities, pk, [{name: getattr(e, name) for name in _ENTITY} for e in extraction.entities])
    _add_rows(connection, occasions, pk, [_occasion(o) for o in extraction.occasions])
    parts.enter_occasions(connection, pk)
    _add_statements(connection, extraction, pk)


def replace(connection: Connection, row: RowMapping, extraction: Extraction) -> None:
    """Write another extraction of an article, in the place of the one that its row has."""
    pk = row["pk"]
    for table in (statements, occasions, entities, overruled):
        connection.execute(delete(table).where(table.c.article_pk == pk))
    connection.execute(update(compared).where(compared.c.article_pk == pk).values(decisions=NOT_YET))
    changes = {
        "made_by": extraction.made_by,
        "extraction_warnings": extraction.warnings,
        "voice": extraction.voice,
    }
    connection.execute(update(articles).where(articles.c.pk == pk).values(**changes))
    _add_entries(connection, extraction, pk)
    duplicates.rematch(connection, row["story"])


def abbreviation(connection: Connection, id: str) -> str:
    """The shortest beginning of an id, of `_SHORTEST` characters at least, that no other article's id has."""
    before = connection.scalar(select(func.max(articles.c.id)).where(articles.c.id < id)) or ""
    after = connection.scalar(select(func.min(articles.c.id)).where(articles.c.id > id)) or ""
    return id[: max(_SHORTEST, _shared(id, before) + 1, _shared(id, after) + 1)]


def _shared(a: str, b: str) -> int:
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def whole(connection: Connection, row: RowMapping) -> Extraction:
    """All of one article, from its row."""
    pk = row["pk"]
    evidence = None if row["published_rule"] is None else Evidence(row["published_rule"], row["published_text"])
    return Extraction(
        article=Article(published_evidence=evidence, **{name: row[name] for name in _ARTICLE}),
        statements=tuple(map(statement, _rows(connection, statements, pk))),
        occasions=tuple(Occasion(**{n: r[n] for n in _OCCASION}) for r in _rows(connection, occasions, pk)),
        entities=named(connection, pk),
        voice=row["voice"],
        warnings=row["extraction_warnings"],
        made_by=row["made_by"],
    )


def named(connection: Connection, pk: int) -> tuple[Entity, ...]:
    """Who is named in an article."""
    return tuple(Entity(**{n: r[n] for n in _ENTITY}) for r in _rows(connection, entities, pk))


def numbers(connection: Connection, article_pk: int) -> dict[str, int]:
    """By which number each statement of an article is known, by its id."""
    rows = connection.execute(select(*statements.c["id", "n"]).where(statements.c.article_pk == article_pk))
    return {row.id: row.n + 1 for row in rows}


def statement_keys(connection: Connection, article_pk: int) -> list[int]:
    """The keys of an article's statements, in their order."""
    own = select(statements.c.pk).where(statements.c.article_pk == article_pk)
    return list(connection.execute(own.order_by(statements.c.n)).scalars())


def statement(row: RowMapping) -> Statement:
    """A statement from its row."""
    said_on = row["said_on"]
    return Statement(
        speaker=Speaker(*(row[f"speaker_{name}"] for name in _SPEAKER)),
        said_on=None if said_on is None else SaidOn(said_on, *(row[f"said_on_{name}"] for name in _SAID_ON)),
        **{name: row[name] for name in _STATEMENT},
    )


def _same_place(article: Article) -> ColumnElement[bool]:
    """The versions of an article: of the same address or, where it has none, of the same id in the same file."""
    if article.url is not None:
        return articles.c.url == article.url
    return and_(articles.c.id == article.id, articles.c.url.is_(None), articles.c.path == article.path)


def _add_statements(connection: Connection, extraction: Extraction, article_pk: int) -> None:
    rows = [_row(said, extraction.article.published) for said in extraction.statements]
    _add_rows(connection, statements, article_pk, rows)
    pks = statement_keys(connection, article_pk)
    searched = ((pk, (said.text,)) for pk, said in zip(pks, extraction.statements, strict=True))
    postgres_text.enter(connection, statement_search, searched)
    told = [(pk, row["first_day"], said) for pk, row, said in zip(pks, rows, extraction.statements, strict=True)]
    parts.enter(connection, told, extraction.entities)
    assertions.keep(connection, extraction, pks)


def put(
    connection: Connection,
    article: Mapping[str, Any],
    n: int,
    said: Statement,
    entities: Iterable[Entity],
    pk: int | None,
) -> int:
    """Write one statement of an article, as its number `n`: over the row that has it (`pk`), or as a new one. Returns
    the row's key."""
    row = _row(said, article["published"])
    if pk is None:
        key = connection.execute(insert(statements), {"article_pk": article["pk"], "n": n, **row}).inserted_primary_key
        assert key is not None
        pk = key.pk
    else:
        connection.execute(update(statements).where(statements.c.pk == pk).values(row))
        connection.execute(delete(parties).where(parties.c.statement_pk == pk))
    postgres_text.enter(connection, statement_search, [(pk, (said.text,))])
    parts.enter(connection, [(pk, row["first_day"], said)], entities)
    return pk


def _occasion(held: Occasion) -> dict[str, Any]:
    return {**{name: getattr(held, name) for name in _OCCASION}, "first_day": first_day(held.date)}


def _row(said: Statement, published: date | None) -> dict[str, Any]:
    on = said.said_on
    period = (days(on.value) if on else None) or (published, published)
    return {
        **{name: getattr(said, name) for name in _STATEMENT},
        **{f"speaker_{name}": getattr(said.speaker, name) for name in _SPEAKER},
        "said_on": on.value if on else None,
        **{f"said_on_{name}": getattr(on, name) if on else None for name in _SAID_ON},
        "first_day": period[0],
        "last_day": period[1],
    }


def redate(connection: Connection, pks: Iterable[int], day: date | None) -> None:
    """Let statements whose text tells no day be of that one."""
    for some in sqlite.batches(pks):
        dated = update(statements).where(statements.c.pk.in_(some)).values(first_day=day, last_day=day)
        connection.execute(dated)
        connection.execute(update(parties).where(parties.c.statement_pk.in_(some)).values(day=day or NO_DAY))


def _add_rows(connection: Connection, to: Table, article_pk: int, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(to), [{"article_pk": article_pk, "n": n, **row} for n, row in enumerate(rows)])


def _rows(connection: Connection, of: Table, article_pk: int) -> Sequence[RowMapping]:
    return connection.execute(select(of).where(of.c.article_pk == article_pk).order_by(of.c.n)).mappings().all()
