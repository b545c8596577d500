"""`onrecord export`: the record, or what a query finds in it, in the formats of other programs."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.nothing import explain
from onrecord.cli.options import (
    AboutOption,
    ByOption,
    ConfirmedOption,
    DbOption,
    KindOption,
    MinConfidenceOption,
    OutletOption,
    SinceOption,
    SureOption,
    UntilOption,
    WordsArgument,
    usage,
    writing,
)
from onrecord.cli.terminal import Unheard, note

if TYPE_CHECKING:
    from onrecord.exporting.formats import ExportFormat


def _a_format(name: str) -> str:
    from onrecord.exporting import formats

    with usage():
        formats.find(name)
    return name


def _formats(incomplete: str) -> list[tuple[str, str]]:
    """What a shell offers."""
    from onrecord.exporting import formats

    known = [*formats.FORMATS, *formats.brought()]
    return [(name, formats.find(name).says) for name in known if name.startswith(incomplete)]


def export(
    text: WordsArgument = None,
    format: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            callback=_a_format,
            autocompletion=_formats,
            help="csv, excel, parquet, jsonl, web-annotation, schema.org, claim-review, tei, brat, label-studio, "
            "conll, ftm, prov, dna, or what a plugin brings.",
        ),
    ] = "csv",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help=r"\[default: standard output]")
    ] = None,
    by: ByOption = None,
    about: AboutOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    outlet: OutletOption = None,
    kind: KindOption = None,
    min_confidence: MinConfidenceOption = 0.0,
    confirmed: ConfirmedOption = False,
    sure: SureOption = False,
    db: DbOption = DEFAULT_DB,
) -> None:
    """Export statements, all or those that fit, with their articles: for spreadsheets (csv, excel), programs (parquet,
    jsonl), linked data (web-annotation, schema.org, claim-review, prov), annotation (brat, label-studio, conll, tei),
    and other tools (dna: Discourse Network Analyzer, ftm: FollowTheMoney).

    What fits is chosen as by `onrecord find`. A file appears when it is whole, and then replaces one of its name.

    Example: onrecord export --format excel --by "Daniel Okafor" --output okafor.xlsx --db examples.db
    """
    from onrecord.exporting import formats
    from onrecord.record import Query, Record

    with usage():
        query = Query(text, by, about, since, until, outlet, kind, min_confidence, confirmed)
    chosen = formats.find(format)
    with Record(db, read_only=True) as record, _opened(output, chosen) as out:
        count = formats.export(record, format, out, query, sure=sure)
        if not count:
            explain(db, "nothing fits", record.searched(query))
    if count:
        note(f"{count:,} statements{f' in {output}' if output else ''}")


@contextmanager
def _opened(output: Path | None, format: ExportFormat) -> Iterator[BinaryIO]:
    """Where to write: standard output, or a file that takes its name when all is in it."""
    if output is None:
        if not format.text and sys.stdout.isatty():
            raise typer.BadParameter("this format is not for a terminal; name a file", param_hint="--output")
        try:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            raise Unheard from None
        return
    if output.exists() and not output.is_file():  # a device or a pipe, which nothing is to take the place of
        with writing(output), output.open("wb") as file:
            yield file
        return
    output = output.resolve()  # a link stays one
    with writing(output):
        handle, name = tempfile.mkstemp(prefix=f".{output.name}.", dir=output.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
            mask = os.umask(0)
            os.umask(mask)
            Path(name).chmod(0o666 & ~mask)
            Path(name).replace(output)
        finally:
            Path(name).unlink(missing_ok=True)
