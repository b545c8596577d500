"""The words of the record: frozen types without I/O, which import nothing of ours.

Every span is `[start, end)` in Unicode code points of `Article.text`. What is not known is None (or empty), never a
guess. `ANNOTATION.md` of the project says what a human would put in each field.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any, Literal, NamedTuple

Kind = Literal["direct", "mixed", "indirect"]
Mode = Literal["speech", "writing", "thought"]
Polarity = Literal["affirmed", "denied", "question", "hypothetical"]
SpeakerType = Literal["person", "organization", "group", "anonymous", "document", "unknown"]
EntityType = Literal["person", "organization", "place", "group", "anonymous", "document"]
Attitude = Literal["negative", "neutral", "positive"]
INTERVIEWER, INTERVIEWEE = "interviewer", "interviewee"
OccasionKind = Literal[
    "meeting", "call", "visit", "debate", "rally", "speech", "interview", "hearing", "press conference", "other"
]
OccasionStatus = Literal["happened", "planned", "hypothetical", "denied"]


class Span(NamedTuple):
    """`[start, end)` in code points of `Article.text`."""

    start: int
    end: int


Spans = tuple[Span, ...]
BETWEEN = " … "  # the pieces of a content, in its words
DOUBTED = 0.5  # a field that is less sure is shown with a mark


def words_at(text: str, spans: Iterable[Span], between: str = BETWEEN) -> str:
    """The words of a text at these places, with what stands `between` pieces: as `Statement.text` has it."""
    return between.join(text[start:end] for start, end in spans)


def inside(span: Span, pieces: Iterable[Span]) -> bool:
    """Whether one of the pieces holds a span whole."""
    return any(piece.start <= span.start and span.end <= piece.end for piece in pieces)


def doubted(confidence: float | None) -> bool:
    """Whether what is so sure is shown with a mark; not where nobody has weighed it."""
    return confidence is not None and confidence < DOUBTED


class Printed:
    """What the command line can print, of which `to_dict` gives the same."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON object that the command line prints of it: dicts, lists, strings, numbers, booleans and None."""
        return _line(self)


def _line(value: Printed, **options: bool) -> dict[str, Any]:
    # What prints stands above this module: it is found by its name, when something is printed first.
    printed: dict[str, Any] = import_module("onrecord.exporting.jsonl").line(value, **options)
    return printed


