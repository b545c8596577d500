"""Statements as a command prints them: columns of a table for people, lines for pipes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from onrecord.cli.nothing import explain
from onrecord.cli.saying import said
from onrecord.cli.tables import Column, Format, Line, Writer, about, addressee, chosen, marked, speaker, words
from onrecord.cli.terminal import note, stdout

_WIDE: Final = 160  # characters: a terminal of fewer shows neither to whom nor about whom

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.record import Entry, Query, Record


def show(
    record: Record,
    query: Query,
    entries: Sequence[Entry],
    limit: int | None,
    format: Format | None,
    db: str,
    nothing: str,
    bom: bool = False,
) -> None:
    """Print what a query has found; say on stderr what was searched when that is `nothing`, and when there is more."""
    from onrecord.exporting.jsonl import entry_line
    from onrecord.exporting.sheet import STATEMENT

    shown = []
    if chosen(format) is Format.TABLE:
        shown = columns(stdout().width, record.abbreviations(entry.article for entry in entries))
    with Writer(format, shown, fields=STATEMENT, bom=bom) as out:
        for entry in entries:
            out.write(entry_line(entry))
    if not entries:
        explain(db, nothing, record.searched(query))
    elif len(entries) == limit and (total := record.count(query)) > limit:
        note(f"{len(entries):,} of {total:,} statements; see more with --limit")


def columns(width: int, ids: Mapping[str, str]) -> list[Column]:
    """As many columns as a terminal of this width has room for; `ids` are shown for the ids that they abbreviate."""
    wanted = [
        Column("said (publ.)", dated, style="dim", width=12),
        Column("speaker", speaker, style="bold cyan", width=18),
        Column("what", words, wide=True, text=said),
        Column("to", addressee, width=14),
        Column("about", about, width=16),
        Column("outlet", _outlets, style="dim", width=14, below="{}"),
        Column("sure", _marked, style="dim", width=6, below="{} sure"),
        Column("statement", lambda e: abbreviated(e, ids), style="dim", width=20, below="{}"),
    ]
    left_out = {"to", "about"} if width < _WIDE else set()
    return [column for column in wanted if column.header not in left_out]


def abbreviated(entry: Line, ids: Mapping[str, str]) -> str:
    """A statement's id as `why`, `cite`, `open` and `correct` take it, its article's part abbreviated by `ids`."""
    article, _, place = entry["id"].rpartition("/")
    if not article:  # an id of another form, which only a program gives: the article leads there
        of = entry["article"] if isinstance(entry["article"], str) else entry["article"]["id"]
        return ids.get(of, str(of))
    return f"{ids.get(article, article)}/{place}"


def dated(entry: Line) -> str | None:
    """When it was said; in parentheses when it was published, where the text does not tell."""
    said_on, published = entry["said_on"], entry["article"]["published"]
    return marked(said_on, "value") if said_on else f"({published})" if published else None


def _outlets(entry: Line) -> str | None:
    """The outlet, and how many others print the same."""
    outlet, others = entry["article"]["outlet"], len(entry["also_in"])
    return f"{outlet or ''} +{others}".strip() if others else outlet


def _marked(entry: Line) -> str:
    """How sure it is, and whose: the lower, as the pages show it; with a mark where a user has confirmed (✓) or
    corrected it (!)."""
    from onrecord.record import sureness

    speaker = entry["speaker"]
    sure = sureness.lower(entry["confidence"], speaker["confidence"] if speaker["name"] else None)
    return f"{sure:.2f}" + ("✓" if entry["confirmed"] else "") + ("!" if entry["corrected"] else "")
