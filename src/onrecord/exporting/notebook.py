"""HTML for notebooks: an article with its statements marked, a table of statements. It needs nothing else, and nothing
in it runs: what comes from a text is escaped, and the style is in the tags, so that a page of many stays itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Final

from onrecord.exporting.jsonl import entry_line, extraction_line
from onrecord.exporting.marked_html import apart
from onrecord.exporting.sheet import Row, of_extraction
from onrecord.exporting.steering import TURNS
from onrecord.model import Article, Extraction, Statement
from onrecord.record import Entry

_COLOURS: Final = {"content": "#fff3a3", "source": "#b8e0ff", "cue": "#ffd6ad"}
_ROWS: Final = 200  # of a table
_TEXT: Final = 20_000  # characters of an article
_CELL: Final = "text-align:left;vertical-align:top;padding:.3em .6em"
_PAGE: Final = "max-width:46rem;line-height:1.5;white-space:pre-wrap;overflow-wrap:anywhere"


class Html(str):
    """HTML that a notebook shows, and a page can hold."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return self


def show(found: Article | Extraction | Entry | Iterable[Entry]) -> Html:
    """What a notebook shows: an article's text, its statements marked; a table of entries, 200 at most.

    TypeError for anything else.
    """
    if isinstance(found, Article):
        return Html(_article(found, ()))
    if isinstance(found, Extraction):
        said = _table(of_extraction(extraction_line(found), found), len(found.statements))
        return Html(_article(found.article, found.statements) + said)
    entries = [found] if isinstance(found, Entry) else list(found)
    for entry in entries:
        if not isinstance(entry, Entry):
            raise TypeError(f"show() takes an article, an extraction or entries, not {type(entry).__name__}")
    return Html(_table([entry_line(entry) for entry in entries[:_ROWS]], len(entries)))


def _article(article: Article, statements: Sequence[Statement]) -> str:
    known = (article.byline, article.outlet, article.published, article.url or article.path)
    head = f"<b>{_safe(article.title or article.id)}</b>"
    told = " · ".join(_safe(str(one)) for one in known if one)
    legend = " ".join(_mark(role, role) for role in _COLOURS) if statements else ""
    text = article.text[:_TEXT]
    more = f"<p><i>{len(article.text) - _TEXT:,} more characters</i></p>" if len(article.text) > _TEXT else ""
    return (
        f'<div><p>{head}<br><small>{told}</small></p><p><small>{legend}</small></p><div style="{_PAGE}">'
        f"{''.join(_marked(text, statements))}</div>{more}</div>"
    )


def _marked(text: str, statements: Sequence[Statement]) -> Iterator[str]:
    runs = apart(
        (min(span.start, len(text)), min(span.end, len(text)), role)
        for said in statements
        for role in ("content", "source", "cue")
        for span in getattr(said, role)
    )
    at = 0
    for start, end, role in runs:
        yield _safe(text[at:start])
        yield _mark(role, text[start:end])
        at = end
    yield _safe(text[at:])


def _mark(role: str, words: str) -> str:
    return f'<mark style="background:{_COLOURS[role]};color:#000">{_safe(words)}</mark>'


def _table(rows: Iterable[Row], total: int) -> str:
    """The statements as a table, and how many there are."""
    heads = ("said (published)", "speaker", "what", "about", "outlet", "sure")
    head = "".join(f'<th style="{_CELL}">{name}</th>' for name in heads)
    body = "".join(_row(row) for row in list(rows)[:_ROWS])
    shown = f"{min(total, _ROWS):,} of {total:,}" if total > _ROWS else f"{total:,}"
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><p><small>{shown} statements</small></p>"


def _row(row: Row) -> str:
    said_on, published = row["said_on"], row["article"]["published"]
    speaker = row["speaker"]
    polarity = row["polarity"]
    mark = f"({polarity}) " if polarity not in (None, "affirmed") else ""
    words = _safe(mark + row["text"])
    if row["link"]:
        words = f'<a href="{escape(row["link"])}" rel="noopener noreferrer">{words}</a>'
    cells = (
        _safe(said_on["value"]) if said_on else _safe(f"({published})") if published else "",
        f"<b>{_safe(speaker['name'])}</b>" if speaker["name"] else f"<i>({_safe(speaker['type'])})</i>",
        words,
        _safe(", ".join(dict.fromkeys(party["name"] for party in row["about"]))),
        _safe(row["article"]["outlet"] or ""),
        f"{row['confidence']:.2f}",
    )
    return "<tr>" + "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells) + "</tr>"


def _safe(words: str) -> str:
    """Escaped, and without what would steer: half a pair of UTF-16, NUL, marks that turn the direction of writing."""
    kept = "".join("\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in words)
    return escape("".join(c for c in kept if c not in TURNS))
