"""Citations of statements: as text, BibTeX, CSL-JSON (https://citationstyles.org) and Wikipedia's {{cite news}}.

What is not known is left out, never made up: no author, title or date, and no day of access. The day on which the
article came into the record is given as that.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, get_args
from urllib.parse import quote

from onrecord import lexicon
from onrecord.exporting.bylines import Author, authors
from onrecord.record import Entry, Head, Record

Style = Literal["text", "bibtex", "csl-json", "wikipedia"]
STYLES: Final[tuple[Style, ...]] = get_args(Style)

_MONTHS: Final = [month.capitalize() for month in lexicon.listed("months")]
_LATEX: Final = {
    # Not \{ and \}: BibTeX counts braces, whatever stands before them.
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", **{c: f"\\{c}" for c in "&%$#_"},
}  # fmt: skip
_WIKI: Final = {c: f"&#{ord(c)};" for c in "|[]{}<>&~'"}
_STRAIGHT: Final = re.compile(r"''+|~~~+|[|\[\]{}<>&]")  # what wikitext would take for markup


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation of a statement says; None and empty for what is not known. `url` opens the page at the words."""

    id: str
    words: str
    speaker: str | None = None
    kind: str = "direct"
    polarity: str | None = None
    said_on: str | None = None
    authors: tuple[Author, ...] = ()
    title: str | None = None
    outlet: str | None = None
    published: date | None = None
    url: str | None = None
    added: date | None = None

    @classmethod
    def of(cls, entry: Entry, head: Head) -> Citation:
        """The citation of an entry and of the article that it stands in."""
        said = entry.statement
        return cls(
            id=said.id,
            words=said.text,
            speaker=said.speaker.name,
            kind=said.kind,
            polarity=said.polarity,
            said_on=said.said_on.value if said.said_on else None,
            authors=authors(head.byline),
            title=entry.title,
            outlet=entry.outlet,
            published=entry.published,
            url=entry.link or entry.url,
            added=head.added_at.date(),
        )


def cite(record: Record, *ids: str, style: Style = "text") -> str:
    """The citations of these statements (`ARTICLE/NUMBER`, or their ids), in a style.

    ValueError for an unknown style, RecordError where there is no such statement.
    """
    if style not in STYLES:
        raise ValueError(f"style={style!r} is none of {', '.join(STYLES)}")
    entries = [record.statement(id) for id in ids]
    return cited([Citation.of(entry, record.head(entry.article)) for entry in entries], style)


def cited(citations: Sequence[Citation], style: Style = "text") -> str:
    """The citations in a style, without a line feed at the end: CSL-JSON as one list, the others one by one."""
    if style == "csl-json":
        return json.dumps([csl_json(c) for c in citations], ensure_ascii=False, indent=2)
    one: dict[str, Callable[[Citation], str]] = {"text": text, "bibtex": bibtex, "wikipedia": wikipedia}
    return "\n\n".join(one[style](c) for c in citations)


def quotation(c: Citation) -> str:
    """Who said what, and when as far as the text tells; what is not in the speaker's own words is said to be so."""
    facts = [
        _day(c.said_on) if c.said_on else "",
        {"mixed": "partly reported in other words", "indirect": "reported in other words"}.get(c.kind, ""),
        c.polarity if c.polarity and c.polarity != "affirmed" else "",
    ]
    known = ", ".join(fact for fact in facts if fact)
    words = _line(c.words)
    if c.kind == "direct" and not re.match(r"[“\"„«‘']", words):
        words = f"“{words}”"
    return f"{_line(c.speaker or 'speaker not named')}{f' ({known})' if known else ''}: {words}"


def text(c: Citation) -> str:
    """A citation to be read: the quotation, then where it was published."""
    where = [
        ", ".join(_line(a.name) for a in c.authors),
        f"“{_line(c.title)}”" if c.title else "",
        _line(c.outlet or ""),
        _day(c.published.isoformat()) if c.published else "",
        _url(c.url or "", ""),
    ]
    said = quotation(c)
    ended = said if said.rstrip("”\"'’)]»")[-1:] in ".!?…" else f"{said}."
    added = f"; in the record since {_day(c.added.isoformat())}" if c.added else ""
    return " ".join(filter(None, (ended, ", ".join(filter(None, where)), f"[{c.id}{added}]")))


