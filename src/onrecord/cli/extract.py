"""`onrecord read` and `onrecord extract`: articles in, one JSON line per article out; no database."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer
from rich.text import Text

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
from onrecord.cli.options import Engine, Originals, OriginalsOption, SureOption
from onrecord.cli.tables import (
    BomOption,
    Column,
    FormatOption,
    Line,
    Writer,
    about,
    addressee,
    first_words,
    marked,
    speaker,
    words,
)
from onrecord.cli.terminal import printable, stdout


def read(
    sources: Sources,
    format: FormatOption = None,
    columns: ColumnsOption = None,
    password: PasswordOption = None,
    allow_private: PrivateOption = False,
) -> None:
    """Read articles and print them, one JSON line each: the text and what is known of it; nothing is extracted.

    Example: onrecord read examples/03-flood.html
    """
    from onrecord.exporting.jsonl import article_line
    from onrecord.exporting.sheet import Field, field

    shown = [
        Column("id", lambda a: a["id"], style="dim"),
        Column("published", lambda a: a["published"]),
        Column("outlet", lambda a: a["outlet"]),
        Column("title", lambda a: a["title"] or a["text"][:80], wide=True),
        Column("words", lambda a: f"{len(a['text'].split()):,}"),
    ]
    fields = [
        field("article", "id"),
        *map(field, ("published", "outlet", "title", "byline", "language", "url", "path", "sha256")),
        Field("words", lambda a: len(a["text"].split())),
        field("text"),
    ]
    inputs = InputRun(sources, "Reading", columns=columns, password=password, allow_private=allow_private)
    with inputs.told("read"), inputs, Writer(format, shown, fields=fields) as out:
        for article in inputs.articles():
            inputs.advance()
            out.write(article_line(article))
    inputs.finish()


def extract(
    sources: Sources,
    format: FormatOption = None,
    with_text: Annotated[bool, typer.Option("--with-text", help="Print each article's text too.")] = False,
    min_confidence: ConfidenceOption = 0.0,
    sure: SureOption = False,
    model: ModelOption = None,
    workers: WorkersOption = 1,
    columns: ColumnsOption = None,
    password: PasswordOption = None,
    allow_private: PrivateOption = False,
    bom: BomOption = False,
    output: Annotated[
        str | None, typer.Option("--output", "-o", help="Write Parquet, shard by shard, into this folder or store.")
    ] = None,
    engine: Annotated[Engine, typer.Option(help="With --output: this machine, or the actors of a Ray cluster.")] = (
        Engine.LOCAL
    ),
    shard: Annotated[int, typer.Option(min=1, help="With --output: articles of a shard.")] = 1000,
    originals: OriginalsOption = Originals.KEEP,
) -> None:
    """Extract who said what: one JSON line per article, or Parquet in a folder; no database.

    With --output the same command goes on where it was stopped, and extracts what is new.

    Example: onrecord extract examples/ --min-confidence 0.5
    """
    if output is not None:
        from onrecord.cli.sharded import Asked, extract_to

        _not_printed({"--format": format is not None, "--with-text": with_text, "--bom": bom})
        asked = Asked(min_confidence, model, workers, columns, password, allow_private, originals, shard, engine, sure)
        extract_to(sources, output, asked)
        return
    from onrecord.exporting.jsonl import extraction_line
    from onrecord.exporting.sheet import STATEMENT, of_extraction
    from onrecord.extraction.floors import surer
    from onrecord.model import Article, Extraction
    from onrecord.scaling import extract_all

    extraction = Extraction(Article("", ""), ())  # the one in hand
    inputs = InputRun(sources, "Extracting", columns=columns, password=password, allow_private=allow_private)
    writer = Writer(
        format,
        _columns(),
        rows=lambda line: line["statements"],
        title=lambda line: _title(line, first_words(extraction.article.text)),
        fields=STATEMENT,
        cells=lambda line: of_extraction(line, extraction),
        bom=bom,
    )
    with inputs.told("extracted"), inputs, writer as out:
        work = extract_all(inputs.articles(), workers=workers, model=model, min_confidence=min_confidence)
        with closing(work) as results:
            found = inputs.sound(results)
            for extraction in map(surer, found) if sure else found:
                out.write(extraction_line(extraction, with_text))
    inputs.finish()


def _not_printed(given: dict[str, bool]) -> None:
    what = "what --output names is Parquet, with the text of each article and all that was found"
    for flag in (flag for flag, is_given in given.items() if is_given):
        raise typer.BadParameter(f"{flag} is of what is printed; {what}: leave {flag} out")


def _columns() -> list[Column]:
    """What a terminal has room for."""
    said_on = Column("said on", lambda s: marked(s["said_on"], "value"), style="dim")
    to = Column("to", addressee, width=16)
    of = Column("about", about, width=20)
    width = stdout().width
    who = Column("speaker", speaker, style="bold cyan", width=24 if width >= 100 else 18)
    what = Column("what", words, wide=True)
    return [who, said_on, what, *([to] if width >= 120 else []), *([of] if width >= 100 else [])]


def _title(line: Line, words: str) -> Text:
    head = Text(printable(line["title"] or words), style="bold")
    known = [line["outlet"], line["published"], line["byline"]]
    return head.append("  " + printable(" · ".join(k for k in known if k)), style="dim")
