"""The block before a text's first sentence: title, byline, outlet and date, as printed or as YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from onrecord import lexicon
from onrecord.model import Anchor, Article, Evidence, Repair
from onrecord.reading import dates
from onrecord.reading.language import identify
from onrecord.reading.lines import Paragraph
from onrecord.reading.offsets import plain
from onrecord.reading.origin import Origin
from onrecord.reading.primary.transcript import opens_turn

_TITLE_MAX, _LINE_MAX = 250, 120  # characters
_FRONT_LINES = 6  # lines under a title that can be byline, outlet and date
_BY = re.compile(r"(?:(?:story|words|written|reported|text)\s+)?by[:\s]\s*(?P<who>\S.*)$", re.I)
_FIELD = re.compile(
    r"(?P<key>title|headline|author|byline|by|date|published|outlet|source|publication|newspaper|url|link)\s*:\s*(?P<value>\S.*)$",
    re.I,
)
_NAME = rf"(?:[A-Z][\w’'.-]*|[A-Z]\.|{lexicon.pattern('particles')}\b)"
_NAMES = re.compile(
    rf"{_NAME}(?:\s+{_NAME}){{1,4}}(?:(?:,\s*|\s+and\s+|\s*&\s*|,\s+and\s+){_NAME}(?:\s+{_NAME}){{1,4}})*"
)
_OUTLET = re.compile(rf"\b(?:{lexicon.pattern('outlets in letters', 'papers')}|Agency)\b")
_SEPARATOR = re.compile(r"\s+[|•·–—/-]\s+|\s*[|•·]\s*")
_IMPRINT = re.compile(r"(?P<outlet>[A-Z][^,|]{1,60}),\s+(?P<day>.*\d.*)")  # "The Westmoor Courier, 12 March 2024"
_KEYS = {
    "title": "title", "headline": "title", "author": "byline", "authors": "byline", "byline": "byline", "by": "byline",
    "date": "published", "published": "published", "outlet": "outlet", "source": "outlet", "publication": "outlet",
    "newspaper": "outlet", "publisher": "outlet", "url": "url", "link": "url", "canonical": "url",
}  # fmt: skip
_YAML = re.compile(r"\s*---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.S)


@dataclass(frozen=True, slots=True)
class Front:
    """What a text or a page says about itself; None where it says nothing."""

    title: str | None = None
    byline: str | None = None
    outlet: str | None = None
    published: date | None = None
    evidence: Evidence | None = None
    url: str | None = None

    def article(
        self,
        origin: Origin,
        text: str,
        anchors: tuple[Anchor, ...],
        repairs: tuple[Repair, ...],
        warnings: tuple[str, ...] = (),
    ) -> Article:
        """The article of that text and origin, with this as its metadata."""
        return Article(
            id=origin.id,
            text=text,
            title=self.title,
            byline=self.byline,
            outlet=self.outlet,
            published=self.published,
            published_evidence=self.evidence,
            url=self.url or origin.url,
            path=origin.path,
            sha256=origin.sha256,
            language=identify(text),
            repairs=repairs,
            warnings=warnings,
            anchors=anchors,
        )


def yaml(text: str) -> tuple[Front, int]:
    """The metadata of a YAML block at a file's start, and where that block ends (0 where there is none).

    Only `key: value` lines are read, which is what such blocks hold of use here.
    """
    match = _YAML.match(text)
    if not match:
        return Front(), 0
    front = Front()
    for line in match[1].splitlines():
        key, _, value = line.partition(":")
        name, value = _KEYS.get(key.strip().lower()), value.strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        if name and value:
            front = _set(front, name, value, "front matter", line.strip())
    return front, match.end()


def printed(paragraphs: list[Paragraph], front: Front) -> tuple[Front, list[Paragraph]]:
    """The metadata that the first paragraphs print, added to what is known, and the paragraphs without them."""
    at = 0
    if (outlet := _over_title(paragraphs)) is not None:
        front, paragraphs = _set(front, "outlet", outlet, "front block", outlet), paragraphs[1:]
    title = _title(paragraphs)
    lines: list[str] = []
    if title is not None:
        known = front.title
        if known is None:
            front = replace(front, title=title)
        elif _same(known, title) or paragraphs[0].role == "heading":
            pass
        else:
            return front, paragraphs
        lines = [plain(line) for line in paragraphs[0].lines[1:]] if paragraphs[0].role != "heading" else []
        at = 1
    if lines:
        filled = _fill(front, lines)
        if filled is None and (whole := _wrapped_title(paragraphs)):
            front, filled = replace(front, title=whole if front.title == title else front.title), front
        elif filled is None:  # the first line was not a title after all
            return (front if front.title != title else replace(front, title=None)), paragraphs
        else:
            front = filled
    while at < len(paragraphs) and paragraphs[at].role == "paragraph":
        group = [plain(line) for line in paragraphs[at].lines]
        if len(group) > _FRONT_LINES:
            break
        ahead = [plain(line) for line in paragraphs[at + 1].lines] if at + 1 < len(paragraphs) else []
        filled = _fill(front, group, ahead)
        if filled is None:
            break
        front, at = filled, at + 1
    return front, paragraphs[at:]


def _title(paragraphs: list[Paragraph]) -> str | None:
    """The title that stands first, with a body under it."""
    if len(paragraphs) < 2:
        return None
    first = paragraphs[0]
    text = first.text if first.role == "heading" else plain(first.lines[0])
    if first.role == "heading":
        return text
    if first.role != "paragraph" or len(text) > _TITLE_MAX or len(text.split()) < 2 or len(first.lines) > _FRONT_LINES:
        return None
    if opens_turn(text):  # of a transcript
        return None
    if _FIELD.match(text) or dates.whole(text) or _BY.match(text) or re.search(r"[.,;:…]['\"”’)]*$", text):
        return None
    body = paragraphs[1:] if len(first.lines) == 1 else paragraphs
    if not any(re.search(r"[.!?…]['\"”’)]*$", p.text) and len(p.text.split()) > len(text.split()) for p in body):
        return None
    return text


def _wrapped_title(paragraphs: list[Paragraph]) -> str | None:
    """The first paragraph as a title of several lines, where a byline or a day comes next."""
    text = paragraphs[0].text
    stops = re.search(r"[.,;:…]['\"”’)]*$", text)
    return text if len(text) <= _TITLE_MAX and not stops and _is_front(paragraphs[1]) else None


def _over_title(paragraphs: list[Paragraph]) -> str | None:
    """The outlet's name, where it stands alone over a title with its byline or day."""
    if len(paragraphs) < 4 or paragraphs[0].role not in ("paragraph", "heading"):
        return None
    name = paragraphs[0].text
    if not _OUTLET.search(name.title() if name.isupper() else name) or not _NAMES.fullmatch(name.title()):
        return None
    return name if _title(paragraphs[1:]) is not None and _is_front(paragraphs[2]) else None


