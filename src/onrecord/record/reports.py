"""What comes of checking a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
    """A statement that is near to what a draft reports in its own words; `alike` (0 to 1) is of the words they share.

    `negated`: one of the two has a negation and the other none, so they may say the opposite.
    """

    article: str
    statement: str | None
    outlet: str | None
    published: date | None
    speaker: str | None
    said_on: str | None
    text: str
    alike: float
    negated: bool


@dataclass(frozen=True, slots=True)
class Reported(Printed):
    """What a draft reports without quotation marks, and what its speaker has said that is nearest to it."""

    line: int
    span: Span
    text: str
    speaker: str
    nearest: tuple[Near, ...]


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
