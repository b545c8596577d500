"""`onrecord article`: an article of the record, with its statements marked."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from onrecord.cli.add import DEFAULT_DB
from onrecord.cli.find import DbOption
from onrecord.cli.tables import BomOption, Format, FormatOption, Writer, chosen, first_words
from onrecord.cli.terminal import harmless, printable, stdout

if TYPE_CHECKING:
    from onrecord.model import Article, Extraction, Statement

_STYLES = {"content": "green", "source": "bold cyan", "cue": "yellow"}


def article(
    id: Annotated[str, typer.Argument(metavar="ID", help="The article's id, or the beginning of it.")],
    version: Annotated[int | None, typer.Option(min=1, help=r"An earlier version. \[default: the newest]")] = None,
    db: DbOption = DEFAULT_DB,
    format: FormatOption = None,
    bom: BomOption = False,
) -> None:
    """Show an article with its statements marked and numbered: who speaks, the words that say so, what is said.

    Ids are what `onrecord find` prints. Piped, it is the line of `onrecord extract --with-text`.

    Example: onrecord article d9f696dc --db examples.db
    """
    from onrecord.exporting.jsonl import extraction_line
    from onrecord.exporting.sheet import STATEMENT, of_extraction
    from onrecord.record import Record

    with Record(db, read_only=True) as record:
        extraction = record.article(id, version)
        head = extraction.article.id
        also = next(
            ([c for c in s if c.article != head] for s in record.stories() if any(c.article == head for c in s)), []
        )
    if chosen(format) is Format.TABLE:
        _show(extraction)
        for copy in also:
            known = [copy.outlet, copy.published and copy.published.isoformat(), copy.credit, copy.article]
            stdout().print(Text(printable("Also in: " + " · ".join(k for k in known if k)), style="dim"))
        return
    with Writer(
        format, [], fields=STATEMENT, cells=lambda line: of_extraction(line, extraction.article), bom=bom
    ) as out:
        out.write(extraction_line(extraction, with_text=True))


def _show(extraction: Extraction) -> None:
    from onrecord.reading.fragments import link

    console, head = stdout(), extraction.article
    console.print(Text(printable(head.title or first_words(head.text)), style="bold"), soft_wrap=False)
    known = [head.byline, head.outlet, head.published and head.published.isoformat(), head.url or head.path, head.id]
    console.print(Text(printable(" · ".join(part for part in known if part)), style="dim"))
    console.print()
    console.print(marked(head, extraction.statements))
    if extraction.statements:
        console.print()
        legend = Text.assemble(*((f"{role} ", style) for role, style in _STYLES.items()))
        console.print(Text.assemble((f"{len(extraction.statements)} statements: ", "bold"), legend))
    for number, statement in enumerate(extraction.statements, 1):
        console.print(Padding(_note(number, statement, link(head.url, head.text, statement.content)), (0, 0, 0, 2)))
    for warning in (*head.warnings, *extraction.warnings):
        console.print(Text(printable(f"Note: {warning}"), style="dim"))


def marked(article: Article, statements: tuple[Statement, ...]) -> Text:
    """The article's text with the words of every statement in their colours and a number where its content begins."""
    starts = sorted((statement.content[0].start, n) for n, statement in enumerate(statements, 1) if statement.content)
    marks = [f"[{n}] " for _, n in starts]
    offsets = [start for start, _ in starts]
    # How far everything moves that stands at or after the k-th mark.
    moved = [0]
    for mark in marks:
        moved.append(moved[-1] + len(mark))
    safe = _safe(article.text)
    pieces = [safe[a:b] for a, b in zip([0, *offsets], [*offsets, len(safe)], strict=True)]
    text = Text("".join(piece + mark for piece, mark in zip(pieces, [*marks, ""], strict=True)))
    for role, style in _STYLES.items():  # a source or cue within another's content keeps its own colour
        for statement in statements:
            for start, end in getattr(statement, role):
                first = start + moved[bisect_right(offsets, start)]
                text.stylize(style, first, max(first, end + moved[bisect_right(offsets, end - 1)]))
    for k, start in enumerate(offsets):
        text.stylize("bold magenta", start + moved[k], start + moved[k + 1] - 1)
    return text


def _note(number: int, statement: Statement, url: str | None) -> Text:
    speaker, said_on = statement.speaker, statement.said_on
    note = Text.assemble(
        (f"[{number}] ", "bold magenta" + (f" link {url}" if url else "")),
        (printable(speaker.name or f"({speaker.type})"), "bold cyan"),
    )
    facts: list[str] = [statement.kind, *(fact for fact in (statement.mode, statement.polarity) if fact)]
    if said_on:
        facts.append(said_on.value)
    if statement.addressee:
        facts.append(f"to {statement.addressee.name}")
    if statement.about:
        facts.append("about " + ", ".join(party.name for party in statement.about))
    facts += [f"{stance.attitude} on {stance.target}" for stance in statement.stance if stance.attitude != "neutral"]
    return note.append("  " + printable(" · ".join(facts)), style="dim")


def _safe(text: str) -> str:
    # One character for one, so that every offset stays true.
    return "".join(" " if c in "\t\r" else "\ufffd" if c != "\n" and not harmless(c) else c for c in text)
