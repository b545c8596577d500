"""`onrecord add`: articles into the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import typer

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.inputs import (
    ColumnsOption,
    ConfidenceOption,
    InputRun,
    ModelOption,
    PasswordOption,
    PrivateOption,
    Sources,
    WorkersOption,
)
from onrecord.cli.options import NewDbOption as DbOption
from onrecord.cli.options import Originals, OriginalsOption
from onrecord.cli.saying import summary
from onrecord.cli.shelf import Shelf
from onrecord.cli.terminal import note, tell
from onrecord.errors import InputError

if TYPE_CHECKING:
    from onrecord.model import Article, Extraction
    from onrecord.record import Record
    from onrecord.record.originals import Kept
    from onrecord.record.unread import Unread


def add(
    sources: Sources,
    db: DbOption = DEFAULT_DB,
    min_confidence: ConfidenceOption = 0.0,
    model: ModelOption = None,
    workers: WorkersOption = 1,
    columns: ColumnsOption = None,
    password: PasswordOption = None,
    allow_private: PrivateOption = False,
    originals: OriginalsOption = Originals.KEEP,
) -> None:
    """Extract articles and put them into a record; what is there already is skipped.

    Each article is in the record wholly or not at all. Ctrl-C stops; the same command again goes on. Parquet that
    `extract --output` wrote (its folder, or files of its articles/) is put in as it is, and not extracted again.

    Example: onrecord add examples/ --db examples.db
    """
    put(
        sources,
        db,
        min_confidence=min_confidence,
        model=model,
        workers=workers,
        columns=columns,
        password=password,
        allow_private=allow_private,
        originals=originals,
    ).finish()


def put(
    sources: list[str],
    db: str,
    *,
    min_confidence: float = 0.0,
    model: str | None = None,
    workers: int = 1,
    columns: dict[str, str] | None = None,
    password: str | None = None,
    allow_private: bool = False,
    originals: Originals = Originals.KEEP,
) -> InputRun:
    """Put them into the record, and say what came of it; returns the inputs, of which some may have failed."""
    from onrecord.record import Record
    from onrecord.record.unread import Unread
    from onrecord.scaling import extract_all, loading

    slices, others = loading.parted(sources)
    tally: Counter[str] = Counter()
    shelf = Shelf(originals)
    inputs = InputRun(
        others,
        "Adding",
        columns=columns,
        password=password,
        allow_private=allow_private,
        keep=shelf.keep,
        db=db,
        named=sources,
    )
    try:
        with Record(db, originals=originals.value) as record, inputs:
            unread = Unread(record.database)  # what fails is kept, for Coverage
            inputs.on_failure = unread.failed
            if slices:  # which only then need Parquet's library
                for extraction, original in inputs.given(loading.articles(slices)):
                    _write(record, extraction, original, inputs, tally, unread)
                for error in loading.failures(slices, inputs.report):
                    unread.failed(error)
            new = _unknown(record, inputs, tally, shelf, unread)
            work = extract_all(new, workers=workers, model=model, min_confidence=min_confidence, for_record=True)
            with closing(work) as results:
                for extraction in inputs.sound(results):
                    _add(record, extraction, inputs, tally, shelf, unread)
            people = record.people
            people.assign() if tally["added"] or tally["new version"] else people.catch_up()
    except KeyboardInterrupt:
        note(f"{summary(db, tally, inputs.failed)}; stopped: the same command again goes on")
        raise typer.Exit(130) from None
    tell(summary(db, tally, inputs.failed))
    return inputs


def _add(
    record: Record, extraction: Extraction, inputs: InputRun, tally: Counter[str], shelf: Shelf, unread: Unread
) -> None:
    _write(record, extraction, shelf.take(extraction.article), inputs, tally, unread)


def _write(
    record: Record, extraction: Extraction, original: Kept | None, inputs: InputRun, tally: Counter[str], unread: Unread
) -> None:
    try:
        added = record.add(extraction, original=original)
    except InputError as error:
        inputs.report(error)
        return
    unread.read(extraction.article.path, extraction.article.url)
    tally[added.status] += 1
    if added.status in ("added", "new version"):
        tally["statements"] += len(extraction.statements)


def _unknown(record: Record, inputs: InputRun, tally: Counter[str], shelf: Shelf, unread: Unread) -> Iterator[Article]:
    for article in inputs.articles():
        try:
            original = shelf.take(article)
            known = record.known(article, original=original)
        except InputError as error:
            inputs.pass_over()
            inputs.report(error)
            continue
        if known:
            inputs.pass_over()
            unread.read(article.path, article.url)
            tally[known.status] += 1
        else:
            shelf.put_back(article, original)
            yield article
