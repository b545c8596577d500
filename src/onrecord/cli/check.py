"""`onrecord check`: the quotations of a draft, each against the record and whatever else is given."""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.text import Text

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.inputs import PasswordOption, PrivateOption
from onrecord.cli.options import DbOption
from onrecord.cli.progress import Bar
from onrecord.cli.saying import number
from onrecord.cli.tables import Column, Line, Writer, printable
from onrecord.cli.tables import Format as Printing
from onrecord.cli.terminal import json_line, note, write
from onrecord.errors import InputError, RecordError
from onrecord.record import urls

if TYPE_CHECKING:
    from onrecord.model import Article
    from onrecord.record.reports import Report

_LONGEST: Final = 80  # words of a quotation that a table shows: of more the first and the last
_ENDING: Final = 20
_NEAREST: Final = 200  # characters of what is nearest to a quotation that nothing has


class ReportFormat(StrEnum):
    """How a report is printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    SARIF = "sarif"
    HTML = "html"


def check(
    context: typer.Context,
    draft: Annotated[str, typer.Argument(metavar="DRAFT", help="What is to be printed: a file, a URL, or - .")],
    against: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE|FOLDER|URL", help="A transcript or clippings, besides the record; several times."),
    ] = None,
    db: DbOption = DEFAULT_DB,
    format: Annotated[
        ReportFormat | None, typer.Option("--format", "-f", help=r"\[default: table on a terminal, jsonl when piped]")
    ] = None,
    password: PasswordOption = None,
    allow_private: PrivateOption = False,
) -> None:
    """Check the quotations of a draft before it is printed: who said this, where, in these words?

    Each is verbatim, bracketed, elided, altered, spliced, reported, said by another speaker or on another day, or
    without source. The draft is only read: nothing of it is kept or sent anywhere.

    Example: onrecord check examples-check/draft.md --against examples-check/hearing.txt
    """
    import sys

    from onrecord.exporting.checked_html import page
    from onrecord.exporting.sarif import sarif
    from onrecord.extraction.pipeline import Extractor
    from onrecord.reading.inputs import read
    from onrecord.record import Record
    from onrecord.record.guard import Guard

    chosen = format or (ReportFormat.TABLE if sys.stdout.isatty() else ReportFormat.JSONL)
    given = _given(against or [], password, allow_private)
    try:
        article = read(draft, password=password)
    except InputError as error:
        raise typer.BadParameter(str(error), param_hint="DRAFT") from None
    source = context.get_parameter_source("db")
    use_record = Path(db).exists() or (source is not None and source.name != "DEFAULT") or urls.is_url(db)
    if not use_record and not given:
        raise typer.BadParameter(f"there is nothing to check against: no record at {db}, and no --against")
    try:
        record = Record(db, read_only=True) if use_record else None
    except RecordError as error:
        raise typer.BadParameter(str(error), param_hint="--db") from None
    try:
        with Bar("Checking") as bar:
            report = Guard(record, given, extractor=Extractor()).check(
                article, original=_original(article), tell=bar.update
            )
    finally:
        if record is not None:
            record.close()
    if chosen is ReportFormat.TABLE:
        _table(report)
    elif chosen is ReportFormat.HTML:
        write(page(report))
    else:
        line = sarif(report) if chosen is ReportFormat.SARIF else report.to_dict()
        write(json_line(line, None if chosen is ReportFormat.JSONL else 2) + "\n")
    for words in report.warnings:
        note(words, style="yellow")
    note(_summary(report))
    if report.wrong:
        raise typer.Exit(1)


def _given(sources: list[str], password: str | None, allow_private: bool) -> list[Article]:
    """The texts to check against. What cannot be read ends the command: a check that was not made must not look so."""
    from onrecord.reading.inputs import read_all

    found = []
    for item in read_all(sources, password=password, allow_private=allow_private) if sources else ():
        if isinstance(item, InputError):
            raise typer.BadParameter(str(item), param_hint="--against")
        found.append(item)
    if sources and not found:
        raise typer.BadParameter(f"no text in {', '.join(sources)}", param_hint="--against")
    return found


def _original(article: Article) -> str | None:
    """The text of a file that is text throughout: its lines are those that an editor counts. None for a draft that
    lies within another file (an archive, a corpus)."""
    from onrecord.reading.decoding import decode

    if article.path is None or any(anchor.node for anchor in article.anchors):
        return None
    try:
        data = Path(article.path).read_bytes()
    except OSError:
        return None
    return decode(data, article.path)[0] if sha256(data).hexdigest() == article.sha256 else None


def _summary(report: Report) -> str:
    many, against = len(report.quotations), sum(one.contradicted for one in report.reported)
    told = f"{report.wrong:,} of {number(many, 'quotation')} to look at" if many else "no quotations"
    if against:
        told += (
            f"; {against:,} of {number(len(report.reported), 'reported statement')} contradicted by what is on record"
        )
    return f"{report.draft}: {told}; searched {report.searched}"


def _table(report: Report) -> None:
    columns = [
        Column("line", lambda f: str(f["line"]), style="dim", width=5),
        Column("speaker", lambda f: f["speaker"] or "(nobody)", style="bold cyan", width=18),
        Column("quotation", lambda f: f["text"], wide=True, text=_quotation),
        Column("where", _where, style="dim", width=30, below="{}"),
    ]
    if report.quotations:
        with Writer(Printing.TABLE, columns, fields=()) as out:
            for finding in report.quotations:
                out.write(finding.to_dict())
    if report.reported:
        near = [
            Column("line", lambda r: str(r["line"]), style="dim", width=5),
            Column("speaker", lambda r: r["speaker"], style="bold cyan", width=18),
            Column("reported", lambda r: r["text"], wide=True, text=_as_reported),
            Column("nearest", lambda r: r["nearest"][0]["text"] if r["nearest"] else "", wide=True, text=_nearest),
        ]
        with Writer(Printing.TABLE, near, fields=()) as out:
            for one in report.reported:
                out.write(one.to_dict())


def _quotation(finding: Line) -> Text:
    style = "bold red" if finding["wrong"] else "dim" if finding["kind"] == "not checked" else "green"
    words = finding["text"].split()
    if len(words) > _LONGEST:
        words = [*words[: _LONGEST - _ENDING], "…", *words[-_ENDING:], f"({len(words):,} words)"]
    shown = Text(printable(" ".join(words)))
    shown.append("\n" + finding["kind"], style=style)
    if finding["kind"] != "elided" or not finding["wrong"]:  # else the cut that turns it says it all
        shown.append(f": {printable(finding['reason'])}", style="dim")
    for cut in finding["cuts"]:
        told = ", ".join(_sign(sign, cut["words"]) for sign in cut["signs"])
        style = "red" if cut["turns"] else "dim"
        shown.append(
            f"\nleft out {cut['where']}: ‘{printable(cut['words'])}’{f': {printable(told)}' if told else ''}", style
        )
    if finding["signs"]:
        told = ", ".join(f"{sign['words']} ({sign['kind']})" for sign in finding["signs"])
        shown.append(f"\nthe sentence there also has {printable(told)}", style="yellow")
    if not finding["closed"]:
        shown.append("\nnever closed", style="yellow")
    if finding["wrong"] and finding["places"]:
        there, context = "there", printable(finding["places"][0]["context"])
        if finding["kind"] == "no source":  # a few words here and there may be all that is near
            there, context = "nearest", shorten(context, _NEAREST, placeholder=" …")
        shown.append(f"\n{there}: {context}", style="yellow")
    return shown


def _sign(sign: Line, within: str) -> str:
    return str(sign["kind"]) if sign["words"] == within else f"{sign['words']} ({sign['kind']})"


def _where(finding: Line) -> str | None:
    if not finding["places"]:
        return None
    place = finding["places"][0]
    parts = (place["speaker"], place["outlet"], place["said_on"] or place["published"])
    others = len({p["article"] for p in finding["places"]}) - 1
    shown = ", ".join(part for part in parts if part) or place["path"] or place["article"]
    return f"{shown} +{others}" if others > 0 else shown


def _as_reported(reported: Line) -> Text:
    return Text.assemble(
        (printable(reported["cue"]), "dim"), " " if reported["cue"] else "", printable(reported["text"])
    )


def _nearest(reported: Line) -> Text:
    if not reported["nearest"]:
        return Text("nothing near to it was found", "dim")
    shown = Text()
    for n, near in enumerate(reported["nearest"]):
        when = near["said_on"] or near["published"]
        where = ", ".join(part for part in (near["outlet"] or near["path"], when, near["statement"]) if part)
        shown.append("\n" if n else "")
        if near["bearing"]:
            style = "bold red" if near["bearing"] == "contradicts" else "green"
            shown.append(near["bearing"], style=style).append(": ", style="dim")
        cue = f"({printable(near['cue'])}) " if near["cue"] and near["bearing"] else ""
        shown.append(cue, style="dim").append(printable(near["text"]))
        negated = " (one of the two is negated)" if near["negated"] and not near["bearing"] else ""
        shown.append(f" {printable(where)}{negated}", style="dim")
    return shown
