"""Decisions on statements and articles, made to hold over what was read: in every version of an article, after every
extraction, and in all printings of a story.

What is written follows from what was read (`overruled`, `as_read`, else the rows) and from the decisions that stand,
and from nothing else: in whatever order decisions, undoings and extractions come, the outcome is the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from onrecord.model import Article, Evidence, Statement
from onrecord.periods import days
from onrecord.record import duplicates, no_shifts, placing, postgres_text, store, uncompared
from onrecord.record.corrections import AsRead, Correction, Edit, NotThere, corrected, edited
from onrecord.record.decided import corrections, overruled
from onrecord.record.fulltext import article_search
from onrecord.record.no_shifts import candidates
from onrecord.record.placing import Selector
from onrecord.record.schema import articles, decisions, statements
from onrecord.record.variants import one_speaker

_HEAD: Final = articles.c[
    *("pk", "id", "version", "current", "story", "text", "title", "byline", "outlet", "published"),
    *("published_rule", "published_text", "corrected", "as_read"),
]


def renew(connection: Connection, series: int) -> None:
    """Make what is decided hold after an article was added, or read out anew."""
    settle(connection, series)
    story = select(articles.c.story).where(articles.c.series == series, articles.c.current)
    spread(connection, connection.execute(story).scalar_one())


def spread(connection: Connection, story: int) -> None:
    """Make what is decided about a statement hold in the other printings of its story, where the same words were read
    to be the same speaker's: what one of them really gives to somebody else is a variant, and stays one."""
    versions = select(*articles.c["series", "pk", "text"]).where(articles.c.story == story, articles.c.current)
    versions = versions.order_by(articles.c.pk)
    printed = {row.series: row for row in connection.execute(versions)}
    if len(printed) < 2:
        return
    chosen = select(corrections).join(decisions, decisions.c.n == corrections.c.n).order_by(corrections.c.n)
    here = corrections.c.series.in_(printed)
    rows = connection.execute(chosen.where(here, decisions.c.undone_at.is_(None))).mappings().all()
    told: dict[int, RowMapping] = {row["n"]: row for row in reversed(rows) if row["correction"]}
    known = {(row["n"], row["series"]) for row in rows}
    for series, article in printed.items() if told else ():
        among, text = candidates(connection, article.pk), article.text
        hash, found = placing.digest(text), []
        for n, row in sorted(told.items()):
            at = placing.find(row["place"], text, hash, among, same_words=True) if (n, series) not in known else None
            if at is None:
                continue
            said = next(c for c in among if c.n == at)
            if one_speaker(said.speaker, row["place"].speaker):
                place = Selector.of(said, text)
                found.append({"n": n, "series": series, "correction": row["correction"], "place": place})
        if found:
            connection.execute(insert(corrections), found)
            settle(connection, series)


def settle(connection: Connection, series: int) -> None:
    """Make what is decided hold in all versions of an article."""
    no_shifts.settle(connection, series)
    chosen = select(corrections, decisions.c.undone_at).join(decisions, decisions.c.n == corrections.c.n)
    taken = connection.execute(chosen.where(corrections.c.series == series).order_by(corrections.c.n)).mappings().all()
    if not taken:
        return
    standing = [row for row in taken if row["undone_at"] is None]
    edits = [(row["n"], row["edit"]) for row in standing if row["edit"]]
    told = [row for row in standing if row["correction"]]
    versions = select(*_HEAD).where(articles.c.series == series).order_by(articles.c.version)
    places: dict[int, int] = {}
    for article in connection.execute(versions).mappings().all():
        published = _settle_head(connection, article, edits)
        places = _settle_statements(connection, {**article, "published": published}, told)
    for row in taken:
        if row["at_n"] != (at := places.get(row["n"])):
            own = corrections.c.n == row["n"], corrections.c.series == series
            connection.execute(update(corrections).where(*own).values(at_n=at))


