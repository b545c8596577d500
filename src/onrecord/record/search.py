"""What the record is asked: statements by their words, their speaker, whom they are about, and when they were made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, get_args

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, func, or_, select

from onrecord.model import Kind, MadeBy, Printed, Statement, words_at
from onrecord.periods import days
from onrecord.reading import fragments
from onrecord.record import fulltext, persons, sqlite, who
from onrecord.record.context import Context, around
from onrecord.record.corrections import UNKNOWN
from onrecord.record.duplicates import Copy, copies
from onrecord.record.schema import articles, names, parties, statements
from onrecord.record.store import statement
from onrecord.record.variants import Families, Variant


@dataclass(frozen=True, slots=True)
class Entry(Printed):
    """A statement with the head of the article that it stands in; `article` is that article's id."""

    statement: Statement
    article: str
    title: str | None
    outlet: str | None
    published: date | None
    url: str | None
    link: str | None = None  # opens the live page at the statement
    also_in: tuple[Copy, ...] = ()  # other printings of the story in the very same words, the first published first
    variants: tuple[Variant, ...] = ()  # and those in other words, or of another speaker
    context: Context | None = None  # the sentences that it stands in
    printed: tuple[tuple[str, str], ...] = ()  # names that users decided, and how this article has them
    path: str | None = None  # what the article was read from
    made_by: MadeBy | None = None  # what read the statement out
    source_text: str = ""  # the words that name the speaker, pieces joined by " … "

    @property
    def when(self) -> str | None:
        """When it was said, as far as the text tells; else when it was published (ISO 8601)."""
        if self.statement.said_on:
            return self.statement.said_on.value
        return self.published.isoformat() if self.published else None


@dataclass(frozen=True, slots=True)
class Head(Printed):
    """An article of the record without its text: when it was added (UTC), and how many statements it holds."""

    id: str
    version: int
    title: str | None
    byline: str | None
    outlet: str | None
    published: date | None
    url: str | None
    path: str | None
    added_at: datetime
    statements: int


@dataclass(frozen=True, slots=True)
class Query(Printed):
    """What to look for; every field that is given narrows it. Dates are ISO 8601 periods, both ends within.

    `by` "unknown": nobody knows whose it is. `min_confidence` (0 to 1) is of the statement and, where a speaker is
    looked for, of the speaker; `confirmed`: a user has confirmed it.

    ValueError for what asks for nothing: a text without a word, a blank name, a `kind` or a date that is none.
    """

    text: str | None = None
    by: str | None = None
    about: str | None = None
    since: str | None = None
    until: str | None = None
    outlet: str | None = None
    kind: str | None = None
    min_confidence: float = 0.0
    confirmed: bool = False

    def __post_init__(self) -> None:
        if self.text is not None and not any(c.isalnum() for c in self.text):
            raise ValueError(f"no words to look for in {self.text!r}; leave the text out to find all")
        named(by=self.by, about=self.about, outlet=self.outlet)
        if self.kind not in (None, *get_args(Kind)):
            raise ValueError(f"kind={self.kind!r} is none of {', '.join(get_args(Kind))}")
        for value in (self.since, self.until):
            if value is not None:
                _period(value)


def named(**names: str | None) -> None:
    """ValueError for a name that is given and is blank; None is not given."""
    for argument, name in names.items():
        if name is not None and not name.strip():
            raise ValueError(f"{argument} is blank; give a name, or leave it out")


def is_outlet(name: str) -> ColumnElement[bool]:
    """The articles of an outlet, whatever the case of its ASCII letters: what every database calls lower case."""
    return func.lower(articles.c.outlet, type_=articles.c.outlet.type) == name.encode().lower().decode()


def check_limit(limit: int | None) -> None:
    """ValueError for a limit below 0; None is without a limit."""
    if limit is not None and limit < 0:
        raise ValueError(f"limit={limit} is below 0; None is without a limit")


def find(connection: Connection, query: Query, limit: int | None) -> list[Entry]:
    """The statements that fit: best match first where words were given, else the latest first."""
    chosen = _chosen(connection, query)
    latest = statements.c.first_day.desc().nulls_last()
    first = [fulltext.relevance(fulltext.statement_search, query.text)] if query.text is not None else []
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
    return _entries(connection, list(found.values()))


def _published(row: RowMapping) -> tuple[date, int]:
    return row["article_published"] or date.max, row["pk"]