def bibtex(c: Citation) -> str:
    """A BibTeX entry `@misc`, which BibLaTeX reads too."""
    fields = {
        "author": " and ".join(map(_bibtex_author, c.authors)),
        "title": f"{{{_latex(c.title)}}}" if c.title else "",  # in two braces: its capitals stay
        "howpublished": _latex(c.outlet or ""),
        "year": str(c.published.year) if c.published else "",
        "month": _MONTHS[c.published.month - 1][:3].lower() if c.published else "",
        "day": str(c.published.day) if c.published else "",
        "url": _url(c.url, "{}\\") if c.url else "",
        "note": _latex(quotation(c)),
        "annote": f"In the record since {c.added.isoformat()}" if c.added else "",
    }
    plain = ("month", "year", "day")
    lines = [f"  {name} = {value if name in plain else f'{{{value}}}'},\n" for name, value in fields.items() if value]
    key = re.sub(r"[^A-Za-z0-9]+", "-", _ascii(c.id)).strip("-")
    return f"@misc{{onrecord-{key},\n{''.join(lines)}}}"


def csl_json(c: Citation) -> dict[str, Any]:
    """An item of CSL-JSON of the type `article-newspaper`."""
    item: dict[str, Any] = {"id": f"onrecord:{c.id}", "type": "article-newspaper"}
    if c.authors:
        item["author"] = [_csl_author(a) for a in c.authors]
    known = {"title": c.title, "container-title": c.outlet, "URL": _url(c.url or "", "")}
    item |= {name: _line(value) for name, value in known.items() if value}
    if c.published:
        item["issued"] = {"date-parts": [[c.published.year, c.published.month, c.published.day]]}
    item["note"] = quotation(c)
    if c.added:
        item["annote"] = f"In the record since {c.added.isoformat()}"
    return item


def wikipedia(c: Citation) -> str:
    """Wikipedia's template `cite news`; without an access date, which only a reader can give."""
    fields: dict[str, str] = {}
    for n, author in enumerate(c.authors, 1):
        if author.given:
            fields[f"last{n}"] = _wiki(" ".join(filter(None, (author.family, author.suffix))))
            fields[f"first{n}"] = _wiki(author.given)
        else:
            fields[f"author{n}"] = _wiki(author.family)
    fields["title"] = _wiki(_line(c.title or "") or "[Untitled]")  # which the template demands
    fields["work"] = _wiki(c.outlet or "")
    fields["date"] = _day(c.published.isoformat()) if c.published else ""
    fields["url"] = _url(c.url, "|[]{}<>'\"") if c.url else ""
    fields["quote"] = _wiki(quotation(c))
    return "{{cite news" + "".join(f" |{name}={value}" for name, value in fields.items() if value) + "}}"


def _day(value: str) -> str:
    """A day as it is written in words; weeks, months and intervals as they are."""
    try:
        day = date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else None
    except ValueError:
        day = None
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if day else value


def _line(words: str) -> str:
    """On one line, without characters that are none."""
    return "".join(c for c in " ".join(words.split()) if unicodedata.category(c) not in ("Cc", "Cs"))


def _latex(words: str) -> str:
    return "".join(_LATEX.get(c, c) for c in _line(words))


def _wiki(words: str) -> str:
    return _STRAIGHT.sub(lambda m: "".join(_WIKI[c] for c in m[0]), _line(words))


def _url(url: str, unsafe: str) -> str:
    """The address with what a format would take for its own percent-encoded."""
    return "".join(quote(c, safe="") if c in unsafe or c.isspace() or not c.isprintable() else c for c in url)


def _bibtex_author(author: Author) -> str:
    if not author.given:
        return f"{{{_latex(author.family)}}}"  # a body, whose name is not to be taken apart
    return ", ".join(_latex(part) for part in (author.family, author.suffix, author.given) if part)


def _csl_author(author: Author) -> dict[str, str]:
    if not author.given:
        return {"literal": author.family}
    suffix = {"suffix": author.suffix} if author.suffix else {}
    return {"family": author.family, "given": author.given, **suffix}


def _ascii(words: str) -> str:
    return unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
