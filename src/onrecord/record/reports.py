"""What comes of checking a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from onrecord.comparison.agreement import Bearing
from onrecord.comparison.findings import Finding
from onrecord.model import Printed, Span
from onrecord.periods import told


@dataclass(frozen=True, slots=True)
class Sources(Printed):
    """What a draft was compared with: how many articles and transcripts, of which days, and what was given besides."""

    articles: int
    transcripts: int
    first: date | None
    last: date | None
    record: str | None
    against: tuple[str, ...]

    def __str__(self) -> str:
        days = f", {told(self.first, self.last)}" if self.first else ""
        some = f"{self.articles:,} article{'' if self.articles == 1 else 's'}"
        return f"{some} and {self.transcripts:,} transcript{'' if self.transcripts == 1 else 's'}{days}"


@dataclass(frozen=True, slots=True)
class Near(Printed):
    """A statement that is near to what a draft reports in its own words; `alike` (0 to 1) is of the words they share,
    `cue` are the words that introduce it.

    `bearing` tells whether it agrees with what is reported or contradicts it, and `reason` quotes the words of both;
    None where it only comes near, or where that is not sure. `negated`: one of the two has a negation and the other
    none.
    """

    article: str
    statement: str | None
    outlet: str | None
    published: date | None
    url: str | None
    path: str | None
    speaker: str | None
    said_on: str | None
    cue: str
    text: str
    alike: float
    negated: bool
    bearing: Bearing | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Reported(Printed):
    """What a draft reports without quotation marks, and what its speaker has said that is nearest to it: what
    contradicts it first, then what agrees. `cue` are the words that introduce it (said, denied)."""

    line: int
    span: Span
    cue: str
    text: str
    speaker: str
    nearest: tuple[Near, ...]

    @property
    def contradicted(self) -> bool:
        """Does anything on record say the contrary?"""
        return any(near.bearing == "contradicts" for near in self.nearest)


@dataclass(frozen=True, slots=True)
class Report(Printed):
    """What came of a draft: a finding for each quotation, what is reported besides, and what all was searched.

    `wrong` is how many of the quotations an editor has to look at. Lines count from 1 in the file, where it is text
    throughout, else in the text that was read out of it; spans are of that text.
    """

    draft: str
    title: str | None
    searched: Sources
    wrong: int
    quotations: tuple[Finding, ...]
    reported: tuple[Reported, ...]
    warnings: tuple[str, ...]
