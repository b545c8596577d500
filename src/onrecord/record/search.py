"""What the record is asked: statements by their words, their speaker, whom they are about, and when they were made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, case, func, or_, select

from onrecord.model import Statement
from onrecord.periods import days
from onrecord.reading import fragments
from onrecord.record import persons, sqlite, who
from onrecord.record.duplicates import Copy, copies
from onrecord.record.schema import articles, names, parties, statements
from onrecord.record.store import statement


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement with the head of the article that it stands in; `article` is that article's id."""

    statement: Statement
    article: str
    title: str | None
    outlet: str | None
    published: date | None
    url: str | None
    link: str | None = None  # opens the live page at the statement
    also_in: tuple[Copy, ...] = ()  # other printings of the story that have it too, the first published first

    @property
    def when(self) -> str | None:
        """When it was said, as far as the text tells; else when it was published (ISO 8601)."""
        if self.statement.said_on:
            return self.statement.said_on.value
        return self.published.isoformat() if self.published else None


@dataclass(frozen=True, slots=True)
class Head:
    """An article of the record without its text, and how many statements it holds."""

    id: str
    version: int
    title: str | None
    byline: str | None
    outlet: str | None
    published: date | None
    url: str | None
    path: str | None
    statements: int


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for; every field that is given narrows it. Dates are ISO 8601 periods, both ends within."""

    text: str | None = None
    by: str | None = None
    about: str | None = None
    since: str | None = None
    until: str | None = None
    outlet: str | None = None
    kind: str | None = None


def find(connection: Connection, query: Query, limit: int | None) -> list[Entry]:
    """The statements that fit: best match first where words were given, else the latest first."""
    chosen = _chosen(connection, query)
    latest = statements.c.first_day.desc().nulls_last()
    first = [sqlite.relevance(sqlite.statement_search)] if query.text is not None else []
    return _once(connection, chosen.order_by(*first, latest, statements.c.pk), limit)


def timeline(connection: Connection, query: Query, limit: int | None) -> list[Entry]:
    """The statements that fit, the earliest first, those without a date last. `limit` keeps the latest."""
    order = (statements.c.first_day.desc().nulls_last(), statements.c.pk.desc())
    latest_first = _once(connection, _chosen(connection, query).order_by(*order), limit)
    dated = [entry for entry in latest_first if entry.when]
    undated = [entry for entry in latest_first if not entry.when]
    return [*reversed(dated), *reversed(undated)]


def _once(connection: Connection, chosen: Select[Any], limit: int | None) -> list[Entry]:
    """The entries of these rows, in their order; what several printings of a story have, once (the first)."""
    found: dict[int, RowMapping] = {}
    for row in connection.execute(chosen).mappings():
        first = row["same_as"] or row["pk"]
        if first not in found and limit is not None and len(found) == limit:
            break
        if first not in found or _published(row) < _published(found[first]):
            found[first] = row
    printed = copies(connection, found)
    also = {k: tuple(c for c in printed.get(k, ()) if c.article != row["article_id"]) for k, row in found.items()}
    return [replace(_entry(row), also_in=also[k]) if also[k] else _entry(row) for k, row in found.items()]


def _published(row: RowMapping) -> tuple[date, int]:
    return row["article_published"] or date.max, row["pk"]


def entries(connection: Connection, pks: Iterable[int]) -> dict[int, Entry]:
    """The entries of statements that are known by their keys; those of earlier versions of articles are left out."""
    wanted = sorted(set(pks))
    found: dict[int, Entry] = {}
    for first in range(0, len(wanted), _AT_ONCE):
        chosen = _chosen(connection, Query()).where(statements.c.pk.in_(wanted[first : first + _AT_ONCE]))
        found |= {row["pk"]: _entry(row) for row in connection.execute(chosen).mappings()}
    return found


def spoken_by(connection: Connection, name: str) -> Select[Any]:
    """The keys of the statements whose speaker a name means."""
    return select(statements.c.pk).where(_party(connection, name, ["speaker"]))


def count(connection: Connection, query: Query) -> int:
    """How many statements fit; what several printings of a story have counts once."""
    once = func.count(func.coalesce(statements.c.same_as, statements.c.pk).distinct())
    found = connection.scalar(_chosen(connection, query).with_only_columns(once, maintain_column_froms=True))
    return found or 0


def heads(connection: Connection, query: Query) -> list[Head]:
    """The newest versions of the articles whose text, outlet and date fit, the latest first."""
    columns = articles.c["id", "version", "title", "byline", "outlet", "published", "url", "path"]
    held = select(func.count()).where(statements.c.article_pk == articles.c.pk).scalar_subquery()
    chosen = select(*columns, held.label("statements")).where(articles.c.current)
    if query.text is not None:
        chosen = chosen.join(sqlite.article_search, sqlite.article_search.c.rowid == articles.c.pk)
        chosen = chosen.where(sqlite.matches(sqlite.article_search, query.text))
    if query.since is not None:
        chosen = chosen.where(articles.c.published >= _period(query.since)[0])
    if query.until is not None:
        chosen = chosen.where(articles.c.published <= _period(query.until)[1])
    if query.outlet is not None:
        chosen = chosen.where(func.lower(articles.c.outlet) == func.lower(query.outlet))
    ordered = chosen.order_by(articles.c.published.desc().nulls_last(), articles.c.pk)
    return [Head(**row) for row in connection.execute(ordered).mappings()]


def _entry(row: RowMapping) -> Entry:
    said = statement(row)
    link = fragments.link(row["article_url"], row["article_text"] or "", said.content)
    return Entry(said, **{_ENTRY[name]: row[f"article_{name}"] for name in _HEAD}, link=link)


_AT_ONCE = 500
_HEAD = ("id", "title", "outlet", "published", "url")
_ENTRY = {**{name: name for name in _HEAD}, "id": "article"}  # what they are called there


def _chosen(connection: Connection, query: Query) -> Select[Any]:
    head = [articles.c[name].label(f"article_{name}") for name in _HEAD]
    head.append(case((articles.c.url.is_not(None), articles.c.text)).label("article_text"))
    source = statements.join(articles, statements.c.article_pk == articles.c.pk)
    conditions: list[ColumnElement[bool]] = [articles.c.current]
    if query.text is not None:
        source = source.join(sqlite.statement_search, sqlite.statement_search.c.rowid == statements.c.pk)
        conditions.append(sqlite.matches(sqlite.statement_search, query.text))
    if query.by is not None:
        conditions.append(_party(connection, query.by, ["speaker"]))
    if query.about is not None:
        conditions.append(_party(connection, query.about, ["about", "named"]))
    if query.since is not None:
        conditions.append(statements.c.last_day >= _period(query.since)[0])
    if query.until is not None:
        conditions.append(statements.c.first_day <= _period(query.until)[1])
    if query.outlet is not None:
        conditions.append(func.lower(articles.c.outlet) == func.lower(query.outlet))
    if query.kind is not None:
        conditions.append(statements.c.kind == query.kind)
    return select(statements, *head).select_from(source).where(and_(*conditions))


def _party(connection: Connection, name: str, roles: Sequence[str]) -> ColumnElement[bool]:
    candidates = connection.execute(select(names).where(names.c.key.in_(sorted(who.keys(name)))))
    meant = [row.pk for row in candidates if who.means(name, row.name, row.type)]
    named = statements.c.pk.in_(
        select(parties.c.statement_pk).where(parties.c.name_pk.in_(meant), parties.c.role.in_(roles))
    )
    if known := persons.meant(connection, name):
        return or_(named, statements.c.pk.in_(persons.statements_with(known, roles)))
    return named


def _period(value: str) -> tuple[date, date]:
    period = days(value)
    if period is None:
        raise ValueError(f"not a date: {value!r}; write 2024, 2024-09, 2024-W39 or 2024-09-25")
    return period
