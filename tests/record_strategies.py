"""Extractions for the tests of the record: one written by hand, and any that hypothesis can think of."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from onrecord.model import (
    Anchor,
    Article,
    Entity,
    Evidence,
    Extraction,
    Occasion,
    Party,
    Repair,
    SaidOn,
    Span,
    Speaker,
    Stance,
    Statement,
)

# An invented report about invented people.
TEXT = (
    "Mayor Edda Quill denounced Osric Vane on Tuesday as a “harbour pirate”.\n\n"
    "“We will rebuild the pier,” Quill told reporters. “Whatever it costs.”\n\n"
    "Vane said the mayor had lost the plot."
)


def span_of(words: str, text: str = TEXT) -> Span:
    """Where the words first stand in the text."""
    start = text.index(words)
    return Span(start, start + len(words))


def invented(**changes: object) -> Extraction:
    """The invented report with three statements, an occasion, two entities and its author's voice."""
    fields: dict[str, object] = {
        "id": "invented-1",
        "text": TEXT,
        "title": "Mayor and rival trade insults over pier",
        "byline": "Wren Abbot",
        "outlet": "The Saltmarsh Courier",
        "published": date(2024, 9, 26),
        "published_evidence": Evidence("meta", "article:published_time"),
        "url": "https://courier.example/pier",
        "path": "pier.html",
        "sha256": "ab" * 32,
        "language": "en",
        "repairs": (Repair("joined paragraph", Span(5, 6), "\n\n", "page break"),),
        "warnings": ("byline guessed",),
        "anchors": (
            Anchor(0, len(TEXT), "/html/body/p[1]/text()", 3),
            Anchor(5, 9, "page/1", 0, ((1.0, 2.0, 3.5, 4.0),)),
        ),
    }
    article = Article(**{**fields, **changes})  # type: ignore[arg-type]
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
            source=(span_of("Quill told")._replace(end=TEXT.index("Quill told") + 5),),
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
            source=(span_of("Vane said")._replace(end=TEXT.index("Vane said") + 4),),
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
        article=article,
        statements=statements,
        occasions=(Occasion("o1", "press conference", None, ("Edda Quill",), None, None, "happened", ()),),
        entities=(
            Entity("e1", "Edda Quill", "person", ("Quill",), ("Mayor",), (span_of("Edda Quill"),)),
            Entity("e2", "Osric Vane", "person", ("Vane",), (), (span_of("Osric Vane"), span_of("harbour pirate"))),
        ),
        voice=(Stance("Osric Vane", "neutral", 0.1, ()),),
        warnings=("no occasion model",),
    )


texts = st.text(st.characters(codec="utf-8"), max_size=60)
words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
scores = st.floats(0, 1)


def _spans(length: int) -> st.SearchStrategy[tuple[Span, ...]]:
    span = st.tuples(st.integers(0, length), st.integers(0, length)).map(lambda pair: Span(*sorted(pair)))
    return st.lists(span, max_size=3).map(tuple)


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    """Any extraction whose spans lie within its text and whose ids do not repeat."""
    text = draw(texts)
    spans = _spans(len(text))
    span = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda pair: Span(*sorted(pair)))
    rules = {tuple[Span, ...]: spans, Span: span, str: words, float: scores, int: st.integers(0, 2**40)}

    def build(kind: type, **fields: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
        from typing import get_type_hints

        import onrecord.model as model

        hints = get_type_hints(kind, vars(model))
        chosen = {name: fields.get(name, rules.get(hint, st.from_type(hint))) for name, hint in hints.items()}
        return st.builds(kind, **chosen)

    optional = st.none() | words
    party = build(Party, entity=optional)
    stances = st.lists(build(Stance), max_size=2).map(tuple)
    names = st.lists(words, max_size=2).map(tuple)
    box = st.tuples(*[st.floats(allow_nan=False, allow_infinity=False, width=32)] * 4)
    dates = st.dates() | st.none()

    def several(items: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
        return st.lists(items, max_size=3, unique_by=lambda item: item.id).map(tuple)  # type: ignore[attr-defined]

    article = build(
        Article,
        text=st.just(text),
        published=dates,
        published_evidence=st.none() | build(Evidence),
        repairs=st.lists(build(Repair), max_size=2).map(tuple),
        warnings=names,
        anchors=st.lists(build(Anchor, boxes=st.lists(box, max_size=2).map(tuple)), max_size=2).map(tuple),
        corrected=names,
        **dict.fromkeys(("title", "byline", "outlet", "url", "path", "sha256", "language"), optional),
    )
    statement = build(
        Statement,
        text=texts,
        speaker=build(Speaker, name=optional, entity=optional, candidates=names),
        addressee=st.none() | party,
        occasion=optional,
        said_on=st.none() | build(SaidOn, basis=st.none() | span),
        about=st.lists(party, max_size=3).map(tuple),
        stance=stances,
        nested_in=optional,
        corrected=names,
    )
    occasion = build(Occasion, plover=optional, participants=names, place=optional, date=optional, duration=optional)
    return Extraction(
        article=draw(article),  # type: ignore[arg-type]
        statements=draw(several(statement)),  # type: ignore[arg-type]
        occasions=draw(several(occasion)),  # type: ignore[arg-type]
        entities=draw(several(build(Entity, aliases=names, offices=names))),  # type: ignore[arg-type]
        voice=draw(stances),  # type: ignore[arg-type]
        warnings=draw(names),
    )
