"""Does every entry still lead to the words of its original? Each article is opened again, and each entry found."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final, Literal

from sqlalchemy import Connection, RowMapping, select, type_coerce, types
from sqlalchemy.exc import DBAPIError

from onrecord.errors import InputError
from onrecord.model import Anchor, Article, Extraction, Printed, Span
from onrecord.reading.formats import Format, sniff
from onrecord.reading.origin import Origin
from onrecord.reading.original import Original
from onrecord.reading.readers import Options, read_as
from onrecord.record import covered, holding, originals, played, store
from onrecord.record.columns import DamagedValue
from onrecord.record.connection import Database
from onrecord.record.schema import articles

# What reading raises on values that are each of their column's kind, but do not belong together.
_SENSELESS: Final = (DamagedValue, DBAPIError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError)

Fault = Literal["missing", "changed", "damaged", "unreadable", "not found", "read otherwise"]


@dataclass(frozen=True, slots=True)
class Problem(Printed):
    """What does not match.

    `missing`: the original is neither kept nor where it was. `changed`: its file has other bytes now. `damaged`: what
    is kept makes no sense, or is not what it was. `unreadable`: it cannot be opened. `not found`: the words of `entry`
    (the id of a statement, entity or occasion; None: other words of the text) do not stand in the original where they
    should. `read otherwise`: today's reader makes another text of the same bytes.
    """

    fault: Fault
    reason: str
    entry: str | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Checked(Printed):
    """One version of an article that was checked: how many entries it has, and what does not match.

    What is wrong with the record itself comes last, as of an `article` without an id.
    """

    article: str
    version: int
    title: str | None
    source: str | None  # its URL, else its path
    entries: int
    problems: tuple[Problem, ...]


def work(database: Database, ids: Sequence[str], password: str | None) -> tuple[int, Iterator[Checked]]:
    """How many articles there are to check, those of these ids or all versions of all, and each as it is checked. With
    all of them go the counts that the record keeps.

    RecordError for an id that is none.
    """
    with database.connect() as connection:
        asked = [database.article(connection, id)["pk"] for id in ids]
        pks = asked if ids else _keys(connection)

    def checked() -> Iterator[Checked]:
        for pk in pks:
            with database.connect() as connection:
                found = check(connection, pk, password)
            yield found
        if not ids:
            with database.connect() as connection:
                kept = _kept(connection)
            if kept:
                yield Checked("", 0, None, None, 0, kept)

    return len(pks), checked()


def _kept(connection: Connection) -> tuple[Problem, ...]:
    """Where a count that the record keeps is not what there is."""
    told = {"speaker": "by", "about": "about"}
    return (
        *(
            Problem("damaged", f"the record counts {kept:,} statements {told[role]} {name}, and holds {there:,}")
            for name, role, kept, there in played.wrong(connection)
        ),
        *(
            Problem("damaged", f"what the record counts of {outlet or 'no outlet'} ({month or 'all'}) is not so")
            for outlet, month in covered.wrong(connection)
        ),
        *(
            Problem("damaged", f"how much the record compares of {name} as {holder!r} is not what it holds")
            for name, holder in holding.wrong(connection)
        ),
    )


def _keys(connection: Connection) -> list[int]:
    """The keys of all versions of all articles, in the order they were added."""
    return list(connection.execute(select(articles.c.pk).order_by(articles.c.pk)).scalars())


def check(connection: Connection, pk: int, password: str | None = None) -> Checked:
    """Check the article of that key, however damaged its rows are."""
    try:
        return _check(connection, pk, password)
    except _SENSELESS as e:
        reason = f"what the record holds of it makes no sense: {' '.join(str(e).split()) or type(e).__name__}"
    columns = [type_coerce(articles.c[name], types.NullType) for name in ("id", "version", "title", "url", "path")]
    row = connection.execute(select(*columns).where(articles.c.pk == pk)).first()
    id, version, title, url, path = tuple(row) if row else ("", 0, None, None, None)
    source, problem = url or path, Problem("damaged", reason)
    number = version if isinstance(version, int) else 0
    return Checked(_shown(id) or "?", number, _shown(title), _shown(source), 0, (problem,))


def _shown(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else repr(value)


def _check(connection: Connection, pk: int, password: str | None) -> Checked:
    row = connection.execute(select(articles).where(articles.c.pk == pk)).mappings().one()
    extraction = store.whole(connection, row)
    article = extraction.article
    entries = list(_entries(extraction))
    try:
        problems = tuple(_problems(connection, row, article, entries, password))
    except originals.Damaged as e:
        problems = (Problem("damaged", f"its kept original: {e}"),)
    except InputError as e:
        problems = (Problem("unreadable", e.reason),)
    return Checked(article.id, row["version"], article.title, article.url or article.path, len(entries), problems)


def _problems(
    connection: Connection,
    row: RowMapping,
    article: Article,
    entries: list[tuple[str, tuple[Span, ...]]],
    password: str | None,
) -> Iterator[Problem]:
    name = article.url or article.path or article.id
    if originals.is_its_text(article):
        yield from _not_found(article, Original(article.text.encode(), name, encoding="utf-8"), entries)
        return
    kept = originals.find(connection, article.sha256) if article.sha256 else None
    form: Format
    if kept is not None and article.sha256:
        data, form = kept.unpacked(article.sha256), kept.format
    else:
        found = originals.bytes_of(article.path)
        if found is None:
            yield Problem("missing", "its original is not kept, nor is it where it was read")
            return
        if sha256(found).hexdigest() != article.sha256:
            yield Problem("changed", f"{article.path} has other bytes than when it was read")
            return
        data, form = found, sniff(found[:4096], name)
    yield from _not_found(article, Original(data, name, password=password), entries)
    origin = Origin.of(data, name, path=article.path, url=article.url)
    if read_as(form, data, origin, Options(password=password)).text != article.text:
        by = f" (it was read by {row['reader']})" if row["reader"] else ""
        yield Problem("read otherwise", f"today's reader makes another text of it{by}")


def _not_found(article: Article, original: Original, entries: list[tuple[str, tuple[Span, ...]]]) -> Iterator[Problem]:
    wrong = original.mismatches(article)
    broken = set(map(id, wrong))
    anchors = sorted(article.anchors, key=lambda a: a.start)
    starts = [a.start for a in anchors]
    blamed = False
    for entry, spans in entries:
        for span in spans:
            here = list(_over(anchors, starts, span))
            doubtful = tuple(_part(a, span) for a in here if id(a) in broken)
            if not here or (doubtful and original.mismatches(replace(article, anchors=doubtful))):
                blamed = True
                words = article.text[span.start : span.end]
                yield Problem("not found", "its words do not stand there in the original", entry, words)
                break
    if wrong and not blamed:
        words = article.text[wrong[0].start : wrong[0].end]
        yield Problem("not found", "words of the text do not stand there in the original", None, words)


def _over(anchors: list[Anchor], starts: list[int], span: Span) -> Iterator[Anchor]:
    """The anchors that share a character with the span; they do not overlap each other."""
    for anchor in anchors[max(0, bisect_left(starts, span.start) - 1) :]:
        if anchor.start >= span.end:
            return
        if anchor.end > span.start:
            yield anchor


def _part(anchor: Anchor, span: Span) -> Anchor:
    """What an anchor says of the characters that it shares with the span."""
    start, end = max(anchor.start, span.start), min(anchor.end, span.end)
    return Anchor(start, end, anchor.node, anchor.offset + start - anchor.start)


def _entries(extraction: Extraction) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Every entry of an article: its id, and the spans that it stands on."""
    for s in extraction.statements:
        yield s.id, (*s.source, *s.cue, *s.content)
    for entity in extraction.entities:
        yield entity.id, entity.mentions
    for occasion in extraction.occasions:
        yield occasion.id, occasion.spans
