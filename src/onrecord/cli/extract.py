"""`onrecord read` and `onrecord extract`: articles in, one JSON line per article out; no database."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer
from rich.text import Text

from onrecord.cli.inputs import Inputs, Sources
from onrecord.cli.tables import Column, FormatOption, Line, Writer, printable


def read(sources: Sources, format: FormatOption = None) -> None:
    """Read articles and print them, one JSON line each: the text and what is known of it; nothing is extracted.

    Example: onrecord read examples/03-flood.html
    """
    from onrecord.exporting.jsonl import article_line

    columns = [
        Column("id", lambda a: a["id"], style="dim"),
        Column("published", lambda a: a["published"]),
        Column("outlet", lambda a: a["outlet"]),
        Column("title", lambda a: a["title"] or a["text"][:80], wide=True),
        Column("words", lambda a: f"{len(a['text'].split()):,}"),
    ]
    with Inputs(sources, "Reading") as inputs, Writer(format, columns) as out:
        for article in inputs.articles():
            out.write(article_line(article))
    inputs.finish()


def extract(
    sources: Sources,
    format: FormatOption = None,
    with_text: Annotated[bool, typer.Option("--with-text", help="Print each article's text too.")] = False,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, help="Leave out statements that are less sure than this.")
    ] = 0.0,
    model: Annotated[
        str | None, typer.Option(help="The attribution model: a name or a folder. [default: the one in the wheel]")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that work side by side.")] = 1,
) -> None:
    """Extract who said what, one JSON line per article; no database.

    Example: onrecord extract examples/ --min-confidence 0.5
    """
    from onrecord.exporting.jsonl import extraction_line
    from onrecord.scaling import extract_all

    columns = [
        Column("speaker", _speaker, style="bold cyan", width=24),
        Column("said on", lambda s: (s["said_on"] or {}).get("value"), style="dim"),
        Column("kind", lambda s: s["kind"], style="dim"),
        Column("what", lambda s: s["text"], wide=True),
        Column("to", lambda s: (s["addressee"] or {}).get("name"), width=16),
        Column("about", lambda s: ", ".join(a["name"] for a in s["about"]), width=20),
    ]
    with Inputs(sources, "Extracting") as inputs, Writer(format, columns, rows=_statements, title=_title) as out:
        work = extract_all(inputs.articles(), workers=workers, model=model, min_confidence=min_confidence)
        with closing(work) as results:
            for extraction in inputs.sound(results):
                out.write(extraction_line(extraction, with_text))
    inputs.finish()


def _statements(line: Line) -> list[Line]:
    return list(line["statements"])


def _speaker(statement: Line) -> str:
    speaker = statement["speaker"]
    return speaker["name"] or f"({speaker['type']})"


def _title(line: Line) -> Text:
    head = Text(printable(line["title"] or line["id"]), style="bold")
    known = [line["outlet"], line["published"], line["byline"]]
    return head.append("  " + printable(" · ".join(k for k in known if k)), style="dim")
