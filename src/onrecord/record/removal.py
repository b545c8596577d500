"""Articles taken out for good, with all that was read out of them, as people's rights may demand."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import Connection, RowMapping, delete, insert, or_, select, union_all, update

from onrecord.model import Article
from onrecord.record import duplicates, signing, sqlite
from onrecord.record.decided import corrections, no_shifts, overruled, removed
from onrecord.record.schema import (
    articles,
    attendees,
    bands,
    compared,
    decisions,
    entities,
    issues,
    names,
    occasions,
    originals,
    parties,
    phrases,
    positions,
    statements,
)


def remove(connection: Connection, row: RowMapping, *, keep_hash: bool, by: str | None, reason: str) -> int:
    """Take an article out in all its versions, with what was read out of it, its originals where no other article has
    them, and the words of decisions on it. Returns the decision's number.

    With `keep_hash` the hashes of its bytes, text and address are kept, so that it is not added again.
    """
    series = row["series"]
    if connection.dialect.name == "sqlite":
        sqlite.wipe(connection)
    duplicates.part(connection, series)
    duplicates.forget(connection, series)
    versions = connection.execute(select(*articles.c["pk", "id", "url", "sha256", "text"]).where(
        articles.c.series == series)).all()  # fmt: skip
    pks = [v.pk for v in versions]
    connection.execute(delete(bands).where(bands.c.article_pk.in_(pks)))
    for table in (statements, occasions, entities, compared, overruled):
        connection.execute(delete(table).where(table.c.article_pk.in_(pks)))
    own = connection.execute(select(corrections.c.n).where(corrections.c.series == series)).scalars().all()
    connection.execute(delete(corrections).where(corrections.c.series == series))
    sides = no_shifts.c["then_series", "now_series"]
    connection.execute(delete(no_shifts).where(or_(*(side == series for side in sides))))
    elsewhere = select(corrections.c.n)  # decisions that hold in another printing too
    gone = (decisions.c.n.in_(own), decisions.c.n.not_in(elsewhere))
    connection.execute(update(decisions).where(*gone).values(other=""))
    connection.execute(delete(articles).where(articles.c.series == series))
    hashes = {v.sha256 for v in versions if v.sha256}
    shared = set(connection.execute(select(articles.c.sha256).where(articles.c.sha256.in_(hashes))).scalars())
    connection.execute(delete(originals).where(originals.c.sha256.in_(hashes - shared)))
    used = union_all(select(parties.c.name_pk), select(attendees.c.name_pk))
    connection.execute(delete(names).where(names.c.pk.not_in(used)))
    connection.execute(delete(phrases).where(phrases.c.key.not_in(select(positions.c.name))))
    connection.execute(delete(issues).where(issues.c.pk.not_in(select(phrases.c.issue_pk))))
    what = "removed for good" + (", its hashes kept" if keep_hash else "")
    signed = signing.sign(connection, "remove", row["id"], what, [row["id"]], by=by, reason=reason)
    if keep_hash:
        kept = {hash for v in versions for hash in _hashes(v.sha256, v.text, v.url)}
        kept -= set(connection.execute(select(removed.c.hash)).scalars())
        connection.execute(insert(removed), [{"hash": hash, "n": signed["n"]} for hash in sorted(kept)])
    if connection.dialect.name == "sqlite":
        sqlite.merge_indexes(connection)
    return int(signed["n"])


def remembered(connection: Connection, article: Article) -> bool:
    """Was this article, or another of its address, removed so that it is not added again?"""
    hashes = list(_hashes(article.sha256, article.text, article.url))
    return connection.scalar(select(removed.c.n).where(removed.c.hash.in_(hashes)).limit(1)) is not None


def _hashes(digest: str | None, text: str, url: str | None) -> Iterator[str]:
    for kind, value in (("bytes", digest), ("text", text.strip()), ("address", url)):
        if value:
            yield sha256(f"{kind} {value}".encode(errors="surrogatepass")).hexdigest()
