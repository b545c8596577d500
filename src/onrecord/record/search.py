"""What the record is asked: statements by their words, their speaker, whom they are about, and when they were made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, get_args

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, asc, desc, exists, func, or_, select

from onrecord.model import Displayed, Kind, MadeBy, Printed, Statement, words_at
from onrecord.periods import days
from onrecord.record import fragments, fulltext, persons, sqlite, who, whose
from onrecord.record.connection import article_of
from onrecord.record.context import Context, around
from onrecord.record.corrections import UNKNOWN
from onrecord.record.coverage import is_outlet
from onrecord.record.duplicates import Copy, copies
from onrecord.record.either import given, of_keys
from onrecord.record.schema import articles, statements
from onrecord.record.store import statement
from onrecord.record.variants import Families, Variant

_AHEAD: Final = 3  # times as many as are asked for are looked up: some are reprints
_DAY: Final = statements.c.first_day.desc().nulls_last()


@dataclass(frozen=True, slots=True)
class Entry(Displayed):
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
    sha256: str | None = None  # of what the article was read from

    @property
    def when(self) -> str | None:
        """When it was said, as far as the text tells; else when it was published (ISO 8601)."""
        if self.statement.said_on:
            return self.statement.said_on.value
        return self.published.isoformat() if self.published else None


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
                period(value)


def named(**names: str | None) -> None:
    """ValueError for a name that is given and is blank; None is not given."""
    for argument, name in names.items():
        if name is not None and not name.strip():
            raise ValueError(f"{argument} is blank; give a name, or leave it out")


def check_limit(limit: int | None) -> None:
    """ValueError for a limit below 0; None is without a limit."""
    if limit is not None and limit < 0:
        raise ValueError(f"limit={limit} is below 0; None is without a limit")


def find(connection: Connection, query: Query, limit: int | None) -> list[Entry]:
    """The statements that fit: best match first where words were given, else the latest first."""
    if query.text is None:
        return _latest(connection, query, limit, asc)
    best = fulltext.relevance(fulltext.statement_search, query.text)
    ordered = _chosen(connection, query).order_by(best, _DAY, statements.c.pk)
    return _entries(connection, _once(connection, ordered, limit)[0])


def timeline(connection: Connection, query: Query, limit: int | None) -> list[Entry]:
    """The statements that fit, the earliest first, those without a date last. `limit` keeps the latest."""
    latest_first = _latest(connection, query, limit, desc)
    dated = [entry for entry in latest_first if entry.when]
    undated = [entry for entry in latest_first if not entry.when]
    return [*reversed(dated), *reversed(undated)]


def _latest(connection: Connection, query: Query, limit: int | None, within: whose.Order) -> list[Entry]:
    """The entries that fit, the latest day first; `within` a day in this order."""
    order = _DAY, within(statements.c.pk)
    lone = query.by if query == Query(by=query.by) and not is_unknown(query) else None
    if lone and limit is not None and (pks := whose.latest_by(connection, lone, _AHEAD * (limit + 1), within)):
        some = _chosen(connection, Query()).where(statements.c.pk.in_(pks))
        rows, more = _once(connection, some.order_by(*order), limit)
        if more:  # else so much of it is reprinted, or of earlier versions, that these are too few
            return _entries(connection, rows)
    return _entries(connection, _once(connection, _chosen(connection, query).order_by(*order), limit)[0])


def _once(connection: Connection, chosen: Select[Any], limit: int | None) -> tuple[list[RowMapping], bool]:
    """These rows, in their order; what several printings of a story have, once (the first). And whether there are more
    than the limit."""
    found: dict[int, RowMapping] = {}
    for row in connection.execute(chosen).mappings():
        first = row["same_as"] or row["pk"]
        if first not in found and limit is not None and len(found) == limit:
            return list(found.values()), True
        if first not in found or _published(row) < _published(found[first]):
            found[first] = row
    return list(found.values()), False


def _published(row: RowMapping) -> tuple[date, int]:
    return row["article_published"] or date.max, row["pk"]


def entries(connection: Connection, pks: Iterable[int]) -> dict[int, Entry]:
    """The entries of statements that are known by their keys; those of earlier versions of articles are left out."""
    rows = given(connection, _BY_KEY, pks).mappings().all()
    if not rows:
        return {}
    found = zip((row["pk"] for row in rows), _entries(connection, rows), strict=True)
    return dict(sorted(found, key=lambda one: one[0]))


def by_ids(connection: Connection, ids: Iterable[str]) -> dict[str, Entry]:
    """The entries of statements that are known by their ids; those of earlier versions of articles are left out."""
    pks = keys_of(connection, ids)
    found = entries(connection, pks.values())
    return {id: found[pk] for id, pk in pks.items() if pk in found}


def keys_of(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """The keys of statements by their ids; those of earlier versions of articles are left out."""
    wanted = set(ids)
    chosen = select(statements.c.id, statements.c.pk).join(articles, statements.c.article_pk == articles.c.pk)
    pks: dict[str, int] = {}
    for some in sqlite.batches(article_of(id) for id in wanted):  # articles have an index by their ids
        rows = connection.execute(chosen.where(articles.c.current, articles.c.id.in_(some)))
        pks |= {row[0]: row[1] for row in rows if row[0] in wanted}
    return pks


def printed_elsewhere(connection: Connection, article: int) -> dict[str, Entry]:
    """Of the statements of an article (its key) those that other printings have, in these words or in others, by id."""
    other = statements.alias()
    here = statements.c["same_as", "variant_of"]
    there = exists().where(or_(other.c.same_as == statements.c.pk, other.c.variant_of == statements.c.pk))
    chosen = select(statements.c.pk).where(
        statements.c.article_pk == article, or_(*(column.is_not(None) for column in here), there)
    )
    found = entries(connection, connection.execute(chosen).scalars())
    return {entry.statement.id: entry for entry in found.values()}


def keys(connection: Connection, query: Query, *, once: bool) -> Iterator[tuple[int, int]]:
    """The keys of the statements that fit, each behind its article's: in the order of the record, as they are read.

    `once`: of what several printings of a story have in the same words, the one that was published first.
    """
    pairs = _chosen(connection, query).with_only_columns(
        statements.c.article_pk, statements.c.pk, statements.c.n, maintain_column_froms=True
    )
    if once:
        story = func.coalesce(statements.c.same_as, statements.c.pk)
        first = (articles.c.published.asc().nulls_last(), statements.c.pk)
        ranked = pairs.add_columns(func.row_number().over(partition_by=story, order_by=first).label("rank")).subquery()
        pairs = select(ranked.c.article_pk, ranked.c.pk, ranked.c.n).where(ranked.c.rank == 1)
        ordered = pairs.order_by(ranked.c.article_pk, ranked.c.n)
    else:
        ordered = pairs.order_by(statements.c.article_pk, statements.c.n)
    for row in connection.execute(ordered).yield_per(1000):
        yield row[0], row[1]


def fitting(connection: Connection, query: Query) -> Select[Any]:
    """The rows of the statements that fit a query, each joined to its article's, in no order."""
    return _chosen(connection, query)