def entries(connection: Connection, pks: Iterable[int]) -> dict[int, Entry]:
    """The entries of statements that are known by their keys; those of earlier versions of articles are left out."""
    found: dict[int, Entry] = {}
    for some in sqlite.batches(pks):
        chosen = _chosen(connection, Query()).where(statements.c.pk.in_(some))
        rows = connection.execute(chosen).mappings().all()
        found |= dict(zip((row["pk"] for row in rows), _entries(connection, rows), strict=True))
    return dict(sorted(found.items()))


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
    chosen = _heads().where(articles.c.current)
    if query.text is not None:
        chosen = chosen.join(fulltext.article_search, fulltext.article_search.c.rowid == articles.c.pk)
        chosen = chosen.where(fulltext.matches(fulltext.article_search, query.text))
    if query.since is not None:
        chosen = chosen.where(articles.c.published >= _period(query.since)[0])
    if query.until is not None:
        chosen = chosen.where(articles.c.published <= _period(query.until)[1])
    if query.outlet is not None:
        chosen = chosen.where(is_outlet(query.outlet))
    ordered = chosen.order_by(articles.c.published.desc().nulls_last(), articles.c.pk)
    return [_head(row) for row in connection.execute(ordered).mappings()]


def head(connection: Connection, pk: int) -> Head:
    """The article of that key."""
    return _head(connection.execute(_heads().where(articles.c.pk == pk)).mappings().one())


def _heads() -> Select[Any]:
    columns = articles.c["id", "version", "title", "byline", "outlet", "published", "url", "path", "added_at"]
    held = select(func.count()).where(statements.c.article_pk == articles.c.pk).scalar_subquery()
    return select(*columns, held.label("statements"))


def _head(row: RowMapping) -> Head:
    return Head(**{**row, "added_at": row["added_at"].replace(tzinfo=UTC)})


def _entries(connection: Connection, rows: Sequence[RowMapping]) -> list[Entry]:
    """The entries of these rows, with what stands around them and where else they are printed."""
    texts = _texts(connection, {row["article_pk"] for row in rows})
    printed = copies(connection, {row["same_as"] or row["pk"] for row in rows})
    names_of = persons.Names(connection)
    called = names_of.within(texts)
    forms = Families(connection, {row["variant_of"] or row["same_as"] or row["pk"] for row in rows}, names_of)
    found = []
    for row in rows:
        first, own, text = row["same_as"] or row["pk"], called.get(row["article_pk"], {}), texts[row["article_pk"]]
        said = persons.renamed(statement(row), own)
        speaker = said.speaker.name, said.speaker.type
        shown = {*who.each(said.speaker.name or ""), *(p.name for p in (*said.about, *filter(None, [said.addressee])))}
        entry = Entry(
            said,
            **{_ENTRY[name]: row[f"article_{name}"] for name in _HEAD},
            link=fragments.link(row["article_url"], text, said.content),
            also_in=tuple(c for c in printed.get(first, ()) if c.article != row["article_id"]),
            variants=forms.of(row["variant_of"] or first, first, said.text, speaker),
            context=around(text, said.source, said.cue, said.content),
            printed=tuple((new, old) for old, new in own.items() if new in shown),
            source_text=words_at(text, said.source),
        )
        found.append(entry)
    return found


def _texts(connection: Connection, pks: Iterable[int]) -> dict[int, str]:
    """The texts of articles, each read once."""
    found: dict[int, str] = {}
    for some in sqlite.batches(pks):
        chosen = select(*articles.c["pk", "text"]).where(articles.c.pk.in_(some))
        found |= {row.pk: row.text for row in connection.execute(chosen)}
    return found


_HEAD = ("id", "title", "outlet", "published", "url", "path", "made_by")
_ENTRY = {**{name: name for name in _HEAD}, "id": "article"}  # what they are called there


def _chosen(connection: Connection, query: Query) -> Select[Any]:
    head = [articles.c[name].label(f"article_{name}") for name in _HEAD]
    source = statements.join(articles, statements.c.article_pk == articles.c.pk)
    conditions: list[ColumnElement[bool]] = [articles.c.current]
    if query.text is not None:
        source = source.join(fulltext.statement_search, fulltext.statement_search.c.rowid == statements.c.pk)
        conditions.append(fulltext.matches(fulltext.statement_search, query.text))
    if query.by is not None and query.by.strip().lower() == UNKNOWN:
        conditions.append(statements.c.speaker_name.is_(None))
    elif query.by is not None:
        conditions.append(_party(connection, query.by, ["speaker"]))
        if query.min_confidence > 0:
            conditions.append(statements.c.speaker_confidence >= query.min_confidence)
    if query.min_confidence > 0:
        conditions.append(statements.c.confidence >= query.min_confidence)
    if query.confirmed:
        conditions.append(statements.c.confirmed)
    if query.about is not None:
        conditions.append(_party(connection, query.about, ["about", "named"]))
    if query.since is not None:
        conditions.append(statements.c.last_day >= _period(query.since)[0])
    if query.until is not None:
        conditions.append(statements.c.first_day <= _period(query.until)[1])
    if query.outlet is not None:
        conditions.append(is_outlet(query.outlet))
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
