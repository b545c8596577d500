"""What is found out about a quotation: the kinds, what changed, what was cut, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from onrecord.comparison.meaning import Sign
from onrecord.comparison.tokens import Words
from onrecord.comparison.variants import Difference
from onrecord.model import Printed, Span, Spans, SpeakerType

Verdict = Literal[
    "verbatim", "bracketed", "elided", "altered", "spliced", "reported", "other speaker", "other day", "no source",
    "not checked",
]  # fmt: skip

# What each means, in the words that are shown to people.
MEANING: Final[dict[Verdict, str]] = {
    "verbatim": "the same words stand in a source",
    "bracketed": "the same words but for what stands in square brackets",
    "elided": "the same words; an ellipsis marks where some were left out",
    "altered": "a source has almost these words, but not these",
    "spliced": "pieces of two utterances, put together as one",
    "reported": "a source has these words, but as its author's, not in quotation marks",
    "other speaker": "the words stand in a source, said by somebody else",
    "other day": "the words stand in a source, said on another day",
    "no source": "nothing that was searched has these words",
    "not checked": "too few words that nobody is said to have said: a term, a title",
}
WRONG: Final[frozenset[Verdict]] = frozenset(
    ("altered", "spliced", "reported", "other speaker", "other day", "no source")
)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A quotation as a draft prints it: its words, and who is said to have said them, when and on what occasion.

    `around` are the draft's own words in the sentence before and after it, folded.
    """

    words: Words
    span: Span
    speaker: str | None = None
    speaker_type: SpeakerType = "unknown"
    said_on: str | None = None
    occasion: str | None = None
    closed: bool = True
    around: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cut(Printed):
    """Words of the source that a quotation leaves out, and the signs in them that matter to the rest.

    `where`: between two of its words (an ellipsis marks it), or right before or after it in the same sentence. `turns`:
    without them the rest means something else.
    """

    where: Literal["within", "before", "after"]
    words: str
    signs: tuple[Sign, ...]
    turns: bool


@dataclass(frozen=True, slots=True)
class Found(Printed):
    """Where the words, or the nearest to them, stand: the article or transcript, the statement, and the sentence.

    `said_on` and `published` are the statement's day and the article's; `words` are printed there, `spans` their place
    in its text.
    """

    article: str
    kind: Literal["article", "transcript"]
    title: str | None
    outlet: str | None
    published: date | None
    url: str | None
    path: str | None
    statement: str | None
    speaker: str | None
    said_on: str | None
    occasion: str | None
    words: str
    context: str
    spans: Spans


@dataclass(frozen=True, slots=True)
class Finding(Printed):
    """What came of one quotation of a draft.

    `wrong`: an editor has to look at it. `differences` are the words that differ, (draft, source), "" where one has
    none; `places` are where the quotation stands, the best first, or what comes nearest to it; `signs` are what the
    sentence around few quoted words has in the source.
    """

    number: int
    line: int
    span: Span
    text: str
    closed: bool
    speaker: str | None
    said_on: str | None
    kind: Verdict
    wrong: bool
    reason: str
    differences: tuple[Difference, ...]
    cuts: tuple[Cut, ...]
    signs: tuple[Sign, ...]
    places: tuple[Found, ...]