def count(connection: Connection, query: Query) -> int:
    """How many statements fit; what several printings of a story have counts once."""
    once = func.count(func.coalesce(statements.c.same_as, statements.c.pk).distinct())
    found = connection.scalar(_chosen(connection, query).with_only_columns(once, maintain_column_froms=True))
    return found or 0


def _entries(connection: Connection, rows: Sequence[RowMapping]) -> list[Entry]:
    """The entries of these rows, with what stands around them and where else they are printed."""
    texts = texts_of(connection, {row["article_pk"] for row in rows})
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


def texts_of(connection: Connection, pks: Iterable[int]) -> dict[int, str]:
    """The texts of articles, each read once."""
    return {row.pk: row.text for row in given(connection, _TEXTS, pks)}


_HEAD = ("id", "title", "outlet", "published", "url", "path", "made_by", "sha256")
_ENTRY = {**{name: name for name in _HEAD}, "id": "article"}  # what they are called there
_WITH_HEAD: Final = select(statements, *(articles.c[name].label(f"article_{name}") for name in _HEAD))
_BY_KEY: Final = _WITH_HEAD.select_from(statements.join(articles)).where(articles.c.current, of_keys(statements.c.pk))
_TEXTS: Final = select(*articles.c["pk", "text"]).where(of_keys(articles.c.pk))


def _chosen(connection: Connection, query: Query) -> Select[Any]:
    source = statements.join(articles, statements.c.article_pk == articles.c.pk)
    conditions: list[ColumnElement[bool]] = [articles.c.current]
    if query.text is not None:
        source = source.join(fulltext.statement_search, fulltext.statement_search.c.rowid == statements.c.pk)
        conditions.append(fulltext.matches(fulltext.statement_search, query.text))
    if is_unknown(query):
        conditions.append(statements.c.speaker_name.is_(None))
    elif query.by is not None:
        conditions.append(statements.c.pk.in_(whose.spoken_by(connection, query.by)))
        if query.min_confidence > 0:
            conditions.append(statements.c.speaker_confidence >= query.min_confidence)
    if query.min_confidence > 0:
        conditions.append(statements.c.confidence >= query.min_confidence)
    if query.confirmed:
        conditions.append(statements.c.confirmed)
    if query.about is not None:
        conditions.append(statements.c.pk.in_(whose.spoken_of(connection, query.about)))
    if query.since is not None:
        conditions.append(statements.c.last_day >= period(query.since)[0])
    if query.until is not None:
        conditions.append(statements.c.first_day <= period(query.until)[1])
    if query.outlet is not None:
        conditions.append(is_outlet(query.outlet))
    if query.kind is not None:
        conditions.append(statements.c.kind == query.kind)
    return _WITH_HEAD.select_from(source).where(and_(*conditions))


def is_unknown(query: Query) -> bool:
    """Does a query ask for what nobody knows who said it?"""
    return query.by is not None and query.by.strip().lower() == UNKNOWN


def period(value: str) -> tuple[date, date]:
    """The first and the last day of a date as it may be given; ValueError for what is none."""
    found = days(value)
    if found is None:
        raise ValueError(f"not a date: {value!r}; write 2024, 2024-09, 2024-W39 or 2024-09-25")
    return found
