"""An invented report about invented people, and what is to be read out of it; and one that formats stumble on."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from onrecord.model import (
    Article,
    Entity,
    Evidence,
    Extraction,
    Occasion,
    Party,
    SaidOn,
    Span,
    Speaker,
    Stance,
    Statement,
)

TEXT: Final = (
    "Mayor Edda Quill denounced Osric Vane on Tuesday as a “harbour pirate”.\n\n"
    "“We will rebuild the pier,” Quill told reporters. “Whatever it costs.”\n\n"
    "Vane said the mayor had lost the plot."
)
# Invented, and meant to be hard: marks of other languages, signs of tables and of markup, control characters.
_HARD: Final = (
    "😀 =SUM(A1) & <b>Ina Moor</b> said “a]]>b 🎈 and c”.\x0b\tThen\r\n\nthe —council— said: “שלום”, she said."
)


def span_of(words: str, text: str = TEXT) -> Span:
    """Where the words first stand in the text. ValueError where they do not."""
    start = text.index(words)
    return Span(start, start + len(words))


def article(**changes: Any) -> Article:
    """The invented report, with the fields that are given."""
    fields: dict[str, Any] = {
        "id": "invented-1",
        "text": TEXT,
        "title": "Mayor and rival trade insults over pier",
        "byline": "Wren Abbot",
        "outlet": "The Saltmarsh Courier",
        "published": date(2024, 9, 26),
        "published_evidence": Evidence("meta", "article:published_time"),
        "url": "https://courier.example/pier",
        "sha256": "ab" * 32,
        "language": "en",
    }
    return Article(**{**fields, **changes})


def extraction(**changes: Any) -> Extraction:
    """Three statements of the invented report, an occasion, two entities and its author's voice; `changes` are the
    article's."""
    quill = Speaker("Edda Quill", "person", "e1", 0.9, ("Edda Quill",), (span_of("Mayor Edda Quill"),))
    vane = Party("Osric Vane", "person", "e2", (span_of("Osric Vane"),))
    statements = (
        Statement(
            id="s1",
            kind="mixed",
            mode="speech",
            polarity="affirmed",
            source=(span_of("Mayor Edda Quill"),),
            cue=(span_of("denounced"),),
            content=(span_of("as a “harbour pirate”"),),
            text="as a “harbour pirate”",
            speaker=quill,
            addressee=None,
            occasion=None,
            said_on=SaidOn("2024-09-24", span_of("Tuesday"), "weekday"),
            about=(vane,),
            stance=(Stance("Osric Vane", "negative", 0.8, (span_of("harbour pirate"),)),),
            nested_in=None,
            confidence=0.75,
        ),
        Statement(
            id="s2",
            kind="direct",
            mode="speech",
            polarity=None,
            source=(Span(TEXT.index("Quill told"), TEXT.index(" told")),),
            cue=(span_of("told"),),
            content=(span_of("“We will rebuild the pier,”"), span_of("“Whatever it costs.”")),
            text="“We will rebuild the pier,” … “Whatever it costs.”",
            speaker=quill,
            addressee=Party("reporters", "group", None, (span_of("reporters"),)),
            occasion="o1",
            said_on=None,
            about=(),
            stance=(),
            nested_in=None,
            confidence=0.5,
        ),
        Statement(
            id="s3",
            kind="indirect",
            mode=None,
            polarity="affirmed",
            source=(Span(TEXT.index("Vane said"), TEXT.index(" said the")),),
            cue=(span_of("said"),),
            content=(span_of("the mayor had lost the plot"),),
            text="the mayor had lost the plot",
            speaker=Speaker("Osric Vane", "person", "e2", 0.6, ("Osric Vane",)),
            addressee=None,
            occasion=None,
            said_on=None,
            about=(),
            stance=(),
            nested_in=None,
            confidence=0.4,
        ),
    )
    return Extraction(
        article=article(**changes),
        statements=statements,
        occasions=(Occasion("o1", "press conference", None, ("Edda Quill",), None, None, "happened", ()),),
        entities=(
            Entity("e1", "Edda Quill", "person", ("Quill",), ("Mayor",), (span_of("Edda Quill"),)),
            Entity("e2", "Osric Vane", "person", ("Vane",), (), (span_of("Osric Vane"), span_of("harbour pirate"))),
        ),
        voice=(Stance("Osric Vane", "neutral", 0.1, ()),),
        warnings=("no occasion model",),
    )


def hard() -> Extraction:
    """An article that formats stumble on, with a statement of nobody known and one within another."""
    words = ("“a]]>b 🎈 and c”", "“שלום”")
    said = [
        Statement(
            f"hard/{n}", "direct", "speech", None, (), (), (span_of(one, _HARD),), one,
            Speaker("=Ina <Moor>" if n else None, "person" if n else "unknown"),
            None, None, None, (), (), "hard/0" if n else None, 0.5,
        )
        for n, one in enumerate(words)
    ]  # fmt: skip
    head = {"title": None, "byline": None, "outlet": None, "published": None, "published_evidence": None, "url": None}
    return Extraction(article(id="hard", text=_HARD, sha256=None, language=None, **head), tuple(said))