def _is_front(paragraph: Paragraph) -> bool:
    """Whether a paragraph is nothing but a byline, a day and the like."""
    lines = [plain(line) for line in paragraph.lines]
    found = _fill(Front(), lines, ["1 January 2000"]) if len(lines) <= _FRONT_LINES else None
    return found is not None and (found.byline is not None or found.published is not None)


def _fill(front: Front, lines: list[str], ahead: list[str] | None = None) -> Front | None:
    """`front` with what these lines say; None where one of them is no byline, outlet or date."""
    plainly = [_reading(line) for line in lines]
    sure = any(reading and reading[0] != "name" for reading in plainly)
    if not sure and ahead:  # a bare name is a byline where a date or an outlet comes next
        next_line = _reading(ahead[0]) if len(ahead) <= _FRONT_LINES else None
        sure = next_line is not None and next_line[0] in ("published", "imprint")
    for line, reading in zip(lines, plainly, strict=True):
        if reading is None or (reading[0] == "name" and not sure):
            return None
        if reading[0] == "imprint" and (imprint := _IMPRINT.fullmatch(line.strip(" *_"))):
            front = _set(front, "outlet", imprint["outlet"], "front block", line)
            front = _set(front, "published", imprint["day"], "date line", line)
        elif reading[0] == "signed":
            for name, value in _signed(reading[1]):
                front = _set(front, name, value, "date line" if name == "published" else "front block", line)
        elif reading[0] == "parts":
            for part in _SEPARATOR.split(line):
                inner = _reading(part)
                assert inner is not None
                front = _take(front, inner, line)
        else:
            front = _take(front, reading, line)
    return front


