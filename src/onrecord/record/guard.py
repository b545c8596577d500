"""The guard: a draft against the record, and against transcripts and clippings, before it is printed.

The draft is only read: nothing of it is written anywhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from onrecord import lexicon
from onrecord.comparison.fidelity import judge, numbered
from onrecord.comparison.findings import Drafted, Finding
from onrecord.comparison.quoted import QuotedSpan, quoted
from onrecord.comparison.sources import Source, Utterance, WordIndex, source, utterance
from onrecord.comparison.tokens import Words, tokens
from onrecord.errors import InputError
from onrecord.model import Article, Extraction, Statement, inside
from onrecord.people.names import parse
from onrecord.record.printings import Printings
from onrecord.record.reporting import Reporting
from onrecord.record.reports import Report, Sources
from onrecord.record.who import may_be

if TYPE_CHECKING:
    from onrecord.record.database import Record

_CANDIDATES: Final = 12  # sources that one quotation is aligned with
_AROUND: Final = 120  # characters of the draft around a quotation
_TEXTS: Final = 4  # of those given, in which what is reported is looked for
_UNHEARD: Final = 3  # places in a transcript, from which it is told


class Extracts(Protocol):
    """What reads an article out."""

    def extract(self, article: Article) -> Extraction:
        """All that one article says; InputError where it cannot be read out."""
        ...


class Guard:
    """Compares drafts with a record and with other texts, each of which is read out once, where it is needed."""

    def __init__(
        self, record: Record | None = None, against: Iterable[Article] = (), *, extractor: Extracts | None = None
    ) -> None:
        """`extractor` reads drafts and the texts of `against` out; without it nobody knows who says what in them."""
        self._printings = Printings(record.database) if record is not None else None
        self._extractor = extractor
        self._kept = self._printings.searched() if self._printings else Sources(0, 0, None, None, None, ())
        self._against = list(against)
        self._index = WordIndex()
        self._read: dict[str, Source] = {}
        self._articles = {}
        self._extractions: dict[str, Extraction] = {}
        self._reporting = Reporting(self._nearest, self._printings)
        for article in self._against:
            found = source(article, _turns(article))
            self._index.add(found)
            self._articles[id(found)] = article

    def check(
        self, draft: Article, *, original: str | None = None, tell: Callable[[int, int], None] | None = None
    ) -> Report:
        """Every quotation of a draft, and every statement that it reports.

        `original` is the text of the draft's file, where that is text throughout: lines are counted in it. `tell` is
        told how many quotations are done, of how many.
        """
        text = draft.text
        statements, warnings = self._statements(draft)
        spans = quoted(text)
        line = _lines(draft, original)
        findings = []
        for number, one in enumerate(spans, 1):
            finding = self._judged(_quotation(draft, one, statements))
            findings.append(numbered(finding, number, line(one.span.start)))
            if tell is not None:
                tell(number, len(spans))
        reported = tuple(self._reporting.of(draft, [said for said, _ in statements], line))
        if any(place.article == draft.id for finding in findings for place in finding.places):
            warnings.append("what was searched has this very draft: what is found in it alone has no other source")
        warnings += [*self._doubts(findings)]
        name, wrong = draft.path or draft.url or draft.id, sum(finding.wrong for finding in findings)
        return Report(name, draft.title, self.searched, wrong, tuple(findings), reported, tuple(warnings))

    @property
    def searched(self) -> Sources:
        """What drafts are compared with."""
        transcripts = sum(s.kind == "transcript" for s in self._index.sources)
        dates = [s.published for s in self._index.sources if s.published]
        dates += [d for d in (self._kept.first, self._kept.last) if d]
        return Sources(
            self._kept.articles + len(self._against) - transcripts,
            self._kept.transcripts + transcripts,
            min(dates, default=None),
            max(dates, default=None),
            self._kept.record,
            tuple(a.path or a.url or a.id for a in self._against),
        )

    def _statements(self, draft: Article) -> tuple[list[tuple[Statement, str | None]], list[str]]:
        if self._extractor is None:
            return [], []
        try:
            extraction = self._extractor.extract(draft)
        except InputError as error:
            return [], [f"who is quoted is not known: {error.reason}"]
        kinds: dict[str, str] = {occasion.id: occasion.kind for occasion in extraction.occasions}
        found = [(s, kinds.get(s.occasion) if s.occasion else None) for s in extraction.statements]
        return found, [w for w in extraction.warnings if not extraction.statements]

    def _judged(self, quotation: Drafted) -> Finding:
        words = quotation.words
        given = [self._known(s) for s in self._index.near(words.words, _CANDIDATES)]
        kept = self._printings.near(words, quotation.speaker, limit=_CANDIDATES) if self._printings else []
        finding = judge(quotation, [*given, *kept], may_be)
        if finding.kind == "no source" and self._printings is not None:
            more = self._printings.near(words, quotation.speaker, limit=_CANDIDATES, loosely=True)
            known = {id(s) for s in kept}
            if any(id(s) not in known for s in more):
                finding = judge(quotation, [*given, *kept, *(s for s in more if id(s) not in known)], may_be)
        return finding

    def _known(self, found: Source) -> Source:
        """A text that was given, with who says what in it: read out when it is first needed."""
        article = self._articles[id(found)]
        if self._extractor is None or (found.kind == "transcript" and not _has_posts(found)):
            return found
        if article.id not in self._read:
            self._read[article.id] = found
            try:
                extraction = self._extractor.extract(article)
            except InputError:
                return found
            self._extractions[article.id] = extraction
            kinds = {o.id: o.kind for o in extraction.occasions}
            said = [utterance(article.text, s, kinds.get(s.occasion or "")) for s in extraction.statements]
            self._read[article.id] = source(article, said)
        return self._read[article.id]

    def _nearest(self, words: Words) -> Iterator[tuple[Article, Sequence[Utterance], Sequence[Statement]]]:
        """The texts given that share most with some words, with who says what in them."""
        for found in self._index.near(words.words, _TEXTS):
            known, article = self._known(found), self._articles[id(found)]
            extraction = self._extractions.get(article.id)
            yield article, known.utterances, extraction.statements if extraction else ()

    def _doubts(self, findings: Sequence[Finding]) -> Iterator[str]:
        """What is strange about the texts that were given: a transcript of another occasion, words not heard."""
        attributed = [f for f in findings if f.speaker and f.kind != "not checked"]
        used = {place.article for f in findings if f.kind != "no source" for place in f.places[:1]}
        for found in self._index.sources:
            name = found.path or found.url or found.article
            if found.kind == "transcript" and len(attributed) > 1 and found.article not in used:
                known = self._known(found)
                speakers = sorted({u.speaker for u in known.utterances if u.speaker})
                there = any(may_be(f.speaker or "", s, "person") for f in attributed for s in speakers)
                others = f"; there speak {', '.join(speakers[:4])}" if speakers and not there else ""
                none = f"none of the {len(attributed)} quotations stands in this transcript"
                yield f"{name}: {none}{others}; is it the right one?"
            if found.unheard >= _UNHEARD:
                yield f"{name}: at {found.unheard} places words could not be heard, and are not checked"


def _lines(draft: Article, original: str | None) -> Callable[[int], int]:
    """The line on which a place of the draft's text stands, counted from 1: in its file, where that is text."""
    plain = original is not None and all(anchor.node == "" for anchor in draft.anchors)
    text = original if plain and original is not None else draft.text
    breaks = [at for at, c in enumerate(text) if c == "\n"]

    def line(at: int) -> int:
        anchor = next((a for a in draft.anchors if a.start <= at < a.end), None) if plain else None
        return bisect_left(breaks, anchor.offset + at - anchor.start if anchor else at) + 1

    return line