def _settle_head(connection: Connection, row: RowMapping, edits: Sequence[tuple[int, Edit]]) -> Any:
    """Write the head of a version of an article as it was read and edited; returns its day of publication."""
    if not edits and row["as_read"] is None:
        return row["published"]
    rule = row["published_rule"]
    evidence = None if rule is None else Evidence(rule, row["published_text"])
    now = AsRead(row["title"], row["byline"], row["outlet"], row["published"], evidence)
    was: AsRead = row["as_read"] or now
    head, changed = edited(was, edits)
    if head != now or changed != row["corrected"]:
        values = {
            "title": head.title,
            "byline": head.byline,
            "outlet": head.outlet,
            "published": head.published,
            "published_rule": head.published_evidence.rule if head.published_evidence else None,
            "published_text": head.published_evidence.text if head.published_evidence else None,
            "credit": duplicates.credit(Article(row["id"], row["text"], byline=head.byline)),
            "corrected": changed,
            "as_read": was if changed else None,
        }
        connection.execute(update(articles).where(articles.c.pk == row["pk"]).values(values))
        postgres_text.enter(connection, article_search, [(row["pk"], (head.title, row["text"]))])
    if head.published != row["published"]:
        own = select(*statements.c["pk", "said_on"]).where(statements.c.article_pk == row["pk"])
        undated = [r.pk for r in connection.execute(own) if r.said_on is None or days(r.said_on) is None]
        store.redate(connection, undated, head.published)
        uncompared.whole(connection, row["pk"])
    return head.published


def _settle_statements(
    connection: Connection, article: Mapping[str, Any], told: Sequence[RowMapping]
) -> dict[int, int]:
    """Write the statements of a version of an article as they were read and corrected; returns to which number of them
    each decision was found to belong."""
    own = overruled.c.article_pk == article["pk"]
    read: dict[int, Statement] = {r.n: r.was for r in connection.execute(select(overruled).where(own))}
    if not told and not read:
        return {}
    keys = select(*statements.c["n", "pk"]).where(statements.c.article_pk == article["pk"])
    live: dict[int, int] = {row.n: row.pk for row in connection.execute(keys)}
    among = candidates(connection, article["pk"])
    hash, entities = placing.digest(article["text"]), store.named(connection, article["pk"])
    of: dict[int, list[RowMapping]] = defaultdict(list)
    for row in told:
        at = placing.find(row["place"], article["text"], hash, among, same_words=row["correction"].confirm)
        if at is not None:
            of[at].append(row)
    places: dict[int, int] = {}
    moved = False  # what other printings may have too
    for n in sorted({*read, *of}):
        pk = live.get(n)
        now = None if pk is None else store.statement(_row(connection, pk))
        was = read.get(n) or now
        assert was is not None
        held, taken = corrected(was, [], article["text"], entities), list[Correction]()
        for row in of[n]:
            try:
                held = corrected(was, [*taken, row["correction"]], article["text"], entities)
            except NotThere:
                continue
            taken.append(row["correction"])
            places[row["n"]] = n
        if held is None and pk is not None:
            uncompared.gone(connection, pk)
            connection.execute(delete(statements).where(statements.c.pk == pk))
        elif held is not None and held != now:
            if pk is not None:
                uncompared.gone(connection, pk)
            pk = store.put(connection, article, n, held, entities, pk)
            uncompared.mark(connection, article["pk"], [pk])
        moved = moved or _printed(held) != _printed(now)
        connection.execute(delete(overruled).where(own, overruled.c.n == n))
        if taken:
            connection.execute(insert(overruled), {"article_pk": article["pk"], "n": n, "was": was})
    if moved:
        duplicates.rematch(connection, article["story"])
    return places


def _printed(said: Statement | None) -> tuple[object, ...]:
    """By which it is one with other printings."""
    return () if said is None else (said.text, said.speaker.name, said.speaker.type)


def _row(connection: Connection, pk: int) -> RowMapping:
    return connection.execute(select(statements).where(statements.c.pk == pk)).mappings().one()
