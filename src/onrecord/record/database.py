"""The record: articles with their statements, in one file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Unpack

from onrecord.errors import READ_FIRST
from onrecord.model import Article, Extraction, Kind, MadeBy, OccasionKind
from onrecord.record import duplicates, heads, search, searched, single, store
from onrecord.record.connection import Database
from onrecord.record.corrections import Correction, Edit, Fields
from onrecord.record.search import Entry, Query
from onrecord.record.searched import Counts, Searched

if TYPE_CHECKING:
    from onrecord.record.adding import Added
    from onrecord.record.asserting import AssertingExtractor
    from onrecord.record.decisions import Decision
    from onrecord.record.duplicates import Printing
    from onrecord.record.heads import Head
    from onrecord.record.occasions import Held
    from onrecord.record.originals import Kept
    from onrecord.record.people import People
    from onrecord.record.places import Place
    from onrecord.record.quotations import Quotation
    from onrecord.record.shifts import Compared, Position, Shift
    from onrecord.record.verify import Checked
    from onrecord.record.voice import Tone


class Record(AbstractContextManager["Record"]):
    """A record in a SQLite file, made where there is none.

    Use it as a context manager, or `close` it. Every article is one transaction: all of it is in the record or none,
    whatever interrupts. Several readers and one writer at a time can use the same file. RecordError where the file
    cannot be used: no right, another program's database, one from a newer onrecord, or it was closed.
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

        `originals`: whether to keep what articles were read from, or only its hash. ValueError for anything else.
        """
        if originals not in ("keep", "hash"):
            raise ValueError(f"originals={originals!r} is neither 'keep' nor 'hash'")
        self.database = Database(path, read_only=read_only, timeout=timeout)
        self.path = self.database.path
        self._keeps = originals == "keep"

    def add(self, item: Article | Extraction, *, original: Kept | None = None) -> Added:
        """Put one article into the record; an Article that is new there is extracted first.

        The same bytes again, or the same text at the same URL, change nothing. A changed article at the URL of an
        earlier one becomes its new version; `find` and `person` answer from the newest, and what users decided holds
        there too. `original` is what the article was read from, and is looked for at its path where it is not given.
        Raises InputError where the article cannot be extracted or stored, TypeError for what is neither.
        """
        if not isinstance(item, (Article, Extraction)):
            raise TypeError(f"add() takes an Article or an Extraction, not {type(item).__name__}; {READ_FIRST}")
        article = item if isinstance(item, Article) else item.article
        if found := self.known(article, original=original):
            return found
        extraction = item if isinstance(item, Extraction) else self._extractor.extract(item)
        from onrecord.record import adding

        return adding.add(self.database, extraction, original, keeps=self._keeps)

    def known(self, article: Article, *, original: Kept | None = None) -> Added | None:
        """Where the article is in the record already, unchanged; None where adding it would add something.

        An `original` that the record has not kept yet is kept then.
        """
        from onrecord.record import adding

        return adding.known(self.database, article, original, keeps=self._keeps)

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
        min_confidence: float = 0.0,
        confirmed: bool = False,
        limit: int | None = 100,
    ) -> list[Entry]:
        """The statements that fit everything that is given.

        `text`: words of the content, all of them; "words in quotation marks" in that order. Best match first; without
        `text`, the latest first. `by`: the speaker. `about`: whom or what it is about, or whom its words name. Names
        are whole names or family names; case and accents do not matter; `by="unknown"`: nobody knows who. `since`,
        `until`: 2024, 2024-09, 2024-W39 or 2024-09-25, by the day it was said, else published. `min_confidence` (0 to
        1): of the statement and, where `by` is given, of the speaker. `confirmed`: only what users confirmed. `limit`
        None: all. ValueError for a text without a word, a blank name, a kind or a date that is none, a limit below 0;
        RecordError for over 500 words.
        """
        query = Query(text, by, about, since, until, outlet, kind, min_confidence, confirmed)
        return self.search(query, limit=limit)

    def search(self, query: Query, *, limit: int | None = 100) -> list[Entry]:
        """The statements that fit a query; see `find`."""
        search.check_limit(limit)
        with self.database.connect() as connection:
            return search.find(connection, query, limit)

    def person(self, name: str, about: str | None = None, *, limit: int | None = None) -> list[Entry]:
        """All that somebody has said, about somebody where that is given, as a timeline: the earliest first.

        The order is by the day it was said, else published; what has neither comes last. `limit` keeps the latest.
        ValueError for a blank name and a limit below 0.
        """
        search.check_limit(limit)
        with self.database.connect() as connection:
            return search.timeline(connection, Query(by=name, about=about), limit)

    def quotation(self, statement: str, number: int | None = None) -> Quotation:
        """Every printing of what a statement says, across articles: in which words, where first, what came from what.

        The statement is named as for `statement`. RecordError where there is none.
        """
        from onrecord.record.quotations import of_statement

        return of_statement(self.database, statement, number)

    def quotations(self, *, by: str | None = None, min_outlets: int = 2, altered: bool = False) -> list[Quotation]:
        """The utterances that several outlets print, those of most outlets first; `altered`: where words differ.

        ValueError for a blank name.
        """
        from onrecord.record.quotations import of_record

        return of_record(self.database, by=by, min_outlets=min_outlets, altered=altered)

    def count(self, query: Query) -> int:
        """How many statements `find` would give for the query without a limit."""
        with self.database.connect() as connection:
            return search.count(connection, query)

    def searched(self, query: Query) -> Searched:
        """What `find` goes through for a query, and how many statements fit each of its conditions by itself."""
        with self.database.connect() as connection:
            return searched.for_query(connection, query)

    def article(self, id: str, version: int | None = None) -> Extraction:
        """All of one article; `version` None: the newest.

        It is as it was added, but for the names that users decided of people; what is printed is among the aliases.
        The beginning of an id will do where only one article's begins so. RecordError where there is none, or several.
        """
        return single.article(self.database, id, version)

    def replace(self, extraction: Extraction) -> None:
        """Put what a newer model has read out of an article in the place of what was there.

        The article is one of the record, as `article` gives it. What users decided stays. RecordError where there is
        no such article.
        """
        from onrecord.record import adding

        adding.replace(self.database, extraction)

    def outdated(self, made_by: MadeBy | None = None, *, languages: Mapping[str, MadeBy] | None = None) -> list[str]:
        """The ids of the current articles that something else (of a language: than its own) has read out, or of all."""
        from onrecord.record import adding

        return adding.outdated(self.database, made_by, languages or {})

    def verify(self, *ids: str, password: str | None = None) -> tuple[int, Iterator[Checked]]:
        """Open the originals of these articles, or of all, and find every entry: how many, and each as it comes.

        `password` opens encrypted PDFs. RecordError for an id that is none.
        """
        from onrecord.record import verify

        return verify.work(self.database, ids, password)

    def stories(self) -> list[list[Printing]]:
        """The stories that are in the record in several printings (wire copy, reprints), the first published first."""
        with self.database.connect() as connection:
            return duplicates.stories(connection)

    def part(self, id: str) -> None:
        """Decide that an article, whatever it shares, is a story of its own. RecordError for an id that is none."""
        with self.database.connect(writes=True) as connection:
            duplicates.part(connection, self.database.article(connection, id)["series"])

    def statement(self, id: str, number: int | None = None) -> Entry:
        """One statement, by its id or by its article's and its number there (`3f9a01bc/2`); the beginning of an
        article's id will do. RecordError where there is none."""
        return single.statement(self.database, id, number)

    def entries(self, id: str) -> list[Entry]:
        """The statements of the newest version of an article, each with what other printings of the story have."""
        return single.entries(self.database, id)

    def original(self, id: str, number: int | None = None, *, password: str | None = None) -> Place:
        """Where a statement (named as for `statement`) stands in what its article was read from: the bytes, the place
        of each of its words in them (HTML node, page and boxes) and, where they are not kept, why not.

        `onrecord.marked_page` shows it. `password` opens an encrypted PDF. RecordError where there is no such
        statement, InputError where a PDF cannot be opened.
        """
        return single.place(self.database, id, number, password)

    def abbreviations(self, ids: Iterable[str]) -> dict[str, str]:
        """The shortest beginnings, of eight characters at least, by which `article` still finds these ids."""
        with self.database.connect() as connection:
            return {id: store.abbreviation(connection, id) for id in dict.fromkeys(ids)}

    def articles(
        self, text: str | None = None, *, outlet: str | None = None, since: str | None = None, until: str | None = None
    ) -> list[Head]:
        """The newest version of every article, or those whose words, outlet and date fit; the latest first.

        ValueError as for `find`.
        """
        with self.database.connect() as connection:
            return heads.find(connection, Query(text, outlet=outlet, since=since, until=until))

    def head(self, id: str, version: int | None = None) -> Head:
        """An article without its text, by its id or its beginning. RecordError where there is none, or several."""
        return single.head(self.database, id, version)

    def occasions(
        self, *people: str, kind: OccasionKind | None = None, since: str | None = None, until: str | None = None
    ) -> list[Held]:
        """The occasions at which all of these people took part, the latest first. ValueError for a blank name, and for
        a kind or a date that is none."""
        from onrecord.record import occasions

        with self.database.connect() as connection:
            return occasions.find(connection, people, kind, since, until)

    def compare(self, progress: Callable[[int, int], None] = lambda done, all: None) -> int:
        """Set what is new in the record beside what its holders have said before, for `shifts` and `stance`; returns of
        how many articles. Each is one transaction, so it can be interrupted, and goes on where it was.

        `progress` is told how many of how many articles are done. RecordError where the record cannot be written to.
        """
        from onrecord.record import behind

        return behind.catch_up(self, progress)

    def shifts(
        self, person: str | None = None, *, about: str | None = None, min_score: float = 0.5, every: bool = False
    ) -> Compared[Shift]:
        """Where somebody, or anybody, has turned: then and now, the surest first; on each target the surest alone,
        unless `every` is asked.

        From what `compare` has done; `behind` of the list says of how many articles something is not compared yet.
        ValueError for a blank name, and for a `min_score` that is not from 0 to 1.
        """
        search.named(person=person, about=about)
        if not 0 <= min_score <= 1:
            raise ValueError(f"min_score={min_score} is not from 0 to 1")
        from onrecord.record import shifts

        with self.database.connect() as connection:
            return shifts.find(connection, person, about, min_score, every=every)

    def stance(self, person: str, about: str) -> Compared[Position]:
        """How somebody has stood to a person, a body or an issue, the earliest first; `behind` as for `shifts`.

        ValueError for a blank name.
        """
        search.named(person=person, about=about)
        from onrecord.record import shifts

        with self.database.connect() as connection:
            return shifts.stance(connection, person, about)

    def compared(self, person: str | None = None, about: str | None = None) -> Searched:
        """What `shifts` and `stance` go through: how many statements, and on what they take a position."""
        from onrecord.record import shifts

        with self.database.connect() as connection:
            return shifts.went_through(connection, person, about)

    def voice(self, outlet: str, about: str | None = None) -> list[Tone]:
        """How an outlet speaks of people in its own voice, most often first. ValueError for a blank name."""
        search.named(outlet=outlet, about=about)
        from onrecord.record import voice

        with self.database.connect() as connection:
            return voice.spoken_of(connection, outlet, about)

    @property
    def people(self) -> People:
        """Who is who in the record, judged from the articles that are in it when it is first asked."""
        from onrecord.record.people import People

        return People(self)

    def numbers(self, id: str, version: int | None = None) -> dict[str, int]:
        """By which number each statement of an article is known (`ARTICLE/3`), by its id, rejected ones too."""
        from onrecord.record import deciding

        return deciding.numbers(self.database, id, version)

    def correct(
        self, id: str, number: int | None = None, *, by: str | None = None, reason: str = "", **fields: Unpack[Fields]
    ) -> Decision:
        """Decide what holds of a statement, named as for `statement`: its `speaker`, `said_on`, `addressee`, `kind`,
        `mode`, `polarity`, `about`, `attitude` or `content`, or to `reject` or `confirm` it (see `Correction`).

        It outranks what any model reads, now and later. `by` None: signed by the system's user. ValueError for what
        cannot be, RecordError where there is no such statement, or the article does not say the content's words.
        """
        from onrecord.record import deciding

        return deciding.correct(self.database, id, number, Correction.of(fields), by=by, reason=reason)

    def edit(
        self,
        id: str,
        *,
        title: str | None = None,
        byline: str | None = None,
        outlet: str | None = None,
        published: str | None = None,
        by: str | None = None,
        reason: str = "",
    ) -> Decision:
        """Decide what holds of an article's head; "" says that it is not known, None leaves it as it is.

        ValueError for what is no day, RecordError where there is no such article.
        """
        from onrecord.record import deciding

        change = Edit(title=title, byline=byline, outlet=outlet, published=published)
        return deciding.edit(self.database, id, change, by=by, reason=reason)

    def no_shift(self, then: str, now: str, *, by: str | None = None, reason: str = "") -> Decision:
        """Decide that two statements are no shift, whatever is found. RecordError where none is between them."""
        from onrecord.record import deciding

        return deciding.no_shift(self.database, then, now, by=by, reason=reason)

    def remove(self, id: str, *, keep_hash: bool = False, by: str | None = None, reason: str = "") -> Decision:
        """Take an article out for good, with all its versions, what was read out of it and its original.

        It cannot be undone; the decision stays, without any content. `keep_hash`: it is not to be added again.
        """
        from onrecord.record import deciding

        return deciding.remove(self.database, id, keep_hash=keep_hash, by=by, reason=reason)

    def decisions(self, statement: str | None = None, number: int | None = None) -> list[Decision]:
        """What users decided, in the order they did, with what was undone; or only what was on one statement, named
        as for `statement`."""
        from onrecord.record import deciding

        return deciding.listed(self.database, statement, number)

    def undo(self, n: int) -> Decision:
        """Take the decision of this number back; it stays in the list. RecordError where that cannot be."""
        from onrecord.record import deciding

        return deciding.undo(self.database, n)

    def counts(self) -> Counts:
        """How much is in the record."""
        with self.database.connect() as connection:
            return searched.counts(connection)

    def backup(self, path: str | PathLike[str]) -> None:
        """Copy the record into a new file, as it is at one moment. RecordError where there is a file already."""
        from onrecord.record import backup

        with self.database.connect() as connection:
            backup.copy(connection, Path(path))

    def close(self) -> None:
        """Let go of the file. Whatever is asked of the record after that raises RecordError."""
        self.database.close()

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def _extractor(self) -> AssertingExtractor:
        from onrecord.record import asserting

        return asserting.default()