def _quotation(draft: Article, one: QuotedSpan, statements: Sequence[tuple[Statement, str | None]]) -> Drafted:
    """A quoted span with what the draft says of it: the smallest statement that holds most of it, and is not reported
    within it."""
    text, (start, end) = draft.text, one.span
    best: tuple[Statement, str | None] | None = None
    least = 0
    for said, occasion in statements:
        if said.cue and inside(said.cue[0], (one.span,)):
            continue
        common = sum(max(0, min(end, e) - max(start, s)) for s, e in said.content)
        size = sum(e - s for s, e in said.content)
        if 2 * common > end - start and (best is None or size < least):
            best, least = (said, occasion), size
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    head = text[max(line_start, start - _AROUND) : start]
    head = head[max(head.rfind(". ") + 1, head.rfind("” ") + 1, 0) :]
    tail = text[end : min(line_end if line_end >= 0 else len(text), end + _AROUND)].partition(". ")[0]
    around = tokens(head).words + tokens(tail).words
    words = tokens(text, [one.span])
    if best is None:
        return Drafted(words, one.span, closed=one.closed, around=around)
    said, occasion = best
    on = said.said_on.value if said.said_on and said.said_on.basis is not None else None
    name = said.speaker.name
    return Drafted(words, one.span, name, said.speaker.type, on, occasion, one.closed, around)


_POST: Final = re.compile(rf"^(?:the |an? )?(?:\w+ )*{lexicon.pattern('posts in sources')}$|^a$", re.IGNORECASE)


def _has_posts(transcript: Source) -> bool:
    """Does a transcript name speakers by their posts? Who holds them is for extraction to say."""
    return any(_POST.search(u.source_words) for u in transcript.utterances)


def _turns(article: Article) -> list[Utterance]:
    """What a transcript's labels give, before it is read out: family names with the full name of another label."""
    labels = {article.text[t.label.start : t.label.end] for t in article.turns if t.label}
    full = {name.family.lower(): label for label in labels if (name := parse(label)) and not name.is_single}
    found = []
    for turn in article.turns:
        label = article.text[turn.label.start : turn.label.end] if turn.label else None
        if label and (name := parse(label)) and name.is_single:
            label = full.get(name.family.lower(), label)
        if label and (name := parse(label)) and not name.is_single:
            label = name.usual
        if label and label.isupper():
            label = label.title()
        found.append(
            Utterance(None, turn.name or label, "person", 1.0, turn.said_on, None, True, label or "", turn.content)
        )
    return found
