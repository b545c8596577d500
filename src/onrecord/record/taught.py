"""The articles about whose statements users have decided, as they then stand: what a model can learn from."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from onrecord.model import Extraction, Statement
from onrecord.record.database import Record
from onrecord.record.decided import overruled
from onrecord.record.schema import articles, statements


def taught(record: Record) -> Iterator[tuple[Extraction, tuple[Statement, ...]]]:
    """Each such article as it stands, and what users have said to be no statement in it."""
    decided = select(articles.c.id).join(overruled, overruled.c.article_pk == articles.c.pk)
    with record.database.connect() as connection:
        ids = connection.execute(decided.where(articles.c.current).distinct().order_by(articles.c.id)).scalars().all()
    for id in ids:
        with record.database.connect() as connection:
            pk = record.database.article(connection, id)["pk"]
            kept = select(statements.c.n).where(statements.c.article_pk == pk)
            gone = select(overruled.c.was).where(overruled.c.article_pk == pk, overruled.c.n.not_in(kept))
            rejected = tuple(connection.execute(gone.order_by(overruled.c.n)).scalars())
        yield record.article(id), rejected
