"""The articles of a record that may print a quotation, and what its speaker has said that is near to it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, select

from onrecord.comparison.sources import Source, Utterance, source
from onrecord.comparison.tokens import STOP, Words, weight
from onrecord.model import Article, words_at
from onrecord.record import fulltext, persons, search, sqlite, whose
from onrecord.record.connection import Database
from onrecord.record.reports import Sources
from onrecord.record.schema import articles, entities, occasions, statements
from onrecord.record.search import Entry

_RUN: Final = 3  # words that are looked up together
_MOST_RUNS: Final = 30  # of a quotation, spread over it
_MOST_WORDS: Final = 12
_KEPT: Final = 400  # sources that are kept in memory


class Printings:
    """The articles of a record, looked up by the words of a quotation. Nothing is written."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: OrderedDict[int, Source] = OrderedDict()

    def searched(self) -> Sources:
        """What there is."""
        several = func.count().filter(func.length(articles.c.turns) > _NO_TURNS)
        chosen = select(func.count(), several, func.min(articles.c.published), func.max(articles.c.published))
        with self._database.connect() as connection:
            many, transcripts, first, last = connection.execute(chosen.where(articles.c.current)).one()
        return Sources(many - transcripts, transcripts, first, last, str(self._database.path), ())

    def near(self, words: Words, speaker: str | None = None, *, limit: int = 12, loosely: bool = False) -> list[Source]:
        """The articles that share runs of three words with a quotation, the best first; those in which the speaker has
        some of its words before the others, where it is short. `loosely`: that share its telling words, anywhere.
        """
        phrases = telling(words) if loosely else runs(words)
        if not phrases:
            return []
        with self._database.connect() as connection:
            pks: dict[int, None] = {}
            if speaker is not None and (loosely or len(words) <= 2 * _RUN):
                pks |= dict.fromkeys(_by_speaker(connection, speaker, phrases, limit))
            found = (
                select(articles.c.pk)
                .join(fulltext.article_search, fulltext.article_search.c.rowid == articles.c.pk)
                .where(articles.c.current, fulltext.holds_any(fulltext.article_search, phrases))
                .order_by(fulltext.likeness(fulltext.article_search, phrases), articles.c.pk)
            )
            pks |= dict.fromkeys(connection.execute(found.limit(limit)).scalars())
            return self._sources(connection, list(pks))

    def said_by(self, speaker: str, words: Words, *, limit: int = 5) -> list[tuple[Entry, str]]:
        """The statements of a speaker that share most of their telling words with these, the best first, and the text
        that each stands in."""
        phrases = telling(words)
        with self._database.connect() as connection:
            chosen = _statements(connection, speaker, phrases).limit(4 * limit)
            pks = list(connection.execute(chosen).scalars())
            found = search.entries(connection, pks)
            entries = [found[pk] for pk in pks if pk in found][:limit]
            own = articles.c.current & articles.c.id.in_({entry.article for entry in entries})
            texts = {row.id: row.text for row in connection.execute(select(*articles.c["id", "text"]).where(own))}
            return [(entry, texts[entry.article]) for entry in entries if entry.article in texts]

    def namesakes(self, speaker: str) -> bool:
        """Are there several persons in the record whom a name may mean?"""
        with self._database.connect() as connection:
            called = [row.name for row in persons.printed(connection, speaker) if row.type == "person"]
            chosen = select(func.count(entities.c.person.distinct())).join(
                articles, articles.c.pk == entities.c.article_pk
            )
            own = articles.c.current & entities.c.name.in_(called)
            return (connection.scalar(chosen.where(own)) or 0) > 1

    def _sources(self, connection: Connection, pks: Sequence[int]) -> list[Source]:
        missing = [pk for pk in pks if pk not in self._kept]
        if missing:
            called = persons.Names(connection).within(missing)
            for some in sqlite.batches(missing):
                for pk, read in _read(connection, some, called):
                    self._kept[pk] = read
        found = [self._kept[pk] for pk in pks]
        for pk in pks:
            self._kept.move_to_end(pk)
        while len(self._kept) > max(_KEPT, len(pks)):
            self._kept.popitem(last=False)
        return found


