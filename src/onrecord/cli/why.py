"""`onrecord why`: how the words of the text led to a statement's speaker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.options import DbOption
from onrecord.cli.tables import Format, FormatOption, chosen
from onrecord.cli.terminal import json_line, tell, write

if TYPE_CHECKING:
    from onrecord.model import Extraction, Speaker

_AROUND = 48  # characters shown on either side of a mention
_SAYS = {"addressee": "to ", "said_on": "said on ", "occasion": "occasion ", "about": "about ", "stance": ""}


def why(
    id: Annotated[str, typer.Argument(metavar="ID", help="A statement's id, or an article's.")],
    number: Annotated[
        int | None, typer.Argument(metavar="[N]", min=1, help="The statement's number in `onrecord article ID`.")
    ] = None,
    db: DbOption = DEFAULT_DB,
    format: FormatOption = None,
) -> None:
    """Show why a statement has its speaker: the mentions that led from the words in the text to the name.

    Where the speaker is unknown, whoever it may be is listed; then how sure each other field is (0 to 1), and what
    users decided about the statement.

    Example: onrecord why d9f696dc 1 --db examples.db
    """
    import msgspec

    from onrecord.record import Record, sureness

    with Record(db, read_only=True) as record:
        entry = record.statement(id, number)
        statement, extraction = entry.statement, record.article(entry.article)
        decided = record.decisions(id, number)
    steps = [
        {
            "span": list(span),
            "words": extraction.article.text[span.start : span.end],
            "around": _around(extraction, *span),
        }
        for span in statement.speaker.chain or statement.source
    ]
    weighed = list(sureness.fields(statement))
    if chosen(format) in (Format.JSONL, Format.JSON):
        line = {
            "statement": statement.id,
            "text": statement.text,
            "speaker": statement.speaker,
            "steps": steps,
            "sure": weighed,
            "decisions": decided,
        }
        write(json_line(msgspec.to_builtins(line)) + "\n")
        return
    speaker = statement.speaker
    renamed = "".join(f", printed as {printed}" for name, printed in entry.printed if name == speaker.name)
    tell(statement.text)
    tell(f"{speaker.name or 'nobody named'} ({speaker.type}, {speaker.confidence:.2f}){renamed}")
    for n, step in enumerate(steps):
        tell(f"  {'→ ' if n else ''}{step['words']}: {step['around']}")
    if "speaker" not in statement.corrected:
        tell("  " + _weighed(speaker, bool(statement.source)))
    for field in weighed:
        tell(f"  {_SAYS[field.field]}{field.says} ({field.confidence:.2f})")
    for decision in decided:
        tell(f"  decision {decision}")


def _around(extraction: Extraction, start: int, end: int) -> str:
    text = extraction.article.text
    first, last = max(text.rfind("\n", 0, start) + 1, start - _AROUND), end + _AROUND
    stop = text.find("\n", end)
    shown = f"{text[first:start]}[{text[start:end]}]{text[end : last if stop < 0 else min(stop, last)]}"
    return " ".join(shown.split())


def _weighed(speaker: Speaker, told: bool) -> str:
    if speaker.name is None and speaker.candidates:
        return f"it may be {' or '.join(speaker.candidates)}; nothing tells which"
    if speaker.name is None:
        return "the text names no speaker"
    others = [name for name in speaker.candidates if name != speaker.name and name not in speaker.name.split(" & ")]
    if others:
        return f"weighed against {', '.join(others)}"
    return (
        "nobody else came into question"
        if told
        else "no words beside it name the speaker: who spoke last, or the subject"
    )
