"""An article as a page shows it: its paragraphs with what was found in them marked, and a card for each statement."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from onrecord.model import Entity, Extraction, Occasion, Span, Statement
from onrecord.record import Entry, fragments
from onrecord.web import addresses
from onrecord.web.writing import Layer, layered, paragraphs

_COLORS: Final = 8  # speakers that have a colour of their own; the others share one
_PART: Final = 60_000  # characters of a part; a longer article is shown in several
_AROUND: Final = 60  # characters on either side of a mention


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One mention on the way from the source words to the name: the words, and what stands around them."""

    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown of a statement beside the text; `entry` is there where other printings have it, `live` leads to the
    page on the web."""

    statement: Statement
    number: int
    anchor: str
    color: int
    printed: str
    titles: tuple[str, ...]
    occasion: Occasion | None
    steps: tuple[ChainLink, ...]
    entry: Entry | None
    live: str | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class MarkedParagraph:
    """A paragraph, and the cards of the statements whose content begins in it."""

    text: Markup
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an article: which of how many, and from where to where in the text."""

    number: int
    of: int
    span: Span


def colors(statements: Iterable[Statement]) -> dict[str, int]:
    """Which colour each speaker has: those who speak most have one of their own, from 1 on."""
    spoken = Counter(s.speaker.name for s in statements if s.speaker.name)
    return {name: n for n, (name, _) in enumerate(spoken.most_common(_COLORS), 1)}


def parts(text: str) -> list[Span]:
    """The parts of a text, each whole paragraphs and of a size that a browser shows at once."""
    found, start, last = [], 0, 0
    for span in paragraphs(text):
        if span.end - start > _PART and last > start:
            found.append(Span(start, last))
            start = span.start
        last = span.end
    return [*found, Span(start, len(text))]


def part_of(text: str, statement: Statement | None, asked: int) -> Part:
    """The part that is shown: the one that a statement begins in, else the one asked for."""
    all = parts(text)
    n = min(max(asked - 1, 0), len(all) - 1)
    if statement is not None and statement.content:
        at = statement.content[0].start
        n = next((n for n, span in enumerate(all) if at < span.end), 0)
    return Part(n + 1, len(all), all[n])


def within(extraction: Extraction, part: Part) -> list[Statement]:
    """The statements of a part: those whose content begins in it."""
    return [said for said in extraction.statements if part.span.start <= _begins(said) < max(part.span.end, 1)]


def _begins(said: Statement) -> int:
    return (said.content or said.source or (Span(0, 0),))[0].start


def blocks_of(
    extraction: Extraction,
    part: Part,
    numbers: Mapping[str, int],
    shades: Mapping[str, int],
    entries: Mapping[str, Entry],
    at: Statement | None,
    *,
    live: str | None,
) -> list[MarkedParagraph]:
    """The paragraphs of a part, with their speakers' colours; `at` is the statement that is opened, whose chain of
    mentions is lit up, and `live` the address of the page on the web, where links are to lead there."""
    text, article, span = extraction.article.text, extraction.article.id, part.span
    blocks = [Span(p.start + span.start, p.end + span.start) for p in paragraphs(text[span.start : span.end])]
    starts = [block.start for block in blocks]
    layers: dict[int, list[Layer]] = defaultdict(list)
    for layer in _layers(extraction, numbers, shades, at):
        for k in range(max(0, bisect_right(starts, layer.start) - 1), bisect_left(starts, layer.end)):
            layers[k].append(layer)
    cards: dict[int, list[Card]] = defaultdict(list)
    titles, held = _titles(extraction.entities), {o.id: o for o in extraction.occasions}
    for said in sorted(within(extraction, part) if blocks else (), key=lambda s: s.content[:1] or s.source[:1]):
        cards[max(0, bisect_right(starts, _begins(said)) - 1)].append(
            Card(
                said,
                numbers.get(said.id, 0),
                addresses.anchor(said.id, article),
                shades.get(said.speaker.name or "", 0),
                " … ".join(text[s.start : s.end] for s in said.source),
                titles.get(said.speaker.entity or "", ()),
                held.get(said.occasion or ""),
                tuple(_step(text, mention) for mention in said.speaker.chain or said.source),
                entries.get(said.id),
                fragments.link(live, text, said.content),
                at is not None and said.id == at.id,
            )
        )
    return [
        MarkedParagraph(layered(text, layers[k], block.start, block.end), tuple(cards[k]))
        for k, block in enumerate(blocks)
    ]


def _layers(
    extraction: Extraction, numbers: Mapping[str, int], shades: Mapping[str, int], at: Statement | None
) -> Iterable[Layer]:
    for occasion in extraction.occasions:
        yield from (Layer(*span, "met") for span in occasion.spans)
    for stance in extraction.voice:
        yield from (Layer(*span, f"voiced v-{stance.attitude}") for span in stance.spans)
    ordered = sorted(extraction.statements, key=lambda s: (s.content[:1], [-span.end for span in s.content[:1]]))
    for said in ordered:
        yield from _said(said, extraction.article.id, numbers, shades, is_open=at is not None and said.id == at.id)
    for n, mention in enumerate(at.speaker.chain if at else (), 1):
        yield Layer(*mention, "chain", Markup('<sup class="unseen">({})</sup>').format(n))


def _said(
    said: Statement, article: str, numbers: Mapping[str, int], shades: Mapping[str, int], *, is_open: bool
) -> Iterable[Layer]:
    anchor, color = addresses.anchor(said.id, article), shades.get(said.speaker.name or "", 0)
    number = Markup('<a class="n" href="#{}" aria-label="statement {}">{}</a>').format(
        anchor, numbers.get(said.id, 0), numbers.get(said.id, 0)
    )
    for n, span in enumerate(said.content):
        classes = f"said s{color}{' asked-for' if is_open else ''}"
        yield Layer(*span, classes, number if n == 0 else Markup(""), "said")
    yield from (Layer(*span, "source") for span in said.source)
    yield from (Layer(*span, "cue") for span in said.cue)
    if said.said_on and said.said_on.basis:
        yield Layer(*said.said_on.basis, "day")


def _titles(entities: Sequence[Entity]) -> dict[str, tuple[str, ...]]:
    return {entity.id: entity.offices for entity in entities}


def _step(text: str, mention: Span) -> ChainLink:
    start, end = mention
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    before, after = before.rpartition("\n")[2], after.partition("\n")[0]
    if start > _AROUND and len(before) == _AROUND:
        before = "…" + before.partition(" ")[2]
    if len(after) == _AROUND:
        after = after.rpartition(" ")[0] + "…"
    return ChainLink(before, text[start:end], after)
