"""The record: articles with their statements, in one file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from sqlalchemy import func, select

from onrecord.errors import RecordError
from onrecord.model import Article, Extraction, Kind, OccasionKind
from onrecord.record import duplicates, occasions, originals, search, store
from onrecord.record.connection import Database
from onrecord.record.duplicates import Copy
from onrecord.record.occasions import Held
from onrecord.record.originals import Kept
from onrecord.record.schema import articles
from onrecord.record.search import Entry, Head, Query

if TYPE_CHECKING:
    from onrecord.extraction.pipeline import Extractor
    from onrecord.record.shifts import Position, Shift
    from onrecord.record.verifying import Checked
    from onrecord.record.voice import Tone


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding an article: its id and version in the record, and whether it was new there."""

    status: Literal["added", "unchanged", "new version"]
    id: str
    version: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a record holds: current articles and their statements, and earlier versions of articles."""

    articles: int
    statements: int
    earlier_versions: int


class Record:
    """A record in a SQLite file, made where there is none.

    Use it as a context manager, or `close` it. Every article is one transaction: all of it is in the record or none,
    whatever interrupts. Several readers and one writer at a time can use the same file. RecordError where the file
    cannot be used: no right, another program's database, one from a newer onrecord.
    """

    def __init__(
        self,
        path: str | PathLike[str] = "onrecord.db",
        *,
        read_only: bool = False,
        timeout: float = 30.0,
        originals: Literal["keep", "hash"] = "keep",
    ) -> None:
        """Open the record. `timeout` is how many seconds to wait for another writer.

        `originals`: whether to keep what articles were read from, or only its hash.
        """
        self.database = Database(path, read_only=read_only, timeout=timeout)
        self.path = self.database.path
        self._keeps = originals == "keep"

    def add(self, item: Article | Extraction, *, extractor: str | None = None, original: Kept | None = None) -> Added:
        """Put one article into the record; an Article that is new there is extracted first.

        The same bytes again, or the same text at the same URL, change nothing. A changed article at the URL of an
        earlier one becomes its new version; `find` and `person` answer from the newest. `extractor` says what made
        the extraction; `original` is what the article was read from, and is looked for at its path where it is not
        given. Raises InputError where the article cannot be extracted or stored.
        """
        article = item if isinstance(item, Article) else item.article
        found = self.known(article, original=original)
        if found:
            return found
        extraction = item if isinstance(item, Extraction) else self._extractor.extract(item)
        kept = (original or originals.from_file(article)) if self._keeps else None
        with self.database.connect(writes=True, input=article.path or article.id) as connection:
            if row := store.known(connection, article):
                return Added("unchanged", row["id"], row["version"])
            version = store.add(connection, extraction, extractor)
            if kept is not None:
                originals.add(connection, article, kept)
        return Added("added" if version == 1 else "new version", article.id, version)

    def known(self, article: Article, *, original: Kept | None = None) -> Added | None:
        """Where the article is in the record already, unchanged; None where adding it would add something.

        An `original` that the record has not kept yet is kept then.
        """
        with self.database.connect(input=article.path or article.id) as connection:
            row = store.known(connection, article)
            lacks = row and original and article.sha256 and originals.find(connection, article.sha256) is None
        if lacks and original and self._keeps and not originals.is_its_text(article):
            with self.database.connect(writes=True) as connection:
                originals.add(connection, article, original)
        return Added("unchanged", row["id"], row["version"]) if row else None

    def find(
        self,
        text: str | None = None,
        *,
        by: str | None = None,
        about: str | None = None,
        since: str | None = None,
        until: str | None = None,
        outlet: str | None = None,
        kind: Kind | None = None,
        limit: int | None = 100,
    ) -> list[Entry]:
        """The statements that fit everything that is given.

        `text`: words of the content, all of them; "words in quotation marks" in that order. Best match first; without
        `text`, the latest first. `by`: the speaker. `about`: whom or what it is about, or whom its words name. Names
        are whole names or family names; case and accents do not matter. `since`, `until`: 2024, 2024-09, 2024-W39 or
        2024-09-25, by the day it was said, else published. ValueError for what is no date. `limit` None: all.
        """
        return self.search(Query(text, by, about, since, until, outlet, kind), limit=limit)

    def search(self, query: Query, *, limit: int | None = 100) -> list[Entry]:
        """The statements that fit a query; see `find`."""
        with self.database.connect() as connection:
            return search.find(connection, query, limit)

    def person(self, name: str, about: str | None = None, *, limit: int | None = None) -> list[Entry]:
        """All that somebody has said, about somebody where that is given, as a timeline: the earliest first.

        The order is by the day it was said, else published; what has neither comes last. `limit` keeps the latest.
        """
        with self.database.connect() as connection:
            return search.timeline(connection, Query(by=name, about=about), limit)

    def count(self, query: Query) -> int:
        """How many statements `find` would give for the query without a limit."""
        with self.database.connect() as connection:
            return search.count(connection, query)

    def article(self, id: str, version: int | None = None) -> Extraction:
        """All of one article, as it was added; `version` None: the newest.

        The beginning of an id will do where only one article's begins so. RecordError where there is none, or several.
        """
        with self.database.connect() as connection:
            return store.whole(connection, self.database.article(connection, id, version))

    def replace(self, extraction: Extraction, *, extractor: str | None = None) -> None:
        """Put what a newer model has read out of an article in the place of what was there.

        The article is one of the record, as `article` gives it. What users decided about people stays. RecordError
        where there is no such article.
        """
        article = extraction.article
        with self.database.connect(writes=True, input=article.path or article.id) as connection:
            store.replace(connection, self.database.article(connection, article.id), extraction, extractor)

    def outdated(self, extractor: str | None = None) -> list[str]:
        """The ids of the current articles that `extractor` has not read out; None: of all."""
        with self.database.connect() as connection:
            chosen = select(articles.c.id).where(articles.c.current).order_by(articles.c.pk)
            other = articles.c.extractor.is_distinct_from(extractor)
            return list(connection.execute(chosen if extractor is None else chosen.where(other)).scalars())

    def verify(self, *ids: str, password: str | None = None) -> tuple[int, Iterator[Checked]]:
        """Open the originals of these articles, or of all, and find every entry: how many, and each as it comes.

        `password` opens encrypted PDFs. RecordError for an id that is none.
        """
        from onrecord.record import verifying

        with self.database.connect() as connection:
            asked = [self.database.article(connection, id)["pk"] for id in ids]
            pks = asked if ids else verifying.keys(connection)

        def work() -> Iterator[Checked]:
            for pk in pks:
                with self.database.connect() as connection:
                    checked = verifying.check(connection, pk, password)
                yield checked

        return len(pks), work()

    def stories(self) -> list[list[Copy]]:
        """The stories that are in the record in several printings (wire copy, reprints), the first published first."""
        with self.database.connect() as connection:
            return duplicates.stories(connection)

    def part(self, id: str) -> None:
        """Decide that an article is a story of its own, whatever it shares with others."""
        with self.database.connect(writes=True) as connection:
            duplicates.part(connection, self.database.article(connection, id)["series"])

    def statement(self, id: str, number: int | None = None) -> Entry:
        """One statement, by its id or by its article's and its number there (`3f9a01bc/2`); the beginning of an
        article's id will do. RecordError where there is none."""
        with self.database.connect() as connection:
            pk = self.database.statement(connection, id, number)["pk"]
            if found := search.entries(connection, [pk]).get(pk):
                return found
        raise RecordError(f"{self.path}: no version of the article of {id!r} is its newest; onrecord verify")

    def abbreviations(self, ids: Iterable[str]) -> dict[str, str]:
        """The shortest beginnings, of eight characters at least, by which `article` still finds these ids."""
        with self.database.connect() as connection:
            return {id: store.abbreviation(connection, id) for id in dict.fromkeys(ids)}

    def articles(
        self, text: str | None = None, *, outlet: str | None = None, since: str | None = None, until: str | None = None
    ) -> list[Head]:
        """The newest version of every article, or those whose words, outlet and date fit; the latest first."""
        with self.database.connect() as connection:
            return search.heads(connection, Query(text, outlet=outlet, since=since, until=until))

    def occasions(
        self, *people: str, kind: OccasionKind | None = None, since: str | None = None, until: str | None = None
    ) -> list[Held]:
        """The occasions at which all of these people took part, the latest first; ValueError for what is no date."""
        with self.database.connect() as connection:
            return occasions.find(connection, people, kind, since, until)

    def shifts(
        self, person: str | None = None, *, about: str | None = None, min_score: float = 0.5, every: bool = False
    ) -> list[Shift]:
        """Where somebody, or anybody, has turned: then and now, the surest first; on each target the surest alone,
        unless `every` is asked.

        What is new in the record is compared first, which writes to it.
        """
        from onrecord.record.shifts import Shifts

        compared = Shifts(self)
        compared.update()
        return compared.find(person, about=about, min_score=min_score, every=every)

    def stance(self, person: str, about: str) -> list[Position]:
        """How somebody has stood to a person, a body or an issue, the earliest first; compares what is new first."""
        from onrecord.record.shifts import Shifts

        compared = Shifts(self)
        compared.update()
        return compared.stance(person, about)

    def voice(self, outlet: str, about: str | None = None) -> list[Tone]:
        """How an outlet speaks of people in its own voice, those first of whom it speaks most often."""
        from onrecord.record.voice import spoken_of

        return spoken_of(self, outlet, about)

    def counts(self) -> Counts:
        """How much is in the record."""
        with self.database.connect() as connection:
            rows = connection.execute(select(articles.c.current, func.count()).group_by(articles.c.current))
            of = {row[0]: row[1] for row in rows}
            return Counts(of.get(True, 0), search.count(connection, Query()), of.get(False, 0))

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, type: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @cached_property
    def _extractor(self) -> Extractor:
        from onrecord.extraction.pipeline import Extractor

        return Extractor()
