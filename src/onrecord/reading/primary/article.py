"""Articles that are primary sources, wholly or in part: their turns, from the text and its title."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import replace

from onrecord.model import Article, Evidence, Mode, Span, Turn
from onrecord.reading import dates
from onrecord.reading.primary import interview, transcript

_KIND = r"(?P<kind>statement|letter|message|remarks|speech|address|testimony)"
_BEFORE = (
    r"(?:(?:a|an|the|joint|written|oral|official|opening|closing|prepared|press|media|public|full|text|transcript|of"
    r"|read|in)\W+){0,6}"
)
_TITLES = (
    re.compile(
        rf"{_BEFORE}{_KIND}\s+(?:by|from)\s+(?P<who>.{{3,80}}?)"
        r"(?:\s+(?:on|at|regarding|about|following|to|in|before|after|concerning|marking|for|during)\b.*|\W*[:–—-]\s.*)?",
        re.I,
    ),
    re.compile(rf"(?P<who>.{{3,60}}?)(?:['’]s?)\s+(?:[\w-]+\s+){{0,3}}?{_KIND}\b.*", re.I),
)
_WRITTEN = frozenset({"statement", "letter", "message"})
_AFTER = re.compile(
    r"#+|-?30-?|\W*ends?\W*|(?:media |press )?contacts?\b.*|notes? (?:to|for) (?:the )?editors?.*"
    r"|(?:further|more) information.*",
    re.I | re.S,
)
_FIRST = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|[Uu]s|me)\b")
_QUOTED = re.compile(r"[“\"][^”\"\n]*[”\"]?")
_WHOLE = 0.75  # of the text is said in a turn, where it is nothing but proceedings
_PER_WORDS = 100  # words among which one at least is of the first person
_REPORTED = re.compile(r"\b(?:said|told|says|tells)\b")


def with_turns(article: Article, marked: Set[str] = frozenset()) -> Article:
    """The article with its turns, where it shows that it is or holds a primary source; else as it is.

    `marked` are the words at the starts of lines that the layout sets off: bold ones, headings.
    """
    text = article.text
    found = transcript.turns(text) or interview.turns(text, article.title, marked) or _statement(article)
    if not found:
        return article
    if article.published is None and (dated := dates.find(article.title or "")):
        # The head of proceedings has their day: "House of Commons debates, 25 September 2024".
        evidence = Evidence("title", article.title or "")
        article = replace(article, published=dated[0], published_evidence=evidence)
    day = _sitting(article, found)
    return replace(article, turns=tuple(replace(t, said_on=t.said_on or day) for t in found))


def _sitting(article: Article, turns: tuple[Turn, ...]) -> str | None:
    """The day over proceedings, where the text is nothing else and nobody's article: the day on which all was said."""
    evidence = article.published_evidence
    printed = evidence is not None and evidence.rule in ("title", "date line", "front block")
    spoken = sum(t.content[-1].end - (t.label.start if t.label else t.content[0].start) for t in turns)
    labels = {article.text[t.label.start : t.label.end] for t in turns if t.label is not None}
    alone = article.byline is None and spoken > _WHOLE * len(article.text) and not labels & {"Q", "A"}
    return article.published.isoformat() if printed and alone and article.published else None


def _statement(article: Article) -> tuple[Turn, ...]:
    """A statement or speech that its title gives to somebody, and that speaks in the first person throughout."""
    match = next((m for form in _TITLES if (m := form.fullmatch(article.title or ""))), None)
    if match is None:
        return ()
    paragraphs: list[Span] = []
    for line in re.finditer(r"[^\n]+", article.text):
        if _AFTER.fullmatch(line[0]):
            break
        paragraphs.append(Span(*line.span()))
    plain = _QUOTED.sub("", "\n".join(article.text[s:e] for s, e in paragraphs))
    words, first = len(plain.split()), len(_FIRST.findall(plain))
    if not first or first * _PER_WORDS < words or len(_REPORTED.findall(plain)) > first:
        return ()
    mode: Mode = "writing" if match["kind"].lower() in _WRITTEN else "speech"
    day = article.published.isoformat() if article.published and mode == "writing" else None
    return (Turn(tuple(paragraphs), None, match["who"].strip(), mode, day),)
