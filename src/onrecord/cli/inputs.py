"""The inputs of a command: articles one by one, each failure named on stderr, progress on a terminal."""

from __future__ import annotations

import logging
import os
import signal
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import configuration
from onrecord.cli.progress import Bar
from onrecord.cli.saying import number
from onrecord.cli.terminal import note
from onrecord.errors import InputError, ModelError
from onrecord.model import Article, Extraction

if TYPE_CHECKING:
    from onrecord.reading.readers import Keep
    from onrecord.record.originals import Kept

_log = logging.getLogger(__name__)
_KINDS = 5  # of skipped files, and inputs in another language, that are named

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE|FOLDER|URL|-…",
        help="Articles (text, Markdown, HTML, PDF, …), corpora (JSON lines, CSV, Parquet), archives, folders, URLs.",
    ),
]


def _columns(value: str) -> dict[str, str]:
    """`text=body,published=date` as a mapping from our fields to the corpus's columns."""
    from onrecord.reading.corpus import check_columns

    pairs = [pair.partition("=") for pair in value.split(",")]
    if not all(field and column for field, _, column in pairs):
        raise typer.BadParameter(f"{value!r} is not FIELD=COLUMN,…, such as text=body")
    columns = {field: column for field, _, column in pairs}
    try:
        check_columns(columns)
    except ValueError as e:
        raise typer.BadParameter(f"{value!r} is not FIELD=COLUMN,…: {e}") from None
    return columns


def _a_model(value: str | None) -> str | None:
    if value is not None:
        from onrecord.extraction import folders

        try:
            folders.find(value, "attribution")
        except ModelError as e:
            raise typer.BadParameter(str(e)) from None
    return value


# What commands that take articles have in common.
ColumnsOption = Annotated[
    dict[str, str] | None,
    typer.Option(
        parser=_columns, metavar="FIELD=COLUMN,…", help="A corpus's column names, as text=body,published=date."
    ),
]
PasswordOption = Annotated[str | None, typer.Option(help="The password of encrypted PDF files.")]
PrivateOption = Annotated[
    bool, typer.Option("--allow-private", help="Let URLs lead to this machine or a private network.")
]
ConfidenceOption = Annotated[
    float, configuration.option("min_confidence", "Leave out statements that are less sure than this.")
]
ModelOption = Annotated[
    str | None,
    configuration.option(
        "model", r"The attribution model: a name or a folder. \[default: the one in the wheel]", check=_a_model
    ),
]
WorkersOption = Annotated[int, configuration.option("workers", "Processes that work side by side.")]


