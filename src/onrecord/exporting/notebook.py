"""HTML for notebooks: an article with its statements marked, a table of statements, positions over time, then and now.

It needs nothing else, and nothing in it runs: what comes from a text is escaped, and the style is in the tags, so that
a page of many stays itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from typing import Any, Final

from onrecord.exporting.jsonl import entry_line, extraction_line, position_line, shift_line
from onrecord.exporting.marked_html import apart
from onrecord.exporting.pictures import Dot, path, timeline
from onrecord.exporting.sheet import Row, of_extraction
from onrecord.exporting.steering import TURNS
from onrecord.model import Article, Displayed, Extraction, Statement
from onrecord.periods import first_day
from onrecord.record import Entry
from onrecord.record.shifts import Position, Shift
from onrecord.record.stands import Point

_COLOURS: Final = {"content": "#fff3a3", "source": "#b8e0ff", "cue": "#ffd6ad"}
_ATTITUDES: Final = {"negative": "#b3261e", "neutral": "#767676", "positive": "#1a7f4b"}
_ROWS: Final = 200  # of a table
_STRIPS: Final = 6  # of a timeline
_TEXT: Final = 20_000  # characters of an article
_CELL: Final = "text-align:left;vertical-align:top;padding:.3em .6em"
_PAGE: Final = "max-width:46rem;line-height:1.5;white-space:pre-wrap;overflow-wrap:anywhere"


class Html(str):
    """HTML that a notebook shows, and a page can hold."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return self


def show(found: Displayed | Iterable[Entry] | Iterable[Position] | Iterable[Shift]) -> Html:
    """What a notebook shows: an article's text, its statements marked; a table of entries; of positions (`stance`) a
    timeline; of shifts what was said then beside what is said now. Of each 200 at most.

    TypeError for anything else.
    """
    if isinstance(found, Article):
        return Html(_article(found, ()))
    if isinstance(found, Extraction):
        said = _statements(of_extraction(extraction_line(found), found), len(found.statements))
        return Html(_article(found.article, found.statements) + said)
    several: list[Any] = [found] if isinstance(found, Displayed) else list(found)
    kind = type(several[0]) if several else Entry
    made = _SEVERAL.get(kind)
    if made is None or any(not isinstance(one, kind) for one in several):
        names = " and ".join(dict.fromkeys(type(one).__name__ for one in several))
        raise TypeError(f"show() takes an article, an extraction, entries, positions or shifts, not {names}")
    return Html(made(several))


def _entries(entries: Sequence[Entry]) -> str:
    return _statements([entry_line(entry) for entry in entries[:_ROWS]], len(entries))


def _positions(positions: Sequence[Position]) -> str:
    """A timeline, and a table of what is drawn: the words, and where they were printed."""
    lines = [position_line(position) for position in positions]
    links = {line["statement"]["id"]: line["statement"]["link"] or "" for line in lines}
    points = [_point(position) for position in positions]
    targets = list(dict.fromkeys(point.about for point in points))[:_STRIPS]
    rows = [
        (
            _when(line),
            f"<b>{_safe(line['holder'])}</b>",
            _safe(line["about"]),
            f'<span style="color:{_ATTITUDES[point.attitude]}">{point.attitude}</span>',
            _words(line["statement"]),
            _safe(line["statement"]["article"]["outlet"] or ""),
        )
        for line, point in zip(lines[:_ROWS], points, strict=False)
    ]
    heads = ("said (published)", "who", "toward", "attitude", "what", "outlet")
    return _drawn(points, targets, links) + _table(heads, rows, len(positions), "positions")


def _point(position: Position) -> Point:
    said = position.entry.statement
    return Point(
        said.id,
        position.entry.article,
        position.holder,
        "",
        position.about,
        position.value,
        first_day(position.when.date),
        said.confidence,
        position.words,
        said.text,
    )


def _drawn(points: Sequence[Point], targets: Sequence[str], links: dict[str, str]) -> str:
    """The positions over time, a strip for each target; nothing where no day is known."""
    drawn = timeline(points, targets, leads=lambda point: links[point.statement])
    if drawn is None:
        return ""
    svg = [
        f'<line x1="{x}" x2="{x}" y1="0" y2="{drawn.height - 22}" stroke="#ccc"/>'
        f'<text x="{x}" y="{drawn.height - 6}" text-anchor="middle">{told}</text>'
        for x, told in drawn.ticks
    ]
    for strip in drawn.strips:
        svg.append(f'<text x="4" y="{strip.y - 46}">{_safe(strip.about)}: {strip.told}</text>')
        svg.append(f'<line x1="0" x2="{drawn.width}" y1="{strip.y}" y2="{strip.y}" stroke="#999"/>')
        svg += map(_dot, strip.dots)
    box = f'viewBox="0 0 {drawn.width} {drawn.height}" width="{drawn.width}" style="max-width:100%"'
    told = "above the line: for; below: against; hollow: less than 60 % sure"
    undated = f"; {drawn.undated:,} without a day not drawn" if drawn.undated else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} font-family="sans-serif" font-size="12" fill="currentColor">'
        f"{''.join(svg)}</svg><p><small>{told}{undated}</small></p>"
    )