_NO_TURNS: Final = 2  # bytes of an empty list
_SAID: Final = (
    "article_pk", "id", "speaker_name", "speaker_type", "speaker_confidence", "said_on", "occasion", "primary",
    "source", "content",
)  # fmt: skip
_HEAD: Final = ("pk", "id", "title", "outlet", "published", "url", "path", "text", "turns")


def _read(connection: Connection, pks: Sequence[int], called: Any) -> Iterable[tuple[int, Source]]:
    """The sources of these articles, with their statements as users have decided them."""
    said: dict[int, list[Row[Any]]] = {pk: [] for pk in pks}
    for row in connection.execute(select(*statements.c[_SAID]).where(statements.c.article_pk.in_(pks))):
        said[row.article_pk].append(row)
    kinds = select(*occasions.c["article_pk", "id", "kind"]).where(occasions.c.article_pk.in_(pks))
    held = {(row.article_pk, row.id): row.kind for row in connection.execute(kinds)}
    for head in connection.execute(select(*articles.c[_HEAD]).where(articles.c.pk.in_(pks))):
        article = Article(
            head.id, head.text, title=head.title, outlet=head.outlet, published=head.published, url=head.url,
            path=head.path, turns=head.turns,
        )  # fmt: skip
        own = called.get(head.pk, {})
        found = [_utterance(r, head.text, own, held.get((head.pk, r.occasion))) for r in said[head.pk]]
        yield head.pk, source(article, found)


def _utterance(row: Row[Any], text: str, own: persons.Called, occasion: str | None) -> Utterance:
    name = row.speaker_name and persons.joint(row.speaker_name, own)
    words = words_at(text, row.source, " ")
    sure = row.speaker_confidence
    return Utterance(row.id, name, row.speaker_type, sure, row.said_on, occasion, row.primary, words, row.content)


def _by_speaker(connection: Connection, speaker: str, phrases: Sequence[str], limit: int) -> Iterable[int]:
    pks = connection.execute(_statements(connection, speaker, phrases).limit(limit)).scalars().all()
    held = select(statements.c.pk, statements.c.article_pk).where(statements.c.pk.in_(pks))
    of = {row.pk: row.article_pk for row in connection.execute(held)}
    return [of[pk] for pk in pks]


def _statements(connection: Connection, speaker: str, phrases: Sequence[str]) -> Select[Any]:
    return (
        select(statements.c.pk)
        .join(articles, statements.c.article_pk == articles.c.pk)
        .join(fulltext.statement_search, fulltext.statement_search.c.rowid == statements.c.pk)
        .where(
            articles.c.current,
            fulltext.holds_any(fulltext.statement_search, phrases),
            statements.c.pk.in_(whose.spoken_by(connection, speaker)),
        )
        .order_by(fulltext.likeness(fulltext.statement_search, phrases), statements.c.pk)
    )


def runs(words: Words) -> list[str]:
    """The runs of words by which a quotation is looked up: some spread over it, none across an ellipsis or bracket."""
    if len(words) < _RUN:
        return [words.printed(0, len(words))]
    starts = [
        i
        for i in range(len(words) - _RUN + 1)
        if not any(k in words.gaps for k in range(i + 1, i + _RUN))
        and not any(k in words.bracketed for k in range(i, i + _RUN))
    ]
    rare = [i for i in starts if sum(weight(w) for w in words.words[i : i + _RUN]) > 1.5]
    chosen = rare if len(rare) >= 3 else starts
    step = max(1, len(chosen) // _MOST_RUNS)
    return [words.printed(i, i + _RUN) for i in chosen[::step]] or telling(words)


def telling(words: Words) -> list[str]:
    """The words of a quotation that not every text has; the longest, as rarer words are longer."""
    rare = [i for i, word in enumerate(words.words) if word not in STOP] or list(range(len(words)))
    rare.sort(key=lambda i: -len(words.words[i]))
    return list(dict.fromkeys(words.printed(i, i + 1) for i in rare[:_MOST_WORDS]))
