"""`onrecord article`: an article of the record, with its statements marked."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.padding import Padding
from rich.text import Text

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.options import DbOption
from onrecord.cli.saying import unlikes
from onrecord.cli.tables import BomOption, Format, FormatOption, Line, Writer, chosen, first_words
from onrecord.cli.terminal import printable, stdout
from onrecord.exporting.steering import harmless
from onrecord.model import doubted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from onrecord.model import Article, Extraction, Party, Statement

_BESIDE = ("also_in", "variants")
_STYLES = {"content": "green", "source": "bold cyan", "cue": "yellow"}


def article(
    id: Annotated[str, typer.Argument(metavar="ID", help="The article's id, or the beginning of it.")],
    version: Annotated[int | None, typer.Option(min=1, help=r"An earlier version. \[default: the newest]")] = None,
    db: DbOption = DEFAULT_DB,
    format: FormatOption = None,
    bom: BomOption = False,
) -> None:
    """Show an article with its statements marked and numbered: who speaks, the words that say so, what is said.

    Ids are what `onrecord find` prints. Piped, it is the line of `onrecord extract --with-text`, whose statements name
    the other printings: `also_in` in the same words, `variants` in others (`≠`).

    Example: onrecord article d9f696dc --db examples.db
    """
    from onrecord.exporting.jsonl import entry_line, extraction_line
    from onrecord.exporting.sheet import STATEMENT, of_extraction
    from onrecord.record import Record

    table = chosen(format) is Format.TABLE
    with Record(db, read_only=True) as record:
        extraction, numbers = record.article(id, version), record.numbers(id, version)
        newest = () if version else record.entries(id)
        beside = {line["id"]: {key: line[key] for key in _BESIDE} for line in map(entry_line, newest)}
        stories = record.stories() if table else []
    if table:
        _show(extraction, numbers, beside)
        head = extraction.article.id
        story = next((story for story in stories if any(copy.article == head for copy in story)), [])
        for copy in (copy for copy in story if copy.article != head):
            known = [copy.outlet, copy.published and copy.published.isoformat(), copy.credit, copy.article]
            known += [f"{copy.variants} of its statements stand otherwise elsewhere"] if copy.variants else []
            stdout().print(Text(printable("Also in: " + " · ".join(k for k in known if k)), style="dim"))
        return

    def cells(line: Line) -> Iterable[Mapping[str, Any]]:
        return of_extraction(line, extraction)

    with Writer(format, [], fields=STATEMENT, cells=cells, bom=bom) as out:
        line = extraction_line(extraction, with_text=True)
        for statement in line["statements"]:
            statement |= beside.get(statement["id"], {key: [] for key in _BESIDE})
        out.write(line)


def _show(extraction: Extraction, numbers: Mapping[str, int], beside: Mapping[str, Line]) -> None:
    from onrecord.record.fragments import link

    console, head = stdout(), extraction.article
    console.print(Text(printable(head.title or first_words(head.text)), style="bold"), soft_wrap=False)
    known = [head.byline, head.outlet, head.published and head.published.isoformat(), head.url or head.path, head.id]
    console.print(Text(printable(" · ".join(part for part in known if part)), style="dim"))
    if head.corrected:
        console.print(Text(f"corrected: {', '.join(head.corrected)}", style="dim"))
    console.print()
    console.print(marked(head, extraction.statements, [numbers[s.id] for s in extraction.statements]))
    if extraction.statements:
        console.print()
        legend = Text.assemble(*((f"{role} ", style) for role, style in _STYLES.items()))
        console.print(Text.assemble((f"{len(extraction.statements)} statements: ", "bold"), legend))
    for statement in extraction.statements:
        url = link(head.url, head.text, statement.content)
        console.print(Padding(_note(numbers[statement.id], statement, url), (0, 0, 0, 2)))
        for line in unlikes(beside.get(statement.id, {})):
            console.print(Padding(Text(line, style="yellow"), (0, 0, 0, 6)))
    for warning in (*head.warnings, *extraction.warnings):
        console.print(Text(printable(f"Note: {warning}"), style="dim"))


def marked(article: Article, statements: tuple[Statement, ...], numbers: Sequence[int] | None = None) -> Text:
    """The article's text with the words of every statement in their colours and a number where its content begins;
    `numbers` are those that the record knows them by, else they are counted."""
    numbered = zip(statements, numbers or range(1, len(statements) + 1), strict=True)
    starts = sorted((statement.content[0].start, n) for statement, n in numbered if statement.content)
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


def _called(party: Party) -> str:
    return party.name + ("?" if doubted(party.confidence) else "")


def _note(number: int, statement: Statement, url: str | None) -> Text:
    from onrecord.record import sureness

    speaker, said_on = statement.speaker, statement.said_on
    note = Text.assemble(
        (f"[{number}] ", "bold magenta" + (f" link {url}" if url else "")),
        (printable(speaker.name or f"({speaker.type})"), "bold cyan"),
    )
    facts: list[str] = [statement.kind, *(fact for fact in (statement.mode, statement.polarity) if fact)]
    if said_on:
        facts.append(said_on.value + ("?" if doubted(said_on.confidence) else ""))
    if statement.addressee:
        facts.append(f"to {_called(statement.addressee)}")
    if statement.about:
        facts.append("about " + ", ".join(map(_called, statement.about)))
    facts += [f"{stance.attitude} on {stance.target}" for stance in statement.stance if stance.attitude != "neutral"]
    facts += [f"{sureness.of(statement):.2f} sure"]
    facts += ["confirmed"] if statement.confirmed else []
    facts += [f"corrected: {', '.join(statement.corrected)}"] if statement.corrected else []
    return note.append("  " + printable(" · ".join(facts)), style="dim")


def _safe(text: str) -> str:
    # One character for one, so that every offset stays true.
    return "".join(" " if c in "\t\r" else "\ufffd" if c != "\n" and not harmless(c) else c for c in text)
