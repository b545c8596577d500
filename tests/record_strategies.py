"""Extractions for the tests of the record: one that is always the same, and any that hypothesis can think of."""

from __future__ import annotations

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
from onrecord.testing import TEXT as TEXT
from onrecord.testing import extraction
from onrecord.testing import span_of as span_of


def invented(**changes: object) -> Extraction:
    """The invented report of `onrecord.testing`, read from a page, with a repair, a warning and odd anchors."""
    fields: dict[str, object] = {
        "path": "pier.html",
        "repairs": (Repair("joined paragraph", Span(5, 6), "\n\n", "page break"),),
        "warnings": ("byline guessed",),
        "anchors": (
            Anchor(0, len(TEXT), "/html/body/p[1]/text()", 3),
            Anchor(5, 9, "page/1", 0, ((1.0, 2.0, 3.5, 4.0),)),
        ),
    }
    return extraction(**{**fields, **changes})


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
    rules[float | None] = st.none() | scores  # type: ignore[index]

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
