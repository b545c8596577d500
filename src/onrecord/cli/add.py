"""`onrecord add`: articles into the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.inputs import (
    ColumnsOption,
    ConfidenceOption,
    Inputs,
    ModelOption,
    PasswordOption,
    PrivateOption,
    Sources,
    WorkersOption,
)
from onrecord.errors import InputError

if TYPE_CHECKING:
    from onrecord.model import Article, Extraction
    from onrecord.record import Record

DbOption = Annotated[str, typer.Option("--db", metavar="PATH", help="The record: a file, made where there is none.")]
DEFAULT_DB = "onrecord.db"


def add(
    sources: Sources,
    db: DbOption = DEFAULT_DB,
    min_confidence: ConfidenceOption = 0.0,
    model: ModelOption = None,
    workers: WorkersOption = 1,
    columns: ColumnsOption = None,
    password: PasswordOption = None,
    allow_private: PrivateOption = False,
) -> None:
    """Extract articles and put them into a record; what is there already is skipped.

    Each article is in the record wholly or not at all. Ctrl-C stops; the same command again goes on.

    Example: onrecord add examples/ --db examples.db
    """
    from onrecord.record import Record
    from onrecord.record.people import People
    from onrecord.scaling import extract_all

    tally: Counter[str] = Counter()
    inputs = Inputs(sources, "Adding", columns=columns, password=password, allow_private=allow_private)
    try:
        with Record(db) as record, inputs:
            new = _unknown(record, inputs, tally)
            work = extract_all(new, workers=workers, model=model, min_confidence=min_confidence)
            with closing(work) as results:
                for extraction in inputs.sound(results):
                    _add(record, extraction, inputs, tally, extractor=_extractor(model))
            if tally["added"] or tally["new version"]:
                People(record).assign()
    except KeyboardInterrupt:
        typer.echo(f"{_summary(db, tally, inputs.failed)}; stopped: the same command again goes on", err=True)
        raise typer.Exit(130) from None
    typer.echo(_summary(db, tally, inputs.failed))
    inputs.finish()


def _add(record: Record, extraction: Extraction, inputs: Inputs, tally: Counter[str], *, extractor: str) -> None:
    try:
        added = record.add(extraction, extractor=extractor)
    except InputError as error:
        inputs.report(error)
        return
    tally[added.status] += 1
    if added.status != "unchanged":
        tally["statements"] += len(extraction.statements)


def _unknown(record: Record, inputs: Inputs, tally: Counter[str]) -> Iterator[Article]:
    for article in inputs.articles():
        try:
            known = record.known(article)
        except InputError as error:
            inputs.report(error)
            continue
        if known:
            tally["unchanged"] += 1
        else:
            yield article


def _extractor(model: str | None) -> str:
    from onrecord import __version__

    return f"onrecord {__version__}" + (f", {model}" if model else "")


def _summary(db: str, tally: Counter[str], failed: int) -> str:
    parts = [f"added {_number(tally['added'], 'article')}"]
    if tally["new version"]:
        parts.append(_number(tally["new version"], "new version"))
    parts.append(_number(tally["statements"], "statement"))
    if tally["unchanged"]:
        parts.append(f"{tally['unchanged']:,} unchanged")
    if failed:
        parts.append(f"{failed:,} failed")
    return f"{db}: {', '.join(parts)}"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