def _dot(dot: Dot) -> str:
    colour = next(colour for name, colour in _ATTITUDES.items() if f"p-{name}" in dot.classes)
    fill = "none" if "p-unsure" in dot.classes else colour
    mark = (
        f'<path d="{path(dot.shape, dot.x, dot.y)}" fill="{fill}" stroke="{colour}" stroke-width="1.5" '
        f'pointer-events="all"><title>{_safe(dot.title)}</title></path>'
    )
    return f'<a href="{escape(dot.address)}" rel="noopener noreferrer">{mark}</a>' if dot.address else mark


def _shifts(shifts: Sequence[Shift]) -> str:
    """Then and now side by side: the program's reason below; whether it is a turn is the reader's to judge."""
    rows = [
        (
            f"<b>{_safe(line['holder'])}</b>{' on ' if line['about'] else ''}{_safe(line['about'])}",
            _side(line["then"]),
            _side(line["now"]),
            f"{_safe(line['reason'])}<br><small>{line['score']:.2f}</small>",
        )
        for line in map(shift_line, shifts[:_ROWS])
    ]
    return _table(("who", "then", "now", "why, and how sure"), rows, len(shifts), "shifts")


_SEVERAL: Final[dict[type, Callable[[Any], str]]] = {Entry: _entries, Position: _positions, Shift: _shifts}


def _side(line: Row) -> str:
    told = " · ".join(one for one in (_when(line), _safe(line["article"]["outlet"] or "")) if one)
    return f"{_words(line)}<br><small>{told}</small>"


def _when(line: Row) -> str:
    """A day that the text tells; one of publication in parentheses; before it, where the author's words say so."""
    if line["dated_by"] == "author":
        words = f"“{_safe(line['earlier'])}”" if line["earlier"] else ""
        return f"before {line['date']}{words and f' ({words})'}" if line["date"] else words
    return f"({line['date']})" if line["date"] and line["dated_by"] == "publication" else line["date"] or ""


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


def _statements(rows: Sequence[Row], total: int) -> str:
    """The statements as a table, and how many there are."""
    heads = ("said (published)", "speaker", "what", "about", "outlet", "sure")
    return _table(heads, list(map(_row, rows[:_ROWS])), total, "statements")


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], total: int, what: str) -> str:
    """Rows whose cells are HTML, and how many of what there are."""
    head = "".join(f'<th style="{_CELL}">{name}</th>' for name in heads)
    body = "".join("<tr>" + "".join(f'<td style="{_CELL}">{cell}</td>' for cell in row) + "</tr>" for row in rows)
    shown = f"{len(rows):,} of {total:,}" if total > len(rows) else f"{total:,}"
    counted = f"{shown} {what if total != 1 else what.removesuffix('s')}"
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><p><small>{counted}</small></p>"


def _row(row: Row) -> tuple[str, ...]:
    said_on, published = row["said_on"], row["article"]["published"]
    speaker = row["speaker"]
    return (
        _safe(said_on["value"]) if said_on else _safe(f"({published})") if published else "",
        f"<b>{_safe(speaker['name'])}</b>" if speaker["name"] else f"<i>({_safe(speaker['type'])})</i>",
        _words(row),
        _safe(", ".join(dict.fromkeys(party["name"] for party in row["about"]))),
        _safe(row["article"]["outlet"] or ""),
        f"{row['confidence']:.2f}",
    )


def _words(row: Row) -> str:
    """What was said, leading to where it was printed."""
    mark = f"({row['polarity']}) " if row["polarity"] not in (None, "affirmed") else ""
    words = _safe(mark + row["text"])
    return f'<a href="{escape(row["link"])}" rel="noopener noreferrer">{words}</a>' if row["link"] else words


def _safe(words: str) -> str:
    """Escaped, and without what would steer: half a pair of UTF-16, NUL, marks that turn the direction of writing."""
    kept = "".join("\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in words)
    return escape("".join(c for c in kept if c not in TURNS))