class InputRun:
    """One command's way over its inputs; use as a context manager.

    `finish` ends the command: exit status 1 where an input failed.
    """

    def __init__(
        self,
        sources: Iterable[str],
        label: str,
        *,
        columns: dict[str, str] | None = None,
        password: str | None = None,
        allow_private: bool = False,
        keep: Keep | None = None,
        db: str | None = None,
        named: Iterable[str] | None = None,
    ) -> None:
        """`label` says what is done to them ("Reading"); `keep` is given the original of each article; `db` is the
        record that they go into, and no input itself; `named` is what the user gave, where that is more.
        """
        from onrecord.scaling.reading import GuardedReader

        self._sources = list(sources)
        self._named = self._sources if named is None else list(named)
        own = frozenset(os.path.realpath(db) + end for end in ("", "-wal", "-shm", "-journal") if db)
        self._inputs = GuardedReader(
            self._sources, columns or {}, password=password, allow_private=allow_private, keep=keep, left_out=own
        )
        self._bar = Bar(label, counts="article")
        self._count = 0
        self._read: deque[int] = deque()  # bytes read up to each article that is in work
        self._empty = True  # nothing was read yet, nor failed
        self._foreign: dict[str, str] = {}  # inputs in another language than English
        self._interrupted = False
        self.failed = 0
        self.on_failure: Callable[[InputError], None] = lambda error: None

    def __enter__(self) -> InputRun:
        self._before = signal.signal(signal.SIGINT, self._interrupt)
        self._bar.__enter__()
        return self

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        # A library in the middle of something may swallow the exception; the next article then raises it again.
        self._interrupted = True
        raise KeyboardInterrupt

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGINT, self._before)
        self._bar.__exit__(None, None, None)
        note_passed_over(self._inputs.skipped)
        if self._foreign:
            note(_not_english(self._foreign), style="yellow")

    @contextmanager
    def told(self, done: str) -> Iterator[None]:
        """Say, where Ctrl-C stops the work, how far it got ("read", "extracted"), and end with status 130."""
        try:
            yield
        except KeyboardInterrupt:
            failed = f", {self.failed:,} failed" if self.failed else ""
            note(f"stopped: {done} {number(self._count, 'article')}{failed}")
            raise typer.Exit(130) from None

    def articles(self) -> Iterator[Article]:
        """The articles that can be read; what cannot is reported, and the rest goes on."""
        for item in self._inputs if self._sources else ():
            self._empty = False
            self._go_on()
            if isinstance(item, InputError):
                self.report(item)
            else:
                self._read.append(self._inputs.done)
                yield item

    def sound(self, results: Iterable[Extraction | InputError]) -> Iterator[Extraction]:
        """Of the results of `Extractor.extract_all` those that came out well; the others are reported."""
        for result in results:
            self._go_on()
            self.advance()
            if isinstance(result, InputError):
                self.report(result)
                continue
            if result.article.language not in (None, "en") and _is_unread(result.article.language):
                self._foreign[result.article.path or result.article.id] = result.article.language
            found = len(result.statements)
            _log.debug("%s: %d statements", result.article.path or result.article.id, found)
            yield result

    def given(
        self, items: Iterable[tuple[Extraction, Kept | None] | InputError]
    ) -> Iterator[tuple[Extraction, Kept | None]]:
        """Articles that were extracted before; what cannot be read of them is reported."""
        for item in items:
            self._empty = False
            self._go_on()
            if isinstance(item, InputError):
                self.report(item)
            else:
                yield item
            self.advance()

    def pass_over(self) -> None:
        """The article that was given last needs no work."""
        self._read.pop()

    def advance(self) -> None:
        """One article more is done."""
        self._count += 1
        done = self._read.popleft() if self._read else self._inputs.done  # more may have been read ahead
        self._bar.update(done, self._inputs.total, self._count)

    def _go_on(self) -> None:
        if self._interrupted:
            raise KeyboardInterrupt

    def report(self, error: InputError) -> None:
        """Name an input that failed, with the reason, in one line on stderr."""
        self.failed += 1
        self.on_failure(error)
        note(error, style="red")

    def finish(self) -> None:
        """End the command."""
        if self._empty and not self._inputs.skipped:
            note(f"{', '.join(self._named)}: there is no article in it")
        if self.failed:
            raise typer.Exit(1)


def _is_unread(language: str) -> bool:
    from onrecord.extraction.languages import languages

    return language not in languages()


def note_passed_over(skipped: Mapping[str, int]) -> None:
    """Say how many files in folders are of no kind that is read, and of which kinds; nothing where there are none."""
    if not skipped:
        return
    kinds = ", ".join(f"{count:,} {name}" for name, count in Counter(skipped).most_common(_KINDS))
    more = ", …" if len(skipped) > _KINDS else ""
    number = sum(skipped.values())
    verb = "file in a folder is" if number == 1 else "files in folders are"
    note(f"{number:,} {verb} of no kind that is read: {kinds}{more}", style="dim")


def _not_english(found: dict[str, str]) -> str:
    named = ", ".join(f"{name} ({language})" for name, language in list(found.items())[:_KINDS])
    more = f" and {len(found) - _KINDS:,} more" if len(found) > _KINDS else ""
    texts = "1 text is" if len(found) == 1 else f"{len(found):,} texts are"
    was = "was" if len(found) == 1 else "were"
    return f"{texts} not in English, and {was} not extracted: {named}{more}"