def _signed(who: str) -> list[tuple[str, str]]:
    """`Ann Lee, Harbour Herald, 3 November 2026`: names, and an outlet, a day or both; empty for anything else."""
    for comma in re.finditer(r",\s+", who):
        names, rest = who[: comma.start()], who[comma.end() :].rstrip(".")
        if not _NAMES.fullmatch(names) or _OUTLET.search(names):
            continue
        if dates.whole(rest):
            return [("byline", names), ("published", rest)]
        imprint = _IMPRINT.fullmatch(rest)
        outlet = imprint["outlet"] if imprint and dates.whole(imprint["day"]) else rest
        if _OUTLET.search(outlet) and len(outlet.split()) <= 6 and outlet[:1].isupper():
            return [
                ("byline", names),
                ("outlet", outlet),
                *([("published", imprint["day"])] if outlet != rest and imprint else []),
            ]
    return []


def _take(front: Front, reading: tuple[str, str], line: str) -> Front:
    name, value = reading
    if name == "name":
        name = "outlet" if _OUTLET.search(value) else "byline"
    rule = "date line" if name == "published" else "front block"
    return _set(front, name, value, rule, line)


def _reading(line: str) -> tuple[str, str] | None:
    """What a line of the front block is (a field's name, "name" for a bare name, "parts" for several, "imprint"
    for an outlet with its day, "signed" for a byline with one or both of them) and says."""
    line = line.strip(" *_")
    if len(line) > _LINE_MAX:
        return None
    if dates.whole(line):
        return "published", line
    if field := _FIELD.match(line):
        return _KEYS[field["key"].lower()], field["value"]
    parts = [p for p in _SEPARATOR.split(line) if p]
    if len(parts) > 1 and all(_reading(p) for p in parts):
        return "parts", line
    if (by := _BY.match(line)) and _signed(by["who"]):
        return "signed", by["who"]
    if (
        (by := _BY.match(line))
        and (names := _NAMES.match(by["who"]))
        and not re.search(r"[.!?]\s", by["who"][names.end() :])
    ):
        return "byline", by["who"] if re.search(r"\b(?:Jr|Sr)\.$", by["who"]) else by["who"].rstrip(".")
    if _NAMES.fullmatch(line):
        return "name", line
    if (imprint := _IMPRINT.fullmatch(line)) and dates.whole(imprint["day"]):
        return "imprint", line
    return None


def _set(front: Front, name: str, value: str, rule: str, line: str) -> Front:
    """`front` with one more field, unless it is already known or cannot be read."""
    if name == "published":
        day = dates.iso(value)
        if day is None or front.published is not None:
            return front
        return replace(front, published=day, evidence=Evidence(rule, line))
    if name == "url" and not value.lower().startswith(("http://", "https://")):
        return front
    if getattr(front, name) is not None:
        return front
    if name == "title":
        return replace(front, title=value)
    if name == "byline":
        return replace(front, byline=value)
    return replace(front, outlet=value) if name == "outlet" else replace(front, url=value)


def _same(a: str, b: str) -> bool:
    return re.findall(r"\w+", a.lower()) == re.findall(r"\w+", b.lower())