class Displayed(Printed):
    """What a notebook shows as HTML, too."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(import_module("onrecord.exporting.notebook").show(self))


# ------------------------------------------------------------------------------------------------ articles


@dataclass(frozen=True, slots=True)
class Anchor(Printed):
    """Where a stretch of `Article.text` stands in the original.

    `node` names the place: an XPath to a text node of an HTML or XML tree, `page/N` of a PDF, or "" for a file that is
    text throughout. `offset` counts code points within that node (of the decoded file for ""), so that
    `text[start + i]` is the character at `offset + i`, for i in [0, end - start). `boxes` (PDF) are (left, bottom,
    right, top) in points. Characters that reading put in (the blank line between two paragraphs) have no anchor.
    """

    start: int
    end: int
    node: str
    offset: int
    boxes: tuple[tuple[float, float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Repair(Printed):
    """A scar of the original that reading mended: what stood there, and what `Article.text` has instead."""

    kind: Literal["joined paragraph", "joined hyphen", "removed furniture", "replaced character"]
    span: Span
    original: str
    reason: str


@dataclass(frozen=True, slots=True)
class Evidence(Printed):
    """Why a piece of metadata has its value: the rule that won, and the words or markup that it read."""

    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Turn(Printed):
    """Words whose speaker the source itself gives: a turn of a transcript, a speech in parliament, a post.

    `label` is where the text names the speaker, None where it does not; `name` is what the source's own list of
    persons or accounts says, or who has which part in an interview. `said_on` is an ISO 8601 day.
    """

    content: Spans
    label: Span | None = None
    name: str | None = None
    mode: Mode = "speech"
    said_on: str | None = None


@dataclass(frozen=True, slots=True)
class Article(Displayed):
    """One published text and the way back to its original bytes.

    `turns`, in text order and apart from each other, are there where it is a primary source, wholly or in part.
    `corrected` are the fields whose values are a user's decision.
    """

    id: str
    text: str
    title: str | None = None
    byline: str | None = None
    outlet: str | None = None
    published: date | None = None
    published_evidence: Evidence | None = None
    url: str | None = None
    path: str | None = None
    sha256: str | None = None
    language: str | None = None
    repairs: tuple[Repair, ...] = ()
    warnings: tuple[str, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    turns: tuple[Turn, ...] = ()
    corrected: tuple[str, ...] = ()


# ------------------------------------------------------------------------------------------------ what is said


@dataclass(frozen=True, slots=True)
class Attribution(Printed):
    """Who says what, as words on the page: source, cue and content spans (PARC, PolNeAR)."""

    source: Spans
    cue: Spans
    content: Spans
    confidence: float


@dataclass(frozen=True, slots=True)
class Speaker(Printed):
    """Who the source words stand for.

    `entity` is the id of one of the article's entities; `candidates` are the names that were weighed, the chosen one
    first, or all of them where the speaker stays unknown; `chain` are the mentions between source words and name.
    """

    name: str | None
    type: SpeakerType
    entity: str | None = None
    confidence: float = 0.0
    candidates: tuple[str, ...] = ()
    chain: Spans = ()


@dataclass(frozen=True, slots=True)
class Party(Printed):
    """An entity as it stands in a statement: an addressee, or what a content is about.

    `confidence` is how likely it is right, 0 to 1; None where nobody has weighed it: what was made before, or a user's
    decision.
    """

    name: str
    type: EntityType
    entity: str | None
    spans: Spans
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class SaidOn(Printed):
    """When it was said: an ISO 8601 day, week, month, year or interval; the words and the rule that say so."""

    value: str
    basis: Span | None
    rule: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Stance(Printed):
    """The attitude shown toward a target, how sure we are (0 to 1), and the words that show it."""

    target: str
    attitude: Attitude
    score: float
    spans: Spans


@dataclass(frozen=True, slots=True)
class Statement(Printed):
    """An attribution read and resolved. `text` is the content's words, pieces joined by " … ".

    `primary` are the words as a primary source has them (`Article.turns`), not as somebody reports them. `corrected`
    are the fields whose values are a user's decision; `confirmed`: a user has looked at it and found it right.
    `occasion_confidence` is how likely the occasion is right (as that of a `Party`).
    """

    id: str
    kind: Kind
    mode: Mode | None
    polarity: Polarity | None
    source: Spans
    cue: Spans
    content: Spans
    text: str
    speaker: Speaker
    addressee: Party | None
    occasion: str | None
    said_on: SaidOn | None
    about: tuple[Party, ...]
    stance: tuple[Stance, ...]
    nested_in: str | None
    confidence: float
    primary: bool = False
    corrected: tuple[str, ...] = ()
    confirmed: bool = False
    occasion_confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Occasion(Printed):
    """A meeting, call, visit, debate, rally, speech, interview, hearing or press conference; `duration` as `PT2H`."""

    id: str
    kind: OccasionKind
    plover: str | None
    participants: tuple[str, ...]
    place: str | None
    date: str | None
    status: OccasionStatus
    spans: Spans
    duration: str | None = None


@dataclass(frozen=True, slots=True)
class Entity(Printed):
    """A person, organization, place or other party that mentions of one article resolve to."""

    id: str
    name: str
    type: EntityType
    aliases: tuple[str, ...]
    offices: tuple[str, ...]
    mentions: Spans


@dataclass(frozen=True, slots=True)
class MadeBy(Printed):
    """What made an extraction: the version of onrecord, the models and the spaCy pipeline by name, and the settings."""

    onrecord: str
    attribution: str
    stance: str
    parser: str
    min_confidence: float = 0.0
    graph: str | None = None  # None of what was made before there was one; so of those below
    antecedents: str | None = None
    occasions: str | None = None

    @property
    def models(self) -> tuple[str, ...]:
        """Those that are there, in the order in which they read."""
        names = (self.attribution, self.graph, self.antecedents, self.occasions, self.stance)
        return tuple(name for name in names if name)

    def __str__(self) -> str:
        """In a line: `onrecord 0.1.0, attribution-en-4, graph-en-1, antecedents-en-1, …`."""
        least = f", at least {self.min_confidence:g} sure" if self.min_confidence else ""
        parser = [self.parser] if self.parser else []
        return f"onrecord {self.onrecord}, {', '.join([*self.models, *parser])}{least}"


@dataclass(frozen=True, slots=True)
class Extraction(Displayed):
    """All that was read out of one article. `voice` are the author's own attitudes; `made_by` is None where that is
    not known."""

    article: Article
    statements: tuple[Statement, ...]
    occasions: tuple[Occasion, ...] = ()
    entities: tuple[Entity, ...] = ()
    voice: tuple[Stance, ...] = ()
    warnings: tuple[str, ...] = ()
    made_by: MadeBy | None = None

    def to_dict(self, *, with_text: bool = False) -> dict[str, Any]:
        """The line that `onrecord extract` prints of it; the article's text is in it only `with_text`."""
        return _line(self, with_text=with_text)
